"""TOML text in, its value and the place of each key and value out.

The standard library reads the values; it tells no places, so the text, then known to be sound, is
walked once more for them.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

from msgspec import Struct

from briefgen.diagnostics import Diagnostic, InputError
from briefgen.readers.places import Node, Places

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*)*")
_KEY_PART = re.compile(r"[ \t]*(\"(?:[^\"\\]|\\.)*\"|'[^']*'|[A-Za-z0-9_-]+)[ \t]*")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*"{3,5}'
    r"|'''(?:[^']|'(?!''))*'{3,5}"
    r'|"(?:[^"\\]|\\.)*"'
    r"|'[^']*'"
)
_BARE = re.compile(r"[^,\]}#\r\n]+")
_WHERE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def read_toml(text: str, name: str, code: str) -> tuple[dict[str, Any], Places]:
    """The value, with lists as tuples, and its places. InputError, with the given code, where it is no TOML."""
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(_mistake(error, Places(name, text), code)) from None
    except RecursionError:
        raise InputError(Diagnostic(code, "nested too deeply to be read", Places(name).at(()))) from None
    walker = _Walker(text, Places(name, text))
    frozen = _frozen(value)
    root = walker.walk(frozen)
    return frozen, Places(name, text, root)


def _frozen(value: Any) -> Any:
    match value:
        case dict():
            return {key: _frozen(each) for key, each in value.items()}
        case list():
            return tuple(_frozen(each) for each in value)
    return value


def _mistake(error: tomllib.TOMLDecodeError, places: Places, code: str) -> Diagnostic:
    words = str(error)
    where = _WHERE.search(words)
    line, column = (
        (int(where[1]), int(where[2])) if where and where[1] else (len(places.lines), len(places.lines[-1]) + 1)
    )
    message = words[: where.start()] if where else words
    return Diagnostic(code, f"not TOML: {message[:1].lower()}{message[1:]}", places.point(line - 1, column - 1))


class _Walker(Struct):
    """Goes through sound TOML from statement to statement and keeps where each began."""

    text: str
    places: Places
    at: int = 0

    def walk(self, value: dict[str, Any]) -> Node:
        root = self._node(0, 0)
        root.children = {}
        table = root
        while self._next():
            if self.text.startswith("[[", self.at):
                table = self._table(root, 2)
            elif self.text[self.at] == "[":
                table = self._table(root, 1)
            else:
                self._pair(table)
        _fill(root, value)
        return root

    def _next(self) -> str:
        """The next character that is neither blank nor in a comment; nothing at the end."""
        found = _BLANK.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.text[self.at : self.at + 1]

    def _node(self, start: int, end: int) -> Node:
        first, last = self.places.offset(start), self.places.offset(end)
        return Node(first.line - 1, first.column - 1, start, last.line - 1, last.column - 1, end)

    def _table(self, root: Node, brackets: int) -> Node:
        """The table that a header opens; the last item where the header is one of a list."""
        self.at += brackets
        keys = self._keys()
        self.at += brackets
        node = root
        for key in keys[:-1]:
            node = _last(self._child(node, key))
        node = self._child(node, keys[-1], is_list=brackets == 2)
        if brackets == 2 and isinstance(node.children, list):
            item = self._node(keys[-1][1].offset, keys[-1][1].end_offset)
            item.children = {}
            node.children.append(item)
            return item
        return node

    def _child(self, node: Node, key: tuple[str, Node], *, is_list: bool = False) -> Node:
        """The table below a key, begun where it is not there yet."""
        children = node.children
        assert isinstance(children, dict)  # noqa: S101 - sound TOML opens tables within tables only
        if key[0] not in children:
            below = self._node(key[1].offset, key[1].end_offset)
            below.children = [] if is_list else {}
            children[key[0]] = (key[1], below)
        return children[key[0]][1]

    def _keys(self) -> list[tuple[str, Node]]:
        """The parts of a dotted key, each with its place."""
        keys = []
        while found := _KEY_PART.match(self.text, self.at):
            keys.append((_word(found[1]), self._node(found.start(1), found.end(1))))
            self.at = found.end()
            if self.text[self.at : self.at + 1] != ".":
                break
            self.at += 1
        return keys

    def _pair(self, table: Node) -> None:
        keys = self._keys()
        self.at += 1  # the sign between key and value
        for key in keys[:-1]:
            table = self._child(table, key)
        name, key_node = keys[-1]
        if isinstance(table.children, dict):
            table.children[name] = (key_node, self._value())

    def _value(self) -> Node:
        while self.text[self.at] in " \t":
            self.at += 1
        match self.text[self.at]:
            case "[":
                return self._list()
            case "{":
                return self._inline_table()
        found = _STRING.match(self.text, self.at) or _BARE.match(self.text, self.at)
        start = self.at
        self.at = found.end() if found else self.at + 1
        return self._node(start, start + len(self.text[start : self.at].rstrip()))

    def _list(self) -> Node:
        start, items = self.at, []
        self.at += 1
        while self._next() != "]":
            items.append(self._value())
            self.at += self._next() == ","
        self.at += 1
        node = self._node(start, self.at)
        node.children = items
        return node

    def _inline_table(self) -> Node:
        start = self.at
        node = self._node(start, start)
        node.children = {}
        self.at += 1
        while self._next() != "}":
            self._pair(node)
            self.at += self._next() == ","
        self.at += 1
        last = self._node(start, self.at)
        node.end_line, node.end_column, node.end_offset = last.end_line, last.end_column, last.end_offset
        return node


def _last(node: Node) -> Node:
    """A table as it is; of a list of tables the one begun last."""
    return node.children[-1] if isinstance(node.children, list) else node


def _word(written: str) -> str:
    return next(iter(tomllib.loads(f"{written} = 0"))) if written[0] in "\"'" else written


def _fill(node: Node, value: Any) -> None:
    """Give each node its value."""
    node.value = value
    if isinstance(node.children, dict):
        for key, (_, child) in node.children.items():
            _fill(child, value[key])
    elif node.children:
        for child, each in zip(node.children, value, strict=True):
            _fill(child, each)
