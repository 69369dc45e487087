"""The page of `briefgen annotate`, as people use it: a whole briefing by mouse, the same by keys, and what must not be lost."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from annotate_page import RAW, Page, opening, serving
from judges.page import nu
from patience import until

import briefgen
from briefgen.cli import main

STATIC = Path(briefgen.__file__).parent / "annotate" / "static"
Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Open]:
    """Open an input's text in a page of its own. What the page complains of fails the test."""
    with opening(browser, tmp_path, "inputs/port.yaml") as open_bytes:
        yield lambda text, **options: open_bytes(text.encode(), **options)[-1]


def strictly_clean(path: Path) -> None:
    assert main(["check", "--strict", str(path)]) == 0


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
    assert [each["kind"] for each in page.annotations()] == ["actor", "agreement", "event", "capability", "implication"]
    assert not any(each.get("draft") for each in page.annotations())

    page.tab("judging")
    page.fill("bottom_line", "Two navies will share a port; the sea around it may become less calm.", ".column-forms")
    page.saved()  # what it brings moves the button that is clicked next
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
    assert [each["kind"] for each in page.annotations()] == ["actor", "agreement", "implication"]
    assert not any(each.get("draft") for each in page.annotations())

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


MARKED = (
    RAW
    + """\
    annotations:
      - kind: actor
        quote: Admiral Ana Ruiz
        name: Ana Ruiz
      - kind: capability
        quote: Two new radars
        name: New radars
        draft: true
      - kind: agreement
        quote: a port agreement
        draft: true
"""
)


def test_another_editors_change_appears_and_what_is_chosen_stays_chosen(opened: Open) -> None:
    page = opened(MARKED)
    page.click("Admiral Ana")
    page.page.wait_for_selector(".passage-form .quote:text('Admiral Ana Ruiz')")
    elsewhere = page.text.replace("title: Port call", "title: A port call by other hands")
    page.path.write_text(
        elsewhere.replace(
            "      - kind: actor\n", "      - {kind: actor, quote: Norland, name: Norland}\n      - kind: actor\n", 1
        ),
        "utf-8",
    )
    page.page.wait_for_selector(".title:text('A port call by other hands')")
    page.fill("role", "Admiral")
    page.saved()
    assert page.annotations()[0] == {"kind": "actor", "quote": "Norland", "name": "Norland"}
    assert page.annotations()[1] == {
        "kind": "actor",
        "quote": "Admiral Ana Ruiz",
        "name": "Ana Ruiz",
        "role": "Admiral",
    }


@pytest.mark.parametrize(("side", "kept"), [("mine", "Mine"), ("theirs", "Theirs")])
def test_a_conflict_shows_both_sides_and_keeps_the_chosen_one(opened: Open, side: str, kept: str) -> None:
    page = opened(RAW)
    page.tab("briefing")
    field = page.field("title", ".column-forms")
    field.fill("Mine")
    page.path.write_text(page.text.replace("Port call", "Theirs").replace("2025-05-02", "2025-05-03"), "utf-8")
    field.press("Tab")
    page.page.wait_for_selector("dialog.conflict")
    assert page.page.locator("dialog.conflict .value").all_text_contents() == ["Mine", "Theirs"]
    page.page.check(f'dialog.conflict input[value="{side}"]')
    page.page.click("dialog.conflict button[type=submit]")
    page.page.wait_for_selector(f".title:text-is('{kept}')")
    until(lambda: f"title: {kept}\n" in page.text, "the choice was not saved")
    assert "2025-05-03" in page.text


def test_what_is_typed_while_the_server_is_gone_is_saved_when_it_is_back(opened: Open) -> None:
    page = opened(RAW)
    page.tab("briefing")
    page.page.route("**/api/edits", lambda route: route.abort())
    page.fill("title", "Written without a server", ".column-forms")
    page.page.wait_for_selector('.status[data-kind="gone"]')
    page.fill("series", "Harbours", ".column-forms")
    page.page.unroute("**/api/edits")
    page.saved()
    assert "title: Written without a server\n" in page.text
    assert "series: Harbours\n" in page.text


def test_undo_and_redo_go_over_saves(opened: Open) -> None:
    page = opened(RAW)
    before = page.text
    page.mark("Two new radars", "capability")
    after = page.text
    page.keys("Control+Enter", "Control+z")
    until(lambda: page.text == before, "undo left something")
    page.page.wait_for_selector(".article .mark", state="detached")
    page.keys("Control+Shift+z")
    until(lambda: page.text == after, "redo is not what was undone")
    page.page.wait_for_selector(".article .mark")


