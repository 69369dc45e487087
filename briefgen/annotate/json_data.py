"""Values of a file in, values that JSON can hold out; and values of JSON in, values as the reader has them, out."""

from __future__ import annotations

from math import isfinite
from typing import Any

_EXACT = 2**53
"""Beyond it a number of JavaScript is no longer the number that was sent."""


def as_json(value: Any) -> Any:
    """Lists for tuples; as text what JSON, or a browser, has no number for."""
    kind = type(value)
    if kind is str or value is None:  # nearly all of them
        return value
    if kind is dict:
        return {key: each if type(each) is str else as_json(each) for key, each in value.items()}
    if kind is tuple or kind is list:
        return [as_json(each) for each in value]
    if kind is int:
        return value if -_EXACT <= value <= _EXACT else str(value)
    if kind is float:
        return value if isfinite(value) else str(value)
    return value


def from_json(value: Any) -> Any:
    """Tuples for lists."""
    if isinstance(value, dict):
        return {key: from_json(each) for key, each in value.items()}
    return tuple(map(from_json, value)) if isinstance(value, list) else value
