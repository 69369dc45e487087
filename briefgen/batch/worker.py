"""One input to its packet in a process of its own: the kit is loaded once, then used for every packet."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

from msgspec import Struct

from briefgen.batch.plan import load_with_record
from briefgen.batch.state import KitRecord
from briefgen.diagnostics import BriefgenError, Diagnostic
from briefgen.garbage import look_rarely
from briefgen.kit import Kit
from briefgen.options import Options
from briefgen.packets import InputFile
from briefgen.pipeline import Packet, build

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_FRESH_WORDS_AFTER = 250
"""Packets after which the words that were set are forgotten, so that memory does not grow with their number."""


class Bench(Struct):
    """Builds packets with one kit."""

    options: Options
    kit: Kit | None = None
    record: KitRecord | None = None
    """What the kit was made of, if it was loaded here."""
    built: int = 0

    def build(self, source: InputFile) -> Packet:
        """The packet. TemplateError where the template or theme cannot be used."""
        if self.kit is None:
            self.kit, self.record = load_with_record(self.options)
        if self.built:
            _tidy_up(first=self.built == 1)
        self.built += 1
        if self.built % _FRESH_WORDS_AFTER == 0:
            self.kit.__dict__.pop("typesetter", None)
        return build(source, self.kit, self.options)


def _tidy_up(*, first: bool) -> None:
    """Let go of what the last packet left in cycles.

    Found here among the young objects alone, while they are few, it takes a quarter of the time that Python's
    collector takes when it comes upon twenty packets' in the midst of one.
    """
    if first:
        gc.freeze()  # all that was loaded is young still; this and the next line make it old without a look at it
        gc.unfreeze()
    else:
        gc.collect(1)


class Refusal(Struct, frozen=True):
    """No kit could be loaded, so that no packet can be built."""

    diagnostics: tuple[Diagnostic, ...]


_bench: list[Bench] = []
_held: list[Connection | None] = []


def start(options: Options, lock: Connection | None = None) -> None:
    """Set a new worker process up, which holds the lock for as long as it lives."""
    import signal
    import threading

    look_rarely()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run itself ends its workers
    threading.Thread(target=_end_with_the_run, daemon=True).start()
    _bench[:] = [Bench(options)]
    _held[:] = [lock]


def _end_with_the_run() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class Done(Struct, frozen=True):
    """A packet, and with the first of a process what its kit was made of."""

    packet: Packet
    record: KitRecord | None = None


def build_here(source: InputFile) -> Done | Refusal:
    """What became of the input, in a worker process."""
    bench = _bench[0]
    try:
        packet = bench.build(source)
    except BriefgenError as error:
        return Refusal(error.diagnostics)
    record, bench.record = bench.record, None
    return Done(packet, record)
