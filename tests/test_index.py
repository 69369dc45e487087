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
MIXED = {
    "en": summary("Talks in Tokyo", actors="ソニー, Sony"),
    "ar": summary("MQ-9B وطائرات أخرى في مُحادثات طوكيو", language="ar", actors="وزارة الدفاع"),
    "ja": summary("米国、在日米軍の司令部を格上げへ", language="ja", regions="東アジア"),
    "de": summary("Straßburger Gespräche", language="de", regions="Südostasien"),
}


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "index.html"
    path.write_bytes(b"".join(index.signed(index.page(PACKETS))))
    return path


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    path = tmp_path / "index.html"
    path.write_bytes(b"".join(index.signed(index.page(MIXED))))
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


@pytest.mark.parametrize(
    ("typed", "folders"),
    [
        ("محادثات", ["ar"]),
        ("محـادثات", ["ar"]),
        ("mq-9b", ["ar"]),
        ("وزارة", ["ar"]),
        ("司令部", ["ja"]),
        ("東アジア\u3000格上げ", ["ja"]),
        ("ｿﾆｰ", ["en"]),
        ("strassburger", ["de"]),
        ("STRAẞBURGER gesprache", ["de"]),
        ("sudostasien", ["de"]),
    ],
)
def test_every_script_is_searched(mixed: Path, typed: str, folders: list[str]) -> None:
    assert asked(mixed, shown(typed))[1] == folders


@pytest.mark.parametrize("typed", ["2025-03-30", "30 march", "march 2025"])
def test_a_date_is_found_as_it_is_printed_and_as_it_is_sorted(page: Path, typed: str) -> None:
    assert asked(page, shown(typed))[1] == ["a", "b", "c"]


def test_dates_are_in_the_language_of_the_page() -> None:
    def dates(language: str, date: str = "2025-03-01") -> list[str]:
        packet = summary("T", language=language)
        packet["about"]["date"] = date
        return re.findall("<time [^>]*>[^<]*</time>", "".join(index.page({"a": packet})))

    assert dates("en") == ['<time datetime="2025-03-01">1 March 2025</time>']
    assert dates("fr-CA") == ['<time datetime="2025-03-01">1er mars 2025</time>']
    assert dates("ja") == ['<time datetime="2025-03-01">2025年3月1日</time>']
    assert dates("ar") == ['<time datetime="2025-03-01">1 مارس 2025</time>']
    assert dates("en", "<soon>") == ['<time datetime="&lt;soon&gt;">&lt;soon&gt;</time>']


def test_a_title_runs_as_its_language_does_whatever_it_begins_with(mixed: Path) -> None:
    source = mixed.read_text("utf-8")
    assert re.search('<html lang="en">', source)
    assert '<bdi lang="ar" dir="rtl">MQ-9B وطائرات' in source
    assert '<bdi lang="ar" dir="rtl">وزارة الدفاع</bdi>' in source
    assert '<bdi lang="ja" dir="ltr">東アジア</bdi>' in source
    first = "getComputedStyle(document.querySelector('[data-folder=ar] bdi')).direction"
    assert asked(mixed, f"[{first}, document.documentElement.dir]") == ["rtl", ""]


def test_a_page_of_several_languages_is_sound(mixed: Path, tmp_path: Path) -> None:
    assert judges.nu(mixed) == []
    assert judges.axe(mixed, tmp_path, width=500) == []


def test_what_is_new_since_the_last_visit_is_said(page: Path) -> None:
    """Of packets that the browser remembers, one is as it was, one has changed, and one was not there."""
    state = index.files_state(PACKETS["a"])
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
    assert '<a href="./a/a.html"><bdi dir="ltr">Talks in Tokyo</bdi></a>' in source
    assert '<bdi lang="ar" dir="rtl">محادثات</bdi>' in source


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
