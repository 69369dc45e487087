"""Goes in: the fonts of two PyPI packages and of DejaVu; comes out: the static font files and licences in `briefgen/fonts/`.

In `briefgen/fonts/word/` come parts of the text family as Word files hold them, hidden and deflated; `make_parts` alone needs no
packages.

For maintainers: `python tests/makers/fonts.py`, with `manimgx-fonts`, `fontpkg-ibm-plex-sans-arabic`, `fonttools` and
Debian's `fonts-dejavu-core` installed.  The same packages give the same bytes.
"""

from __future__ import annotations

import importlib.util
import shutil
import zlib
from itertools import chain
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from msgspec import Struct

import briefgen
from briefgen.typeset import Face
from briefgen.typeset.static_font import CutName, static_font
from briefgen.writers.word.embedding import CORE, LATIN_FEATURES, READY_MADE, TITLES, key_by_content, obfuscated
from briefgen.writers.word.saving import deflated

FONTS = Path(briefgen.__file__).parent / "fonts"
STYLES = {400: "Regular", 600: "SemiBold", 700: "Bold"}
FAMILIES = {
    "Noto Sans": (400, 600, 700),
    "Noto Sans Symbols": (400,),
    "Noto Sans Hebrew": (400, 600, 700),
    "Noto Sans Devanagari": (400, 600, 700),
    "Noto Sans Thai": (400, 600, 700),
    "Noto Emoji": (400,),
}
PLEX = ("Regular", "SemiBold", "Bold")
DEJAVU = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
DEJAVU_LICENCE = Path("/usr/share/doc/fonts-dejavu-core/copyright")
# Arrows, mathematics, technical signs, boxes, shapes, dingbats: what the Noto faces here lack.
SYMBOLS = ((0x2190, 0x23FF), (0x2460, 0x27FF), (0x2900, 0x297F), (0x2A00, 0x2AFF), (0x2B00, 0x2BFF), (0xFFFD, 0xFFFD))
REGULAR_BIT, ITALIC_BIT, BOLD_BIT = 1 << 6, 1 << 0, 1 << 5


class Cut(Struct, frozen=True):
    """One static font to be made."""

    family: str
    weight: int
    italic: bool

    @property
    def style(self) -> str:
        """The typographic style name, such as `SemiBold Italic`."""
        words = [] if self.weight == 400 and self.italic else [STYLES[self.weight]]
        return " ".join(words + ["Italic"] * self.italic)

    @property
    def stem(self) -> str:
        """File name without suffix, also the PostScript name."""
        return f"{self.family.replace(' ', '')}-{self.style.replace(' ', '')}"

    @property
    def source(self) -> str:
        """The variable font's file name."""
        return f"{self.family.replace(' ', '')}{'-Italic' if self.italic else ''}[wght].ttf"


def package_folder(module: str) -> Path:
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{module} is not installed")
    return Path(spec.origin).parent


def cuts() -> list[Cut]:
    upright = [Cut(family, weight, False) for family, weights in FAMILIES.items() for weight in weights]
    return [*upright, Cut("Noto Sans", 400, True), Cut("Noto Sans", 600, True)]


def names(cut: Cut) -> dict[int, str]:
    """Name records: the four styles Word knows share a family, other weights are a family of their own."""
    linked = cut.weight in (400, 700)
    legacy_style = cut.style if linked else ("Italic" if cut.italic else "Regular")
    legacy_family = cut.family if linked else f"{cut.family} {STYLES[cut.weight]}"
    found = {1: legacy_family, 2: legacy_style, 4: f"{cut.family} {cut.style}", 6: cut.stem}
    return found if linked else found | {16: cut.family, 17: cut.style}


def rename(font: TTFont, cut: Cut) -> None:
    table = font["name"]
    version = str(table.getDebugName(5) or "")
    for name_id in (16, 17, 21, 22, 25):
        table.removeNames(nameID=name_id)
    for name_id, text in (names(cut) | {3: f"{version};{cut.stem}"}).items():
        table.removeNames(nameID=name_id)
        table.setName(text, name_id, 3, 1, 0x409)


