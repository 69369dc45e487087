"""The page of `briefgen annotate`, as people use it: a whole briefing by mouse, the same by keys, and what must not be lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import yaml
from annotate_page import RAW, Page, chromium, serving, until

from briefgen.cli import main

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Open]:
    """Open an input's text in a page of its own. What the page complains of fails the test."""
    with ExitStack() as stack:
        pages: list[Page] = []

        def open_text(text: str, **options: Any) -> Page:
            (tmp_path / "inputs").mkdir(exist_ok=True)
            path = tmp_path / "inputs" / "port.yaml"
            path.write_text(text, encoding="utf-8")
            address = stack.enter_context(serving(tmp_path, "inputs/port.yaml"))
            context = browser.new_context(viewport={"width": 1280, "height": 800}, **options)
            stack.callback(context.close)
            pages.append(Page(context.new_page(), address, path))
            return pages[-1].ready()

        yield open_text
        assert [fault for page in pages for fault in page.faults] == []


def strictly_clean(path: Path) -> None:
    assert main(["check", "--strict", str(path)]) == 0


def annotations(page: Page, article: int = 0) -> list[dict[str, Any]]:
    """The passages that the file holds."""
    return yaml.safe_load(page.text)["articles"][article].get("annotations", [])


def judgments(page: Page) -> list[dict[str, Any]]:
    return yaml.safe_load(page.text).get("key_judgments", [])


def press(page: Page, key: str, selector: str) -> None:
    """Press a key until something matches."""
    for _ in range(60):
        if page.page.locator(selector).count():
            return
        page.keys(key)
    raise AssertionError(f"{key} does not lead to {selector}")


def same_packets(page: Page, folder: Path) -> None:
    """What the page saves as PDF and DOCX is what a build of the saved file writes."""
    assert main(["build", str(page.path), "--to", "pdf,docx", "--out", str(folder)]) == 0
    for name in ("pdf", "docx"):
        with page.page.expect_download() as caught:
            page.page.click(f'.top-tools button:text-is("{name.upper()}")')
        built = next(folder.glob(f"*/*.{name}")).read_bytes()
        assert Path(caught.value.path()).read_bytes() == built, name


def test_a_whole_briefing_is_made_by_mouse(opened: Open, tmp_path: Path) -> None:
    page = opened(RAW)
    page.mark("Admiral Ana Ruiz", "actor")
    page.choose("type", "person")
    page.fill("name", "Ana Ruiz")
    page.mark("the navies of Norland and Sudland signed a port agreement", "agreement")
    page.fill("name", "Port agreement")
    page.fill("parties", "Norland")
    page.fill("parties", "Sudland")
    page.choose("status", "signed")
    page.mark("signed a port agreement on Thursday", "event")
    page.fill("date", "2025-05-01")
    page.fill("what", "The two navies signed a port agreement.")
    page.mark("Two new radars", "capability")
    page.choose("change", "new")
    page.mark("may unsettle the Narrow Sea", "implication")
    page.fill("statement", "The agreement may unsettle the Narrow Sea.")
    page.fill("regions", "Europe")
    page.saved()
    assert [each["kind"] for each in annotations(page)] == ["actor", "agreement", "event", "capability", "implication"]
    assert not any(each.get("draft") for each in annotations(page))

    page.tab("judging")
    page.fill("bottom_line", "Two navies will share a port; the sea around it may become less calm.", ".column-forms")
    page.page.click(".rows-key_judgments + .add")
    judgment = ".rows-key_judgments > .row:first-child"
    page.fill("statement", "The agreement is likely to bring both navies to Eastport this year.", judgment)
    page.page.click(f'{judgment} .scale-likelihood [aria-label^="likely"]')
    page.page.click(f'{judgment} .scale-confidence [aria-label="low"]')
    page.fill("basis", "One report without an official text.", judgment)
    page.page.click(f"{judgment} [data-field=evidence] button:text-is('Pick in the article')")
    page.click("Two new radars")
    page.click("and Sudland")
    page.page.click(".picking button")
    page.saved()
    page.add("assumptions", "The agreement is carried out.", judgment)
    page.add("change_indicators", "No ship has called by autumn.", judgment)
    page.tab("sources")
    page.page.click('.scale-reliability [aria-label^="C"]')
    page.page.click('.scale-credibility [aria-label^="3"]')
    page.saved()

    assert len(judgments(page)[0]["evidence"]) == 2
    assert "draft" not in judgments(page)[0]
    strictly_clean(page.path)
    same_packets(page, tmp_path / "out")


def test_a_whole_briefing_is_made_by_keys_alone(opened: Open, tmp_path: Path) -> None:
    page = opened(RAW)

    def mark(words: str, digit: str) -> None:
        page.select(words)
        page.keys(digit)
        page.page.wait_for_selector(".passage-form :focus")
        page.saved()

    def to(name: str, root: str = ".column-forms") -> None:
        """Tab until the field of that name has the focus."""
        press(page, "Tab", f'{root} [data-field="{name}"] :focus')

    def tab(name: str) -> None:
        """To the form's tabs by F6, to the wished one by arrows."""
        press(page, "F6", ".column-forms [role=tab]:focus")
        press(page, "ArrowRight", f'[data-tab="{name}"]:focus')

    mark("Admiral Ana Ruiz", "1")
    page.type("Ana Ruiz")
    page.keys("Control+Enter")
    page.page.wait_for_selector(".article:focus")
    mark("the navies of Norland and Sudland signed a port agreement", "2")
    page.type("Port agreement")
    to("parties")
    page.type("Norland")
    page.keys("Enter")
    page.type("Sudland")
    page.keys("Enter", "Control+Enter")
    page.page.wait_for_selector(".article:focus")
    mark("may unsettle the Narrow Sea", "4")
    page.type("The agreement may unsettle the Narrow Sea.")
    to("regions")
    page.type("Europ")
    page.keys("ArrowDown", "Enter", "Control+Enter")
    page.page.wait_for_selector(".article:focus")
    page.saved()
    assert [each["kind"] for each in annotations(page)] == ["actor", "agreement", "implication"]
    assert not any(each.get("draft") for each in annotations(page))

    tab("judging")
    to("bottom_line")
    page.type("Two navies will share a port; the sea around it may become less calm.")
    press(page, "Tab", ".rows-key_judgments + .add:focus")
    page.keys("Enter")
    page.page.wait_for_selector('[data-field="statement"] :focus')
    page.type("The agreement is likely to bring both navies to Eastport this year.")
    to("likelihood")
    page.keys(*["ArrowRight"] * 5)
    to("confidence")
    page.keys("ArrowRight")
    to("basis")
    page.type("One report without an official text.")
    to("evidence")
    page.type("Port agr")
    page.keys("ArrowDown", "Enter")
    to("assumptions")
    page.keys("Enter")
    page.type("The agreement is carried out.")
    to("change_indicators")
    page.keys("Enter")
    page.type("No ship has called by autumn.")
    tab("sources")
    to("reliability")
    page.keys(*["ArrowRight"] * 3)
    to("credibility")
    page.keys(*["ArrowRight"] * 3)
    page.saved()

    assert judgments(page)[0]["likelihood"] == "likely"
    assert judgments(page)[0]["evidence"] == ["port-agreement"]
    strictly_clean(page.path)
    same_packets(page, tmp_path / "out")
