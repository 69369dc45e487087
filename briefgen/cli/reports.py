"""Findings in, a report for machines out: JSON, workflow commands of GitHub, SARIF 2.1.0."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import click

from briefgen.cli.console import as_object
from briefgen.diagnostics import Diagnostic, Place, Severity, in_order
from briefgen.version import __version__

if TYPE_CHECKING:
    from briefgen.checks import Rule
    from briefgen.checks.judging import Ignored
    from briefgen.readers.drafts import AnchoredDraft


def ignored_objects(ignored: Iterable[Ignored]) -> list[dict[str, Any]]:
    """What was left out, each with its reason."""
    return [{**as_object(each.found), "reason": each.reason} for each in ignored]


def draft_objects(drafts: Iterable[AnchoredDraft]) -> list[dict[str, Any]]:
    """The annotations that are only begun, each with its place and what it lacks."""
    return [
        {
            "article": each.article,
            "kind": each.kind,
            "id": each.id,
            "quote": each.quote,
            "reference": each.reference,
            "lacks": list(each.lacks),
            "path": each.place.path,
            "line": each.place.line,
            "column": each.place.column,
        }
        for each in drafts
    ]


# --- GitHub ----------------------------------------------------------------------------------

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def echo_commands(findings: Iterable[Diagnostic]) -> None:
    """Print a command for each finding."""
    for found in in_order(findings):
        click.echo(as_command(found))


def as_command(found: Diagnostic) -> str:
    """A finding as a workflow command, which GitHub shows beside the line."""
    place = found.place
    properties: dict[str, object] = {"file": _relative(place.path).replace(os.sep, "/")}
    if place.line:
        properties |= {"line": place.line, "endLine": place.line}
    if place.column:
        properties["col"] = place.column
    if place.end_column:
        properties["endColumn"] = place.end_column
    properties["title"] = f"{found.code} {_title(found.code)}".strip()
    words = f"{found.message}\n{found.hint}" if found.hint else found.message
    listed = ",".join(f"{name}={_escaped(str(value), _IN_PROPERTY)}" for name, value in properties.items())
    return f"::{_COMMANDS[found.severity]} {listed}::{_escaped(words, _IN_DATA)}"


_IN_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY = {**_IN_DATA, ":": "%3A", ",": "%2C"}


def _escaped(text: str, table: Mapping[str, str]) -> str:
    return "".join(table.get(each, each) for each in text)


def _title(code: str) -> str:
    from briefgen.checks import RULES

    return RULES[code].title if code in RULES else ""


def _relative(path: str) -> str:
    """From the working folder, where the file lies in it; else absolute."""
    absolute = os.path.abspath(path)  # noqa: PTH100 - as it is named, links unfollowed
    here = os.getcwd() + os.sep  # noqa: PTH109
    return absolute.removeprefix(here)


# --- SARIF -----------------------------------------------------------------------------------

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def sarif(findings: Iterable[Diagnostic], ignored: Sequence[Ignored] = ()) -> dict[str, Any]:
    """A SARIF log of one run: the rules that found something, and what they found."""
    from briefgen.checks import RULES

    kept = in_order(findings)
    used = sorted({found.code for found in (*kept, *(each.found for each in ignored))} & RULES.keys())
    indices = {code: number for number, code in enumerate(used)}
    results = [_result(found, indices) for found in kept]
    results += [{**_result(each.found, indices), "suppressions": [_suppression(each)]} for each in ignored]
    driver = {
        "name": "briefgen",
        "version": __version__,
        "rules": [_rule(RULES[code]) for code in used],
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": True}],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder that briefgen was run in."}}},
        "results": results,
    }
    return {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": _pascal(rule.title),
        "shortDescription": {"text": f"{rule.title}."},
        "fullDescription": {"text": " ".join(rule.what.split())},
        "help": {"text": rule.page(), "markdown": rule.markdown()},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _pascal(title: str) -> str:
    words = "".join(letter if letter.isalnum() else " " for letter in title).split()
    return "".join(word[:1].upper() + word[1:] for word in words)


def _result(found: Diagnostic, indices: dict[str, int]) -> dict[str, Any]:
    words = f"{found.message}\n{found.hint}" if found.hint else found.message
    result: dict[str, Any] = {"ruleId": found.code}
    if found.code in indices:
        result["ruleIndex"] = indices[found.code]
    return {
        **result,
        "level": _LEVELS[found.severity],
        "message": {"text": words},
        "locations": [_location(found.place)],
    }


def _location(place: Place) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _artifact(place.path)}
    if place.line:
        region: dict[str, Any] = {"startLine": place.line}
        if place.column:
            region["startColumn"] = place.column
        if place.end_column > place.column:
            region["endColumn"] = place.end_column
        if place.source:
            region["snippet"] = {"text": place.source}
        physical["region"] = region
    return {"physicalLocation": physical}


def _artifact(path: str) -> dict[str, str]:
    relative = _relative(path)
    if Path(relative).is_absolute():
        return {"uri": Path(relative).as_uri()}
    return {"uri": quote(relative.replace(os.sep, "/"), safe="/"), "uriBaseId": _ROOT}


def _suppression(ignored: Ignored) -> dict[str, str]:
    return {"kind": "inSource" if ignored.in_source else "external", "justification": ignored.reason}
