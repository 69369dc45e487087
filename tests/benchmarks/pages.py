"""Goes in: the seed; come out: the figures of a packet of many articles, page by page, as this tree prints it.

    python tests/benchmarks/pages.py [--articles 26] [--shared] [--keep FOLDER]

The packet is the seed with so many articles, each with a part of its annotations; with --shared all speak of the same
entries, which then have many references. Printed are its pages, how far down
each is filled, and its table rows by height; and, where LibreOffice is installed, whether it breaks the pages of
the Word file where the PDF does, on a machine without the fonts.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).parents[1]))

import office
from test_full_pages import THEME, as_shown, ink, packet, words_of

from briefgen.writers.pdf import blocks
from briefgen.writers.word import write_word

_BAND = 50
"""Points: rows are counted by this."""
_FIRST = 40
"""Letters and digits at the top of a page that say whether two pages begin alike."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=26)
    parser.add_argument("--shared", action="store_true")
    parser.add_argument("--keep", type=Path, help="a folder that keeps both files")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        report(given.keep or Path(name), given.articles, given.shared)


def report(folder: Path, articles: int, shared: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with heights_of_rows() as heights:
        made, result = packet(articles, shared)
    (folder / "x.pdf").write_bytes(result.data)
    (folder / "x.docx").write_bytes(write_word(made, THEME, result.layout).data)
    filled = ink(result.data)
    print(f"{articles} articles: {len(filled)} pages, the least filled of those before the last {min(filled[:-1]):.0%}")
    print("filled:", " ".join(f"{share:.0%}" for share in filled))
    print(f"{sum(heights.values())} rows; by height:", *(_band(*each) for each in sorted(heights.items())), sep="\n  ")
    if office.INSTALLED:
        compare(result.data, as_shown(folder))


@contextlib.contextmanager
def heights_of_rows() -> Iterator[Counter[int]]:
    """Counts the rows that are set meanwhile, by the band of their height; heads of tables among them."""
    found: Counter[int] = Counter()
    row_box = blocks.RowBox

    def counted(*given: object, **named: object) -> object:
        box = row_box(*given, **named)  # type: ignore[arg-type]
        found[int(box.height // _BAND)] += 1
        return box

    with mock.patch.object(blocks, "RowBox", counted):
        yield found


def _band(band: int, count: int) -> str:
    return f"{band * _BAND:4} to {(band + 1) * _BAND:4} pt: {count:4}"


def compare(own: bytes, shown: bytes) -> None:
    """What LibreOffice shows of the Word file, beside the PDF; signs are drawn in the one and letters in the other."""
    ours, theirs = (["".join(filter(str.isalnum, page)) for page in words_of(data)] for data in (own, shown))
    at = _length_of_running_line(ours)
    others = [
        number
        for number, (one, other) in enumerate(zip(ours, theirs, strict=False), 1)
        if one[at : at + _FIRST] != other[at : at + _FIRST]
    ]
    print(f"in LibreOffice: {len(theirs)} pages;", f"others begin: {others}" if others else "all begin alike")


def _length_of_running_line(pages: list[str]) -> int:
    """How much all pages but the first have in common at their top."""
    first, *rest = pages[1:] or pages
    return next((at for at, letter in enumerate(first) if any(page[at : at + 1] != letter for page in rest)), 0)


if __name__ == "__main__":
    main()
