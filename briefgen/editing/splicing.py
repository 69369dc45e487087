"""A file's text with its places and an edit in; the changes of the text that make the edit out.

A collection written in lines ends, for the reader, after the comments that follow it; here it ends with its last value.
What stands in for an alias has its place elsewhere, and is never edited through one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, assert_never

from msgspec import Struct

from briefgen.editing.edits import Append, Cut, Delete, Edit, Impossible, Insert, MoveItem, Rename, Set, moved
from briefgen.editing.yaml_words import yaml_after, yaml_flow, yaml_scalar
from briefgen.readers.places import Loc, Places, ValueNode

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_REST = re.compile(r"[^\r\n]*")
_BREAK = re.compile(r"\r\n|\n|\r")


class TextChange(Struct, frozen=True):
    """Words in the place of a part of the text."""

    start: int
    end: int
    words: str


class NodeAt(Struct, frozen=True):
    """A node, the key that it stands under, and the node that holds both."""

    node: ValueNode
    key: ValueNode | None = None
    parent: ValueNode | None = None
    number: int = 0
    """Its place among the items or keys."""


def text_changes(places: Places, edit: Edit) -> list[TextChange]:
    """The changes, which do not overlap. Impossible where the text does not allow the edit."""
    work = _Work(places)
    match edit:
        case Insert():
            made = work.insert(edit)
        case Append():
            made = work.append(edit)
        case Set():
            made = work.set(edit)
        case Rename():
            made = work.rename(edit)
        case Delete():
            made = work.delete(edit)
        case MoveItem():
            return work.move(edit)  # in the file's own words, line ends included
        case Cut():
            work.step(edit.loc)
            start, end = (places.text_position(edit.loc, each) for each in (edit.start, edit.end))
            made = [TextChange(start, end, "")]
        case _:
            assert_never(edit)
    line_end = _BREAK.search(places.text)
    return [
        TextChange(each.start, each.end, each.words.replace("\n", line_end[0] if line_end else "\n")) for each in made
    ]


def spliced(text: str, made: list[TextChange]) -> str:
    """The text with the changes."""
    for each in sorted(made, key=lambda change: change.start, reverse=True):
        text = text[: each.start] + each.words + text[each.end :]
    return text


class _Work:
    def __init__(self, places: Places) -> None:
        self.places = places
        self.text = places.text

    # --- insert ----------------------------------------------------------------------------

    def append(self, edit: Append) -> list[TextChange]:
        at = self.step(edit.loc)
        items = _items(at.node)
        if at.node.in_flow and (items or at.parent is None or at.parent.in_flow or at.key is None):
            if items:
                words = "".join(f", {yaml_flow(value)}" for value in edit.values)
                return [TextChange(self.end(items[-1]), self.end(items[-1]), words)]
            return [TextChange(at.node.offset, at.node.end_offset, yaml_flow(edit.values))]
        if at.node.in_flow and at.key is not None:
            start = len(self.text[: at.node.offset].rstrip(" "))
            lines = self._new_lines(at.key.column + 2, 2, edit.values)
            return [TextChange(start, at.node.end_offset, ""), self._after_line(at.node.end_offset, lines)]
        width = items[0].column - at.node.column if items[0].line == at.node.line else 2
        return [self._after_line(self.end(items[-1]), self._new_lines(at.node.column, width, edit.values))]

    @staticmethod
    def _new_lines(column: int, width: int, values: tuple[Any, ...]) -> str:
        gap = " " * (width - 1)
        words = (f"-{gap}{yaml_after(value, column + width, first=True)[1:]}" for value in values)
        return "\n".join(f"{' ' * column}{each}" for each in words)

    def insert(self, edit: Insert) -> list[TextChange]:
        at = self.step(edit.loc)
        node, items = at.node, _items(at.node)
        if node.in_flow:
            return self._insert_into_brackets(at, edit)
        dash = node.column
        width = items[0].column - dash if items[0].line == node.line else 2
        words = f"-{' ' * (width - 1)}{yaml_after(edit.value, dash + width, first=True)[1:]}"
        if edit.number:
            return [self._after_line(self.end(items[edit.number - 1]), " " * dash + words)]
        start = self.text.index("-", node.offset)
        return [TextChange(start, start, f"{words}\n{' ' * dash}")]

    def _insert_into_brackets(self, at: NodeAt, edit: Insert) -> list[TextChange]:
        items = _items(at.node)
        if items and edit.number < len(items):
            return [TextChange(items[edit.number].offset, items[edit.number].offset, f"{yaml_flow(edit.value)}, ")]
        if items:
            return [TextChange(self.end(items[-1]), self.end(items[-1]), f", {yaml_flow(edit.value)}")]
        if at.parent is None or at.parent.in_flow or at.key is None or isinstance(edit.value, str):
            return [TextChange(at.node.offset, at.node.end_offset, f"[{yaml_flow(edit.value)}]")]
        dash = at.key.column + 2
        words = f"{' ' * dash}-{yaml_after(edit.value, dash + 2, first=True)}"
        gap = self.text[: at.node.offset]
        start = len(gap.rstrip(" "))
        return [TextChange(start, at.node.end_offset, ""), self._after_line(at.node.end_offset, words)]

    # --- set -------------------------------------------------------------------------------

    def set(self, edit: Set) -> list[TextChange]:
        above = self.step(edit.loc[:-1])
        last = edit.loc[-1]
        if isinstance(above.node.children, dict) and last not in above.node.children:
            return [self._new_key(above.node, str(last), edit)]
        at = self.step(edit.loc)
        node, start, end = at.node, at.node.offset, self.end(at.node)
        if above.node.in_flow or not isinstance(edit.value, (str, dict, tuple)):
            words = (
                yaml_flow(edit.value)
                if isinstance(edit.value, (dict, tuple))
                else yaml_scalar(edit.value, style=node.style)
            )
            return [TextChange(start, end, self._apart(start, words))]
        if node.style in ("|", ">") or isinstance(edit.value, (dict, tuple)) or "\n" in edit.value:
            return [self._of_lines(at, edit)]
        return [TextChange(start, end, self._apart(start, yaml_scalar(edit.value, style=node.style)))]

    def _apart(self, start: int, words: str) -> str:
        return f" {words}" if self.text[start - 1 : start] in (":", "-") else words

    def _of_lines(self, at: NodeAt, edit: Set) -> TextChange:
        column = at.key.column if at.key is not None else at.parent.column if at.parent is not None else 0
        words = yaml_after(edit.value, column + 2, first=at.key is None)
        start = at.key.end_offset if at.key is not None else at.node.offset
        if at.key is not None:
            start = self.text.index(":", at.key.end_offset) + 1
        elif self.text[start - 1] == " ":
            words = words.removeprefix(" ")
        return TextChange(start, self.end(at.node), words)

    def _new_key(self, node: ValueNode, key: str, edit: Set) -> TextChange:
        held = [*(node.children or {}).values()] if isinstance(node.children, dict) else []
        if node.in_flow:
            words = f"{yaml_scalar(key)}: {yaml_flow(edit.value)}"
            if not held:
                return TextChange(node.offset, node.end_offset, f"{{{words}}}")
            end = self.end(held[-1][1])
            return TextChange(end, end, f", {words}")
        column = held[0][0].column
        return self._after_line(
            self._pair_end(held[-1]), f"{' ' * column}{yaml_scalar(key)}:{yaml_after(edit.value, column + 2)}"
        )

    # --- rename ----------------------------------------------------------------------------

    def rename(self, edit: Rename) -> list[TextChange]:
        key = self.step(edit.loc).key
        if key is None:
            raise Impossible("an item of a list has no key")
        return [TextChange(key.offset, key.end_offset, yaml_scalar(edit.key, style=key.style))]

    # --- delete ----------------------------------------------------------------------------

    def delete(self, edit: Delete) -> list[TextChange]:
        at = self.step(edit.loc)
        parent = at.parent
        if parent is None:
            raise Impossible("the whole file cannot be deleted")
        spans = [*self._spans(parent)]
        if len(spans) == 1:
            return self._emptied(edit.loc[:-1], spans[0])
        return [self._less_in_brackets(spans, at.number) if parent.in_flow else self._less_lines(spans, at.number)]

    def _emptied(self, loc: Loc, span: tuple[int, int]) -> list[TextChange]:
        at = self.step(loc)
        empty = "{}" if isinstance(at.node.children, dict) else "[]"
        if at.node.in_flow:
            return [TextChange(at.node.offset, at.node.end_offset, empty)]
        if at.key is None:
            if at.parent is None:
                raise Impossible("nothing would be left of the file")
            return [TextChange(*span, empty)]
        colon = self.text.index(":", at.key.end_offset) + 1
        return [
            TextChange(colon, colon, f" {empty}"),
            TextChange(self._line_start(span[0]), self._line_end(span[1]), ""),
        ]

    def _less_in_brackets(self, spans: list[tuple[int, int]], number: int) -> TextChange:
        start, end = spans[number]
        first, last = (start, spans[number + 1][0]) if number + 1 < len(spans) else (spans[number - 1][1], end)
        if "#" in self.text[first:start] + self.text[end:last]:
            raise Impossible("a comment stands beside it within brackets")
        return TextChange(first, last, "")

    def _less_lines(self, spans: list[tuple[int, int]], number: int) -> TextChange:
        start, end = spans[number]
        line_start, line_end = self._line_start(start), self._line_end(end)
        if not self.text[line_start:start].strip(" "):
            return TextChange(line_start, line_end, "")
        following = spans[number + 1][0] if number + 1 < len(spans) else line_end
        if self.text[line_end:following].strip():
            raise Impossible("a comment follows what shares its line with the value above")
        if number + 1 == len(spans):
            raise Impossible("it shares its line with what is above")
        return TextChange(start, following, "")

    def _spans(self, node: ValueNode) -> Iterator[tuple[int, int]]:
        """Where each item begins, with its dash, or each key, and where it ends."""
        if isinstance(node.children, dict):
            yield from ((pair[0].offset, self._pair_end(pair)) for pair in node.children.values())
            return
        items = _items(node)
        if node.in_flow:
            yield from ((item.offset, self.end(item)) for item in items)
            return
        starts = [node.offset, *(self._dash(before, item) for before, item in pairwise(items))]
        yield from ((start, self.end(item)) for start, item in zip(starts, items, strict=True))

    def _dash(self, before: ValueNode, item: ValueNode) -> int:
        between = self.text[self.end(before) : item.offset]
        found = between.rfind("-")
        if found < 0:
            raise Impossible("an alias stands in the list")
        return self.end(before) + found

    # --- move ------------------------------------------------------------------------------

    def move(self, edit: MoveItem) -> list[TextChange]:
        at = self.step(edit.loc)
        parent = at.parent
        if parent is None or not isinstance(parent.children, list):
            raise Impossible("what is moved is no item of a list")
        if edit.number == at.number:
            return []
        spans = [*self._spans(parent)]
        if parent.in_flow:
            if "#" in "".join(self.text[end:start] for (_, end), (start, _) in pairwise(spans)):
                raise Impossible("a comment stands between the items within brackets")
        else:
            spans = self._with_comments(spans, parent.column)
        return [self._reordered(spans, at.number, edit.number)]

    def _reordered(self, spans: list[tuple[int, int]], number: int, place: int) -> TextChange:
        """The items in their new order; what stands between them stays where it is."""
        words = moved(tuple(self.text[start:end] for start, end in spans), number, place)
        between = [self.text[end:start] for (_, end), (start, _) in pairwise(spans)]
        parts = [part for pair in zip(words, [*between, ""], strict=True) for part in pair]
        return TextChange(spans[0][0], spans[-1][1], "".join(parts))

    def _with_comments(self, spans: list[tuple[int, int]], dash: int) -> list[tuple[int, int]]:
        """Each item as it stands in lines, without its last break: with the comments right above its dash, and those below
        that are indented as it is. Blank lines, and comments that are set apart by them, belong to the list."""
        starts = [self._line_start(start) for start, _ in spans]
        if self.text[starts[0] : spans[0][0]].strip(" "):
            raise Impossible("the first item shares its line with what is above")
        ends = [*starts[1:], len(self.text)]
        after = [self._below(end, limit, dash) for (_, end), limit in zip(spans, ends, strict=True)]
        before = [0, *after[:-1]]
        return [(self._above(start, limit), end) for start, limit, end in zip(starts, before, after, strict=True)]

    def _below(self, end: int, limit: int, dash: int) -> int:
        """The end of an item with the comments that are indented further than its dash."""
        last = at = self._line_end(end)
        while at < limit:
            line = _LINE.match(self.text, at)
            words = line[0].rstrip("\r\n") if line else ""
            bare = words.lstrip(" ")
            if line is None or (bare.strip() and not (bare.startswith("#") and len(words) - len(bare) > dash)):
                break
            at = line.end()
            last = at if bare.startswith("#") else last
        return self._before_break(last)

    def _above(self, start: int, limit: int) -> int:
        """The start of an item with the comments right above it."""
        while start > 0 and (line := self._line_start(self._before_break(start))) >= limit:
            if not self.text[line:start].lstrip(" ").startswith("#"):
                break
            start = line
        return start

    # --- places ----------------------------------------------------------------------------

    def step(self, loc: Loc) -> NodeAt:
        """The node at a location. Impossible where the file has none there, or an alias on the way to it."""
        if self.places.root is None:
            raise Impossible("nothing can be read in the file")
        at = NodeAt(self.places.root)
        for each in loc:
            at = self._child(at.node, each)
        return at

    def _child(self, node: ValueNode, step: str | int) -> NodeAt:
        if isinstance(node.children, dict) and step in node.children:
            key, found = node.children[str(step)]
            self._refuse_alias(found, key.end_offset)
            return NodeAt(found, key, node, [*node.children].index(str(step)))
        items = _items(node)
        if isinstance(step, int) and 0 <= step < len(items):
            self._refuse_alias(items[step], node.offset)
            return NodeAt(items[step], None, node, step)
        raise Impossible(f"there is nothing under {step!r}")

    def _refuse_alias(self, node: ValueNode, least: int) -> None:
        if node.offset < least:
            raise Impossible("an alias stands for the value")

    def end(self, node: ValueNode) -> int:
        """Where the last value of a node ends, without the comments and blank lines that follow it."""
        if node.in_flow or not node.children:
            return self._scalar_end(node)
        if isinstance(node.children, dict):
            return self._pair_end([*node.children.values()][-1])
        last = node.children[-1]
        self._refuse_alias(last, node.offset)
        return self.end(last)

    def _pair_end(self, pair: tuple[ValueNode, ValueNode]) -> int:
        key, value = pair
        self._refuse_alias(value, key.end_offset)
        return self.end(value)

    def _scalar_end(self, node: ValueNode) -> int:
        if node.style not in ("|", ">"):
            return node.end_offset
        header = _REST.match(self.text, node.offset)
        words = self.text[node.offset : node.end_offset]
        keeps = header is not None and "+" in header[0].split("#")[0]
        return node.offset + len(words if keeps else words.rstrip(" \r\n"))

    def _line_start(self, offset: int) -> int:
        return max(self.text.rfind("\n", 0, offset), self.text.rfind("\r", 0, offset)) + 1

    def _line_end(self, offset: int) -> int:
        """One past the break of the line; the end of a kept block is that already."""
        if offset and self.text[offset - 1] in "\r\n":
            return offset
        found = _LINE.match(self.text, offset)
        return found.end() if found else len(self.text)

    def _before_break(self, offset: int) -> int:
        """Where the line ends whose break ends there; the place itself where none does."""
        if self.text[max(offset - 2, 0) : offset] == "\r\n":
            return offset - 2
        return offset - 1 if self.text[max(offset - 1, 0) : offset] in ("\n", "\r") else offset

    def _after_line(self, offset: int, words: str) -> TextChange:
        """The words on a line of their own after the line of a place."""
        end = self._line_end(offset)
        ends_whole = self.text[end - 1 : end] in ("\n", "\r")
        return TextChange(end, end, f"{words}\n" if ends_whole else f"\n{words}")


def _items(node: ValueNode) -> list[ValueNode]:
    return node.children if isinstance(node.children, list) else []
