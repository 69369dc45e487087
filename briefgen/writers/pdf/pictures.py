"""Pictures: the bytes of picture files go in; image objects that PDF/A allows, and boxes that draw them, come out.

They are opaque, in grey or RGB: what a reader sees depends on nothing but the one colour profile of the document.
"""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import TYPE_CHECKING

from msgspec import Struct

from briefgen.images import UnusableImage, decoding, usable_image
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
        try:
            image = usable_image(data)
        except UnusableImage:
            return None
        self.document.Reference(_stream(image.data), name)
        return ImageObject(name, image.width, image.height)


def _stream(data: bytes) -> Stream:
    from PIL import Image

    with decoding(), Image.open(BytesIO(data)) as image:
        if image.format != "PNG":
            return Stream(_entries(image) + b"/Filter/DCTDecode", data)
        grey = image.mode in ("1", "L")
        flat = image.convert("L" if grey else "RGB")
        return Stream(_entries(flat), flat.tobytes())


def _entries(image: Image) -> bytes:
    space = "DeviceGray" if image.mode == "L" else "DeviceRGB"
    return f"/Type/XObject/Subtype/Image/Width {image.width}/Height {image.height}/BitsPerComponent 8/ColorSpace/{space}".encode()


class FigureBox(Box):
    """A picture in the column."""

    is_picture = True

    def __init__(self, name: str, left: float, width: float, height: float, element: Element) -> None:
        super().__init__(height)
        self.name = name
        self.left = left
        self.width = width
        self.element = element

    def paint(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        canvas.mark(self.element)
        canvas.picture(self.name, x + self.left, top - self.height, self.width, self.height)
