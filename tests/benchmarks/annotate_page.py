"""Measures the page of `briefgen annotate` in Chromium: what an action takes in it, and what a briefing costs in keys.

    python tests/benchmarks/annotate_page.py speed --words 3500 --passages 360
    python tests/benchmarks/annotate_page.py speed --events 12
    python tests/benchmarks/annotate_page.py keys

`speed` reads Chromium's own trace of each action and prints, of the round with the least, ms of the page's main thread: of
the action, from its first event until the frame that shows the new state, and of its packet, from there until the frame
that shows the new pages. This is CPU time: waiting for the server, and for a busy machine, is not in it. `seen` is the time
by the clock from the first event until the frame, with all of that in it. `--events` says by their names what the action's
time went into. `keys` makes a briefing of three articles with 24 passages and 3 judgments, each word by a drag of the mouse
and all else by keys, and counts what was really pressed against the characters of the YAML that it saves.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).parents[1]))

from annotate_page import Page, chromium, serving  # type: ignore[import-not-found]
from benchmarks.annotate import large_input  # type: ignore[import-not-found]

SEED = Path(__file__).parents[2] / "inputs" / "2025-03-30.yaml"
PASSAGES = 24
JUDGMENTS = 3


_TRACED = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline", "blink.user_timing"]
_INPUTS = ("keydown", "keyup", "pointerdown", "mousedown", "pointerup", "mouseup", "click")
_TELLING = """() => {
  const status = document.querySelector('.status');
  const tell = () => status.dataset.kind === 'saved' && performance.mark('state is there');
  new MutationObserver(tell).observe(status, {attributes: true, childList: true, subtree: true});
  document.querySelector('.pages').addEventListener('load', () => performance.mark('page is there'), true);
}"""
"""The page itself says nothing about its own speed: what is watched is what a person sees change."""


def speed(words: int, passages: int, rounds: int, events: int) -> None:
    """What actions take with a large input: the least of the rounds, each on a page of its own."""
    found: dict[str, list[_Spent]] = {}
    for _ in range(rounds):
        for name, spent in _one_round(words, passages):
            found.setdefault(name, []).append(spent)
    print(f"{words} words, {passages} passages: ms of the page's main thread; load {os.getloadavg()[0]:.1f}")
    for name, each in found.items():
        least = min(each, key=lambda spent: spent.action)
        packet, seen = min(spent.packet for spent in each), min(spent.seen for spent in each)
        print(f"  {name:<28} action {least.action:4.0f}   its packet {packet:4.0f}   seen after {seen:5.0f}")
        for event, took in sorted(least.events.items(), key=lambda pair: -pair[1])[:events]:
            print(f"      {took:6.1f}  {event}")


def _one_round(words: int, passages: int) -> Iterator[tuple[str, _Spent]]:
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        path = Path(folder) / "large.yaml"
        path.write_text(large_input(words, passages), encoding="utf-8")
        with serving(Path(folder), "large.yaml") as address:
            page = Page(browser.new_page(viewport={"width": 1280, "height": 800}), address, path).ready()
            page.page.wait_for_timeout(3000)
            page.page.evaluate(_TELLING)
            for name, action in _actions(page):
                yield name, _spent(_traced(page.page, action))


def _traced(page: Any, action: Callable[[], Any]) -> list[dict[str, Any]]:
    """What Chromium says of its main thread from the action on."""
    channel = page.context.new_cdp_session(page)
    told: list[dict[str, Any]] = []
    ended: list[Any] = []
    channel.on("Tracing.dataCollected", lambda part: told.extend(part["value"]))
    channel.on("Tracing.tracingComplete", lambda end: ended.append(end))
    channel.send("Tracing.start", {"traceConfig": {"includedCategories": _TRACED}, "transferMode": "ReportEvents"})
    action()
    page.wait_for_timeout(2000)
    for _ in range(20):  # a busy machine takes longer
        page.wait_for_timeout(500)
        if not page.evaluate("() => document.querySelector('.packet-note').textContent"):
            break
    channel.send("Tracing.end")
    while not ended:
        page.wait_for_timeout(20)
    channel.detach()
    main = next((each["pid"], each["tid"]) for each in told if each["name"] == "EventDispatch")
    mine = (each for each in told if (each["pid"], each["tid"]) == main and each.get("ts"))
    return sorted(mine, key=lambda each: (each["ts"], -each.get("dur", 0)))


@dataclass(frozen=True)
class _Spent:
    """Milliseconds: of the main thread, and `seen` by the clock."""

    action: float
    packet: float
    seen: float
    events: dict[str, float]


def _spent(told: list[dict[str, Any]]) -> _Spent:
    kinds = [(each["ts"], each["args"]["data"].get("type")) for each in told if each["name"] == "EventDispatch"]
    inputs = [ts for ts, kind in kinds if kind in _INPUTS]
    states = [each["ts"] for each in told if each["name"] == "state is there"]
    pages = [each["ts"] for each in told if each["name"] == "page is there"]
    begun = inputs[0]
    shown = _frame_after(told, max([inputs[-1], *states]))
    drawn = max([shown, *(_frame_after(told, at) for at in pages)])
    events = _own_times([each for each in told if begun <= each["ts"] < shown])
    return _Spent(_cpu(told, begun, shown), _cpu(told, shown, drawn), (shown - begun) / 1000, events)


def _frame_after(told: list[dict[str, Any]], at: float) -> float:
    """When the first frame that was begun after that was handed over."""
    frames = (each for each in told if each["name"] == "Commit" and each["ts"] > at)
    first = next(frames, None)
    return first["ts"] + first["dur"] if first else at


def _cpu(told: list[dict[str, Any]], since: float, until: float) -> float:
    """Of what was running between two times; of what is within something else, that alone."""
    spent, end = 0.0, 0.0
    for each in told:
        if each["ph"] == "X" and each["ts"] >= end:
            end = each["ts"] + each["dur"]
            inside = max(0, min(end, until) - max(each["ts"], since))
            spent += each.get("tdur", each["dur"]) * inside / max(each["dur"], 1)
    return spent / 1000


def _own_times(told: list[dict[str, Any]]) -> dict[str, float]:
    """Events by name, each without those within it."""
    own: dict[str, float] = {}
    open_: list[dict[str, Any]] = []
    for each in (each for each in told if each["ph"] == "X"):
        while open_ and open_[-1]["ts"] + open_[-1]["dur"] <= each["ts"]:
            open_.pop()
        took = each.get("tdur", each["dur"]) / 1000
        own[each["name"]] = own.get(each["name"], 0.0) + took
        if open_:
            own[open_[-1]["name"]] -= took
        open_.append(each)
    return own


def _actions(page: Page) -> list[tuple[str, Callable[[], Any]]]:
    keys = page.keys
    return [
        (
            "select by keys",
            lambda: (page.page.locator(".article").focus(), keys("Control+Home", *["Shift+ArrowRight"] * 4)),
        ),
        ("mark the selection", lambda: keys("1")),
        ("type in its form", lambda: page.page.keyboard.type("A name")),
        ("save the field", lambda: keys("Tab")),
        ("back to the article", lambda: keys("Control+Enter")),
        ("undo", lambda: keys("Control+z")),
        ("choose a passage by click", lambda: page.page.locator(".article .mark").nth(40).click()),
        ("delete it", lambda: keys("Delete")),
        ("undo that", lambda: keys("Control+z")),
        ("open the judgments", lambda: page.tab("judging")),
        ("open a judgment", lambda: page.page.locator(".rows-key_judgments .opener").first.click()),
        ("next article", lambda: (page.page.locator(".article").focus(), keys("]"))),
    ]


# --- keystrokes ------------------------------------------------------------------------------


class Hands:
    """Press keys and the mouse's button, and count both."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = 0
        self.clicks = 0

    def press(self, *keys: str) -> None:
        self.keys += len(keys)
        self.page.keys(*keys)

    def type(self, words: str) -> None:
        self.keys += len(words)
        self.page.page.keyboard.insert_text(words)

    def drag(self, words: str) -> None:
        """Select words by mouse."""
        self.clicks += 1
        self.page.drag(words)

    def click(self, selector: str) -> None:
        self.clicks += 1
        self.page.page.click(selector)

    def tab_to(self, selector: str) -> None:
        for _ in range(80):
            if self.page.page.locator(f"{selector}:focus").count():
                return
            self.press("Tab")
        raise SystemExit(f"Tab does not lead to {selector}")

    def until(self, key: str, script: str, value: str) -> None:
        """Press a key until what has the focus holds the value."""
        for _ in range(40):
            if self.page.page.evaluate(f"() => {script}") == value:
                return
            self.press(key)
        raise SystemExit(f"{key} does not lead to {value}")


