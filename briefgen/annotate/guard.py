"""A request in; the same to the application, or a refusal, out: what pages, programs and users other than ours may not do.

Any page that the user visits may send requests here, and a name may be made to lead here (DNS rebinding); other users of
the computer can reach the port. So the host must be ours with its port, the page that asks must be ours, and all that
says or changes anything needs a token that only the page was given. A cookie would not do: every port of a host gets it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from hmac import compare_digest
from typing import Any

from msgspec import Struct

Scope = Mapping[str, Any]

TOKEN = b"x-briefgen-token"
_API = "/api/"
_BODY = 24 * 2**20
"""Bytes of a request; a file that is to be imported is the largest."""
_SECONDS = 30.0
"""In which a body must have come."""
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' blob: data:",
        "connect-src 'self'",
        "frame-src blob: 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
HEADERS: Mapping[bytes, bytes] = {
    b"content-security-policy": _POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    b"cache-control": b"no-store",
}
_METHODS = {"GET", "HEAD", "POST", "PATCH"}
_SAFE = {"GET", "HEAD"}
JSON, BYTES = b"application/json", b"application/octet-stream"


class Denied(Exception):
    """A request that goes no further."""

    def __init__(self, status: int, error: str, hint: str = "") -> None:
        super().__init__(error)
        self.status = status
        self.error = error
        self.hint = hint


class _Headers(Struct, frozen=True):
    raw: tuple[tuple[bytes, bytes], ...]

    def one(self, name: bytes) -> bytes | None:
        """The only header of that name. Denied where there are several: which of them counts is anyone's guess."""
        found = [value for key, value in self.raw if key.lower() == name]
        if len(found) > 1:
            raise Denied(400, f"the header {name.decode()} stands there twice")
        return found[0] if found else None


class Guard:
    """Stands before an ASGI application."""

    def __init__(
        self, app: Any, hosts: frozenset[str], token: str, *, body: int = _BODY, seconds: float = _SECONDS
    ) -> None:
        self.app = app
        self.hosts = {host.encode() for host in hosts}
        self.origins = {b"http://" + host for host in self.hosts}
        self.token = token.encode()
        self.body = body
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        match scope["type"]:
            case "lifespan":
                await self.app(scope, receive, send)
            case "http":
                await self._http(scope, receive, send)
            case _:
                await send({"type": "websocket.close", "code": 1008})

    async def _http(self, scope: Scope, receive: Any, send: Any) -> None:
        begun = False

        async def headed(message: Any) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                own = {key.lower() for key, _ in message["headers"]}
                more = [each for each in HEADERS.items() if each[0] not in own]
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        try:
            self._check(scope)
            body = await self._body(scope, receive)
            await self.app(scope, _again(body, receive), headed)
        except Denied as denied:
            if not begun:
                await _say(denied, headed)

    # --- who asks --------------------------------------------------------------------------

    def _check(self, scope: Scope) -> None:
        headers = _Headers(tuple((bytes(key), bytes(value)) for key, value in scope["headers"]))
        if headers.one(b"host") not in self.hosts:
            raise Denied(403, "this is not the server's name", "Open the address that the terminal shows.")
        method, is_api = scope["method"], scope["path"].startswith(_API)
        if method not in _METHODS or (method not in _SAFE and not is_api):
            raise Denied(405, f"{method[:20]} is not answered here")
        self._check_page(headers, scope, is_api)
        if is_api:
            self._check_token(headers)
        if method not in _SAFE:
            _check_type(headers, scope)

    def _check_page(self, headers: _Headers, scope: Scope, is_api: bool) -> None:
        origin, site = headers.one(b"origin"), headers.one(b"sec-fetch-site")
        if origin is not None and origin not in self.origins:
            raise Denied(403, "the request comes from another page")
        opened = not is_api and scope["method"] in _SAFE and headers.one(b"sec-fetch-mode") == b"navigate"
        top = headers.one(b"sec-fetch-dest") in (None, b"document")
        if site not in (None, b"same-origin", b"none") and not (opened and top):
            raise Denied(403, "the request comes from another page")

    def _check_token(self, headers: _Headers) -> None:
        given = headers.one(TOKEN)
        if given is None or not compare_digest(given, self.token):
            raise Denied(403, "the token is missing or wrong", "Open the address that the terminal shows.")

    # --- what is sent ----------------------------------------------------------------------

    async def _body(self, scope: Scope, receive: Any) -> bytes:
        headers = _Headers(tuple(scope["headers"]))
        length = headers.one(b"content-length")
        if length is not None and (not length.isdigit() or int(length[:20]) > self._most(scope)):
            raise self._too_large(scope)
        try:
            return await asyncio.wait_for(self._received(scope, receive), self.seconds)
        except TimeoutError:
            raise Denied(408, "the request did not come in time") from None

    async def _received(self, scope: Scope, receive: Any) -> bytes:
        parts: list[bytes] = []
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Denied(400, "the request ended before its end")
            part = message.get("body", b"")
            size += len(part)
            if size > self._most(scope):
                raise self._too_large(scope)
            parts.append(part)
            more = message.get("more_body", False)
        return b"".join(parts)

    def _most(self, scope: Scope) -> int:
        return 0 if scope["method"] in _SAFE else self.body

    def _too_large(self, scope: Scope) -> Denied:
        return Denied(413, f"the request is larger than {self._most(scope):,} bytes")


def _check_type(headers: _Headers, scope: Scope) -> None:
    """A form of another page can send no such type without being asked first, which is refused."""
    expected = BYTES if scope["path"] == "/api/import" else JSON
    given = (headers.one(b"content-type") or b"").split(b";")[0].strip().lower()
    if given != expected:
        raise Denied(415, f"expected {expected.decode()}")


def _again(body: bytes, receive: Any) -> Any:
    """Receives a body that was received already; then whatever follows it."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def received() -> Any:
        return waiting.pop() if waiting else await receive()

    return received


async def _say(denied: Denied, send: Any) -> None:
    body = json.dumps({"error": denied.error, "hint": denied.hint}).encode()
    headers = [(b"content-type", JSON), (b"content-length", str(len(body)).encode()), (b"connection", b"close")]
    if denied.status == 405:
        headers.append((b"allow", b"GET, HEAD, POST, PATCH"))
    await send({"type": "http.response.start", "status": denied.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
