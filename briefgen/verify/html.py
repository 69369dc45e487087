"""The bytes of a web page go in; its content comes out, and whatever the page holds that briefgen does not write.

Read strictly, as XML: what a browser would have to guess at is not read back at all, so that both see the same. A page
that any other program saved is named as changed, for a style or an attribute may hide words or show others.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from urllib.parse import unquote

from lxml import etree

from briefgen.settings import MIB
from briefgen.verify import content
from briefgen.verify.content import (
    NOWHERE,
    ContentLink,
    ContentSpan,
    ExtractedContent,
    Unreadable,
    digest,
    folded_words,
    leaves_trace,
    named,
    seen,
)
from briefgen.verify.html_known import KNOWN_MARKUP, VOID
from briefgen.verify.limits import LARGEST_FILE, LARGEST_PART, Budget

_BEGINNING = b"<!DOCTYPE html>\n<html "
_PICTURE = re.compile(rb'src="data:image/(?:png|jpeg);base64,([A-Za-z0-9+/]*={0,2})"')
_CLOSED = re.compile(r"<([A-Za-z][A-Za-z0-9]*)\b[^<>]*/>")
_BETWEEN = re.compile(rb">[^<]+<")
_POLICY = "default-src 'none'; style-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'"
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_INLINES = frozenset(("a", "bdi", "br", "em", "mark", "path", "span", "strong", "svg"))
_PARAGRAPHS = frozenset(("p", "figcaption", "caption"))
TITLE = "the title of its window"


def content_of_html(data: bytes) -> ExtractedContent:
    """What the page says. Unreadable where it is not as briefgen writes pages."""
    source, pictures = _without_pictures(data)
    root = _parsed(source)
    head, body = _parts(root)
    style = head.findtext("style") or ""
    reader = _Reader(root)
    reader.read(body)
    links = tuple(reader.resolved())
    strange = reader.strange + _unknown(root) + _policy(head, style)
    title = folded_words(head.findtext("title") or "")
    return ExtractedContent(
        tuple(reader.spans),
        links,
        tuple(reader.alts),
        tuple(reader.summaries),
        (("the page", " ".join(map(_words_of, _edges(body)))), (TITLE, title)),
        made=_made(source, pictures),
        drawn=tuple(reader.drawn),
        unknown={"markup": named(strange)} if strange else {},
    )


# --- the file ----------------------------------------------------------------------------


def _without_pictures(data: bytes) -> tuple[bytes, list[str]]:
    """The page with a digest in the place of each picture's data, and these digests."""
    if len(data) > LARGEST_FILE:
        raise Unreadable(f"it is larger than {LARGEST_FILE // MIB} MiB")
    pictures: list[str] = []

    def taken(found: re.Match[bytes]) -> bytes:
        pictures.append(digest(found[1]))
        return f'src="{pictures[-1]}"'.encode()

    source = _PICTURE.sub(taken, data)
    if len(source) > LARGEST_PART:
        raise Unreadable(f"besides its pictures it is larger than {LARGEST_PART // MIB} MiB")
    return source, pictures


def _parsed(source: bytes) -> Any:
    """The root of the tree. Nothing is fetched, and there is nothing to expand."""
    if not source.startswith(_BEGINNING) or source.count(b"<!") != 1 or b"<?" in source:
        raise Unreadable("it does not begin as a page of briefgen, or holds comments or declarations")
    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(source, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"its markup is not whole: {error.msg}") from error
    Budget().elements(int(root.xpath("count(//*)")))
    open_ = set(_CLOSED.findall(source.decode("utf-8"))) - VOID
    if open_:
        raise Unreadable(f"the element {min(open_)} has no end")
    return root


def _parts(root: Any) -> tuple[Any, Any]:
    if [each.tag for each in root] != ["head", "body"]:
        raise Unreadable("it is not one head and one body")
    return root[0], root[1]


def _made(source: bytes, pictures: list[str]) -> dict[str, str]:
    """Digests of the head, of the style, of all markup without its words, and of each picture."""
    head, _, body = source.partition(b"</head>")
    before, _, rest = head.partition(b"<style>")
    style, _, after = rest.partition(b"</style>")
    if body.count(b"<") != body.count(b">"):
        raise Unreadable("a value in its markup holds a sign that ends elements")
    return {
        "head": digest(before + after),
        "style": digest(style),
        "markup": digest(_BETWEEN.sub(b"><", body)),
        **{f"picture {number}": each for number, each in enumerate(pictures, 1)},
    }


