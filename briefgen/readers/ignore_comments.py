"""The places of a read YAML file in, its comments that ask for findings to be left out:

    # briefgen: ignore BG207 -- both passages are meant        above a line, or at its end
    # briefgen: ignore-file BG413 -- an exercise on old news   anywhere, for the whole file

Codes given here: BG810 no reason, BG811 a comment that cannot be understood. Words in a text that look
like such a comment are words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from briefgen.diagnostics import Diagnostic, Place, Severity
from briefgen.lazy_patterns import lazy_pattern
from briefgen.readers.places import Places, ValueNode

_COMMENT = lazy_pattern(r"#[ \t]*briefgen:[ \t]*(?P<words>[^\r\n]*)", re.IGNORECASE)
_IGNORE = lazy_pattern(
    r"(?P<scope>ignore-file|ignore)[ \t]+(?P<codes>[A-Za-z0-9]+(?:[ \t]*,[ \t]*[A-Za-z0-9]+)*)[ \t]*(?P<rest>.*)"
)
_REASON = lazy_pattern(r"(?:--|–|—)[ \t]*(?P<reason>.*\S)")
_HINT = "Write `# briefgen: ignore BG207 -- the reason`, or ignore-file for the whole file."


class IgnoreComment(Struct, frozen=True):
    """One code that a comment asks to be left out, and where."""

    code: str
    reason: str
    place: Place
    """Of the code in the comment."""
    first_line: int
    last_line: int
    """The lines it covers; both 0 for the whole file."""

    def covers(self, line: int) -> bool:
        return not self.first_line or self.first_line <= line <= self.last_line


def read_ignore_comments(places: Places) -> tuple[list[IgnoreComment], list[Diagnostic]]:
    """The comments and what is wrong with some of them; those are not in force."""
    ignores: list[IgnoreComment] = []
    findings: list[Diagnostic] = []
    if "briefgen:" not in places.text.lower():
        return ignores, findings
    for match in _COMMENT.finditer(places.text):
        if not _within_words(places, match.start()):
            ignores += _ignores(places, match, findings)
    return ignores, findings


def _ignores(places: Places, match: re.Match[str], findings: list[Diagnostic]) -> Iterator[IgnoreComment]:
    asked = _IGNORE.fullmatch(match["words"].rstrip())
    if asked is None:
        place = _place(places, match.start(), match.end())
        findings.append(Diagnostic("BG811", "this comment asks for something unknown", place, Severity.WARNING, _HINT))
        return
    start = match.start("words")
    reason = _REASON.fullmatch(asked["rest"])
    if reason is None:
        place = _place(places, match.start(), match.end())
        message = f"{asked['codes']} is ignored without a reason, and so is not ignored"
        findings.append(
            Diagnostic("BG810", message, place, Severity.WARNING, "Say why, after two hyphens: `-- reason`.")
        )
        return
    first, last = (0, 0) if asked["scope"] == "ignore-file" else _covered(places, match.start())
    for code in re.finditer(r"[A-Za-z0-9]+", asked["codes"]):
        begin = start + asked.start("codes") + code.start()
        place = _place(places, begin, begin + len(code[0]))
        yield IgnoreComment(code[0].upper(), reason["reason"], place, first, last)


def _place(places: Places, start: int, end: int) -> Place:
    place = places.offset(start)
    return places.point(place.line - 1, place.column - 1, place.column - 1 + end - start)


# --- what a comment belongs to ---------------------------------------------------------------


def _within_words(places: Places, offset: int) -> bool:
    """Whether the character stands in a value. The line that opens a block of text may bear a comment."""
    node = places.root
    while node is not None and node.children is not None:
        node = next((each for each in _parts(node) if each.offset <= offset < each.end_offset), None)
    if node is None:
        return False
    return node.style not in ("|", ">") or "\n" in places.text[node.offset : offset]


def _covered(places: Places, offset: int) -> tuple[int, int]:
    """First and last line that a comment is for, from 1: its own, or the next that says something; all of a value
    that begins there."""
    here = places.offset(offset)
    line = here.line
    if not here.source[: here.column - 1].strip():
        line = next((n for n in range(line + 1, len(places.lines) + 1) if _says_something(places.lines[n - 1])), line)
    return line, max(line, _end_of_value(places.root, line))


def _says_something(line: str) -> bool:
    words = line.strip()
    return bool(words) and not words.startswith("#")


def _end_of_value(node: ValueNode | None, line: int) -> int:
    """The last line of the single values that begin on a line; lines count from 1."""
    if node is None or not node.line <= line - 1 <= node.end_line:
        return 0
    if node.children is None:
        return node.end_line + (node.end_column > 0) if node.line == line - 1 else 0
    return max((_end_of_value(each, line) for each in _parts(node)), default=0)


def _parts(node: ValueNode) -> Iterator[ValueNode]:
    """Keys and values of a mapping, items of a list."""
    if isinstance(node.children, dict):
        for key, value in node.children.values():
            yield key
            yield value
    else:
        yield from node.children or ()
