"""Documents that tests share: `everything()` holds each kind of block and inline at least once."""

from __future__ import annotations

import struct
import zlib
from datetime import datetime

from briefgen.document import (
    Banner,
    Callout,
    Cell,
    Column,
    ColumnBreak,
    Contents,
    Control,
    Document,
    Emphasis,
    Figure,
    Furniture,
    Gauge,
    Heading,
    Highlight,
    LineBreak,
    Link,
    List,
    ListItem,
    Metadata,
    PageBreak,
    PageCount,
    PageNumber,
    Paragraph,
    Quotation,
    Reference,
    Row,
    Section,
    Span,
    Strong,
    Table,
    Text,
)


def png(width: int = 60, height: int = 30) -> bytes:
    """A small grey picture."""

    def chunk(tag: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data))

    rows = b"".join(b"\0" + bytes([120, 130, 140]) * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def para(words: str, role: str = "body", **more: object) -> Paragraph:
    return Paragraph((Text(words),), role, **more)  # type: ignore[arg-type]


def cell(words: str, role: str = "table-text") -> Cell:
    return Cell((para(words, role),) if words else ())


def table(rows: int, **more: object) -> Table:
    """A plain table of so many rows in three columns."""
    return Table(
        columns=(Column(0.2), Column(0.5), Column(0.3, "end")),
        header=Row((cell("Name", "table-head"), cell("What", "table-head"), cell("Number", "table-head"))),
        rows=tuple(
            Row(
                (
                    cell(f"Row {n}", "table-first"),
                    cell(f"What there is to say of row {n}, in a line or so"),
                    cell(str(n), "table-number"),
                )
            )
            for n in range(1, rows + 1)
        ),
        summary="Rows and their numbers",
        **more,  # type: ignore[arg-type]
    )


def document(*blocks: object, marking: Banner | None = None, language: str = "en") -> Document:
    return Document(
        metadata=Metadata(
            title="A sample document",
            author="Test desk",
            subject="Sample",
            keywords=("one", "two"),
            language=language,
            reference="T-1",
            identifier="0" * 64,
            created=datetime(2025, 3, 30, 12, 0),
        ),
        blocks=tuple(blocks),  # type: ignore[arg-type]
        marking=marking,
        header=Furniture((Text("A sample document"),), (Text("30 March 2025"),)),
        footer=Furniture((Text("T-1"),), (Text("Page "), PageNumber(), Text(" of "), PageCount())),
    )


def everything() -> Document:
    """Each kind of block and inline at least once, in portrait, landscape and columns."""
    return document(
        para("TLP:CLEAR", "marking-line"),
        para("A sample document", "title"),
        Contents((Text("Contents"),), 2),
        Heading(1, (Text("First part"),), "first-part"),
        Callout((Text("Bottom line"),), (para("The conclusion stands first.", "lead"),), "bottom-line"),
        Paragraph(
            (
                Text("Plain, "),
                Strong((Text("strong"),)),
                Text(", "),
                Emphasis((Text("stressed, "), Strong((Text("both"),)))),
                Text(", "),
                Link("https://example.org/a?b=1&c=2", (Text("a link outside"),)),
                Text(", "),
                Reference("a1-p1", (Text("A1¶1"),), "Article A1, paragraph 1"),
                Text(", "),
                Span((Text("small print"),), "secondary"),
                Text(", "),
                Span((Text("Заявление министра"),), language="ru"),
                LineBreak(),
                Text("and a second line with x "),
                Highlight(
                    "actor",
                    (
                        Text("marked "),
                        Highlight("event", (Text("twice"),)),
                        Text(" over"),
                    ),
                ),
                Span((Text("P-1"),), "mark"),
                Text("."),
            ),
            anchor="p1",
        ),
        para("1. A judgment that is set in semibold.", "judgment"),
        Paragraph(
            (
                Text("Likely (55–80%) "),
                Gauge("likelihood", 5, 7, "Likelihood: step 5 of 7"),
                Text("  Confidence: moderate "),
                Gauge("confidence", 2, 3, "Confidence: 2 of 3"),
            ),
            "judgment-line",
        ),
        Heading(2, (Text("Lists"),), "lists"),
        List(
            (
                ListItem((para("First", "list-item"),)),
                ListItem((para("Second", "list-item"), List((ListItem((para("Nested", "list-item"),)),)))),
            )
        ),
        List((ListItem((para("One", "list-item"),)), ListItem((para("Two", "list-item"),))), ordered=True),
        para("Between the lists."),
        List((ListItem((para("Counts again", "list-item"),)),), ordered=True),
        Heading(2, (Text("Tables"),), "tables"),
        table(4, caption=(Text("Table 1. Rows"),), number=1, anchor="table-1"),
        Table(
            columns=(Column(0.25), Column(0.75)),
            header=Row((cell("Date", "table-head"), cell("What happened", "table-head"))),
            rows=(
                Row((cell("30 March 2025", "table-first"), cell("Talks"))),
                Row(
                    (
                        cell("31 March 2025", "table-first"),
                        Cell(
                            (para("More talks", "table-text"), List((ListItem((para("and a list", "table-text"),)),)))
                        ),
                    )
                ),
            ),
            role="timeline",
        ),
        Quotation((para("Somebody said so.", "quotation"),)),
        Figure(png(), "A grey rectangle", (Text("Figure 1. A grey rectangle"),), 0.5),
        Section((Heading(1, (Text("Wide part"),), "wide-part"), table(3)), "landscape"),
        Section((para("Left words. " * 20), ColumnBreak(), para("Right words. " * 9)), columns=2),
        Paragraph(
            (
                Text("For "),
                Control("prepared-for", "Prepared for", (Text("the desk"),)),
                Text(", remarks: "),
                Control("remarks", "Remarks", (), "none yet"),
                Control("empty", "Empty", ()),
            )
        ),
        Section(
            (Heading(1, (Text("Two columns"),), "two-columns"), *(para(f"Column words {n}. " * 12) for n in range(6))),
            columns=2,
        ),
        PageBreak(),
        Heading(1, (Text("Annex"),), "annex"),
        Paragraph((Text("The first paragraph of the article."),), "annotated", "a1-p1", "¶1"),
        Paragraph((Text("Le deuxième paragraphe."),), "annotated", "a1-p2", "¶2", "fr"),
        marking=Banner("tlp", "TLP:CLEAR"),
    )
