"""Findings in, text or JSON on the console out: place, words, the line itself and a caret below it."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import click

from briefgen.diagnostics import Diagnostic, Severity, in_order

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_WIDTH = 100
"""Columns of a source line that are shown; a longer one is cut around its caret."""
_TAB = "    "


# --- text ------------------------------------------------------------------------------------


def as_text(found: Diagnostic, *, colour: bool = False) -> str:
    """A finding as it is read on a console."""
    paint: Callable[..., str] = click.style if colour else _plain
    place = found.place
    severity = paint(found.severity.word, fg=_COLOURS[found.severity], bold=True)
    head = (
        f"{paint(visible(str(place)), bold=True)}: {severity} {paint(found.code, bold=True)} {visible(found.message)}"
    )
    lines = [head]
    indent = " " * 4
    if place.source and place.line:
        gutter = f"{place.line:>5} | "
        words, caret = excerpt(place.source, place.column, place.end_column)
        lines.append(f"{gutter}{words}".rstrip())
        if caret:
            lines.append(f"{'':>5} | {paint(caret, fg=_COLOURS[found.severity], bold=True)}")
        indent = " " * len(gutter)
    lines += [f"{indent}{row}" for line in found.hint.splitlines() for row in _wrapped(visible(line))]
    return "\n".join(lines)


def _wrapped(line: str) -> list[str]:
    """A line of a hint, broken where it is long."""
    if len(line) <= _WIDTH:
        return [line]
    from textwrap import wrap

    return wrap(line, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _plain(text: str, **_: Any) -> str:
    return text


def visible(text: str) -> str:
    """The text with each character that would steer a console written as its escape."""
    return text if text.isprintable() else "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character in _BIDI:
        return ascii(character)[1:-1]
    return character


_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def excerpt(source: str, column: int, end_column: int) -> tuple[str, str]:
    """A source line fit for one console line, and the line with carets that goes below it."""
    cells = [_TAB if character == "\t" else _visible(character) for character in source.rstrip("\r\n")]
    if column < 1:
        return _cut(cells, 0)[0], ""
    start = min(column - 1, len(cells))
    end = min(max(end_column - 1, start + 1), max(len(cells), start + 1))
    words, first, lead = _cut(cells, start)
    before = lead + sum(map(width, cells[first:start]))
    marked = sum(map(width, cells[start:end])) or 1
    return words, " " * before + "^" * min(marked, max(_WIDTH - before, 1))


def _cut(cells: Sequence[str], start: int) -> tuple[str, int, int]:
    """The part of a line around a cell, the first cell in it, and the width of what stands before that."""
    first = max(start - _WIDTH // 2, 0) if sum(map(width, cells)) > _WIDTH else 0
    total, last = 0, first
    while last < len(cells) and total + width(cells[last]) <= _WIDTH:
        total += width(cells[last])
        last += 1
    lead, tail = "… " if first else "", " …" if last < len(cells) else ""
    return f"{lead}{''.join(cells[first:last])}{tail}", first, len(lead)


def width(text: str) -> int:
    """Columns that the text takes on a console."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


# --- JSON ------------------------------------------------------------------------------------


def as_object(found: Diagnostic) -> dict[str, Any]:
    """A finding as a JSON object."""
    return {
        "code": found.code,
        "severity": found.severity.word,
        "message": found.message,
        "path": found.place.path,
        "line": found.place.line,
        "column": found.place.column,
        "end_column": found.place.end_column,
        "hint": found.hint,
    }


def echo_json(content: object) -> None:
    """JSON on standard output; in ASCII, so that no console can spoil it."""
    click.echo(json.dumps(content, indent=2))


# --- printing --------------------------------------------------------------------------------


def uses_colour(stream: Any) -> bool:
    """Colour only where somebody looks and has not said no."""
    return bool(stream.isatty()) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def show_findings(findings: Iterable[Diagnostic], *, err: bool = False) -> None:
    """Print findings by place, to standard error if asked."""
    colour = uses_colour(sys.stderr if err else sys.stdout)
    for found in in_order(findings):
        click.echo(as_text(found, colour=colour), err=err, color=colour)


def number(count: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def tally(findings: Iterable[Diagnostic]) -> str:
    """`2 errors, 1 warning`, or `no findings`."""
    severities = [found.severity for found in findings]
    parts = [
        number(severities.count(severity), severity.word)
        for severity in sorted(Severity, reverse=True)
        if severity in severities
    ]
    return ", ".join(parts) or "no findings"


def ignored_note(count: int) -> str:
    """What a summary adds where findings were left out."""
    return f" ({count} ignored)" if count else ""
