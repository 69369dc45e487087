"""A read input and its filled briefing in, findings out; and the table of all rules, code to rule.

Every code that any part of briefgen gives has its rule here, and so its page for `briefgen explain`.
Those with a function are looked for by `check`; the others are found on the way by the part that
reads, fills, composes or writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from briefgen.bounds import keep_to_time
from briefgen.checks import (
    configuration,
    dates,
    delivering,
    evidence,
    filling,
    marking,
    near_names,
    reading,
    returned,
    schema,
    skeleton,
    standard_rules,
    template,
    writing,
)
from briefgen.checks.rule import Rule, Subject
from briefgen.diagnostics import Diagnostic, IncompleteTable
from briefgen.settings import USUAL, Limits

if TYPE_CHECKING:
    from briefgen.readers.yaml_reader import ReadInput
    from briefgen.schema.briefing import Briefing

__all__ = ["FAMILIES", "RULES", "Rule", "check"]

FAMILIES = {
    "BG0": "Reading",
    "BG1": "Schema",
    "BG2": "Evidence",
    "BG3": "Filling",
    "BG4": "Analytic standards",
    "BG5": "Marking",
    "BG6": "Template and theme",
    "BG7": "Writing",
    "BG8": "Configuration and ignores",
    "BG9": "Internal errors",
}

_TABLES = (
    reading,
    schema,
    skeleton,
    evidence,
    filling,
    near_names,
    dates,
    standard_rules,
    marking,
    template,
    writing,
    returned,
    delivering,
    configuration,
)


def by_code(rules: Iterable[Rule]) -> dict[str, Rule]:
    """Code to rule, in the order of the codes. IncompleteTable where two rules have one code."""
    found: dict[str, Rule] = {}
    for rule in sorted(rules, key=lambda rule: rule.code):
        if found.setdefault(rule.code, rule) is not rule:
            raise IncompleteTable(f"two rules have the code {rule.code}: {found[rule.code].title}; {rule.title}")
    return found


RULES = by_code(rule for table in _TABLES for rule in table.RULES)


def check(
    read: ReadInput, briefing: Briefing, limits: Limits = USUAL.limits, rules: Iterable[Rule] = tuple(RULES.values())
) -> list[Diagnostic]:
    """What the rules find in an input and its briefing."""
    subject = Subject(read, briefing, limits)
    return [found for rule in rules for found in _applied(rule, subject)]


def _applied(rule: Rule, subject: Subject) -> Iterator[Diagnostic]:
    for found in rule.check(subject) if rule.check else ():
        keep_to_time()
        yield Diagnostic(rule.code, found.message, subject.place(found), rule.severity, found.hint)
