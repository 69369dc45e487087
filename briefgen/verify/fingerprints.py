"""What a document says goes in; a fingerprint of it that fits a manifest comes out, and is turned back as far as files know the words.

The fingerprint keeps no words of spans, only a few letters for each, so that a changed one is found and
named. Links, alternative texts and running lines are short and are kept as they are.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

from briefgen.document import Document
from briefgen.verify import content
from briefgen.verify.compare import canonical
from briefgen.verify.content import JOINT, ContentLink, ContentSpan, ExpectedContent, ExtractedContent, digest, seen
from briefgen.verify.document import expected_content

_SIGNS = dict(zip(content.PART_KINDS, "123456pithfcs", strict=True))
_KINDS = {sign: kind for kind, sign in _SIGNS.items()}
_LETTERS = 6
"""Of the fingerprint of one span's words: two of them are the same once in 69 thousand million."""
NOT_KEPT = "[words that no file of the packet has any more]"
_MOST_JOINTS = 6
_TO = " -> "


def fingerprint(
    document: Document | ExpectedContent, made: Mapping[str, Mapping[str, str]] | None = None
) -> dict[str, Any]:
    """A print of all that a document says, ready for JSON; `made`: file ending to what that file is made of."""
    expected = expected_content(document)
    words = [seen(each.words) for each in expected.spans]
    prints = map(_fingerprint, words)
    return {
        "spans": "".join([_SIGNS[each.kind] + one for each, one in zip(expected.spans, prints, strict=True)]),
        "links": [f"{link.words}{_TO}{canonical(link.uri) or link.to}" for link in expected.links],
        "alts": list(expected.alts),
        "summaries": list(expected.summaries),
        "marking": expected.marking,
        "running": list(expected.running),
        "later": list(expected.later),
        **({"drawn": list(expected.drawn)} if expected.drawn else {}),
        "entries": " ".join(map(str, expected.entries)),
        "words": _all_words(words),
        "made": {ending: dict(parts) for ending, parts in (made or {}).items()},
    }


def all_words(expected: ExpectedContent) -> str:
    """A digest of all words: two documents may by chance, or on purpose, share a few letters of one span's print."""
    return _all_words([seen(each.words) for each in expected.spans])


def _all_words(words: Iterable[str]) -> str:
    return digest("\n".join(words).encode("utf-8", "surrogatepass"))


def _fingerprint(words: str) -> str:
    short = hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=6).digest()
    return base64.urlsafe_b64encode(short)[:_LETTERS].decode()


def expected_by(kept: dict[str, Any], files: Iterable[ExtractedContent]) -> ExpectedContent:
    """What a fingerprint expects, with the words that any of the files still has. ValueError where it is no fingerprint."""
    try:
        fingerprints = [kept["spans"][at : at + 1 + _LETTERS] for at in range(0, len(kept["spans"]), 1 + _LETTERS)]
        words = _words({one[1:] for one in fingerprints}, files)
        return ExpectedContent(
            tuple(ContentSpan(_KINDS[one[0]], words.get(one[1:], NOT_KEPT)) for one in fingerprints),
            tuple(map(_link, kept["links"])),
            _texts(kept["alts"]),
            _texts(kept["summaries"]),
            str(kept["marking"]),
            _texts(kept["running"]),
            tuple(map(int, kept["entries"].split())),
            _texts(kept.get("later", [])),
            _texts(kept.get("drawn", [])),
        )
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError("no print of a document") from error


def _texts(kept: Any) -> tuple[str, ...]:
    """TypeError where anything but texts was kept."""
    if not isinstance(kept, list) or not all(isinstance(each, str) for each in kept):
        raise TypeError("no texts")
    return tuple(kept)


def _link(kept: str) -> ContentLink:
    words, _, goal = kept.rpartition(_TO)
    return ContentLink(words, to=int(goal)) if goal.lstrip("-").isdecimal() else ContentLink(words, goal)


def _words(fingerprints: set[str], files: Iterable[ExtractedContent]) -> dict[str, str]:
    """The words of each print that a file has."""
    known = {_fingerprint(""): ""}
    for file in files:
        for span in file.spans:
            for words in _readings(seen(span.words)):
                if (one := _fingerprint(words)) in fingerprints:
                    known[one] = words
                    break
    return known


def _readings(words: str) -> Iterator[str]:
    """The words with a blank or none at each joint; where there are many joints, the same at all of them."""
    if JOINT not in words:
        yield words
        return
    yield words.replace(JOINT, "")
    yield words.replace(JOINT, " ")
    first, *rest = words.split(JOINT)
    if len(rest) <= _MOST_JOINTS:
        for blanks in product(("", " "), repeat=len(rest)):
            yield first + "".join(blank + part for blank, part in zip(blanks, rest, strict=True))
