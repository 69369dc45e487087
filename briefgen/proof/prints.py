"""What a document says goes in; a print of it that fits a manifest comes out, and is turned back as far as files know the words.

The print keeps no words of stretches, only a few letters for each, so that a changed one is found and
named. Links, alternative texts and running lines are short and are kept as they are.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

from briefgen.document import Document
from briefgen.proof import told
from briefgen.proof.compare import canonical
from briefgen.proof.document import told_by_document
from briefgen.proof.told import JOINT, LinkTold, Stretch, Told, Wanted, digest, seen

_SIGNS = dict(zip(told.PART_KINDS, "123456pithfcs", strict=True))
_KINDS = {sign: kind for kind, sign in _SIGNS.items()}
_LETTERS = 6
"""Of the print of one stretch's words: two of them are the same once in 69 thousand million."""
NOT_KEPT = "[words that no file of the packet has any more]"
_MOST_JOINTS = 6
_TO = " -> "


def fingerprint(document: Document | Wanted, made: Mapping[str, Mapping[str, str]] | None = None) -> dict[str, Any]:
    """A print of all that a document says, ready for JSON; `made`: file ending to what that file is made of."""
    wanted = told_by_document(document)
    return {
        "stretches": "".join(_SIGNS[each.kind] + _print(seen(each.words)) for each in wanted.stretches),
        "links": [f"{link.words}{_TO}{canonical(link.uri) or link.to}" for link in wanted.links],
        "alts": list(wanted.alts),
        "summaries": list(wanted.summaries),
        "marking": wanted.marking,
        "running": list(wanted.running),
        "entries": " ".join(map(str, wanted.entries)),
        "words": all_words(wanted),
        "made": {ending: dict(parts) for ending, parts in (made or {}).items()},
    }


def all_words(wanted: Wanted) -> str:
    """A digest of all words: two documents may by chance, or on purpose, share a few letters of one stretch's print."""
    return digest("\n".join([seen(each.words) for each in wanted.stretches]).encode("utf-8", "surrogatepass"))


def _print(words: str) -> str:
    short = hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=6).digest()
    return base64.urlsafe_b64encode(short)[:_LETTERS].decode()


def wanted_by(kept: dict[str, Any], files: Iterable[Told]) -> Wanted:
    """What a print wants, with the words that any of the files still has. ValueError where it is no print."""
    try:
        prints = [kept["stretches"][at : at + 1 + _LETTERS] for at in range(0, len(kept["stretches"]), 1 + _LETTERS)]
        words = _words({one[1:] for one in prints}, files)
        return Wanted(
            tuple(Stretch(_KINDS[one[0]], words.get(one[1:], NOT_KEPT)) for one in prints),
            tuple(map(_link, kept["links"])),
            tuple(kept["alts"]),
            tuple(kept["summaries"]),
            str(kept["marking"]),
            tuple(kept["running"]),
            tuple(map(int, kept["entries"].split())),
        )
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError("no print of a document") from error


def _link(kept: str) -> LinkTold:
    words, _, goal = kept.rpartition(_TO)
    return LinkTold(words, to=int(goal)) if goal.lstrip("-").isdecimal() else LinkTold(words, goal)


def _words(prints: set[str], files: Iterable[Told]) -> dict[str, str]:
    """The words of each print that a file has."""
    known = {_print(""): ""}
    for file in files:
        for stretch in file.stretches:
            for words in _readings(seen(stretch.words)):
                if (one := _print(words)) in prints:
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
