"""The packet is begun before a text is saved: what never comes about is never shown, and nothing is made twice."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the server needs the extra annotate")

from annotating import TEXT
from patience import PATIENCE, until

from briefgen.annotate import preview as module
from briefgen.annotate import session as session_module
from briefgen.annotate.preview import PacketView, Preview
from briefgen.annotate.requests import AskedEdit, RequestRefused
from briefgen.annotate.session import Session
from briefgen.editing import digest_of
from briefgen.options import Options
from briefgen.packets import InputFile
from briefgen.pipeline import build_in_memory
from briefgen.settings import USUAL

SOURCE = InputFile("talks.yaml", "talks")
EDIT = AskedEdit("set", ("title",), "Talks in Osaka")


class StandIn:
    """Makes packets of nothing, each when it may."""

    def __init__(self, options: Options) -> None:
        self.asked: list[str] = []
        self.may = {name: Event() for name in ("one", "two", "three")}

    def ask(self, task: Any) -> PacketView:
        self.asked.append(task.digest)
        assert self.may[task.digest].wait(PATIENCE)
        return PacketView(task.digest, b"", (), (), ())

    def end(self) -> None:
        for each in self.may.values():
            each.set()


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Any:
    worker = StandIn(Options())
    monkeypatch.setattr(module, "_Worker", lambda options: worker)
    preview = Preview(Options())
    preview.watch()
    yield preview, worker
    preview.close()


def made(preview: Preview, worker: StandIn, name: str) -> None:
    worker.may[name].set()
    until(lambda: preview.tried == name, f"the packet of {name} is not made")


def test_a_packet_that_was_begun_of_a_text_that_never_came_about_is_not_shown(watched: Any) -> None:
    preview, worker = watched
    preview.want(SOURCE, "one", b"1")
    made(preview, worker, "one")
    preview.want(SOURCE, "two", b"2")
    until(lambda: "two" in worker.asked, "nothing was begun")
    preview.want(SOURCE, "one", b"1")
    worker.may["two"].set()
    preview.want(SOURCE, "three", b"3")
    until(lambda: "three" in worker.asked, "the next one is not begun")
    assert (preview.tried, preview.view and preview.view.digest) == ("one", "one")
    made(preview, worker, "three")
    assert worker.asked == ["one", "two", "three"]


def test_what_is_being_made_goes_on_where_a_later_text_never_came_about(watched: Any) -> None:
    preview, worker = watched
    preview.want(SOURCE, "one", b"1")
    until(lambda: "one" in worker.asked, "nothing was begun")
    preview.want(SOURCE, "two", b"2")
    preview.want(SOURCE, "one", b"1")
    made(preview, worker, "one")
    preview.want(SOURCE, "three", b"3")
    made(preview, worker, "three")
    assert worker.asked == ["one", "three"]


def test_what_was_made_is_shown_though_a_later_text_waits(watched: Any) -> None:
    preview, worker = watched
    preview.want(SOURCE, "one", b"1")
    until(lambda: "one" in worker.asked, "nothing was begun")
    preview.want(SOURCE, "two", b"2")
    worker.may["one"].set()
    until(lambda: preview.view is not None and preview.view.digest == "one", "the first packet is not shown")
    made(preview, worker, "two")


# --- what the session says ---------------------------------------------------------------------


@pytest.fixture
def told(tmp_path: Path) -> tuple[Session, list[bytes]]:
    path = tmp_path / "talks.yaml"
    path.write_text(TEXT, encoding="utf-8")
    texts: list[bytes] = []
    session = Session(InputFile(str(path), "talks"), USUAL, lambda source, data, version: texts.append(data))
    return session, texts


def test_a_text_is_told_before_it_is_saved(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    session, texts = told
    replace, before = session_module.replace_file, []

    def replaced(path: Path, new: bytes, old: bytes, **more: Any) -> None:
        before.append(texts[-1] == new)
        replace(path, new, old, **more)

    monkeypatch.setattr(session_module, "replace_file", replaced)
    state = session.edit(session.reading.digest, [EDIT])
    session.undo(state["digest"])
    assert before == [True, True]
    assert texts[-1] == session.path.read_bytes() == TEXT.encode()


def test_where_another_editor_saves_at_that_moment_its_text_is_told_last(
    told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, texts = told
    theirs = TEXT.replace("Tokyo\n", "Kyoto\n", 1).encode()
    replace = session_module.replace_file

    def replaced(path: Path, new: bytes, old: bytes, **more: Any) -> None:
        path.write_bytes(theirs)
        replace(path, new, old, **more)

    monkeypatch.setattr(session_module, "replace_file", replaced)
    with pytest.raises(RequestRefused) as refused:
        session.edit(digest_of(TEXT.encode()), [EDIT])
    assert refused.value.status == 409
    assert b"Osaka" in b"".join(texts)
    assert texts[-1] == session.path.read_bytes() == theirs


def test_where_the_text_cannot_be_saved_the_old_one_is_told_last(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    session, texts = told

    def broken(*given: Any, **more: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(session_module, "replace_file", broken)
    with pytest.raises(OSError, match="no space"):
        session.edit(digest_of(TEXT.encode()), [EDIT])
    assert [b"Osaka" in each for each in texts[-2:]] == [True, False]
    assert texts[-1] == TEXT.encode()


def test_the_web_edition_beside_the_pages_is_the_one_that_is_built() -> None:
    """On the example, text goes on before a map that begins a page: in both, or they would have two orders."""
    example = Path(__file__).parent.parent / "inputs" / "2025-03-30.yaml"
    source, data = InputFile(str(example), "2025-03-30"), example.read_bytes()
    press = module._Press(Options(formats=("html", "pdf")))
    assert isinstance(press.answer(module._Task("view", source, "", data)), PacketView)
    built, _ = build_in_memory(source, press.kit, press.options, data)
    assert press.answer(module._Task("edition", source, "", b"")) == built["2025-03-30.html"]
