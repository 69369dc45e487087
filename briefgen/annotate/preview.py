"""An input's bytes in; its packet as it would be built, in a process of its own, out.

The process keeps the kit, so that after the first packet only what is new is set. Of several texts that come while it
works, the last one alone is made. Where the process dies, the next text gets another one.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property
from multiprocessing.connection import Connection
from threading import Condition, Lock, Thread
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from briefgen.annotate.requests import RequestRefused
from briefgen.garbage import look_rarely
from briefgen.kit import Kit
from briefgen.options import Options
from briefgen.packets import InputFile
from briefgen.writing import Work

_SECONDS = 120
"""That a whole packet may take, verified."""


class LinkArea(Struct, frozen=True):
    """A place of a page that leads to another, or that others lead to."""

    page: int
    """From 1."""
    box: tuple[float, float, float, float]
    """Left, top, width and height in points, from the upper left corner."""
    target: str
    """`entry P-1`, `paragraph A1¶3`, or `page 4`."""


class PacketView(Struct, frozen=True):
    """A packet as far as the page shows it."""

    digest: str
    """Of the input that it was made of."""
    pdf: bytes
    sizes: tuple[tuple[float, float], ...]
    """Width and height of each page in points."""
    links: tuple[LinkArea, ...]
    places: tuple[LinkArea, ...]


class _Task(Struct, frozen=True):
    what: Literal["view", "edition", "pdf", "docx"]
    source: InputFile
    digest: str
    data: bytes
    """Nothing for the edition, which is that of the last good view."""


# --- in the process of its own -----------------------------------------------------------------


def _work(channel: Connection, options: Options) -> None:
    """Answer tasks until the other side is gone."""
    look_rarely()
    press = _Press(options)
    with suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            task = channel.recv()
            channel.send(press.answer(task))
            gc.collect(1)  # what the packet left in cycles, while nobody waits


class _Press:
    """What the process keeps from one task to the next."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.shown: Work | None = None
        """The last good view's."""

    @cached_property
    def kit(self) -> Kit:
        from briefgen.kit import load_kit

        return load_kit(self.options)

    def answer(self, task: _Task) -> PacketView | bytes | str | None:
        """What the task asks for; None of an input in error, and words where the template or the program is."""
        from briefgen.names import with_names

        try:
            with with_names(self.options.settings.names):
                match task.what:
                    case "view":
                        return self._view(task)
                    case "edition":
                        return self._edition()
                return _file(task, self.options, self.kit)
        except Exception as error:  # the input's own faults are findings, which the page shows
            return " ".join(str(error).split())[:300]

    def _view(self, task: _Task) -> PacketView | None:
        from briefgen.pipeline import preview

        work, _ = preview(task.source, self.kit, replace(self.options, formats=("pdf",)), task.data)
        if work is None:
            return None
        self.shown = work
        return _view_of(work, task.digest)

    def _edition(self) -> bytes | None:
        from briefgen.writers.html import write_html

        return write_html(self.shown.document, self.shown.theme).data if self.shown is not None else None


def _file(task: _Task, options: Options, kit: Kit) -> bytes | None:
    from briefgen.pipeline import build_in_memory

    made, _ = build_in_memory(task.source, kit, replace(options, formats=(task.what,)), task.data)
    return made.get(f"{task.source.stem}.{task.what}")


def _view_of(work: Work, digest: str) -> PacketView:
    from briefgen.compose import anchors_of
    from briefgen.writers.pdf import write_pdf

    pdf = write_pdf(work.document, work.theme, work.kit.typesetter, work.locate)
    targets = {anchor: goal for name, anchor in anchors_of(work.briefing).items() if (goal := _target(name))}
    pages = pdf.layout.page_of
    links = tuple(
        LinkArea(
            each.page,
            _box(each.rect, pdf.sizes[each.page - 1][1]),
            targets.get(each.anchor) or f"page {pages[each.anchor]}",
        )
        for each in pdf.links
    )
    places = tuple(
        LinkArea(page, (0.0, pdf.sizes[page - 1][1] - pdf.tops[anchor], 0.0, 0.0), targets[anchor])
        for anchor, page in pages.items()
        if anchor in targets
    )
    return PacketView(digest, pdf.data, pdf.sizes, links, places)


def _target(name: str) -> str:
    """What the page calls the place of that name; nothing for those that no part of an input stands for."""
    what, _, _ = name.partition(" ")
    if what in ("article", "mark"):
        return ""
    return f"paragraph {name}" if "¶" in name else f"entry {name}"


def _box(rect: tuple[float, float, float, float], height: float) -> tuple[float, float, float, float]:
    left, bottom, right, top = rect
    return left, height - top, right - left, top - bottom


# --- in the server's ---------------------------------------------------------------------------


