"""An input in; what its next edition begins with out: what is steady, and its judgments to be confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from briefgen.editing.yaml_words import yaml_after, yaml_flow, yaml_quoted
from briefgen.readers.yaml_reader import read_for_checking
from briefgen.schema.input import KeyJudgment, Remark

_STEADY = (
    "short_title", "title_portion", "marking", "series", "prepared_by", "prepared_for", "distribution", "language", "scale",
    "mixes_terms",
)  # fmt: skip


def carried_over(previous: Path) -> Mapping[str, str]:
    """The parts of a new input's head that an earlier edition settles, as YAML. InputError where it cannot be read."""
    read = read_for_checking(previous)
    written: dict[str, Any] = read.places.root.value if read.places.root else {}
    given = read.input
    steady = {name: written[name] for name in _STEADY if written.get(name) is not None}
    lines = "".join(f"{name}:{yaml_after(value, 2)}\n" for name, value in steady.items())
    replaced = f"supersedes: {yaml_quoted(given.reference or previous.stem)}\n"
    return {
        "title": yaml_quoted(given.title),
        "steady": f"{lines}# reference: \n{replaced}",
        "judgments": _judgments(given.key_judgments),
        "gaps": _remarks(given.gaps),
        "outlook": _remarks(given.outlook),
    }


def _judgments(judgments: Iterable[KeyJudgment]) -> str:
    """Each with its id and likelihood, without the evidence, which stays behind with the articles."""
    drafts = tuple(_judgment(number, each) for number, each in enumerate(judgments, 1))
    return f"key_judgments:{yaml_after(drafts, 2)}\n"


def _judgment(number: int, judgment: KeyJudgment) -> dict[str, Any]:
    said = judgment.model_dump(mode="json", exclude={"id", "evidence", "draft"}, exclude_defaults=True)
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}
    return {"draft": True, "id": judgment.id or f"KJ{number}", **values}


def _remarks(remarks: Iterable[Remark]) -> str:
    """What was open before, as comments: whether it still is, only the analyst can say."""
    return "".join(f"#  - {yaml_flow(each.text)}\n" for each in remarks)
