"""The JSON Schemas in, `schemas/README.md` out: one table a mapping, one row a key."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

_HEAD = """# Field reference

Generated from the models by `briefgen schema`; do not edit. The schemas beside this page serve editors:
an input that opens with

```yaml
# yaml-language-server: $schema=../schemas/input.schema.json
```

is completed, explained and checked while it is written.

"""
DRAFT = "Draft"
"""Ends the names of the definitions of drafts."""
_PARTS = {
    "input": ("An input file", "What people write: `inputs/*.yaml`, by `input.schema.json`."),
    "theme": (
        "A theme file",
        "How a packet looks: `templates/themes/*.yaml`, by `theme.schema.json`. The default gives every value; another theme names only what differs.",
    ),
    "briefing": ("A filled briefing", "What `--to json` writes, by `briefing.schema.json`."),
}


def reference(documents: Mapping[str, Mapping[str, Any]]) -> str:
    """The page."""
    contents = "".join(f"- [{title}](#{_anchor(title)})\n" for title, _ in _PARTS.values())
    return _HEAD + contents + "\n" + "\n".join(_part(name, documents[name]) for name in _PARTS)


def _part(name: str, schema: Mapping[str, Any]) -> str:
    title, intro = _PARTS[name]
    tables = [_table(schema, name)]
    for part, definition in schema.get("$defs", {}).items():
        if "properties" in definition and not part.endswith(DRAFT):  # a draft has the fields of its annotation
            tables.append(f"### {_heading(name, part)}\n\n{_first_line(definition)}\n\n{_table(definition, name)}")
    return f"## {title}\n\n{intro}\n\n" + "\n".join(tables)


def _table(definition: Mapping[str, Any], name: str) -> str:
    required = set(definition.get("required", ()))
    rows = ["| key | type | required | meaning | example |", "|---|---|---|---|---|"]
    for key, each in definition["properties"].items():
        example = json.dumps(each["examples"][0], ensure_ascii=False) if each.get("examples") else ""
        need = "yes" if key in required else ""
        rows.append(
            f"| `{key}` | {_type(each, name)} | {need} | {_cell(each.get('description', ''))} | {_code(example)} |"
        )
    return "\n".join(rows) + "\n"


def _type(definition: Mapping[str, Any], name: str) -> str:
    return " or ".join(dict.fromkeys(_kinds(definition, name)))


def _kinds(definition: Mapping[str, Any], name: str) -> Iterator[str]:
    if "$ref" in definition:
        part = definition["$ref"].rsplit("/", 1)[1]
        yield f"[{_words(part)}](#{_anchor(_heading(name, part))})"
    elif "const" in definition:
        yield f"`{definition['const']}`"
    elif "enum" in definition:
        yield ", ".join(f"`{word}`" for word in definition["enum"])
    elif "allOf" in definition:
        parts = [each["then"] for each in definition["allOf"] if not each["then"]["$ref"].endswith(DRAFT)]
        yield " or ".join(kind for part in parts for kind in _kinds(part, name))
    elif "anyOf" in definition or "oneOf" in definition:
        for member in (*definition.get("anyOf", ()), *definition.get("oneOf", ())):
            if member.get("type") != "null":
                yield from _kinds(member, name)
    else:
        yield _simple(definition, name)


def _simple(definition: Mapping[str, Any], name: str) -> str:
    match definition.get("type"):
        case "array":
            return f"list of {_type(definition.get('items', {}), name)}"
        case "object":
            return f"mapping to {_type(definition.get('additionalProperties', {}), name)}"
        case "string":
            return {"date": "date", "date-time": "date and time"}.get(definition.get("format", ""), "text")
        case "integer":
            return "whole number"
        case "boolean":
            return "`true` or `false`"
        case kind:
            return str(kind or "value")


def _heading(name: str, part: str) -> str:
    return _words(part) if name != "briefing" else f"{_words(part)} (filled)"


def _words(part: str) -> str:
    """`ActorAnnotation` as words."""
    spaced = "".join(f" {c.lower()}" if c.isupper() else c for c in part).strip()
    return spaced[0].upper() + spaced[1:]


def _anchor(heading: str) -> str:
    kept = "".join(c for c in heading.lower() if c.isalnum() or c in " -")
    return kept.replace(" ", "-")


def _first_line(definition: Mapping[str, Any]) -> str:
    return str(definition.get("description", "")).split("\n\n", 1)[0]


def _cell(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|")


def _code(words: str) -> str:
    short = words if len(words) <= 80 else words[:77] + "..."
    return f"`{short}`".replace("|", "\\|") if short else ""
