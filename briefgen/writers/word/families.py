"""A theme's fonts and words go in; the family in which Word sets each span of them comes out.

The choice is the typesetter's own, so that both files show a sign in the same font. What no family of the theme has is
looked for where the PDF finds it, among the fonts of the extras and of the system, and named as Word lists it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property, lru_cache
from pathlib import Path

from msgspec import Struct

from briefgen.resources import is_packaged_font
from briefgen.theme import FontFamily, Theme
from briefgen.typeset import Face, Family, TextRun, Typesetter, discover
from briefgen.typeset.faces import cut, split_path
from briefgen.writers.typefaces import family as with_places

_RESERVED = re.compile(r"Reserved Font Names?:?\W*([\w ]+)")
_RESERVED_OF_PACKAGED = "Plex"
"""`briefgen/fonts/OFL-*.txt` have the notices of the packaged fonts; one of them reserves a name."""
_CHANGING = frozenset("\u200d\u20e3\ufe0e\ufe0f")
_ALTERNATIVES = {
    "ja": "Yu Gothic",
    "ko": "Malgun Gothic",
    "zh-Hans": "Microsoft YaHei",
    "zh-Hant": "Microsoft JhengHei",
    "Noto Sans Armenian": "Sylfaen",
    "Noto Sans Georgian": "Sylfaen",
    "Noto Sans Ethiopic": "Ebrima",
    "Noto Sans Khmer": "Leelawadee UI",
    "Noto Sans Lao": "Leelawadee UI",
    "Noto Sans Myanmar": "Myanmar Text",
}
"""What Windows brings for a language or a family that is found; for the other scripts of India, Nirmala UI."""


class WordFamily(Struct, frozen=True):
    """A family as a Word file names it."""

    name: str
    """Another than the font's own where its licence reserves that for unchanged copies."""
    alternative: str
    files: Family
    declared: bool = True
    """By the theme; otherwise it was found on the machine."""

    @property
    def regular(self) -> Face:
        return opened(self.files.regular, 400)

    @property
    def has_bold(self) -> bool:
        return bool(self.files.semibold or self.files.bold) or self.regular.is_variable


@lru_cache(maxsize=64)
def opened(path: str, weight: int) -> Face:
    file, index = split_path(path)
    return Face(file, index, weight)


class FontChoice:
    """What one theme's fonts are to Word."""

    def __init__(self, theme: Theme, typesetter: Typesetter) -> None:
        self._theme = theme
        self.typesetter = typesetter
        self._found = lru_cache(256)(self._family)
        self.spans = lru_cache(256)(self._spans)
        """The words cut wherever the family changes; None for the text family, and for what no family has."""
        self.plain: set[str] = set()
        """Characters that the text family is known to have."""

    @cached_property
    def text(self) -> WordFamily:
        declared = self._theme.fonts.text
        return WordFamily(declared.name, declared.alternative, with_places(declared))

    @cached_property
    def _declared(self) -> dict[str, FontFamily]:
        """Each family by the file of its regular cut."""
        return {with_places(each).regular: each for each in self._theme.fonts.fallback}

    def _spans(self, words: str, language: str) -> tuple[tuple[WordFamily | None, str], ...]:
        style = self.typesetter.style(TextRun("", 1.0, language=language))
        text = self.typesetter.fonts.text_face(style)
        found: list[tuple[WordFamily | None, str]] = []
        for face, span in self.typesetter.fonts.spans(words, style):
            own = None if face is None or face is text else self._found(face, language, span[0])
            if found and found[-1][0] is own:
                span = found.pop()[1] + span
            found.append((own, span))
        return tuple(found)

    def _family(self, face: Face, language: str, character: str) -> WordFamily | None:
        place = f"{face.path}#{face.index}" if face.index else face.path
        declared = self._declared.get(place)
        if declared is not None:
            return WordFamily(self._name(declared, face), declared.alternative, with_places(declared))
        for files in discover.families(language, character):
            if cut(files, 400, False) == place:
                spoken = files.languages[0] if files.languages else face.family
                return WordFamily(face.family, _ALTERNATIVES.get(spoken, "Nirmala UI"), files, declared=False)
        return None

    def _name(self, declared: FontFamily, face: Face) -> str:
        reserved = reserved_name(face)
        if not (self._theme.fonts.embed_in_docx and reserved):
            return declared.name
        return f"Briefing {declared.name.rpartition(reserved)[2].strip() or 'Sans'}"


def reserved_name(face: Face) -> str:
    """The name that only unchanged copies of the font may bear; "" where there is none."""
    notice = f"{face.said(0)} {face.said(13)}"
    found = _RESERVED.search(notice)
    if found:
        return found[1].strip()
    own = _RESERVED_OF_PACKAGED in face.family and is_packaged_font(Path(face.path))
    return _RESERVED_OF_PACKAGED if own else ""


class UsedFonts:
    """The families that one document's words need, and for which characters."""

    def __init__(self, choice: FontChoice) -> None:
        self.choice = choice
        self.families: dict[str, WordFamily] = {}
        self.signs: defaultdict[str, set[str]] = defaultdict(set)

    def tallest(self, embeds: bool) -> float:
        """How high a line of the tallest font in use is, for its size; parts that are embedded are as the text family."""
        others = [family.regular for family in self.families.values()]
        faces = [self.choice.text.regular, *(face for face in others if not embeds or face.is_cff)]
        return max(face.ascent - face.descent for face in faces)

    def is_plain(self, words: str) -> bool:
        """Whether they are known to need the text family alone."""
        return self.choice.plain.issuperset(words)

    def learn(self, words: str) -> None:
        """Words that need nothing but the text family; what changes the sign before it is looked at each time."""
        self.choice.plain.update(set(words) - _CHANGING)

    def spans(self, words: str, language: str) -> list[tuple[str, str]]:
        """The words by family; "" for the text family."""
        spans = self.choice.spans(words, language)
        for family, span in spans:
            if family is not None:
                self.families[family.name] = family
                self.signs[family.name].update(span)
        return [("" if family is None else family.name, span) for family, span in spans]
