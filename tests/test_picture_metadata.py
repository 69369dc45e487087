"""What a picture says of its maker and its place is in no packet, and the picture itself is as it was."""

from __future__ import annotations

import io
import re
import struct
import zlib
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from PIL import Image, PngImagePlugin
from test_images import folder, quarters, run, saved  # noqa: F401 (a fixture)
from test_word_intake import SECRET, WordFile, everywhere, letterhead, packet, picture
from test_word_intake import saved as saved_letter

from briefgen.images import usable_image
from briefgen.picture_metadata import without_metadata

SAID = SECRET.encode()


def with_exif() -> bytes:
    exif = Image.Exif()
    exif[0x013B], exif[0x010E] = SECRET, SECRET
    return exif.tobytes()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", SECRET)
    notes.add_itxt("XML:com.adobe.xmp", SECRET)
    whole = saved(quarters(), "PNG", pnginfo=notes, exif=with_exif(), dpi=(300, 300))
    return whole[:33] + chunk(b"prVt", SAID) + whole[33:] + SAID


def jpeg(**more: object) -> bytes:
    whole = saved(quarters(), "JPEG", quality=95, exif=with_exif(), comment=SAID, xmp=SAID, dpi=(300, 300), **more)
    thumbnail = b"\xff\xe0" + struct.pack(">H", 16 + len(SAID)) + b"JFIF\0\1\2\1\1\x2c\1\x2c\1\7" + SAID
    extension = b"\xff\xe0" + struct.pack(">H", 8 + len(SAID)) + b"JFXX\0\x10" + SAID
    first = 4 + int.from_bytes(whole[4:6]) - 2 + 2
    return whole[:2] + thumbnail + extension + b"\xff" + whole[first:] + SAID


def misled() -> bytes:
    """A JPEG whose first segment says that it is shorter than it is: what comes after leads nowhere."""
    whole = saved(quarters(), "JPEG", quality=95, exif=with_exif())
    second = 2 + 2 + int.from_bytes(whole[4:6])
    return whole[: second + 2] + b"\0\x24" + whole[second + 4 :]


def gif() -> bytes:
    frames = [quarters().rotate(180)]
    whole = saved(quarters(), "GIF", comment=SAID, save_all=True, append_images=frames, loop=0, duration=100)
    size = 13 + (3 * 2 ** ((whole[10] & 7) + 1) if whole[10] & 0x80 else 0)
    xmp = b"\x21\xff\x0bXMP DataXMP" + bytes([len(SAID)]) + SAID + b"\0"
    return whole[:size] + xmp + whole[size:] + SAID


