"""What is open in, the application that answers the page's requests out: a table of routes, each a call of one room."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from secrets import token_urlsafe
from time import monotonic
from typing import Any, Literal

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from briefgen.annotate.answers import HAVE, Answers, json_bytes
from briefgen.annotate.describing import schema_shown
from briefgen.annotate.desk import Desk
from briefgen.annotate.dropping import import_file
from briefgen.annotate.guard import Guard
from briefgen.annotate.marking import add_passage, change_passage
from briefgen.annotate.names import add_suggestions_to, names_of_kind
from briefgen.annotate.pages import page_picture
from briefgen.annotate.requests import AskedEdits, AskedOpening, AskedPassage, AskedStep, RequestRefused, asked
from briefgen.diagnostics import BriefgenError, internal_error

STATIC = Path(__file__).parent / "static"
_OWN_FONTS = Path(__file__).parent.parent / "fonts"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
}
_WAIT = 25.0
"""Seconds that a request for changes is kept waiting."""
_TICKET = 60.0
_LOOK = 0.1
"""Seconds between two looks at the file."""
_GLANCE = 0.25
"""Seconds between two looks at whether the packet is still worth waiting for; that it is there is known at once."""

Answer = Callable[[Request], Awaitable[Response]]


def application(desk: Desk, hosts: frozenset[str], token: str) -> Guard:
    """The whole of it, behind its guard."""
    routes = _Routes(desk)
    app = Starlette(routes=[*routes.table()], exception_handlers={404: _not_found, 405: _no_method})
    return Guard(app, hosts, token)


def _json(content: Any, status: int = 200) -> Response:
    return Response(json_bytes(content), status, media_type="application/json")


async def _not_found(request: Request, error: Exception) -> Response:
    return _json({"error": "there is nothing here", "hint": ""}, 404)


async def _no_method(request: Request, error: Exception) -> Response:
    return _json({"error": f"{request.method} is not answered here", "hint": ""}, 405)


def _answering(handler: Answer) -> Answer:
    """Refusals, and findings that were raised, as answers."""

    async def answered(request: Request) -> Response:
        try:
            return await handler(request)
        except RequestRefused as refused:
            return _json(refused.content, refused.status)
        except BriefgenError as error:
            found = error.diagnostics[0]
            return _json({"error": found.message, "hint": found.hint, "code": found.code}, 422)
        except Exception as error:
            found = internal_error(request.url.path, error)
            return _json({"error": found.message, "hint": found.hint, "code": found.code}, 500)

    return answered


class _Routes:
    """The requests by their names."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.tickets: dict[str, float] = {}
        """Of frames that are about to be filled, each with when it ends."""
        self.states, self.packets = Answers(), Answers()

    def table(self) -> list[Route]:
        get, post = ["GET"], ["POST"]
        rows: list[tuple[str, Answer, list[str]]] = [
            ("/", self.page, get),
            ("/static/{name}", self.static, get),
            ("/fonts/{name}", self.font, get),
            ("/packet/{ticket}", self.framed, get),
            ("/api/session", self.about, get),
            ("/api/open", self.open, post),
            ("/api/schema", self.schema, get),
            ("/api/state", self.state, get),
            ("/api/changes", self.changes, get),
            ("/api/edits", self.edits, post),
            ("/api/passages", self.passages, ["POST", "PATCH"]),
            ("/api/undo", self.undo, post),
            ("/api/redo", self.redo, post),
            ("/api/suggest", self.suggest, post),
            ("/api/import", self.take_file, post),
            ("/api/names", self.names, get),
            ("/api/explain/{code}", self.explain, get),
            ("/api/packet", self.packet, get),
            ("/api/packet.html", self.edition, get),
            ("/api/frame", self.frame, get),
            ("/api/packet.pdf", self.pdf, get),
            ("/api/packet.docx", self.docx, get),
            ("/api/packet/{number:int}.png", self.picture, get),
        ]
        return [Route(path, _answering(handler), methods=methods) for path, handler, methods in rows]

    # --- the page --------------------------------------------------------------------------

    async def page(self, request: Request) -> Response:
        return self._file("index.html")

    async def static(self, request: Request) -> Response:
        return self._file(request.path_params["name"])

    async def font(self, request: Request) -> Response:
        """The packets' own typefaces, so that the page looks like them."""
        return self._file(request.path_params["name"], _OWN_FONTS)

    @staticmethod
    def _file(name: str, folder: Path = STATIC) -> Response:
        """A file of the page by its bare name, and no other."""
        path = next((each for each in folder.iterdir() if each.name == name and each.suffix in _TYPES), None)
        if path is None:
            raise RequestRefused(404, "there is nothing here")
        return FileResponse(path, media_type=_TYPES[path.suffix])

    @staticmethod
    async def _told(request: Request, answers: Answers, work: Callable[[], dict[str, Any]]) -> Response:
        """What the work gives; of what the page has already, only what is new."""
        have = request.headers.get(HAVE, "")
        body = await run_in_threadpool(lambda: answers.answer(work(), have))
        return Response(body, media_type="application/json")

    # --- what there is ---------------------------------------------------------------------

    async def about(self, request: Request) -> Response:
        return _json(await run_in_threadpool(self.desk.about, request.headers.get("accept-language", "")))

    async def schema(self, request: Request) -> Response:
        return _json(await run_in_threadpool(schema_shown))

    async def open(self, request: Request) -> Response:
        opening = asked(await request.body(), AskedOpening)
        return await self._told(request, self.states, partial(self.desk.asked_to_open, opening))

    async def state(self, request: Request) -> Response:
        return await self._told(request, self.states, self.desk.session.state)

    async def changes(self, request: Request) -> Response:
        """Answered once the file is not the one of that digest, a packet was made, or the time is over."""
        digest, until = request.query_params.get("digest", ""), monotonic() + _WAIT
        version = request.query_params.get("version")
        seen = request.query_params.get("packet", self.desk.preview.tried)
        if "packet" in request.query_params:
            self.desk.preview.watch()
        while True:
            now, tried = await run_in_threadpool(self.desk.look), self.desk.preview.tried
            changed = now[0] != digest if version is None else now[1] != version
            if changed or tried != seen or monotonic() > until or self.desk.is_closing:
                return _json({"digest": now[0], "version": now[1], "changed": changed, "packet": tried})
            await asyncio.sleep(_LOOK)

    async def names(self, request: Request) -> Response:
        kind = request.query_params.get("kind", "")
        desk = self.desk
        return _json(await run_in_threadpool(names_of_kind, desk.session, desk.folder.path, kind))

    async def explain(self, request: Request) -> Response:
        from briefgen.checks import RULES

        rule = RULES.get(request.path_params["code"])
        if rule is None:
            raise RequestRefused(404, "there is no such rule")
        return _json({name: getattr(rule, name) for name in ("code", "title", "what", "why", "example", "instead")})

    # --- what is done ----------------------------------------------------------------------

    async def edits(self, request: Request) -> Response:
        wish = asked(await request.body(), AskedEdits)
        edit = partial(self.desk.session.edit, wish.digest, wish.edits, wish.label)
        return await self._told(request, self.states, edit)

    async def passages(self, request: Request) -> Response:
        wish = asked(await request.body(), AskedPassage)
        work = change_passage if request.method == "PATCH" else add_passage
        return await self._told(request, self.states, partial(work, self.desk.session, wish))

    async def undo(self, request: Request) -> Response:
        wish = asked(await request.body(), AskedStep)
        return await self._told(request, self.states, partial(self.desk.session.undo, wish.digest))

    async def redo(self, request: Request) -> Response:
        wish = asked(await request.body(), AskedStep)
        return await self._told(request, self.states, partial(self.desk.session.redo, wish.digest))

    async def suggest(self, request: Request) -> Response:
        wish, desk = asked(await request.body(), AskedStep), self.desk
        suggested = partial(add_suggestions_to, desk.session, desk.folder.path, wish.digest)
        return await self._told(request, self.states, suggested)

    async def take_file(self, request: Request) -> Response:
        name, digest = request.query_params.get("name", ""), request.headers.get("x-briefgen-digest", "")
        imported = partial(import_file, self.desk.session, digest, name, await request.body())
        return await self._told(request, self.states, imported)

    # --- the packet ------------------------------------------------------------------------

    async def packet(self, request: Request) -> Response:
        """With `version`, answered once the packet of that was tried, the input is another, or the time is over."""
        version, until = request.query_params.get("version"), monotonic() + _WAIT
        while version and not self.desk.is_made(version) and monotonic() < until and not self.desk.is_closing:
            await run_in_threadpool(self.desk.preview.wait, version, _GLANCE)
        return await self._told(request, self.packets, self.desk.packet)

    async def edition(self, request: Request) -> Response:
        made = await run_in_threadpool(self.desk.edition)
        return Response(made, media_type="text/html", headers=_SANDBOXED)

    async def frame(self, request: Request) -> Response:
        """An address at which a frame gets the edition, once: a frame can send no token, and one that is given its
        content by the page is under the page's own policy, which allows no style but its own."""
        self.desk.view()
        self.tickets = {each: until for each, until in self.tickets.items() if until > monotonic()}
        ticket = token_urlsafe(32)
        self.tickets[ticket] = monotonic() + _TICKET
        return _json({"path": f"/packet/{ticket}"})

    async def framed(self, request: Request) -> Response:
        if self.tickets.pop(request.path_params["ticket"], 0.0) < monotonic():
            raise RequestRefused(404, "there is nothing here")
        return await self.edition(request)

    async def picture(self, request: Request) -> Response:
        scale = _number(request.query_params.get("scale", "1"))
        pdf, number = self.desk.view().pdf, request.path_params["number"]
        made = await run_in_threadpool(
            page_picture, pdf, number, scale, request.headers.get("if-none-match", "").strip('"')
        )
        headers = {"etag": f'"{made.tag}"'}
        return Response(made.png, media_type="image/png", headers=headers) if made.png else Response(None, 304, headers)

    async def pdf(self, request: Request) -> Response:
        return await self._packet_file("pdf", "application/pdf")

    async def docx(self, request: Request) -> Response:
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        return await self._packet_file("docx", kind)

    async def _packet_file(self, what: Literal["pdf", "docx"], kind: str) -> Response:
        data = await run_in_threadpool(self.desk.packet_file, what)
        return Response(data, media_type=kind, headers={"content-disposition": f'attachment; filename="packet.{what}"'})


_SANDBOXED = {
    "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
    "x-frame-options": "SAMEORIGIN",
}
"""Of a page that is made of articles: it runs nothing, and belongs to no origin."""


def _number(words: str) -> float:
    try:
        return float(words)
    except ValueError:
        raise RequestRefused(400, "`scale` is a number") from None
