"""A CAS of UIMA, as INCEpTION exports it (XMI, JSON, or a ZIP archive with one), in; its text as an article with its passages out.

Offsets are UTF-16 units. All layers count but those of segmentation and grammar; the label is a feature `value` or `label`.
"""

from __future__ import annotations

import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from lxml import etree
from msgspec.structs import replace

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
    signs = (b".xmi", b"TypeSystem.xml", b"exportedproject.json")
    archive = file.data.startswith(b"PK\x03\x04") and any(sign in file.data for sign in signs)
    return archive or b"<xmi:XMI" in start or is_json_with(file, "%FEATURE_STRUCTURES")


def read_cas(file: SourceFile) -> Imported:
    """The text of the first view, and its annotations; of an archive, those of each of its texts."""
    if not file.data.startswith(b"PK\x03\x04"):
        return _read(file.data, file)
    found = _unpacked(file.data, Budget())
    if not found:
        raise CannotImport("there is no CAS in the archive", "Export it as UIMA CAS XMI or JSON.")
    return _joined([(name, _read(data, SourceFile(file.path, data))) for name, data in _counted(found)])


def _read(data: bytes, file: SourceFile) -> Imported:
    if data.lstrip()[:1] == b"{":
        return _article([*_of_json(file)])
    try:
        return _article([*_of_xml(parsed_xml(data, Budget()))])
    except _BROKEN as error:
        raise CannotImport(f"the CAS cannot be read: {error}", "Export it once more.") from None


# --- archives --------------------------------------------------------------------------------

_CURATED, _UNTOUCHED = "CURATION_USER", "INITIAL_CAS"
"""What INCEpTION calls the annotators of what was agreed, and of what nobody has touched."""


def _unpacked(data: bytes, budget: Budget, folder: str = "") -> dict[str, bytes]:
    """Each CAS by its path; a project has an archive for each annotator of each of its documents."""
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            if len(package.infolist()) > MOST_PARTS:
                raise CannotImport("the archive holds too many files")
            for name in package.namelist():
                inner = name.endswith(".zip") and not folder
                if not (inner or name.endswith((".xmi", ".json"))):
                    continue
                with package.open(name) as stream:
                    part = stream.read(LARGEST_PART + 1)
                if len(part) > LARGEST_PART:
                    raise CannotImport(f"{name} is too large")
                budget.unpacked(len(part))
                if inner:
                    found |= _unpacked(part, budget, f"{name.removesuffix('.zip')}/")
                elif b"%FEATURE_STRUCTURES" in part or b"<xmi:XMI" in part[:4096]:
                    found[folder + name] = part
    except _BROKEN as error:
        raise CannotImport(f"the archive cannot be read: {error}", "Export it once more.") from None
    return found


def _counted(found: Mapping[str, bytes]) -> list[tuple[str, bytes]]:
    """Those that count: what was agreed where it is there, else all that somebody has touched."""
    kept = {name for name in found if _CURATED in name} or {name for name in found if _UNTOUCHED not in name}
    return [(name, data) for name, data in found.items() if name in kept] or [*found.items()]


def _joined(read: list[tuple[str, Imported]]) -> Imported:
    """Each text once, with the passages of all its annotators; what two of them marked alike stands once."""
    articles: dict[str, ImportedArticle] = {}
    remarks: dict[str, None] = {}
    for name, imported in read:
        remarks |= dict.fromkeys(
            imported.remarks if len(read) == 1 else (f"{name}: {each}" for each in imported.remarks)
        )
        for article in imported.articles:
            known = articles.setdefault(article.text, article)
            marks = {
                (each.start, each.end, each.label, each.quote): each for each in (*known.passages, *article.passages)
            }
            articles[article.text] = replace(known, passages=tuple(marks.values()))
    if len(read) > len(articles):
        names = ", ".join(name for name, _ in read)
        remarks[f"the passages of several annotators were joined: {names[:500]}"] = None
    return Imported(tuple(articles.values()), remarks=tuple(remarks))


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


def _article(held: list[Mapping[str, Any]]) -> Imported:
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
        if link := _link_of(each):
            left_out[link] += 1
        if each["%TYPE"] in _SKIPPED or type(start) is not int or type(end) is not int:
            continue
        if str(each.get("sofa")) != str(sofa.get("id")):
            left_out["annotation of another view"] += 1
        elif any(key in each for key in _RELATION):
            continue
        elif start == end:
            left_out["annotation without words"] += 1
        else:
            label = words_at(each.get("value")) or words_at(each.get("label")) or each["%TYPE"]
            first, last = units.code_point(start), units.code_point(end)
            yield ImportedPassage(first, last, label=label) if 0 <= first < last else ImportedPassage(label=label)


def _link_of(structure: Mapping[str, Any]) -> str:
    """What a structure joins, if it joins annotations: such are counted, and left out."""
    if structure["%TYPE"] in _SKIPPED:
        return ""
    if any(key in structure for key in _RELATION):
        return "relation"
    if not {"target", "@target"}.isdisjoint(structure) and "role" in structure:
        return "link between annotations"
    return "link of a chain" if not {"next", "@next"}.isdisjoint(structure) else ""
