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

RECTANGLE = """([words, number]) => {
  const root = document.querySelector('.article');
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
  range.startContainer.parentElement.scrollIntoView({block: 'center'});
  const boxes = [...range.getClientRects()].filter((box) => box.width > 0);
  const [first, last] = [boxes[0], boxes[boxes.length - 1]];
  return [first.left, first.top + first.height / 2, last.right, last.top + last.height / 2];
}"""

TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


class Page:
    """A page, its server and its input."""

    def __init__(self, page: Any, address: str, path: Path) -> None:
        self.page = page
        self.address = address
        self.path = path
        self.faults: list[str] = []
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

    def drag_end(self, words: str) -> None:
        """Take the handle at the end of the chosen passage into the middle of words."""
        x, y, x_end, _ = self.page.evaluate(RECTANGLE, [words, 0])
        self.drawn()
        handle = self.page.locator(".handle-end")
        handle.wait_for()
        box = handle.bounding_box()
        self.page.mouse.move(box["x"], box["y"] + box["height"] + 6)
        self.page.mouse.down()
        self.page.mouse.move((x + x_end) / 2, y, steps=4)
        self.page.mouse.up()

    def drag(self, words: str, number: int = 0) -> None:
        """Select words of the article by mouse."""
        box = self.page.evaluate(RECTANGLE, [words, number])
        assert box is not None, f"the article does not hold {words!r}"
        x, y, x_end, y_end = box
        self.page.mouse.move(x + 0.5, y)
        self.page.mouse.down()
        self.page.mouse.move((x + x_end) / 2, y_end, steps=3)
        self.page.mouse.move(x_end - 0.3, y_end, steps=3)
        self.page.mouse.up()

    def click(self, words: str, number: int = 0) -> None:
        """A click in the middle of words of the article."""
        x, y, x_end, _ = self.page.evaluate(RECTANGLE, [words, number])
        self.page.mouse.click((x + x_end) / 2 if x_end > x else x + 3, y)

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
