"""The values of a theme: one that is declared, and that a writer forgot, is named here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

import briefgen
from briefgen import theme

WRITERS = Path(briefgen.__file__).parent / "writers"
NOT_OF_A_PDF = {
    ("FontFamily", "alternative"),  # a font that office suites take in another's place
    ("Fonts", "embed_in_docx"),
    ("InlineStyle", "word_style"),
    ("MarkingStyles", "labels"),  # the theme itself finds a marking's style there
    ("TextStyle", "word_style"),
    ("Theme", "colours"),  # the PDF takes each colour by its name
    ("Theme", "reference_docx"),
}
NOT_OF_A_PAGE = {
    ("Fonts", "embed_in_docx"),
    ("InlineStyle", "word_style"),
    ("TextStyle", "begins_group"),  # there are no pages
    ("TextStyle", "word_style"),
    ("Theme", "pdf"),
    ("Theme", "pdf_direction"),
    ("Theme", "reference_docx"),
}
NOT_OF_A_WORD_FILE = {
    ("TextStyle", "begins_group"),  # Word decides itself where a page ends
    ("Theme", "pdf"),
    ("Theme", "pdf_direction"),
}


def values() -> Iterator[tuple[str, str]]:
    for name, model in vars(theme).items():
        if isinstance(model, type) and issubclass(model, BaseModel) and model.__module__ == theme.__name__:
            yield from ((name, field) for field in model.model_fields)


def used(writer: str) -> set[str]:
    """The names that a writer, or what the writers share, takes of anything."""
    files = (*(WRITERS / writer).rglob("*.py"), *WRITERS.glob("*.py"), WRITERS.parent / "compose" / "figures.py")
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))]
    named = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return named | {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


@pytest.mark.parametrize(
    ("writer", "others"), [("pdf", NOT_OF_A_PDF), ("word", NOT_OF_A_WORD_FILE), ("html", NOT_OF_A_PAGE)]
)
def test_each_value_is_honoured_by_each_writer(writer: str, others: set[tuple[str, str]]) -> None:
    names = used(writer)
    ignored = {(model, field) for model, field in values() if field not in names}
    assert ignored - others == set(), f"briefgen/writers/{writer} does nothing with these values of briefgen/theme.py"
    assert others - ignored == set(), "these are honoured now: take them out of the list"
