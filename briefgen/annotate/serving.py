"""An application in; it served to this computer alone, and its address opened, out.

The address bears the token. It is never given to another program as an argument, which all users of the computer can
read: a file that its owner alone can read sends the browser there.
"""

from __future__ import annotations

import asyncio
import html
import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from briefgen.annotate.app import application
from briefgen.annotate.desk import Desk

HOST = "127.0.0.1"
_HEADER_SECONDS = 10
_GRACE = 1
"""Seconds that requests have to end once the server is to."""


class LocalAddress:
    """A port of this computer, and the token that lets its owner in."""

    def __init__(self, port: int = 0) -> None:
        # The protocol by its name: only then does asyncio send the body of an answer at once after its head. Else each answer
        # waits up to 40 ms for the other side to have acknowledged the head.
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            if os.name == "posix":  # a port that was left just now may be taken, one that is in use never
                self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self.socket.bind((HOST, port))
        except OSError:
            self.socket.close()
            raise
        self.port: int = self.socket.getsockname()[1]
        self.token = secrets.token_urlsafe(32)

    @property
    def hosts(self) -> frozenset[str]:
        return frozenset({f"{HOST}:{self.port}", f"localhost:{self.port}"})

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}/#token={self.token}"


class RedirectFile:
    """A page that sends a browser to an address, and that nobody else can read."""

    def __init__(self, url: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="briefgen-"))  # open to its owner alone
        self.path = self.folder / "open.html"
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(_REDIRECT.format(html.escape(url)))

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


_REDIRECT = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url={0}">
<title>briefgen</title>
<p><a href="{0}">Open the page</a></p>
"""


def server_of(desk: Desk, address: LocalAddress, started: Callable[[], None], ended: Callable[[], None]) -> Server:
    """The server, which its `run` starts. `ended` is called whatever ends it."""
    config = uvicorn.Config(
        application(desk, address.hosts, address.token),
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        lifespan="off",
        http=HeadersInTime,
        loop="asyncio",
        h11_max_incomplete_event_size=64 * 1024,
        timeout_keep_alive=_HEADER_SECONDS,
        timeout_graceful_shutdown=_GRACE,
    )

    def ending() -> None:
        desk.close()
        ended()

    return Server(config, started, ending)


def serve(desk: Desk, address: LocalAddress, started: Callable[[], None], ended: Callable[[], None]) -> None:
    """Answer until the process is interrupted, which is how it ends as a rule."""
    with suppress(KeyboardInterrupt):
        server_of(desk, address, started, ended).run(sockets=[address.socket])


class HeadersInTime(H11Protocol):
    """A connection that is closed where its first request does not come: many that say nothing would take all there are."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.loop.call_later(_HEADER_SECONDS, self._give_up)

    def _give_up(self) -> None:
        if self.cycle is None and not self.transport.is_closing():
            self.transport.close()


class Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, started: Callable[[], None], ending: Callable[[], None]) -> None:
        super().__init__(config)
        self.said = started
        self.ending = ending

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.said()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.ending()
        await super().shutdown(sockets=sockets)
