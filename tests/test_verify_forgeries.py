"""A finished packet is changed in ways that leave its words as they are: each is named, and none passes as unchanged."""

from __future__ import annotations

import io
import json
import os
import warnings
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from samples import everything
from test_verify import both

from briefgen.packets import InputFile, file_of, manifest
from briefgen.placing import write_packet
from briefgen.verify import fingerprint, verify
from briefgen.verify.packet import verify_packet

UNCHANGED = "its words, links and markings are as they were"
Parts = dict[str, bytes]


@cache
def built() -> tuple[bytes, bytes, dict[str, Any]]:
    content = everything()
    pdf, docx = both(content)
    verified = verify(content, pdf, docx)
    assert verified.findings == ()
    return pdf, docx, fingerprint(content, verified.made)


def packet(folder: Path, **changed: bytes) -> list[str]:
    """What is reported of a packet in which these files, by their endings, were changed."""
    pdf, docx, verification = built()
    data = {"packet.pdf": pdf, "packet.docx": docx}
    files = [file_of(name, each) for name, each in data.items()]
    extracted = manifest(
        InputFile("packet.yaml", "packet"), ingredients={}, options={}, versions={}, files=files, counts={}, findings=(), verification=verification
    )  # fmt: skip
    write_packet(folder, data, extracted)
    for ending, each in changed.items():
        (folder / f"packet.{ending}").write_bytes(each)
    return [finding.message for finding in verify_packet(folder)]


# --- Word ------------------------------------------------------------------------------------


def repacked(change: Callable[[Parts], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(built()[1])) as before:
        parts = {name: before.read(name) for name in before.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name, data in parts.items():
            after.writestr(name, data)
    return out.getvalue()


_BODY = "word/document.xml"
_RELATIONS = "word/_rels/document.xml.rels"


def put(part: str, before: bytes, new: bytes) -> Callable[[Parts], None]:
    """The new bytes stand before these, where they stand last."""

    def change(parts: Parts) -> None:
        at = parts[part].rindex(before)
        parts[part] = parts[part][:at] + new + parts[part][at:]

    return change


def related(type_: str, target: str, external: bool = False, data: bytes = b"<x/>") -> Callable[[Parts], None]:
    mode = ' TargetMode="External"' if external else ""
    kind = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{type_}"
    new = f'<Relationship Id="forged" Type="{kind}" Target="{target}"{mode}/>'.encode()

    def change(parts: Parts) -> None:
        put(_RELATIONS, b"</Relationships>", new)(parts)
        if not external:
            parts[f"word/{target}"] = data

    return change


def swapped_pictures(parts: Parts) -> None:
    one, other = [name for name in parts if name.startswith("word/media/")][:2]
    parts[one], parts[other] = parts[other], parts[one]


def styled(new: bytes) -> Callable[[Parts], None]:
    return lambda parts: parts.__setitem__(
        "word/styles.xml", parts["word/styles.xml"].replace(b"<w:rPr>", b"<w:rPr>" + new, 1)
    )


_P = b"<w:p><w:r>%b</w:r></w:p>"
_IN_A_RUN = b"</w:r></w:p>"
WORD = {
    "a footnote": put(_BODY, _IN_A_RUN, b'<w:footnoteReference w:id="2"/>'),
    "an endnote": put(_BODY, _IN_A_RUN, b'<w:endnoteReference w:id="2"/>'),
    "a comment": put(_BODY, _IN_A_RUN, b'<w:commentReference w:id="2"/>'),
    "a footnotes part": related("footnotes", "footnotes.xml"),
    "a comments part": related("comments", "comments.xml"),
    "an equation": put(
        _BODY, b"<w:sectPr", b'<w:p><m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>x</m:t></m:r></m:oMath></w:p>'
    ),
    "a hidden word": put(_BODY, _IN_A_RUN, b"</w:r><w:r><w:rPr><w:vanish/></w:rPr>"),
    "a white word": put(_BODY, _IN_A_RUN, b'</w:r><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr>'),
    "a tiny word": put(_BODY, _IN_A_RUN, b'</w:r><w:r><w:rPr><w:sz w:val="2"/></w:rPr>'),
    "a hidden style": styled(b"<w:vanish/>"),
    "a white style": styled(b'<w:color w:val="FFFFFF"/>'),
    "pictures exchanged": swapped_pictures,
    "a remote template": lambda parts: (
        put("word/settings.xml", b"<w:defaultTabStop", b'<w:attachedTemplate r:id="t"/>')(parts),
        parts.__setitem__("word/_rels/settings.xml.rels", b"<Relationships/>"),
    )[0],
    "an altChunk": put(_BODY, b"<w:sectPr", b'<w:altChunk r:id="forged"/>'),
    "an OLE object": put(_BODY, b"<w:sectPr", _P % b"<w:object/>"),
    "an external relationship": related("image", "https://example.org/p.png", external=True),
    "a text box": put(
        _BODY, b"<w:sectPr", _P % b'<w:pict><v:textbox xmlns:v="urn:schemas-microsoft-com:vml"><w:txbxContent/></v:textbox></w:pict>'
    ),
    "an alternate content": put(
        _BODY, b"<w:sectPr", b'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Fallback><w:p><w:r><w:t>x</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>'
    ),
    "a deleted word": put(_BODY, b"</w:p><w:sectPr", b"<w:del><w:r><w:delText>x</w:delText></w:r></w:del>"),
    "a field that fetches": put(_BODY, b"<w:sectPr", b'<w:p><w:fldSimple w:instr="INCLUDETEXT x"/></w:p>'),
    "macros": related("vbaProject", "vbaProject.bin"),
    "other properties": lambda parts: parts.__setitem__(
        "docProps/core.xml", parts["docProps/core.xml"].replace(b"<dc:title>", b"<dc:title>Not ")
    ),
    "a part too many": lambda parts: parts.__setitem__("customXml/item1.xml", b"<x/>"),
    "a script in a part's place": lambda parts: parts.__setitem__("word/theme/theme1.xml", b"<x/>"),
}  # fmt: skip


@pytest.mark.parametrize("name", WORD)
def test_a_forged_word_file_is_reported_and_never_passes_as_unchanged(name: str, tmp_path: Path) -> None:
    forged = repacked(WORD[name])
    assert forged != built()[1]
    messages = packet(tmp_path, docx=forged)
    assert messages
    assert not any(UNCHANGED in message for message in messages), messages


def test_a_word_file_that_is_only_packed_again_is_said_to_be_unchanged(tmp_path: Path) -> None:
    messages = packet(tmp_path, docx=repacked(lambda parts: None))
    assert [UNCHANGED in message for message in messages] == [True]


def test_a_body_with_the_marks_of_an_editing_session_is_said_to_be_unchanged(tmp_path: Path) -> None:
    def touched(parts: Parts) -> None:
        parts[_BODY] = parts[_BODY].replace(b"<w:p>", b'<w:p w:rsidR="00A1"><w:proofErr w:type="spellStart"/>')

    messages = packet(tmp_path, docx=repacked(touched))
    assert [UNCHANGED in message for message in messages] == [True], messages


# --- PDF -------------------------------------------------------------------------------------


def saved(change: Callable[[Any, Any], object]) -> bytes:
    pikepdf = pytest.importorskip("pikepdf", reason="pikepdf makes the forgeries")
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(built()[0])) as file:
        change(file, pikepdf)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            file.save(out, fix_metadata_version=False)
    return out.getvalue()


def annotated(subtype: str, **more: Any) -> Callable[[Any, Any], None]:
    def change(file: Any, pikepdf: Any) -> None:
        page = file.pages[0]
        annotation = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name(f"/{subtype}"), Rect=[50, 50, 300, 300], Contents="forged", **more
        )  # fmt: skip
        page.Annots = pikepdf.Array([*page.get("/Annots", []), file.make_indirect(annotation)])

    return change


