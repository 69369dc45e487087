"""Periods in words stand in the timeline where they belong."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.fill import fill
from briefgen.periods import sort_key
from briefgen.readers.yaml_reader import read_input


@pytest.mark.parametrize(
    ("period", "key"),
    [
        ("October 2016", "2016-10"),
        ("early October 2016", "2016-10-01"),
        ("5 Oct. 2016", "2016-10-05"),
        ("October 5, 2016", "2016-10-05"),
        ("Spring 2016", "2016-03"),
        ("in the autumn of 2016", "2016-09"),
        ("winter 2016-17", "2016-12"),
        ("Q3 2016", "2016-07"),
        ("the third quarter of 2016", "2016-07"),
        ("second half of 2016", "2016-07"),
        ("mid-2016", "2016-05"),
        ("late 2016", "2016-09"),
        ("2016-17", "2016"),
        ("2016–2018", "2016"),
        ("October–November 2016", "2016-10"),
        ("November to March 2017", "2016-11"),
        ("between 3 and 5 May 2016", "2016-05-03"),
        ("from 2015 to March 2016", "2015"),
        ("the 1990s", "1990"),
        ("late 1990s", "1997"),
        ("since May 2016", "2016-05"),
        ("Sunday, 30 October 2016", "2016-10-30"),
        ("the week of 3 October 2016", "2016-10-03"),
        ("second week of October 2016", "2016-10-08"),
        ("the night of 29 to 30 October 2016", "2016-10-29"),
        ("3 October 2016, 14:00", "2016-10-03"),
        ("FY2016", "2016"),
        ("not before 2016", "2016"),
        ("no later than October 2016", "2016-1/~"),
        ("two days before the talks in October 2016", "2016-10"),
        ("Before the visit in October 2016", "2016-10"),
        ("29. März 2016", "2016-03-29"),
        ("29 de marzo de 2016", "2016-03-29"),
        ("март 2016 года", "2016-03"),
        ("2016年3月", "2016-03"),
    ],
)
def test_a_period_sorts_by_the_time_that_it_names(period: str, key: str) -> None:
    assert sort_key(period) == key


@pytest.mark.parametrize(
    "period",
    [
        "Before the visit to Japan",
        "March",
        "12 ships of 2016",
        "soon",
        "",
        "2016 and later on",
        "a march of 2000 men",
        "Easter 2016",
        "between the talks of March 2014 and those of May 2015",
    ],
)
def test_words_that_name_no_time_have_no_key(period: str) -> None:
    assert sort_key(period) is None


def test_before_and_after_stand_beside_what_they_name() -> None:
    periods = ["before 2016", "before October 2016", "after October 2016", "after 2016"]
    before, before_october, after_october, after = (sort_key(each) or "" for each in periods)
    in_order = [
        "2015-12-31",
        before,
        "2016",
        "2016-09-30",
        before_october,
        "2016-10",
        "2016-10-31",
        after_october,
        "2016-11",
        after,
        "2017",
    ]
    assert sorted(in_order) == in_order


def test_the_timeline_is_in_the_order_of_time(tmp_path: Path) -> None:
    times = ["period: Before the visit", "period: October 2016", "date: 2016-11", "period: early 2016", "date: 2015"]
    events = "".join(f"  - {{{when}, what: It was in {when[-4:]}}}\n" for when in times)
    path = tmp_path / "in.yaml"
    text = "title: T\ndate: 2025-03-30\narticles:\n  - {headline: H, source: {name: S}, text: Words}\nevents:\n"
    path.write_text(text + events, encoding="utf-8")
    found = fill(read_input(path)).briefing.events
    assert [each.period or each.date for each in found] == [
        "2015",
        "early 2016",
        "October 2016",
        "2016-11",
        "Before the visit",
    ]
