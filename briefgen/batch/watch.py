"""Paths and options go in; each time something that packets are made of is saved, what changed comes out.

The files' times are looked at several times a second: that works on any disk and file share alike.
"""

# os.path, since many files are looked at again and again:
# ruff: noqa: PTH116, PTH118, PTH120

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from briefgen.batch.plan import FONTS
from briefgen.batch.state import Stamp, load_state, stamp_of, state_file
from briefgen.options import Options
from briefgen.packets import find_sources
from briefgen.resources import find_template, find_theme, folders

_PAUSE = 0.2
_REST = 4
"""A pause lasts so many times as long as the look before, so that many files do not keep a CPU busy."""
_SETTLE = 0.05
"""Seconds for an editor that writes several files, or one in several steps."""

Seen = dict[str, Stamp]


def look(paths: Iterable[str], options: Options) -> Seen:
    """The stamps of all that the packets of these paths are made of."""
    seen: Seen = {}
    for path in _files(list(paths), options):
        try:
            seen[path] = stamp_of(os.stat(path))
        except OSError:
            continue
    return seen


def _files(paths: list[str], options: Options) -> Iterator[str]:
    sources, _ = find_sources(paths)
    texts = _texts(options.out)
    yield from options.settings.files
    for source in sources:
        yield source.path
        folder = os.path.dirname(source.path)
        written = {name for each in options.each for name in texts.get(each.placed(source).mirror, ())}
        yield from (os.path.join(folder, name) for name in written)
    templates = {find_template(each.template).parent for each in options.each}
    yield from {str(find_theme(each.theme)) for each in options.each}
    for folder in {str(path) for path in (*folders(), *templates, FONTS)}:
        for inner, _, names in os.walk(folder):
            yield from (os.path.join(inner, name) for name in names)


def _texts(out: Path) -> dict[str, list[str]]:
    """A packet's folder to the text files that its input names, as the last run found them."""
    try:
        return _texts_in(out, *stamp_of(os.stat(state_file(out))))
    except OSError:
        return {}


@lru_cache(maxsize=1)
def _texts_in(out: Path, *_: int) -> dict[str, list[str]]:
    """Read again only when the state file's stamp has changed."""
    packets = load_state(out).packets
    return {mirror: list(summary["texts"]) for mirror, summary in packets.items() if summary["texts"]}


def changes(paths: Iterable[str], options: Options, before: Seen) -> tuple[list[str], Seen]:
    """Wait for a change; what changed, in words, and what there is now."""
    given = list(paths)
    started = time.perf_counter()
    while (now := look(given, options)) == before:
        time.sleep(max(_PAUSE, (time.perf_counter() - started) * _REST))
        started = time.perf_counter()
    while True:
        time.sleep(_SETTLE)
        then, now = now, look(given, options)
        if then == now:
            return _differences(before, now), now


def _differences(before: Seen, now: Seen) -> list[str]:
    names = sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))
    return [f"{_short(name)} {_change(name, before, now)}" for name in names]


def _change(name: str, before: Seen, now: Seen) -> str:
    if name not in now:
        return "is gone"
    return "changed" if name in before else "is new"


def _short(name: str) -> str:
    path = Path(name)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else name