class Preview:
    """Asks the process for packets, and keeps the last good one."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.view: PacketView | None = None
        self.tried = ""
        """Digest of the last text that was tried."""
        self.trouble = ""
        """Why it could not be made, where that is no fault of the input."""
        self.builds = 0
        """How many there were."""
        self._state = Condition()
        self._wanted: tuple[InputFile, str, bytes] | None = None
        self._making = ""
        """Digest of the text whose packet is being made."""
        self._worker: _Worker | None = None
        self._thread: Thread | None = None
        self._ended = False

    def want(self, source: InputFile, digest: str, data: bytes) -> None:
        """The packet of these bytes is to be made, and of none that waits; one that is there, or begun, is not made again."""
        with self._state:
            if self._ended or digest == (self._wanted[1] if self._wanted else self._making or self.tried):
                return
            self._wanted = None
            if digest == self.tried:
                self._making = ""  # what was begun since then did not come about
            elif digest != self._making:
                self._wanted = (source, digest, data)
                self._state.notify_all()

    def watch(self) -> None:
        """Somebody looks at the packet: from now on it is made."""
        with self._state:
            if self._thread is None and not self._ended:
                self._thread = Thread(target=self._run, name="preview", daemon=True)
                self._thread.start()

    def wait(self, digest: str, seconds: float) -> None:
        """Until that text was tried, or the time is over."""
        with self._state:
            self._state.wait_for(lambda: self._ended or self.tried == digest, seconds)

    def forget(self) -> None:
        """Another input is open."""
        with self._state:
            self.view, self.tried, self.trouble, self._wanted, self._making = None, "", "", None, ""

    def edition(self) -> bytes | None:
        """The web edition of the last good view."""
        worker = self._worker
        made = worker.ask(_Task("edition", InputFile("", ""), "", b"")) if worker is not None else None
        return made if isinstance(made, bytes) else None

    def file(self, what: Literal["pdf", "docx"], source: InputFile, digest: str, data: bytes) -> bytes | None:
        """A file of the packet, verified; None where the input is in error."""
        worker = _Worker(self.options)
        try:
            made = worker.ask(_Task(what, source, digest, data))
        finally:
            worker.end()
        return made if isinstance(made, bytes) else None

    def close(self) -> None:
        with self._state:
            self._ended = True
            self._state.notify_all()
            if self._worker is not None:
                self._worker.end()

    def _run(self) -> None:
        while True:
            with self._state:
                while self._wanted is None and not self._ended:
                    self._state.wait()
                if self._ended or self._wanted is None:
                    return
                source, digest, data = self._wanted
                self._wanted, self._making = None, digest
                self._worker = worker = self._worker or _Worker(self.options)
            made = self._asked(worker, _Task("view", source, digest, data))
            with self._state:
                if self._making != digest:
                    continue  # another input is open by now, or the text never came about
                self.tried, self._making = digest, ""
                self.builds += 1
                self.trouble = made if isinstance(made, str) else ""
                if isinstance(made, PacketView):
                    self.view = made
                self._state.notify_all()

    def _asked(self, worker: _Worker, task: _Task) -> Any:
        try:
            return worker.ask(task)
        except RequestRefused:
            worker.end()
            self._worker = None
            return None


class _Worker:
    """A process that makes packets."""

    def __init__(self, options: Options) -> None:
        context = multiprocessing.get_context("spawn")  # threads of ours must not be copied
        self.channel, other = context.Pipe()
        self._one = Lock()
        """A question and its answer at a time."""
        self.process = context.Process(target=_work, args=(other, options), daemon=True)
        with _without_interruptions():
            self.process.start()
        other.close()

    def ask(self, task: _Task) -> Any:
        """The answer. Refused where the process is gone, or takes too long."""
        with self._one, suppress(EOFError, OSError):
            self.channel.send(task)
            if self.channel.poll(_SECONDS):
                return self.channel.recv()
        raise RequestRefused(503, "the packet could not be made", "Build it on the command line to see why.")

    def end(self) -> None:
        with suppress(OSError):
            self.channel.close()
        self.process.terminate()
        self.process.join(1)


@contextmanager
def _without_interruptions() -> Iterator[None]:
    """A process that is started meanwhile takes no Ctrl-C, which is meant for the server alone."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def shown_packet(view: PacketView, entries: Mapping[str, Any], paragraphs: Mapping[str, Any]) -> dict[str, Any]:
    """The pages with their areas; `entries`, `paragraphs`: names to where the input has them."""

    def target(name: str) -> dict[str, Any] | None:
        what, _, rest = name.partition(" ")
        match what:
            case "page":
                return {"page": int(rest)}
            case "entry":
                return {"entry": entries[rest], "id": rest} if rest in entries else None
        return paragraphs.get(rest)

    def areas(found: tuple[LinkArea, ...], number: int) -> list[dict[str, Any]]:
        return [
            {"box": each.box, "to": goal} for each in found if each.page == number and (goal := target(each.target))
        ]

    pages = [
        {"number": number, "width": width, "height": height, "links": areas(view.links, number)}
        | {"places": [{"y": each["box"][1], "to": each["to"]} for each in areas(view.places, number)]}
        for number, (width, height) in enumerate(view.sizes, 1)
    ]
    return {"digest": view.digest, "pages": pages}
