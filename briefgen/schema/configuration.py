"""What an organisation writes in `briefgen.toml`, or under `[tool.briefgen]` in `pyproject.toml`: the model of a configuration."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field

from briefgen.formats import FormatName
from briefgen.schema.base import Model, NonBlank
from briefgen.schema.labels import EDITION_WORDS
from briefgen.schema.vocabulary import ScaleName

CodePrefix = Annotated[str, Field(pattern=r"^BG[0-9]{0,3}$", examples=["BG403", "BG4"])]
"""A rule's code, or the beginning of several."""


def _kebab(name: str) -> str:
    return name.replace("_", "-")


class _Settled(Model):
    model_config = ConfigDict(alias_generator=_kebab)


class IgnoreEntry(_Settled):
    """A rule that does not count, and why."""

    code: CodePrefix
    reason: NonBlank


def _no_edition(name: str) -> str:
    if name in EDITION_WORDS:
        raise ValueError(f"that is what the edition for {EDITION_WORDS[name]} is called; expected another name")
    return name


VariantName = Annotated[
    str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", examples=["one-page"]), AfterValidator(_no_edition)
]
"""What ends the names of a variant's folder and files."""


class VariantEntry(_Settled):
    """Another packet of each input, beside the usual one."""

    template: NonBlank | None = Field(default=None, description="Its template; that of all packets where absent.")
    theme: NonBlank | None = Field(default=None, description="Its theme; that of all packets where absent.")
    to: tuple[FormatName, ...] | None = Field(
        default=None, min_length=1, description="What is written of it; as for all packets where absent."
    )


class Configuration(_Settled):
    """A configuration file."""

    template: NonBlank | None = Field(default=None, description="The template of all packets.")
    theme: NonBlank | None = Field(default=None, description="The theme of all packets.")
    out: NonBlank | None = Field(default=None, description="The folder that packets are written to.")
    to: tuple[FormatName, ...] | None = Field(default=None, min_length=1, description="What is written.")
    scale: ScaleName | None = Field(default=None, description="The scale of inputs that name none.")
    select: tuple[CodePrefix, ...] = Field(default=(), description="The only rules that count.")
    ignore: tuple[CodePrefix, ...] = Field(default=(), description="Rules that do not count.")
    strict: bool = Field(default=False, description="Whether warnings are errors.")
    per_file_ignores: dict[NonBlank, tuple[IgnoreEntry, ...]] = Field(
        default_factory=dict, description="By glob, rules that do not count in some files."
    )
    variants: dict[VariantName, VariantEntry] = Field(
        default_factory=dict, description="By name, other packets that are made of each input."
    )
    stale_after: int = Field(default=30, ge=0, description="Days after which the newest source is stale.")
    bottom_line_words: int = Field(default=80, ge=1, description="The most that a bottom line may have.")
    input_limit: int = Field(default=16, ge=1, le=1024, description="The largest input, in MiB.")
