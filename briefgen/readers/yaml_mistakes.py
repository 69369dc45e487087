"""A YAML syntax error in, a finding in plain words out: what is wrong, and what to write instead."""

from __future__ import annotations

import re
from typing import Any

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
