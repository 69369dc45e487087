"""TOML text in, its value and the place of each key and value out.

The standard library reads the values but says no places; the text, then known to be sound, is walked once for them.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

from briefgen.diagnostics import Diagnostic, InputError
from briefgen.readers.places import Places, ValueNode

_BETWEEN = re.compile(r"(?:[\s,]|#[^\n]*)*")
_HEADER = re.compile(r"\[{0,2}")
_KEY = re.compile(r"""[ \t]*("(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)[ \t]*(\.?)""")
_SCALAR = re.compile(
    r'"""(?:[^\\]|\\[\s\S])*?"{3,5}'
    r"|'''[\s\S]*?'{3,5}"
    r'|"(?:[^"\\]|\\.)*"'
    r"|'[^']*'"
    r"|[^\s,\]}#](?:[^\n,\]}#]*[^\s,\]}#])?"
)
_WHERE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def read_toml(text: str, name: str, code: str) -> tuple[dict[str, Any], Places]:
    """The value, with lists as tuples, and its places. InputError, with the given code, where it is no TOML."""
    places = Places(name, text)
    try:
        return _frozen(tomllib.loads(text)), Places(name, text, _Walker(places).root())
    except tomllib.TOMLDecodeError as error:
        raise InputError(_mistake(str(error), places, code)) from None
    except ValueError:  # of more digits than Python makes a number of
        raise InputError(Diagnostic(code, "a number is too long to be read", places.at(()))) from None
    except RecursionError:
        raise InputError(Diagnostic(code, "nested too deeply to be read", places.at(()))) from None


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _frozen(each) for key, each in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _mistake(words: str, places: Places, code: str) -> Diagnostic:
    line, column = len(places.lines), len(places.lines[-1]) + 1
    if where := _WHERE.search(words):
        words = words[: where.start()]
        line, column = int(where[1] or line), int(where[2] or column)
    return Diagnostic(code, f"not TOML: {words[:1].lower()}{words[1:]}", places.point(line - 1, column - 1))


class _Walker:
    """Goes through sound TOML from statement to statement."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.at = 0

    def take(self, pattern: re.Pattern[str]) -> re.Match[str]:
        found = pattern.match(self.places.text, self.at)
        assert found is not None  # noqa: S101  the text is sound
        self.at = found.end()
        return found

    def next(self) -> str:
        """The next character that belongs to a statement; nothing at the end."""
        self.take(_BETWEEN)
        return self.places.text[self.at : self.at + 1]

    def node(self, start: int, end: int, children: Any = None) -> ValueNode:
        first, last = self.places.offset(start), self.places.offset(end)
        place = (first.line - 1, first.column - 1, start, last.line - 1, last.column - 1, end)
        return ValueNode(*place, children=children)

    def root(self) -> ValueNode:
        root = table = self.node(0, 0, {})
        while self.next():
            if brackets := self.take(_HEADER)[0]:
                table = self.header(root, is_list=brackets == "[[")
                self.at += len(brackets)
            else:
                self.pair(table)
        return root

    def header(self, table: ValueNode, *, is_list: bool) -> ValueNode:
        """The table that a header opens; the last item where the header is one of a list."""
        *above, key = self.keys()
        table = self.below(self.below(table, *above), key, new=[] if is_list else {})
        if not isinstance(table.children, list):
            return table
        if is_list:
            table.children.append(self.node(key[1].offset, key[1].end_offset, {}))
        return table.children[-1]

    def below(self, table: ValueNode, *keys: tuple[str, ValueNode], new: Any = None) -> ValueNode:
        """The table to which keys lead, begun where it is not there yet."""
        for name, key in keys:
            if isinstance(table.children, list):
                table = table.children[-1]
            assert table.children is not None and not isinstance(table.children, list)  # noqa: S101  the text is sound
            begun = self.node(key.offset, key.end_offset, {} if new is None else new)
            table = table.children.setdefault(name, (key, begun))[1]
        return table

    def keys(self) -> list[tuple[str, ValueNode]]:
        """The parts of a dotted key."""
        found = self.take(_KEY)
        name = next(iter(tomllib.loads(f"{found[1]} = 0")))
        return [(name, self.node(*found.span(1))), *(self.keys() if found[2] else ())]

    def pair(self, table: ValueNode) -> None:
        *above, (name, key) = self.keys()
        self.at += 1  # the sign between key and value
        table = self.below(table, *above)
        assert isinstance(table.children, dict)  # noqa: S101  the text is sound
        table.children[name] = (key, self.value())

    def value(self) -> ValueNode:
        opening = self.next()
        start = self.at
        if opening not in ("[", "{"):
            return self.node(*self.take(_SCALAR).span())
        self.at += 1
        made = self.node(start, start, [] if opening == "[" else {})
        while self.next() not in ("]", "}"):
            if isinstance(made.children, list):
                made.children.append(self.value())
            else:
                self.pair(made)
        self.at += 1
        return self.node(start, self.at, made.children)
