"""Handling markings: what an input writes of its own, and how its portion marks are read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from briefgen.schema.base import Model, NonBlank
from briefgen.schema.elements import UnknownLabel
from briefgen.schema.label_words import custom, parse, scheme_of
from briefgen.schema.labels import Label
from briefgen.schema.schemes import SCHEMES, MarkingScheme, Scheme

__all__ = ["Label", "Marking", "MarkingScheme", "Portion", "UnknownLabel", "highest", "scheme_of"]

_WHITE = "TLP:WHITE"
"""The name of CLEAR in version 1 of the protocol."""


class Marking(Model):
    """The handling marking of a briefing. A bare text is its banner; the scheme follows from the words, but custom,
    which is asked for by name."""

    scheme: MarkingScheme = Field(
        description="The scheme that the banner belongs to; custom for a label of the organisation's own.",
        examples=["tlp"],
    )
    banner: NonBlank = Field(description="As printed at the top and foot of each page.", examples=["TLP:CLEAR"])
    portions: bool = Field(default=False, description="Whether each portion is printed with its mark before it.")
    headings: NonBlank | None = Field(
        default=None,
        description="The mark of headings and captions that the template itself words; none is printed where absent.",
        examples=["U"],
    )
    levels: tuple[NonBlank, ...] = Field(
        default=(),
        description="Of the scheme custom: the organisation's own labels, from the lowest.",
        examples=[["PUBLIC", "INTERNAL", "BOARD"]],
    )
    codewords: tuple[NonBlank, ...] = Field(
        default=(),
        description="Of the schemes uk, nato and eu: codewords that its labels may have.",
        examples=[["AZURE"]],
    )
    block: tuple[NonBlank, ...] = Field(
        default=(),
        description="Lines of a designation or authority block, printed on the first page.",
        examples=[["Controlled by: Indo-Pacific desk", "Point of contact: desk@example.org"]],
    )

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, value: Any) -> Any:
        if isinstance(value, str):
            value = {"banner": value}
        if not isinstance(value, dict) or not isinstance(value.get("banner"), str):
            return value
        banner = value["banner"].strip()
        if banner == _WHITE or banner.startswith(f"{_WHITE}//"):
            banner = "TLP:CLEAR" + banner[len(_WHITE) :]
        given = {
            name: tuple(each) if isinstance(each, list) else each for name, each in value.items()
        }  # lists are JSON's
        return {"scheme": "custom" if value.get("levels") else scheme_of(banner), **given, "banner": banner}

    @model_validator(mode="after")
    def _has_levels_of_its_own(self) -> Marking:
        if self.levels and self.scheme != "custom":
            message = f"the scheme {self.scheme} has labels of its own"
            hint = "`levels:` is for the scheme custom."
            raise PydanticCustomError("marking_levels", "{message}", {"message": message, "hint": hint})
        if self.codewords and not self.labels.spaced:
            message = f"labels of the scheme {self.scheme} have no codewords"
            hint = "`codewords:` is for the schemes uk, nato and eu."
            raise PydanticCustomError("marking_levels", "{message}", {"message": message, "hint": hint})
        return self

    @property
    def labels(self) -> Scheme:
        """The scheme with its labels; an organisation's own without levels has the banner alone."""
        return SCHEMES.get(self.scheme) or custom(self.levels or (self.banner.split("//")[0].strip(),))

    @property
    def label(self) -> Label:
        """What the banner says. UnknownLabel where it says nothing of the scheme."""
        return self.read_banner(self.banner)

    def read_banner(self, words: str) -> Label:
        """What a banner says; its words stand in full. UnknownLabel where it says nothing of the scheme."""
        return parse(words, self.labels, whole=True, codewords=self.codewords)

    def read(self, words: str) -> Label:
        """What a portion mark says, in the words of a banner or short. UnknownLabel where it says nothing of the scheme."""
        beside = self._banner_label() if "REL" in words or "JOINT" in words else None
        return parse(words, self.labels, codewords=self.codewords, beside=beside)

    def _banner_label(self) -> Label | None:
        try:
            return parse(self.banner, self.labels, codewords=self.codewords)
        except UnknownLabel:
            return None

    @property
    def is_restricted(self) -> bool:
        """Whether the banner says more than its scheme's lowest label; one that cannot be read says more."""
        try:
            label = self.label
        except UnknownLabel:
            return True
        return (
            label.level > 0
            or label.banner != self.labels.levels[0].banner
            or (self.scheme == "custom" and not self.levels)
        )

    def known(self, words: str | None) -> Label | None:
        """What a portion mark says; None where there is none, or none of the scheme."""
        try:
            return self.read(words) if words else None
        except UnknownLabel:
            return None


Portion = NonBlank | None
"""A portion mark, with or without parentheses; None where none was given."""


def highest(marking: Marking | None, marks: Iterable[str | None]) -> str | None:
    """The lowest mark that covers all of them, as printed; None where one is missing or cannot be read, and where
    some bear words of no table and others do not: whether those would widen who may see the rest, nobody can say."""
    joined: Label | None = None
    for mark in marks:
        label = marking.known(mark) if marking else None
        if label is None:
            return None
        if joined is not None and joined.unknown != label.unknown and not (joined.is_public or label.is_public):
            return None
        joined = label if joined is None else joined.joined(label)
    return joined.portion if joined else None
