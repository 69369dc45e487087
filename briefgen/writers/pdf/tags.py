"""The structure tree: elements and their marked content go in; the tree's objects, ready to be stored, come out.

Whoever sets a block makes its element, so the logical order never depends on the order of drawing.
An element that goes on over a page break simply gathers more marked content.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

from msgspec import Struct

from briefgen.writers.pdf.metadata import pdf_text, pdf_text_in

_LEAF = 64
"""Entries in one leaf of a number or name tree."""
_PDF_LANGUAGE = 2
"""Letters of a language in a text string."""
_PDF_2 = "http://iso.org/pdf2/ssn"
_PDF_1_ALONE = frozenset(("BlockQuote", "Reference", "TOC", "TOCI"))
"""Types that only PDF 1.7's own namespace has, which is that of elements that name none."""


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
Kids = list["Kid | list[Kid]"]
"""Of an element, in logical order. A list within it holds the place of words among elements, whenever they are drawn."""


class Element(Struct, frozen=True, eq=False):
    """A structure element: a handle on what its tree keeps of it."""

    tree: StructureTree
    index: int
    tag: str

    def mark(self, page: int, mcid: int) -> None:
        """Marked content that belongs to it."""
        tree, index = self.tree, self.index
        tree.append(index, tree.content(index, page, mcid))

    def annotate(self, page: int, number: int) -> None:
        """An annotation that belongs to it."""
        self.tree.append(self.index, Annotated(page, number))


class WordsBetween(Element, frozen=True, eq=False):
    """The words of an element that stand between others of its kids."""

    kids: list[Kid]

    def mark(self, page: int, mcid: int) -> None:
        self.kids.append(self.tree.content(self.index, page, mcid))


def alternative(text: str) -> bytes:
    """Alternative text, as an attribute of an element."""
    return b"/Alt" + pdf_text(text)


def language(code: str) -> bytes:
    """A language, as an attribute of an element."""
    return b"/Lang" + pdf_text(code)


def identified(index: int) -> bytes:
    """An element's ID: by its index, so that IDs are in the order of elements."""
    return b"(%08x)" % index


def headers(scope: str, heads: Sequence[int]) -> bytes:
    """A cell's attributes: which way it is a header itself, and the IDs of the headers it belongs to."""
    parts = f"/Scope/{scope}".encode() if scope else b""
    if heads:
        parts += b"/Headers[%s]" % b"".join(map(identified, heads))
    return b"/A<</O/Table%s>>" % parts if parts else b""


def table_summary(text: str, language: str | None) -> bytes:
    """A table's summary, as an attribute of its element, and its language where that is not the document's.

    A language of the element would be that of its cells, too: so it stands in the text, as PDF has it for text strings.
    """
    code = (language or "").partition("-")[0]
    said = pdf_text_in(code, text) if len(code) == _PDF_LANGUAGE else pdf_text(text)
    return b"/A<</O/Table/Summary" + said + b">>"


