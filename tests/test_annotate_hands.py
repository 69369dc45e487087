"""The page under a finger, at 200 % zoom, with files dropped on it, with calm motion, and with selections that begin within words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import yaml
from annotate_page import RAW, Page
from patience import until

Open = Callable[..., Page]
DROP = """([selector, name, words]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([words], name, {type: 'text/plain'}));
  for (const type of ['dragenter', 'dragover', 'drop']) {
    document.querySelector(selector).dispatchEvent(
      new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: carried}));
  }
}"""

SELECTED_BY_SYSTEM = """([x, y]) => {
  const selection = getSelection();
  const place = document.caretRangeFromPoint(x, y);
  selection.setBaseAndExtent(place.startContainer, place.startOffset, place.startContainer, place.startOffset);
  selection.modify('move', 'backward', 'word');
  selection.modify('extend', 'forward', 'word');
}"""
"""What a long press does on a phone or tablet, by its system: Chromium for desktops selects nothing by touch."""


def quotes(page: Page) -> list[str]:
    """What is marked in the file."""
    return [each["quote"] for each in page.annotations()]


def comes_to_be_selected(page: Page, words: str) -> None:
    until(lambda: page.selected == words, lambda: f"selected is {page.selected!r}, not {words!r}")


# --- whole words -------------------------------------------------------------------------------


def test_a_selection_by_mouse_grows_to_whole_words(opened: Open) -> None:
    page = opened(RAW)
    page.sweep("navies", "Sudland")
    assert page.selected == "navies of Norland and Sudland"
    page.keys("1")
    page.page.wait_for_selector(".passage-form :focus")
    page.saved()
    assert quotes(page) == ["navies of Norland and Sudland"]


def test_other_words_are_selected_from_within_a_selection(opened: Open) -> None:
    page = opened(RAW)
    page.drag("Two new radars")
    page.drag("new radars will be")
    assert page.selected == "new radars will be"
    page.page.click('.kinds [data-kind="event"]')
    page.saved()
    assert "quote: new radars will be\n" in page.text


def test_alt_leaves_a_selection_by_mouse_as_it_is(opened: Open) -> None:
    page = opened(RAW)
    page.page.keyboard.down("Alt")
    page.sweep("navies", "Sudland")
    page.page.keyboard.up("Alt")
    page.page.wait_for_selector(".near-kinds")  # which comes after the selection has grown, where it does
    found = page.selected
    assert not found.startswith("navies")
    assert not found.endswith("Sudland")


def test_keys_select_letters_and_grow_to_words_when_asked(opened: Open) -> None:
    page = opened(RAW)
    page.select("dmiral An")
    assert page.selected == "dmiral An"
    page.keys("w")
    assert page.selected == "Admiral Ana"


def test_words_of_scripts_without_blanks_do_not_grow(opened: Open) -> None:
    page = opened(RAW.replace("政府", "日本政府発表"))
    page.drag("政府")
    page.page.wait_for_selector(".near-kinds")
    assert page.selected == "政府"


def test_an_end_is_dragged_to_a_word_and_within_it_to_a_letter(opened: Open) -> None:
    page = opened(RAW)
    page.mark("Admiral", "actor")
    page.drag_end("Ruiz")
    until(lambda: quotes(page) == ["Admiral Ana Ruiz"], "the end is not the word's")
    page.page.wait_for_selector(".quote:text-is('Admiral Ana Ruiz')")
    page.drag_end("Ruiz")
    until(
        lambda: quotes(page)[0] in {"Admiral Ana R", "Admiral Ana Ru", "Admiral Ana Rui"}, "the end went to no letter"
    )


# --- a finger ----------------------------------------------------------------------------------


def test_words_are_marked_by_touch_alone(opened: Open) -> None:
    page = opened(RAW, has_touch=True, is_mobile=True, viewport={"width": 820, "height": 1180})
    x, y, x_end, _ = page.place_of("Ruiz")
    devtools = page.page.context.new_cdp_session(page.page)
    place = [{"x": (x + x_end) / 2, "y": y}]
    devtools.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": place})
    page.page.evaluate(SELECTED_BY_SYSTEM, [(x + x_end) / 2, y])
    devtools.send("Input.dispatchTouchEvent", {"type": "touchCancel", "touchPoints": []})
    page.page.wait_for_selector(".near-kinds")
    assert page.selected.strip() == "Ruiz"
    page.page.tap('.near-kinds [data-near-kind="actor"]')
    page.page.wait_for_selector(".passage-form .form", state="attached")
    page.saved()
    assert quotes(page) == ["Ruiz"]
    page.page.wait_for_selector(".near-kinds", state="hidden")


def test_the_kinds_stand_beside_a_selection_by_mouse_and_not_beside_one_by_keys(opened: Open) -> None:
    page = opened(RAW)
    page.select("Admiral")
    page.page.wait_for_selector(".kinds .ready")
    page.drawn()
    assert not page.page.locator(".near-kinds").is_visible()
    page.drag("Norland")
    page.page.wait_for_selector(".near-kinds")
    bar = page.page.locator(".near-kinds").bounding_box()
    assert bar["y"] > page.place_of("Norland")[1]
    page.page.click('.near-kinds [data-near-kind="actor"]')
    page.saved()
    assert quotes(page) == ["Norland"]


def test_a_selection_goes_down_over_where_the_kinds_will_stand(opened: Open) -> None:
    page = opened(RAW)
    page.press(page.spot("Admiral Ana Ruiz", "start"))
    page.page.mouse.move(*page.spot("Admiral Ana Ruiz", "end")(), steps=3)
    comes_to_be_selected(page, "Admiral Ana Ruiz")
    page.drawn()
    assert not page.page.locator(".near-kinds").is_visible()
    x, *_ = page.place_of("Admiral Ana Ruiz", shown=False)
    _, below, right, _ = page.place_of("port agreement", shown=False)
    page.page.mouse.move(x + 40, below)
    until(lambda: "Sudland" in page.selected, "the selection does not follow the pointer down")
    page.page.mouse.move(right, below)
    page.page.mouse.up()
    page.page.wait_for_selector(".near-kinds")
    assert page.selected.endswith("signed a port agreement")


def test_controls_are_large_enough_for_a_finger(opened: Open) -> None:
    page = opened(RAW, has_touch=True, is_mobile=True, viewport={"width": 820, "height": 1180})
    page.drag("Norland")
    page.page.wait_for_selector(".near-kinds")
    for box in page.page.locator(".near-kinds button").all():
        assert box.bounding_box()["height"] >= 44
    small = page.page.evaluate(
        "() => [...document.querySelectorAll('button')].filter((each) => each.offsetParent && "
        "!each.closest('.areas') && (each.offsetHeight < 24 || each.offsetWidth < 24)).map((each) => each.textContent)"
    )
    assert small == []


# --- files, zoom, motion -----------------------------------------------------------------------


def test_a_file_that_is_dropped_becomes_an_article(opened: Open) -> None:
    page = opened(RAW)
    page.page.evaluate(DROP, [".article", "second.txt", "A second article\n\nIt says something else.\n"])
    page.page.wait_for_selector(".article p:text('something else')")
    assert len(yaml.safe_load(page.text)["articles"]) == 2
    assert not page.page.locator(".drop-veil").is_visible()


def test_a_dropped_file_of_no_known_kind_is_refused_in_words(opened: Open) -> None:
    page = opened(RAW)
    page.page.evaluate(DROP, [".article", "notes.ann", "T1\tActor 0 3\tAna"])
    page.page.wait_for_selector("dialog[open]")
    assert page.page.locator("dialog[open] h2").text_content() == "notes.ann was not read"
    assert page.text == RAW


def test_at_twice_the_size_everything_reflows_and_works(opened: Open) -> None:
    page = opened(RAW, viewport={"width": 640, "height": 400}, device_scale_factor=2)

    def fits() -> bool:
        return bool(page.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))

    assert fits()
    page.drag("Two new radars")
    page.page.click('.near-kinds [data-near-kind="capability"]')
    page.page.wait_for_selector(".passage-form .form", state="attached")
    page.saved()
    page.page.click(".views [data-view=forms]")
    page.choose("change", "new")
    page.saved()
    assert fits()
    page.tab("judging")
    page.page.click(".rows-key_judgments + .add")
    page.fill("statement", "It is likely to last.", ".rows-key_judgments > .row:first-child")
    page.saved()
    assert fits()
    page.page.click(".views [data-view=packet]")
    page.page.wait_for_selector(".page img[src^=blob]")
    assert fits()
    page.page.click(".top-tools .sign")
    page.page.wait_for_selector("dialog[open]")
    assert fits()
    assert quotes(page) == ["Two new radars"]


LONG = RAW + "".join(f"\n      Paragraph {number} says what was said before it.\n" for number in range(60))
LAST = "    annotations:\n      - {kind: actor, quote: Paragraph 59, name: The last}\n"


@pytest.mark.parametrize(("motion", "moves"), [("reduce", False), ("no-preference", True)])
def test_the_article_glides_only_where_motion_is_wished(opened: Open, motion: str, moves: bool) -> None:
    page = opened(LONG + LAST, reduced_motion=motion)
    top = "document.querySelector('.column-article .scroller').scrollTop"
    at_once = page.page.evaluate(f"() => {{ document.querySelector('.passage-row').click(); return {top}; }}")
    until(lambda: page.page.evaluate(f"() => {top}") > 500, "the passage does not come into view")
    assert at_once == 0 if moves else at_once > 500  # what glides is still where it was


def height_after_click(page: Page, words: str) -> tuple[float, float]:
    """Where words stand before they are clicked, slowly, and after what the click brings is there."""
    _, before, *_ = page.place_of(words, shown=False)
    page.press(page.spot(words, shown=False))
    page.page.wait_for_selector(".under-caret:not(:empty)")
    page.page.mouse.up()
    page.page.wait_for_selector(".passage-form .form")
    page.drawn()
    return before, page.place_of(words, shown=False)[1]


@pytest.mark.parametrize("edge", ["start", "end"])
def test_a_passage_that_is_in_view_stays_where_it_is(opened: Open, edge: str) -> None:
    page = opened(LONG + LAST.replace("59", "12"), reduced_motion="reduce")
    page.page.evaluate(f"() => document.querySelector('.article .mark').scrollIntoView({{block: '{edge}'}})")
    before, after = height_after_click(page, "Paragraph 12")
    assert after == before


def test_what_is_clicked_stays_though_its_passage_ends_out_of_view(opened: Open) -> None:
    quote = "Paragraph 12 says what was said before it.\\n\\nParagraph 13 says what was said before it."
    page = opened(
        f'{LONG}    annotations:\n      - {{kind: actor, quote: "{quote}", name: Both}}\n', reduced_motion="reduce"
    )
    page.page.wait_for_selector(".article .mark:text('Paragraph 13')", state="attached")
    page.page.evaluate("() => document.querySelector('.article .mark').scrollIntoView({block: 'end'})")
    before, after = height_after_click(page, "Paragraph 12")
    assert after == before


def test_the_line_under_the_article_is_as_high_empty_as_with_words(opened: Open) -> None:
    page = opened(LONG + LAST.replace("59", "12"))

    def height() -> float:
        return float(page.page.evaluate("() => document.querySelector('.under-caret').getBoundingClientRect().height"))

    page.page.wait_for_selector(".under-caret:empty")
    empty = height()
    page.click("Paragraph 12")
    page.page.wait_for_selector(".under-caret:not(:empty)")
    assert height() == empty


def test_a_passage_behind_a_bar_is_not_in_view(opened: Open) -> None:
    page = opened(LONG + LAST.replace("59", "12"), viewport={"width": 640, "height": 500}, reduced_motion="reduce")
    page.click("Paragraph 12")  # whose form takes the place of the article
    page.page.click(".views [data-view=article]")
    page.page.evaluate("() => document.querySelector('.article .mark').scrollIntoView({block: 'start'})")
    page.page.evaluate("() => scrollBy(0, -60)")
    page.page.evaluate("() => document.querySelector('.article').focus({preventScroll: true})")

    def edges() -> list[float]:
        return list(
            page.page.evaluate(
                "() => ['.article .mark', '.kinds'].map((each) => document.querySelector(each).getBoundingClientRect())"
                ".map((mark, n) => n ? mark.bottom : mark.top)"
            )
        )

    mark, bar = edges()
    assert 0 < mark < bar
    page.keys("Enter")
    until(lambda: edges()[0] > edges()[1], "the passage stays behind the bar")
