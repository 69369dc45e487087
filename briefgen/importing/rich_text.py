"""A rich text document (RTF) in, its words out."""

from __future__ import annotations

import re

from briefgen.importing.foreign import CannotImport, Imported, ImportedArticle, SourceFile, needs, taken_apart

_PROPERTY = {"headline": rb"\\title ([^{}\\]{1,300})\}", "author": rb"\\author ([^{}\\]{1,200})\}"}


def is_rich_text(file: SourceFile) -> bool:
    """Whether it begins as one."""
    return file.data.startswith(b"{\\rtf")


def read_rich_text(file: SourceFile) -> Imported:
    """The words, a paragraph a line of the file; title and author where its properties say them."""
    try:
        from striprtf.striprtf import rtf_to_text
    except ImportError:
        raise needs("striprtf") from None
    try:
        words: str = rtf_to_text(  # type: ignore[no-untyped-call]
            file.data.decode("latin-1"), errors="replace"
        )
    except Exception as error:  # whatever a hostile file does to its parser, the other files are read
        raise CannotImport(f"the document cannot be read: {type(error).__name__}", "Save it as DOCX.") from None
    lines = (line.strip().strip("|").replace("|", " | ").strip() for line in words.splitlines())
    text = "\n\n".join(" ".join(line.split()) for line in lines if line.strip("| "))
    if not text:
        raise CannotImport("there are no words in it")
    said = {
        name: match[1].decode("ascii", "replace") for name, p in _PROPERTY.items() if (match := re.search(p, file.data))
    }
    article = ImportedArticle(text, author=said.get("author", ""), guessed=("author",) if "author" in said else ())
    remarks = tuple(remark for sign, remark in _NOT_READ.items() if sign in file.data)
    return Imported((taken_apart(article),), remarks=remarks)


_NOT_READ = {
    rb"{\*\annotation": "comments were left out: save it as DOCX, and import that",
    rb"\deleted": "it has tracked changes, and deleted words may stand in the text: accept or reject them, and save it once more",
}
"""What the file says that is not read."""
