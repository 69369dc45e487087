"""What the manifests of an output folder say goes in; `feed.atom`, a feed (RFC 4287) for one audience, comes out.

It is written only where the configuration asks for it, since readers' programs keep what a feed said, often elsewhere. It
holds no more than title, date, marking and address, and only of packets whose marking the audience's covers: one without a
marking, or of another scheme, is not in it. An entry's time is that of its packet's last change, kept from feed to feed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr

from msgspec import Struct
from pydantic import ValidationError

from briefgen.batch.index import INDEX_NAME, files_state, is_index, put_signed, read_first, shared_language
from briefgen.batch.plan import summary_of
from briefgen.batch.state import PacketSummary, State
from briefgen.files import read_plain
from briefgen.packets import FEED_NAME, MANIFEST
from briefgen.schema.marking import Marking, UnknownLabel
from briefgen.settings import Feed
from briefgen.words import catalogue_of
from briefgen.words.messages import N_

_MOST = 200
"""Entries, the newest."""
_NEVER = "1970-01-01T00:00:00Z"
_FORBIDDEN = re.compile("[^\t\n\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML holds."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_KNOWN = re.compile(
    rb"<entry[^>]*><!-- (?P<state>[0-9a-f]{8}) -->\s*<id>(?P<id>[^<]*)</id>\s*<updated>(?P<time>[0-9TZ:-]{20})</updated>"
)


class _Entry(Struct, frozen=True):
    """What the feed says of a packet."""

    id: str
    state: str
    updated: str
    mirror: str
    summary: PacketSummary


def write_feed(out: Path, mirrors: Iterable[str], state: State, feed: Feed | None) -> Path | None:
    """Write the feed where it is not as it should be; where none is asked for, take ours away. OSError where that
    cannot be done. A file of somebody's own in its place is kept; then its new name comes back."""
    path = out / FEED_NAME
    if feed is None:
        if path.is_file() and is_index(path):
            path.unlink()
        return None
    summaries = ((mirror, summary_of(out, mirror, state)) for mirror in mirrors)
    allowed = {
        mirror: each for mirror, each in summaries if each and _may_stand(feed, str(each["about"].get("marking", "")))
    }
    entries = sorted(_entries(out, allowed, feed, _known_times(path)), key=lambda each: each.mirror)
    entries.sort(key=lambda each: each.updated, reverse=True)
    return put_signed(out, path, lambda: feed_text(feed, entries[:_MOST]), private=_is_restricted(feed.marking))


# --- who may see what ----------------------------------------------------------------------------------


@cache
def _read_marking(words: str) -> Marking | None:
    try:
        return Marking.model_validate(words)
    except ValidationError:
        return None


def _may_stand(feed: Feed, words: str) -> bool:
    """Whether the audience may know of a packet that bears these words."""
    audience, marking = _read_marking(feed.marking), _read_marking(words)
    if audience is None or marking is None:
        return False
    if marking.scheme == "custom":  # what its levels are, its briefing alone says
        return marking.banner == audience.banner
    try:
        if marking.label.is_public:
            return True
        return audience.scheme == marking.scheme and audience.label.admits(marking.label)
    except UnknownLabel:
        return False


def _is_restricted(words: str) -> bool:
    marking = _read_marking(words)
    return marking is None or marking.is_restricted


# --- what it says --------------------------------------------------------------------------------------


def _known_times(path: Path) -> dict[tuple[str, str], str]:
    """What the feed that lies there says of times, by id and state; nothing where it is not ours."""
    if not is_index(path):
        return {}
    try:
        data = read_plain(path, follow=False)
    except OSError:
        return {}
    return {(each["id"].decode(), each["state"].decode()): each["time"].decode() for each in _KNOWN.finditer(data)}


def _entries(
    out: Path, packets: Mapping[str, PacketSummary], feed: Feed, known: Mapping[tuple[str, str], str]
) -> Iterator[_Entry]:
    for mirror, summary in packets.items():
        name, now = f"urn:uuid:{uuid5(NAMESPACE_URL, f'{feed.address}{quote(mirror)}/')}", files_state(summary)
        yield _Entry(name, now, known.get((name, now)) or _written(out / mirror / MANIFEST), mirror, summary)


def _written(path: Path) -> str:
    """When a packet was put in its place."""
    try:
        return _time(datetime.fromtimestamp(path.lstat().st_mtime, UTC))
    except (OSError, ValueError, OverflowError):
        return _NEVER


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def feed_text(feed: Feed, entries: Iterable[_Entry]) -> Iterator[str]:
    """The feed in pieces."""
    listed = list(entries)
    language = shared_language(each.summary for each in listed)
    title = feed.title or catalogue_of(language).gettext(N_("Briefing packets"))
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">\n'
    yield f"<id>urn:uuid:{uuid5(NAMESPACE_URL, f'{feed.address}{FEED_NAME}')}</id>\n"
    yield f"<title>{_words(title)}</title>\n"
    yield f"<updated>{max((each.updated for each in listed), default=_NEVER)}</updated>\n"
    yield f"<author><name>{_words(feed.author or title)}</name></author>\n"
    yield f'<link rel="self" type="application/atom+xml" href={_attribute(feed.address + FEED_NAME)}/>\n'
    yield f'<link rel="alternate" type="text/html" href={_attribute(feed.address + INDEX_NAME)}/>\n'
    yield f"<rights>{_words(feed.marking)}</rights>\n"
    yield from (_entry(feed, each) for each in listed)
    yield "</feed>\n"


def _entry(feed: Feed, entry: _Entry) -> str:
    about = entry.summary["about"]
    language = str(about.get("language", "en"))
    spoken = f' xml:lang="{language}"' if _LANGUAGE.fullmatch(language) else ""
    marking = str(about.get("marking", ""))
    facts = " · ".join(filter(None, (marking, str(about.get("date", "")))))
    return (
        f"<entry{spoken}><!-- {entry.state} -->\n<id>{entry.id}</id>\n<updated>{entry.updated}</updated>\n"
        f"<title>{_words(str(about.get('title', '')) or entry.mirror)}</title>\n"
        f'<link rel="alternate" href={_attribute(_address(feed, entry))}/>\n'
        f"<category term={_attribute(marking)}/>\n<summary>{_words(facts)}</summary>\n</entry>\n"
    )


def _address(feed: Feed, entry: _Entry) -> str:
    """What is read first of the packet; its folder where it has nothing to be read."""
    return f"{feed.address}{quote(f'{entry.mirror}/{read_first(entry.summary)}')}"


def _words(text: str) -> str:
    return escape(_FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text))


def _attribute(text: str) -> str:
    return quoteattr(_FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text))
