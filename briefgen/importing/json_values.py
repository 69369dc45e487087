"""A file of JSON in, the values in it out: one, or one after the other, each on its line or over several."""

from __future__ import annotations

import json
from typing import Any

from briefgen.importing.foreign import CannotImport, SourceFile

_START = 65_536
"""Characters by which a format is recognised."""


def json_values(file: SourceFile) -> list[Any]:
    """All values; those of a single list are given one by one. CannotImport where the file is no JSON."""
    text = _decoded(file)
    values: list[Any] = []
    decoder, at = json.JSONDecoder(), _next(text, 0)
    try:
        while at < len(text):
            value, end = decoder.raw_decode(text, at)
            values.append(value)
            at = _next(text, end)
    except ValueError as error:
        line = text.count("\n", 0, at) + 1
        raise CannotImport(f"no JSON: {str(error)[:80]}, in what begins in line {line}") from None
    return values[0] if len(values) == 1 and isinstance(values[0], list) else values


def _next(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _decoded(file: SourceFile) -> str:
    try:
        return file.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CannotImport("it is not UTF-8", "Export it once more, as UTF-8.") from None


def is_json_with(file: SourceFile, *words: str) -> bool:
    """Whether it is called JSON, and its beginning holds one of these keys."""
    if file.path.suffix.lower() not in (".json", ".jsonl", ".jsonld", ".ndjson"):
        return False
    start = file.data[:_START].decode("utf-8", "replace")
    return any(f'"{word}"' in start for word in words)


def mapping(value: Any) -> dict[str, Any]:
    """The value, where it is a mapping; else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """The value, where it is a list; a list of it alone, where it is anything but nothing."""
    return value if isinstance(value, list) else [] if value is None else [value]


def words_at(value: Any) -> str:
    """The value, where it is a text; else an empty one."""
    return value if isinstance(value, str) else ""


def offset(value: Any) -> int:
    """The value, where it is a whole number; else -1."""
    return value if type(value) is int else -1
