"""A YAML syntax error in, a finding in plain words out: what is wrong, and what to write instead.

Characters that look like those of YAML and are others, which word processors, web pages and some keyboards write, are
looked for in the lines before an error, for YAML notices them late or in words that lead elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from briefgen.diagnostics import Diagnostic
from briefgen.readers.places import Places

_TAB_INDENT = re.compile(r" *\t")
_QUOTE_IT = "Put the text in quotes, or write it after `|` or `>-` on lines of their own."

# By words of libyaml's own message, which has no codes: (message, hint).
_MISTAKES: dict[str, tuple[str, str]] = {
    "mapping values are not allowed": ("a colon and a space stand where no key can be", _QUOTE_IT),
    "could not find expected ':'": (
        "a key without its colon",
        "Write `key: value`; check the indentation of this line.",
    ),
    "did not find expected key": (
        "this line does not fit the lines above",
        "Check that it is indented as its neighbours, and that text after a closing quote is inside the quotes.",
    ),
    "did not find expected '-' indicator": (
        "a list item is expected here",
        "Begin the line with `- `, or check its indentation.",
    ),
    "block sequence entries are not allowed": ("a list cannot begin here", "Put each `- ` item on a line of its own."),
    "did not find expected ',' or ']'": (
        "a list in brackets does not end",
        "Close it with ], and put a comma between its items.",
    ),
    "did not find expected ',' or '}'": (
        "a mapping in braces does not end",
        "Close it with }, and put a comma between its keys.",
    ),
    "found unexpected end of stream": ("quoted text does not end", "Close the quotes."),
    "found unexpected document indicator": ("quoted text does not end before ---", "Close the quotes."),
    "found unknown escape character": (
        "a backslash in double quotes begins an escape that YAML does not know",
        "Use single quotes, or write the backslash twice.",
    ),
    "did not find expected hexadecimal number": (
        "an escape lacks its digits",
        "Use single quotes, or write the backslash twice.",
    ),
    "cannot start any token": ("text cannot begin with this character", _QUOTE_IT),
    "expected comment or line break": (
        "words stand after the sign that begins a block of text",
        "Begin the text on the next line.",
    ),
    "undefined tag handle": ("text cannot begin with an exclamation mark", _QUOTE_IT),
    "did not find expected alphabetic or numeric character": ("text cannot begin with * or &", _QUOTE_IT),
    "did not find expected <document start>": (
        "something stands after the end",
        "Check brackets, braces and `...` above.",
    ),
    "did not find expected node content": ("a value is missing", "Check for a stray comma, bracket or brace."),
}


def explain(error: Any, places: Places) -> Diagnostic:
    """The finding for what PyYAML raises."""
    problem = error.problem or ""
    mark = error.problem_mark or error.context_mark
    if "Unicode character escape" in problem:
        place = places.point(mark.line, max(0, mark.column - 2))  # the mark is past the backslash and its letter
        return Diagnostic("BG003", "an escape that stands for no character", place, hint="Write the character itself.")
    if (line := _tab_line(mark, places, problem)) is not None:
        place = places.point(line, places.lines[line].index("\t"))
        return Diagnostic("BG004", "a tab in the indentation", place, hint="YAML is indented with spaces only.")
    # An opening that never closes is reported at the file's end; where it opens says more.
    opens = error.context_mark if "end of stream" in problem or "expected ','" in problem else None
    mark = opens or mark
    message, hint = _plain_words(problem)
    return Diagnostic("BG004", message, places.point(mark.line, mark.column) if mark else places.at(()), hint=hint)


def _plain_words(problem: str) -> tuple[str, str]:
    for words, mistake in _MISTAKES.items():
        if words in problem:
            return mistake
    return f"not YAML: {problem}", "Check quotes, colons and indentation in this line and the one before."


def _tab_line(mark: Any, places: Places, problem: str) -> int | None:
    """The line whose indentation holds a tab, where that is what went wrong: the marked one or the next."""
    if mark is None:
        return None
    near = (mark.line, mark.line + 1) if "tab" in problem else (mark.line,)
    return next((n for n in near if n < len(places.lines) and _TAB_INDENT.match(places.lines[n])), None)


# --- characters that are others than they look -----------------------------------------------

ODD_BLANKS = "\u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200C))) + "\u202f\u205f\u2060\u3000\ufeff"
_KEY = r"[A-Za-z_][\w-]*"
_LOOKALIKES = (
    rf"^[ {ODD_BLANKS}-]*?(?P<odd>[{ODD_BLANKS}])",
    rf"^[ {ODD_BLANKS}]*(?P<odd>[\u2010-\u2015\u2212\u2022\u00b7\uff0d])(?=[ {ODD_BLANKS}])",
    rf"^ *(?:- +)*{_KEY} *(?P<odd>[\uff1a\ufe55\ua789])",
    rf"^ *(?:- +)*{_KEY}:(?P<odd>[{ODD_BLANKS}])",
    rf"^ *(?:- +)*(?:{_KEY}: +)?(?P<odd>[\u201c\u201d\u201e])[^\"\u201c\u201d\u201e]*[\u201c\u201d]\s*$",
)
"""Blanks before a key, dashes before an item, colons, blanks after them, and quotes around a value. Compiled when a file is
faulty: so many characters take milliseconds."""
_BLANK, _DASH, _COLON, _QUOTE = "a plain space", "a plain -", "a plain : and a space", 'straight quotes, "..."'
_KINDS = (_BLANK, _DASH, _COLON, _BLANK, _QUOTE)


class Lookalike(Struct, frozen=True):
    """A character that is another than it looks, and what to read instead."""

    found: Diagnostic
    line: int
    start: int
    end: int
    instead: str
    value_follows: bool = False
    """Whether a value stands right after it, where a blank is needed: there is no room for one."""


def invisible_mistakes(lines: list[str], window: Iterable[int], error: int, places: Places) -> Iterator[Lookalike]:
    """The first of some lines at or before an error; with it, odd blanks that indent the lines right after."""
    first = next((each for number in window for each in _lookalikes(lines, number, error, places)), None)
    if first is None:
        return
    yield first
    for number in range(first.line + 1, len(lines)):
        match = re.match(_LOOKALIKES[0], lines[number])
        if match is None or not re.match(_LOOKALIKES[0], lines[first.line]):
            return
        yield _lookalike(lines[number], number, match, _BLANK, places)


def _lookalikes(lines: list[str], number: int, error: int, places: Places) -> Iterator[Lookalike]:
    for pattern, meant in zip(_LOOKALIKES, _KINDS, strict=True):
        if (meant != _QUOTE or number == error) and (match := re.match(pattern, lines[number])):
            yield _lookalike(lines[number], number, match, meant, places)


def odd_beginning(text: str) -> str:
    """What to do about a text or key that begins as an item of a list does, but for its dash; empty where it does not."""
    match = re.match(_LOOKALIKES[1], text)
    if match is None:
        return ""
    name = unicodedata.name(match["odd"], "character").lower()
    return (
        f"It begins with “{match['odd']}” ({name}, U+{ord(match['odd']):04X}): list items have {_DASH}, keys have none."
    )


def _lookalike(line: str, number: int, match: re.Match[str], meant: str, places: Places) -> Lookalike:
    odd, start = match["odd"], match.start("odd")
    name = unicodedata.name(odd, "character").lower()
    place = places.point(number, start, start + 1)
    message = f"{name} (U+{ord(odd):04X}) where YAML needs {meant}"
    found = Diagnostic("BG004", message, place, hint=f"Write {meant}.")
    follows = meant == _COLON and not line[start + 1 : start + 2].isspace() and len(line) > start + 1
    return Lookalike(found, number, start, *_instead(line, start, meant), follows)


def _instead(line: str, start: int, meant: str) -> tuple[int, str]:
    """Where what is replaced ends, and as many characters that YAML knows."""
    if meant == _QUOTE:
        words = line[start:].rstrip()
        inside = words[1:-1].replace("\\", "/")
        return start + len(words), f'"{inside}"'
    if meant == _BLANK:  # all of them at once: one finding is enough for a line
        end = len(line) - len(line[start:].lstrip(f" {ODD_BLANKS}"))
        return end, " " * (end - start)
    return start + 1, "-" if meant == _DASH else ":"
