"""The structure tree: elements and their marked content go in; the tree's objects, ready to be stored, come out.

Whoever sets a block makes its element, so the logical order never depends on the order of drawing.
An element that goes on over a page break simply gathers more marked content.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefgen.records import dataclass
from briefgen.writers.pdf.metadata import pdf_text

_LEAF = 64
"""Entries in one leaf of the parent tree."""


@dataclass(slots=True, frozen=True)
class Content:
    """A stretch of marked content: its page, from 0, and its number there."""

    page: int
    mcid: int


@dataclass(slots=True, frozen=True)
class Annotated:
    """An annotation that belongs to an element, by the number of its object."""

    page: int
    number: int


class Element:
    """A structure element; `attributes` is what stands in its dictionary besides type, parent and kids."""

    __slots__ = ("attributes", "index", "kids", "page", "parent", "tag")

    def __init__(self, tag: str, parent: int, index: int, attributes: bytes) -> None:
        self.tag = tag
        self.parent = parent
        """The parent's index, -1 for none: a reference would keep whole trees waiting for the collector."""
        self.index = index
        self.attributes = attributes
        self.page = -1
        """The page of its first marked content."""
        self.kids: list[Element | int | Content | Annotated] = []
        """Elements, annotations and marked content: the number alone where it is on the element's page."""

    def mark(self, page: int, mcid: int) -> None:
        """Marked content that belongs to it."""
        if self.page < 0:
            self.page = page
        self.kids.append(mcid if self.page == page else Content(page, mcid))


def alternative(text: str) -> bytes:
    """Alternative text, as an attribute of an element."""
    return b"/Alt" + pdf_text(text)


def language(code: str) -> bytes:
    """A language, as an attribute of an element."""
    return b"/Lang" + pdf_text(code)


def summary(text: str) -> bytes:
    """A table's summary, as an attribute of its element."""
    return b"/A<</O/Table/Summary" + pdf_text(text) + b">>"


class StructureTree:
    """All elements in order of creation, and which of them owns each piece of marked content."""

    def __init__(self) -> None:
        self.elements: list[Element] = []
        self.owners: list[list[Element] | Element] = []
        """What stands under each StructParents key: a page's elements by MCID, or an annotation's element."""
        self.root = self.add("Document", None)

    def add(self, tag: str, parent: Element | None, attributes: bytes = b"") -> Element:
        """A new element, last among its parent's kids."""
        element = Element(tag, -1 if parent is None else parent.index, len(self.elements), attributes)
        self.elements.append(element)
        if parent is not None:
            parent.kids.append(element)
        return element

    def new_page(self) -> tuple[int, list[Element]]:
        """A page's StructParents key, and the list its marked content goes to."""
        owners: list[Element] = []
        self.owners.append(owners)
        return len(self.owners) - 1, owners

    def new_annotation(self, element: Element) -> int:
        """An annotation's StructParent key."""
        self.owners.append(element)
        return len(self.owners) - 1

    @property
    def count(self) -> int:
        """How many object numbers `objects` takes."""
        return 1 + len(self.elements) + self._leaves

    @property
    def _leaves(self) -> int:
        return -(-len(self.owners) // _LEAF)

    def objects(self, first: int, pages: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        """Each object with its number: the root at `first`, then the elements, then the parent tree's leaves."""
        base, leaf = first + 1, first + 1 + len(self.elements)
        kids = " ".join(f"{leaf + n} 0 R" for n in range(self._leaves))
        yield (
            first,
            f"<</Type/StructTreeRoot/K {base} 0 R/ParentTree<</Kids[{kids}]>>/ParentTreeNextKey {len(self.owners)}>>".encode(),
        )
        for element in self.elements:
            yield base + element.index, _element(element, first, base, pages)
        for n in range(self._leaves):
            yield leaf + n, self._leaf(n * _LEAF, base)

    def _leaf(self, start: int, base: int) -> bytes:
        entries = []
        for key, owner in enumerate(self.owners[start : start + _LEAF], start):
            if isinstance(owner, Element):
                entries.append(f"{key} {base + owner.index} 0 R")
            else:
                entries.append(f"{key}[{' '.join(f'{base + e.index} 0 R' for e in owner)}]")
        last = min(start + _LEAF, len(self.owners)) - 1
        return f"<</Limits[{start} {last}]/Nums[{' '.join(entries)}]>>".encode()


def _element(element: Element, root: int, base: int, pages: Sequence[int]) -> bytes:
    parent = root if element.parent < 0 else base + element.parent
    place = "" if element.page < 0 else f"/Pg {pages[element.page]} 0 R"
    kids = " ".join([_kid(kid, base, pages) for kid in element.kids])
    inner = f"/K[{kids}]" if kids else ""
    return f"<</S/{element.tag}/P {parent} 0 R{place}{inner}".encode() + element.attributes + b">>"


def _kid(kid: Element | int | Content | Annotated, base: int, pages: Sequence[int]) -> str:
    match kid:
        case int():
            return str(kid)
        case Element():
            return f"{base + kid.index} 0 R"
        case Content():
            return f"<</Type/MCR/Pg {pages[kid.page]} 0 R/MCID {kid.mcid}>>"
        case Annotated():
            return f"<</Type/OBJR/Pg {pages[kid.page]} 0 R/Obj {kid.number} 0 R>>"
