"""The formats that a packet is written in, one row each: command line, configuration and writing take theirs from here.

A new format is a row here and the function that its row names; nothing heavy is imported to know them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from msgspec import Struct

from briefgen.diagnostics import IncompleteTable


class Format(Struct, frozen=True):
    """One kind of file that a packet may hold."""

    name: str
    """As `--to` and a configuration have it."""
    title: str
    """What the help calls it."""
    ending: str
    """Of the file's name, after the packet's."""
    writer: str
    """`module:function`; takes the work on a packet and a list for what it cannot honour, gives bytes."""
    several: bool = False
    """Whether it is several files, whose names have a word before the ending: the writer gives each word with its bytes."""
    paged: bool = False
    """Whether it has pages: then all files of its packet say things in the order of these."""
    pictured: bool = False
    """Whether the theme's own files, such as its fonts and its logo, shape it."""
    usual: bool = False
    """Whether it is written where nothing is asked for."""

    def load(self) -> Callable[..., Any]:
        """The writer. IncompleteTable where the row names none."""
        module, _, function = self.writer.partition(":")
        try:
            found: Any = getattr(import_module(module), function)
        except (AttributeError, ModuleNotFoundError) as error:
            raise IncompleteTable(
                f"the format {self.name} names the writer {self.writer}, which is not there"
            ) from error
        write: Callable[..., Any] = found
        return write


def _by_name(*rows: Format) -> Mapping[str, Format]:
    """The table. IncompleteTable where two rows could not be distinguished, by their name or by the files they write."""
    for what in ("name", "ending"):
        values = [getattr(row, what) for row in rows]
        if twice := sorted({value for value in values if values.count(value) > 1}):
            raise IncompleteTable(f"two formats have the {what} {twice[0]}")
    return {row.name: row for row in rows}


FORMATS = _by_name(
    Format("docx", "a Word file", ".docx", "briefgen.writing:write_docx", paged=True, pictured=True, usual=True),
    Format("pdf", "a PDF", ".pdf", "briefgen.writing:write_pdf_file", paged=True, pictured=True, usual=True),
    Format("html", "a web page", ".html", "briefgen.writing:write_html_file", pictured=True),
    Format("text", "plain text", ".txt", "briefgen.writing:write_text_file"),
    Format("json", "the filled briefing", ".briefing.json", "briefgen.writing:write_json"),
    Format("w3c", "the evidence as Web Annotations", ".annotations.jsonld", "briefgen.writing:write_web_annotations"),
    Format("stix", "a STIX 2.1 bundle", ".stix.json", "briefgen.writing:write_stix"),
    Format("csv", "its tables", ".csv", "briefgen.writing:write_tables", several=True),
)


def formats_of(words: Iterable[str]) -> tuple[str, ...]:
    """The formats that are named, each once. ValueError for a name that is none."""
    names = tuple(dict.fromkeys(name for word in words if (name := word.strip().lower())))
    if unknown := [name for name in names if name not in FORMATS]:
        raise ValueError(f"no such format: {', '.join(unknown)}; there are {', '.join(FORMATS)}")
    return names


def ending_of(name: str) -> str:
    """Of a file's name: the longest ending of a format that it has, else what follows its last full stop."""
    known = [row.ending for row in FORMATS.values() if name.endswith(row.ending)]
    return max(known, key=len, default=PurePath(name).suffix)


USUAL_FORMATS = tuple(name for name, row in FORMATS.items() if row.usual)

if TYPE_CHECKING:
    FormatName: TypeAlias = str
else:
    FormatName = Literal[tuple(FORMATS)]
"""A name of the table; models take no other."""
