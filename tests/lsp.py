"""A language server over its standard input and output: requests out, answers and diagnostics in."""

from __future__ import annotations

import itertools
import json
import queue
import subprocess
import threading
from pathlib import Path
from typing import Any, Self

from patience import PATIENCE


class Server:
    """One server for one file; it is asked and then waited for, at most `patience` seconds."""

    patience = PATIENCE

    def __init__(self, command: list[str], root: Path) -> None:
        self.root = root
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.numbers = itertools.count(1)
        self.inbox: queue.Queue[dict[str, Any] | None] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> Self:
        capabilities = {
            "textDocument": {
                "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
                "hover": {"contentFormat": ["markdown"]},
                "publishDiagnostics": {},
            }
        }
        self.ask("initialize", processId=None, rootUri=self.root.as_uri(), capabilities=capabilities)
        self.tell("initialized")
        chosen = {"yaml": {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}}
        self.tell("workspace/didChangeConfiguration", settings=chosen)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                stream.close()

    def open(self, path: Path, text: str) -> list[dict[str, Any]]:
        """Open a file with that text; the diagnostics that the server publishes for it."""
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", textDocument=document)
        while True:
            message = self._next()
            if message.get("method") == "textDocument/publishDiagnostics":
                return message["params"]["diagnostics"]  # type: ignore[no-any-return]

    def at(self, method: str, path: Path, line: int, character: int) -> Any:
        """What the server says of a place; line and character count from 0."""
        position = {"line": line, "character": character}
        return self.ask(f"textDocument/{method}", textDocument={"uri": path.as_uri()}, position=position)

    def ask(self, method: str, **params: Any) -> Any:
        number = next(self.numbers)
        self._send(id=number, method=method, params=params)
        while True:
            message = self._next()
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def tell(self, method: str, **params: Any) -> None:
        self._send(method=method, params=params)

    def _send(self, **content: Any) -> None:
        data = json.dumps({"jsonrpc": "2.0", **content}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self.process.stdin.flush()

    def _next(self) -> dict[str, Any]:
        """The next message; what the server asks for is answered with its own settings' defaults."""
        message = self.inbox.get(timeout=self.patience)
        assert message is not None, "the server has ended"
        if "id" in message and "method" in message:
            items = message.get("params", {}).get("items")
            self._send(id=message["id"], result=[None for _ in items] if items else None)
        return message

    def _listen(self) -> None:
        stream = self.process.stdout
        assert stream
        while head := stream.readline():
            length = int(head.split(b":")[1]) if head.lower().startswith(b"content-length") else 0
            while stream.readline().strip():
                pass
            self.inbox.put(json.loads(stream.read(length)))
        self.inbox.put(None)
