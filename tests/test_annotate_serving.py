"""The page's server as a process: its address, its end, and a file that is whole whenever it is killed."""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

pytest.importorskip("uvicorn", reason="the server needs the extra annotate")

from annotating import TEXT
from patience import PATIENCE

from briefgen.annotate import serving
from briefgen.annotate.desk import Desk
from briefgen.annotate.folder import Folder
from briefgen.annotate.serving import LocalAddress, RedirectFile
from briefgen.cli import main
from briefgen.options import Options

_SAID = re.compile(r"http://127\.0\.0\.1:(\d+)/#token=([\w-]{40,})\n")


class Served:
    """A server that runs."""

    def __init__(self, process: subprocess.Popen[str], port: int, token: str) -> None:
        self.process = process
        self.port = port
        self.token = token
        self.tag = ""
        """Of the last answer that had one."""

    def ask(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        sent = {"X-Briefgen-Token": self.token, **(headers or {})}
        data = None
        if body is not None:
            data, sent["Content-Type"] = json.dumps(body), "application/json"
        try:
            connection.request(method, path, data, sent)
            response = connection.getresponse()
            self.tag = response.getheader("ETag", self.tag)
            return response.status, response.read()
        finally:
            connection.close()

    def get(self, path: str) -> Any:
        status, data = self.ask("GET", path)
        assert status == 200, data
        return json.loads(data)

    def edit(self, digest: str, title: str) -> dict[str, Any]:
        edits = [{"op": "set", "loc": ["title"], "value": title}]
        status, data = self.ask("POST", "/api/edits", {"digest": digest, "edits": edits})
        assert status == 200, data
        answer: dict[str, Any] = json.loads(data)
        return answer


@contextmanager
def served(folder: Path, *arguments: str) -> Iterator[Served]:
    command = [sys.executable, "-m", "briefgen", "annotate", *arguments, "--no-browser"]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert process.stdout is not None
        lines = [process.stdout.readline()]
        while lines[-1] and not _SAID.fullmatch(lines[-1]):
            lines.append(process.stdout.readline())
        said = _SAID.fullmatch(lines[-1])
        assert said, lines
        yield Served(process, int(said[1]), said[2])
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs" / "talks.yaml").write_text(TEXT, encoding="utf-8")
    return tmp_path


def test_an_input_is_edited_its_packet_shown_and_the_end_is_quiet(folder: Path) -> None:
    with served(folder, "inputs/talks.yaml") as server:
        state = server.get("/api/state")
        state = server.edit(state["digest"], "Talks in Naha")
        _wait_for_packet(server, state["digest"])
        packet = server.get("/api/packet")
        assert packet["digest"] == state["digest"]
        targets = [each["to"] for page in packet["pages"] for each in page["links"]]
        assert any(each.get("passage") for each in targets)
        assert any("entry" in each["to"] for page in packet["pages"] for each in page["places"])
        status, picture = server.ask("GET", "/api/packet/1.png?scale=0.5")
        assert status == 200
        with Image.open(BytesIO(picture)) as image:
            image.load()
            assert (image.format, image.size) == ("PNG", (298, 421))
            colours = [colour for _, colour in sorted(image.getcolors(10**6))]
            assert colours[-1] == (255, 255, 255)
            assert len(colours) > 50
        assert server.ask("GET", "/api/packet/99.png")[0] == 404
        assert server.ask("GET", "/api/packet/1.png?scale=nan")[0] == 400
        frame = server.get("/api/frame")["path"]
        status, edition = server.ask("GET", frame, headers={"X-Briefgen-Token": ""})
        assert (status, b"Talks in Naha" in edition) == (200, True)
        assert server.ask("GET", frame)[0] == 404
        assert server.ask("GET", "/api/packet.docx")[1][:2] == b"PK"
        server.process.send_signal(signal.SIGINT)
        said, _ = server.process.communicate(timeout=PATIENCE)
        assert server.process.returncode == 0
        assert "Traceback" not in said
    text = (folder / "inputs" / "talks.yaml").read_text(encoding="utf-8")
    assert text == TEXT.replace("Talks in Tokyo", "Talks in Naha")


def test_a_page_that_looks_as_it_did_is_not_sent_again(folder: Path) -> None:
    pages = {"/api/packet/1.png": 200, "/api/packet/2.png": 304}
    with served(folder, "inputs/talks.yaml") as server:
        state = server.get("/api/state")
        _wait_for_packet(server, state["digest"])
        tags = {}
        for page in pages:
            assert server.ask("GET", page)[0] == 200
            tags[page] = server.tag
        assert server.ask("GET", "/api/packet/1.png", headers={"If-None-Match": tags["/api/packet/1.png"]}) == (
            304,
            b"",
        )
        body = {"digest": state["digest"], "edits": [{"op": "set", "loc": ["bottom_line"], "value": "It binds both."}]}
        _wait_for_packet(server, json.loads(server.ask("POST", "/api/edits", body)[1])["digest"])
        found = {page: server.ask("GET", page, headers={"If-None-Match": tags[page]}) for page in pages}
        assert {page: status for page, (status, _) in found.items()} == pages
        assert found["/api/packet/1.png"][1].startswith(b"\x89PNG")


def _wait_for_packet(server: Served, digest: str) -> None:
    shown = ""
    for _ in range(10):
        answer = server.get(f"/api/changes?digest={digest}&packet={shown}")
        shown = answer["packet"]
        if shown == digest:
            return
    raise AssertionError("no packet was made")


def test_without_an_input_the_folders_are_listed(folder: Path) -> None:
    with served(folder) as server:
        about = server.get("/api/session")
        assert [each["title"] for each in about["inputs"]] == ["Talks in Tokyo"]
        assert about["open"] is None
        assert server.ask("GET", "/api/state")[0] == 404
        status, _ = server.ask("POST", "/api/open", {"path": about["inputs"][0]["path"]})
        assert status == 200
        assert server.get("/api/state")["data"]["title"] == "Talks in Tokyo"


def test_an_article_makes_an_input_beside_it(folder: Path) -> None:
    (folder / "note.txt").write_text("A meeting\n\nThe ministers met in Tokyo on Sunday.\n", encoding="utf-8")
    with served(folder, "note.txt") as server:
        state = server.get("/api/state")
        assert Path(state["path"]).name == "note.yaml"
        assert "The ministers met in Tokyo" in state["articles"][0]["paragraphs"][-1]["text"]
    assert (folder / "note.yaml").is_file()


def test_the_address_is_of_this_computer_alone_and_another_program_is_not_let_in(folder: Path) -> None:
    with served(folder, "inputs/talks.yaml") as server:
        assert server.ask("GET", "/api/state", headers={"X-Briefgen-Token": "x" * 43})[0] == 403
        assert server.ask("GET", "/api/state", headers={"Host": "evil.example"})[0] == 403
        others = {each[4][0] for each in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
        for address in others - {"127.0.0.1"}:
            with pytest.raises(OSError):
                socket.create_connection((address, server.port), timeout=2).close()
        assert Path(f"/proc/{server.process.pid}/cmdline").read_bytes().find(server.token.encode()) < 0


def test_a_connection_that_says_nothing_keeps_nobody_else_waiting(folder: Path) -> None:
    with served(folder, "inputs/talks.yaml") as server:
        slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(50)]
        for each in slow:
            each.sendall(b"GET /api/state HTTP/1.1\r\nHost: ")
        assert server.get("/api/state")["readable"] is True
        for each in slow:
            each.close()


def test_a_connection_whose_request_never_comes_is_closed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_HEADER_SECONDS", 0.2)
    address, up = LocalAddress(), threading.Event()
    desk = Desk(Folder(folder / "inputs"), Options())
    server = serving.server_of(desk, address, up.set, lambda: None)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [address.socket]})
    thread.start()
    try:
        assert up.wait(PATIENCE)
        with socket.create_connection(("127.0.0.1", address.port), timeout=PATIENCE) as slow:
            said = b""
            with suppress(ConnectionError):  # where its time was over before this was sent
                slow.sendall(b"GET / HTTP/1.1\r\nHost: ")
                said = slow.recv(100)
            assert said == b""
    finally:
        server.should_exit = True
        thread.join()


