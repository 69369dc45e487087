"""A part of a Word file goes in; the elements that a listener waits for come out, one by one, with their texts.

Read by lxml, which neither fetches anything nor expands entities here.
"""

from __future__ import annotations

import re
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
    "http://schemas.microsoft.com/office/drawing/2016/SVG/main": "asvg",
    "http://www.w3.org/2000/svg": "svg",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/package/2006/relationships": "pr",
    "http://schemas.openxmlformats.org/package/2006/content-types": "ct",
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


def short_names() -> Mapping[Any, str]:
    """Finds the short name of each element or attribute that it is asked for."""
    return _Names()


class Listener:
    """What is extracted of a part; elements and attributes are named in short, such as `w:p`."""

    texts: frozenset[str] = frozenset()
    """Elements whose characters count."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.starts: dict[str, Handler] = {}
        self.ends: dict[str, Callable[[], None]] = {}
        self.prepare: Callable[[Any], None] | None = None
        """Changes a part's tree before it is read."""
        self._names = _Names()

    def characters(self, text: str) -> None:
        pass

    def parse(self, data: bytes) -> Any:
        """Tell of a part, once; its outermost element."""
        root = parsed_xml(data, self.budget)
        if self.prepare is not None:
            self.prepare(root)
        self._read(root)
        self.starts, self.ends = {}, {}  # they lead back here: else only a search for garbage would let go of a part
        return root

    def _read(self, root: Any) -> None:
        """Visit those elements alone that anything waits for: lxml finds them fastest."""
        names, starts, ends, texts = self._names, self.starts, self.ends, self.texts
        waited = {f"{{*}}{name.rpartition(':')[2]}" for name in (*starts, *ends, *texts)}
        for event, element in etree.iterwalk(root, events=("start", "end"), tag=waited):
            name = names[element.tag]
            if event == "end":
                if name in ends:
                    ends[name]()
                continue
            if name in starts:
                starts[name]({names[key]: value for key, value in items} if (items := element.items()) else _NONE)
            if name in texts:
                self.characters(_text(element))


_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
)
_COUNT = etree.XPath("count(//*)")


def parsed_xml(data: bytes, budget: Budget) -> Any:
    """The outermost element of XML. Unreadable where it declares a document type, or holds too much."""
    root = etree.fromstring(data, _PARSER)
    if root.getroottree().docinfo.doctype:
        raise Unreadable("it declares a document type, which no Word file does")
    budget.elements(int(_COUNT(root)))
    return root


def _text(element: Any) -> str:
    """The characters of an element itself; nothing belongs between them, but if anything stands there, they go on."""
    text = element.text or ""
    return text + "".join(child.tail or "" for child in element) if len(element) else text


def unknown(root: Any, known: Mapping[str, frozenset[str]], values: Mapping[str, re.Pattern[str]]) -> Counter[str]:
    """What a part holds that is not understood: elements, and attributes with an @; `values` is all that some of them may say."""
    names, found = _Names(), Counter[str]()
    for element in root.iter():
        name = names[element.tag]
        if name not in known:
            found[name] += 1
        elif items := element.items():
            for key, value in items:
                said = f"{name}@{names[key]}"
                if names[key] not in known[name] or (said in values and not values[said].fullmatch(value)):
                    found[said] += 1
    return found
