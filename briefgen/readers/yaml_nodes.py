"""YAML text in, a tree of nodes with places out: YAML 1.2 core scalars, and a finding for each mistake.

libyaml's events are composed here, not by PyYAML, for four reasons: each node keeps its place, the
core schema of YAML 1.2 takes no country or time of day for something else, duplicate keys are seen,
and neither deep nesting nor aliases within aliases can exhaust the process.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml
from msgspec import Struct, field

from briefgen.bounds import keep_to_time
from briefgen.diagnostics import Diagnostic
from briefgen.readers.lookalikes import bare_key
from briefgen.readers.places import Places, ValueNode
from briefgen.readers.source import FORBIDDEN, forbidden_character
from briefgen.readers.yaml_comments import Scalar
from briefgen.readers.yaml_escapes import Halves, halves_in

MAX_DEPTH = 50
MAX_ALIASED = 100_000
"""How many nodes all aliases of a file may stand for."""
MAX_ALIASED_CHARACTERS = 1_000_000
"""How many characters their texts may come to."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,299})|0o[0-7]{1,100}|0x[0-9A-Fa-f]{1,100}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_SPECIAL: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_TAG = "tag:yaml.org,2002:"
_TAGS = frozenset({_TAG + name for name in ("str", "int", "float", "bool", "null", "seq", "map")})
_ODD_BREAKS = "\x85\u2028\u2029"
"""Line breaks of YAML 1.1 that are ordinary characters in YAML 1.2."""


def resolve_scalar(word: str) -> Any:
    """What a plain scalar means in the core schema of YAML 1.2, except that `0123` stays text."""
    if word in _SPECIAL:
        return _SPECIAL[word]
    if word[0] not in "-+.0123456789":
        return word
    if _INT.fullmatch(word):
        return int(word, 0) if word[:2] in ("0o", "0x") else int(word)
    return float(word) if _FLOAT.fullmatch(word) else word


class Composed(Struct):
    """What a file holds, and what is wrong with it."""

    places: Places
    """Without a root where the syntax is broken, or nothing stands there."""
    findings: list[Diagnostic]
    scalars: list[Scalar]
    """All single values and keys, in the order of the file."""
    error: yaml.MarkedYAMLError | None = None
    """Why the reading ended before the file did."""
    open_at: int | None = None
    """Where the brackets or braces begin that were open then."""


def compose_nodes(text: str, name: str) -> Composed:
    """The nodes of YAML text."""
    return _Composer(text, name, Places(name, text)).run()


class _Open(Struct, gc=False):
    """A collection whose end has not come yet."""

    node: ValueNode
    name: str = ""
    """The key that it stands under, be it within lists."""
    key: ValueNode | None = None
    word: str = ""
    """What that key says."""
    anchor: str | None = None


