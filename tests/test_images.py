"""Pictures of a template as both files show them: upright, opaque and in the right colours, or a finding that says why not."""

from __future__ import annotations

import io
import shutil
import warnings
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest
from PIL import Image, ImageCms

from briefgen.cli import main
from briefgen.images import usable_image

ROOT = Path(__file__).parent.parent
RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 160, 60), (30, 60, 200), (255, 255, 255)
QUARTERS = (RED, GREEN, BLUE, WHITE)
"""Upper left, upper right, lower left, lower right."""
UNTURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""By EXIF orientation, how a camera stores what is seen upright."""


def quarters(width: int = 80, height: int = 40) -> Image.Image:
    image = Image.new("RGB", (width, height))
    for number, colour in enumerate(QUARTERS):
        x, y = number % 2 * width // 2, number // 2 * height // 2
        image.paste(colour, (x, y, x + width // 2, y + height // 2))
    return image


def saved(image: Image.Image, form: str, **more: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


def turned(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(quarters().transpose(UNTURNED[orientation]), "JPEG", quality=95, exif=exif.tobytes())


def without_segments(jpeg: bytes, *markers: int) -> bytes:
    """A JPEG without its segments of these kinds."""
    out, at = jpeg[:2], 2
    while jpeg[at + 1] != 0xDA:
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4])
        out += b"" if jpeg[at + 1] in markers else jpeg[at:end]
        at = end
    return out + jpeg[at:]


def clear_below() -> Image.Image:
    """The quarters, the white one not there."""
    image = quarters().convert("RGBA")
    image.paste((0, 0, 0, 0), (40, 20, 80, 40))
    return image


def clear_palette() -> bytes:
    image = quarters().convert("P", palette=Image.Palette.ADAPTIVE, colors=8)
    return saved(image, "PNG", transparency=image.getpixel((79, 39)))


def other_red() -> bytes:
    """A picture in a colour space of its own, in which red and green have changed places."""
    swapped = Image.merge("RGB", [quarters().getchannel(band) for band in "GRB"])
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.find(b"rXYZ"), profile.find(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    profile = profile.replace("sRGB built-in".encode("utf-16-be"), "swapped types".encode("utf-16-be"))
    return saved(swapped, "PNG", icc_profile=bytes(profile))


PICTURES: dict[str, Callable[[], bytes]] = {
    "plain.png": lambda: saved(quarters(), "PNG"),
    "plain.jpg": lambda: saved(quarters(), "JPEG", quality=95),
    "no-marker.jpg": lambda: without_segments(saved(quarters(), "JPEG", quality=95), 0xE0),
    "cmyk.jpg": lambda: saved(quarters().convert("CMYK"), "JPEG", quality=95),
    "icc.jpg": lambda: without_segments(
        saved(quarters(), "JPEG", quality=95, icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()),
        0xE0,
    ),
    "comment.jpg": lambda: without_segments(saved(quarters(), "JPEG", quality=95, comment=b"made here"), 0xE0),
    "progressive.jpg": lambda: saved(quarters(), "JPEG", quality=95, progressive=True),
    "other-colours.png": other_red,
    "clear.png": lambda: saved(clear_below(), "PNG"),
    "clear-palette.png": clear_palette,
    "lossless.webp": lambda: saved(clear_below(), "WEBP", lossless=True),
    "picture.gif": lambda: saved(quarters(), "GIF"),
    "picture.bmp": lambda: saved(quarters(), "BMP"),
    **{f"turned-{n}.jpg": lambda n=n: turned(n) for n in UNTURNED},
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(ROOT / "tests/cases/words_that_stay_words/input.yaml", tmp_path / "talks.yaml")
    (tmp_path / "templates/note").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(folder: Path, pictures: dict[str, bytes], *options: str) -> int:
    lines = ["# {{ briefing.title }}"]
    for name, data in pictures.items():
        (folder / "templates/note" / name).write_bytes(data)
        lines.append(f'![What {name} shows]({name} "Caption of {name}")')
    (folder / "templates/note/note.md.j2").write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    return main(["talks.yaml", "--template", "note", *options])


def in_word(folder: Path) -> Iterator[Image.Image]:
    """The pictures of the Word file, in the order of their names; as programs that know no EXIF show them."""
    with ZipFile(folder / "outputs/talks.note.default/talks.note.default.docx") as file:
        names = [name for name in file.namelist() if name.startswith("word/media/")]
        for name in sorted(names, key=lambda name: int("".join(filter(str.isdigit, name)))):
            data = file.read(name)
            assert data.startswith(b"\x89PNG" if name.endswith(".png") else b"\xff\xd8\xff")
            yield Image.open(io.BytesIO(data))


def in_pdf(folder: Path) -> Iterator[Image.Image]:
    with pikepdf.open(folder / "outputs/talks.note.default/talks.note.default.pdf") as pdf:
        for page in pdf.pages:
            for image in page.Resources.get("/XObject", {}).values():
                assert image.ColorSpace in ("/DeviceRGB", "/DeviceGray")
                yield pikepdf.PdfImage(image).as_pil_image()


def shows_the_quarters(image: Image.Image) -> bool:
    assert image.size == (80, 40)
    assert "transparency" not in image.info
    shown = image.convert("RGB")
    found = [shown.getpixel(place) for place in ((20, 10), (60, 10), (20, 30), (60, 30))]
    apart = [abs(a - b) for one, other in zip(found, QUARTERS, strict=True) for a, b in zip(one, other, strict=True)]
    return max(apart) <= 12


@pytest.mark.parametrize("name", PICTURES)
def test_both_files_show_a_picture_as_a_viewer_does(name: str, folder: Path) -> None:
    assert run(folder, {name: PICTURES[name]()}) == 0
    (word,) = in_word(folder)
    (paper,) = in_pdf(folder)
    assert shows_the_quarters(word)
    assert shows_the_quarters(paper)


def test_grey_of_sixteen_bits_keeps_its_shades(folder: Path) -> None:
    ramp = Image.new("I", (256, 4))
    ramp.putdata([257 * (n % 256) for n in range(1024)])
    assert run(folder, {"scan.png": saved(ramp.convert("I;16"), "PNG")}) == 0
    (word,) = in_word(folder)
    (paper,) = in_pdf(folder)
    for shown in (word, paper):
        assert [shown.convert("L").getpixel((x, 1)) for x in (0, 100, 255)] == [0, 100, 255]


def test_a_picture_that_is_changed_is_packed_by_the_zlib_that_a_manifest_names() -> None:
    """Pillow may bring another library, whose version no manifest has."""
    image = quarters(400, 300)
    image.putalpha(200)
    made = usable_image(saved(image, "PNG")).data
    places = [at for at in range(len(made)) if made[at : at + 4] == b"IDAT"]
    assert len(places) == 1
    length = int.from_bytes(made[places[0] - 4 : places[0]])
    packed = made[places[0] + 4 : places[0] + 4 + length]
    assert packed == zlib.compress(zlib.decompress(packed))
    with Image.open(io.BytesIO(made)) as again:
        again.load()
        assert again.size == (400, 300) and again.getpixel((0, 0)) == (228, 79, 79)


def test_a_photo_that_needs_no_change_keeps_its_bytes(folder: Path) -> None:
    photo = PICTURES["no-marker.jpg"]()
    assert run(folder, {"photo.jpg": photo}) == 0
    with ZipFile(folder / "outputs/talks.note.default/talks.note.default.docx") as file:
        assert file.read("word/media/image1.jpg") == photo


# --- what cannot be shown ----------------------------------------------------------------


def bomb() -> bytes:
    """A PNG that says it has 60,000 times 60,000 pixels."""
    head = b"IHDR" + (60_000).to_bytes(4) * 2 + b"\1\0\0\0\0"
    return (
        b"\x89PNG\r\n\x1a\n\0\0\0\r"
        + head
        + zlib.crc32(head).to_bytes(4)
        + b"\0\0\0\0IDAT"
        + zlib.crc32(b"IDAT").to_bytes(4)
    )


DAMAGED: dict[str, tuple[Callable[[], bytes], str]] = {
    "cut-off.png": (lambda: saved(quarters(), "PNG")[:90], "damaged or cut off"),
    "cut-off.jpg": (lambda: saved(quarters(), "JPEG")[:-200], "damaged or cut off"),
    "no-more-than-a-name.jpg": (lambda: b"\xff\xd8\xff\xe0", "damaged or cut off"),
    "empty.png": (lambda: b"", "the file is empty"),
    "bomb.png": (bomb, "million pixels"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_picture_leaves_its_words_in_both_files_and_a_finding_at_its_place(
    name: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, reason = DAMAGED[name]
    assert run(folder, {name: make()}, "--to", "docx,pdf,text") == 0
    said = " ".join("".join(capsys.readouterr()).split())
    assert said.count("BG708") == 1
    assert f"the picture '{name}' cannot be read: " in said
    assert reason in said
    assert "note.md.j2:3" in said
    text = (folder / "outputs/talks.note.default/talks.note.default.txt").read_text(encoding="utf-8")
    assert f"What {name} shows" in text
    assert f"Caption of {name}" in text
    assert [*in_word(folder)] == []


def test_what_a_decoder_says_of_a_picture_that_it_can_read_is_not_printed(folder: Path) -> None:
    """An animation that says nothing of its frames; that Pillow warns of it is an error in this test."""
    plain = saved(quarters(), "PNG")
    frames = b"acTL" + b"\xff" * 8
    odd = plain[:33] + b"\0\0\0\x08" + frames + zlib.crc32(frames).to_bytes(4) + plain[33:]
    assert run(folder, {"odd.png": odd}, "--to", "docx,pdf") == 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        shown = [shows_the_quarters(image) for image in (*in_word(folder), *in_pdf(folder))]
    assert shown == [True, True]


REFUSED = {
    "drawing.svg": (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "an SVG drawing", "Inkscape"),
    "bare.svg": (b'<svg width="9"/>', "an SVG drawing", "as PNG"),
    "named.svg": (b'<s:svg xmlns:s="http://www.w3.org/2000/svg"/>', "an SVG drawing", "as PNG"),
    "wide.svg": ('<?xml version="1.0"?><svg/>'.encode("utf-16"), "an SVG drawing", "as PNG"),
    "commented.svg": (
        b"<?xml version='1.0'?>\n<!--" + b" drawn here" * 400 + b"-->\n<svg>",
        "an SVG drawing",
        "as PNG",
    ),
    "packed.svgz": (b"\x1f\x8b\x08" + bytes(20), "a compressed file", "as PNG"),
    "scan.tif": (b"II*\0" + bytes(20), "a TIFF file", "as PNG"),
    "page.pdf": (b"%PDF-1.7\n", "a PDF", "300 dots"),
    "figure.eps": (b"%!PS-Adobe-3.0 EPSF-3.0\n", "a PostScript file", "300 dots"),
    "phone.heic": (b"\0\0\0\x18ftypheic" + bytes(20), "a HEIC", "as JPEG"),
    "words.png": (b"no picture at all", "a picture is a PNG", "as PNG or JPEG"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_files_of_other_kinds_are_refused_by_name_with_the_way_out(
    name: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, kind, hint = REFUSED[name]
    assert run(folder, {name: data}) == 1
    said = " ".join("".join(capsys.readouterr()).split())
    assert "BG604" in said
    assert kind in said
    assert hint in said
    assert "note.md.j2:3" in said