def test_drafts_are_stepped_through_accepted_and_refused_by_one_key_each(opened: Open) -> None:
    page = opened(MARKED)
    page.page.locator(".article").focus()
    page.keys("n")
    page.page.wait_for_selector(".passage-form .quote:text('Two new radars')")
    page.keys("a")
    page.saved()
    page.page.wait_for_selector(".passage-form .quote:text('a port agreement')")
    assert page.page.locator(".missing").text_content() == "Still needed: name, parties"
    page.keys("x")
    page.saved()
    assert [(each["name"], each.get("draft")) for each in page.annotations()] == [
        ("Ana Ruiz", None),
        ("New radars", None),
    ]
    assert page.page.locator(".article:focus").count()


def test_ends_are_moved_by_keys_and_by_mouse(opened: Open) -> None:
    page = opened(MARKED)
    page.click("Ana")
    page.select("Ana")
    page.keys("ArrowLeft", "s")
    page.saved()
    assert page.annotations()[0]["quote"] == "Ana Ruiz"
    page.drag_end("said")
    page.saved()
    assert page.annotations()[0]["quote"] == "Ana Ruiz said"
    assert page.annotations()[0]["name"] == "Ana Ruiz"


def test_nested_passages_are_chosen_from_the_inside_outward(opened: Open) -> None:
    page = opened(RAW)
    page.mark("the navies of Norland and Sudland", "actor")
    page.mark("Norland", "actor")
    quotes: list[str] = []

    def chosen() -> str:
        return str(page.page.locator(".passage-form .quote").text_content())

    for _ in range(3):
        before = chosen()
        page.click("Norland")
        page.page.wait_for_selector(f".passage-form .quote:not(:text-is('{before}'))")
        quotes.append(chosen())
    assert sorted(quotes[:2]) == ["Norland", "the navies of Norland and Sudland"]
    assert quotes[2] == quotes[0]


def test_positions_are_right_behind_letters_of_two_units(opened: Open) -> None:
    page = opened(RAW)
    page.mark("naïve readers of the 政府 statement", "actor")
    assert page.annotations()[0]["quote"] == "naïve readers of the 政府 statement"
    assert page.page.locator(".article .mark.k-actor").text_content() == "naïve readers of the 政府 statement"


def test_typing_pasting_and_cutting_change_nothing_in_an_article(opened: Open) -> None:
    page = opened(RAW)
    before = page.page.locator(".article").text_content()
    page.select("Admiral")
    page.page.keyboard.type("zq,")
    page.keys("Enter", "Control+x", "Control+v")
    assert page.page.locator(".article").text_content() == before
    assert page.text == RAW


def test_hostile_words_are_words(opened: Open) -> None:
    hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    page = opened(
        RAW.replace("Admiral Ana Ruiz", f"Admiral {hostile} {{{{ 7*7 }}}} \\u202e").replace(
            "Navies sign", f"{hostile} Navies"
        )
    )
    page.page.on("dialog", lambda dialog: page.faults.append(dialog.message))
    page.mark(hostile, "actor")
    assert page.annotations()[0]["name"] == hostile
    assert page.page.locator("main img[src=x], main script").count() == 0
    assert hostile in page.page.locator("#article-title").text_content()


_ROOM_FOR_NUMBERS = """() => {
  const [frame, words] = ['#article-panel', '.article p'].map((each) => document.querySelector(each).getBoundingClientRect());
  return frame.right - words.right;
}"""


def test_an_article_from_right_to_left_is_marked_where_it_is_selected(opened: Open) -> None:
    text = "وقعت نورلاند وسودلاند اتفاقا بشأن الميناء يوم الخميس."
    raw = RAW[: RAW.index("    text:")] + f"    language: ar\n    text: |\n      {text}\n"
    page = opened(raw)
    assert page.page.locator(".article").get_attribute("dir") == "rtl"
    assert page.page.evaluate(_ROOM_FOR_NUMBERS) >= 32
    page.select("اتفاقا")
    page.keys("2")
    page.page.wait_for_selector(".passage-form :focus")
    page.saved()
    assert page.annotations()[0]["quote"] == "اتفاقا"


