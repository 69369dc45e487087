"""Goes in: a language and a character; comes out: font families on the machine that may have it.

Looked for are scripts whose fonts are not brought along (Chinese, Japanese and Korean for their size, others for their
number), and only once such a character is met.  A font package that can be imported comes before fonts of the system,
so that a pinned set of packages gives the same pages on every machine.
"""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from msgspec import Struct

from briefgen.typeset.faces import Family

# Patterns; most documents need none of them.
_KANA = "[\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f]"
_HANGUL = "[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff\uffa0-\uffdc]"
_BOPOMOFO = "[\u3100-\u312f\u31a0-\u31bf]"
_OTHER = "[\u2e80-\u303f\u31c0-\u31ef\u3190-\u319f\u3200-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"  # fmt: skip
_LANGUAGES = {"JP": "ja", "KR": "ko", "SC": "zh-Hans", "TC": "zh-Hant", "HK": "zh-Hant"}
_TRADITIONAL = frozenset(("hant", "tw", "hk", "mo"))
_COLLECTION = ("JP", "KR", "SC", "TC")  # the order of faces in the Noto and Source Han collections


class _Known(Struct, frozen=True):
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


class _Script(Struct, frozen=True):
    """A script with a Noto Sans of its own."""

    name: str
    signs: str
    """As a range of a regular expression."""
    system: str = ""
    """A font of Windows that has it."""


_SCRIPTS = (
    _Script("Armenian", "\u0530-\u058f\ufb13-\ufb17", "sylfaen.ttf"),
    _Script("Bengali", "\u0980-\u09ff", "Nirmala.ttf"),
    _Script("Ethiopic", "\u1200-\u139f\u2d80-\u2ddf\uab00-\uab2f", "ebrima.ttf"),
    _Script("Georgian", "\u10a0-\u10ff\u1c90-\u1cbf\u2d00-\u2d2f", "sylfaen.ttf"),
    _Script("Gujarati", "\u0a80-\u0aff", "Nirmala.ttf"),
    _Script("Gurmukhi", "\u0a00-\u0a7f", "Nirmala.ttf"),
    _Script("Kannada", "\u0c80-\u0cff", "Nirmala.ttf"),
    _Script("Khmer", "\u1780-\u17ff\u19e0-\u19ff", "LeelawUI.ttf"),
    _Script("Lao", "\u0e80-\u0eff", "LeelawUI.ttf"),
    _Script("Malayalam", "\u0d00-\u0d7f", "Nirmala.ttf"),
    _Script("Myanmar", "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f", "mmrtext.ttf"),
    _Script("Oriya", "\u0b00-\u0b7f", "Nirmala.ttf"),
    _Script("Sinhala", "\u0d80-\u0dff", "Nirmala.ttf"),
    _Script("Tamil", "\u0b80-\u0bff", "Nirmala.ttf"),
    _Script("Telugu", "\u0c00-\u0c7f", "Nirmala.ttf"),
)


def families(language: str, character: str) -> tuple[Family, ...]:
    """Families for a character that the fonts at hand do not have, the best for the language first."""
    requested = _language_for(language, character)
    if requested:
        return tuple(sorted(_installed(), key=lambda family: _spoken(family) != requested))
    script = _script(character)
    return _families_of(script) if script else ()


def extra_for(character: str) -> str:
    """The extra of this package that brings a font for a character; "" where none does."""
    return "cjk" if _language_for("", character) else "scripts" if _script(character) else ""


def _script(character: str) -> str:
    """The name of the script that a character is of, if it is one of `_SCRIPTS`."""
    match = re.match("|".join([f"(?P<{script.name}>[{script.signs}])" for script in _SCRIPTS]), character)
    return (match.lastgroup or "") if match else ""


def speaks(family: Family, language: str) -> bool:
    """Whether a family is made for a Chinese, Japanese or Korean language."""
    requested = _normal(language)
    return bool(requested) and _spoken(family) == requested


def _language_for(language: str, character: str) -> str:
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
    requested = {name for known in _SYSTEM for name in (known.regular, known.bold) if name}
    files = _system_files(requested) if len(spoken) < len(_COLLECTION) else {}
    for known in _SYSTEM:
        if known.language not in spoken and known.regular in files:
            spoken.add(known.language)
            bold = files.get(known.bold)
            found.append(_family(known.language, files[known.regular], bold, known.face))
    return tuple(found)


@cache
def _families_of(name: str) -> tuple[Family, ...]:
    """The family of one of the scripts, from a package or else from the system."""
    folder = _package("manimgx_fonts")
    path = folder / f"NotoSans{name}[wght].ttf" if folder else None
    if path is not None and path.is_file():
        return (Family(f"Noto Sans {name}", str(path)),)
    files = _script_files()
    (own,) = (script.system for script in _SCRIPTS if script.name == name)
    for regular in (f"NotoSans{name}-Regular.ttf", f"NotoSans{name}[wght].ttf", own):
        if regular in files:
            bold = files.get(regular.replace("-Regular", "-Bold")) if "-Regular" in regular else None
            return (Family(f"Noto Sans {name}", str(files[regular]), bold=str(bold) if bold else None),)
    return ()


@cache
def _script_files() -> dict[str, Path]:
    names = [
        f"NotoSans{script.name}{cut}" for script in _SCRIPTS for cut in ("-Regular.ttf", "-Bold.ttf", "[wght].ttf")
    ]
    return _system_files({*names, *(script.system for script in _SCRIPTS)})


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


def _system_files(requested: set[str]) -> dict[str, Path]:
    """Those of the requested font files that this machine has, by name; of two with one name the first in sorted order."""
    found: dict[str, Path] = {}
    for root in _font_folders():
        for folder, folders, files in os.walk(root):
            folders.sort()
            for name in requested.intersection(files):
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