class StructureTree:
    """All elements in order of creation, and which of them owns each piece of marked content.

    What is known of elements stands in columns, not in an object for each: a long table has hundreds of thousands, and
    the garbage collector looks at every object again and again.
    """

    def __init__(self, modern: bool = False) -> None:
        self.modern = modern
        """Whether elements name the namespace of PDF 2.0."""
        self.identified: list[int] = []
        """Elements that have an ID, in ascending order."""
        self.places: dict[str, int] = {}
        """Anchor to the element that it names; the first of a name counts."""
        self.goals: dict[int, str] = {}
        """Entry of the contents to the anchor that it leads to."""
        self.tags: list[str] = []
        self.parents = array("l")
        """Each element's parent, -1 for none."""
        self.attributes: list[bytes] = []
        """What stands in each dictionary besides type, parent and kids."""
        self.pages = array("l")
        """The page of each element's first marked content, -1 for none."""
        self.kids: list[Kid | Kids | None] = []
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

    def add_header(self, parent: Element, attributes: bytes) -> Element:
        """A header cell, which has an ID."""
        index = len(self.tags)
        self.identified.append(index)
        return self.add("TH", parent, b"/ID" + identified(index) + attributes)

    def words_between(self, parent: Element) -> Element:
        """A place for words of an element, after the kids that it has so far: other elements may follow it."""
        kids: list[Kid] = []
        above = self.kids[parent.index]
        if isinstance(above, list):
            above.append(kids)
        else:
            self.kids[parent.index] = [kids] if above is None else [above, kids]
        return WordsBetween(self, parent.index, parent.tag, kids)

    def content(self, index: int, page: int, mcid: int) -> Kid:
        """Marked content as a kid of an element, whose own page is that of the first that it gets."""
        own = self.pages[index]
        if own < 0:
            own = self.pages[index] = page
        return mcid if own == page else Content(page, mcid)

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
        return 1 + len(self.tags) + self._leaves + self._name_leaves + self.modern

    @property
    def _leaves(self) -> int:
        return -(-len(self.owners) // _LEAF)

    @property
    def _name_leaves(self) -> int:
        return -(-len(self.identified) // _LEAF)

    def objects(self, first: int, pages: Sequence[int]) -> list[bytes]:
        """The objects in the order of their numbers: the root at `first`, the elements, the leaves of the parent tree and
        of the names, and the namespace."""
        base, leaf = first + 1, first + 1 + len(self.tags)
        kids = _references(leaf, self._leaves)
        names = _references(leaf + self._leaves, self._name_leaves)
        space = leaf + self._leaves + self._name_leaves if self.modern else 0
        root = f"<</Type/StructTreeRoot/K {base} 0 R/ParentTree<</Kids[{kids}]>>/ParentTreeNextKey {len(self.owners)}"
        root += f"/IDTree<</Kids[{names}]>>" if names else ""
        root += f"/Namespaces[{space} 0 R]>>" if space else "/RoleMap<</Title/P>>>>"
        leaves = [self._leaf(n * _LEAF, base) for n in range(self._leaves)]
        leaves += [_names(self.identified[n * _LEAF : (n + 1) * _LEAF], base) for n in range(self._name_leaves)]
        leaves += [f"<</Type/Namespace/NS({_PDF_2})>>".encode()] if space else []
        return [root.encode(), *self._elements(first, base, pages, space), *leaves]

    def number_of(self, anchor: str, first: int) -> int:
        """The number of the object of the element that an anchor names, the root being `first`."""
        return first + 1 + self.places.get(anchor, 0)

    def _leaf(self, start: int, base: int) -> bytes:
        entries = []
        for key, owner in enumerate(self.owners[start : start + _LEAF], start):
            if isinstance(owner, int):
                entries.append(f"{key} {base + owner} 0 R")
            else:
                entries.append(f"{key}[{' '.join([f'{base + index} 0 R' for index in owner])}]")
        last = min(start + _LEAF, len(self.owners)) - 1
        return f"<</Limits[{start} {last}]/Nums[{' '.join(entries)}]>>".encode()

    def _elements(self, root: int, base: int, pages: Sequence[int], space: int) -> Iterator[bytes]:
        named = f"/NS {space} 0 R" if space else ""
        begun = {tag: f"<</S/{tag}{'' if tag in _PDF_1_ALONE else named}/P" for tag in set(self.tags)}
        places = [f"/Pg {number} 0 R" for number in pages]
        places.append("")  # of an element without content, whose page is -1
        goals = self.goals if self.modern else {}
        columns = zip(self.tags, self.parents, self.pages, self.kids, self.attributes, strict=True)
        for index, (tag, parent, page, kids, attributes) in enumerate(columns):
            if kids is None:
                inner = ""
            elif isinstance(kids, int):
                inner = f"/K[{kids}]" if kids >= 0 else f"/K[{base - 1 - kids} 0 R]"
            else:
                inner = f"/K[{_kids(kids, page, base, pages)}]"
            if index in goals:
                attributes += b"/Ref[%d 0 R]" % self.number_of(goals[index], root)
            # The first element has no parent, which is -1: the number before the elements' is the root's.
            yield f"{begun[tag]} {base + parent} 0 R{places[page]}{inner}".encode() + attributes + b">>"


def _references(first: int, count: int) -> str:
    return " ".join([f"{number} 0 R" for number in range(first, first + count)])


def _names(elements: Sequence[int], base: int) -> bytes:
    entries = b"".join([b"%s %d 0 R" % (identified(index), base + index) for index in elements])
    return b"<</Limits[%s%s]/Names[%s]>>" % (identified(elements[0]), identified(elements[-1]), entries)


def _kids(kid: Kid | Kids | list[Kid], own: int, base: int, pages: Sequence[int]) -> str:
    """Kids of an element whose own page is `own`: what lies on it need not say so."""
    if isinstance(kid, int):
        return str(kid) if kid >= 0 else f"{base - 1 - kid} 0 R"
    if isinstance(kid, list):
        return " ".join([_kids(each, own, base, pages) for each in kid if each != []])
    page = "" if kid.page == own else f"/Pg {pages[kid.page]} 0 R"
    if isinstance(kid, Content):
        return f"<</Type/MCR{page}/MCID {kid.mcid}>>"
    return f"<</Type/OBJR{page}/Obj {kid.number} 0 R>>"
