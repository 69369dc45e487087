"""Patterns that are compiled when they are first asked."""

from __future__ import annotations

import re

import pytest

from briefgen.lazy_patterns import lazy_pattern


def test_nothing_is_compiled_before_it_is_asked() -> None:
    broken = lazy_pattern("(")
    with pytest.raises(re.error):
        broken.match("a")


def test_it_finds_what_a_pattern_finds() -> None:
    days, same = lazy_pattern(r"(mon|tues)day", re.IGNORECASE), re.compile(r"(mon|tues)day", re.IGNORECASE)
    for text in ("Monday and TUESDAY", "Friday"):
        assert days.findall(text) == same.findall(text)
        assert days.sub("day", text) == same.sub("day", text)
    assert (days.pattern, days.flags, days.groups) == (same.pattern, same.flags, same.groups)
