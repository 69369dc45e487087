"""What a run of the page has open: a folder, one input of it at a time, its packet, and what they share."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import Any, Literal

from briefgen.annotate.describing import kinds_shown
from briefgen.annotate.folder import Folder
from briefgen.annotate.preview import PacketView, Preview, shown_packet
from briefgen.annotate.requests import AskedOpening, RequestRefused
from briefgen.annotate.session import Session
from briefgen.annotate.wording import language_of, words_in
from briefgen.document import is_backward
from briefgen.new_file import write_new
from briefgen.new_input import empty_input, schema_of, stem_of
from briefgen.options import Options
from briefgen.packets import InputFile, mirror_of
from briefgen.version import __version__

_IN_ERROR = ("there is no packet yet", "An input without errors has one; the findings say what is wrong.")


class Desk:
    """The folder and the input that are open."""

    def __init__(self, folder: Folder, options: Options) -> None:
        self.folder = folder
        self.options = options
        self.preview = Preview(options)
        self.is_closing = False
        self._lock = RLock()
        self._session: Session | None = None

    def close(self) -> None:
        self.is_closing = True
        self.preview.close()

    # --- inputs ----------------------------------------------------------------------------

    @property
    def session(self) -> Session:
        """The open input. Refused where none is."""
        if self._session is None:
            raise RequestRefused(404, "no input is open", "Choose one from the list.")
        return self._session

    def open(self, source: InputFile) -> Session:
        with self._lock:
            if self._session is None or self._session.source != source:
                self._session = Session(source, self.options.settings, self._changed)
                self.preview.forget()
                if self._session.reading.is_readable:
                    self._changed(source, self._session.reading.data, self._session.version)
            return self._session

    def _changed(self, source: InputFile, data: bytes, version: str) -> None:
        """The packet of what the file says now is the one to be made."""
        if self._session is not None and self._session.source == source:
            self.preview.want(source, version, data)

    def asked_to_open(self, asked: AskedOpening) -> dict[str, Any]:
        source = self._new(asked.new) if asked.new else self.folder.source(asked.path)
        if source is None:
            raise RequestRefused(404, "there is no such input in the folder")
        return self.open(source).state()

    def _new(self, name: str) -> InputFile:
        """A new input of the folder, without articles; one that is there is never overwritten."""
        stem = stem_of(name)
        target = self.folder.path / f"{stem}.yaml"
        text = empty_input(Path(stem).name, Path(stem).name, "", schema_of(target))
        write_new(target, text.encode("utf-8"))
        return self.folder.source(str(target)) or InputFile(str(target), mirror_of(str(target)))

    def look(self) -> tuple[str, str]:
        """Digest and version of what the open input says now."""
        with self.session.lock:
            return self.session.refresh().digest, self.session.version

    def about(self, accepted: str = "") -> dict[str, Any]:
        """What the page needs to begin; `accepted`: the languages of the browser, as it says them."""
        language = language_of(accepted)
        return {
            "inputs": self.folder.listed(),
            "open": self._session.source.path if self._session is not None else None,
            "language": language,
            "dir": "rtl" if is_backward(language) else "ltr",
            "words": words_in(language),
            "kinds": self._kinds,
            "version": __version__,
        }

    @cached_property
    def _kinds(self) -> list[dict[str, Any]]:
        from briefgen.compose import load_theme

        return kinds_shown(load_theme(self.options.theme).theme)

    # --- the packet ------------------------------------------------------------------------

    def is_made(self, version: str) -> bool:
        """Whether the packet of that version was made or tried, or is not worth waiting for."""
        self.preview.watch()
        session = self.session
        return self.preview.tried == version or session.version != version or not session.reading.is_readable

    def edition(self) -> bytes:
        """The web edition of the last good packet. Refused where there is none."""
        self.view()
        edition = self.preview.edition()
        if edition is None:
            raise RequestRefused(503, *_IN_ERROR)
        return edition

    def view(self) -> PacketView:
        """The last good packet. Refused where there is none yet."""
        self.preview.watch()
        view = self.preview.view
        if view is None:
            trouble = self.preview.trouble
            raise RequestRefused(503, *((f"the packet cannot be made: {trouble}", "") if trouble else _IN_ERROR))
        return view

    def packet(self) -> dict[str, Any]:
        """Its pages, with what leads to passages and entries."""
        view, state = self.view(), self.session.state()
        entries = {each["id"]: each["passages"][0] for each in state["entries"] if each["passages"]}
        for number, judgment in enumerate(state["data"].get("key_judgments") or ()):
            name = judgment.get("id") if isinstance(judgment, dict) else None
            entries.setdefault(name or f"KJ{number + 1}", ("key_judgments", number))
        paragraphs: dict[str, Any] = {
            f"{article['id']}¶{each['number']}": {"article": article["number"], "paragraph": each["number"]}
            for article in state["articles"]
            for each in article["paragraphs"]
        }
        names = {each["number"]: each["id"] for each in state["articles"]}
        for each in state["passages"]:
            for span in each["spans"] or ():
                place = paragraphs.get(f"{names[each['article']]}¶{span['paragraph']}")
                if place is not None:
                    place.setdefault("passage", each["loc"])
        return shown_packet(view, entries, paragraphs)

    def packet_file(self, what: Literal["pdf", "docx"]) -> bytes:
        """A file of the packet of what the input says now, verified as every packet is."""
        session = self.session
        reading = session.refresh()
        made = self.preview.file(what, session.source, reading.digest, reading.data)
        if made is None:
            raise RequestRefused(422, *_IN_ERROR)
        return made
