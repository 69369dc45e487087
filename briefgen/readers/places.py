"""Parsed YAML nodes in, places in the file out: where a value, a key or a character of a text stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from msgspec import Struct

from briefgen.diagnostics import Place

Loc = tuple[str | int, ...]

_BREAK = re.compile(r"\r\n|\n|\r")
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\r\n|[\s\S])|[\s\S]"
)
_SINGLE = re.compile(r"''|[\s\S]")
_PLAIN = re.compile(r"[\s\S]")
_BLANK_ESCAPES = frozenset(
    {"\\t", "\\n", "\\r", "\\ ", "\\_", "\\N", "\\L", "\\P", "\\v", "\\f", "\\\t", "\\\n", "\\\r\n"}
)
_SOURCE_LIMIT = 2000


class ValueNode(Struct, eq=False, gc=False):  # none leads back to itself: of 100,000, the collector need look at none
    """A value with its place. Lines, columns and offsets count from 0, in characters."""

    line: int
    column: int
    offset: int
    end_line: int = 0
    end_column: int = 0
    end_offset: int = 0
    style: str = ""
    """Of a scalar: `'`, `"`, `|`, `>`, or nothing for a plain one."""
    value: Any = None
    in_flow: bool = False
    """Of a collection: whether it is written in brackets or braces."""
    children: dict[str, tuple[ValueNode, ValueNode]] | list[ValueNode] | None = None
    """Of a mapping: (key, value) by key; of a sequence: its items."""
    size: int = 1
    """How many nodes it holds once aliases are expanded."""
    characters: int = 0
    """How many all its texts have, once aliases are expanded."""


class Places(Struct, frozen=True, dict=True):
    """Where the values of a YAML file stand."""

    path: str
    text: str = ""
    root: ValueNode | None = None

    @cached_property
    def lines(self) -> list[str]:
        """The file's lines without their ends."""
        return _BREAK.split(self.text) if "\r" in self.text else self.text.split("\n")

    @cached_property
    def _starts(self) -> list[int]:
        """The offset at which each line begins."""
        return [0, *(match.end() for match in _BREAK.finditer(self.text))]

    def point(self, line: int, column: int, end_column: int = 0) -> Place:
        """The place of a line and column that count from 0."""
        source = self.lines[line][:_SOURCE_LIMIT] if line < len(self.lines) else ""
        return Place(self.path, line + 1, column + 1, end_column + 1 if end_column else 0, source)

    def offset(self, offset: int) -> Place:
        """The place of a character of the file."""
        return self.point(*self.position(offset))

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a character of the file, from 0."""
        line = bisect_right(self._starts, offset) - 1
        return line, offset - self._starts[line]

    def at(self, loc: Loc) -> Place:
        """The place of the value; of its nearest ancestor where the file does not hold it."""
        *_, (_, node) = self._walk(loc)
        return self._of(node)

    def key(self, loc: Loc) -> Place:
        """The place of the key that names the value; of the value itself where no key does."""
        steps = list(self._walk(loc))
        key, node = steps[-1]
        return self._of(key or node)

    def knows(self, loc: Loc) -> bool:
        """Whether the file holds a value there."""
        return self.root is not None and len(list(self._walk(loc))) == len(loc) + 1

    def is_single(self, loc: Loc) -> bool:
        """Whether the file holds a value there that holds no others."""
        *steps, (_, node) = self._walk(loc)
        return len(steps) == len(loc) and node is not None and node.children is None

    def text_offset(self, loc: Loc, offset: int) -> Place:
        """The place of a character of a text value, whatever the style it is written in."""
        *_, (_, node) = self._walk(loc)
        if node is None or not isinstance(node.value, str) or not self.knows(loc):
            return self._of(node)
        return self._text_offset(node, offset)

    def text_position(self, loc: Loc, offset: int) -> int:
        """Where in the file a character of a text value stands."""
        place = self.text_offset(loc, offset)
        return self._starts[(place.line or 1) - 1] + (place.column or 1) - 1

    def character(self, character: str) -> Place | None:
        """The place at which a character first stands in a value, or in a file that is no YAML."""
        if self.root is None:
            offset = self.text.find(character)
            return self.offset(offset) if offset >= 0 else None
        for node in _leaves(self.root):
            if isinstance(node.value, str) and character in node.value:
                return self._text_offset(node, node.value.index(character))
        return None

    def _text_offset(self, node: ValueNode, offset: int) -> Place:
        if node.style == "|":
            return self._literal_offset(node, offset)
        return self.offset(self._flowing_offset(node, offset))

    def below(self, loc: Loc) -> Places:
        """The places of the part of the file that stands there."""
        *_, (_, node) = self._walk(loc)
        return self.with_root(node)

    def with_root(self, root: ValueNode | None) -> Places:
        """The same file with other values."""
        places = Places(self.path, self.text, root)
        vars(places).update(vars(self))  # lines that were counted are not counted again
        return places

    def _walk(self, loc: Loc) -> Iterator[tuple[ValueNode | None, ValueNode | None]]:
        """(key, value) from the root down, as far as the file goes."""
        node = self.root
        yield None, node
        for step in loc:
            children = node.children if node is not None else None
            if isinstance(children, dict) and step in children:
                key, node = children[str(step)]
                yield key, node
            elif isinstance(children, list) and isinstance(step, int) and step < len(children):
                node = children[step]
                yield None, node
            else:
                return

    def _of(self, node: ValueNode | None) -> Place:
        if node is None:
            return Place(self.path)
        one_line = node.children is None and node.line == node.end_line and node.end_column > node.column + 1
        return self.point(node.line, node.column, node.end_column if one_line else 0)

    def _literal_offset(self, node: ValueNode, offset: int) -> Place:
        """In a `|` block each line of the value is a line of the file, after its indentation."""
        row = node.value.count("\n", 0, offset)
        start = node.value.rfind("\n", 0, offset) + 1
        end = node.value.find("\n", start)
        words = node.value[start : end if end >= 0 else len(node.value)]
        line = node.line + 1 + row
        source = self.lines[line] if line < len(self.lines) else ""
        return self.point(line, len(source) - len(words) + offset - start)

    def _flowing_offset(self, node: ValueNode, offset: int) -> int:
        """Elsewhere spaces and breaks fold, so what is counted is the characters that are neither."""
        remaining = sum(not c.isspace() for c in node.value[:offset])
        start = node.offset
        if node.style == ">":
            end = _BREAK.search(self.text, start)
            start = end.end() if end else start
        elif node.style:
            start += 1
        units = {'"': _ESCAPE, "'": _SINGLE}.get(node.style, _PLAIN)
        for match in units.finditer(self.text, start, node.end_offset):
            if match[0].isspace() or match[0] in _BLANK_ESCAPES:
                continue
            if remaining == 0:
                return match.start()
            remaining -= 1
        return node.end_offset


def _leaves(node: ValueNode) -> Iterator[ValueNode]:
    """Every value that holds no others, in the order of the file."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if node.children is None:
            yield node
            continue
        held = node.children if isinstance(node.children, list) else [value for _, value in node.children.values()]
        waiting += reversed(held)
