"""The table of rules in, the page of all of them out: `schemas/RULES.md`."""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.checks import FAMILIES, RULES
from briefgen.checks.rule import Rule
from briefgen.checks.tradecraft import standards_page

_HEAD = """# Rules

What briefgen finds, by code. Written by `briefgen schema`; do not edit. `briefgen explain CODE` prints one of
these on the console.

An error keeps a packet from being built; a warning or a note does not, unless `--strict` treats warnings as errors.
Warnings and notes can be left out, errors cannot:

- in a run: `--select BG4,BG203` counts these only, `--ignore BG402` all but these; codes or the beginnings of codes
- in `briefgen.toml`: `select`, `ignore`, and `per-file-ignores` with reasons (see the README)
- in an input, above a line or at its end: `# briefgen: ignore BG403 -- the minister's own word`; for a whole file:
  `# briefgen: ignore-file BG413 -- an exercise on old news`
"""


def rules_page() -> str:
    """The page as Markdown."""
    return "\n".join([_HEAD, *_contents(), standards_page(), *_families()]) + "\n"


def _contents() -> Iterator[str]:
    for prefix, family in FAMILIES.items():
        rules = _of(prefix)
        if rules:
            yield f"**{prefix}xx {family}**\n"
            yield from (f"- [{rule.code}](#{rule.code.lower()}) {rule.title} ({rule.severity.word})" for rule in rules)
            yield ""


def _families() -> Iterator[str]:
    for prefix, family in FAMILIES.items():
        rules = _of(prefix)
        if rules:
            yield f"## {prefix}xx {family}\n"
            yield "\n".join(_section(rule) for rule in rules)


def _of(prefix: str) -> list[Rule]:
    return [rule for rule in RULES.values() if rule.code.startswith(prefix)]


def _section(rule: Rule) -> str:
    return f"### {rule.code}\n\n{rule.title} ({rule.severity.word}).\n\n{rule.markdown()}"
