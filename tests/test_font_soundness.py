"""Fonts are checked whole: one that was cut short or damaged is named and refused, and no word is printed with gaps."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import pytest
from msgspec.structs import replace

from briefgen.cli import main
from briefgen.ink import is_drawn
from briefgen.typeset import Face
from briefgen.typeset.soundness import Unsound, directory, whole_font

ROOT = Path(__file__).parent.parent
FONTS = ROOT / "briefgen" / "fonts"
REGULAR = FONTS / "NotoSans-Regular.ttf"
HEBREW = FONTS / "NotoSansHebrew-Regular.ttf"
INPUT = """\
title: Talks in Tokyo
date: 2025-03-30
bottom_line: Talks in Tokyo.
articles:
  - {headline: H, source: {name: N}, text: Words.}
"""


@pytest.mark.parametrize("name", sorted(path.name for path in FONTS.glob("*.ttf")))
def test_every_font_that_comes_along_is_whole(name: str) -> None:
    whole_font(FONTS / name)


def damaged(folder: Path, data: bytes) -> Path:
    path = folder / "Own.ttf"
    path.write_bytes(data)
    return path


def table(data: bytes, name: str) -> tuple[int, int]:
    place, length, _ = directory(data)[name]
    return place, length


def with_checksum(data: bytearray, name: str) -> bytes:
    """The file with the checksum that the table has now."""
    place, length = table(bytes(data), name)
    own = bytes(data[place : place + length]) + bytes(-length % 4)
    total = sum(struct.unpack(f">{len(own) // 4}L", own)) & 0xFFFFFFFF
    entry = data.index(name.encode(), 12)
    data[entry + 4 : entry + 8] = struct.pack(">L", total)
    return bytes(data)


def without_outlines(data: bytes) -> bytes:
    """All glyphs empty, and every sum right."""
    changed = bytearray(data)
    place, length = table(data, "loca")
    changed[place : place + length] = bytes(length)
    return with_checksum(changed, "loca")


def flipped(data: bytes, name: str) -> bytes:
    place, length = table(data, name)
    middle = place + length // 2
    return data[:middle] + bytes([data[middle] ^ 0x10]) + data[middle + 1 :]


def without(data: bytes, name: str) -> bytes:
    entry = data.index(name.encode(), 12)
    return data[:entry] + b"none" + data[entry + 4 :]


DAMAGES = {
    "empty": (lambda data: b"", "it is empty"),
    "eight bytes": (lambda data: data[:8], "cut short"),
    "half": (lambda data: data[: len(data) // 2], "cut short"),
    "all but a byte of its outlines": (lambda data: data[: sum(table(data, "glyf")) - 1], "cut short"),
    "no font": (lambda data: b"Talks in Tokyo" * 100, "not a TrueType or OpenType font"),
    "a bit of the outlines": (lambda data: flipped(data, "glyf"), "the table 'glyf' is damaged"),
    "a bit of the character map": (lambda data: flipped(data, "cmap"), "the table 'cmap' is damaged"),
    "no measures": (lambda data: without(data, "hmtx"), "the table 'hmtx' is missing"),
    "no outlines at all": (lambda data: without(data, "glyf"), "it has no outlines"),
    "empty outlines": (without_outlines, "it has no outline for"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_font_is_named_with_what_is_wrong(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    change, said = DAMAGES[damage]
    damaged(tmp_path, change(REGULAR.read_bytes()))
    (tmp_path / "own.yaml").write_text("fonts: {text: {regular: Own.ttf}}\n")
    (tmp_path / "talks.yaml").write_text(INPUT)
    monkeypatch.chdir(tmp_path)
    assert main(["build", "--theme", "./own.yaml", "--to", "pdf", "talks.yaml"]) == 1
    printed = capfd.readouterr().err
    assert "error BG621" in printed and "Own.ttf" in printed and said in printed
    assert not list(tmp_path.rglob("*.pdf"))


def test_places_of_outlines_mean_nothing_in_a_font_without_such_outlines(tmp_path: Path) -> None:
    data = (ROOT / "tests/data/outlines.otf").read_bytes()
    assert not {"loca", "glyf"} & set(directory(data))
    path = damaged(tmp_path, data.replace(b"post", b"loca", 1))
    assert "loca" in directory(path.read_bytes())
    with pytest.raises(Unsound, match="no outline"):  # shapers find no tables in a directory that is out of order
        whole_font(path)


def uncuttable() -> bytes:
    """A font whose header is of a version that there is none of."""
    data = bytearray((ROOT / "tests/data/outlines.otf").read_bytes())
    place, _ = table(bytes(data), "head")
    data[place : place + 2] = b"\0\0"
    return with_checksum(data, "head")


def test_a_font_that_cannot_be_cut_down_is_a_finding(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its outlines can all be drawn, and its sums are right."""
    damaged(tmp_path, uncuttable())
    whole_font(tmp_path / "Own.ttf")
    (tmp_path / "own.yaml").write_text("fonts: {text: {regular: Own.ttf}}\n")
    (tmp_path / "talks.yaml").write_text(INPUT.replace("Words.", "A word."))
    monkeypatch.chdir(tmp_path)
    assert main(["build", "--theme", "./own.yaml", "--to", "pdf", "talks.yaml"]) == 1
    printed = "".join(capfd.readouterr())
    assert "error BG621" in printed and "cannot be cut down to the glyphs in use" in printed
    assert not list(tmp_path.rglob("*.pdf"))