def three_articles() -> tuple[dict[str, Any], str, list[tuple[int, dict[str, Any]]]]:
    """The seed's briefing; its text as three raw articles; the passages to make, each with its article."""
    seed = yaml.safe_load(SEED.read_text(encoding="utf-8"))
    paragraphs = seed["articles"][0]["text"].replace("**", "").strip().split("\n\n")
    parts = ["\n\n".join(paragraphs[:2]), paragraphs[2], "\n\n".join(paragraphs[3:])]
    articles = [
        {
            "headline": f"Part {number}",
            "source": {"name": "Unidentified outlet"},
            "published": "2025-03-30",
            "text": text + "\n",
        }
        for number, text in enumerate(parts, 1)
    ]
    raw = yaml.safe_dump(
        {"title": seed["title"], "date": "2025-03-30", "articles": articles}, allow_unicode=True, sort_keys=False
    )
    made: list[tuple[int, dict[str, Any]]] = []
    for each in seed["articles"][0]["annotations"]:
        quote = " ".join(each["quote"].split())
        place = next((number for number, text in enumerate(parts) if text.count(quote) == 1), None)
        if place is not None and not {"prefix", "suffix", "occurrence"} & each.keys():
            made.append((place, each | {"quote": quote}))
    of_each = [[each for each in made if each[0] == number] for number in range(len(parts))]
    in_turn = [each for row in zip_longest(*of_each) for each in row if each is not None]
    return seed, raw, sorted(in_turn[:PASSAGES], key=lambda each: each[0])


