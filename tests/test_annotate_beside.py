"""The page beside other editors: a file that breaks, goes, comes back or is open twice, and files of unusual make."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from annotate_page import RAW, Page, opening, serving
from patience import until

Open = Callable[..., list[Page]]


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Open]:
    """Open a file's bytes in so many pages of one server. What one of them complains of fails the test."""
    with opening(browser, tmp_path, "port.yaml") as open_bytes:
        yield open_bytes


def test_a_file_that_breaks_is_said_to_and_works_again_once_it_is_repaired(opened: Open) -> None:
    (page,) = opened(RAW.encode())
    page.path.write_text(RAW + "gaps: [\n", encoding="utf-8")
    page.page.wait_for_selector(".finding-counts:text('Errors: 1')")
    page.page.wait_for_selector(".broken p:text('The page shows what it said before')")
    assert "line 14, column 1" in page.page.locator(".broken .fault").text_content()
    assert "Admiral Ana Ruiz" in page.page.locator(".article").text_content()
    page.tab("briefing")
    page.fill("series", "Harbours", ".column-forms")
    page.page.wait_for_selector('.status[data-kind="refused"]')
    assert page.field("series", ".column-forms").input_value() == "Harbours"
    assert page.text == RAW + "gaps: [\n"
    page.path.write_text(RAW + "gaps:\n  - When?\n", encoding="utf-8")
    page.page.wait_for_selector(".finding-counts:not(:text('Errors'))")
    until(lambda: "series: Harbours\n" in page.text, "what was typed meanwhile is lost")
    assert "  - When?\n" in page.text


@pytest.mark.parametrize(
    ("broken", "where"),
    [
        pytest.param(RAW.replace("Harbour News", '"Harbour News').encode(), "line 7, column 13", id="an open quote"),
        pytest.param(b"- title: Port call\n", "line 1, column 1", id="a list"),
        pytest.param(b"title: Caf\xe9\n", "line 1, column 11", id="no UTF-8"),
        pytest.param(b"", "port.yaml", id="empty"),
    ],
)
def test_a_file_that_cannot_be_read_at_first_shows_where_and_comes_alive_once_it_is_repaired(
    browser: Any, tmp_path: Path, broken: bytes, where: str
) -> None:
    path = tmp_path / "port.yaml"
    path.write_bytes(broken)
    with serving(tmp_path, path.name) as address:
        page = Page(browser.new_page(), address, path)
        page.page.wait_for_selector("#article-title:text('cannot be read')")
        assert where in page.page.locator(".broken .fault").first.text_content()
        page.page.locator(".broken .code").first.click()
        page.page.click("dialog .actions button")
        assert page.page.locator(".column-forms [inert]").count() == 1
        page.page.wait_for_selector(".packet-note:text('There are pages once none is left')")
        path.write_text(RAW, encoding="utf-8")
        page.page.wait_for_selector(".article p")
        assert not page.page.locator(".broken").is_visible()
        assert page.page.locator("#article-title").text_content() == "Navies sign a port agreement"
        page.page.wait_for_selector(".page img[src]")
        page.mark("Two new radars", "capability")
        assert "quote: Two new radars\n" in page.text
        assert page.faults == []


@pytest.mark.parametrize("how", ["deleted", "renamed"])
def test_a_file_that_goes_is_said_to_be_gone_and_is_not_written_again(opened: Open, how: str) -> None:
    (page,) = opened(RAW.encode())
    other = page.path.with_name("other.yaml")
    page.path.rename(other)
    if how == "deleted":
        other.unlink()
    page.page.wait_for_selector(".finding-counts:text('Errors: 1')")
    page.tab("briefing")
    page.fill("series", "Harbours", ".column-forms")
    page.page.wait_for_selector('.status[data-kind="refused"]')
    assert not page.path.exists()
    page.path.write_text(RAW, encoding="utf-8")
    page.page.wait_for_selector(".finding-counts:not(:text('Errors'))")
    until(lambda: "series: Harbours\n" in page.text, "what was typed meanwhile is lost")


def test_two_pages_on_one_input_see_and_keep_each_others_changes(opened: Open) -> None:
    one, other = opened(RAW.encode(), count=2)
    one.tab("briefing")
    other.tab("briefing")
    one.fill("series", "Harbours", ".column-forms")
    other.fill("reference", "HB-1", ".column-forms")
    until(lambda: "series: Harbours\n" in one.text and "reference: HB-1\n" in one.text, "one of the changes is lost")
    until(lambda: one.field("reference", ".column-forms").input_value() == "HB-1", "the first page does not show it")
    until(
        lambda: other.field("series", ".column-forms").input_value() == "Harbours", "the second page does not show it"
    )
    one.mark("Two new radars", "capability")
    other.page.wait_for_selector(".article .mark.k-capability")


