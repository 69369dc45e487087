"""Goes in: a language and a character; comes out: font families on the machine that may have it.

Only Chinese, Japanese and Korean are looked for, because their fonts are too large to bring along, and only once such
a character is met.  A font package that can be imported comes before fonts of the system, so that a pinned set of
packages gives the same pages on every machine.
"""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from briefgen.typeset.model import Family

# Patterns; most documents need none of them.
_KANA = "[\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f]"
_HANGUL = "[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff\uffa0-\uffdc]"
_BOPOMOFO = "[\u3100-\u312f\u31a0-\u31bf]"
_OTHER = "[\u2e80-\u303f\u31c0-\u31ef\u3190-\u319f\u3200-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"  # fmt: skip
_LANGUAGES = {"JP": "ja", "KR": "ko", "SC": "zh-Hans", "TC": "zh-Hant", "HK": "zh-Hant"}
_TRADITIONAL = frozenset(("hant", "tw", "hk", "mo"))
_COLLECTION = ("JP", "KR", "SC", "TC")  # the order of faces in the Noto and Source Han collections


class _Known(NamedTuple):
    """A font that systems bring: language, file of the regular cut, file of the bold cut, face index in them."""

    language: str
    regular: str
    bold: str = ""
    face: int = 0


_SYSTEM = (
    *(_Known(_LANGUAGES[code], "NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc", at) for at, code in enumerate(_COLLECTION)),
    *(_Known(_LANGUAGES[code], "NotoSansCJK-VF.otf.ttc", "", at) for at, code in enumerate(_COLLECTION)),
    *(_Known(_LANGUAGES[code], f"NotoSansCJK{code.lower()}-Regular.otf", f"NotoSansCJK{code.lower()}-Bold.otf") for code in _COLLECTION),
    *(_Known(_LANGUAGES[code], f"NotoSans{code}-Regular.otf", f"NotoSans{code}-Bold.otf") for code in _COLLECTION),
    *(_Known(_LANGUAGES[code], f"NotoSans{code}[wght].ttf") for code in _COLLECTION),
    _Known("ja", "YuGothR.ttc", "YuGothB.ttc"),
    _Known("ja", "ヒラギノ角ゴシック W3.ttc", "ヒラギノ角ゴシック W6.ttc"),
    _Known("ja", "ipaexg.ttf"),
    _Known("ja", "ipag.ttf"),
    _Known("zh-Hans", "msyh.ttc", "msyhbd.ttc"),
    _Known("zh-Hans", "Hiragino Sans GB.ttc"),
    _Known("zh-Hans", "wqy-microhei.ttc"),
    _Known("zh-Hans", "wqy-zenhei.ttc"),
    _Known("zh-Hant", "msjh.ttc", "msjhbd.ttc"),
    _Known("ko", "malgun.ttf", "malgunbd.ttf"),
    _Known("ko", "AppleSDGothicNeo.ttc"),
    _Known("ko", "NanumGothic.ttf", "NanumGothicBold.ttf"),
)  # fmt: skip


def families(language: str, character: str) -> tuple[Family, ...]:
    """Families for a character that the fonts at hand do not have, the best for the language first."""
    wanted = _wanted(language, character)
    if not wanted:
        return ()
    return tuple(sorted(_installed(), key=lambda family: _spoken(family) != wanted))


def speaks(family: Family, language: str) -> bool:
    """Whether a family is made for a Chinese, Japanese or Korean language."""
    wanted = _normal(language)
    return bool(wanted) and _spoken(family) == wanted


def _wanted(language: str, character: str) -> str:
    """The language whose letter forms a character should have, empty if it is none of the three."""
    if re.match(_KANA, character):
        return "ja"
    if re.match(_HANGUL, character):
        return "ko"
    if re.match(_BOPOMOFO, character):
        return "zh-Hant"
    return (_normal(language) or "zh-Hans") if re.match(_OTHER, character) else ""


def _normal(language: str) -> str:
    parts = language.casefold().replace("_", "-").split("-")
    if parts[0] in ("ja", "ko"):
        return parts[0]
    if parts[0] in ("zh", "yue", "cmn"):
        return "zh-Hant" if parts[0] == "yue" or not _TRADITIONAL.isdisjoint(parts) else "zh-Hans"
    return ""


def _spoken(family: Family) -> str:
    if family.languages:
        return family.languages[0]
    return next(
        (language for code, language in _LANGUAGES.items() if family.name.upper().endswith((" " + code, "CJK" + code))),
        "",
    )


@cache
def _installed() -> tuple[Family, ...]:
    """What packages bring, and for the languages they leave out, what the system has."""
    found = [*_from_packages()]
    spoken = {family.languages[0] for family in found}
    files = _system_files() if len(spoken) < len(_COLLECTION) else {}
    for known in _SYSTEM:
        if known.language not in spoken and known.regular in files:
            spoken.add(known.language)
            bold = files.get(known.bold)
            found.append(_family(known.language, files[known.regular], bold, known.face))
    return tuple(found)


def _family(language: str, regular: Path, bold: Path | None = None, index: int = 0) -> Family:
    mark = f"#{index}" if index else ""
    return Family(
        f"{regular.stem} {language}",
        f"{regular}{mark}",
        bold=f"{bold}{mark}" if bold else None,
        languages=(language,),
    )


def _from_packages() -> Iterator[Family]:
    spread = _package("justmytype_intl_cjk")
    if spread is not None:
        for code in _COLLECTION:
            path = spread / "fonts" / "ofl" / f"notosans{code.lower()}" / f"NotoSans{code}[wght].ttf"
            if path.is_file():
                yield _family(_LANGUAGES[code], path)
        return
    folder = _package("manimgx_fonts_cjk")
    collection = folder / "NotoSansCJK-VF.otf.ttc" if folder else None
    if collection is not None and collection.is_file():
        for index, code in enumerate(_COLLECTION):
            yield _family(_LANGUAGES[code], collection, index=index)


def _package(module: str) -> Path | None:
    """The folder of a package, which is not imported."""
    spec = importlib.util.find_spec(module)
    return Path(spec.origin).parent if spec is not None and spec.origin else None


def _system_files() -> dict[str, Path]:
    """The known font files of this machine by name; of two with one name the first in sorted order."""
    wanted = {name for known in _SYSTEM for name in (known.regular, known.bold) if name}
    found: dict[str, Path] = {}
    for root in _font_folders():
        for folder, folders, files in os.walk(root):
            folders.sort()
            for name in wanted.intersection(files):
                found.setdefault(name, Path(folder, name))
    return found


def _font_folders() -> list[Path]:
    if sys.platform == "win32":
        windows = Path(os.environ.get("WINDIR", r"C:\Windows"), "Fonts")
        return [windows, Path(os.environ.get("LOCALAPPDATA", windows), "Microsoft", "Windows", "Fonts")]
    home = Path.home()
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts"]
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), data / "fonts", home / ".fonts"]