def keystrokes() -> None:
    """A briefing of three articles by hand, against typing its YAML."""
    seed, raw, passages = three_articles()
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        path = Path(folder) / "three.yaml"
        path.write_text(raw, encoding="utf-8")
        with serving(Path(folder), "three.yaml") as address:
            page = Page(browser.new_page(viewport={"width": 1280, "height": 900}), address, path).ready()
            hands, begun, article = Hands(page), time.monotonic(), 0
            for number, passage in passages:
                while article < number:
                    hands.press("]")
                    article += 1
                _mark(hands, number, passage)
            _judge(hands, seed, [passage for _, passage in passages])
            page.saved()
            _tell(hands, raw, time.monotonic() - begun)


def _tell(hands: Hands, raw: str, took: float) -> None:
    text = hands.page.text
    held = yaml.safe_load(text)
    marked = [each for article in held["articles"] for each in article.get("annotations", ())]
    drafts = sum(each.get("draft") is True for each in [*marked, *held["key_judgments"]])
    print(f"{len(marked)} passages, {len(held['key_judgments'])} judgments, {drafts} drafts among them")
    print(f"by hand: {hands.keys} keys and {hands.clicks} clicks, in {took / 60:.1f} minutes by script")
    print(
        f"in YAML: {len(text) - len(raw)} characters, the quotes among them; keys are {hands.keys / (len(text) - len(raw)):.0%}"
    )


def _mark(hands: Hands, article: int, passage: dict[str, Any]) -> None:
    """Words by mouse, the kind by its digit, then what the passage says and the page does not know yet, field by field."""
    page = hands.page
    hands.drag(passage["quote"])
    hands.press(str(["actor", "agreement", "capability", "implication", "event"].index(passage["kind"]) + 1))
    page.page.wait_for_selector(".passage-form :focus")
    page.saved()
    known = yaml.safe_load(page.text)["articles"][article]["annotations"][-1]
    fields = page.page.locator(".passage-form .grid").first.locator("> [data-field]")
    for name in fields.evaluate_all("nodes => nodes.map((node) => node.dataset.field)"):
        if name in passage and passage[name] != known.get(name):
            _fill(hands, ".passage-form", name, passage[name])
    hands.press("Control+Enter")
    page.page.wait_for_selector(".article:focus")
    page.saved()


def _fill(hands: Hands, root: str, name: str, value: Any) -> None:
    page = hands.page.page
    field = f'{root} [data-field="{name}"]'
    kind = page.locator(field).first.locator("input, textarea, select, .add").first
    match kind.evaluate("node => node.type"):
        case "select-one":
            hands.tab_to(f"{field} select")
            hands.until("ArrowDown", "document.activeElement.value", str(value))
        case "radio":
            hands.tab_to(f"{field} input")
            hands.until("ArrowRight", "document.activeElement.value", str(value))
        case "button":
            hands.tab_to(f"{field} .add")
            hands.press("Enter")
            page.wait_for_selector(f"{field} textarea:focus")
            hands.type(" ".join(str(each) for each in value))
        case _:
            hands.tab_to(f"{field} :is(input, textarea)")
            if kind.input_value():
                hands.press("Control+a")
            for each in value if isinstance(value, list) else [value]:
                hands.type(" ".join(str(each).split()))
                if isinstance(value, list):
                    hands.press("Enter")


def _judge(hands: Hands, seed: dict[str, Any], passages: list[dict[str, Any]]) -> None:
    page = hands.page
    held = yaml.safe_load(page.text)["articles"]
    whole = {each["quote"] for article in held for each in article.get("annotations", ()) if not each.get("draft")}
    quotes = {each["id"]: each["quote"] for each in passages if "id" in each and each["quote"] in whole}
    hands.click('[data-tab="judging"]')
    for number, judgment in enumerate(seed["key_judgments"][:JUDGMENTS]):
        hands.click(".rows-key_judgments + .add")
        root = f".rows-key_judgments > .row:nth-child({number + 1})"
        page.page.wait_for_selector(f'{root} [data-field="statement"] :focus')
        for name in ("statement", "likelihood", "confidence", "basis"):
            _fill(hands, root, name, judgment[name])
        hands.tab_to(f'{root} [data-field="evidence"] input')
        for quote in [quotes[name] for name in judgment["evidence"] if name in quotes]:
            hands.type(quote[:16])
            page.page.wait_for_selector(f'{root} [data-field="evidence"] [role=option]', timeout=15_000)
            hands.press("ArrowDown", "Enter")
            page.saved()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["speed", "keys"])
    parser.add_argument("--words", type=int, default=3500)
    parser.add_argument("--passages", type=int, default=360)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--events", type=int, default=0, help="kinds of the browser's events to name, the costliest first"
    )
    asked = parser.parse_args()
    if asked.what == "speed":
        speed(asked.words, asked.passages, asked.rounds, asked.events)
    else:
        keystrokes()


if __name__ == "__main__":
    main()