def drawn(content: bytes) -> Callable[[Any, Any], None]:
    def change(file: Any, pikepdf: Any) -> None:
        page = file.pages[0]
        page.Contents = file.make_stream(page.Contents.read_bytes() + content)

    return change


def rooted(key: str, value: Callable[[Any, Any], Any]) -> Callable[[Any, Any], None]:
    return lambda file, pikepdf: file.Root.__setitem__(key, value(file, pikepdf))


def script(file: Any, pikepdf: Any) -> Any:
    return pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def attached(file: Any, pikepdf: Any) -> None:
    file.attachments["forged.txt"] = pikepdf.AttachedFileSpec(file, b"forged")


def layered(file: Any, pikepdf: Any) -> None:
    layer = file.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="hidden"))
    file.Root.OCProperties = pikepdf.Dictionary(
        OCGs=[layer], D=pikepdf.Dictionary(OFF=[layer], Order=[layer])
    )  # fmt: skip


def other_box(key: str) -> Callable[[Any, Any], None]:
    return lambda file, pikepdf: file.pages[0].__setitem__(key, pikepdf.Array([0, 0, 200, 200]))


def blank_page(file: Any, pikepdf: Any) -> None:
    file.add_blank_page(page_size=(595, 842))


def reordered(file: Any, pikepdf: Any) -> None:
    pages = list(file.pages)
    file.pages[0], file.pages[1] = pages[1], pages[0]


def other_title(file: Any, pikepdf: Any) -> None:
    file.docinfo["/Title"] = "Another title"


def other_metadata(file: Any, pikepdf: Any) -> None:
    data = file.Root.Metadata.read_bytes()
    file.Root.Metadata.write(data.replace(b"</rdf:RDF>", b"<!-- forged --></rdf:RDF>"))


def other_bookmark(file: Any, pikepdf: Any) -> None:
    file.Root.Outlines.First.Title = "Another title"


