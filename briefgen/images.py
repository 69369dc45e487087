"""The bytes of a picture file go in; a picture that every format can hold comes out, or a sentence that says why not.

What comes out is a PNG or a JPEG, upright, opaque, in grey or sRGB: all files show what a picture viewer shows. A file
that is all that already keeps its bytes, but for what it says of its maker and its place. Only well-known formats are given to the decoder, and none that would take
more memory than a page is worth.
"""

from __future__ import annotations

import re
import warnings
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from struct import pack, unpack_from
from typing import TYPE_CHECKING

from msgspec import Struct

from briefgen.picture_metadata import without_metadata

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageCms import ImageCmsProfile

_TAKEN = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
_PNG = b"\x89PNG\r\n\x1a\n"
_RASTERS = (_PNG, b"\xff\xd8\xff", b"GIF8")
_KEPT_MODES = {"PNG": ("1", "L", "P", "RGB"), "JPEG": ("L", "RGB"), "MPO": ("L", "RGB")}
"""By format, how pixels are stored in files that need no change. An MPO is a JPEG with more pictures after it."""
_OF_PNG = ("1", "L", "LA", "P", "RGB", "RGBA")
_ORIENTATION = 0x0112
_JPEG_QUALITY = 95
_QUICKLY = 3
"""How hard a drawing is packed: with half the work of what is usual, for a third more bytes."""
_SIXTEEN_TO_EIGHT_BITS = 1 / 257
_SIGNATURES = {
    b"%PDF-": ("a PDF", "Save the page as PNG, at 300 dots an inch."),
    b"II*\0": ("a TIFF file", "Save it as PNG."),
    b"MM\0*": ("a TIFF file", "Save it as PNG."),
    b"%!PS": ("a PostScript file", "Save it as PNG, at 300 dots an inch."),
    b"\xc5\xd0\xd3\xc6": ("a PostScript file", "Save it as PNG, at 300 dots an inch."),
    b"\x1f\x8b": (
        "a compressed file",
        "Save the drawing in it as PNG, at 300 dots an inch: in Inkscape, File, Export.",
    ),
    b"\xd7\xcd\xc6\x9a": ("a Windows metafile", "Save it as PNG, at 300 dots an inch."),
}
_SVG = ("an SVG drawing", "Save it as PNG, at 300 dots an inch: in Inkscape, File, Export.")
_PHONE = ("a HEIC or AVIF photo", "Save it as JPEG.")
_PHONE_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis")
_FIRST = 2**16
"""Bytes in which an SVG says that it is one, after what may stand before."""
_IS_SVG = re.compile(rb"<(?:[\w.-]+:)?svg[\s>/]", re.IGNORECASE)


class ImageFile(Struct, frozen=True):
    """A picture that every format can hold."""

    data: bytes
    """PNG or JPEG."""
    width: int
    """In pixels, as it is seen."""
    height: int


class UnusableImage(ValueError):
    """Why a picture cannot be used, as the end of a sentence, and what to do."""

    def __init__(self, reason: str, hint: str = "Save it again as PNG or JPEG.") -> None:
        super().__init__(reason)
        self.hint = hint


class UnknownImage(UnusableImage):
    """The file is of a kind that is not taken, whole or not."""


@lru_cache(maxsize=16)
def usable_image(data: bytes) -> ImageFile:
    """The picture. UnusableImage says why there is none."""
    _refuse_other_kinds(data)
    try:
        return _read(data)
    except UnusableImage:
        raise
    except MemoryError:
        raise UnusableImage("there is not enough memory for it", "Make it smaller.") from None
    except Exception:  # decoders of hostile bytes raise what they like
        raise UnusableImage("it is damaged or cut off", "Copy it again, or save it again as PNG or JPEG.") from None


def _refuse_other_kinds(data: bytes) -> None:
    if not data:
        raise UnusableImage("the file is empty", "Copy it again.")
    kind = next((words for sign, words in _SIGNATURES.items() if data.startswith(sign)), None)
    if data[4:8] == b"ftyp" and data[8:12] in _PHONE_BRANDS:
        kind = _PHONE
    head = data[:_FIRST].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")  # in UTF-16 every other byte is 0
    if head.startswith(b"<") and _IS_SVG.search(head):
        kind = _SVG
    if kind:
        raise UnknownImage(f"it is {kind[0]}, and a picture is a PNG, JPEG, WebP, GIF or BMP file", kind[1])


def _read(data: bytes) -> ImageFile:
    from PIL import Image, UnidentifiedImageError

    try:
        with decoding():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=_TAKEN) as image:
                image.load()
                return _usable(image, data)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        most = round((Image.MAX_IMAGE_PIXELS or 0) / 1e6)
        raise UnusableImage(f"it has more than {most} million pixels", "Make it smaller.") from None
    except UnidentifiedImageError:
        if data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM")):
            raise
        raise UnknownImage("a picture is a PNG, JPEG, WebP, GIF or BMP file") from None


