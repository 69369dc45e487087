"""The structure tree: elements and their marked content go in; the tree's objects, ready to be stored, come out.

Whoever sets a block makes its element, so the logical order never depends on the order of drawing.
An element that goes on over a page break simply gathers more marked content.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

from msgspec import Struct

from briefgen.writers.pdf.metadata import pdf_text

_LEAF = 64
"""Entries in one leaf of the parent tree."""


class Content(Struct, frozen=True):
    """A span of marked content: its page, from 0, and its number there."""

    page: int
    mcid: int


class Annotated(Struct, frozen=True):
    """An annotation that belongs to an element, by the number of its object."""

    page: int
    number: int


Kid = int | Content | Annotated
"""A kid of an element: the number of marked content on the element's own page; the index of an element, written as
-1 less that; else what it is."""


class Element:
    """A structure element: a handle on what its tree keeps of it."""

    __slots__ = ("index", "tag", "tree")

    def __init__(self, tree: StructureTree, index: int, tag: str) -> None:
        self.tree = tree
        self.index = index
        self.tag = tag

    def mark(self, page: int, mcid: int) -> None:
        """Marked content that belongs to it."""
        pages = self.tree.pages
        if pages[self.index] < 0:
            pages[self.index] = page
        self.tree.append(self.index, mcid if pages[self.index] == page else Content(page, mcid))

    def annotate(self, page: int, number: int) -> None:
        """An annotation that belongs to it."""
        self.tree.append(self.index, Annotated(page, number))


def alternative(text: str) -> bytes:
    """Alternative text, as an attribute of an element."""
    return b"/Alt" + pdf_text(text)


def language(code: str) -> bytes:
    """A language, as an attribute of an element."""
    return b"/Lang" + pdf_text(code)


def table_summary(text: str) -> bytes:
    """A table's summary, as an attribute of its element."""
    return b"/A<</O/Table/Summary" + pdf_text(text) + b">>"


class StructureTree:
    """All elements in order of creation, and which of them owns each piece of marked content.

    What is known of elements stands in columns, not in an object for each: a long table has hundreds of thousands, and
    the garbage collector looks at every object again and again.
    """

    def __init__(self) -> None:
        self.tags: list[str] = []
        self.parents = array("l")
        """Each element's parent, -1 for none."""
        self.attributes: list[bytes] = []
        """What stands in each dictionary besides type, parent and kids."""
        self.pages = array("l")
        """The page of each element's first marked content, -1 for none."""
        self.kids: list[Kid | list[Kid] | None] = []
        self.owners: list[array[int] | int] = []
        """What stands under each StructParents key: a page's elements by MCID, or an annotation's element."""
        self.root = self.add("Document", None)

    def add(self, tag: str, parent: Element | None, attributes: bytes = b"") -> Element:
        """A new element, last among its parent's kids."""
        index = len(self.tags)
        self.tags.append(tag)
        self.attributes.append(attributes)
        self.pages.append(-1)
        self.kids.append(None)
        if parent is None:
            self.parents.append(-1)
        else:
            above = parent.index
            self.parents.append(above)
            kids = self.kids[above]
            if isinstance(kids, list):  # as `append` does, without a call
                kids.append(-1 - index)
            else:
                self.append(above, -1 - index)
        return Element(self, index, tag)

    def append(self, index: int, kid: Kid) -> None:
        """One more kid of an element."""
        kids = self.kids[index]
        if kids is None:
            self.kids[index] = kid
        elif isinstance(kids, list):
            kids.append(kid)
        else:
            self.kids[index] = [kids, kid]

    def new_page(self) -> tuple[int, array[int]]:
        """A page's StructParents key, and the array that the elements of its marked content go to."""
        owners = array("l")
        self.owners.append(owners)
        return len(self.owners) - 1, owners

    def new_annotation(self, element: Element) -> int:
        """An annotation's StructParent key."""
        self.owners.append(element.index)
        return len(self.owners) - 1

    @property
    def count(self) -> int:
        """How many object numbers `objects` takes."""
        return 1 + len(self.tags) + self._leaves

    @property
    def _leaves(self) -> int:
        return -(-len(self.owners) // _LEAF)

    def objects(self, first: int, pages: Sequence[int]) -> list[bytes]:
        """The objects in the order of their numbers: the root at `first`, then the elements, then the parent tree's leaves."""
        base, leaf = first + 1, first + 1 + len(self.tags)
        kids = " ".join([f"{leaf + n} 0 R" for n in range(self._leaves)])
        root = f"<</Type/StructTreeRoot/K {base} 0 R/ParentTree<</Kids[{kids}]>>/ParentTreeNextKey {len(self.owners)}>>"
        leaves = [self._leaf(n * _LEAF, base) for n in range(self._leaves)]
        return [root.encode(), *self._elements(first, base, pages), *leaves]

    def _leaf(self, start: int, base: int) -> bytes:
        entries = []
        for key, owner in enumerate(self.owners[start : start + _LEAF], start):
            if isinstance(owner, int):
                entries.append(f"{key} {base + owner} 0 R")
            else:
                entries.append(f"{key}[{' '.join([f'{base + index} 0 R' for index in owner])}]")
        last = min(start + _LEAF, len(self.owners)) - 1
        return f"<</Limits[{start} {last}]/Nums[{' '.join(entries)}]>>".encode()

    def _elements(self, root: int, base: int, pages: Sequence[int]) -> Iterator[bytes]:
        places = [f"/Pg {number} 0 R" for number in pages]
        places.append("")  # of an element without content, whose page is -1
        columns = zip(self.tags, self.parents, self.pages, self.kids, self.attributes, strict=True)
        for tag, parent, page, kids, attributes in columns:
            above = base + parent if parent >= 0 else root
            if kids is None:
                inner = ""
            elif isinstance(kids, int):
                inner = f"/K[{kids}]" if kids >= 0 else f"/K[{base - 1 - kids} 0 R]"
            elif isinstance(kids, list):
                inside = [
                    f"{base - 1 - kid} 0 R" if isinstance(kid, int) and kid < 0 else _kid(kid, base, pages)
                    for kid in kids
                ]
                inner = f"/K[{' '.join(inside)}]"
            else:
                inner = f"/K[{_kid(kids, base, pages)}]"
            yield f"<</S/{tag}/P {above} 0 R{places[page]}{inner}".encode() + attributes + b">>"


def _kid(kid: Kid, base: int, pages: Sequence[int]) -> str:
    if isinstance(kid, int):
        return str(kid) if kid >= 0 else f"{base - 1 - kid} 0 R"
    if isinstance(kid, Content):
        return f"<</Type/MCR/Pg {pages[kid.page]} 0 R/MCID {kid.mcid}>>"
    return f"<</Type/OBJR/Pg {pages[kid.page]} 0 R/Obj {kid.number} 0 R>>"
