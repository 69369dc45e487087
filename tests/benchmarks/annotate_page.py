"""Measures the page of `briefgen annotate` in Chromium: what an action takes in it, and what a briefing costs in keys.

    python tests/benchmarks/annotate_page.py speed --words 3500 --passages 360
    python tests/benchmarks/annotate_page.py keys

`speed` prints the CPU time of the page's main thread for each action, from its first event until the new state is shown:
waiting for the server, and for a busy machine, is not in it. `keys` makes a briefing of three
articles by keys alone, with 24 passages and 3 judgments, and counts against the characters of the YAML that it saves.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).parents[1]))

from annotate_page import Page, chromium, serving  # type: ignore[import-not-found]
from benchmarks.annotate import large_input  # type: ignore[import-not-found]

SEED = Path(__file__).parents[2] / "inputs" / "2025-03-30.yaml"
PASSAGES = 24
JUDGMENTS = 3


def speed(words: int, passages: int) -> None:
    """What actions take with a large input."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        path = Path(folder) / "large.yaml"
        path.write_text(large_input(words, passages), encoding="utf-8")
        with serving(Path(folder), "large.yaml") as address:
            page = Page(browser.new_page(viewport={"width": 1280, "height": 800}), address, path).ready()
            page.page.wait_for_timeout(3000)
            metrics = page.page.context.new_cdp_session(page.page)
            metrics.send("Performance.enable", {"timeDomain": "threadTicks"})
            print(f"{words} words, {passages} passages: ms of the page's main thread")
            for name, action in _actions(page):
                before = _spent(metrics)
                action()
                page.page.wait_for_timeout(2500)
                spent = {part: after - before[part] for part, after in _spent(metrics).items()}
                print(f"  {name:<32}" + "".join(f" {part} {1000 * each:4.0f}" for part, each in spent.items()))


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


class Typist:
    """Presses keys and counts them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def press(self, *keys: str) -> None:
        self.count += len(keys)
        self.page.keys(*keys)

    def type(self, words: str) -> None:
        self.count += len(words)
        self.page.page.keyboard.insert_text(words)

    def to(self, selector: str) -> None:
        for _ in range(80):
            if self.page.page.locator(selector).count():
                return
            self.press("Tab")
        raise SystemExit(f"Tab does not lead to {selector}")


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
    made.sort(key=lambda each: each[0])
    return seed, raw, made[:PASSAGES]


def keystrokes() -> None:
    """A briefing of three articles by keys, against typing its YAML."""
    seed, raw, passages = three_articles()
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        path = Path(folder) / "three.yaml"
        path.write_text(raw, encoding="utf-8")
        with serving(Path(folder), "three.yaml") as address:
            page = Page(browser.new_page(viewport={"width": 1280, "height": 900}), address, path).ready()
            typist, begun = Typist(page), time.monotonic()
            article = 0
            for number, passage in passages:
                while article < number:
                    typist.press("]")
                    article += 1
                _mark(typist, passage)
            _judge(typist, seed["key_judgments"][:JUDGMENTS])
            page.saved()
            took = time.monotonic() - begun
            typed = len(page.text) - len(raw)
            held = yaml.safe_load(page.text)
            count = sum(len(each.get("annotations", ())) for each in held["articles"])
            print(
                f"{count} passages, {len(held['key_judgments'])} judgments: {typist.count} keys in {took:.0f} s by script"
            )
            print(
                f"the same in YAML: {typed} characters, quotes copied by hand; keys are {typist.count / typed:.0%} of them"
            )


def _mark(typist: Typist, passage: dict[str, Any]) -> None:
    """Words by Ctrl and arrows, the kind by its digit, then the fields that the seed has."""
    page = typist.page
    text = "\n".join(page.page.locator(".article p").all_text_contents())
    at = text.index(passage["quote"])
    typist.count += len(text[:at].split()) + len(passage["quote"].split())
    page.select(passage["quote"])
    kinds = ["actor", "agreement", "capability", "implication", "event"]
    typist.press(str(kinds.index(passage["kind"]) + 1))
    page.page.wait_for_selector(".passage-form :focus")
    for name, value in passage.items():
        if name not in {"kind", "quote", "id", "aliases"}:
            _fill(typist, ".passage-form", name, value)
    typist.press("Control+Enter")
    page.page.wait_for_selector(".article:focus")
    page.saved()


def _fill(typist: Typist, root: str, name: str, value: Any) -> None:
    selector = f'{root} [data-field="{name}"]'
    field = typist.page.page.locator(selector).first
    control = field.locator("input, textarea, select").first
    if control.evaluate("node => node.type === 'radio'"):
        return _scale(typist, field, str(value))
    typist.count += 1  # the Tab that leads here
    if control.evaluate("node => node.localName === 'select'"):
        control.select_option(str(value))
        typist.count += 1
        return None
    if not control.count():
        field.locator(".add").focus()
        typist.press("Enter")
    else:
        control.focus()
    control.evaluate("node => node.select && node.select()")
    for each in value if isinstance(value, list) else [value]:
        typist.type(str(each))
        typist.press("Enter" if isinstance(value, list) else "Tab")
    return None


def _scale(typist: Typist, field: Any, value: str) -> None:
    field.locator(f'input[value="{value}"]').evaluate("node => node.click()")
    typist.count += 2 + field.locator(f'label:has(input[value="{value}"])').evaluate(
        "node => [...node.parentElement.children].indexOf(node)"
    )


def _judge(typist: Typist, judgments: list[dict[str, Any]]) -> None:
    page = typist.page
    page.tab("judging")
    for number, judgment in enumerate(judgments):
        page.page.locator(".rows-key_judgments + .add").focus()
        typist.press("Enter")
        root = f".rows-key_judgments > .row:nth-child({number + 1})"
        page.page.wait_for_selector(f'{root} [data-field="statement"] :focus')
        for name in ("statement", "likelihood", "confidence", "basis"):
            _fill(typist, root, name, judgment[name])
        evidence = page.page.locator(f'{root} [data-field="evidence"] input').first
        evidence.focus()
        for words in ("A1", "A2"):
            typist.count += len(words) + 2
            page.page.keyboard.type(words)
            page.keys("ArrowDown", "Enter")
            page.saved()
    typist.count += 4  # F6 and arrows to the judgments


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["speed", "keys"])
    parser.add_argument("--words", type=int, default=3500)
    parser.add_argument("--passages", type=int, default=360)
    asked = parser.parse_args()
    if asked.what == "speed":
        speed(asked.words, asked.passages)
    else:
        keystrokes()


if __name__ == "__main__":
    main()