def _unknown(root: Any) -> Counter[str]:
    """What is not understood: elements, and attributes with an @."""
    found: Counter[str] = Counter()
    for element in root.iter():
        known = KNOWN_MARKUP.get(element.tag)
        if known is None:
            found[str(element.tag)] += 1
        elif not known.issuperset(names := element.keys()):
            found.update(f"{element.tag}@{name}" for name in names if name not in known)
    return found


def _policy(head: Any, style: str) -> Counter[str]:
    """Whether the page may do nothing but show its own style and pictures, and says so before anything else."""
    meta = [dict(each.items()) for each in head.iterfind("meta")]
    own = b64encode(sha256(style.encode("utf-8")).digest()).decode("ascii")
    policy = {"http-equiv": "Content-Security-Policy", "content": _POLICY.format(own)}
    is_own = meta[:2] == [{"charset": "utf-8"}, policy] and sum("http-equiv" in each for each in meta) == 1
    return Counter() if is_own else Counter(("a policy that is not the page's own",))


def _edges(body: Any) -> Iterator[Any]:
    return (each for each in body if each.tag in ("header", "footer"))


def _words_of(element: Any) -> str:
    """All words of an element, with a blank between its parts."""
    return folded_words(" ".join(element.itertext()))


# --- the words ---------------------------------------------------------------------------


