"""A language's tag goes in; what Word calls it comes out, and which of its three sides of a language speaks of its letters."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from briefgen.document import is_backward
from briefgen.writers.word.wml import attribute

Side = Literal["val", "eastAsia", "bidi"]
"""Word's attributes: Latin and all others, Chinese to Korean, and complex scripts, whatever their direction."""

EAST_ASIAN = frozenset({"zh", "ja", "ko", "yue", "cmn"})
_COMPLEX = frozenset(
    ("hi", "mr", "ne", "sa", "kok", "mai", "bho", "th", "lo", "km", "my", "bn", "as", "pa", "gu", "or", "ta", "te", "kn", "ml", "si", "bo", "dz")
)  # fmt: skip
_LOCALES = {
    "en": "en-US",
    "ar": "ar-SA",
    "zh": "zh-CN",
    "cmn": "zh-CN",
    "yue": "zh-HK",
    "zh-hans": "zh-CN",
    "zh-hant": "zh-TW",
    "iw": "he-IL",
    "no": "nb-NO",
    "pt": "pt-PT",
    "sr": "sr-Cyrl-RS",
    "sr-latn": "sr-Latn-RS",
    "sr-cyrl": "sr-Cyrl-RS",
    "fil": "fil-PH",
    "ckb": "ku-Arab-IQ",
}
"""Tags that Word knows by other names than a tag's likeliest region gives; all in small letters."""
_REGIONS = [
    "am-ET",
    "as-IN",
    "az-Latn-AZ",
    "be-BY",
    "bg-BG",
    "bn-IN",
    "bs-Latn-BA",
    "ca-ES",
    "cs-CZ",
    "da-DK",
    "de-DE",
    "dv-MV",
    "el-GR",
    "es-ES",
    "et-EE",
    "fa-IR",
    "fi-FI",
    "fr-FR",
    "ga-IE",
    "gu-IN",
    "he-IL",
    "hi-IN",
    "hr-HR",
    "hu-HU",
    "hy-AM",
    "id-ID",
    "is-IS",
    "it-IT",
    "ja-JP",
    "ka-GE",
    "kk-KZ",
    "km-KH",
    "kn-IN",
    "ko-KR",
    "ky-KG",
    "lo-LA",
    "lt-LT",
    "lv-LV",
    "mk-MK",
    "ml-IN",
    "mn-MN",
    "mr-IN",
    "ms-MY",
    "mt-MT",
    "my-MM",
    "nb-NO",
    "ne-NP",
    "nl-NL",
    "nn-NO",
    "or-IN",
    "pa-IN",
    "pl-PL",
    "ps-AF",
    "ro-RO",
    "ru-RU",
    "sa-IN",
    "sd-Arab-PK",
    "si-LK",
    "sk-SK",
    "sl-SI",
    "sq-AL",
    "sv-SE",
    "sw-KE",
    "syr-SY",
    "ta-IN",
    "te-IN",
    "tg-Cyrl-TJ",
    "th-TH",
    "tk-TM",
    "tr-TR",
    "ug-CN",
    "uk-UA",
    "ur-PK",
    "uz-Latn-UZ",
    "vi-VN",
]
_LOCALES |= {tag.partition("-")[0]: tag for tag in _REGIONS}


@lru_cache(maxsize=256)
def locale(language: str) -> str:
    """The tag as Word knows it: with a region, and Chinese without a script."""
    found = _LOCALES.get(language.lower())
    if found is not None:
        return found
    parts = language.split("-")
    if len(parts) > 2 and parts[0].lower() == "zh" and parts[1].lower() in ("hans", "hant"):
        return "-".join((parts[0].lower(), *parts[2:]))
    return language


def primary(language: str) -> str:
    return language.partition("-")[0].lower()


@lru_cache(maxsize=256)
def side(language: str) -> Side:
    """Where Word looks for the language of its letters."""
    if primary(language) in EAST_ASIAN:
        return "eastAsia"
    return "bidi" if is_backward(language) or primary(language) in _COMPLEX else "val"


def sides(language: str) -> dict[Side, str]:
    """What a document in this language says of words that say nothing themselves.

    Letters of the other kinds are in no language that could be known, but for Latin ones, which are English there.
    """
    where = side(language)
    return {"val": locale(language)} if where == "val" else {"val": _LOCALES["en"], where: locale(language)}


def said(language: str) -> str:
    """The same as attributes."""
    return "".join(f' w:{where}="{attribute(tag)}"' for where, tag in sides(language).items())
