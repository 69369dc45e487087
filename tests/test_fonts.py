"""The fonts that come along: all that the default theme names, listed rightly by other programs, with their licences."""

from __future__ import annotations

from pathlib import Path

import pytest
import uharfbuzz as hb
import yaml

from briefgen.typeset import Face

ROOT = Path(__file__).parent.parent
FONTS = ROOT / "briefgen" / "fonts"
THEME = yaml.safe_load((ROOT / "templates" / "themes" / "default.yaml").read_text(encoding="utf-8"))
WEIGHTS = {"Regular": 400, "Italic": 400, "SemiBold": 600, "SemiBoldItalic": 600, "Bold": 700}
FILES = sorted(path.name for path in FONTS.glob("*.ttf"))


def named_files() -> set[str]:
    families = [THEME["fonts"]["text"], *THEME["fonts"]["fallback"]]
    return {value for family in families for value in family.values() if value.endswith(".ttf")}


def test_the_default_theme_names_every_font_that_comes_along() -> None:
    assert named_files() == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_font_states_its_weight_and_may_be_embedded(name: str) -> None:
    face = Face(str(FONTS / name))
    style = Path(name).stem.partition("-")[2]
    assert face.weight == WEIGHTS[style]
    assert face.name == Path(name).stem
    assert (face.italic_angle < 0) is ("Italic" in style)
    assert face.fs_type in (0, 8)
    assert not face.is_variable


@pytest.mark.parametrize(
    ("name", "family", "style", "typographic"),
    [
        ("NotoSans-Regular.ttf", "Noto Sans", "Regular", None),
        ("NotoSans-Italic.ttf", "Noto Sans", "Italic", None),
        ("NotoSans-Bold.ttf", "Noto Sans", "Bold", None),
        ("NotoSans-SemiBold.ttf", "Noto Sans SemiBold", "Regular", ("Noto Sans", "SemiBold")),
        ("NotoSans-SemiBoldItalic.ttf", "Noto Sans SemiBold", "Italic", ("Noto Sans", "SemiBold Italic")),
    ],
)
def test_word_processors_list_each_cut_by_its_names(
    name: str, family: str, style: str, typographic: tuple[str, str] | None
) -> None:
    face = hb.Face(hb.Blob.from_file_path(str(FONTS / name)))
    assert (face.get_name(1), face.get_name(2)) == (family, style)
    assert (face.get_name(16), face.get_name(17)) == (typographic or (None, None))


def test_each_font_has_its_licence_beside_it() -> None:
    noto = (FONTS / "OFL-Noto.txt").read_text(encoding="utf-8")
    plex = (FONTS / "OFL-IBMPlexSansArabic.txt").read_text(encoding="utf-8")
    dejavu = (FONTS / "LICENCE-DejaVu.txt").read_text(encoding="utf-8")
    assert "The Noto Project Authors" in noto and "SIL OPEN FONT LICENSE" in noto
    assert 'Reserved Font Name "Plex"' in plex and "SIL OPEN FONT LICENSE" in plex
    assert "Bitstream" in dejavu
    assert all(name.startswith(("Noto", "IBMPlex", "DejaVu")) for name in FILES)


def test_the_fonts_keep_the_wheel_small() -> None:
    assert sum((FONTS / name).stat().st_size for name in FILES) < 6_000_000
