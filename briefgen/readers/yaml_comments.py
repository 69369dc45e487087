"""The scalars of a YAML file in; a finding for each comment out that took words of a text with it.

    basis: Resolution #2249 backs them        the value is "Resolution": BG012
    headline: #Harbour hospital hit           the value is nothing: BG012
    basis: Resolution # two words             a comment, or the end of the sentence? BG013, where the field takes prose
    basis: Resolution   # two words           a comment

A comment is whatever stands between the scalars after a `#`: no grammar is needed to find it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from msgspec import Struct

from briefgen.diagnostics import Diagnostic, Place, Severity
from briefgen.readers.places import Places, ValueNode

_MARK = re.compile(r"(?<![^\s\[\]{},:?\"'-])#")
"""Where a comment may begin; the `#` within a tag is none."""
_HEADER = re.compile(r"[|>][-+0-9]*(?P<comment>[ \t]+#[^\r\n]*)?")
_SPEAKS = re.compile(r"#(?=[^\s#])(?!!|[-=*~:_.]+(?:\s|$))")
"""A comment that begins as a word does; rulers and what documentation tools read are none."""
_NUMBER = re.compile(r"# +[0-9]")
_YAML = re.compile(r"#\s*(?:- |-$|[\w-]+:(?:\s|$))")
"""Lines that were put out of use, not out of a sentence."""
_QUOTE_IT = "Put the whole text in quotes, or after `>-` on lines of its own. A real comment has a space after its #."
_TWO_BLANKS = "Put the text in quotes if these words belong to it; put two spaces before the # if they do not."


class Scalar(Struct, frozen=True, gc=False):
    """A single value or key as it was read."""

    node: ValueNode
    is_key: bool
    column: int
    """Of the key or the dash that it belongs to; -1 where there is none."""
    name: str
    """The key that it stands under, be it within lists."""
    in_flow: bool
    word: str = ""
    """What it says."""


class _Comment(Struct, frozen=True):
    start: int
    text: str
    before: Scalar | None
    own_line: bool
    blanks: int
    """How many stand before it on its line."""


def words_lost(scalars: list[Scalar], places: Places, end: int | None = None) -> Iterator[Diagnostic]:
    """BG012 for each comment, up to an end, that begins as no comment does but as a word of a text."""
    for comment in _comments(scalars, places, len(places.text) if end is None else end):
        if _takes_words(comment, places):
            yield _lost(comment, places)


def bracket_lost(scalars: list[Scalar], places: Places, start: int, end: int) -> Diagnostic | None:
    """BG012 for the first comment between two places that takes the bracket or brace at the end of a list with it."""
    found = (each for each in _comments(scalars, places, end) if each.start > start and each.text.endswith(("]", "}")))
    return next((_lost(each, places) for each in found), None)


def _lost(comment: _Comment, places: Places) -> Diagnostic:
    words = comment.text if len(comment.text) <= 40 else comment.text[:37] + "..."
    return Diagnostic("BG012", f"“{words}” is read as a comment, and left out", _place(comment, places), hint=_QUOTE_IT)


def words_in_doubt(scalars: list[Scalar], places: Places, names: Collection[str]) -> Iterator[Diagnostic]:
    """BG013 for each comment one blank after a text of the fields with these names, or in its place; BG012 for a number."""
    for comment in _comments(scalars, places, len(places.text)):
        before = comment.before
        if before is None or before.is_key or before.name not in names:
            continue
        if before.word and not before.node.style and not comment.own_line and _NUMBER.match(comment.text):
            yield _lost(comment, places)
        elif before.node.style not in ("'", '"', "|", ">") and _in_doubt(comment, before, places):
            message = "what stands after # is a comment, and is not printed"
            yield Diagnostic("BG013", message, _place(comment, places), Severity.NOTE, _TWO_BLANKS)


def _in_doubt(comment: _Comment, before: Scalar, places: Places) -> bool:
    if _takes_words(comment, places):
        return False
    if comment.own_line:
        return bool(before.word) and _continues(comment, before, places)
    return not before.word or comment.blanks == 1 or not comment.text.startswith("# ")


def _takes_words(comment: _Comment, places: Places) -> bool:
    before = comment.before
    quoted = before is not None and before.node.style in ("'", '"')
    if not comment.own_line:
        if quoted and before is not None and comment.start == before.node.end_offset:
            return True
        if before is not None and places.text[before.node.end_offset : comment.start].rstrip().endswith(("]", "}")):
            return False
        return bool(_SPEAKS.match(comment.text)) and not (quoted and _only_blanks(before, comment, places))
    if before is None or before.is_key or before.node.style or _YAML.match(comment.text):
        return False
    return bool(_SPEAKS.match(comment.text)) and _continues(comment, before, places)


def _continues(comment: _Comment, before: Scalar, places: Places) -> bool:
    """Whether a comment on a line of its own stands where the text before it would go on."""
    column = places.position(comment.start)[1]
    return (before.in_flow or column > before.column) and _only_blanks(before, comment, places)


def _only_blanks(before: Scalar | None, comment: _Comment, places: Places) -> bool:
    return before is None or not places.text[before.node.end_offset : comment.start].strip()


def _comments(scalars: list[Scalar], places: Places, end: int) -> Iterator[_Comment]:
    """All comments up to an end, with the scalar that ends before each."""
    text = places.text
    sign = text.find("#")
    start, before = 0, None
    for scalar in scalars:
        if sign < 0:
            return
        if sign < scalar.node.offset:
            yield from _in_gap(places, start, min(scalar.node.offset, end), before)
        start, before = max(start, scalar.node.end_offset), scalar
        if sign < start:
            header = _HEADER.match(text, scalar.node.offset) if scalar.node.style in ("|", ">") else None
            if header and header["comment"]:
                yield _at(places, header.start("comment") + header["comment"].index("#"), None)
            sign = text.find("#", start)
    yield from _in_gap(places, start, end, before)


def _in_gap(places: Places, start: int, end: int, before: Scalar | None) -> Iterator[_Comment]:
    while start < end and (found := _MARK.search(places.text, start, end)):
        yield (comment := _at(places, found.start(), before))
        start = comment.start + len(comment.text)


def _at(places: Places, start: int, before: Scalar | None) -> _Comment:
    line, column = places.position(start)
    lead, text = places.lines[line][:column], places.lines[line][column:]
    return _Comment(start, text.rstrip(), before, not lead.strip(), column - len(lead.rstrip(" \t")))


def _place(comment: _Comment, places: Places) -> Place:
    line, column = places.position(comment.start)
    return places.point(line, column, column + len(comment.text))
