"""An input's bytes in; what they say, where it stands, and what a check finds of it, out."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import Any

from msgspec import Struct

from briefgen.diagnostics import BriefgenError, Diagnostic, InputError
from briefgen.editing import digest_of
from briefgen.packets import InputFile
from briefgen.pipeline import Examined, examine_whole
from briefgen.readers.places import Loc, Places, ValueNode
from briefgen.readers.source import RAW_FORBIDDEN, decode
from briefgen.readers.yaml_nodes import Composed, compose_nodes
from briefgen.readers.yaml_reader import KnownNodes
from briefgen.settings import Settings


class InputState(Struct, frozen=True, dict=True):
    """A file as it is at one time."""

    data: bytes
    digest: str
    nodes: Composed | None
    """Of all that it holds, drafts included; None where it cannot be read."""
    path: str
    examined: Examined

    @cached_property
    def places(self) -> Places:
        return self.nodes.places if self.nodes is not None else Places(self.path)

    @property
    def is_readable(self) -> bool:
        return self.places.root is not None and isinstance(self.places.root.value, dict)

    @property
    def value(self) -> dict[str, Any]:
        """What it says; nothing where it cannot be read."""
        value = self.places.root.value if self.places.root is not None else None
        return value if isinstance(value, dict) else {}

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        return self.examined.judged.findings

    @property
    def leaves_out(self) -> bool:
        """Whether what was read for checking is numbered otherwise than the file: without drafts, or what is in error."""
        read = self.examined.read
        return read is None or read.gaps is not None or read.places.root is not self.places.root

    @cached_property
    def locs(self) -> Locs:
        return Locs(self.places)


def read_whole(source: InputFile, data: bytes, settings: Settings, nodes: Composed | None = None) -> InputState:
    """The file's bytes, read and checked. `nodes`: where they were read already."""
    nodes = nodes or _nodes(data, source.path)
    sound = nodes if nodes is not None and nodes.error is None and nodes.places.root is not None else None
    examined = examine_whole(source, settings, KnownNodes(data, sound))
    return InputState(data, digest_of(data), sound, source.path, examined)


def read_nothing(source: InputFile, error: BriefgenError) -> InputState:
    """A file that cannot be had at all."""
    from briefgen.checks.judging import Judged

    return InputState(b"", "", None, source.path, Examined(Judged(error.diagnostics)))


def _nodes(data: bytes, name: str) -> Composed | None:
    try:
        text = decode(data, name)
        return compose_nodes(text, name) if not RAW_FORBIDDEN.search(text) else None
    except (InputError, RecursionError):
        return None


class Locs:
    """Places in a file to what stands there."""

    def __init__(self, places: Places) -> None:
        self.root = places.root

    def at(self, line: int, column: int) -> Loc:
        """What begins at a place, from 1; else the innermost of what begins before it."""
        place, node = (line - 1, column - 1), self.root
        loc: Loc = ()
        while node is not None and node.children and _start(node) != place:
            step, node = _below(node, place)
            if step is None:
                break
            loc = (*loc, step)
        return loc


def _below(node: ValueNode, place: tuple[int, int]) -> tuple[str | int | None, ValueNode | None]:
    """The child in which a place lies, and what to go on with; None for it where the place is the child's key."""
    if isinstance(node.children, dict):
        pairs = [*node.children.items()]
        number = bisect_right(pairs, place, key=lambda pair: _start(pair[1][0])) - 1
        if number < 0:
            return None, None
        name, (key, value) = pairs[number]
        is_key = _start(key) == place or not _start(key) <= _start(value) <= place
        return name, None if is_key else value
    items = node.children or []
    number = bisect_right(items, place, key=_start) - 1
    return (None, None) if number < 0 else (number, items[number])


def _start(node: ValueNode) -> tuple[int, int]:
    return node.line, node.column
