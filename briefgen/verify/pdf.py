"""The bytes of a tagged PDF go in; its content comes out, in the order of its structure tree.

What is extracted is what a screen reader would read: the words of each element, by the letters that the
fonts give for their glyphs. Where a line ends without a blank the words hold a `JOINT`, for nothing in
a PDF says whether a blank was there. Words from right to left are read in logical order.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

from briefgen.verify import content
from briefgen.verify.content import JOINT, ContentLink, ContentSpan, ExtractedContent, Unreadable, folded_words, named
from briefgen.verify.limits import DEEPEST, MOST_PAGES
from briefgen.verify.pdf_fonts import ReadFonts
from briefgen.verify.pdf_made import Digests
from briefgen.verify.pdf_objects import Name, Objects, Ref, text_of
from briefgen.verify.pdf_pages import PageReader, PageWords

_KINDS = {
    **{f"H{level}": kind for level, kind in enumerate(content.HEADING, 1)},
    **dict.fromkeys(
        ("P", "Title", "Caption", "Span", "Link", "Note", "Code", "Quote", "Formula"), content.PARAGRAPH_PART
    ),
}
"""Role to what its element is, where it is one span of words."""
_BLOCKS = frozenset(
    {"P", "L", "LI", "LBody", "Caption", "BlockQuote", "Sect", "Div", "Art", "Part", "TOC", "TOCI", "Table", "TR", "TH", "TD",
     "H", "H1", "H2", "H3", "H4", "H5", "H6", "THead", "TBody", "TFoot", "Document", "Index", "NonStruct", "Aside"}
)  # fmt: skip
_MOST_WORDS = 64_000_000
"""Letters that all elements may refer to together."""
_ELEMENT_KEYS = frozenset(("Type", "S", "NS", "P", "K", "Pg", "A", "Lang", "ID", "Ref"))
_TREE_KEYS = frozenset(("Type", "K", "ParentTree", "ParentTreeNextKey", "RoleMap", "IDTree", "Namespaces"))
_INHERITED = ("Resources", "MediaBox", "CropBox", "Rotate")
"""What pages take from the nodes above them."""


def content_of_pdf(data: bytes) -> ExtractedContent:
    """All that a tagged PDF says, in order. `Unreadable` where it is none."""
    try:
        objects = Objects(data)
        extracted = _File(objects).extracted()
    except Unreadable:
        raise
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise Unreadable(f"it is not a PDF that can be followed ({type(error).__name__})") from error
    objects.values.keep()
    del objects.known  # it knows what reads it: without this, only a search for garbage would let go of a file
    return extracted


class _File:
    """One file, while it is read."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self.known = objects.known
        self.root = objects.get(objects.trailer, "Root")
        self.page_numbers: dict[int, int] = {}
        self.words: list[PageWords] = []
        self.annotations: set[int] = set()
        self.made: dict[str, str] = {}
        self.unknown: Counter[str] = Counter()
        self.drawn: list[dict[str, Any]] = []
        self.letters = 0
        self.tree = objects.get(self.root, "StructTreeRoot")
        roles = objects.get(self.tree, "RoleMap") or {}
        self.roles = {name: str(objects[role]) for name, role in roles.items()}
        self.spans: list[ContentSpan] = []
        self.pages: list[int] = []
        self.links: list[ContentLink] = []
        self.alts: list[str] = []
        self.summaries: list[str] = []
        self.lettered: list[str] = []
        self.numbers: list[int] = []
        self.used: set[tuple[int, int]] = set()
        self.page = 0
        """The page, from 1, of the words read last."""
        self.first_page = 0
        """The page of the first words of the span at hand."""

    def extracted(self) -> ExtractedContent:
        fonts = ReadFonts(self.objects)
        self._read_pages(self.objects.get(self.root, "Pages"), fonts, {}, 0)
        if self.tree is None:
            raise Unreadable("it is not tagged: nothing says what its words are")
        self._note(self.tree, _TREE_KEYS, "the structure")
        for kid in self._kids(self.tree):
            self._visit(kid, 0)
        self._strays()
        return ExtractedContent(
            tuple(self.spans), tuple(self.links), tuple(self.alts), tuple(self.summaries),
            tuple((f"page {n}", page.artifacts) for n, page in enumerate(self.words, 1)), tuple(self.pages), tuple(self.numbers),
            drawn=tuple(self.lettered), made=self._made(), unknown={"the structure": named(self.unknown)},
        )  # fmt: skip

    def _made(self) -> dict[str, str]:
        digests = Digests(self.objects, self.page_numbers)
        pages = {f"page {number}": digests.of(page) for number, page in enumerate(self.drawn, 1)}
        return {**pages, **digests.document()}

    def _note(self, entries: dict[str, Any], known: frozenset[str], where: str) -> None:
        if not entries.keys() <= known:
            self.unknown.update(f"/{key} in {where}" for key in entries if key not in known)

    # --- pages ---------------------------------------------------------------------------

    def _read_pages(self, node: Any, fonts: ReadFonts, inherited: dict[str, Any], depth: int) -> None:
        if depth > DEEPEST:
            raise Unreadable("its pages are nested without end")
        inherited = inherited | {key: node[key] for key in _INHERITED if key in node}
        for kid in self.objects[node.get("Kids")] or ():
            page = self.objects[kid]
            self.objects.budget.elements()
            if "Kids" in page:
                self._read_pages(page, fonts, inherited, depth + 1)
            else:
                self._read_page(kid, inherited | page, fonts)

    def _read_page(self, reference: Any, page: dict[str, Any], fonts: ReadFonts) -> None:
        if isinstance(reference, Ref):
            self.page_numbers[reference] = len(self.words) + 1
        if len(self.words) >= MOST_PAGES:
            raise Unreadable(f"it has more than {MOST_PAGES:,} pages")
        self.drawn.append(page)
        reader = PageReader(self.objects, fonts, self.objects[page.get("Resources")])
        self.words.append(reader.read(self._content(page)))
        annotations = self.objects[page.get("Annots")] or ()
        self.annotations |= {one for one in annotations if isinstance(one, Ref)}

    def _content(self, page: dict[str, Any]) -> bytes:
        contents = self.objects[page.get("Contents")]
        if contents is None:
            return b""
        parts = contents if isinstance(contents, list) else [contents]
        return b"\n".join(self.objects.decoded(self.objects[part]) for part in parts)

    def _strays(self) -> None:
        """Words on a page that the structure does not hold."""
        for number, page in enumerate(self.words, 1):
            lost = [text for mcid, text in page.marked.items() if (number, mcid) not in self.used]
            words = settled(" ".join([page.stray, *lost]))
            if words:
                self.spans.append(ContentSpan(content.STRAY, words))
                self.pages.append(number)

    # --- the tree ------------------------------------------------------------------------

    def _kids(self, element: Any) -> list[Any]:
        kids = element.get("K")
        if isinstance(kids, list):
            return kids
        value = self.objects[kids]
        if isinstance(value, list):
            return value
        return [] if value is None else [kids]

    def _role(self, element: dict[str, Any]) -> str:
        name = element.get("S")
        if not isinstance(name, Name):
            name = str(self.objects[name] or "")
        return self.roles.get(name, name)

    def _visit(self, reference: Any, depth: int, item: bool = False) -> None:
        """The spans of an element and of all below it; `item`: it opens a list item."""
        element = self.known[reference] if isinstance(reference, Ref) else reference
        if not isinstance(element, dict) or "S" not in element:
            return
        if depth > DEEPEST:
            raise Unreadable("its structure is nested without end")
        role = self._role(element)
        self._known_element(element, role)
        if role in _KINDS:
            kind = _KINDS[role]
            self._say(content.ITEM if item and kind == content.PARAGRAPH_PART else kind, element)
        elif role == "TR":
            self._row(element)
        elif role == "TOCI":
            self._entry(element)
        elif role == "Figure":
            self._figure(element)
        elif role == "Lbl":
            self._gather(element, [], False)
        else:
            self._inside(element, role, depth)

    def _known_element(self, element: dict[str, Any], role: str) -> None:
        self.objects.budget.elements()
        if not element.keys() <= _ELEMENT_KEYS and not (role == "Figure" and element.keys() <= _ELEMENT_KEYS | {"Alt"}):
            self._note(element, _ELEMENT_KEYS, f"an element {role}")

    def _inside(self, element: dict[str, Any], role: str, depth: int) -> None:
        if role == "Table":
            self._summary(element)
        for index, kid in enumerate(self._kids(element)):
            self._visit(kid, depth + 1, role == "LBody" and index == 0)

    def _say(self, kind: str, element: dict[str, Any]) -> None:
        words = self._span(element)
        if words:
            self._add(kind, words)

    def _add(self, kind: str, words: str) -> None:
        self.spans.append(ContentSpan(kind, words))
        self.pages.append(self.first_page)

    def _span(self, element: dict[str, Any], links: bool = True) -> str:
        self.first_page = 0
        kids = self._kids(element)
        if len(kids) == 1 and type(kids[0]) is int:
            return settled(self._marked(element.get("Pg"), kids[0]))
        parts: list[str] = []
        self._gather(element, parts, links)
        return settled("".join(parts))

    def _gather(self, element: dict[str, Any], parts: list[str], links: bool) -> None:
        """All words below an element, pictures and labels left out."""
        page, known = element.get("Pg"), self.known
        for kid in self._kids(element):
            value = known[kid] if isinstance(kid, Ref) else kid
            if isinstance(value, int):
                parts.append(self._marked(page, value))
            elif isinstance(value, dict):
                if "S" in value:
                    self._gather_element(value, parts, links)
                elif "MCID" in value:
                    parts.append(self._marked(value.get("Pg", page), value["MCID"]))

    def _gather_element(self, element: dict[str, Any], parts: list[str], links: bool) -> None:
        role = self._role(element)
        self._known_element(element, role)
        if role == "Figure":
            self._figure(element)
        elif role == "Link" and links:
            inner: list[str] = []
            self._gather(element, inner, False)
            self._link(element, settled("".join(inner)))
            parts += inner
        elif role == "Lbl":
            self._gather(element, [], False)
        elif role in _BLOCKS:
            parts.append(" ")
            self._gather(element, parts, links)
            parts.append(" ")
        else:
            self._gather(element, parts, links)

    def _marked(self, page: Any, number: int) -> str:
        at = self.page_numbers.get(page, 0) if isinstance(page, Ref) else 0
        if not at:
            return ""
        self.used.add((at, number))
        self.first_page = self.first_page or at
        words = self.words[at - 1].marked.get(number, "")
        self.letters += len(words)
        if self.letters > _MOST_WORDS:
            raise Unreadable("its structure repeats its words without end")
        return words

    # --- rows, entries, figures ----------------------------------------------------------

    def _row(self, element: dict[str, Any]) -> None:
        cells = [self.objects[kid] for kid in self._kids(element)]
        header = self._role(self.objects[element["P"]]) == "THead" or self._heads(cells)
        for index, cell in enumerate(cells):
            words = self._span(cell)
            self._add(content.HEADER_CELL if header else content.FIRST_CELL if index == 0 else content.CELL, words)

    def _heads(self, cells: list[dict[str, Any]]) -> bool:
        """Whether a row names columns where no THead says so: from its first to its last cell it has headers of columns."""
        return bool(cells) and self._role(cells[-1]) == "TH" and self._attribute(cells[0], "Scope") in (None, "Column")

    def _entry(self, element: dict[str, Any]) -> None:
        words, _, number = self._span(element, links=False).rpartition(" ")
        if not number.isdecimal():
            words, number = f"{words} {number}".strip(), "0"
        self._add(content.ENTRY, words)
        self.numbers.append(int(number))

    def _figure(self, element: dict[str, Any]) -> None:
        self.alts.append(folded_words(text_of(self.objects[element.get("Alt")])))
        captions = [kid for kid in self._kids(element) if self._is_caption(kid)]
        words: list[str] = []
        self._gather({**element, "K": [kid for kid in self._kids(element) if kid not in captions]}, words, False)
        if drawn := folded_words("".join(words).replace(JOINT, " ")):
            self.lettered.append(drawn)
        for caption in captions:
            self._visit(caption, 0)

    def _is_caption(self, kid: Any) -> bool:
        value = self.objects[kid]
        return isinstance(value, dict) and "S" in value and self._role(value) == "Caption"

    def _summary(self, element: dict[str, Any]) -> None:
        if words := self._attribute(element, "Summary"):
            self.summaries.append(folded_words(text_of(words)))

    def _attribute(self, element: dict[str, Any], name: str) -> Any:
        attributes = self.objects[element.get("A")]
        for one in attributes if isinstance(attributes, list) else [attributes]:
            if (value := self.objects.get(one, name)) is not None:
                return value
        return None

    # --- links ---------------------------------------------------------------------------

    def _link(self, element: dict[str, Any], words: str) -> None:
        goals = {self._goal(self.objects[kid]["Obj"]) for kid in self._kids(element) if self._is_annotation(kid)}
        if not words or not goals:
            return
        uri, page = goals.pop() if len(goals) == 1 else ("", 0)
        self.links.append(ContentLink(words, uri, page=page))

    def _is_annotation(self, kid: Any) -> bool:
        value = self.objects[kid]
        return isinstance(value, dict) and isinstance(value.get("Obj"), Ref) and value["Obj"] in self.annotations

    def _goal(self, reference: Ref) -> tuple[str, int]:
        """The address or the page that an annotation leads to."""
        annotation = self.objects[reference]
        action = self.objects.get(annotation, "A")
        kind = self.objects.get(action, "S")
        if kind == "URI":
            return text_of(self.objects.get(action, "URI")), 0
        goal = self._named(self.objects.get(action, "D") if kind == "GoTo" else self.objects.get(annotation, "Dest"))
        page = goal[0] if isinstance(goal, list) and goal else None
        return "", self.page_numbers.get(page, 0) if isinstance(page, Ref) else 0

    def _named(self, goal: Any) -> Any:
        """A destination that is named looked up."""
        if isinstance(goal, str):
            goal = self.objects.get(self.root, "Dests", goal)
        elif isinstance(goal, bytes):
            goal = self._in_names(self.objects.get(self.root, "Names", "Dests"), goal, 0)
        return self.objects.get(goal, "D") if isinstance(goal, dict) else goal

    def _in_names(self, node: Any, name: bytes, depth: int) -> Any:
        names = self.objects.get(node, "Names") or []
        if name in names[::2]:
            return self.objects[names[names.index(name) + 1]]
        for kid in (self.objects.get(node, "Kids") or []) if depth < DEEPEST else []:
            if (found := self._in_names(self.objects[kid], name, depth + 1)) is not None:
                return found
        return None


def settled(text: str) -> str:
    """Folded words, with a joint only where a line ended and no blank stood."""
    if JOINT not in text:
        return folded_words(text)
    words = text.removeprefix(JOINT).replace(f" {JOINT}", " ")  # nearly all lines end with a blank
    if JOINT not in words:
        return folded_words(words)
    parts = [part for part in text.split(JOINT) if part]
    out = parts[:1]
    for before, part in pairwise(parts):
        out += ["" if before[-1].isspace() or part[0].isspace() else JOINT, part]
    return folded_words("".join(out)).strip(JOINT)
