"""What a page is to be told and what it was told before in, the bytes of an answer out: all of it, or what makes it of the other.

A page keeps what it was told under the `serial` of the answer, and says with each request which it has. A change is one of

    {"is": value}                           another value
    {"keys": {key: change}, "order": [key]} a mapping with other values at some keys, and all its keys in their order
    {"items": {number: change}}             a list as long as before
    {"from": n, "drop": n, "put": [value]}  a list in which others take the place of some neighbours
"""

from __future__ import annotations

import json
from secrets import token_hex
from threading import Lock
from typing import Any

import msgspec

_KEPT = 4
"""Answers that a page may have."""
_Items = list[Any] | tuple[Any, ...]
HAVE = "x-briefgen-have"
"""The header that names them."""


def json_bytes(value: Any) -> bytes:
    """As JSON; halves of characters as escapes."""
    try:
        return msgspec.json.encode(value)
    except (UnicodeEncodeError, ValueError):
        return json.dumps(msgspec.to_builtins(value)).encode()


class Answers:
    """The last answers of one kind."""

    def __init__(self) -> None:
        self._name = token_hex(4)
        self._count = 0
        self._told: dict[str, dict[str, Any]] = {}
        self._lock = Lock()

    def answer(self, value: dict[str, Any], have: str) -> bytes:
        """`have`: serials of what the page has."""
        with self._lock:
            had = [each for each in have.split(",")[:_KEPT] if each in self._told]
            since = had[-1] if had else ""
            before = self._told.get(since)
            serial = self._kept(value)
        change = change_of(before, value) if before is not None else None
        if change is None:
            return json_bytes(value | {"serial": serial})
        return json_bytes({"serial": serial, "since": since, "change": change})

    def _kept(self, value: dict[str, Any]) -> str:
        self._count += 1
        serial = f"{self._name}-{self._count}"
        self._told[serial] = value
        while len(self._told) > _KEPT:
            del self._told[next(iter(self._told))]
        return serial


def change_of(old: Any, new: Any) -> dict[str, Any] | None:
    """What makes the new value of the old one, letter for letter; None where that cannot be said, since Python takes
    `1` and `true` for the same."""
    change = _change(old, new)
    return change if json_bytes(_applied(old, change)) == json_bytes(new) else None


def _change(old: Any, new: Any) -> dict[str, Any]:
    match old, new:
        case dict(), dict():
            changed = {key: each for key, each in new.items() if key not in old or old[key] != each}
            return {"keys": {key: _change(old.get(key), each) for key, each in changed.items()}, "order": [*new]}
        case (list() | tuple(), list() | tuple()) if len(old) == len(new):
            pairs = enumerate(zip(old, new, strict=True))
            return {"items": {n: _change(was, now) for n, (was, now) in pairs if was != now}}
        case list() | tuple(), list() | tuple():
            return _spliced(old, new)
    return {"is": new}


def _spliced(old: _Items, new: _Items) -> dict[str, Any]:
    most = min(len(old), len(new))
    first = next((n for n in range(most) if old[n] != new[n]), most)
    last = next((n for n in range(most - first) if old[-n - 1] != new[-n - 1]), most - first)
    return {"from": first, "drop": len(old) - last - first, "put": new[first : len(new) - last]}


def _applied(old: Any, change: dict[str, Any]) -> Any:
    """As the page does it."""
    match change:
        case {"is": value}:
            return value
        case {"keys": keys, "order": order}:
            return {key: _applied(old.get(key), keys[key]) if key in keys else old[key] for key in order}
        case {"items": items}:
            return [_applied(each, items[n]) if n in items else each for n, each in enumerate(old)]
    start, end = change["from"], change["from"] + change["drop"]
    return [*old[:start], *change["put"], *old[end:]]
