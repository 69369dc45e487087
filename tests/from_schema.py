"""A JSON Schema in, a Hypothesis strategy for values that it admits out; as much of JSON Schema as our own schemas use."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Schema = dict[str, Any]
Strategy = st.SearchStrategy[Any]


def values(schema: Schema, words: Strategy) -> Strategy:
    """Values of the schema; `words` gives its free texts."""
    return _Values(schema, words).of(schema)


class _Values:
    def __init__(self, root: Schema, words: Strategy) -> None:
        self.definitions = root.get("$defs", {})
        self.words = words
        self.known: dict[str, Strategy] = {}

    def of(self, schema: Schema) -> Strategy:
        if "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[1]
            if name not in self.known:
                self.known[name] = st.deferred(lambda: self.of(self.definitions[name]))
            return self.known[name]
        if "const" in schema:
            return st.just(schema["const"])
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        if "allOf" in schema and "if" in schema["allOf"][0]:
            return st.one_of([self.of(case["then"]) for case in schema["allOf"]])
        if "anyOf" in schema and "properties" not in schema:
            return st.one_of([self.of(each) for each in schema["anyOf"]])
        return self._typed(schema)

    def _typed(self, schema: Schema) -> Strategy:
        match schema.get("type"):
            case "null":
                return st.none()
            case "boolean":
                return st.booleans()
            case "integer":
                return st.integers(schema.get("minimum", -9), schema.get("maximum", 9))
            case "number":
                return st.floats(schema.get("minimum", 0), schema.get("maximum", 9), allow_nan=False)
            case "array":
                return st.lists(self.of(schema["items"]), min_size=schema.get("minItems", 0), max_size=3)
            case "object" if "properties" in schema:
                return self._object(schema)
            case "object":
                each = schema.get("additionalProperties")
                return st.dictionaries(self.words, self.of(each if isinstance(each, dict) else {}), max_size=2)
            case "string" | None:
                return self._string(schema)
        raise NotImplementedError(schema["type"])

    def _string(self, schema: Schema) -> Strategy:
        match schema.get("format"):
            case "date":
                return st.dates().map(str) | st.just("2025-03-30")
            case "date-time":
                return st.datetimes().map(lambda each: each.isoformat() + "Z") | st.just("2025-03-30T12:00:00Z")
        pattern = schema.get("pattern")
        if pattern is None or pattern == r"\S":
            return self.words
        found = st.from_regex(pattern, fullmatch=True, alphabet=st.characters(min_codepoint=32, max_codepoint=126))
        return found | st.sampled_from(schema["examples"]) if schema.get("examples") else found

    def _object(self, schema: Schema) -> Strategy:
        fields = {name: self.of(each) for name, each in schema["properties"].items()}
        alternatives = [each["required"] for each in schema.get("oneOf") or schema.get("anyOf") or [{"required": []}]]
        apart = {name for names in alternatives for name in names} if "oneOf" in schema else set()

        def filled(also: list[str]) -> Strategy:
            required = {*schema.get("required", ()), *also}
            optional = {name: each for name, each in fields.items() if name not in required | apart}
            return st.fixed_dictionaries({name: fields[name] for name in fields if name in required}, optional=optional)

        return st.sampled_from(alternatives).flatmap(filled)
