"""A value with mistakes in; a model of all the rest out, and which findings about that model were meant by its author.

A value in error is left out, or a stand-in takes its place where the model cannot be without it, so that one run
finds what else is wrong. What the gaps themselves bring about is no finding. Nothing is built of such a model.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar, get_args, get_origin

from msgspec import Struct
from msgspec.structs import replace
from pydantic_core import ValidationError

from briefgen.diagnostics import Diagnostic
from briefgen.readers.places import Loc, Places, ValueNode
from briefgen.readers.validation import SchemaError, expected, follows_from_others, schema_errors, schema_findings
from briefgen.readers.yaml_recovery import UNREAD, Recovered
from briefgen.schema.base import Model

M = TypeVar("M", bound=Model)

_ROUNDS = 8
"""How often what is left is validated again: leaving a value out may show what stood behind it."""
_NOWHERE = -1
"""The line of a stand-in: no line of the file."""


class Gaps(Struct, frozen=True):
    """What of a file was not read, or left out."""

    lines: frozenset[int] = frozenset()
    """Lines, from 1, of which nothing more is said."""
    touched: frozenset[int] = frozenset()
    """Lines of entries in which something is missing now."""
    keys: frozenset[str] = frozenset()
    """Keys at the top of the file that were left out."""
    ids: frozenset[str] = frozenset()
    """All ids that the file gives, read or not."""
    unanchored: frozenset[int] = frozenset()
    """Lines of articles whose text was not read."""
    nothing_missing: bool = False
    """Whether all entries are there, as where a comment took words of a text."""

    def and_articles(self, places: Places, numbers: Iterable[int]) -> Gaps:
        """These, and all that rests on articles whose text was not read."""
        articles = [_of(places, ("articles", number)) for number in numbers]
        lines = {n for node in articles if node is not None for n in _lines(node)}
        return replace(
            self,
            touched=self.touched | lines,
            unanchored=frozenset(lines),
            nothing_missing=self.nothing_missing and not lines,
        )


class Sound(Struct, Generic[M], frozen=True):
    """What could be made of a value."""

    model: M | None
    places: Places
    findings: list[Diagnostic]
    gaps: Gaps


def validated_as_far_as_possible(model: type[M], value: Any, read: Recovered) -> Sound[M]:
    """The model of all that is right. None where too little is left."""
    places, found, left_out = read.places, list[Diagnostic](), list[Loc]()
    for number in range(_ROUNDS):
        try:
            made = model.model_validate(value)
        except ValidationError as problem:
            if number == 0:
                found = [
                    each
                    for each in schema_findings(
                        model, value, places, problem, keep=lambda error: _is_meant(error, read)
                    )
                    if read.knows(each.place)
                ]
            root = _without(model, value, places.root, problem, left_out)
            if root is None:
                break
            places, value = places.with_root(root), root.value
        else:
            return Sound(made, places, found, _gaps(read, places, left_out))
    return Sound(None, read.places, found, Gaps())


def _is_meant(error: SchemaError, read: Recovered) -> bool:
    """Whether it was the author who left out what is missing."""
    lacks = error.type in _LACKS or error.input is None
    return not (lacks and read.damaged)


_LACKS = frozenset({"missing", "union_tag_not_found", "event_without_time", "article_text", "too_short"})


# --- leaving out -----------------------------------------------------------------------------

_DROP = object()


def _without(
    model: type[M], value: Any, root: ValueNode | None, problem: ValidationError, left_out: list[Loc]
) -> ValueNode | None:
    """The tree without what is in error, and with stand-ins for what must be there; None where that cannot be."""
    changes: dict[Loc, Any] = {}
    for error in schema_errors(value, problem):
        if follows_from_others(error):
            continue
        change = _change(model, error)
        if change is None:
            return None
        changes.setdefault(*change)
    left_out += changes
    return _changed(root, _as_tree(changes)) if root is not None else None


def _change(model: Any, error: SchemaError) -> tuple[Loc, Any] | None:
    """Where something is to change, and what is to stand there."""
    loc = error.loc
    match error.type:
        case "missing":
            stand_in = _stand_in(expected(model, error.raw_loc))
            return None if stand_in is None else (loc, stand_in)
        case "event_without_time":
            return (*loc, "period"), UNREAD
        case "article_text":
            lacks = not (isinstance(error.input, Mapping) and "text" in error.input)
            return ((*loc, "text"), UNREAD) if lacks else ((*loc, "text_file"), _DROP)
    if not loc or (len(loc) == 2 and loc[0] == "articles"):
        return None
    is_text = isinstance(loc[-1], int) and expected(model, error.raw_loc) is str
    return loc, UNREAD if is_text else _DROP


def _stand_in(wanted: Any) -> Any:
    """A value of a type; None where none can be made up."""
    if wanted is str:
        return UNREAD
    if wanted is datetime.date:
        return "2000-01-01"
    if get_origin(wanted) is tuple:
        item = _stand_in(get_args(get_args(wanted)[0])[0] if get_args(get_args(wanted)[0]) else get_args(wanted)[0])
        return (item,) if item is UNREAD else None
    return {} if hasattr(wanted, "model_fields") else None


def _as_tree(changes: Mapping[Loc, Any]) -> dict[str | int, Any]:
    """Nested by step. Where a value is dropped, changes within it are too."""
    tree: dict[str | int, Any] = {}
    for loc in sorted(changes, key=len):
        here = tree
        for step in loc[:-1]:
            here = here.setdefault(step, {})
            if not isinstance(here, dict):
                break
        else:
            here[loc[-1]] = _End(changes[loc])
    return tree


class _End(Struct, frozen=True):
    value: Any


def leave_out(root: ValueNode, locs: Iterable[Loc]) -> ValueNode:
    """The tree without the values at these locations; items that follow one move up."""
    return _changed(root, _as_tree(dict.fromkeys(locs, _DROP)))


def _changed(node: ValueNode, tree: Mapping[str | int, Any]) -> ValueNode:
    """A copy of a node with changes below it; what does not change is shared."""
    if isinstance(node.children, dict):
        return _changed_mapping(node, node.children, tree)
    if isinstance(node.children, list):
        items = [_changed_item(item, tree.get(n)) for n, item in enumerate(node.children)]
        kept = [item for item in items if item is not None]
        return replace(node, children=kept, value=tuple(item.value for item in kept))
    return node


def _changed_mapping(
    node: ValueNode, children: dict[str, tuple[ValueNode, ValueNode]], tree: Mapping[str | int, Any]
) -> ValueNode:
    pairs, value = dict(children), dict(node.value)
    for step, change in tree.items():
        name = str(step)
        key, old = pairs.get(name, (node, None))
        new = _changed_item(old, change)
        if new is not None:
            pairs[name] = key, new
            value[name] = new.value
        else:
            pairs.pop(name, None)
            value.pop(name, None)
    return replace(node, children=pairs, value=value)


def _changed_item(node: ValueNode | None, change: Any) -> ValueNode | None:
    match change:
        case None:
            return node
        case _End(value=value) if value is _DROP:
            return None
        case _End(value=value):
            return _made_up(value)
        case _:
            return _changed(node, change) if node is not None else None


def _made_up(value: Any) -> ValueNode:
    children: Any = (
        {} if isinstance(value, dict) else [_made_up(each) for each in value] if isinstance(value, tuple) else None
    )
    return ValueNode(_NOWHERE, 0, 0, _NOWHERE, value=value, children=children)


# --- what was meant --------------------------------------------------------------------------


def _gaps(read: Recovered, places: Places, left_out: list[Loc]) -> Gaps:
    hurt = set(read.damaged)
    hurt.update(read.places.at(loc[:-1]).line for loc in left_out if len(loc) > 1)
    touched = {n for lines in (_records(places.root) if hurt else ()) if hurt.intersection(lines) for n in lines}
    ids = frozenset(_IDS.findall(read.places.text)) if left_out or read.damaged else frozenset()
    keys = frozenset(str(loc[0]) for loc in left_out if len(loc) == 1)
    return Gaps(read.damaged, frozenset(touched), keys, ids, nothing_missing=not (read.damaged or left_out))


def cut_articles(places: Places, lines: Collection[int], numbers: Iterable[int]) -> Iterator[int]:
    """The articles of whose text something is lost in these lines, from 1."""
    for number in numbers:
        text = _of(places, ("articles", number, "text"))
        if text is not None and any(n in _lines(text) for n in lines):
            yield number


def cuts_list(node: ValueNode | None, lines: Collection[int]) -> bool:
    """Whether one of these lines, from 1, is of a list in brackets, which may lack items there."""
    waiting = [node] if node is not None else []
    while waiting:
        here = waiting.pop()
        held = here.children if isinstance(here.children, list) else [v for _, v in (here.children or {}).values()]
        if here.in_flow and isinstance(here.children, list) and any(n in _lines(here) for n in lines):
            return True
        waiting += held
    return False


def _of(places: Places, loc: Loc) -> ValueNode | None:
    return places.below(loc).root if places.knows(loc) else None


def _lines(node: ValueNode) -> range:
    """The lines of a value, from 1. What is written without brackets ends where the next begins."""
    return range(node.line + 1, max(node.line + 2, node.end_line + 1 + node.in_flow))


_IDS = re.compile(r"\bid[\"']?:[ \t]*[\"']?([A-Za-z][A-Za-z0-9_.-]*)")


def _records(node: ValueNode | None) -> Iterator[range]:
    """The lines, from 1, of each mapping that holds no list of others."""
    waiting = [node] if node is not None else []
    while waiting:
        here = waiting.pop()
        held = here.children if isinstance(here.children, list) else [v for _, v in (here.children or {}).values()]
        nested = [each for each in held if each.children is not None]
        if isinstance(here.children, dict) and not any(_holds_mappings(each) for each in nested):
            yield _lines(here)
        waiting += nested


def _holds_mappings(node: ValueNode) -> bool:
    return isinstance(node.children, list) and any(isinstance(item.children, dict) for item in node.children)


def without_followers(found: Iterable[Diagnostic], gaps: Gaps, path: str) -> Iterator[Diagnostic]:
    """The findings that do not come of the gaps."""
    for each in found:
        if each.place.path == path and (each.place.line in gaps.lines or each.place.line <= 0):
            continue
        if UNREAD in each.message or UNREAD in each.hint:
            continue
        if _holds_of_what_is_there(each, gaps):
            yield each


_OF_ALL = frozenset(
    {"BG206", "BG406", "BG407", "BG408", "BG410", "BG412", "BG413", "BG414", "BG415", "BG416", "BG423", "BG317"}
)
"""Rules about all that a file holds: one entry less, and they say something else."""
_DATES = ("BG310", "BG311", "BG312", "BG313", "BG314", "BG316", "BG413")


def _holds_of_what_is_there(found: Diagnostic, gaps: Gaps) -> bool:
    if (found.code in _OF_ALL and not gaps.nothing_missing) or (
        found.code.startswith("BG5") and "marking" in gaps.keys
    ):
        return False
    if found.code in _DATES and gaps.keys & {"date", "cut_off"}:
        return False
    if found.code == "BG204":
        return not any(f"“{name}”" in found.message for name in gaps.ids)
    if found.code == "BG201":
        return found.place.line not in gaps.unanchored
    return not (
        found.place.line in gaps.touched and found.code.startswith(("BG2", "BG3", "BG40")) and found.code not in _OWN
    )


_OWN = frozenset({"BG303", "BG304", "BG401", "BG402", "BG403"})
"""Rules about words that stand there, whatever is missing beside them."""
