"""Labels of other tools in; kinds of annotation out, and what no kind is known for, counted."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from briefgen.diagnostics import Diagnostic, Place, Severity, UsageError
from briefgen.kinds import KINDS
from briefgen.readers.source import decode, read_bytes
from briefgen.schema.kinds import ENTRY_KINDS

_USUAL = {
    **{kind: kind for kind in KINDS},
    **dict.fromkeys(("person", "per", "org", "organization", "organisation", "gpe", "norp"), "actor"),
    "event": "event",
    "law": "agreement",
    "weapon": "capability",
}
"""Labels that are known without a map, in small letters."""
_LIKELY = {
    **dict.fromkeys(("date", "time", "incident", "attack", "battle", "meeting"), "event"),
    **dict.fromkeys(
        ("product", "fac", "facility", "vehicle", "ship", "aircraft", "missile", "technology"), "capability"
    ),
    **dict.fromkeys(("treaty", "pact", "contract"), "agreement"),
}
"""What others most likely stand for; of the rest most are somebody."""


class LabelMap(Struct):
    """What labels stand for."""

    given: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    unknown: Counter[str] = field(default_factory=Counter)

    def fields(self, label: str) -> dict[str, Any]:
        """The fields that a label says; one that is not known says nothing, and is counted."""
        if label in self.given:
            return dict(self.given[label])
        kind = _USUAL.get(label.lower())
        if kind is None and label:
            self.unknown[label] += 1
        return {"kind": kind} if kind else {}

    def finding(self, path: str) -> Diagnostic | None:
        """All labels that are not known, with a map to complete."""
        if not self.unknown:
            return None
        listed = ", ".join(f"{label} ({count})" for label, count in self.unknown.most_common())
        rows = "\n".join(
            f'{_toml(label)} = "{_LIKELY.get(label.lower(), "actor")}"' for label, _ in self.unknown.most_common()
        )
        kinds = ", ".join(KINDS)
        hint = f"Give --labels map.toml with these lines, each with its kind ({kinds}):\n[labels]\n{rows}"
        return Diagnostic("BG037", f"labels without a kind: {listed}", Place(path), Severity.NOTE, hint)


def _toml(word: str) -> str:
    return word if re.fullmatch(r"[A-Za-z0-9_-]+", word) else '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def read_labels(path: str) -> LabelMap:
    """The map in a file: `[labels]`, label = "kind" or { kind = "…", field = "…" }. UsageError where it is none."""
    if not path:
        return LabelMap()
    try:
        table = tomllib.loads(decode(read_bytes(Path(path), path), path)).get("labels", {})
        given = {str(label): _fields_of(value) for label, value in table.items()}
    except (tomllib.TOMLDecodeError, AttributeError, ValueError) as error:
        hint = 'It reads: [labels], and lines such as ORG = "actor".'
        raise UsageError(Diagnostic("BG038", f"no map of labels: {error}", Place(path), hint=hint)) from None
    return LabelMap(given)


def _fields_of(value: Any) -> Mapping[str, Any]:
    fields = {"kind": value} if isinstance(value, str) else dict(value)
    kind = fields.get("kind")
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is none of {', '.join(KINDS)}")
    known = ENTRY_KINDS[kind].annotation.model_fields
    if odd := [key for key in fields if key not in known]:
        raise ValueError(f"an annotation of kind {kind} has no field {odd[0]}")
    return {key: tuple(each) if isinstance(each, list) else each for key, each in fields.items()}


_COMMENT = re.compile(rf"\s*({'|'.join(KINDS)})\s*(?::\s*(?P<rest>.*))?\s*", re.IGNORECASE | re.DOTALL)


def fields_of_words(words: str) -> dict[str, Any]:
    """The fields that a comment says: `actor: Name; role: chair`, or only a kind. Other words are a summary."""
    match = _COMMENT.fullmatch(words)
    if match is None:
        return {"summary": " ".join(words.split())} if words.strip() else {}
    row = ENTRY_KINDS[next(kind for kind in KINDS if kind == match[1].lower())]
    known = row.annotation.model_fields
    fields: dict[str, Any] = {"kind": row.name}
    rest: list[str] = []
    for number, part in enumerate((match["rest"] or "").split(";")):
        key, colon, value = part.partition(":")
        if colon and key.strip().lower() in known and value.strip():
            name = key.strip().lower()
            fields[name] = _typed(known[name].annotation, value.strip())
        elif number == 0 and part.strip():
            fields[row.title] = part.strip()
        elif part.strip():
            rest.append(part.strip())
    if rest:
        fields["summary"] = "; ".join([*([fields["summary"]] if "summary" in fields else []), *rest])
    return fields


def _typed(annotation: Any, value: str) -> Any:
    from typing import get_origin

    return (
        tuple(word.strip() for word in value.split(",") if word.strip()) if get_origin(annotation) is tuple else value
    )
