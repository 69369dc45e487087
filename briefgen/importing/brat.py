"""Annotations of brat (`.ann`) in, with the text beside them (`.txt`); the article and its passages out."""

from __future__ import annotations

import re
from collections import Counter

from msgspec.structs import replace

from briefgen.importing.foreign import (
    CannotImport,
    Imported,
    ImportedArticle,
    ImportedPassage,
    SourceFile,
    taken_apart,
)
from briefgen.importing.labels import fields_of_words
from briefgen.importing.plain_text import plain_words
from briefgen.readers.source import read_bytes

_TEXT_BOUND = re.compile(r"(T\S*)\t(\S+) (\d{1,9} \d{1,9}(?:;\d{1,9} \d{1,9})*)\t(.*)")
_NOTE = re.compile(r"#\S*\t\S+ (T\S*)\t(.*)")
_OTHERS = {"E": "event", "R": "relation", "*": "equivalence", "A": "attribute", "M": "attribute", "N": "reference"}


def is_brat(file: SourceFile) -> bool:
    """Whether it is called so."""
    return file.path.suffix.lower() == ".ann"


def text_beside(file: SourceFile) -> SourceFile:
    """The text that the annotations are of. InputError where there is none."""
    path = file.path.with_suffix(".txt")
    return SourceFile(path, read_bytes(path, str(path)))


def read_brat(file: SourceFile) -> Imported:
    """The article; its text-bound annotations are passages, notes on them their comments."""
    words = plain_words(text_beside(file))
    marked: dict[str, ImportedPassage] = {}
    notes: dict[str, list[str]] = {}
    left_out: Counter[str] = Counter()
    for number, line in enumerate(plain_words(file).split("\n"), 1):
        line = line.removesuffix("\r")
        if match := _TEXT_BOUND.fullmatch(line):
            again = match[1] in marked  # two annotators' files were joined: each keeps its passage
            left_out[f"name of a passage that another one has ({match[1]})"] += again
            marked[f"{match[1]} {number}" if again else match[1]] = _passage(match, words)
        elif match := _NOTE.fullmatch(line):
            notes.setdefault(match[1], []).append(match[2])
        elif line.strip():
            what = _OTHERS.get(line[0])
            if what is None:
                raise CannotImport(f"line {number} is none of brat’s: {line[:60]}")
            left_out[what] += 1
    passages = [
        replace(each, fields=fields_of_words("; ".join(notes.get(name, [])))) if name in notes else each
        for name, each in marked.items()
    ]
    article = taken_apart(ImportedArticle(words, passages=tuple(passages)))
    return Imported(
        (article,), remarks=tuple(f"left out: {count} × {what}" for what, count in left_out.items() if count)
    )


def _passage(match: re.Match[str], words: str) -> ImportedPassage:
    """From the first fragment to the last; by its words, where those are not what stands there."""
    fragments = [tuple(map(int, each.split(" "))) for each in match[3].split(";")]
    standing = "".join("".join(words[start:end].split()) for start, end in fragments)
    if standing == "".join(match[4].split()):
        return ImportedPassage(fragments[0][0], fragments[-1][1], quote=match[4], label=match[2])
    return ImportedPassage(quote=match[4], label=match[2])
