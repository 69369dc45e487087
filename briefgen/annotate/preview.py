"""An input's bytes in; its packet as it would be built, in a process of its own, out.

The process keeps the kit, so that after the first packet only what is new is set. Of several texts that come while it
works, the last one alone is made. Where the process dies, the next text gets another one.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from threading import Condition, Thread
from typing import Any, Literal

from msgspec import Struct

from briefgen.annotate.requests import RequestRefused
from briefgen.kit import Kit
from briefgen.options import Options
from briefgen.packets import InputFile

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
    html: bytes
    sizes: tuple[tuple[float, float], ...]
    """Width and height of each page in points."""
    links: tuple[LinkArea, ...]
    places: tuple[LinkArea, ...]


class _Task(Struct, frozen=True):
    what: Literal["view", "pdf", "docx", "html"]
    source: InputFile
    digest: str
    data: bytes


# --- in the process of its own -----------------------------------------------------------------


def _work(channel: Connection, options: Options) -> None:
    """Answer tasks until the other side is gone."""
    kits: list[Kit] = []
    with suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            task = channel.recv()
            channel.send(_answer(task, options, kits))


def _answer(task: _Task, options: Options, kits: list[Kit]) -> PacketView | bytes | str | None:
    """What the task asks for; None of an input in error, and words where the template or the program is."""
    from briefgen.kit import load_kit
    from briefgen.names import with_names

    try:
        if not kits:
            kits.append(load_kit(options))
        with with_names(options.settings.names):
            return _view(task, options, kits[0]) if task.what == "view" else _file(task, options, kits[0])
    except Exception as error:  # the input's own faults are findings, which the page shows
        return " ".join(str(error).split())[:300]


def _file(task: _Task, options: Options, kit: Kit) -> bytes | None:
    from msgspec.structs import replace

    from briefgen.pipeline import build_in_memory

    made, _ = build_in_memory(task.source, kit, replace(options, formats=(task.what,)), task.data)
    return made.get(f"{task.source.stem}.{task.what}")


def _view(task: _Task, options: Options, kit: Kit) -> PacketView | None:
    from briefgen.compose import anchors_of
    from briefgen.pipeline import preview
    from briefgen.writers.html import write_html
    from briefgen.writers.pdf import write_pdf

    work, _ = preview(task.source, kit, options, task.data)
    if work is None:
        return None
    pdf = write_pdf(work.document, work.theme, kit.typesetter, work.locate)
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
    html = write_html(work.document, work.theme).data
    return PacketView(task.digest, pdf.data, html, pdf.sizes, links, places)


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
        self._worker: _Worker | None = None
        self._thread: Thread | None = None
        self._ended = False

    def want(self, source: InputFile, digest: str, data: bytes) -> None:
        """The packet of these bytes is to be made, and of none that came before and waits."""
        with self._state:
            if self._ended or digest == self.tried or (self._wanted and self._wanted[1] == digest):
                return
            self._wanted = (source, digest, data)
            self._state.notify_all()

    def watch(self) -> None:
        """Somebody looks at the packet: from now on it is made."""
        with self._state:
            if self._thread is None and not self._ended:
                self._thread = Thread(target=self._run, name="preview", daemon=True)
                self._thread.start()

    def forget(self) -> None:
        """Another input is open."""
        with self._state:
            self.view, self.tried, self.trouble, self._wanted = None, "", "", None

    def file(self, what: Literal["pdf", "docx", "html"], source: InputFile, digest: str, data: bytes) -> bytes | None:
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
                self._wanted = None
                self._worker = worker = self._worker or _Worker(self.options)
            made = self._asked(worker, _Task("view", source, digest, data))
            with self._state:
                self.tried = digest
                self.builds += 1
                self.trouble = made if isinstance(made, str) else ""
                if isinstance(made, PacketView):
                    self.view = made

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
        self.process = context.Process(target=_work, args=(other, options), daemon=True)
        with _without_interruptions():
            self.process.start()
        other.close()

    def ask(self, task: _Task) -> Any:
        """The answer. Refused where the process is gone, or takes too long."""
        try:
            self.channel.send(task)
            if self.channel.poll(_SECONDS):
                return self.channel.recv()
        except (EOFError, OSError):
            pass
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
