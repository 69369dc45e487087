"""What a page was told and an answer that says what is new in, what it was told by it out; as the page's `changes.js` does it."""

from __future__ import annotations

from typing import Any

HAVE = "X-Briefgen-Have"


def whole(answer: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """`before`: the answer that this one goes on from, where it does."""
    if "since" not in answer:
        return answer
    assert answer["since"] == before["serial"]
    said: dict[str, Any] = applied({key: each for key, each in before.items() if key != "serial"}, answer["change"])
    return said | {"serial": answer["serial"]}


def applied(old: Any, change: dict[str, Any]) -> Any:
    match change:
        case {"is": value}:
            return value
        case {"keys": keys, "order": order}:
            return {key: applied(old.get(key), keys[key]) if key in keys else old[key] for key in order}
        case {"items": items}:
            return [applied(each, items[str(n)]) if str(n) in items else each for n, each in enumerate(old)]
        case {"from": start, "drop": drop, "put": put}:
            return [*old[:start], *put, *old[start + drop :]]
    raise AssertionError(change)
