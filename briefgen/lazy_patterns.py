"""A regular expression in, its pattern out, which is compiled when it is first asked.

For modules of many patterns of which a run asks few: to compile one takes longer than most texts take to be searched.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, cast


class _LazyPattern:
    def __init__(self, expression: str, flags: int) -> None:
        self._made_of = expression, flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(*self._made_of)

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._compiled, name)
        self.__dict__[name] = method  # from now on as fast as a pattern's own
        return method


def lazy_pattern(expression: str, flags: int = 0) -> re.Pattern[str]:
    """What has all that a pattern has; it is none for `re`'s own functions."""
    return cast("re.Pattern[str]", _LazyPattern(expression, flags))
