"""The page under hands that are quicker than its timers and its server: what is held stays, and who goes on is not called back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from annotate_page import RAW, TWO_FRAMES, Page
from patience import until

Open = Callable[..., Page]

SLOW_TIMERS = """() => {
  const late = [];
  window.setTimeout = (...timer) => late.push(timer);
  window.afterAll = () => late.splice(0).forEach(([run, , ...values]) => run(...values));
}"""
"""What the page leaves for later comes when `afterAll` is called: as late as it may on a machine with much to do."""

NOW = "() => afterAll()"


class Answer:
    """What the page asks of a path, and is told when the test says so."""

    def __init__(self, page: Page, path: str, ask: Callable[[], object]) -> None:
        self.driven = page
        self.page = page.page
        self.path = path
        self.asked: list[Any] = []
        self.page.route(path, lambda route: self.asked.append(route))
        with self.page.expect_request(path):
            ask()
        page.answers_wait = True

    def comes(self) -> None:
        """The answer is there, and the page has had the time to show what it says."""
        with self.page.expect_response(self.path) as answer:
            self.asked[0].continue_()
        answer.value.finished()
        self.page.unroute(self.path)
        self.driven.answers_wait = False
        self.page.evaluate(TWO_FRAMES)


def changed_elsewhere(page: Page, old: str, new: str) -> Answer:
    """Another editor writes, and the page asks for what it wrote."""
    return Answer(page, "**/api/state", lambda: page.path.write_text(page.text.replace(old, new), encoding="utf-8"))


MARKED = RAW + "    annotations:\n      - {kind: actor, quote: Admiral Ana, name: Ana Ruiz}\n"
LONG_HEADLINE = "Navies sign a port agreement " + "and sign another " * 12


# --- timers --------------------------------------------------------------------------------------


def test_words_are_whole_as_soon_as_the_pointer_is_up(opened: Open) -> None:
    page = opened(RAW)
    page.page.evaluate(SLOW_TIMERS)
    page.sweep("navies", "Sudland")
    page.keys("1")
    page.page.evaluate(NOW)
    page.page.wait_for_selector(".passage-form .form")
    until(lambda: page.annotations(), "nothing is marked")
    assert page.annotations()[0]["quote"] == "navies of Norland and Sudland"


@pytest.mark.parametrize("before", ["Two new radars", "built near"])
def test_what_the_last_selection_left_for_later_does_not_touch_the_next(opened: Open, before: str) -> None:
    page = opened(RAW)
    page.page.evaluate(SLOW_TIMERS)
    page.drag(before)
    page.press(page.spot("new radars", "start"))
    page.page.mouse.move(*page.spot("Thursday", shown=False)())  # backward, to the middle of a word
    half = page.selected
    page.page.evaluate(NOW)
    page.drawn()
    assert page.selected == half
    page.page.mouse.move(*page.spot("will be", "end", shown=False)(), steps=3)
    page.page.mouse.up()
    page.page.evaluate(NOW)
    assert page.selected == "new radars will be"


# --- answers while a pointer is down ---------------------------------------------------------------


def test_who_marks_on_before_the_answer_keeps_the_selection(opened: Open) -> None:
    page = opened(RAW)
    answer = Answer(page, "**/api/passages", lambda: page.mark_begun("Norland", "actor"))
    page.press(page.spot("Two new radars", "start"))
    page.page.mouse.move(*page.spot("Two new radars", shown=False)(), steps=3)
    answer.comes()
    assert not page.page.locator(".article .mark").count()
    page.page.mouse.move(*page.spot("Two new radars", "end", shown=False)(), steps=3)
    page.page.mouse.up()
    page.page.wait_for_selector(".passage-form .form")
    assert page.selected == "Two new radars"
    page.keys("3")
    until(lambda: len(page.annotations()) == 2, "the second is not marked")
    assert [each["quote"] for each in page.annotations()] == ["Norland", "Two new radars"]


def test_words_that_are_held_stay_where_they_are(opened: Open) -> None:
    page = opened(RAW)
    answer = changed_elsewhere(page, "Navies sign a port agreement", LONG_HEADLINE)
    page.press(page.spot("Norland"))
    before = page.place_of("Norland", shown=False)
    answer.comes()
    assert page.place_of("Norland", shown=False) == before
    page.page.mouse.up()
    page.page.wait_for_selector("#article-title:text('and sign another')")
    assert page.place_of("Norland", shown=False) != before


def test_what_was_typed_goes_once_words_are_held_no_more(opened: Open) -> None:
    page = opened(RAW)
    page.tab("briefing")
    page.field("series", ".column-forms").click()
    page.page.keyboard.type("Harbours")
    page.answers_wait = True  # it is not on its way before the field is left
    page.press(page.spot("Norland"))
    page.drawn()
    assert not page.page.locator(".status[data-kind]").count()  # which may take the head one more line
    page.page.mouse.up()
    page.saved()
    assert "series: Harbours\n" in page.text


def test_an_article_that_comes_while_words_are_held_waits(opened: Open) -> None:
    page = opened(RAW)
    file = {"name": "second.txt", "mimeType": "text/plain", "buffer": b"A second article\n\nIt says something else.\n"}
    answer = Answer(page, "**/api/import*", lambda: page.page.set_input_files("input[type=file]", [file]))
    page.press(page.spot("Norland", "start"))
    answer.comes()
    page.page.mouse.move(*page.spot("Norland", "end", shown=False)(), steps=3)
    assert page.selected == "Norland"
    page.page.mouse.up()
    page.page.wait_for_selector(".article p:text('something else')")


def test_an_end_that_is_held_stays_under_the_pointer(opened: Open) -> None:
    page = opened(MARKED)
    page.click("Admiral")
    answer = changed_elsewhere(page, "Port call", "Another call")
    page.press(page.handle_spot, ".handle-end")
    page.page.mouse.move(*page.spot("said", shown=False)(), steps=3)
    before = page.handle_spot()
    answer.comes()
    assert page.handle_spot() == before
    page.page.mouse.up()
    until(lambda: page.annotations()[0]["quote"] == "Admiral Ana Ruiz said", "the end is not moved")
    assert "title: Another call\n" in page.text


def test_a_release_that_the_browser_did_not_tell_of_shows_by_a_move(opened: Open) -> None:
    page = opened(RAW)
    spot = page.spot("Norland")
    answer = changed_elsewhere(page, "Port call", "Another call")
    page.press(spot)
    answer.comes()
    assert page.page.locator(".title").text_content() == "Port call"
    x, y = spot()
    devtools = page.page.context.new_cdp_session(page.page)
    devtools.send("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x, "y": y, "buttons": 0})
    page.page.wait_for_selector(".title:text-is('Another call')")


# --- gliding -------------------------------------------------------------------------------------

LONG = RAW + "".join(f"\n      Paragraph {number} says what was said before it.\n" for number in range(300))
LAST = "    annotations:\n      - {kind: actor, quote: Paragraph 299, name: The last}\n"
_GLIDE = """async () => {
  const scroller = document.querySelector('#article-panel');
  document.querySelector('.passage-row').click();
  while (!scroller.scrollTop) await new Promise((done) => requestAnimationFrame(done));
}"""


def test_an_article_that_glides_stands_still_once_it_is_pressed(opened: Open) -> None:
    page = opened(LONG + LAST, reduced_motion="no-preference")
    box = page.page.locator("#article-panel").bounding_box()
    page.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.page.evaluate(_GLIDE)
    page.page.mouse.down()
    place = "() => document.querySelector('#article-panel').scrollTop"
    before = page.page.evaluate(place)
    for _ in range(5):
        page.drawn()
    assert page.page.evaluate(place) == before


# --- who goes on elsewhere -------------------------------------------------------------------------


def test_who_writes_on_before_the_answer_keeps_the_field(opened: Open) -> None:
    page = opened(RAW)
    answer = Answer(page, "**/api/passages", lambda: page.mark_begun("Norland", "actor"))
    page.tab("briefing")
    field = page.field("series", ".column-forms")
    field.click()
    page.page.keyboard.type("Har")
    answer.comes()
    page.page.wait_for_selector(".article .mark")
    page.page.keyboard.type("bours")
    page.keys("Tab")
    page.saved()
    assert "series: Harbours\n" in page.text
    assert [each["quote"] for each in page.annotations()] == ["Norland"]


def test_who_selects_on_before_a_passage_is_gone_keeps_the_selection(opened: Open) -> None:
    page = opened(MARKED)
    page.click("Admiral")
    page.page.wait_for_selector(".passage-form .form")
    answer = Answer(page, "**/api/edits", lambda: page.keys("Delete"))
    page.drag("Two new radars")
    answer.comes()
    page.page.wait_for_selector(".article .mark", state="detached")
    page.drawn()
    assert page.selected == "Two new radars"


def test_who_presses_elsewhere_before_a_row_is_added_keeps_the_focus(opened: Open) -> None:
    page = opened(RAW)
    page.tab("judging")
    answer = Answer(page, "**/api/edits", lambda: page.page.click(".rows-key_judgments + .add"))
    page.drag("Two new radars")
    answer.comes()
    page.page.wait_for_selector(".rows-key_judgments > .row")
    page.drawn()
    assert page.page.locator(".article:focus").count()
    assert page.selected == "Two new radars"
