"""What an organisation writes in its own table of names: the model of that file."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from briefgen.schema.base import Model, NonBlank

PlaceName = Annotated[NonBlank, Field(max_length=200)]


class OwnNames(Model):
    """A table of names."""

    countries: dict[PlaceName, PlaceName] = Field(
        default_factory=dict,
        max_length=10_000,
        description="Another name of a country, and the country's name or code.",
    )
    regions: dict[PlaceName, Annotated[str, Field(max_length=200)]] = Field(
        default_factory=dict,
        max_length=10_000,
        description='Another name of a region, group or place, and that region; "" for one that no table has.',
    )
