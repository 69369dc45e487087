"""What other pages, programs and users may not do with the page's server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the server needs the extra annotate")

from annotating import HOST, TEXT, TOKEN, Page, page_on, set_

from briefgen.annotate.guard import Denied, Guard

OURS = {"X-Briefgen-Token": TOKEN}


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    page = page_on(tmp_path)
    yield page
    page.desk.close()


def ask(page: Page, path: str, method: str = "GET", headers: Mapping[str, str] = OURS, **more: Any) -> Any:
    return page.client.request(method, path, headers=dict(headers), **more)


def _title(page: Page, value: str) -> str:
    """The body that sets the title."""
    return json.dumps({"digest": page.state["digest"], "edits": [set_(["title"], value)]})


def unchanged(page: Page) -> bool:
    return page.desk.session.path.read_text(encoding="utf-8") == TEXT


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:4444", "127.0.0.1", "127.0.0.1:80", "localhost", "127.0.0.1:4444.evil.example", ""],
)
@pytest.mark.parametrize("path", ["/", "/api/state"])
def test_a_name_that_was_made_to_lead_here_is_not_answered(page: Page, host: str, path: str) -> None:
    assert ask(page, path, headers={**OURS, "Host": host}).status_code == 403


def test_the_servers_own_names_are_answered(page: Page) -> None:
    assert ask(page, "/api/state", headers={**OURS, "Host": HOST}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["null", "http://evil.example", f"https://{HOST}", "http://127.0.0.1:1", "http://127.0.0.1"]
)
@pytest.mark.parametrize("path", ["/", "/api/state", "/api/session"])
def test_another_origin_is_not_answered(page: Page, origin: str, path: str) -> None:
    response = ask(page, path, headers={**OURS, "Origin": origin})
    assert response.status_code == 403
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_is_not_answered(page: Page, site: str) -> None:
    headers = {**OURS, "Sec-Fetch-Site": site}
    assert ask(page, "/api/state", headers=headers).status_code == 403
    assert ask(page, "/static/page.js", headers=headers).status_code == 403


def test_the_page_may_be_opened_from_a_file_and_framed_by_nobody(page: Page) -> None:
    """The redirect file is another site."""
    opened = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert ask(page, "/", headers={**opened, "Sec-Fetch-Dest": "document"}).status_code == 200
    assert ask(page, "/", headers={**opened, "Sec-Fetch-Dest": "iframe"}).status_code == 403
    assert ask(page, "/api/state", headers={**OURS, **opened, "Sec-Fetch-Dest": "document"}).status_code == 403


@pytest.mark.parametrize(
    "token", [{}, {"X-Briefgen-Token": ""}, {"X-Briefgen-Token": "a-toke"}, {"Cookie": f"token={TOKEN}"}]
)
@pytest.mark.parametrize("path", ["/api/state", "/api/session", "/api/schema", "/api/packet.pdf", "/api/nothing"])
def test_without_the_token_nothing_is_said(page: Page, token: Mapping[str, str], path: str) -> None:
    assert ask(page, path, headers=token).status_code == 403
    assert ask(page, f"{path}?token={TOKEN}", headers=token).status_code == 403


def test_a_token_that_stands_there_twice_is_none(page: Page) -> None:
    headers = [("X-Briefgen-Token", TOKEN), ("X-Briefgen-Token", TOKEN)]
    assert page.client.get("/api/state", headers=headers).status_code == 400


@pytest.mark.parametrize(
    "kind",
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain",
        "text/plain;application/json",
        "",
    ],
)
def test_a_form_changes_nothing(page: Page, kind: str) -> None:
    body = _title(page, "x")
    headers = {**OURS, **({"Content-Type": kind} if kind else {})}
    assert ask(page, "/api/edits", "POST", headers, content=body.encode()).status_code == 415
    assert unchanged(page)


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE", "TRACE", "CONNECT", "PROPFIND"])
@pytest.mark.parametrize("path", ["/", "/api/state", "/api/edits"])
def test_other_methods_are_not_answered(page: Page, method: str, path: str) -> None:
    response = ask(page, path, method)
    assert response.status_code == 405
    assert "access-control-allow-methods" not in response.headers


def test_reading_has_no_body_and_head_says_what_get_would(page: Page) -> None:
    assert ask(page, "/api/state", content=b"x").status_code == 413
    head = ask(page, "/", "HEAD")
    assert head.status_code == 200
    assert not head.content
    assert ask(page, "/api/edits").status_code == 405
    assert ask(page, "/", "POST", {**OURS, "Content-Type": "application/json"}).status_code == 405


def test_a_body_that_is_too_large_is_not_read(page: Page) -> None:
    headers = {**OURS, "Content-Type": "application/json"}
    response = ask(page, "/api/edits", "POST", {**headers, "Content-Length": "999999999999"}, content=b"{}")
    assert response.status_code == 413
    response = ask(page, "/api/edits", "POST", {**headers, "Content-Length": "1" * 5000}, content=b"{}")
    assert response.status_code == 413
    assert unchanged(page)


def test_every_answer_is_kept_out_of_caches_and_frames(page: Page) -> None:
    for response in (ask(page, "/"), ask(page, "/api/state"), ask(page, "/api/state", headers={}), ask(page, "/x")):
        assert response.headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
        assert "require-trusted-types-for 'script'" in response.headers["content-security-policy"]
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "no-referrer"
        assert response.headers["cross-origin-resource-policy"] == "same-origin"
        assert "set-cookie" not in response.headers


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e%2fapp.py",
        "/static/..%5capp.py",
        "/static/index.html%00.js",
        "/static//etc/passwd",
        "/static/.",
    ],
)
def test_no_other_file_is_served(page: Page, path: str) -> None:
    assert ask(page, path).status_code == 404


def test_an_articles_text_is_data(tmp_path: Path) -> None:
    words = "<script>alert(1)</script> <img src=x onerror=alert(1)> {{ 7 * 7 }} \u202e"
    page = page_on(tmp_path, TEXT.replace("Gen Nakatani welcomed it.", words))
    response = ask(page, "/api/state")
    assert response.headers["content-type"] == "application/json"
    assert words.strip() in response.json()["articles"][0]["paragraphs"][1]["text"]
    assert page.state["readable"] is True


def test_an_edit_cannot_write_more_than_its_value(page: Page) -> None:
    """YAML in a value stays a value."""
    value = 'x\narticles: []\n"\n- &a *a\n# '
    page.edit(set_(["title"], value))
    assert page.state["data"]["title"] == value
    assert len(page.state["articles"]) == 1
    page.post("/api/undo", {})
    assert unchanged(page)


@pytest.mark.parametrize("value", ["\u0000", "\ud800", "\ufffe", "x" * 10 + "\u0007"])
def test_what_no_document_may_hold_is_refused(page: Page, value: str) -> None:
    body = _title(page, value)
    headers = {**OURS, "Content-Type": "application/json"}
    assert ask(page, "/api/edits", "POST", headers, content=body.encode()).status_code in (400, 422)
    assert unchanged(page)


def test_json_that_is_nested_without_end_is_refused(page: Page) -> None:
    headers = {**OURS, "Content-Type": "application/json"}
    body = b'{"digest": "x", "edits": [{"op": "set", "loc": [], "value": ' + b"[" * 200_000
    assert ask(page, "/api/edits", "POST", headers, content=body).status_code == 400


def test_a_value_that_is_nested_deeper_than_a_file_may_be_is_refused(page: Page) -> None:
    value: Any = "x"
    for _ in range(200):
        value = [value]
    page.edit(set_(["title"], value), status=422)
    assert unchanged(page)


# --- the guard by itself -------------------------------------------------------------------------


async def _nothing(*_: Any) -> None:
    raise AssertionError("the application was called")


def run(guard: Guard, scope: Mapping[str, Any], messages: list[dict[str, Any]], *, wait: bool = False) -> list[Any]:
    sent: list[Any] = []

    async def receive() -> Any:
        if not messages and wait:
            await asyncio.sleep(60)
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(guard(scope, receive, send))
    return sent


def _scope(**more: Any) -> dict[str, Any]:
    headers = [
        (b"host", HOST.encode()),
        (b"x-briefgen-token", TOKEN.encode()),
        (b"content-type", b"application/json"),
    ]
    return {"type": "http", "method": "POST", "path": "/api/edits", "headers": headers, **more}


def _guard(**more: Any) -> Guard:
    return Guard(_nothing, frozenset({HOST}), TOKEN, **more)


def test_a_websocket_is_closed() -> None:
    sent = run(_guard(), {**_scope(), "type": "websocket"}, [{"type": "websocket.connect"}])
    assert sent == [{"type": "websocket.close", "code": 1008}]


def test_a_body_that_grows_without_its_length_being_said_is_cut_off() -> None:
    part = {"type": "http.request", "body": b"x" * 1000, "more_body": True}
    sent = run(_guard(body=5000), _scope(), [dict(part) for _ in range(100)])
    assert sent[0]["status"] == 413


def test_a_client_that_is_slow_on_purpose_is_not_waited_for() -> None:
    part = {"type": "http.request", "body": b"x", "more_body": True}
    sent = run(_guard(seconds=0.05), _scope(), [part], wait=True)
    assert sent[0]["status"] == 408


def test_a_client_that_goes_away_ends_the_request() -> None:
    sent = run(_guard(), _scope(), [{"type": "http.disconnect"}])
    assert sent[0]["status"] == 400


def test_a_header_that_stands_there_twice_is_refused() -> None:
    scope = _scope()
    scope["headers"].append((b"host", b"evil.example"))
    sent = run(_guard(), scope, [])
    assert sent[0]["status"] == 400
    assert Denied(400, "x").status == 400


@pytest.mark.parametrize(
    ("method", "path", "more", "status"),
    [
        ("POST", "/", [], 405),
        ("PATCH", "/static/app.js", [], 405),
        ("POST", "/api/session", [(b"content-length", b"many")], 413),
        ("POST", "/api/session", [(b"content-length", b"-1")], 413),
    ],
)
def test_what_the_application_might_answer_never_reaches_it(
    method: str, path: str, more: list[tuple[bytes, bytes]], status: int
) -> None:
    reached: list[str] = []
    sent: list[Any] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope["path"])

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", HOST.encode()), (b"x-briefgen-token", TOKEN.encode()), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": method, "path": path, "headers": [*headers, *more]}
    asyncio.run(Guard(application, frozenset({HOST}), TOKEN)(scope, receive, send))
    assert (reached, sent[0]["status"]) == ([], status)
