"""The parts of a Word file beside its text go in; what they hold that could show other words, hide some or fetch any comes out.

An office suite writes these parts its own way at each saving, so that no digest says anything of them. What may
stand there is an allow list of what briefgen and the suites write; fonts, styles and properties are not judged here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from briefgen.lazy_patterns import lazy_pattern
from briefgen.verify.content import named
from briefgen.verify.limits import Budget
from briefgen.verify.word_xml import Listener, XmlAttributes, short_names

_BASES = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/",
    "http://schemas.openxmlformats.org/officedocument/2006/relationships/metadata/",  # so LibreOffice spells it
)
_WHOLE = ("officeDocument", "core-properties", "extended-properties", "custom-properties")
_ONCE = frozenset((*_WHOLE, "styles", "settings", "webSettings", "fontTable", "numbering", "theme"))
_OFTEN = frozenset(("header", "footer", "image", "hyperlink", "font"))
_NAMES = """
    w:settings w:zoom w:embedTrueTypeFonts w:embedSystemFonts w:saveSubsetFonts w:proofState w:defaultTabStop w:autoHyphenation
    w:consecutiveHyphenLimit w:hyphenationZone w:doNotHyphenateCaps w:evenAndOddHeaders w:mirrorMargins w:bordersDoNotSurroundHeader
    w:bordersDoNotSurroundFooter w:hideSpellingErrors w:hideGrammaticalErrors w:characterSpacingControl w:compat w:compatSetting
    w:useFELayout w:doNotExpandShiftReturn w:rsids w:rsidRoot w:rsid w:themeFontLang w:clrSchemeMapping w:decimalSymbol
    w:listSeparator w:shapeDefaults w:doNotIncludeSubdocsInStats w:doNotAutoCompressPictures w14:docId ?:docId
    ?:chartTrackingRefBased ?:shapedefaults ?:shapelayout ?:idmap m:mathPr m:mathFont m:brkBin m:brkBinSub m:smallFrac m:dispDef
    m:lMargin m:rMargin m:defJc m:wrapIndent m:intLim m:naryLim
"""
_SETTINGS = frozenset(_NAMES.split())
_CONTENT = lazy_pattern(
    r"application/xml|application/vnd\.openxmlformats-package\.(?:relationships|core-properties)\+xml|image/(?:png|jpe?g|gif|bmp|svg\+xml)"
    r"|application/vnd\.openxmlformats-officedocument\.(?:extended-properties\+xml|custom-properties\+xml|theme\+xml|obfuscatedFont)"
    r"|application/vnd\.openxmlformats-officedocument\.wordprocessingml"
    r"\.(?:document\.main|styles|settings|webSettings|fontTable|numbering|header|footer)\+xml"
)
_COUNT = lazy_pattern(r"%\d")


def doubtful_parts(
    parts: Mapping[str, bytes], settings: str, numbering: str, budget: Budget
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each part that holds what is on no list, by its name, and what that is."""
    readers = {"[Content_Types].xml": _Contents, settings: _Settings, numbering: _Labels}
    for name in parts:
        reader = _Relationships if name.endswith(".rels") else readers.get(name)
        if reader is not None and (found := reader(parts[name], budget).found()):
            yield name, named(found)


class _Part(Listener):
    """A part with what is on no list, counted."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        super().__init__(budget)
        self.doubtful: Counter[str] = Counter()
        self.listen()
        self.judge(self.parse(data))

    def listen(self) -> None:
        """Name what is waited for."""

    def judge(self, root: Any) -> None:
        """Look at all of it."""

    def found(self) -> Counter[str]:
        return self.doubtful


class _Relationships(_Part):
    """Nothing is related but what a packet has, and nothing outside of the file but links."""

    def listen(self) -> None:
        self.types: Counter[str] = Counter()
        self.starts["pr:Relationship"] = self._relationship

    def _relationship(self, given: XmlAttributes) -> None:
        full = given.get("Type", "")
        base = next((base for base in _BASES if full.startswith(base)), "")
        kind = full.removeprefix(base) if base else ""
        self.types[kind] += 1
        if kind not in _ONCE and kind not in _OFTEN:
            self.doubtful[f"a relationship {full.rpartition('/')[2][:80]}"] += 1
        elif given.get("TargetMode") == "External" and kind != "hyperlink":
            self.doubtful[f"a relationship {kind} outside of the file"] += 1

    def found(self) -> Counter[str]:
        twice = {f"a relationship {kind}": count for kind, count in self.types.items() if kind in _ONCE and count > 1}
        return self.doubtful + Counter(twice)


class _Contents(_Part):
    """Each part is of a type that a packet has: none with macros."""

    def listen(self) -> None:
        self.starts = dict.fromkeys(("ct:Default", "ct:Override"), self._type)

    def _type(self, given: XmlAttributes) -> None:
        if not _CONTENT.fullmatch(type_ := given.get("ContentType", "")):
            self.doubtful[f"a part of the type {type_[-40:]}"] += 1


class _Settings(_Part):
    """No setting that attaches, merges or keeps anything."""

    def judge(self, root: Any) -> None:
        names = short_names()
        for element in root.iter():
            name = names[element.tag]
            if name not in _SETTINGS:
                self.doubtful[name] += 1
            self.doubtful.update(f"{name}@{each}" for key in element.keys() if (each := names[key]).startswith("r:"))  # noqa: SIM118


class _Labels(_Part):
    """The labels of lists count, and say nothing."""

    def listen(self) -> None:
        self.starts = {"w:lvlText": self._label, "w:numPicBullet": self._picture}

    def _label(self, given: XmlAttributes) -> None:
        label = _COUNT.sub("", given.get("w:val", ""))
        if sum(map(str.isalnum, label)) > 1:  # a bullet may be a letter of a font of symbols
            self.doubtful[f"a list's label “{label[:40]}”"] += 1

    def _picture(self, _: XmlAttributes) -> None:
        self.doubtful["w:numPicBullet"] += 1
