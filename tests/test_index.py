"""The page for staff in a browser: what is searched, what is new, and that it may do nothing else."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from judges import page as judges

from briefgen.batch import index
from briefgen.batch.state import PacketSummary
from briefgen.compose import load_theme
from briefgen.writers.html.colours import in_the_dark


def summary(title: str, **about: str) -> PacketSummary:
    return {
        "input": "a.yaml",
        "sha256": "",
        "texts": {},
        "basis": "",
        "files": [("a.pdf", 1000, sha256(title.encode()).hexdigest()), ("a.html", 2000, "1")],
        "about": {"title": title, "date": "2025-03-30", **about},
        "pages": 3,
        "findings": {"note": 1},
    }


PACKETS = {
    "a": summary("Talks in Tokyo", marking="TLP:AMBER+STRICT", actors="Gen Nakatani, Japan", regions="East Asia"),
    "b": summary("Talks in Manila", marking="SECRET//NOFORN", actors="Émile Côté", regions="Southeast Asia"),
    "c": summary("محادثات", language="ar"),
}


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "index.html"
    path.write_bytes(b"".join(index.signed(index.page(PACKETS))))
    return path


def asked(page: Path, expression: str) -> Any:
    return json.loads(judges.computed(page, page.parent, f"[JSON.stringify({expression})]")[0])


def shown(typed: str) -> str:
    """An expression for the folders that a search leaves."""
    search = f"field.value = {json.dumps(typed)}, field.dispatchEvent(new Event('input'))"
    return f"({search}, [tally.textContent, rows.filter(([row]) => !row.hidden).map(([row]) => row.dataset.folder)])"


@pytest.mark.parametrize(
    ("typed", "folders"),
    [("TALKS tokyo", ["a"]), ("nakatani", ["a"]), ("southeast", ["b"]), ("emile cote", ["b"]), ("amber", ["a"])],
)
def test_titles_actors_regions_and_markings_are_searched(page: Path, typed: str, folders: list[str]) -> None:
    assert asked(page, shown(typed)) == [f"{len(folders)} of 3 packets", folders]


def test_what_is_new_since_the_last_visit_is_said(page: Path) -> None:
    """Of packets that the browser remembers, one is as it was, one has changed, and one was not there."""
    state = index._state(PACKETS["a"])
    then = json.dumps({"at": 0, "known": {}, "now": {"a": state, "b": "another"}})
    visit = f"localStorage.setItem('briefgen ' + location.pathname, JSON.stringify({then})), remember()"
    signs = "rows.map(([row]) => row.querySelector('.new')?.textContent ?? '')"
    left = "(only.checked = true, search(), rows.filter(([row]) => !row.hidden).length)"
    assert asked(page, f"({visit}, [{signs}, news.hidden, fresh.size, {left}])") == [
        ["", "Changed", "New"],
        False,
        2,
        2,
    ]


def test_nothing_is_new_at_the_first_visit(page: Path) -> None:
    assert asked(page, "[document.querySelectorAll('.new').length, news.hidden]") == [0, True]


def test_without_a_memory_the_page_can_still_be_searched(page: Path) -> None:
    source = page.read_text("utf-8").replace("localStorage.getItem(name)", "noSuchStorage.getItem(name)")
    page.write_text(source, "utf-8")
    assert asked(page, shown("tokyo")) == ["1 of 3 packets", ["a"]]


def test_the_policy_allows_its_own_style_and_script_alone(page: Path) -> None:
    source = page.read_text("utf-8")

    def digest(tag: str) -> str:
        content = source.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]
        return b64encode(sha256(content.encode()).digest()).decode()

    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', source)
    assert policy is not None
    assert policy[1] == (
        f"default-src 'none'; style-src 'sha256-{digest('style')}'; script-src 'sha256-{digest('script')}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert re.findall(r"\sstyle=|\son\w+=|url\(|@import|<link|<iframe", source) == []
    shown = re.search('<form id="form" [^>]*>', judges.dom(page, page.parent))
    assert shown and "hidden" not in shown[0]  # the script has run


def test_each_packet_shows_its_marking_and_leads_to_its_page(page: Path) -> None:
    source = page.read_text("utf-8")
    assert '<span class="marking tlp amber"><bdi>TLP:AMBER+STRICT</bdi></span>' in source
    assert '<span class="marking"><bdi>SECRET//NOFORN</bdi></span>' in source
    assert '<a href="./a/a.html"><bdi>Talks in Tokyo</bdi></a>' in source
    assert '<bdi lang="ar">محادثات</bdi>' in source


def test_the_colours_are_those_of_the_usual_packet() -> None:
    theme = load_theme("default").theme
    pairs = {name: (theme.colour(name), in_the_dark(theme.colour(name))) for name in index._COLOURS}
    assert {name: (day[1:], dark[1:]) for name, (day, dark) in index._COLOURS.items()} == pairs


@pytest.mark.parametrize("odd", ["../../elsewhere.pdf", "/etc/passwd", "a\\b.pdf", "x\ud800.pdf", "..", ""])
def test_nothing_leads_to_what_cannot_lie_in_a_packet_s_folder(odd: str) -> None:
    row = summary("T")
    row["files"].insert(0, (odd, 1, "\ud800"))
    row["files"].insert(0, ("../x.html", 1, "\ud800"))
    written = b"".join(index.signed(index.page({"a": row}))).decode("utf-8")
    assert re.findall(r'href="(\./[^"]*)"', written) == ["./a/a.html", "./a/a.pdf", "./a/a.html"]
