"""Values of a file in, values that JSON can hold out; and values of JSON in, values as the reader has them, out."""

from __future__ import annotations

from math import isfinite
from typing import Any

_EXACT = 2**53
"""Beyond it a number of JavaScript is no longer the number that was sent."""


def as_json(value: Any) -> Any:
    """Lists for tuples; as text what JSON, or a browser, has no number for."""
    match value:
        case dict():
            return {key: as_json(each) for key, each in value.items()}
        case tuple() | list():
            return [as_json(each) for each in value]
        case bool():
            return value
        case int():
            return value if -_EXACT <= value <= _EXACT else str(value)
        case float():
            return value if isfinite(value) else str(value)
    return value


def from_json(value: Any) -> Any:
    """Tuples for lists."""
    if isinstance(value, dict):
        return {key: from_json(each) for key, each in value.items()}
    return tuple(map(from_json, value)) if isinstance(value, list) else value