def test_what_cannot_be_written_yet_waits_and_nothing_of_it_is_lost(opened: Open) -> None:
    (page,) = opened(RAW.encode())
    full = {"error": "not written: no room is left on the disk", "hint": "Make room, and try again."}
    for path in ("edits", "passages"):
        page.page.route(f"**/api/{path}", lambda route: route.fulfill(status=507, json=full))
    page.mark_begun("Two new radars", "capability")
    page.page.wait_for_selector('.status[data-kind="gone"]:has-text("no room is left on the disk")')
    page.tab("briefing")
    page.fill("series", "Harbours", ".column-forms")
    assert page.text == RAW
    page.page.unroute_all()
    page.saved()
    assert "quote: Two new radars\n" in page.text
    assert "series: Harbours\n" in page.text


def test_a_page_goes_on_once_it_is_given_the_address_of_another_run(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "port.yaml"
    path.write_text(RAW, encoding="utf-8")
    with serving(tmp_path, path.name) as address:
        page = Page(browser.new_page(), address, path).ready()
    port = re.findall(r":(\d+)/", address)[0]
    with serving(tmp_path, path.name, "--port", port) as other:
        page.page.wait_for_selector('.status[data-kind="gone"]:has-text("without its key")')
        page.mark_begun("Two new radars", "capability")
        page.page.wait_for_selector('.status:has-text("Changes kept here: 1")')
        page.page.goto(other)
        page.saved()
        assert "quote: Two new radars\n" in page.text
        path.write_text(page.text.replace("Port call", "Another call"), encoding="utf-8")
        page.page.wait_for_selector(".title:text-is('Another call')")
        assert page.faults == []


_FILL = """() => {
  for (let size = 2 ** 23; size >= 1; size /= 2)
    for (let some = true; some; ) {
      try {
        sessionStorage.setItem(`more-${sessionStorage.length}`, 'x'.repeat(size));
      } catch {
        some = false;
      }
    }
}"""


def test_an_edit_of_which_the_browser_keeps_no_copy_is_saved_all_the_same(opened: Open) -> None:
    (page,) = opened(RAW.encode())
    page.page.evaluate(_FILL)
    page.tab("briefing")
    page.fill("series", "Harbours", ".column-forms")
    until(lambda: "series: Harbours\n" in page.text, "the change is not saved")
    page.fill("reference", "HB-1", ".column-forms")
    until(lambda: "reference: HB-1\n" in page.text, "what came after it is not saved")


def test_a_step_back_says_what_it_took_back_and_none_is_no_fault(opened: Open) -> None:
    (page,) = opened(RAW.encode())
    page.mark("Two new radars", "capability")
    page.page.locator(".article").focus()
    page.keys("Control+z")
    page.page.wait_for_selector("#polite:text('Undone: Marked as Capability')")
    page.keys("Control+z")
    page.drawn()
    assert page.page.locator(".status").get_attribute("data-kind") == "saved"
    assert page.text == RAW


def test_line_ends_and_byte_order_mark_stay(opened: Open) -> None:
    before = b"\xef\xbb\xbf" + RAW.replace("\n", "\r\n").encode()
    (page,) = opened(before)
    page.mark("Two new radars", "capability")
    page.tab("briefing")
    page.fill("series", "Harbours", ".column-forms")
    until(lambda: b"series: Harbours\r\n" in page.path.read_bytes(), "the change is not saved")
    data = page.path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert yaml.safe_load(data.decode("utf-8-sig"))["articles"][0]["annotations"][0]["quote"] == "Two new radars"


def test_forty_articles_are_walked_and_marked(opened: Open) -> None:
    start = RAW.index("  - id: A1")
    articles = [
        RAW[start:].replace("id: A1", f"id: A{number}").replace("Navies sign", f"Report {number}, navies sign")
        for number in range(1, 41)
    ]
    (page,) = opened((RAW[:start] + "".join(articles)).encode())
    page.page.locator(".article").focus()
    page.keys(*["]"] * 39)
    page.page.wait_for_selector("#article-title:text('Report 40')")
    assert page.page.evaluate(
        "() => { const tab = document.querySelector('.article-tabs [aria-selected=true]').getBoundingClientRect();"
        "const frame = document.querySelector('.article-tabs').getBoundingClientRect();"
        "return tab.left >= frame.left - 1 && tab.right <= frame.right + 1 && tab.width > 24; }"
    )
    assert page.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.mark("Two new radars", "capability")
    held = yaml.safe_load(page.text)["articles"]
    assert [number for number, each in enumerate(held) if "annotations" in each] == [39]
