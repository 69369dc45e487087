"""Pictures: PNG or JPEG bytes go in; image objects that PDF/A allows, and boxes that draw them, come out.

A picture with transparency is laid on white, one in CMYK or with a palette becomes RGB: what a reader sees then
depends on nothing but the one colour profile of the document.
"""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import TYPE_CHECKING

from msgspec import Struct

from briefgen.writers.pdf.boxes import Box
from briefgen.writers.pdf.canvas import TaggedCanvas
from briefgen.writers.pdf.objects import Stream, TaggedDocument

if TYPE_CHECKING:
    from PIL.Image import Image

    from briefgen.writers.pdf.tags import Element

_POINTS_PER_PIXEL = 72 / 96


class ImageObject(Struct, frozen=True):
    """An image object by its name, with its size in pixels."""

    name: str
    width: int
    height: int

    def within(self, width: float, height: float) -> tuple[float, float]:
        """Its size on paper: no wider, no higher than asked, and never larger than at 96 dpi."""
        scale = min(width / self.width, height / self.height, _POINTS_PER_PIXEL)
        return self.width * scale, self.height * scale


class Album:
    """The pictures of a document, each stored once."""

    def __init__(self, document: TaggedDocument) -> None:
        self.document = document
        self.pictures: dict[str, ImageObject | None] = {}
        self.unreadable = 0

    def add(self, data: bytes) -> ImageObject | None:
        """The picture, or None if the bytes are no picture that can be read."""
        name = f"Im{hashlib.sha256(data).hexdigest()[:16]}"
        if name not in self.pictures:
            self.pictures[name] = self._stored(name, data)
        if self.pictures[name] is None:
            self.unreadable += 1
        return self.pictures[name]

    def _stored(self, name: str, data: bytes) -> ImageObject | None:
        from PIL import Image

        try:
            with Image.open(BytesIO(data)) as image:
                image.load()
                stream = _stream(image, data)
                size = image.size
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            return None
        self.document.Reference(stream, name)
        return ImageObject(name, *size)


def _stream(image: Image, data: bytes) -> Stream:
    if image.format == "JPEG" and image.mode in ("RGB", "L"):
        return Stream(_entries(image) + b"/Filter/DCTDecode", data)
    flat = _flattened(image)
    return Stream(_entries(flat), flat.tobytes())


def _flattened(image: Image) -> Image:
    from PIL import Image

    if image.mode in ("RGB", "L"):
        return image if "transparency" not in image.info else _flattened(image.convert("RGBA"))
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        pixels = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, (255, 255, 255, 255))
        return Image.alpha_composite(ground, pixels).convert("RGB")
    return image.convert("RGB")


def _entries(image: Image) -> bytes:
    space = "DeviceGray" if image.mode == "L" else "DeviceRGB"
    return f"/Type/XObject/Subtype/Image/Width {image.width}/Height {image.height}/BitsPerComponent 8/ColorSpace/{space}".encode()


class FigureBox(Box):
    """A picture in the column."""

    def __init__(self, name: str, left: float, width: float, height: float, element: Element) -> None:
        super().__init__(height)
        self.name = name
        self.left = left
        self.width = width
        self.element = element

    def paint(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        canvas.mark(self.element)
        canvas.picture(self.name, x + self.left, top - self.height, self.width, self.height)
