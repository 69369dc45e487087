"""A packet's Word file in; the same as staff return it out: tracked changes and comments as Word writes them, plain edits."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Mapping
from typing import Any

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_EXTENDED = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
_NOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_NOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def w(name: str) -> str:
    return f"{{{W}}}{name}"


class ReturnedFile:
    """A Word file while it is edited."""

    def __init__(self, data: bytes, author: str = "Ann", day: str = "2025-04-01") -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}
        self.root = etree.fromstring(self.parts["word/document.xml"])
        self.author, self.day = author, day
        self.comments: list[tuple[str, str, int]] = []
        """Words and author of each, and the one that it answers, or -1."""
        self._id = 9000

    def saved(self) -> bytes:
        if self.comments:
            self._write_comments()
        self.parts["word/document.xml"] = etree.tostring(
            self.root, xml_declaration=True, encoding="UTF-8", standalone=True
        )
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in self.parts.items():
                package.writestr(name, content)
        return out.getvalue()

    # --- finding -------------------------------------------------------------------------

    def text_with(self, words: str) -> Any:
        """The text element that holds the words: the first one in the body that is no entry of the contents."""
        found = [each for each in self.root.iter(w("t")) if words in (each.text or "")]
        assert found, f"no text holds {words!r}"
        return found[-1]

    def paragraph_with(self, words: str) -> Any:
        found = [each for each in self.root.iter(w("p")) if words in "".join(each.itertext(w("t")))]
        assert found, f"no paragraph holds {words!r}"
        return found[-1]

    def row_with(self, words: str) -> Any:
        return next(self.paragraph_with(words).iterancestors(w("tr")))

    def apart(self, words: str) -> Any:
        """The run of these words alone, split off from the one that they stand in, as Word does."""
        text = self.text_with(words)
        run = text.getparent()
        before, _, after = text.text.partition(words)
        text.text = words
        text.set(_SPACE, "preserve")
        for part, place in ((before, run.addprevious), (after, run.addnext)):
            if part:
                other = copy.deepcopy(run)
                other.set(w("rsidR"), "00A1B2C3")
                (own,) = other.iter(w("t"))
                own.text = part
                own.set(_SPACE, "preserve")
                place(other)
        return run

    # --- plain edits ---------------------------------------------------------------------

    def plain(self, old: str, new: str) -> None:
        text = self.text_with(old)
        text.text = text.text.replace(old, new, 1)

    # --- tracked changes -----------------------------------------------------------------

    def change(self, name: str) -> Any:
        self._id += 1
        given = {w("id"): str(self._id), w("author"): self.author, w("date"): f"{self.day}T09:30:00Z"}
        return etree.Element(w(name), given)

    def delete(self, words: str, name: str = "del") -> Any:
        run = self.apart(words)
        around = self.change(name)
        run.addprevious(around)
        around.append(run)
        if name == "del":
            for text in run.iter(w("t")):
                text.tag = w("delText")
        return around

    def insert_after(self, place: Any, words: str, name: str = "ins") -> Any:
        around = self.change(name)
        run = etree.SubElement(around, w("r"), {w("rsidR"): "00D4E5F6"})
        text = etree.SubElement(run, w("t"), {_SPACE: "preserve"})
        text.text = words
        place.addnext(around)
        return around

    def insert(self, after: str, words: str) -> None:
        self.insert_after(self.apart(after), words)

    def replace(self, old: str, new: str) -> None:
        """As Word does: the old words struck, the new ones after them, and marks of its spelling around."""
        gone = self.delete(old)
        made = self.insert_after(gone, new)
        gone.addprevious(etree.Element(w("proofErr"), {w("type"): "spellStart"}))
        made.addnext(etree.Element(w("proofErr"), {w("type"): "spellEnd"}))

    def paragraph_mark(self, paragraph: Any, name: str) -> None:
        properties = paragraph.find(w("pPr"))
        if properties is None:
            properties = etree.Element(w("pPr"))
            paragraph.insert(0, properties)
        look = properties.find(w("rPr"))
        if look is None:
            look = etree.SubElement(properties, w("rPr"))
        look.insert(0, self.change(name))

    def delete_paragraph(self, words: str, name: str = "del") -> None:
        paragraph = self.paragraph_with(words)
        for run in list(paragraph.iter(w("r"))):
            around = self.change(name)
            run.addprevious(around)
            around.append(run)
            if name == "del":
                for text in run.iter(w("t")):
                    text.tag = w("delText")
        self.paragraph_mark(paragraph, name)

    def insert_paragraph(self, after: str, words: str, name: str = "ins") -> None:
        paragraph = self.paragraph_with(after)
        new = etree.Element(w("p"))
        properties = paragraph.find(w("pPr"))
        if properties is not None:
            new.append(copy.deepcopy(properties))
        new.append(self.change(name))
        run = etree.SubElement(new[-1], w("r"))
        etree.SubElement(run, w("t")).text = words
        self.paragraph_mark(new, "ins")
        paragraph.addnext(new)

    def delete_row(self, words: str) -> None:
        row = self.row_with(words)
        properties = row.find(w("trPr"))
        if properties is None:
            properties = etree.Element(w("trPr"))
            row.insert(0, properties)
        properties.append(self.change("del"))
        for run in list(row.iter(w("r"))):
            around = self.change("del")
            run.addprevious(around)
            around.append(run)
            for text in run.iter(w("t")):
                text.tag = w("delText")

    def insert_row(self, after: str, words: list[str]) -> None:
        row = self.row_with(after)
        new = copy.deepcopy(row)
        for cell, said in zip(new.iter(w("tc")), words, strict=True):
            first, *others = cell.findall(w("p"))
            for other in others:
                cell.remove(other)
            for child in [each for each in first if each.tag != w("pPr")]:
                first.remove(child)
            first.append(self.change("ins"))
            etree.SubElement(etree.SubElement(first[-1], w("r")), w("t")).text = said
        properties = new.find(w("trPr"))
        properties.append(self.change("ins"))
        row.addnext(new)

    def split(self, after: str) -> None:
        """The paragraph in two, where the words end."""
        paragraph, run = self.paragraph_with(after), self.apart(after)
        new = etree.Element(w("p"))
        properties = paragraph.find(w("pPr"))
        if properties is not None:
            new.append(copy.deepcopy(properties))
        for sibling in list(run.itersiblings()):
            new.append(sibling)
        paragraph.addnext(new)

    def noise(self) -> None:
        """What Word adds when it saves: sessions, spelling, former looks."""
        for number, paragraph in enumerate(self.root.iter(w("p"))):
            paragraph.set(w("rsidR"), f"{number:08X}")
            properties = paragraph.find(w("pPr"))
            if number % 3 == 0 and properties is not None and properties.find(w("pPrChange")) is None:
                former = self.change("pPrChange")
                before = etree.SubElement(former, w("pPr"))
                etree.SubElement(before, w("pStyle"), {w("val"): "Heading1"})
                properties.append(former)
        for run in self.root.iter(w("r")):
            look = run.find(w("rPr"))
            if look is not None and look.find(w("rPrChange")) is None:
                etree.SubElement(look, w("b"))
                former = self.change("rPrChange")
                etree.SubElement(former, w("rPr"))
                look.append(former)

    # --- notes ---------------------------------------------------------------------------

    def note(self, after: str, words: str) -> None:
        """A footnote whose sign stands after the words."""
        space = f'xmlns:w="{W}"'
        separator = '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>-</w:t></w:r></w:p></w:footnote>'
        note = f'<w:footnote w:id="2"><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:footnote>'
        self.parts["word/footnotes.xml"] = f"<w:footnotes {space}>{separator}{note}</w:footnotes>".encode()
        related = f'<Relationship Id="rIdNotes" Type="{_NOTES}" Target="footnotes.xml"/></Relationships>'
        links = "word/_rels/document.xml.rels"
        self.parts[links] = self.parts[links].replace(b"</Relationships>", related.encode())
        typed = f'<Override PartName="/word/footnotes.xml" ContentType="{_NOTES_TYPE}"/></Types>'
        types = "[Content_Types].xml"
        self.parts[types] = self.parts[types].replace(b"</Types>", typed.encode())
        sign = etree.Element(w("r"))
        etree.SubElement(sign, w("footnoteReference"), {w("id"): "2"})
        self.apart(after).addnext(sign)

    # --- comments ------------------------------------------------------------------------

    def comment(self, on: str, words: str, author: str = "", answers: int = -1) -> int:
        number = len(self.comments)
        run = self.apart(on)
        self._around(run, number)
        self.comments.append((words, author or self.author, answers))
        return number

    def _around(self, run: Any, number: int) -> None:
        named = {w("id"): str(number)}
        run.addprevious(etree.Element(w("commentRangeStart"), named))
        end = etree.Element(w("commentRangeEnd"), named)
        run.addnext(end)
        reference = etree.Element(w("r"))
        etree.SubElement(reference, w("commentReference"), named)
        end.addnext(reference)

    def _write_comments(self) -> None:
        root = etree.Element(w("comments"), nsmap={"w": W, "w14": W14})
        extended = etree.Element(f"{{{W15}}}commentsEx", nsmap={"w15": W15})
        for number, (words, author, answers) in enumerate(self.comments):
            given = {w("id"): str(number), w("author"): author, w("date"): f"{self.day}T10:00:00Z"}
            comment = etree.SubElement(root, w("comment"), given)
            for line in words.split("\n"):
                paragraph = etree.SubElement(comment, w("p"), {f"{{{W14}}}paraId": f"{number + 1:08X}"})
                etree.SubElement(etree.SubElement(paragraph, w("r")), w("t")).text = line
            mark: Mapping[str, str] = {f"{{{W15}}}paraId": f"{number + 1:08X}", f"{{{W15}}}done": "0"}
            if answers >= 0:
                mark = {**mark, f"{{{W15}}}paraIdParent": f"{answers + 1:08X}"}
            etree.SubElement(extended, f"{{{W15}}}commentEx", mark)
        self.parts["word/comments.xml"] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
        self.parts["word/commentsExtended.xml"] = etree.tostring(extended, xml_declaration=True, encoding="UTF-8")
        relations = self.parts["word/_rels/document.xml.rels"].decode()
        for name, kind in (("comments", _RELATION), ("commentsExtended", _EXTENDED)):
            if f"{name}.xml" not in relations:
                new = f'<Relationship Id="rId9{name}" Type="{kind}" Target="{name}.xml"/></Relationships>'
                relations = relations.replace("</Relationships>", new)
        self.parts["word/_rels/document.xml.rels"] = relations.encode()
        types = self.parts["[Content_Types].xml"].decode()
        main = "application/vnd.openxmlformats-officedocument.wordprocessingml"
        for name in ("comments", "commentsExtended"):
            if f"/word/{name}.xml" not in types:
                new = f'<Override PartName="/word/{name}.xml" ContentType="{main}.{name}+xml"/></Types>'
                types = types.replace("</Types>", new)
        self.parts["[Content_Types].xml"] = types.encode()
