"""Measures the page of `briefgen annotate` in Chromium: what an action takes in it, and what a briefing costs in keys.

    python tests/benchmarks/annotate_page.py speed --words 3500 --passages 360
    python tests/benchmarks/annotate_page.py keys

`speed` prints the CPU time of the page's main thread for each action, the least of several rounds, from its first event
until the new state and packet are shown: waiting for the server, and for a busy machine, is not in it. `keys` makes a
briefing of three articles with 24 passages and 3 judgments, each word by a drag of the mouse and all else by keys, and
counts what was really pressed against the characters of the YAML that it saves.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
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


def speed(words: int, passages: int, rounds: int) -> None:
    """What actions take with a large input: the least of the rounds, each on a page of its own."""
    found: dict[str, list[dict[str, float]]] = {}
    for _ in range(rounds):
        for name, spent in _one_round(words, passages):
            found.setdefault(name, []).append(spent)
    print(f"{words} words, {passages} passages: ms of the page's main thread; load {os.getloadavg()[0]:.1f}")
    for name, each in found.items():
        least = min(each, key=lambda spent: spent["all"])
        print(f"  {name:<32}" + "".join(f" {part} {1000 * took:4.0f}" for part, took in least.items()))


def _one_round(words: int, passages: int) -> Iterator[tuple[str, dict[str, float]]]:
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        path = Path(folder) / "large.yaml"
        path.write_text(large_input(words, passages), encoding="utf-8")
        with serving(Path(folder), "large.yaml") as address:
            page = Page(browser.new_page(viewport={"width": 1280, "height": 800}), address, path).ready()
            page.page.wait_for_timeout(3000)
            metrics = page.page.context.new_cdp_session(page.page)
            metrics.send("Performance.enable", {"timeDomain": "threadTicks"})
            for name, action in _actions(page):
                before = _spent(metrics)
                action()
                page.page.wait_for_timeout(2500)
                yield name, {part: after - before[part] for part, after in _spent(metrics).items()}


def _spent(metrics: Any) -> dict[str, float]:
    """Seconds of CPU until now: in all, and of them in scripts, in styles and in layout."""
    found = {each["name"]: each["value"] for each in metrics.send("Performance.getMetrics")["metrics"]}
    names = {
        "all": "TaskDuration",
        "script": "ScriptDuration",
        "style": "RecalcStyleDuration",
        "layout": "LayoutDuration",
    }
    return {part: found[name] for part, name in names.items()}


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
        """Select words by mouse; again where that failed, as people do."""
        for _ in range(4):
            self.clicks += 1
            self.page.drag(words)
            self.page.page.wait_for_timeout(100)
            if self.page.page.evaluate("() => String(getSelection())").strip():
                return
        raise SystemExit(f"the mouse does not select {words}")

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
    asked = parser.parse_args()
    if asked.what == "speed":
        speed(asked.words, asked.passages, asked.rounds)
    else:
        keystrokes()


if __name__ == "__main__":
    main()