def test_a_font_of_ones_own_that_is_whole_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged(tmp_path, REGULAR.read_bytes())
    (tmp_path / "own.yaml").write_text("fonts: {text: {regular: Own.ttf}}\n")
    (tmp_path / "talks.yaml").write_text(INPUT)
    monkeypatch.chdir(tmp_path)
    assert main(["build", "--theme", "./own.yaml", "--to", "pdf", "talks.yaml"]) == 0


def test_a_character_whose_outline_is_missing_is_not_covered(tmp_path: Path) -> None:
    data = bytearray(HEBREW.read_bytes())
    gid = Face(str(HEBREW)).nominal(ord("א"))
    assert gid
    place, _ = table(bytes(data), "loca")
    long = struct.unpack_from(">h", data, table(bytes(data), "head")[0] + 50)[0]
    size = 4 if long else 2
    after = data[place + size * (gid + 1) : place + size * (gid + 2)]
    data[place + size * gid : place + size * (gid + 1)] = after
    face = Face(str(damaged(tmp_path, bytes(data))))
    assert not face.covers(ord("א")) and face.covers(ord("ב")) and face.covers(ord(" "))


def test_blanks_marks_and_fillers_need_no_ink() -> None:
    assert all(map(is_drawn, ("T", "7", ".", "€", "字", "x ", "\u05d0\u05b8")))
    assert not any(map(is_drawn, ("", " ", "\u00a0", "\u200d", "\u034f", "\ufe0f", "\u3164", "\u2800", "\u2028")))


# --- and in what was made ------------------------------------------------------------------------------

SCRIPTS = "Talks “in” Tokyo; Ελληνικά кириллица שָׁלוֹם السلام हिन्दी ภาษาไทย 東京 한국어 → 😀"


def test_what_is_made_has_outlines_in_every_script(tmp_path: Path) -> None:
    (tmp_path / "talks.yaml").write_text(INPUT.replace("bottom_line: Talks", f"bottom_line: {SCRIPTS} Talks"), "utf-8")
    assert main(["build", "--to", "pdf", "--out", str(tmp_path / "out"), str(tmp_path / "talks.yaml")]) == 0


@pytest.mark.parametrize("script", ["Talks", "שָׁלוֹם"], ids=["TrueType", "CFF"])
def test_a_packet_whose_letters_would_be_gaps_is_not_released(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    """The shaper and the maker of subsets give empty glyphs, as they do for a font that is cut short."""
    from briefgen.writers.pdf import embedded, glyph_clusters

    whole = embedded._program
    monkeypatch.setattr(
        embedded, "_program", lambda face, gids: whole(face, [0]) if script == "Talks" else whole(face, gids)
    )
    if script != "Talks":
        composed = glyph_clusters.composed
        hollow = lambda face, name, made: composed(face, name, [replace(each, glyphs=()) for each in made])  # noqa: E731
        monkeypatch.setattr(glyph_clusters, "composed", hollow)
    (tmp_path / "talks.yaml").write_text(INPUT.replace("bottom_line: Talks", f"bottom_line: {script}"), "utf-8")
    assert main(["build", "--to", "pdf", "--out", str(tmp_path / "out"), str(tmp_path / "talks.yaml")]) == 1
    assert "has no outline for “" in capfd.readouterr().err
    assert not list(tmp_path.rglob("*.pdf"))


def test_any_damage_ends_in_a_word_and_never_in_a_traceback(tmp_path: Path) -> None:
    chance = random.Random(13)
    whole = HEBREW.read_bytes()
    refused = 0
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            at = chance.randrange(len(data)) if chance.random() < 0.5 else chance.randrange(400)
            data[at] = chance.randrange(256)
        try:
            whole_font(damaged(tmp_path, bytes(data[: chance.choice((len(data), chance.randrange(len(data))))])))
        except Unsound as fault:
            refused += 1
            assert str(fault).startswith(("it ", "the "))
    assert refused > 290
