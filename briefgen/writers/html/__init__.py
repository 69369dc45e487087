"""Write a document as one page of HTML that needs nothing else: a `Document` and a `Theme` go in, bytes come out.

The page has no script and fetches nothing: all that it may do is stated in it, by a policy that allows its own style,
by digest, and pictures that lie in it. The same document and theme give the same bytes.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256

from msgspec import Struct

from briefgen.diagnostics import Diagnostic
from briefgen.document import (
    Blocks,
    Document,
    Drawing,
    Figure,
    Furniture,
    Heading,
    Paragraph,
    Table,
    is_backward,
    walk,
)
from briefgen.theme import Theme
from briefgen.writers.html.blocks import embedded_picture, stacked
from briefgen.writers.html.inlines import markup
from briefgen.writers.html.job import HtmlFrame, HtmlJob
from briefgen.writers.html.markup import attribute_words, escaped
from briefgen.writers.html.running import in_margin
from briefgen.writers.html.style import style_sheet
from briefgen.writers.logo import placed_logo


class HtmlResult(Struct, frozen=True):
    """The page, and what it could not honour."""

    data: bytes
    diagnostics: tuple[Diagnostic, ...] = ()


def write_html(document: Document, theme: Theme) -> HtmlResult:
    """The whole page."""
    title = next((each for each in walk(document.blocks) if isinstance(each, Paragraph) and each.role == "title"), None)
    anchors, passages = frozenset(_anchors(document.blocks)), frozenset(_passages(document.blocks))
    job = HtmlJob(document, theme, anchors, passages, title, placed_logo(theme))
    logo = embedded_picture(job.logo.image.data, job.logo.alt, "logo") + "\n" if job.logo else ""
    body = logo + stacked(job, document.blocks, HtmlFrame(document.metadata.language))
    top, foot = _edges(job)
    parts = (_head(job), top, f"<main>\n{body}\n</main>", foot)
    data = "\n".join(("<!DOCTYPE html>", *parts, "</body>\n</html>\n")).encode("utf-8", "replace")
    return HtmlResult(data, tuple(job.diagnostics()))


def _anchors(blocks: Blocks) -> Iterator[str]:
    for block in walk(blocks):
        match block:
            case Heading(anchor=str(anchor)) | Paragraph(anchor=str(anchor)):
                yield anchor
            case Figure(anchor=str(anchor)) | Drawing(anchor=str(anchor)):
                yield anchor
            case Table():
                yield from (anchor for anchor in (block.anchor, *(row.anchor for row in block.rows)) if anchor)
            case _:
                pass


def _passages(blocks: Blocks) -> Iterator[str]:
    return (
        each.anchor
        for each in walk(blocks)
        if isinstance(each, Paragraph) and each.anchor is not None and each.margin_label is not None
    )


# --- the head --------------------------------------------------------------------------------


def _head(job: HtmlJob) -> str:
    metadata = job.document.metadata
    style = style_sheet(job)
    language = metadata.language
    said = {"author": metadata.author, "description": metadata.subject, "keywords": ", ".join(metadata.keywords)}
    named = "".join(
        f'<meta name="{name}" content="{attribute_words(words)}"/>\n' for name, words in said.items() if words
    )
    return (
        f'<html lang="{escaped(language)}" dir="{"rtl" if is_backward(language) else "ltr"}">\n<head>\n'
        '<meta charset="utf-8"/>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy(style)}"/>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n'
        '<meta name="color-scheme" content="light dark"/>\n'
        '<meta name="referrer" content="no-referrer"/>\n'
        f"<title>{attribute_words(window_title(job.document))}</title>\n{named}<style>{style}</style>\n</head>\n<body>"
    )


def window_title(document: Document) -> str:
    """What a window and a bookmark are called: the marking comes first, for a long title is cut at its end."""
    marking = document.marking.text if document.marking else ""
    return " | ".join(part for part in (marking, document.metadata.title) if part)


def policy(style: str) -> str:
    """What the page may do: show its own style, known by its digest, and pictures that lie in it."""
    digest = b64encode(sha256(style.encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


# --- top and foot ----------------------------------------------------------------------------


def _edges(job: HtmlJob) -> tuple[str, str]:
    """Marking and running lines around the text. On paper they are repeated on every page."""
    document = job.document
    marking = (
        f'<p class="marking"><bdi>{attribute_words(document.marking.text)}</bdi></p>\n' if document.marking else ""
    )
    top = f"<header>\n{marking}{_running(job, document.header, 'header')}</header>"
    foot = f"<footer>\n{_running(job, document.footer, 'footer')}{marking}</footer>"
    return top, foot


def _running(job: HtmlJob, line: Furniture, role: str) -> str:
    """A running line, without what is the style sheet's."""
    ends = [markup(job, each) if not in_margin(line, each) else "" for each in (line.left, line.right)]
    if not any(ends):
        return ""
    return f'<p class="{job.style(role)} running"><span>{ends[0]}</span><span>{ends[1]}</span></p>\n'
