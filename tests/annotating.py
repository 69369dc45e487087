"""A file in, the page's server on it out, as a client without network or as a process; for the tests of `annotate`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from briefgen.annotate.app import application
from briefgen.annotate.desk import Desk
from briefgen.annotate.folder import Folder
from briefgen.options import Options

HOST = "127.0.0.1:4444"
TOKEN = "a-token"

TEXT = """\
# What the desk knows.
title: Talks in Tokyo
date: 2025-03-30   # the day of the talks

bottom_line: The talks bind both forces more closely.
key_judgments:
  # the first
  - id: KJ1
    statement: The upgrade is likely to speed joint planning.
    likelihood: likely
    confidence: moderate
    basis: One report.
    evidence: [hq]
gaps:
  - When is it to be ready?   # asked in Tokyo
  - Who is to command it?
articles:
  - headline: US upgrades its command
    source: {name: The wire, kind: wire}
    published: 2025-03-30
    language: en
    text: |
      Tokyo – Pete Hegseth announced a joint headquarters 🙂 in Japan. Japan agreed.

      Gen Nakatani welcomed it. The headquarters is to be ready in 2026, Japan said.
    annotations:
      - {kind: actor, quote: Pete Hegseth, name: Pete Hegseth}
      # what matters
      - id: hq
        kind: capability
        quote: a joint headquarters
        name: Joint headquarters
"""


class Page:
    """Asks as the page does."""

    def __init__(self, folder: Path, path: Path | None = None) -> None:
        self.desk = Desk(Folder(folder), Options())
        if path is not None:
            source = self.desk.folder.source(str(path))
            assert source is not None
            self.desk.open(source)
        app = application(self.desk, frozenset({HOST}), TOKEN)
        self.client = TestClient(app, base_url=f"http://{HOST}", raise_server_exceptions=False)
        self.state: dict[str, Any] = {}

    def ask(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Any:
        """The response, whatever it is."""
        return self.client.request(method, path, json=body, headers={"X-Briefgen-Token": TOKEN, **(headers or {})})

    def get(self, path: str) -> Any:
        response = self.ask("GET", path)
        assert response.status_code == 200, response.text
        return response.json()

    def load(self) -> dict[str, Any]:
        self.state = self.get("/api/state")
        return self.state

    def post(self, path: str, body: Mapping[str, Any], *, status: int = 200, method: str = "POST") -> dict[str, Any]:
        """The answer to a request about the state at hand, which the answer takes the place of."""
        response = self.ask(method, path, {"digest": self.state["digest"], **body})
        assert response.status_code == status, response.text
        answer: dict[str, Any] = response.json()
        if status == 200:
            self.state = answer
        return answer

    def edit(self, *edits: Mapping[str, Any], status: int = 200, label: str = "") -> dict[str, Any]:
        return self.post("/api/edits", {"edits": edits, "label": label}, status=status)

    def mark(
        self, words: str, kind: str | None, *, number: int = 1, status: int = 200, **fields: Any
    ) -> dict[str, Any]:
        """Select words, those of the given number where they stand several times, and mark them."""
        paragraph, start = places(self.state, words)[number - 1]
        place = {
            "article": 0,
            "start": {"paragraph": paragraph, "offset": start},
            "end": {"paragraph": paragraph, "offset": start + len(words)},
        }
        return self.post("/api/passages", {**place, "kind": kind, "fields": fields}, status=status)


def places(state: Mapping[str, Any], words: str, article: int = 0) -> list[tuple[int, int]]:
    """(paragraph, offset) of the words in an article."""
    found: list[tuple[int, int]] = []
    for each in state["articles"][article]["paragraphs"]:
        at = each["text"].find(words)
        while at >= 0:
            found.append((each["number"], at))
            at = each["text"].find(words, at + 1)
    return found


def page_on(folder: Path, text: str | bytes = TEXT, name: str = "talks.yaml") -> Page:
    """A page on a file of this text, its state loaded."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    page = Page(folder, path)
    page.load()
    return page


def set_(loc: Sequence[str | int], value: Any) -> dict[str, Any]:
    return {"op": "set", "loc": [*loc], "value": value}
