"""The scalars of a YAML file in; a finding for each comment out that took words of a text with it.

    basis: Resolution #2249 backs them        the value is "Resolution": BG012
    headline: #Harbour hospital hit           the value is nothing: BG012
    basis: Resolution # two words             a comment, or the end of the sentence? BG013, where the field takes prose
    basis: Resolution   # two words           a comment

A comment is whatever stands between the scalars after a `#`: no grammar is needed to find it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator

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


class YamlComment(Struct, frozen=True):
    start: int
    text: str
    before: Scalar | None
    own_line: bool
    blanks: int
    """How many stand before it on its line."""


def words_lost(comments: Iterable[YamlComment], places: Places, end: int | None = None) -> Iterator[Diagnostic]:
    """BG012 for each comment, up to an end, that begins as no comment does but as a word of a text."""
    for comment in comments:
        if (end is None or comment.start < end) and _takes_words(comment, places):
            yield _lost(comment, places)


def bracket_lost(comments: Iterable[YamlComment], places: Places, start: int, end: int) -> Diagnostic | None:
    """BG012 for the first comment between two places that takes the bracket or brace at the end of a list with it."""
    found = (each for each in comments if start < each.start < end and each.text.endswith(("]", "}")))
    return next((_lost(each, places) for each in found), None)


def _lost(comment: YamlComment, places: Places) -> Diagnostic:
    words = comment.text if len(comment.text) <= 40 else comment.text[:37] + "..."
    return Diagnostic("BG012", f"“{words}” is read as a comment, and left out", _place(comment, places), hint=_QUOTE_IT)


def words_in_doubt(comments: Iterable[YamlComment], places: Places, names: Collection[str]) -> Iterator[Diagnostic]:
    """BG013 for each comment one blank after a text of the fields with these names, or in its place; BG012 for a number."""
    for comment in comments:
        before = comment.before
        if before is None or before.is_key or before.name not in names:
            continue
        if before.word and not before.node.style and not comment.own_line and _NUMBER.match(comment.text):
            yield _lost(comment, places)
        elif before.node.style not in ("'", '"', "|", ">") and _in_doubt(comment, before, places):
            message = "what stands after # is a comment, and is not printed"
            yield Diagnostic("BG013", message, _place(comment, places), Severity.NOTE, _TWO_BLANKS)


def _in_doubt(comment: YamlComment, before: Scalar, places: Places) -> bool:
    if _takes_words(comment, places):
        return False
    if comment.own_line:
        return bool(before.word) and _continues(comment, before, places)
    return not before.word or comment.blanks == 1 or not comment.text.startswith("# ")


def _takes_words(comment: YamlComment, places: Places) -> bool:
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


def _continues(comment: YamlComment, before: Scalar, places: Places) -> bool:
    """Whether a comment on a line of its own stands where the text before it would go on."""
    column = places.position(comment.start)[1]
    return (before.in_flow or column > before.column) and _only_blanks(before, comment, places)


def _only_blanks(before: Scalar | None, comment: YamlComment, places: Places) -> bool:
    return before is None or not places.text[before.node.end_offset : comment.start].strip()


def comments_among(scalars: list[Scalar], places: Places) -> Iterator[YamlComment]:
    """All comments, with the scalar that ends before each."""
    text = places.text
    sign = text.find("#")
    while sign >= 0:
        number = bisect_right(scalars, sign, key=_begin)
        before = scalars[number - 1] if number else None
        if before is not None and sign < before.node.end_offset:
            yield from _in_header(places, before.node)
            end = before.node.end_offset
        else:
            start = before.node.end_offset if before is not None else 0
            end = _begin(scalars[number]) if number < len(scalars) else len(text)
            yield from _in_gap(places, start, end, before)
        sign = text.find("#", end)


def _begin(scalar: Scalar) -> int:
    return scalar.node.offset


def _in_header(places: Places, node: ValueNode) -> Iterator[YamlComment]:
    """The comment behind the sign that opens a text on lines of its own."""
    header = _HEADER.match(places.text, node.offset) if node.style in ("|", ">") else None
    if header and header["comment"]:
        yield _at(places, header.start("comment") + header["comment"].index("#"), None)


def _in_gap(places: Places, start: int, end: int, before: Scalar | None) -> Iterator[YamlComment]:
    while start < end and (found := _MARK.search(places.text, start, end)):
        yield (comment := _at(places, found.start(), before))
        start = comment.start + len(comment.text)


def _at(places: Places, start: int, before: Scalar | None) -> YamlComment:
    line, column = places.position(start)
    lead, text = places.lines[line][:column], places.lines[line][column:]
    return YamlComment(start, text.rstrip(), before, not lead.strip(), column - len(lead.rstrip(" \t")))


def _place(comment: YamlComment, places: Places) -> Place:
    line, column = places.position(comment.start)
    return places.point(line, column, column + len(comment.text))
