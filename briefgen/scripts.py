"""Characters in; whether their script sets words without blanks between them, and what language it speaks of, out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache

from msgspec import Struct

LETTERS = (
    "\u0e01-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\u3001-\u303f\u3041-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff61-\uff9f\U00020000-\U0003ffff"
)
"""For a class of a regular expression: Thai, Lao, Tibetan, Burmese, Khmer, Chinese and Japanese, with their signs."""
_SIGNS = "\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff60"
"""Full-width punctuation, which is set solid like the letters beside it."""
_BEYOND_LATIN = re.compile("[^\x00-\u024f\u2000-\u206f]")
"""What is left of a text without Latin letters and punctuation: in most packets nothing."""
_RANGE = re.compile("(.)-(.)", re.DOTALL)


def among(ranges: str) -> Callable[[str], bool]:
    """Whether a character is in one of the ranges, written as for a class of a regular expression.

    A class is compiled character by character, which takes milliseconds for the ranges of Chinese or of Korean.
    """
    edges = sorted(_RANGE.findall(ranges))
    firsts, lasts = [first for first, _ in edges], [last for _, last in edges]

    @lru_cache(maxsize=4096)
    def is_among(character: str) -> bool:
        at = bisect_right(firsts, character) - 1
        return at >= 0 and character <= lasts[at]

    return is_among


def is_any(is_among: Callable[[str], bool], words: str) -> bool:
    """Whether a character of the words is in ranges that hold no Latin."""
    return not words.isascii() and any(map(is_among, _BEYOND_LATIN.findall(words)))


is_unspaced = among(LETTERS + _SIGNS)
"""Whether the character belongs to a script that sets no blanks between words."""


def is_unspaced_letter(character: str) -> bool:
    """The same, full-width punctuation left out: a blank beside it may be one between words of another script."""
    return is_unspaced(character) and not "\uff01" <= character <= "\uff60"


def unspaced(words: str) -> int:
    """How many such characters there are."""
    return 0 if words.isascii() else sum(map(is_unspaced, _BEYOND_LATIN.findall(words)))


# --- what a script says of the language ----------------------------------------------------


class ScriptLanguage(Struct, frozen=True):
    """A script, and the languages that are written in it, the likeliest first."""

    letters: str
    """As in a regular expression: first and last with a hyphen between."""
    languages: tuple[str, ...]


_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = "\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f"
SCRIPT_LANGUAGES = (
    ScriptLanguage(f"{_KANA}", ("ja",)),
    ScriptLanguage("\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff", ("ko",)),
    ScriptLanguage(_HAN, ("zh", "ja", "ko", "yue", "cmn")),
    ScriptLanguage("\u0590-\u05ff\ufb1d-\ufb4f", ("he", "iw", "yi")),
    ScriptLanguage(
        "\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
        ("ar", "fa", "ur", "ps", "sd", "ug", "ckb", "ku", "ks", "uz", "pa"),
    ),
    ScriptLanguage("\u0900-\u097f\ua8e0-\ua8ff", ("hi", "mr", "ne", "sa", "kok", "mai", "bho", "doi", "ks", "sd")),
    ScriptLanguage("\u0e00-\u0e7f", ("th",)),
    ScriptLanguage("\u0370-\u03ff\u1f00-\u1fff", ("el", "grc")),
    ScriptLanguage("\u0530-\u058f\ufb13-\ufb17", ("hy",)),
    ScriptLanguage("\u10a0-\u10ff\u1c90-\u1cbf\u2d00-\u2d2f", ("ka",)),
    ScriptLanguage("\u1200-\u139f", ("am", "ti")),
    ScriptLanguage("\u0980-\u09ff", ("bn", "as")),
    ScriptLanguage("\u0a00-\u0a7f", ("pa",)),
    ScriptLanguage("\u0a80-\u0aff", ("gu",)),
    ScriptLanguage("\u0b00-\u0b7f", ("or",)),
    ScriptLanguage("\u0b80-\u0bff", ("ta",)),
    ScriptLanguage("\u0c00-\u0c7f", ("te",)),
    ScriptLanguage("\u0c80-\u0cff", ("kn",)),
    ScriptLanguage("\u0d00-\u0d7f", ("ml",)),
    ScriptLanguage("\u0d80-\u0dff", ("si",)),
    ScriptLanguage("\u0e80-\u0eff", ("lo",)),
    ScriptLanguage("\u1000-\u109f", ("my",)),
    ScriptLanguage("\u1780-\u17ff\u19e0-\u19ff", ("km",)),
)
"""Scripts of one language, or of few. Latin and Cyrillic are not among them: their letters say nothing of a language."""
_is_known = among("".join(script.letters for script in SCRIPT_LANGUAGES))
_LETTER = re.compile(r"[^\W\d_]")
_OPEN = ScriptLanguage("", ())
_ARE_OF = [(among(script.letters), script) for script in SCRIPT_LANGUAGES]


@lru_cache(maxsize=4096)
def _script_of(letter: str) -> ScriptLanguage:
    """The script of a letter; an empty one where it says nothing of a language."""
    return next((script for is_of, script in _ARE_OF if is_of(letter)), _OPEN)


def languages_of(letter: str) -> tuple[str, ...]:
    """The languages that are written in a letter's script, the likeliest first; none where it says nothing of one."""
    return _script_of(letter).languages


def has_language(words: str) -> bool:
    """Whether some of the letters are of a script of few languages."""
    return is_any(_is_known, words)


def language_by_script(words: str, around: str) -> str | None:
    """The language that words are in by their script, where the language around them is not written in it.

    None where they are, where a script has many languages, and where words mix scripts.
    """
    if not has_language(words):
        return None
    scripts = {_script_of(letter) for letter in _LETTER.findall(words)}
    if len(scripts) == 2 and scripts == {SCRIPT_LANGUAGES[0], SCRIPT_LANGUAGES[2]}:
        scripts = {SCRIPT_LANGUAGES[0]}  # Japanese mixes the two
    if len(scripts) != 1:
        return None
    (script,) = scripts
    primary = around.partition("-")[0].casefold()
    return None if not script.languages or primary in script.languages else script.languages[0]
