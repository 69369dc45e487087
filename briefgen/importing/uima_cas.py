"""A CAS of UIMA, as INCEpTION exports it (XMI, JSON, or a ZIP archive with one), in; its text as an article with its passages out.

Offsets are UTF-16 units. All layers count but those of segmentation and grammar; the label is a feature `value` or `label`.
"""

from __future__ import annotations

import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any

from lxml import etree

from briefgen.importing.foreign import (
    CannotImport,
    Imported,
    ImportedArticle,
    ImportedPassage,
    SourceFile,
    taken_apart,
)
from briefgen.importing.json_values import is_json_with, items, json_values, mapping, words_at
from briefgen.importing.spans import Utf16
from briefgen.verify.content import Unreadable
from briefgen.verify.limits import LARGEST_PART, MOST_PARTS, Budget
from briefgen.verify.word_xml import parsed_xml

_SKIPPED = frozenset(
    {
        "Sofa", "View", "NULL", "DocumentMetaData", "DocumentAnnotation", "Token", "Sentence", "Paragraph", "Div", "Heading", "Lemma",
        "Stem", "POS", "MorphologicalFeatures", "Dependency", "Constituent", "Chunk", "SurfaceForm", "TagsetDescription",
    }
)  # fmt: skip
_RELATION = ("Governor", "@Governor")
_BROKEN = (
    Unreadable,
    zipfile.BadZipFile,
    zlib.error,
    etree.LxmlError,
    EOFError,
    OSError,
    LookupError,
    RuntimeError,
    ValueError,
)


def is_cas(file: SourceFile) -> bool:
    """Whether it is XMI, JSON of a CAS, or an archive with one in it."""
    start = file.data[:4096]
    archive = file.data.startswith(b"PK\x03\x04") and (b".xmi" in file.data or b"TypeSystem.xml" in file.data)
    return archive or b"<xmi:XMI" in start or is_json_with(file, "%FEATURE_STRUCTURES")


def read_cas(file: SourceFile) -> Imported:
    """The text of the first view, and its annotations."""
    if file.data.startswith(b"PK\x03\x04"):
        file = _unpacked(file)
    if file.data.lstrip()[:1] == b"{":
        structures = [*_of_json(file)]
    else:
        try:
            structures = [*_of_xml(parsed_xml(file.data, Budget()))]
        except _BROKEN as error:
            raise CannotImport(f"the CAS cannot be read: {error}", "Export it once more.") from None
    return _article(structures)


def _unpacked(file: SourceFile) -> SourceFile:
    """The CAS in an archive; of several, of as many annotators, none is chosen for the user."""
    try:
        with zipfile.ZipFile(BytesIO(file.data)) as package:
            if len(package.infolist()) > MOST_PARTS:
                raise CannotImport("the archive holds too many files")
            names = [name for name in package.namelist() if name.endswith((".xmi", ".json"))]
            if len(names) != 1:
                raise CannotImport(
                    f"the archive holds {len(names)} of them", "Unpack it, and import the one that counts."
                )
            with package.open(names[0]) as stream:
                data = stream.read(LARGEST_PART + 1)
    except _BROKEN as error:
        raise CannotImport(f"the archive cannot be read: {error}", "Export it once more.") from None
    if len(data) > LARGEST_PART:
        raise CannotImport(f"{names[0]} is too large")
    return SourceFile(file.path, data)


def _of_xml(root: Any) -> Iterator[dict[str, Any]]:
    for element in root:
        features = {etree.QName(key).localname: value for key, value in element.items()}
        numbers = {key: int(features[key]) for key in ("begin", "end") if features.get(key, "").isdecimal()}
        yield features | numbers | {"%TYPE": etree.QName(element.tag).localname}


def _of_json(file: SourceFile) -> Iterator[dict[str, Any]]:
    for value in json_values(file):
        held = mapping(value).get("%FEATURE_STRUCTURES")
        found = [{**mapping(each), "%ID": key} for key, each in held.items()] if isinstance(held, dict) else items(held)
        for each in map(mapping, found):
            kind = words_at(each.get("%TYPE")).rpartition(".")[2]
            yield {**each, "%TYPE": kind, "sofa": each.get("@sofa", each.get("sofa")), "id": each.get("%ID")}


def _article(structures: Iterable[Mapping[str, Any]]) -> Imported:
    held = [*structures]
    sofa = next((each for each in held if each["%TYPE"] == "Sofa" and words_at(each.get("sofaString"))), None)
    if sofa is None:
        raise CannotImport("there is no text in it", "Export it with its text, as UIMA CAS XMI or JSON.")
    words = sofa["sofaString"]
    said = next((each for each in held if each["%TYPE"] == "DocumentMetaData"), {})
    left_out: Counter[str] = Counter()
    passages = tuple(_passages(held, sofa, Utf16(words), left_out))
    uri = words_at(said.get("documentUri"))
    article = ImportedArticle(
        words,
        headline=words_at(said.get("documentTitle")).rpartition(".")[0] or words_at(said.get("documentTitle")),
        url=uri if uri.startswith(("http:", "https:")) else "",
        guessed=("headline",) if said.get("documentTitle") else (),
        passages=passages,
    )
    return Imported((taken_apart(article),), remarks=tuple(f"left out: {n} × {what}" for what, n in left_out.items()))


def _passages(
    held: list[Mapping[str, Any]], sofa: Mapping[str, Any], units: Utf16, left_out: Counter[str]
) -> Iterator[ImportedPassage]:
    for each in held:
        start, end = each.get("begin"), each.get("end")
        if each["%TYPE"] in _SKIPPED or type(start) is not int or type(end) is not int:
            continue
        if str(each.get("sofa")) != str(sofa.get("id")):
            left_out["annotation of another view"] += 1
        elif any(key in each for key in _RELATION):
            left_out["relation"] += 1
        elif start == end:
            left_out["annotation without words"] += 1
        else:
            label = words_at(each.get("value")) or words_at(each.get("label")) or each["%TYPE"]
            first, last = units.code_point(start), units.code_point(end)
            yield ImportedPassage(first, last, label=label) if 0 <= first < last else ImportedPassage(label=label)
