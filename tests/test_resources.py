"""Templates and themes are found in a user's folder first; themes are a default and its differences."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from briefgen import resources
from briefgen.diagnostics import Diagnostic, TemplateError
from briefgen.kit import load_kit
from briefgen.options import Options
from briefgen.readers.theme_reader import read_theme
from briefgen.resources import find_template, find_theme, packaged_templates, template_names, theme_names


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder of templates, in the working directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "templates" / "themes").mkdir(parents=True)
    return tmp_path / "templates"


def theme_findings(own: Path, text: str) -> list[Diagnostic]:
    (own / "themes" / "ministry.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        read_theme("ministry")
    return list(caught.value.diagnostics)


# --- finding ----------------------------------------------------------------------------------------


def test_packaged_templates_and_themes_are_found_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # where there are no the user's own templates
    assert find_template("packet").resolve() == packaged_templates() / "packet" / "packet.md.j2"
    assert find_theme("letter").resolve() == packaged_templates() / "themes" / "letter.yaml"
    assert {"packet", "one-page"} <= set(template_names())
    assert {"default", "letter", "one-page"} <= set(theme_names())


def test_a_users_own_come_first(own: Path) -> None:
    (own / "packet").mkdir()
    (own / "packet" / "packet.md.j2").touch()
    (own / "short.md.j2").touch()
    (own / "themes" / "default.yaml").touch()
    assert find_template("packet") == Path("templates/packet/packet.md.j2")
    assert find_template("short") == Path("templates/short.md.j2")
    assert find_theme("default") == Path("templates/themes/default.yaml")


def test_a_path_is_taken_as_written(own: Path, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere" / "mine"
    folder.mkdir(parents=True)
    (folder / "mine.md.j2").touch()
    (folder / "ministry.yaml").touch()
    assert find_template(folder) == folder / "mine.md.j2"
    assert find_template(folder / "mine.md.j2") == folder / "mine.md.j2"
    assert find_theme("elsewhere/mine/ministry.yaml") == Path("elsewhere/mine/ministry.yaml")


@pytest.mark.parametrize(
    ("name", "hint"), [("packt", "Did you mean 'packet'?"), ("zzz", "There are: mail, one-page, packet.")]
)
def test_a_missing_template_is_reported_with_the_ones_there_are(own: Path, name: str, hint: str) -> None:
    with pytest.raises(TemplateError) as caught:
        find_template(name)
    assert caught.value.diagnostics[0].code == "BG601"
    assert hint in caught.value.diagnostics[0].hint


def test_a_missing_theme_is_reported(own: Path) -> None:
    with pytest.raises(TemplateError) as caught:
        read_theme("leter")
    assert (caught.value.diagnostics[0].code, caught.value.diagnostics[0].hint) == ("BG601", "Did you mean 'letter'?")


# --- themes -----------------------------------------------------------------------------------------


def test_a_theme_names_only_what_differs(own: Path) -> None:
    (own / "themes" / "ministry.yaml").write_text(
        'name: ministry\ncolours: {accent: "#7A1F1F"}\nstyles:\n  title: {size: 30pt}\n  motto: {size: 8pt, leading: 11pt}\n',
        encoding="utf-8",
    )
    ministry, default = read_theme("ministry"), read_theme("default")
    assert ministry.theme.colour("accent") == "7A1F1F"
    assert ministry.theme.styles["title"].size == 30
    assert ministry.theme.styles["title"].leading == default.theme.styles["title"].leading
    assert set(ministry.theme.styles) - set(default.theme.styles) == {"motto"}
    assert ministry.theme.page == default.theme.page
    assert sorted(ministry.ingredients) == ["templates/themes/default.yaml", "templates/themes/ministry.yaml"]


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("name: ministry\npage: {size: A5}\n", "BG612", 2, 14),
        ("name: ministry\nstyles:\n  title: {size: 22}\n", "BG612", 3, 17),
        ("name: ministry\nstyles:\n  title: {sise: 22pt}\n", "BG612", 3, 11),
        ("name: ministry\nstyles:\n  motto: {size: 8pt}\n", "BG612", 3, 10),
        ("name: ministry\ncolours: {ink: black}\n", "BG612", 2, 16),
        ("name: ministry\nstyles:\n  title: {colour: pink}\n", "BG613", 3, 19),
        ("name: ministry\ntables:\n  facts: {text: tiny}\n", "BG613", 3, 17),
        ("name: ministry\nname: home\n", "BG611", 2, 1),
        ("name: [\n", "BG611", 2, 1),
        ("- name\n", "BG612", 1, 1),
    ],
)
def test_a_mistake_in_a_theme_is_reported_with_line_and_column(
    own: Path, text: str, code: str, line: int, column: int
) -> None:
    (found,) = theme_findings(own, text)
    assert (found.code, found.place.path) == (code, "templates/themes/ministry.yaml")
    assert (found.place.line, found.place.column) == (line, column), found


def test_all_findings_of_a_theme_come_at_once(own: Path) -> None:
    found = theme_findings(own, "name: ministry\npage: {size: A5}\nstyles:\n  title: {sise: 22pt}\n")
    assert [(d.code, d.place.line) for d in found] == [("BG612", 2), ("BG612", 4)]


FONTS = Path(resources.__file__).parent / "fonts"


def test_the_fonts_of_a_theme_stand_beside_it(own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = tmp_path / "looks"
    (looks / "fonts").mkdir(parents=True)
    shutil.copy(FONTS / "NotoSans-Regular.ttf", looks / "fonts" / "House.ttf")
    shutil.copy(FONTS / "NotoSansThai-Regular.ttf", looks / "Thai.ttf")
    (looks / "ministry.yaml").write_text(
        "name: ministry\nfonts:\n  text: {name: House, regular: fonts/House.ttf, bold: NotoSans-Bold.ttf}\n"
        "  fallback:\n    - {name: Thai, regular: Thai.ttf}\n",
        encoding="utf-8",
    )
    theme = read_theme("looks/ministry.yaml").theme
    assert theme.fonts.text.regular == str(looks / "fonts" / "House.ttf")
    assert theme.fonts.text.bold == "NotoSans-Bold.ttf"
    assert [each.regular for each in theme.fonts.fallback] == [str(looks / "Thai.ttf")]
    kit = load_kit(Options(theme="looks/ministry.yaml"))
    assert {"fonts/House.ttf", "fonts/Thai.ttf", "fonts/NotoSans-Bold.ttf"} <= set(kit.ingredients)
    assert kit.typesetter is not None


def test_a_font_that_stands_elsewhere_is_reported_at_its_line(own: Path, tmp_path: Path) -> None:
    shutil.copy(FONTS / "NotoSans-Regular.ttf", tmp_path / "House.ttf")  # in the working folder, not beside the theme
    text = "name: ministry\nfonts:\n  text:\n    regular: House.ttf\n    bold: NotoSans-Blod.ttf\n"
    assert [(each.code, each.place.line) for each in theme_findings(own, text)] == [("BG614", 4), ("BG614", 5)]


@pytest.mark.parametrize("name", theme_names())
def test_every_packaged_theme_can_be_read(name: str) -> None:
    assert read_theme(name).theme.name == name
