"""A part of a Word file goes in; the elements that a listener waits for come out, one by one, with their texts.

Read by lxml, which neither fetches anything nor expands entities here. What a listener does not know is noted by name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

from briefgen.verify.content import Unreadable
from briefgen.verify.limits import Budget

_NAMESPACES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "http://schemas.openxmlformats.org/drawingml/2006/picture": "pic",
    "http://purl.oclc.org/ooxml/drawingml/picture": "pic",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/package/2006/relationships": "pr",
    "http://schemas.microsoft.com/office/word/2010/wordml": "w14",
    "http://www.w3.org/XML/1998/namespace": "xml",
}
XmlAttributes = Mapping[str, str]
Handler = Callable[[XmlAttributes], None]
_NONE: XmlAttributes = {}


class _Names(dict[Any, str]):
    """A name as XML has it to the short one, such as `w:p`; an unknown namespace is `?`."""

    def __missing__(self, long: Any) -> str:
        space, _, local = str(long).rpartition("}")
        prefix = _NAMESPACES.get(space[1:], "?") if space else ""
        self[long] = short = f"{prefix}:{local}" if prefix else local
        return short


class Listener:
    """What is extracted of a part; elements and attributes are named in short, such as `w:p`."""

    texts: frozenset[str] = frozenset()
    """Elements whose characters count."""
    known: Mapping[str, frozenset[str]] | None = None
    """The elements that are understood, each with its attributes; None where the others do not matter."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.starts: dict[str, Handler] = {}
        self.ends: dict[str, Callable[[], None]] = {}
        self.unknown: Counter[str] = Counter()
        """What was met that is not understood: elements, and attributes with an @."""
        self._names = _Names()

    def characters(self, text: str) -> None:
        pass

    def parse(self, data: bytes) -> None:
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        root = etree.fromstring(data, parser)
        if root.getroottree().docinfo.doctype:
            raise Unreadable("it declares a document type, which no Word file does")
        self.budget.elements(int(root.xpath("count(//*)")))
        self._read(root)

    def _read(self, element: Any) -> None:
        name = self._names[element.tag]
        given = {self._names[key]: value for key, value in items} if (items := element.items()) else _NONE
        if self.known is not None and not (name in self.known and given.keys() <= self.known[name]):
            self._note(name, given)
        if name in self.starts:
            self.starts[name](given)
        if name in self.texts:
            self._read_text(element)
        else:
            for child in element:
                self._read(child)
        if name in self.ends:
            self.ends[name]()

    def _read_text(self, element: Any) -> None:
        self.characters(element.text or "")
        for child in element:
            self._read(child)
            self.characters(child.tail or "")

    def _note(self, name: str, given: XmlAttributes) -> None:
        known = (self.known or {}).get(name)
        if known is None:
            self.unknown[name] += 1
        else:
            self.unknown.update(f"{name}@{key}" for key in given if key not in known)
