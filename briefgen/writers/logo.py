"""A theme goes in; the logo that its pages bear comes out, with its size on paper and the room that it takes."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from briefgen.diagnostics import Diagnostic, Place, TemplateError
from briefgen.files import read_plain
from briefgen.images import ImageFile, UnusableImage, usable_image
from briefgen.theme import Page, Theme

_BELOW = 4.0
"""From the logo to the running line, in points."""


class PlacedLogo(Struct, frozen=True):
    """A picture between the margins, as high as the theme has it; a very wide one is lower."""

    image: ImageFile
    alt: str
    width: float
    height: float
    on_all: bool
    below: float = _BELOW

    @property
    def room(self) -> float:
        """How much lower the running line and the text begin on its pages."""
        return self.height + self.below

    def is_on(self, page: int) -> bool:
        return self.on_all or page == 1


def placed_logo(theme: Theme, width: float | None = None) -> PlacedLogo | None:
    """The logo of a theme, no wider than the text. TemplateError where its file was changed since the theme was read."""
    if theme.logo is None:
        return None
    try:
        image = usable_image(read_plain(Path(theme.logo.file)))
    except (OSError, UnusableImage) as error:
        hint = "It was there when the run began. Build again."
        raise TemplateError(
            Diagnostic(
                "BG622",
                f"the logo cannot be used: {getattr(error, 'strerror', None) or error}",
                Place(theme.logo.file),
                hint=hint,
            )
        ) from None
    widest = _text_width(theme.page) if width is None else width
    height = min(theme.logo.height, widest * image.height / image.width)
    return PlacedLogo(image, theme.logo.alt, height * image.width / image.height, height, theme.logo.pages == "all")


def _text_width(page: Page) -> float:
    return page.width - page.margins.left - page.margins.right