class _Reader:
    """Walks through the main part, block by block."""

    def __init__(self, root: Any) -> None:
        self.spans: list[ContentSpan] = []
        self.links: list[tuple[str, str]] = []
        self.alts: list[str] = []
        self.summaries: list[str] = []
        self.drawn: list[str] = []
        self.strange: Counter[str] = Counter()
        self.places: dict[str, int] = {}
        self.elements: dict[str, Any] = {}
        self.returns: list[tuple[str, str]] = []
        self.cell: list[str] | None = None
        self.headers: list[str] = []
        self.described = {each.get("aria-describedby") for each in root.iterfind(".//table[@aria-describedby]")}
        first = root.find(".//h1")
        self.title = first if first is not None and "s-title" in (first.get("class") or "").split() else None

    def read(self, body: Any) -> None:
        if [each.tag for each in body] != ["header", "main", "footer"]:
            self.strange["a page that is not header, main and footer"] += 1
        for each in body:
            self.loose(each)
            if each.tag == "main":
                self.inside(each)

    def resolved(self) -> Iterator[ContentLink]:
        """The links, once it is known where everything stands."""
        for passage, goal in self.returns:
            element = self.elements.get(goal)
            if element is None or unquote((element.get("href") or "")[1:]) != passage:
                self.strange["a way back that does not lead to a reference"] += 1
        for words, href in self.links:
            if href.startswith("#"):
                yield ContentLink(words, to=self.places.get(unquote(href[1:]), NOWHERE))
            else:
                yield ContentLink(words, href)

    # --- blocks --------------------------------------------------------------------------

    def inside(self, element: Any) -> None:
        """What a container holds."""
        if (words := element.text) and not words.isspace() and leaves_trace(words):
            self.add(content.STRAY, words)
        for child in element:
            self.block(child, element)
            self.loose(child)

    def loose(self, element: Any) -> None:
        """Words behind an element that belong to no block."""
        if (words := element.tail) and not words.isspace() and leaves_trace(words):
            self.add(content.STRAY, words)

    def block(self, element: Any, parent: Any) -> None:
        name = str(element.tag)
        self.place(element)
        if name in _HEADINGS:
            self.heading(element)
        elif name in _PARAGRAPHS:
            self.paragraph(element, parent)
        elif name in ("td", "th"):
            self.table_cell(element)
        elif name == "li" and parent.getparent() is not None and parent.getparent().tag == "nav":
            self.entry(element)
        elif name in _INLINES and not (name == "svg" and parent.tag == "figure"):
            self.add(content.STRAY, self.words(element))
        else:
            if name == "table":
                self.table(element)
            elif name == "svg":
                self.drawing(element)
                return
            elif name == "img" and not (element.get("class") == "logo" and parent.tag == "main"):
                self.alts.append(element.get("alt") or "")
            self.inside(element)

    def drawing(self, element: Any) -> None:
        """The words of a drawing, and those that describe it, which are both what it says they are."""
        said = {each.get("id"): each for each in element.iterchildren("title", "desc")}
        named = [said.get(element.get(key)) for key in ("aria-labelledby", "aria-describedby")]
        if any(each is None or not leaves_trace(each.text or "") for each in named) or len(said) != len(set(named)):
            self.strange["a drawing that is not described"] += 1
        self.alts.append("" if named[1] is None else named[1].text or "")
        for each in said.values():
            self.place(each)
        if words := folded_words(" ".join(each.text or "" for each in element.iterchildren("text"))):
            self.drawn.append(words)
        inside = [each for each in element.iter() if len(each) and each is not element]
        if inside or any(leaves_trace(each.tail or "") for each in element):
            self.strange["words in a drawing that belong to none of its shapes"] += 1

    def place(self, element: Any) -> None:
        name = element.get("id")
        if name is None:
            return
        if name in self.elements:
            self.strange["an identifier that stands twice"] += 1
            return
        self.places[name] = len(self.spans)
        self.elements[name] = element

    def heading(self, element: Any) -> None:
        level = element.get("aria-level") or str(element.tag)[1:]
        depth = (int(level) if level in ("1", "2", "3", "4", "5", "6", "7") else 9) - (self.title is not None)
        is_title = element is self.title
        known = 1 <= depth <= len(content.HEADING)
        kind = content.HEADING[depth - 1] if known and not is_title else content.PARAGRAPH_PART
        self.add(kind if known or is_title else content.STRAY, self.words(element))

    def paragraph(self, element: Any, parent: Any) -> None:
        if element.get("role") == "img":
            self.alts.append(element.get("aria-label") or "")
            return
        first = parent.tag == "li" and parent[0] is element
        self.add(content.ITEM if first and element.tag == "p" else content.PARAGRAPH_PART, self.words(element))

    def entry(self, element: Any) -> None:
        """An entry of the contents: its link is none of the text's."""
        before = len(self.links)
        self.add(content.ENTRY, self.words(element))
        if len(self.links) != before + 1 or not self.links[-1][1].startswith("#"):
            self.strange["an entry of the contents that is not one link"] += 1
        del self.links[before:]

    def table(self, element: Any) -> None:
        self.headers = []
        name = element.get("aria-label")
        if name:
            self.summaries.append(name)

    def table_cell(self, element: Any) -> None:
        row = element.getparent()
        header = row.getparent().tag == "thead"
        number = row.index(element)
        kind = content.HEADER_CELL if header else content.CELL if number else content.FIRST_CELL
        self.cell = []
        if any(child.tag not in _INLINES for child in element):
            self.inside(element)
        else:
            self.cell.append(self.words(element))
        words, self.cell = folded_words(" ".join(self.cell)), None
        if header:
            self.headers.append(words)
        label = element.get("data-label")
        if label is not None and (header or self.headers[number : number + 1] != [label]):
            self.strange["a label that is not its column's header"] += 1
        self.spans.append(ContentSpan(kind, seen(words)))

    def add(self, kind: str, words: str) -> None:
        """A span of its own, or a part of the cell at hand."""
        words = folded_words(words)
        if self.cell is not None:
            self.cell.append(words)
        elif leaves_trace(words):
            self.spans.append(ContentSpan(kind, seen(words)))

    # --- words ---------------------------------------------------------------------------

    def words(self, element: Any) -> str:
        """All words of a block; links and pictures are noted on the way."""
        parts = [element.text or ""]
        for child in element:
            parts += self.word(child), child.tail or ""
        return "".join(parts)

    def word(self, element: Any) -> str:
        name = str(element.tag)
        if name not in _INLINES:
            self.strange[f"{name} among words"] += 1
        self.place(element)
        if name == "br":
            return "\n"
        if name == "svg":
            self.alts.append(element.get("aria-label") or "")
            return ""
        if element.get("hidden") is not None:
            return self.description(element)
        if name == "a":
            return self.link(element)
        return self.words(element)

    def description(self, element: Any) -> str:
        """Words that are not shown: those alone that describe a table."""
        if element.get("id") not in self.described:
            self.strange["words that are not shown"] += 1
        self.summaries.append(folded_words(self.words(element)))
        return ""

    def link(self, element: Any) -> str:
        href = element.get("href") or ""
        if element.get("class") == "back" and href.startswith("#"):
            block = next((each for each in element.iterancestors() if each.get("id")), None)
            self.returns.append(("" if block is None else block.get("id"), unquote(href[1:])))
            return self.words(element)
        at = len(self.links)
        self.links.append(("", href))
        words = self.words(element)
        self.links[at] = (folded_words(words), href)
        if len(self.links) != at + 1:
            self.strange["a link within a link"] += 1
        return words
