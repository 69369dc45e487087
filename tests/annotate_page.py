"""The page of `briefgen annotate` in Debian's Chromium: an input goes in; a page that is driven as people do comes out.

Under the page's own policy nothing may be evaluated from text, so all waiting is for selectors.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from patience import PATIENCE

RAW = """\
title: Port call
date: 2025-05-02
articles:
  - id: A1
    headline: Navies sign a port agreement
    source:
      name: Harbour News
    published: 2025-05-01
    text: |
      Admiral Ana Ruiz said the navies of Norland and Sudland signed a port agreement on Thursday. Two new radars will be built near Eastport.

      The agreement may unsettle the Narrow Sea, and 😀 naïve readers of the 政府 statement may miss it. Eastport stays open.
"""
"""A raw article, nothing marked in it."""

STANDING = """async ([words, number, shown]) => {
  const root = document.querySelector('.article');
  const rangeOf = () => {
    const texts = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) texts.push(node);
    const whole = texts.map((node) => node.data).join('');
    let at = -1;
    for (let n = 0; n <= number; n += 1) at = whole.indexOf(words, at + 1);
    if (at < 0) return null;
    const place = (offset, after) => {
      let left = offset;
      for (const node of texts) {
        if (left < node.length || (after && left === node.length)) return [node, left];
        left -= node.length;
      }
    };
    const range = document.createRange();
    range.setStart(...place(at, false));
    range.setEnd(...place(at + words.length, true));
    return range;
  };
  const measured = () => {
    const boxes = [...(rangeOf()?.getClientRects() || [])].filter((box) => box.width > 0);
    const [first, last] = [boxes[0], boxes[boxes.length - 1]];
    return first ? [first.left, first.top + first.height / 2, last.right, last.top + last.height / 2] : null;
  };
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  if (shown) rangeOf()?.startContainer.parentElement.scrollIntoView({block: 'center'});
  await document.fonts.ready;
  for (let now = measured(), before = null; ; [before, now] = [now, measured()]) {
    if (before && String(before) === String(now)) return now;
    if (!now) return null;
    await frame();
    await frame();
  }
}"""
"""Where words begin and end in the window, once they have stood there for two frames; `shown` brings them into view."""

LIES_FREE = "([x, y, selector]) => Boolean(document.elementFromPoint(x, y)?.closest(selector))"

TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"

Point = tuple[float, float]
Spot = Callable[[], Point]
"""Where something stands by now, as often as it is asked."""


class Page:
    """A page, its server and its input."""

    def __init__(self, page: Any, address: str, path: Path) -> None:
        self.page = page
        self.address = address
        self.path = path
        self.faults: list[str] = []
        self.answers_wait = False
        """Whether the test holds an answer back, so that what is on its way to the file stays so."""
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._heard)
        page.set_default_timeout(PATIENCE * 1000)
        page.goto(address)

    def _heard(self, message: Any) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def selected(self) -> str:
        """The words that are selected."""
        return str(self.page.evaluate("() => String(getSelection())"))

    def annotations(self, article: int = 0) -> list[dict[str, Any]]:
        """What is marked in the file."""
        found: list[dict[str, Any]] = yaml.safe_load(self.text)["articles"][article].get("annotations", [])
        return found

    def ready(self) -> Page:
        self.page.wait_for_selector(".article p")
        self.page.evaluate("() => document.fonts.ready.then(() => true)")
        return self

    def saved(self) -> None:
        """Wait until nothing is on its way to the file."""
        self.page.wait_for_selector('body:not([data-pending]) .status[data-kind="saved"]')

    def drawn(self) -> None:
        """Wait until all that has been asked for stands where it will stand."""
        self.page.evaluate(TWO_FRAMES)

    def place_of(self, words: str, number: int = 0, *, shown: bool = True) -> tuple[float, float, float, float]:
        """Where words of the article begin and end, in the middle of their lines."""
        box = self.page.evaluate(STANDING, [words, number, shown])
        assert box is not None, f"the article does not show {words!r}"
        return (box[0], box[1], box[2], box[3])

    def spot(self, words: str, part: str = "middle", number: int = 0, *, shown: bool = True) -> Spot:
        """The start, the middle or the end of words of the article."""

        def found() -> Point:
            x, y, x_end, y_end = self.place_of(words, number, shown=shown)
            match part:
                case "start":
                    return (x + 0.5, y)
                case "end":
                    return (x_end - 0.3, y_end)
            return ((x + x_end) / 2 if x_end > x else x + 3, y)

        return found

    def handle_spot(self) -> Point:
        """Below the handle at the end of the chosen passage."""
        handle = self.page.locator(".handle-end")
        handle.wait_for()
        self.drawn()
        box = handle.bounding_box()
        return (box["x"], box["y"] + box["height"] + 6)

    def press(self, spot: Spot, on: str = ".article") -> None:
        """Press where something stands still, and lies under nothing else. A save moves words: it is over by then."""
        if not self.answers_wait:
            self.page.wait_for_selector("body:not([data-pending])")
        at, before = spot(), None
        while at != before:
            self.page.mouse.move(*at)
            at, before = spot(), at
        assert self.page.evaluate(LIES_FREE, [*at, on]), f"something lies over {on} at {at}"
        self.page.mouse.down()
        assert spot() == at, f"what was pressed at {at} has moved"

    def stroke(self, start: Spot, end: Spot, on: str = ".article") -> None:
        """Drag from one spot to another, which is looked for when the pointer is down."""
        self.press(start, on)
        self.page.mouse.move(*end(), steps=6)
        self.page.mouse.up()

    def drag_end(self, words: str) -> None:
        """Take the handle at the end of the chosen passage into the middle of words."""
        self.place_of(words)
        self.stroke(self.handle_spot, self.spot(words, shown=False), ".handle-end")

    def drag(self, words: str, number: int = 0) -> None:
        """Select words of the article by mouse."""
        self.stroke(self.spot(words, "start", number), self.spot(words, "end", number, shown=False))

    def sweep(self, first: str, last: str) -> None:
        """Drag from the middle of a word to the middle of another."""
        self.stroke(self.spot(first), self.spot(last, shown=False))

    def click(self, words: str, number: int = 0) -> None:
        """A click in the middle of words of the article."""
        self.press(self.spot(words, "middle", number))
        self.page.mouse.up()

    def mark_begun(self, words: str, kind: str, number: int = 0) -> None:
        self.drag(words, number)
        self.page.click(f'.kinds [data-kind="{kind}"]')

    def mark(self, words: str, kind: str, number: int = 0) -> None:
        self.mark_begun(words, kind, number)
        self.page.wait_for_selector(".passage-form .form")
        self.saved()

    def field(self, name: str, root: str = ".passage-form") -> Any:
        return self.page.locator(f'{root} [data-field="{name}"]').first.locator("input, textarea, select").first

    def fill(self, name: str, value: str, root: str = ".passage-form") -> None:
        field = self.field(name, root)
        field.wait_for(state="attached")
        if not field.is_visible():
            self.page.locator(f"{root} details.more > summary").last.click()
        field.fill(value)
        field.press("Enter" if field.evaluate("node => node.closest('.tokens') !== null") else "Tab")

    def add(self, name: str, words: str, root: str) -> None:
        """One more sentence in a list of them."""
        self.page.click(f'{root} [data-field="{name}"] > div > .add')
        self.page.keyboard.type(words)
        self.keys("Tab")

    def choose(self, name: str, value: str, root: str = ".passage-form") -> None:
        self.field(name, root).select_option(value)

    def tab(self, name: str) -> None:
        self.page.click(f'[data-tab="{name}"]')

    def select(self, words: str) -> None:
        """Select words of the article by keys alone."""
        paragraphs = self.page.locator(".article p").all_text_contents()
        before = "\n".join(paragraphs).index(words)
        on = "ArrowLeft" if self.page.locator(".article").get_attribute("dir") == "rtl" else "ArrowRight"
        self.keys("Control+Home", *[on] * before, *[f"Shift+{on}"] * len(words))

    def type(self, *words: str) -> None:
        """Type words, a Tab between them."""
        for number, each in enumerate(words):
            if number:
                self.keys("Tab")
            self.page.keyboard.type(each)

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)


@contextmanager
def chromium() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright. Skips the test where either is missing."""
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    pytest.importorskip("uvicorn", reason="briefgen[annotate] is not installed")
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("no chromium is installed")
    with driver.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[str]:
    """The server on a port of its own, as the command starts it; its address."""
    command = [sys.executable, "-m", "briefgen", "annotate", *arguments, "--no-browser"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://\S+", process.stdout.readline())
            assert found is not None, "the server did not say its address"
            yield found[0]
        finally:
            process.terminate()
            process.wait(PATIENCE)


@contextmanager
def opening(browser: Any, folder: Path, name: str) -> Iterator[Callable[..., list[Page]]]:
    """Opens the bytes of a file of that name in so many pages of one server. What one of them complains of is a failure."""
    with ExitStack() as stack:
        pages: list[Page] = []

        def open_bytes(data: bytes, count: int = 1, **options: Any) -> list[Page]:
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
            address = stack.enter_context(serving(folder, name))
            for _ in range(count):
                context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
                stack.callback(context.close)
                pages.append(Page(context.new_page(), address, path).ready())
            return pages

        yield open_bytes
        assert [fault for page in pages for fault in page.faults] == []
