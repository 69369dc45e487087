"""The name of a packaged table in, its rows out: `tables/countries.tsv` and its like, which say themselves where they come from."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def table_rows(table: str, columns: int) -> tuple[tuple[str, ...], ...]:
    """The rows of a table, each with as many cells as asked for; lines that begin with # are for its readers."""
    text = (Path(__file__).parent / "tables" / table).read_text(encoding="utf-8")
    cells = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple((*row, *[""] * (columns - len(row))) for row in cells)


def several(cell: str) -> tuple[str, ...]:
    """The parts of a cell that holds several, separated by semicolons."""
    return tuple(part for part in cell.split("; ") if part)
