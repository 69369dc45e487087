"""What a run of the page has open: a folder, one input of it at a time, and what both share."""

from __future__ import annotations

from functools import cached_property
from threading import RLock
from typing import Any

from briefgen.annotate.describing import kinds_shown
from briefgen.annotate.folder import Folder
from briefgen.annotate.requests import AskedOpening, RequestRefused
from briefgen.annotate.session import Session
from briefgen.document import is_backward
from briefgen.options import Options
from briefgen.packets import InputFile
from briefgen.version import __version__


class Desk:
    """The folder and the input that are open."""

    def __init__(self, folder: Folder, options: Options, *, language: str = "en") -> None:
        self.folder = folder
        self.options = options
        self.language = language
        self.lock = RLock()
        self._session: Session | None = None

    @property
    def session(self) -> Session:
        """The open input. Refused where none is."""
        if self._session is None:
            raise RequestRefused(404, "no input is open", "Choose one from the list.")
        return self._session

    def open(self, source: InputFile) -> Session:
        with self.lock:
            if self._session is None or self._session.source != source:
                self._session = Session(source, self.options.settings)
            return self._session

    def asked_to_open(self, asked: AskedOpening) -> dict[str, Any]:
        source = self.folder.source(asked.path)
        if source is None:
            raise RequestRefused(404, "there is no such input in the folder")
        return self.open(source).state()

    def about(self) -> dict[str, Any]:
        return {
            "inputs": self.folder.listed(),
            "open": self._session.source.path if self._session is not None else None,
            "language": self.language,
            "dir": "rtl" if is_backward(self.language) else "ltr",
            "words": {},
            "kinds": self.kinds,
            "version": __version__,
        }

    @cached_property
    def kinds(self) -> list[dict[str, Any]]:
        from briefgen.compose import load_theme

        return kinds_shown(load_theme(self.options.theme).theme)
