"""Handling markings: what an input writes, and the scheme that its words belong to."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from briefgen.schema.base import Line, Model

MarkingScheme = Literal["tlp", "us", "cui", "nato", "uk", "custom"]

_US = ("TOP SECRET", "SECRET", "CONFIDENTIAL", "UNCLASSIFIED")
_FIRST_WORDS: dict[str, MarkingScheme] = {
    "TLP:": "tlp",
    "CUI": "cui",
    "CONTROLLED": "cui",
    "NATO ": "nato",
    "COSMIC ": "nato",
    "OFFICIAL": "uk",
}


def scheme_of(banner: str) -> MarkingScheme:
    """The scheme that a banner's words belong to; `custom` where they belong to none."""
    for words, scheme in _FIRST_WORDS.items():
        if banner.startswith(words):
            return scheme
    return "us" if banner.split("//")[0].strip() in _US else "custom"


class Marking(Model):
    """The handling marking of a briefing. A bare text is its banner; the scheme follows from the words."""

    scheme: MarkingScheme = Field(description="The scheme that the banner belongs to.", examples=["tlp"])
    banner: Line = Field(description="As printed at the top and foot of each page.", examples=["TLP:CLEAR"])
    portions: bool = Field(default=False, description="Whether each portion bears a mark of its own.")

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, value: Any) -> Any:
        if isinstance(value, str):
            value = {"banner": value}
        if not isinstance(value, dict) or not isinstance(value.get("banner"), str):
            return value
        banner = value["banner"].strip()
        if banner == "TLP:WHITE":  # the name of CLEAR in version 1 of the protocol
            banner = "TLP:CLEAR"
        return {"scheme": scheme_of(banner), **value, "banner": banner}
