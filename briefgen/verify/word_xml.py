"""A part of a Word file goes in; the elements that a listener waits for come out, one by one, with their texts.

A part with texts that is spelled as Word files are is read by its tags, which takes half the time. Whether it is,
and whether it is well-formed, is asked of expat, and what is spelled otherwise is read by expat itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from itertools import groupby
from operator import itemgetter
from xml.parsers import expat

from briefgen.verify.content import Unreadable

_NAMESPACES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/package/2006/relationships": "pr",
}
_PREFIXES = frozenset(_NAMESPACES.values())
Attributes = dict[str, str]
Handler = Callable[[Attributes], None]


class Listener:
    """What is extracted of a part; elements and attributes are named in short, such as `w:p`."""

    def __init__(self) -> None:
        self.starts: dict[str, Handler] = {}
        self.ends: dict[str, Callable[[], None]] = {}
        self.texts: frozenset[str] = frozenset()
        """Elements whose characters count."""

    def characters(self, text: str) -> None:
        pass

    def parse(self, data: bytes) -> None:
        if not (self.texts and _is_plain(data) and self._parse_tags(data.decode("utf-8"))):
            _Expat(self).parse(data)

    def _parse_tags(self, text: str) -> bool:
        """Read by the tags; False, and nothing extracted, where one that counts is spelled in another way."""
        tags = _tags(frozenset((*self.starts, *self.ends)), self.texts).findall(text)
        if any(map(_ODD, tags)):
            return False
        starts, ends = self.starts, self.ends
        for characters, closing, name, attributes, empty, _ in tags:
            if not name:
                self.characters(_unescaped(characters))
                continue
            if not closing and name in starts:
                starts[name](_attributes(attributes) if attributes else {})
            if (closing or empty) and name in ends:
                ends[name]()
        return True


# --- by the tags -----------------------------------------------------------------------------

_ATTRIBUTE = re.compile(r'([\w:.-]+)="([^"]*)"')
_ENTITY = re.compile(r"&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|(\w+));")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


_ODD = itemgetter(-1)


@cache
def _tags(names: frozenset[str], texts: frozenset[str]) -> re.Pattern[str]:
    """Finds the characters of texts, the tags of other names, and whether one of them is spelled otherwise."""
    text, name = _any_of(texts), _any_of(names)
    return re.compile(
        rf'<(?:(?:{text})(?: xml:space="preserve")?(?:/>|>([^<]*+)</(?:{text})>)'
        rf'|(/?)({name})((?: [\w:.-]++="[^"<\t\n]*+")*+)(/?)>'
        rf"|/?(?:{text}|{name})([\s/>]))"
    )


def _any_of(names: Iterable[str]) -> str:
    """A pattern for these names, branched at their first letters so that other names are quickly distinguished."""
    branches = []
    for prefix, group in groupby(sorted(names), key=lambda name: name.partition(":")[0]):
        rests = [name[len(prefix) + 1 :] for name in group]
        letters = {
            first: "|".join(rest[1:] for rest in same) for first, same in groupby(rests, key=lambda rest: rest[0])
        }
        inner = "|".join(f"{first}(?:{rest})" for first, rest in letters.items())
        branches.append(f"{prefix}:(?=[{''.join(letters)}])(?:{inner})")
    return "|".join(branches) or "(?!)"


def _attributes(text: str) -> Attributes:
    given: Attributes = dict(_ATTRIBUTE.findall(text))
    return {key: _unescaped(value) for key, value in given.items()} if "&" in text else given


def _unescaped(text: str) -> str:
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    if match[3]:
        return _ENTITIES[match[3]]
    return chr(int(match[1], 16) if match[1] else int(match[2]))


def _is_plain(data: bytes) -> bool:
    """Whether a part is in UTF-8 and its tags alone show what it holds: the usual prefixes, said once, at its root.

    ExpatError where it is not well-formed."""
    if b"\r" in data:
        return False
    odd: list[object] = []
    parser = _parser()

    def declared(prefix: str | None, space: str) -> None:
        if _NAMESPACES.get(space, prefix) != prefix or (prefix in _PREFIXES and space not in _NAMESPACES):
            odd.append(space)

    def root(*_: object) -> None:
        parser.StartElementHandler = None
        parser.StartNamespaceDeclHandler = note

    def note(*what: object) -> None:
        odd.append(what)

    def opening(_: str, encoding: str | None, __: int) -> None:
        if (encoding or "utf-8").lower() != "utf-8":
            odd.append(encoding)

    parser.XmlDeclHandler = opening
    parser.StartNamespaceDeclHandler = declared
    parser.StartElementHandler = root
    parser.CommentHandler = parser.ProcessingInstructionHandler = note
    parser.StartCdataSectionHandler = parser.StartDoctypeDeclHandler = note
    parser.Parse(data, True)
    return not odd and not data.startswith((b"\xff\xfe", b"\xfe\xff"))


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator="}")
    parser.EntityDeclHandler = _refuse
    return parser


def _refuse(*_: object) -> None:
    raise Unreadable("it declares entities, which no Word file does")


# --- by expat --------------------------------------------------------------------------------


class _Expat:
    """Reads whatever is well-formed."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self.short: dict[str, str] = {}
        self.inside = False

    def parse(self, data: bytes) -> None:
        parser = _parser()
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.Parse(data, True)

    def name(self, long: str) -> str:
        short = self.short.get(long)
        if short is None:
            space, _, local = long.rpartition("}")
            prefix = _NAMESPACES.get(space, "?" if space else "")
            short = self.short[long] = f"{prefix}:{local}" if prefix else local
        return short

    def start(self, long: str, attributes: Attributes) -> None:
        name = self.name(long)
        if name in self.listener.texts:
            self.inside = True
        elif handler := self.listener.starts.get(name):
            handler({self.name(key): value for key, value in attributes.items()})

    def end(self, long: str) -> None:
        name = self.name(long)
        if name in self.listener.texts:
            self.inside = False
        elif handler := self.listener.ends.get(name):
            handler()

    def characters(self, text: str) -> None:
        if self.inside:
            self.listener.characters(text)