@contextmanager
def decoding() -> Iterator[None]:
    """Let the decoder be silent: what it has to say of a file that it can read is no user's business."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _usable(image: Image, data: bytes) -> ImageFile:
    if _is_plain(image):
        kept = without_metadata(data)
        if kept == data or _is_whole(kept, image):
            return ImageFile(kept, *image.size)
    from PIL import ImageOps

    photo = image.format in ("JPEG", "MPO")
    shown = in_screen_colours(opaque(image))
    upright = ImageOps.exif_transpose(shown) if _orientation(image) != 1 else shown
    return ImageFile(_encoded(upright, photo), *upright.size)


def of_the_picture_alone(data: bytes) -> bytes:
    """A picture of any kind without what it says of itself. One of which nothing is left is damaged, and drawn anew by
    a decoder that can read it all the same."""
    kept = without_metadata(data)
    if kept == data or not data.startswith(_RASTERS):
        return kept
    from PIL import Image

    try:
        with decoding(), Image.open(BytesIO(data), formats=_TAKEN) as image:
            return kept if _is_whole(kept, image) else as_png(data)
    except Exception:  # decoders of hostile bytes raise what they like
        return kept


@lru_cache(maxsize=4)
def as_png(data: bytes) -> bytes:
    """A file of any kind as PNG, for programs that know of the picture alone. UnusableImage where it cannot be read."""
    from PIL import Image

    try:
        with decoding(), Image.open(BytesIO(data), formats=("TIFF", *_TAKEN)) as image:
            image.load()
            return _encoded(image if image.mode in _OF_PNG else in_screen_colours(opaque(image)), False)
    except Exception:  # decoders of hostile bytes raise what they like
        raise UnusableImage("it is damaged or cut off") from None


def _is_plain(image: Image) -> bool:
    """Whether all programs show the file alike as it is."""
    return (
        image.mode in _KEPT_MODES.get(image.format or "", ())
        and "transparency" not in image.info
        and _orientation(image) == 1
        and _profile(image) is None
    )


def _is_whole(data: bytes, image: Image) -> bool:
    """Whether the bytes are that picture: in a damaged file, a decoder may find it where its segments do not lead."""
    from PIL import Image

    try:
        with Image.open(BytesIO(data), formats=_TAKEN) as found:
            return found.size == image.size and found.mode == image.mode and found.tobytes() == image.tobytes()
    except Exception:  # decoders of hostile bytes raise what they like
        return False


def _orientation(image: Image) -> int:
    """How the camera was held; 1 for upright, and where nothing or nonsense is said."""
    try:
        said = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # the picture is whole, whatever its EXIF is
        return 1
    return said if said in range(1, 9) else 1


def _encoded(image: Image, photo: bool) -> bytes:
    out = BytesIO()
    if photo:
        image.save(out, "JPEG", quality=_JPEG_QUALITY, subsampling=0, exif=b"", icc_profile=None)
    else:
        image.save(out, "PNG", compress_level=0, exif=b"", icc_profile=None)
        return _packed(out.getvalue())
    return out.getvalue()


def packed_png(rows: Sequence[bytes], palette: Sequence[bytes]) -> bytes:
    """Rows of numbers and the colours that they stand for, as three bytes each, as a PNG.

    It takes none of Pillow's readers and writers of files, which are not there yet.
    """
    header = pack(">LLBBBBB", len(rows[0]), len(rows), 8, 3, 0, 0, 0)
    lines = zlib.compress(b"".join([b"\0" + row for row in rows]), _QUICKLY)
    return _png((b"IHDR", header), (b"PLTE", b"".join(palette)), (b"IDAT", lines), (b"IEND", b""))


def _packed(png: bytes) -> bytes:
    """A PNG with its samples packed by Python's zlib, which a manifest names; Pillow may bring another one."""
    chunks, at = [], len(_PNG)
    while at < len(png):
        (length,) = unpack_from(">L", png, at)
        chunks.append((png[at + 4 : at + 8], png[at + 8 : at + 8 + length]))
        at += 12 + length
    samples = zlib.compress(zlib.decompress(b"".join(data for kind, data in chunks if kind == b"IDAT")))
    others = [chunk for chunk in chunks if chunk[0] != b"IDAT"]
    return _png(*others[:-1], (b"IDAT", samples), others[-1])


def _png(*chunks: tuple[bytes, bytes]) -> bytes:
    return _PNG + b"".join(
        pack(">L", len(data)) + kind + data + pack(">L", zlib.crc32(kind + data)) for kind, data in chunks
    )


def opaque(image: Image) -> Image:
    """The picture on white, its samples of eight bits."""
    from PIL import Image

    if image.mode.startswith("I"):
        wide = image if image.mode == "I" else image.convert("I")
        return _like(image, wide.point(lambda value: value * _SIXTEEN_TO_EIGHT_BITS).convert("L"))
    if image.mode not in ("RGBA", "LA", "PA") and "transparency" not in image.info:
        return image
    pixels = image.convert("RGBA")
    ground = Image.new("RGBA", image.size, (255, 255, 255, 255))
    return _like(image, Image.alpha_composite(ground, pixels).convert("RGB"))


def _like(image: Image, changed: Image) -> Image:
    """The changed picture, which stands and is coloured as the first one."""
    changed.info = {key: image.info[key] for key in ("exif", "icc_profile") if key in image.info}
    return changed


def in_screen_colours(image: Image) -> Image:
    """The picture in grey or RGB; by its own colour profile where it has one that is not the screen's."""
    mode = "L" if image.mode in ("1", "L") else "RGB"
    plain = image if image.mode in ("L", "RGB", "CMYK") else _like(image, image.convert(mode))
    profile = _profile(plain)
    if profile is not None:
        from PIL import ImageCms

        try:
            screen = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(plain, profile, screen, outputMode="RGB")
            return _like(plain, converted) if converted is not None else plain
        except (ImageCms.PyCMSError, ValueError):
            pass  # a profile for other pixels than these: viewers leave it aside
    return plain if plain.mode in ("L", "RGB") else _like(plain, plain.convert("RGB"))


def _profile(image: Image) -> ImageCmsProfile | None:
    """The picture's own colour profile; None where it has none, or the screen's."""
    raw = image.info.get("icc_profile")
    if not raw:
        return None
    from PIL import ImageCms

    try:
        profile = ImageCms.getOpenProfile(BytesIO(raw))
        return None if "srgb" in ImageCms.getProfileDescription(profile).lower() else profile
    except (ImageCms.PyCMSError, OSError):
        return None
