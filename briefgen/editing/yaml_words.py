"""A value in, YAML that says it out: a scalar in a style that fits, a list or a mapping in lines or in brackets."""

from __future__ import annotations

import json
import re
from typing import Any

from briefgen.readers.yaml_nodes import resolve_scalar

_ODD = frozenset([*map(chr, range(0x7F, 0xA0)), "\u2028", "\u2029", "\ufeff"])
"""Characters that stand in a YAML file only as escapes, or that readers of YAML 1.1 take for line ends."""
_PLAIN = re.compile(r"[^\W\d_][^\x00-\x1f:#\[\]{},\"'|>&*!%@`]*(?<! )|\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?")
_DOUBTFUL = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false", "null"})
_SHORT = 90
"""Characters that a list in brackets may have."""


def yaml_quoted(text: str) -> str:
    """A text as YAML in double quotes."""
    return "".join(_escaped(character) for character in json.dumps(text, ensure_ascii=False))


def _escaped(character: str) -> str:
    return character if character not in _ODD else f"\\u{ord(character):04X}"


def yaml_block(text: str, indent: int) -> str:
    """A text as a YAML block that keeps each line; in quotes where it holds what a block cannot."""
    if _ODD.intersection(text):
        return yaml_quoted(text)
    lines = text.rstrip("\n").split("\n")
    indicator = "2" if lines[0][:1] in ("", " ", "\t") else ""
    body = "\n".join(" " * indent + line if line else "" for line in lines)
    return f"|{indicator}\n{body}"


def yaml_scalar(value: Any, *, style: str = "") -> str:
    """A single value on one line, in the style of the one whose place it takes."""
    if isinstance(value, str):
        return _text(value, style)
    if value is None:
        return "null"
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return ".inf" if value > 0 else "-.inf"
    return ".nan" if value != value else json.dumps(value)


def _text(value: str, style: str) -> str:
    if style == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    if style != '"' and _PLAIN.fullmatch(value) and value.isprintable() and _is_plain(value):
        return value
    return yaml_quoted(value)


def _is_plain(value: str) -> bool:
    return resolve_scalar(value) is value and value.lower() not in _DOUBTFUL


def yaml_flow(value: Any) -> str:
    """Any value on one line."""
    if isinstance(value, (tuple, list)):
        return f"[{', '.join(map(yaml_flow, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{yaml_scalar(key)}: {yaml_flow(each)}" for key, each in value.items()) + "}"
    return yaml_scalar(value)


def yaml_after(value: Any, indent: int, *, first: bool = False) -> str:
    """A value after a key or a dash: on their line where it is short, else on lines of its own, so far indented.

    `first`: a mapping may begin on the line of a dash.
    """
    if isinstance(value, str) and "\n" in value and value.strip("\n"):
        return f" {_lines_of_text(value, indent)}"
    if not isinstance(value, (dict, tuple, list)) or not value or _is_short(value):
        return f" {yaml_flow(value)}"
    pad = " " * indent
    if isinstance(value, dict):
        lines = [f"{yaml_scalar(key)}:{yaml_after(each, indent + 2)}" for key, each in value.items()]
        return f" {lines[0]}" + "".join(f"\n{pad}{line}" for line in lines[1:]) if first else _below(lines, pad)
    return _below([f"-{yaml_after(each, indent + 2, first=True)}" for each in value], pad)


def _below(lines: list[str], pad: str) -> str:
    return "".join(f"\n{pad}{line}" for line in lines)


def _is_short(value: Any) -> bool:
    simple = isinstance(value, (tuple, list)) and not any(isinstance(each, (dict, tuple, list)) for each in value)
    return simple and len(yaml_flow(value)) <= _SHORT


def _lines_of_text(value: str, indent: int) -> str:
    """A text of several lines as a block; in quotes where a block would not say the same."""
    ending = {0: "-", 1: ""}.get(len(value) - len(value.rstrip("\n")))
    written = yaml_block(value, indent)
    if ending is None or not written.startswith("|") or "\r" in value:
        return yaml_quoted(value)
    return f"|{written[1:].split(chr(10), 1)[0]}{ending}\n{written.split(chr(10), 1)[1]}"