def mark_style(font: TTFont, cut: Cut) -> None:
    os2, head = font["OS/2"], font["head"]
    os2.usWeightClass = cut.weight
    bold = cut.weight == 700
    kept = os2.fsSelection & ~(REGULAR_BIT | ITALIC_BIT | BOLD_BIT)
    plain = not bold and not cut.italic
    os2.fsSelection = kept | REGULAR_BIT * plain | ITALIC_BIT * cut.italic | BOLD_BIT * bold
    head.macStyle = int(bold) | 2 * int(cut.italic)


def make(cut: Cut, source: Path) -> None:
    font = TTFont(source / cut.source, recalcTimestamp=False)
    font = instancer.instantiateVariableFont(font, {"wght": cut.weight}, inplace=True)
    if "STAT" in font:
        del font["STAT"]
    rename(font, cut)
    mark_style(font, cut)
    font.save(FONTS / f"{cut.stem}.ttf")


def make_symbols() -> None:
    """A part of DejaVu Sans, under a name of its own so that no system font is taken for it."""
    font = TTFont(DEJAVU, recalcTimestamp=False)
    options = subset.Options(
        layout_features=[], hinting=False, notdef_outline=True, name_IDs=["*"], recalc_timestamp=False
    )
    options.drop_tables += ["FFTM", "GSUB", "GPOS", "GDEF", "kern"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes={code for first, last in SYMBOLS for code in range(first, last + 1)})
    subsetter.subset(font)
    cut = Cut("DejaVu Sans Symbols", 400, False)
    rename(font, cut)
    mark_style(font, cut)
    font.save(FONTS / f"{cut.stem}.ttf")


PARTS = {
    "NotoSans-Regular.ttf": CutName("Noto Sans"),
    "NotoSans-SemiBold.ttf": CutName("Noto Sans", bold=True),
    "NotoSans-Bold.ttf": CutName("Noto Sans Bold", bold=True),
    "NotoSans-Italic.ttf": CutName("Noto Sans", italic=True),
    "NotoSans-SemiBoldItalic.ttf": CutName("Noto Sans", bold=True, italic=True),
}
"""Word knows four cuts of a family: the semibold ones are its bold, and the bold one is a family of its own."""


def make_parts() -> None:
    """The characters that every Word file embeds, of each cut of the text family."""
    READY_MADE.mkdir(exist_ok=True)
    for file, name in PARTS.items():
        codes = TITLES if name.family.endswith(" Bold") else CORE
        font = static_font(Face(str(FONTS / file)), chain(*codes), name, LATIN_FEATURES)
        key = key_by_content(font)
        kept = key.bytes + deflated(obfuscated(font, key), zlib.Z_BEST_COMPRESSION)
        (READY_MADE / f"{Path(file).stem}.odttf").write_bytes(kept)


def licence(stem: str, copyright_lines: set[str], body: str) -> None:
    lines = "\n".join(sorted(copyright_lines))
    (FONTS / f"OFL-{stem}.txt").write_text(f"{lines}\n\n{body.strip()}\n", encoding="utf-8")


def copyright_line(path: Path) -> str:
    return str(TTFont(path)["name"].getDebugName(0))


def main() -> None:
    variable, plex = package_folder("manimgx_fonts"), package_folder("fontpkg_ibm_plex_sans_arabic")
    for cut in cuts():
        make(cut, variable)
    for style in PLEX:
        shutil.copyfile(plex / "files" / f"IBMPlexSansArabic-{style}.ttf", FONTS / f"IBMPlexSansArabic-{style}.ttf")
    make_symbols()
    notice = DEJAVU_LICENCE.read_text(encoding="utf-8")
    notice = notice[notice.index("Copyright: ") : notice.index("Files: debian/*")]
    (FONTS / "LICENCE-DejaVu.txt").write_text(f"{notice.strip()}\n", encoding="utf-8")
    text = (plex / "LICENSE").read_text(encoding="utf-8")
    body = text[text.index("This Font Software is licensed") :]
    licence("IBMPlexSansArabic", {text[: text.index("This Font Software is licensed")].strip()}, body)
    noto = {copyright_line(FONTS / f"{cut.stem}.ttf") for cut in cuts()}
    licence("Noto", noto, body)
    make_parts()


if __name__ == "__main__":
    main()
