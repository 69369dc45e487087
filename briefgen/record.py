"""A briefing in, what its packet's manifest says of it out; and the versions of all that shapes a packet's bytes."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from briefgen.installed import found_version, installed_version
from briefgen.version import __version__

if TYPE_CHECKING:
    from briefgen.schema.briefing import Briefing

_SHAPING = (
    "babel",
    "jinja2",
    "markdown-it-py",
    "pillow",
    "pydantic",
    "python-docx",
    "pyyaml",
    "reportlab",
    "uharfbuzz",
)

_FONTS = ("justmytype-intl-cjk", "manimgx-fonts", "manimgx-fonts-cjk")
"""Font packages, which shape the packets that need their scripts."""


def versions() -> dict[str, str]:
    """The installed versions of all that shapes a packet's bytes.

    zlib's is that of the platform: another release, or another library in its place, may pack the same content otherwise.
    """
    python = ".".join(map(str, sys.version_info[:3]))
    shaping = {name: installed_version(name) for name in _SHAPING}
    fonts = {name: found for name in _FONTS if (found := found_version(name))}
    return {"briefgen": __version__, "python": python, "zlib": zlib.ZLIB_RUNTIME_VERSION, **shaping, **fonts}


def is_restricted(briefing: Briefing) -> bool:
    """Whether its marking says that it is not for everybody."""
    return briefing.marking is not None and briefing.marking.is_restricted


def about_of(briefing: Briefing) -> dict[str, str]:
    """What a list of packets says of each."""
    marking = briefing.marking.banner if briefing.marking else ""
    more = {
        "restricted": "yes" if is_restricted(briefing) else "",
        "language": briefing.language if briefing.language != "en" else "",
        "actors": _listed(each.name for each in briefing.key_actors),
        "regions": _listed(place.name for each in briefing.regional_implications for place in each.regions),
    }
    known = {"title": briefing.title, "date": briefing.date.isoformat(), "marking": marking}
    return {**known, **{name: said for name, said in more.items() if said}}


def _listed(names: Iterable[str]) -> str:
    """Each name once."""
    return ", ".join(dict.fromkeys(names))


def counts_of(briefing: Briefing) -> dict[str, int]:
    from briefgen.schema.kinds import lists

    entries = {row.list: len(entries) for row, entries in lists(briefing)}
    return {"key_judgments": len(briefing.key_judgments), **entries, "articles": len(briefing.articles)}