def emf() -> bytes:
    """A drawing of one line, with a description, a comment, and one of EMF+, which draws."""
    words = SECRET.encode("utf-16-le")
    words += bytes(-len(words) % 4)
    head = struct.pack("<LL8l4sLLLHHLLL4l", 1, 88 + len(words), *[0, 0, 9, 9] * 2, b" EMF", 0x10000, 0, 5, 1, 0, len(words) // 2, 88, 0, *[9] * 4)  # fmt: skip
    comment = struct.pack("<LLL", 70, 16 + len(SAID) + 2, len(SAID) + 4) + b"GDIC" + SAID + b"\0\0"
    drawn = struct.pack("<LLL", 70, 20, 8) + b"EMF+" + b"\1\2\3\4"
    return (
        head
        + words
        + comment
        + drawn
        + struct.pack("<LLll", 54, 16, 9, 9)
        + struct.pack("<LLLLL", 14, 20, 0, 0, 20)
        + SAID
    )


def wmf(placeable: bool) -> bytes:
    words = SAID + bytes(len(SAID) % 2)
    head = struct.pack("<HHHLHLH", 1, 9, 0x300, 0, 0, 0, 0)
    escape = struct.pack("<LHHH", 5 + len(words) // 2, 0x0626, 15, len(words)) + words
    line = struct.pack("<LHhh", 5, 0x0213, 9, 9)
    before = b"\xd7\xcd\xc6\x9a" + bytes(18) if placeable else b""
    return before + head + escape + line + struct.pack("<LH", 3, 0) + SAID


def tiff() -> bytes:
    return saved(quarters(), "TIFF", exif=with_exif()) + SAID


TOLD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "seal.png": ("image/png", png),
    "photo.jpg": ("image/jpeg", jpeg),
    "progressive.jpg": ("image/jpeg", lambda: jpeg(progressive=True)),
    "damaged.jpg": ("image/jpeg", misled),
    "moving.gif": ("image/gif", gif),
    "drawing.emf": ("image/x-emf", emf),
    "drawing.wmf": ("image/x-wmf", lambda: wmf(placeable=False)),
    "placed.wmf": ("image/x-wmf", lambda: wmf(placeable=True)),
    "scan.tiff": ("image/tiff", tiff),
    "scan.bmp": ("image/bmp", lambda: saved(quarters(), "BMP") + SAID),
}
DECODED = [name for name in TOLD if not name.endswith(("emf", "wmf"))]


def says(data: bytes) -> bool:
    return any(words in data for words in (SAID, SECRET.encode("utf-16-le")))


def in_a_letterhead(tmp_path: Path, name: str) -> bytes:
    kind, made = TOLD[name]
    document = Document(io.BytesIO(letterhead(picture('r:embed="rId4"'))))
    edge = document.sections[0].header.part
    edge.relate_to(Part(PackURI(f"/word/media/{name}"), kind, made(), edge.package), RELATIONSHIP_TYPE.IMAGE)
    return packet(tmp_path, saved_letter(document)).data


@pytest.mark.parametrize("name", TOLD)
def test_a_letterhead_s_picture_says_nothing_of_itself(tmp_path: Path, name: str) -> None:
    assert says(TOLD[name][1]())
    data = in_a_letterhead(tmp_path, name)
    assert not says(everywhere(data))
    assert len([each for each in WordFile(data).names if "/media/own" in each]) == 1


@pytest.mark.filterwarnings("ignore:Truncated File Read")
@pytest.mark.parametrize("name", DECODED)
def test_a_letterhead_s_picture_looks_as_it_did(tmp_path: Path, name: str) -> None:
    file = WordFile(in_a_letterhead(tmp_path, name))
    (data,) = [file.blobs[each] for each in file.names if "/media/own" in each]
    with Image.open(io.BytesIO(data)) as now, Image.open(io.BytesIO(TOLD[name][1]())) as before:
        assert (now.size, getattr(now, "n_frames", 1)) == (before.size, getattr(before, "n_frames", 1))
        assert now.convert("RGB").tobytes() == before.convert("RGB").tobytes()


@pytest.mark.parametrize("name", ["drawing.emf", "drawing.wmf", "placed.wmf"])
def test_what_a_metafile_draws_is_kept(name: str) -> None:
    before = TOLD[name][1]()
    now = without_metadata(before)
    assert len(now) == len(before) - len(SAID)
    for record in (b"EMF+\1\2\3\4", struct.pack("<LLll", 54, 16, 9, 9), struct.pack("<LHhh", 5, 0x0213, 9, 9)):
        assert (record in now) == (record in before)


@pytest.mark.parametrize("name", ["seal.png", "photo.jpg", "progressive.jpg", "damaged.jpg"])
def test_a_packet_s_own_picture_says_nothing_of_itself(folder: Path, name: str) -> None:  # noqa: F811
    data = TOLD[name][1]()
    assert not says(usable_image(data).data)
    assert run(folder, {name: data}, "--to", "docx,pdf,html") == 0
    made = folder / "outputs/talks.note.default/talks.note.default"
    pictures = re.findall(rb"base64,([A-Za-z0-9+/]+=*)", made.with_suffix(".default.html").read_bytes())
    assert pictures
    whole = [*map(b64decode, pictures), made.with_suffix(".default.pdf").read_bytes()]
    assert not any(map(says, [*whole, everywhere(made.with_suffix(".default.docx").read_bytes())]))


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_a_picture_that_says_nothing_keeps_its_bytes(form: str) -> None:
    data = saved(quarters(), form, dpi=(300, 300))
    assert without_metadata(data) == data


@pytest.mark.parametrize("name", TOLD)
def test_a_picture_cut_anywhere_is_read_to_its_end(name: str) -> None:
    data = TOLD[name][1]()
    for end in range(0, min(len(data), 900), 7):
        assert len(without_metadata(data[:end])) <= end + 1
