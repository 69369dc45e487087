"""The bytes of a packet's plain text or JSON go in; its content comes out, and in what it differs from what is expected.

Both are read by their hash alone where nothing was changed. Where something was, the marking, the words and the fields
say what.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from briefgen.verify.compare import Difference, clipped, listed
from briefgen.verify.content import (
    PARAGRAPH_PART,
    ContentSpan,
    ExpectedContent,
    ExtractedContent,
    Unreadable,
    digest,
    folded_words,
    seen,
)
from briefgen.verify.fingerprints import NOT_KEPT

_MARKING, _WORDS = "the marking", "the words"
_MOST = 64 * 2**20
"""Bytes of a file that are read."""


def content_of_text(data: bytes) -> ExtractedContent:
    """Each line as a span; the marking is the first line, where the document has one. Unreadable for what is no text."""
    text = _decoded(data)
    lines = tuple(ContentSpan(PARAGRAPH_PART, words) for line in text.splitlines() if (words := folded_words(line)))
    marking = folded_words(text.partition("\n")[0])
    return ExtractedContent(lines, furniture=((_MARKING, marking),), made={_WORDS: _print(folded_words(text))})


def content_of_json(data: bytes) -> ExtractedContent:
    """The marking, and a digest of each field. Unreadable for what is no object in JSON."""
    try:
        content = json.loads(_decoded(data))
    except (ValueError, RecursionError):
        raise Unreadable("it is not JSON") from None
    if not isinstance(content, dict):
        raise Unreadable("it is not a filled briefing")
    made = {name: _print(json.dumps(value, sort_keys=True)) for name, value in content.items()}
    return ExtractedContent((), furniture=((_MARKING, _banner(content)),), made=made)


def content_of_csv(data: bytes) -> ExtractedContent:
    """The marking, the same in each row, and a digest of each row. Unreadable for what is no table with a marking."""
    try:
        head, *rows = csv.reader(io.StringIO(_decoded(data).removeprefix("\ufeff"), newline=""), strict=True)
    except (ValueError, csv.Error):
        raise Unreadable("it is not a table") from None
    if "marking" not in head or any(len(row) != len(head) for row in rows):
        raise Unreadable("it is not a table as it is written here")
    at = head.index("marking")
    markings = {folded_words(row[at].removeprefix("'")) for row in rows}
    made = {f"row {number}": _print("\x1f".join(row)) for number, row in enumerate([head, *rows])}
    return ExtractedContent((), furniture=((_MARKING, " / ".join(sorted(markings))),), made=made)


def content_of_stix(data: bytes) -> ExtractedContent:
    """The marking of the report, and a digest of each object. Unreadable for what is no bundle."""
    try:
        content = json.loads(_decoded(data))
        objects = {str(each["id"]): each for each in content["objects"]}
    except (ValueError, RecursionError, LookupError, TypeError):
        raise Unreadable("it is not a STIX bundle") from None
    made = {name: _print(json.dumps(each, sort_keys=True)) for name, each in objects.items()}
    return ExtractedContent((), furniture=((_MARKING, _marking_of_report(objects)),), made=made)


def _marking_of_report(objects: Mapping[str, Any]) -> str:
    """The words of the markings that the report names."""
    reports = [each for each in objects.values() if each.get("type") == "report"]
    named = [name for each in reports for name in each.get("object_marking_refs") or ()]
    return folded_words(" ".join(str(objects.get(str(name), {}).get("name", "")) for name in named))


def _banner(content: Mapping[str, Any]) -> str:
    marking = content.get("marking")
    return folded_words(str(marking.get("banner", ""))) if isinstance(marking, dict) else ""


def _decoded(data: bytes) -> str:
    if len(data) > _MOST:
        raise Unreadable("it is too large")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Unreadable("it is not UTF-8") from None


def _print(words: str) -> str:
    return digest(words.encode("utf-8", "surrogatepass"))


def differences_in_marking(expected: ExpectedContent, found: ExtractedContent) -> Iterator[Difference]:
    """That the marking is not there, or is another."""
    ((_, marking),) = found.furniture
    if expected.marking and marking != expected.marking:
        yield Difference(f"the marking “{expected.marking}” is missing: “{clipped(marking)}” stands in its place")


def differences_in_text(
    expected: ExpectedContent, kept: Mapping[str, str], found: ExtractedContent
) -> Iterator[Difference]:
    """In what a text that was changed differs: its marking, and which words it has no longer, as far as others know them."""
    yield from differences_in_marking(expected, found)
    if dict(kept) == dict(found.made):
        return
    yield Difference("its words are not those that it was built with")
    there = _letters(" ".join(span.words for span in found.spans))
    for span in expected.spans:
        if span.words != NOT_KEPT and "<" not in span.words and _letters(span.words) not in there:
            yield Difference(f"missing, or changed: “{clipped(span.words)}”")


def _letters(words: str) -> str:
    """The words without signs and blanks, which text has others of."""
    return "".join(filter(str.isalnum, seen(words)))


def differences_in_json(
    expected: ExpectedContent, kept: Mapping[str, str], found: ExtractedContent
) -> Iterator[Difference]:
    """In what a JSON file that was changed differs: its marking, and the fields that are others now."""
    yield from differences_in_marking(expected, found)
    changed = [name for name, each in found.made.items() if kept.get(name, each) != each]
    changed += [f"{name} is new" for name in found.made if name not in kept]
    changed += [f"{name} is gone" for name in kept if name not in found.made]
    if changed:
        yield Difference(f"not as it was built: {listed(changed)}")