class _Composer(Struct):
    text: str
    name: str
    places: Places
    findings: list[Diagnostic] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, ValueNode | None] = field(default_factory=dict)
    unused: dict[str, ValueNode] = field(default_factory=dict)
    """Single values by their anchors, as long as no alias names them."""
    scalars: list[Scalar] = field(default_factory=list)
    aliased: int = 0
    aliased_characters: int = 0
    root: ValueNode | None = None
    unshield: dict[int, str] = field(default_factory=dict)
    halves: Halves = field(default_factory=Halves)

    def run(self) -> Composed:
        text = self._shielded()
        loader = _LOADER(text)
        take = self._takers()
        documents = 0
        broken = None
        try:
            while (event := loader.get_event()) is not None:
                taker = take.get(type(event))
                if taker is None:
                    documents += type(event) is yaml.DocumentStartEvent
                    if documents > 1:
                        hint = "Keep one briefing in a file; delete the line ---."
                        self._find("BG011", "a second document begins here", event, hint)
                        break
                elif not taker(event):
                    self.root = None
                    break
        except yaml.MarkedYAMLError as error:
            deep = _first_too_deep(text, error)
            if deep:
                self.findings.append(self._too_deep(deep))
            else:
                broken = error
            self.root = None
        finally:
            loader.dispose()
        open_at = next((each.node.offset for each in self.stack if each.node.in_flow), None)
        self.findings += (self._unused(anchor, node) for anchor, node in self.unused.items())
        return Composed(self.places.with_root(self.root), self.findings, self.scalars, broken, open_at)

    def _takers(self) -> dict[type, Callable[[Any], bool]]:
        """By the type of an event: what takes it in. One that returns False stops the reading."""
        return {
            yaml.ScalarEvent: self._scalar,
            yaml.AliasEvent: self._alias,
            yaml.MappingStartEvent: self._start,
            yaml.SequenceStartEvent: self._start,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
        }

    def _shielded(self) -> str:
        """The text with libyaml's extra line breaks replaced by characters that the text does not hold."""
        self.halves = halves_in(self.text)
        text = self.halves.shielded(self.text)
        odd = [c for c in _ODD_BREAKS if c in text]
        if not odd:
            return text
        free = (chr(n) for n in range(0xE000, 0xF8FF) if chr(n) not in text)
        table = dict(zip(odd, free, strict=False))
        self.unshield = {ord(stand_in): c for c, stand_in in table.items()}
        return text.translate({ord(c): stand_in for c, stand_in in table.items()})

    def _start(self, event: Any) -> bool:
        keep_to_time()
        self._check_tag(event)
        if len(self.stack) >= MAX_DEPTH:
            self.findings.append(self._too_deep(event))
            return False
        node = _node(event)
        node.children = {} if isinstance(event, yaml.MappingStartEvent) else []
        node.in_flow = bool(event.flow_style)
        above = self.stack[-1] if self.stack else None
        name = "" if above is None else above.name if above.key is None else above.word
        self.stack.append(_Open(node, name, anchor=event.anchor))
        if event.anchor:
            self.anchors[event.anchor] = None
        return True

    def _end(self, event: Any) -> bool:
        opened = self.stack.pop()
        node = opened.node
        node.end_line, node.end_column, node.end_offset = (
            event.end_mark.line,
            event.end_mark.column,
            event.end_mark.index,
        )
        if isinstance(node.children, dict):
            node.value = {key: value.value for key, (_, value) in node.children.items()}
            held = [value for _, value in node.children.values()]
        else:
            held = node.children or []
            node.value = tuple([child.value for child in held])
        node.size = 1 + sum([child.size for child in held])
        node.characters = sum([child.characters for child in held])
        if opened.anchor:
            self.anchors[opened.anchor] = node
        return self._place(node, event)

    def _alias(self, event: Any) -> bool:
        if event.anchor not in self.anchors:
            self._find(
                "BG004",
                f"alias *{event.anchor} has no anchor before it",
                event,
                "Text that begins with * needs quotes.",
            )
            return self._place(_node(event), event)
        target = self.anchors[event.anchor]
        self.unused.pop(event.anchor, None)
        if target is None:
            self._find("BG007", f"alias *{event.anchor} stands inside what it repeats", event, "Write the value out.")
            return False
        self.aliased += target.size
        if self.aliased > MAX_ALIASED:
            self._find("BG007", f"aliases expand to more than {MAX_ALIASED:,} values", event, "Write the values out.")
            return False
        self.aliased_characters += target.characters
        if self.aliased_characters > MAX_ALIASED_CHARACTERS:
            message = f"aliases expand to more than {MAX_ALIASED_CHARACTERS:,} characters"
            self._find("BG007", message, event, "Write the texts out.")
            return False
        return self._place(target, event)

    def _place(self, node: ValueNode, event: Any) -> bool:
        """Put a finished node where it belongs."""
        if not self.stack:
            self.root = node
            return True
        opened = self.stack[-1]
        children, key = opened.node.children, opened.key
        if isinstance(children, list):
            children.append(node)
        elif key is None:
            if node.children is not None:
                hint = "Text that begins with [ or { needs quotes."
                self._find("BG004", "a key must be a word, not a list or a mapping", event, hint)
            # A key is the text as it stands: `NO` and `2025` are words.
            value = node.value
            opened.key, opened.word = node, value if type(value) is str else self._written(node)
        elif children is not None:
            word = opened.word if opened.word.isascii() else self._key(key, opened.word)
            if opened.node.in_flow and node.end_offset == node.offset and not self._has_colon(key, node):
                hint = "A comma ends a value in braces: put text that holds one in quotes."
                message = f"“{word}” is a key without its value"
                self.findings.append(Diagnostic("BG004", message, self._place_of(key), hint=hint))
            if word in children:
                self._twice(word, key, children[word][0])
            else:
                children[word] = (key, node)
            opened.key = None
        return True

    def _key(self, key: ValueNode, word: str) -> str:
        """What a key says, without blanks and quotes that are others than they look."""
        plain, message, hint = (word, "", "") if key.style else bare_key(word)
        if message:
            self.findings.append(Diagnostic("BG004", message, self._place_of(key), hint=hint))
        return plain

    def _has_colon(self, key: ValueNode, value: ValueNode) -> bool:
        return ":" in self.text[key.end_offset : value.offset]

    def _written(self, key: ValueNode) -> str:
        return self.text[key.offset : key.end_offset].translate(self.unshield)

    def _twice(self, word: str, key: ValueNode, first: ValueNode) -> None:
        hint = f"It stands in line {first.line + 1} too; keep one."
        found = Diagnostic("BG006", f"key “{word}” stands twice in one mapping", self._place_of(key), hint=hint)
        self.findings.append(found)

    def _scalar(self, event: Any) -> bool:
        style = event.style or ""
        word = event.value
        if self.halves.base:
            word = self.halves.unshielded(word, style)
        if self.unshield:
            word = word.translate(self.unshield)
        value = word if style else resolve_scalar(word)
        if event.tag is not None:
            self._check_tag(event)
            value = self._tagged(event, word)
        start, end = event.start_mark, event.end_mark
        node = ValueNode(
            start.line, start.column, start.index, end.line, end.column, end.index, style, value, characters=len(word)
        )
        self.scalars.append(self._scalar_as_read(node, word))
        if style == '"' and (match := FORBIDDEN.search(word)):
            self._forbidden(node, match)
        if event.anchor:
            self.anchors[event.anchor] = node
            if style not in ("|", ">"):
                self.unused[event.anchor] = node
        return self._place(node, event)

    def _unused(self, anchor: str, node: ValueNode) -> Diagnostic:
        hint = "Text that begins with & needs quotes."
        message = f"“&{anchor}” is read as the anchor of what follows, but no alias names it"
        return Diagnostic("BG004", message, self._place_of(node), hint=hint)

    def _forbidden(self, node: ValueNode, found: re.Match[str]) -> None:
        if not "\ud800" <= found[0] <= "\udfff":
            self.findings.append(forbidden_character(found[0], self._place_of(node)))
            return
        hint = "Write the character itself, or both escapes that JSON writes for it."
        place = self.places.with_root(node).text_offset((), found.start())
        self.findings.append(Diagnostic("BG003", "an escape that stands for half a character", place, hint=hint))
        node.value = FORBIDDEN.sub("\ufffd", node.value) if isinstance(node.value, str) else node.value

    def _scalar_as_read(self, node: ValueNode, word: str) -> Scalar:
        """The scalar and the key or dash that it belongs to."""
        if not self.stack:
            return Scalar(node, False, -1, "", False, word)
        above = self.stack[-1]
        if above.key is not None:
            return Scalar(node, False, above.key.column, above.word, above.node.in_flow, word)
        is_key = type(above.node.children) is dict
        return Scalar(node, is_key, above.node.column, above.name, above.node.in_flow, word)

    def _tagged(self, event: Any, word: str) -> Any:
        return resolve_scalar(word) if event.tag in _TAGS and event.tag != _TAG + "str" else word

    def _check_tag(self, event: Any) -> None:
        if event.tag is not None and event.tag not in _TAGS:
            tag = event.tag.replace(_TAG, "!!")
            self._find("BG010", f"tag {tag} is not allowed", event, "Delete it; text that begins with ! needs quotes.")

    def _place_of(self, node: ValueNode) -> Any:
        end = node.end_column if node.line == node.end_line else 0
        return self.places.point(node.line, node.column, end)

    def _find(self, code: str, message: str, event: Any, hint: str) -> None:
        self.findings.append(self._found(code, message, event, hint))

    def _found(self, code: str, message: str, event: Any, hint: str) -> Diagnostic:
        place = self.places.point(event.start_mark.line, event.start_mark.column)
        return Diagnostic(code, message, place, hint=hint)

    def _too_deep(self, event: Any) -> Diagnostic:
        message = f"nested more than {MAX_DEPTH} levels deep"
        return self._found("BG007", message, event, "A briefing needs six levels at most.")


def _first_too_deep(text: str, error: yaml.MarkedYAMLError) -> Any:
    """The event before the library's error that lies too deep; None without one.

    The library reads ahead of the events that it gives, so a limit of its own, which differs between
    releases, may be met before ours has been seen.  What stands before that is read again without it.
    """
    before = text[: error.problem_mark.index] if error.problem_mark else text
    loader, depth = _LOADER(before), 0
    try:
        while (event := loader.get_event()) is not None:
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                return event
    except yaml.MarkedYAMLError:  # it is incomplete
        pass
    finally:
        loader.dispose()
    return None


def _node(event: Any) -> ValueNode:
    start, end = event.start_mark, event.end_mark
    return ValueNode(start.line, start.column, start.index, end.line, end.column, end.index)
