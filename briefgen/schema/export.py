"""The models in, `schemas/` out: JSON Schemas for editors and other programs, and the field reference.

Each field has its title, its meaning and an example. Composite fields take theirs from their parts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from briefgen.schema.briefing import Briefing
from briefgen.schema.input import BriefingInput
from briefgen.schema.kinds import ENTRY_KINDS
from briefgen.schema.reference import DRAFT, reference
from briefgen.theme import Theme

_DIALECT = GenerateJsonSchema.schema_dialect
_TITLES = {
    "input": "briefgen input",
    "briefing": "briefgen briefing",
    "theme": "briefgen theme",
}
_COUNTERPARTS = {
    **{row.filled.__name__: row.entry.__name__ for row in ENTRY_KINDS.values()},
    "Judgment": "KeyJudgment",
    "FilledPoint": "EvidencedPoint",
    "FilledQuestion": "Question",
    "FilledDissent": "Dissent",
    "AnnotatedArticle": "Article",
}
"""Part of a briefing to the part of an input with the same fields."""


def schemas() -> dict[str, str]:
    """File name to text: three schemas and the field reference."""
    documents = {
        "input": input_schema(),
        "briefing": briefing_schema(),
        "theme": theme_schema(),
    }
    files = {f"{name}.schema.json": _json(document) for name, document in documents.items()}
    return files | {"README.md": reference(documents)}


def input_schema() -> dict[str, Any]:
    """What people write. Each annotation is checked by its kind, so that an editor offers that kind's fields."""
    schema = _finished(BriefingInput, "input", "validation")
    items = schema["$defs"]["Article"]["properties"]["annotations"]["items"]
    kinds: dict[str, str] = items["discriminator"]["mapping"]
    items.clear()
    items.update(
        type="object",
        required=["quote"],
        anyOf=[{"required": ["kind"]}, {"properties": {"draft": {"const": True}}, "required": ["draft"]}],
        properties={"kind": {"enum": list(kinds), "description": "What the passage is about.", "title": "Kind"}},
        allOf=[*_whole(kinds), *_begun(kinds)],
    )
    schema["$defs"]["Article"]["oneOf"] = [{"required": ["text"]}, {"required": ["text_file"]}]
    for name, definition in schema["$defs"].items():
        if name.startswith("Event"):
            definition["anyOf"] = [{"required": ["date"]}, {"required": ["period"]}]
    schema["$defs"] |= {f"{name}{DRAFT}": _draft(schema["$defs"][name]) for name in map(_part, kinds.values())}
    marking = schema["properties"]["marking"]
    marking["anyOf"].insert(0, {"type": "string", "minLength": 1})
    schema["$defs"]["Marking"]["required"] = ["banner"]
    judgment = schema["$defs"]["KeyJudgment"]["properties"]
    lists = [schema["properties"][name] for name in ("key_questions", "known", "gaps", "outlook", "remarks")]
    for remarks in (*lists, judgment["supporting_points"]):
        remarks["items"] = {"anyOf": [{"type": "string", "minLength": 1}, remarks["items"]]}
    return schema


def _whole(kinds: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "if": {"properties": {"kind": {"const": kind}, "draft": {"const": False}}, "required": ["kind"]},
            "then": {"$ref": ref},
        }
        for kind, ref in kinds.items()
    ]


def _begun(kinds: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "if": {"properties": {"kind": {"const": kind}, "draft": {"const": True}}, "required": ["kind", "draft"]},
            "then": {"$ref": f"{ref}{DRAFT}"},
        }
        for kind, ref in kinds.items()
    ]


def _draft(definition: Mapping[str, Any]) -> dict[str, Any]:
    """An annotation that is only begun: it may lack any field but its quote."""
    properties = dict(definition["properties"])
    properties["draft"] = {**properties["draft"], "const": True}
    kept = {key: each for key, each in definition.items() if key not in ("anyOf", "required")}
    title = f"{definition['title']}{DRAFT}"
    return kept | {"title": title, "properties": properties, "required": ["kind", "quote", "draft"]}


def _part(ref: str) -> str:
    return ref.rsplit("/", 1)[1]


def briefing_schema() -> dict[str, Any]:
    """What gets rendered. A field that the input has too is explained in the input's words."""
    schema = _finished(Briefing, "briefing", "serialization")
    written = {(name, field): each for name, field, each in fields(input_schema())}
    for name, field, definition in fields(schema):
        words = written.get((_COUNTERPARTS.get(name, name), field), {})
        for key in ("description", "examples"):
            if key not in definition and key in words:
                definition[key] = words[key]
    return schema


def theme_schema() -> dict[str, Any]:
    """A theme file: any theme but the default names only what differs, so nothing is required but its name."""
    schema = _finished(Theme, "theme", "validation")
    for definition in [schema, *schema["$defs"].values()]:
        definition.pop("required", None)
    return schema


# --- completing what pydantic writes ---------------------------------------------------------------


def _finished(model: type[BaseModel], name: str, mode: Any) -> dict[str, Any]:
    schema = model.model_json_schema(mode=mode)
    head = {"$schema": _DIALECT, "title": _TITLES[name], "description": schema.pop("description")}
    schema = head | {key: value for key, value in schema.items() if key != "title"}
    for _, field, definition in fields(schema):
        definition.setdefault("title", _title(field))
        example = example_of(definition, schema)
        if "examples" not in definition and example is not None:
            definition["examples"] = [example]
    return schema


def fields(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(object, field, its schema) of every property, the root's first."""
    for name, definition in [("", schema), *schema.get("$defs", {}).items()]:
        for field, each in definition.get("properties", {}).items():
            yield name, field, each


def _title(field: str) -> str:
    return field.replace("_", " ").capitalize()


def example_of(definition: Mapping[str, Any], schema: Mapping[str, Any], depth: int = 0) -> Any:
    """An example that the schema itself gives; None where it gives none."""
    if definition.get("examples"):
        return definition["examples"][0]
    if "const" in definition:
        return definition["const"]
    if "enum" in definition:
        return definition["enum"][0]
    if "$ref" in definition:
        return _example_object(schema["$defs"][definition["$ref"].rsplit("/", 1)[1]], schema, depth)
    for member in [*definition.get("anyOf", ()), *definition.get("oneOf", ())]:
        if member.get("type") != "null" and (found := example_of(member, schema, depth)) is not None:
            return found
    match definition.get("type"):
        case "array":
            item = example_of(definition.get("items", {}), schema, depth)
            return None if item is None else [item]
        case "boolean":
            return not definition.get("default", False)
        case "object" if isinstance(definition.get("additionalProperties"), dict):
            return _example_mapping(definition, schema, depth)
    return definition.get("default")


def _example_object(definition: Mapping[str, Any], schema: Mapping[str, Any], depth: int) -> Any:
    if "properties" not in definition:
        return example_of(definition, schema, depth)
    if depth > 4:
        return None
    names = definition.get("required") or list(definition["properties"])[:1]
    found = {name: example_of(definition["properties"][name], schema, depth + 1) for name in names}
    return {name: example for name, example in found.items() if example is not None}


def _example_mapping(definition: Mapping[str, Any], schema: Mapping[str, Any], depth: int) -> Any:
    keys = definition.get("propertyNames", {}).get("enum", ["default"])
    value = example_of(definition["additionalProperties"], schema, depth + 1)
    return None if value is None else {keys[0]: value}


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