def replaced_words(file: Any, pikepdf: Any) -> None:
    element = next(each for each in file.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/P")
    element.ActualText = "forged"


def other_font(file: Any, pikepdf: Any) -> None:
    program = next(
        each for each in file.objects if isinstance(each, pikepdf.Dictionary) and "/FontFile2" in each
    ).FontFile2
    program.write(program.read_bytes()[:-4] + b"\0\0\0\1")


def moved_link(file: Any, pikepdf: Any) -> None:
    link = next(each for page in file.pages for each in page.get("/Annots", []) if "/A" in each)
    link.Rect = pikepdf.Array([0, 0, 5, 5])


PDF: dict[str, Callable[[Any, Any], object]] = {
    "words laid over": annotated("FreeText", DA="/Helv 12 Tf"),
    "a stamp": annotated("Stamp"),
    "a form's field": annotated("Widget", FT="/Tx"),
    "a link of no words": annotated("Link"),
    "a white box": drawn(b"\n1 1 1 rg 50 50 400 600 re f\n"),
    "a script at opening": rooted("/OpenAction", script),
    "more actions": rooted("/AA", lambda file, pikepdf: pikepdf.Dictionary(WC=script(file, pikepdf))),
    "a named script": rooted(
        "/Names",
        lambda file, pikepdf: pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["x", script(file, pikepdf)])),
    ),
    "a program started": rooted(
        "/OpenAction", lambda file, pikepdf: pikepdf.Dictionary(S=pikepdf.Name.Launch, F="x.exe")
    ),
    "an embedded file": attached,
    "a cropped page": other_box("/CropBox"),
    "a smaller page": other_box("/MediaBox"),
    "a turned page": lambda file, pikepdf: file.pages[0].__setitem__("/Rotate", 180),
    "a hidden layer": layered,
    "a page added": blank_page,
    "pages in another order": reordered,
    "another title": other_title,
    "other metadata": other_metadata,
    "another bookmark": other_bookmark,
    "words read otherwise": replaced_words,
    "another font program": other_font,
    "a link's area moved": moved_link,
}


@pytest.mark.parametrize("name", PDF)
def test_a_forged_pdf_is_reported_and_never_passes_as_unchanged(name: str, tmp_path: Path) -> None:
    messages = packet(tmp_path, pdf=saved(PDF[name]))
    assert messages
    assert not any(UNCHANGED in message for message in messages), messages


def test_a_pdf_that_is_only_saved_again_is_said_to_be_unchanged(tmp_path: Path) -> None:
    messages = packet(tmp_path, pdf=saved(lambda file, pikepdf: None))
    assert [UNCHANGED in message for message in messages] == [True], messages


# --- names in a manifest ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["../outside.txt", "/etc/hostname", "a/../../outside.txt", "..", "C:\\x", "link", "pipe", "x\0y"]
)
def test_no_file_outside_of_the_packet_is_opened(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "packet"
    packet(folder)
    (tmp_path / "outside.txt").write_text("not of the packet")
    if name == "link":
        (folder / name).symlink_to(tmp_path / "outside.txt")
    if name == "pipe":
        os.mkfifo(folder / name)
    content = json.loads((folder / "manifest.json").read_text())
    content["files"][0]["name"] = name
    (folder / "manifest.json").write_text(json.dumps(content))
    messages = [finding.message for finding in verify_packet(folder)]
    assert len(messages) == 1
    assert "the file cannot be read: it is a " in messages[0] or "the manifest cannot be read" in messages[0]


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"manifest": 1}', '{"manifest": 1, "files": [1]}', "[" * 100_000, '{"manifest": 1, "files": {"a": 1}}'],
)
def test_a_manifest_of_any_shape_is_a_finding(text: str, tmp_path: Path) -> None:
    packet(tmp_path)
    (tmp_path / "manifest.json").write_text(text)
    assert ["manifest cannot be read" in finding.message for finding in verify_packet(tmp_path)] == [True]


@pytest.mark.parametrize(
    "verification",
    [
        *(None, [], {"made": 1}, {"spans": 5}, {"made": {"docx": []}}),
        *({key: odd} for key in ("alts", "summaries", "running") for odd in ([-1], [None], [["x"]], "x", 7)),
        *({"links": [1]}, {"entries": "9" * 5000}, {"entries": "x"}, {"marking": ["x"]}, {"words": 1}),
    ],
)
def test_a_print_of_any_shape_is_a_finding(verification: object, tmp_path: Path) -> None:
    packet(tmp_path, docx=repacked(lambda parts: None))
    content = json.loads((tmp_path / "manifest.json").read_text())
    content["verification"] = (
        verification if not isinstance(verification, dict) else {**content["verification"], **verification}
    )
    (tmp_path / "manifest.json").write_text(json.dumps(content))
    messages = [finding.message for finding in verify_packet(tmp_path)]
    assert messages
    assert not any(UNCHANGED in message for message in messages)
