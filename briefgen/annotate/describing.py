"""The theme and the tables of the trade in; what the page needs to build its forms, as JSON can hold it, out."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from briefgen.names import countries, regions
from briefgen.resources import packaged_schema
from briefgen.schema.kinds import ENTRY_KINDS
from briefgen.schema.vocabulary import CONFIDENCES, CREDIBILITY, RELIABILITY, SCALES
from briefgen.theme import Theme


@cache
def schema_shown() -> dict[str, Any]:
    """The schema of an input, and the words that complete its fields."""
    return {
        "schema": json.loads(Path(packaged_schema("input.schema.json")).read_text(encoding="utf-8")),
        "countries": sorted({name for each in countries() for name in (each.name, *each.aliases)}),
        "regions": sorted({name for each in regions() for name in (each.name, *each.aliases)}),
        "scales": {
            "likelihood": [
                {"term": term, "low": band.low, "high": band.high, "scale": name}
                for name, scale in SCALES.items()
                for band in scale.bands
                for term in band.terms
            ],
            "confidence": list(CONFIDENCES),
        },
        "meanings": {
            "reliability": RELIABILITY,
            "credibility": {str(grade): meaning for grade, meaning in CREDIBILITY.items()},
        },
    }


def kinds_shown(theme: Theme) -> list[dict[str, Any]]:
    """The kinds in the order of their digits, each with its label and colours."""
    return [
        {
            "kind": row.name,
            "letter": row.letter,
            "label": theme.kinds[row.name].label,
            "list": row.list,
            "title": row.title,
            "colour": _shades(theme.colour(theme.kinds[row.name].colour)),
        }
        for row in ENTRY_KINDS.values()
    ]


def _shades(colour: str) -> dict[str, str]:
    """The colour on paper, and a lighter one on a dark ground."""
    parts = [int(colour[at : at + 2], 16) for at in (0, 2, 4)]
    lighter = "".join(f"{round(part + (255 - part) * _LIGHTER):02X}" for part in parts)
    return {"light": f"#{colour}", "dark": f"#{lighter}"}


_LIGHTER = 0.55