def test_an_article_is_dropped_on_the_page(opened: Open) -> None:
    page = opened(RAW)
    page.page.set_input_files(
        "input[type=file]",
        [{"name": "second.txt", "mimeType": "text/plain", "buffer": b"A second article\n\nIt says something else.\n"}],
    )
    page.page.wait_for_selector(".article p:text('something else')")
    assert len(yaml.safe_load(page.text)["articles"]) == 2


def test_a_page_of_the_packet_that_looks_as_it_did_keeps_its_picture(opened: Open) -> None:
    page = opened(RAW)
    page.page.wait_for_selector('.page img[src^="blob:"]')
    first = page.page.locator(".page img").first
    before = first.get_attribute("src")
    with page.page.expect_response("**/api/packet/1.png*") as answer:
        page.mark("Two new radars", "event")  # a draft as yet, which no page shows
    assert answer.value.status == 304
    assert first.get_attribute("src") == before
    page.tab("briefing")
    page.fill("title", "Two navies", ".column-forms")
    page.page.wait_for_selector(f'.page:first-child img:not([src="{before}"])')


def test_judgments_are_reordered_by_keys(opened: Open) -> None:
    page = opened(
        RAW
        + "key_judgments:\n  - id: KJ1\n    statement: One is likely.  # first\n  - id: KJ2\n    statement: Two is likely.\n"
    )
    page.tab("judging")
    page.page.locator(".rows-key_judgments .opener").nth(1).focus()
    page.keys("Alt+ArrowUp")
    until(lambda: [each["id"] for each in judgments(page)] == ["KJ2", "KJ1"], "the order is as it was")
    assert "statement: One is likely.  # first" in page.text
    page.page.wait_for_selector(".rows-key_judgments > .row:first-child .opener:focus")


def axe(page: Page) -> list[str]:
    """What axe-core finds in the page as it is."""
    named = os.environ.get("AXE_CORE")
    script = Path(named) if named else Path(__file__).parents[1] / "node_modules/axe-core/axe.min.js"
    if not script.exists():
        pytest.skip("no axe-core: npm i axe-core, and set AXE_CORE to its axe.min.js")
    page.page.evaluate(script.read_text("utf-8"))
    found = page.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 640])
def test_the_page_is_accessible_in_every_state(opened: Open, scheme: str, width: int) -> None:
    page = opened(
        MARKED + "key_judgments:\n  - statement: It may be so.\n    confidence: low\n    evidence: [none-such]\n",
        color_scheme=scheme,
    )
    page.page.set_viewport_size({"width": width, "height": 900})
    faults = {"marking": axe(page)}
    page.page.evaluate("document.querySelector('.passage-row').click()")
    page.page.wait_for_selector(".passage-form .form", state="attached")
    narrow = width < 760
    if narrow:
        page.page.click(".views [data-view=forms]")
    for tab in ("marked", "judging", "briefing", "sources"):
        page.tab(tab)
        if tab == "judging":
            page.page.click(".rows-key_judgments .opener")
        faults[tab] = axe(page)
    page.page.keyboard.press("Escape")
    if narrow:
        page.page.click(".views [data-view=packet]")
    for tab in ("pages", "findings"):
        page.tab(tab)
        faults[tab] = axe(page)
    page.page.locator(".findings .code").first.click()
    page.page.wait_for_selector("dialog[open]")
    faults["explained"] = axe(page)
    page.keys("Escape")
    page.page.click(".top-tools .sign")
    faults["keys"] = axe(page)
    assert "\n".join(f"{state}: {each}" for state, found in faults.items() for each in found) == ""
    assert page.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_list_of_inputs_leads_to_one(browser: Any, tmp_path: Path) -> None:
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs" / "port.yaml").write_text(RAW, encoding="utf-8")
    with serving(tmp_path) as address:
        context = browser.new_context()
        page = Page(context.new_page(), address, tmp_path / "inputs" / "port.yaml")
        page.page.wait_for_selector(".input-row:has-text('Port call')")
        assert "#" not in page.page.url
        page.page.click(".input-row")
        page.ready()
        context.close()
        assert page.faults == []


def test_the_list_of_inputs_is_accessible(browser: Any, tmp_path: Path) -> None:
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs" / "port.yaml").write_text(RAW, encoding="utf-8")
    with serving(tmp_path) as address:
        context = browser.new_context()
        page = Page(context.new_page(), address, tmp_path / "inputs" / "port.yaml")
        page.page.wait_for_selector(".input-row:has-text('Port call')")
        assert axe(page) == []
        context.close()


def test_the_pages_shell_is_html() -> None:
    assert nu(STATIC / "index.html") == []