def test_a_websocket_is_not_opened(folder: Path) -> None:
    with served(folder, "inputs/talks.yaml") as server:
        upgrade = {
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": "eHh4",
            "Sec-WebSocket-Version": "13",
        }
        status, _ = server.ask("GET", "/api/state", headers=upgrade)
        assert status in (200, 400, 403, 426)
        assert status != 101


@pytest.mark.skipif(os.name == "nt", reason="modes are those of POSIX")
def test_the_file_that_opens_the_address_is_its_owners_alone() -> None:
    file = RedirectFile("http://127.0.0.1:1/#token=a&b<")
    try:
        assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.folder.stat().st_mode) == 0o700
        assert "#token=a&amp;b&lt;" in file.path.read_text(encoding="utf-8")
    finally:
        file.remove()
    assert not file.folder.exists()


def test_each_run_has_a_port_and_a_token_of_its_own() -> None:
    one, other = LocalAddress(), LocalAddress()
    try:
        assert one.port != other.port
        assert one.token != other.token
        assert one.url == f"http://127.0.0.1:{one.port}/#token={one.token}"
    finally:
        one.socket.close()
        other.socket.close()


def test_an_answer_waits_for_no_acknowledgement_of_its_head() -> None:
    address, delays = LocalAddress(), []

    async def answered(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        own = writer.get_extra_info("socket")
        delays.append(own.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0)
        writer.close()

    async def asked() -> None:
        async with await asyncio.start_server(answered, sock=address.socket):
            reader, writer = await asyncio.open_connection("127.0.0.1", address.port)
            await reader.read()
            writer.close()

    asyncio.run(asked())

    assert delays == [False]


def test_a_port_that_is_taken_is_a_usage_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taken = LocalAddress()
    taken.socket.listen()
    try:
        assert main(["annotate", str(folder / "inputs"), "--no-browser", "--port", str(taken.port)]) == 2
    finally:
        taken.socket.close()
    assert f"port {taken.port} cannot be used" in capsys.readouterr().err


def test_without_the_extra_a_sentence_says_what_to_install(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import importlib.util

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert main(["annotate", str(folder / "inputs" / "talks.yaml")]) == 2
    assert "pip install 'briefgen[annotate]'" in capsys.readouterr().err


def test_what_is_no_input_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["annotate", str(folder / "nothing.yaml")]) == 1
    assert "BG001" in capsys.readouterr().err
    (folder / "empty.html").write_text("", encoding="utf-8")
    assert main(["annotate", str(folder / "empty.html")]) == 1
    assert not (folder / "empty.yaml").exists()


# --- kills ---------------------------------------------------------------------------------------

_SAVES = """
import sys
from pathlib import Path
from briefgen.annotate.requests import AskedEdit
from briefgen.annotate.session import Session
from briefgen.packets import InputFile
from briefgen.settings import USUAL
session = Session(InputFile(sys.argv[1], "talks"), USUAL)
digest = session.state()["digest"]
print("begun", flush=True)
for number in range(100_000):
    digest = session.edit(digest, [AskedEdit("set", ("title",), f"Title {number}")])["digest"]
    print("saved", flush=True)
"""


def test_a_file_is_whole_whenever_the_server_is_killed(tmp_path: Path) -> None:
    path, chance = tmp_path / "talks.yaml", random.Random(3)
    path.write_text(TEXT, encoding="utf-8")
    expected = re.compile(re.escape(TEXT).replace("Talks\\ in\\ Tokyo", r"(?:Talks\ in\ Tokyo|Title\ \d+)"))
    seen = set()
    for _ in range(6):
        process = subprocess.Popen([sys.executable, "-c", _SAVES, str(path)], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        for _ in range(chance.randrange(4)):
            assert process.stdout.readline() == "saved\n"
        time.sleep(chance.random() * 0.1)
        process.kill()
        process.communicate()
        text = path.read_text(encoding="utf-8")
        assert expected.fullmatch(text), text[:200]
        seen.add(text)
    assert len(seen) > 1
