"""An input's bytes in; what they say, where it stands, and what a check finds of it, out."""

from __future__ import annotations

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
        self.places = places
        self.by_start: dict[tuple[int, int], Loc] = {}
        """(line, column), from 1, at which a key or value begins."""
        if places.root is not None:
            self._take(places.root, ())

    def _take(self, root: ValueNode, loc: Loc) -> None:
        waiting: list[tuple[ValueNode, Loc]] = [(root, loc)]
        while waiting:
            node, loc = waiting.pop()
            self.by_start.setdefault((node.line + 1, node.column + 1), loc)
            children = node.children
            if isinstance(children, dict):
                for name, (key, value) in children.items():
                    self.by_start.setdefault((key.line + 1, key.column + 1), (*loc, name))
                    waiting.append((value, (*loc, name)))
            elif children:
                waiting += ((child, (*loc, number)) for number, child in enumerate(children))

    def at(self, line: int, column: int) -> Loc:
        """What begins at a place; else the nearest that begins before it."""
        exact = self.by_start.get((line, column))
        return exact if exact is not None else self._before(line, column)

    def _before(self, line: int, column: int) -> Loc:
        before = max((start for start in self.by_start if start <= (line, column)), default=None)
        return () if before is None else self.by_start[before]
