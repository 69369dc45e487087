"""A day without an hour stays one, from the input to the page; and a limit that is a day ends with it."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from briefgen.cli import main
from briefgen.days import age, day_of, end_of, is_after
from briefgen.readers.article_markup import read_raw_article
from briefgen.readers.yaml_reader import read_input

INPUT = """\
title: The yard
date: 2025-05-06
cut_off: {cut_off}
articles:
  - headline: The Merle sails
    source: {{name: Ostby Post, retrieved: 2025-05-06}}
    published: {published}
    text: The Merle sails.
    annotations: []
"""


def written(tmp_path: Path, published: str, cut_off: str) -> Path:
    path = tmp_path / "yard.yaml"
    path.write_text(INPUT.format(published=published, cut_off=cut_off), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("when", "page", "data"),
    [
        ("2025-05-06", "6 May 2025", "2025-05-06"),
        ("20250506", "6 May 2025", "2025-05-06"),
        ("2025-05-06T00:00:00Z", "6 May 2025, 00:00 UTC", "2025-05-06T00:00:00Z"),
        ("2025-05-06T09:30:00+02:00", "6 May 2025, 07:30 UTC", "2025-05-06T07:30:00Z"),
    ],
)
def test_a_time_is_printed_where_one_was_given(when: str, page: str, data: str, tmp_path: Path) -> None:
    path = written(tmp_path, f'"{when}"', f'"{when}"')
    assert main([str(path), "--to", "text,json", "--out", str(tmp_path / "out")]) == 0
    text = (tmp_path / "out/yard/yard.txt").read_text("utf-8")
    assert f"6 May 2025 | {page} | 1 article" in text
    assert f"{page} · read on 6 May 2025" in text
    assert f"A1 · Ostby Post · {page}\n" in text
    assert text.count("UTC") == 3 * page.count("UTC")
    filled = json.loads((tmp_path / "out/yard/yard.briefing.json").read_text("utf-8"))
    assert (filled["cut_off"], filled["articles"][0]["published"]) == (data, data)


@pytest.mark.parametrize(
    ("published", "cut_off", "codes"),
    [
        ("2025-05-06", "2025-05-06", []),
        ("2025-05-06T23:59:59Z", "2025-05-06", []),
        ("2025-05-07T00:00:00Z", "2025-05-06", ["BG311"]),
        ("2025-05-07", "2025-05-06", ["BG311"]),
        ("2025-05-06", "2025-05-06T06:00:00Z", []),
        ("2025-05-07", "2025-05-06T06:00:00Z", ["BG311"]),
        ("2025-05-06T07:00:00Z", "2025-05-06T06:00:00Z", ["BG311"]),
    ],
)
def test_a_cut_off_that_is_a_day_ends_with_it(
    published: str, cut_off: str, codes: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", str(written(tmp_path, published, cut_off))])
    assert re.findall("BG311", capsys.readouterr().out) == codes


def test_a_day_is_no_moment() -> None:
    day, noon = date(2025, 5, 6), datetime(2025, 5, 6, 12, tzinfo=UTC)
    assert (day_of(day), day_of(noon)) == (day, day)
    assert (is_after(day, noon), is_after(noon, day)) == (False, False)
    assert (age(day, noon).days, age(date(2025, 5, 4), noon).days) == (0, 2)
    assert end_of(day) > noon == end_of(noon)


@pytest.mark.parametrize("wrong", ["2025-02-30", "2025-5-6", "6 May 2025", "2025-05-06T25:00:00Z"])
def test_what_is_neither_is_refused(wrong: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(written(tmp_path, f'"{wrong}"', "2025-05-06"))]) == 1
    assert "BG105" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("stamp", "published"),
    [
        ("2025-05-06:", date(2025, 5, 6)),
        ("2025-05-06", date(2025, 5, 6)),
        ("2025-05-06T10:00Z:", datetime(2025, 5, 6, 10, tzinfo=UTC)),
    ],
)
def test_a_stamp_without_an_hour_is_a_day(stamp: str, published: date, tmp_path: Path) -> None:
    raw = tmp_path / "raw.txt"
    raw.write_text(f"{stamp} **The Merle sails**\n**Ostby** - The Merle sails.\n", encoding="utf-8")
    assert read_raw_article(raw.read_text("utf-8")).published == published
    assert main(["new", "yard", "--article", str(raw), "--out", str(tmp_path)]) == 0
    line = (
        f"    published: {published:%Y-%m-%dT%H:%M:%SZ}\n"
        if isinstance(published, datetime)
        else f"    published: {published}\n"
    )
    assert line in (tmp_path / "yard.yaml").read_text("utf-8")
    assert read_input(tmp_path / "yard.yaml").input.articles[0].published == published
