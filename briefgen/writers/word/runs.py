"""Inlines to runs, one function for each kind, in the order of `briefgen.document`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache, partial
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from briefgen.document import (
    Control,
    Emphasis,
    Gauge,
    Highlight,
    Inline,
    Inlines,
    LineBreak,
    Link,
    PageCount,
    PageNumber,
    Reference,
    Span,
    Strong,
    Text,
    is_backward,
    link_address,
    plain,
    without_link,
)
from briefgen.kinds import Kind
from briefgen.scripts import among, is_any, languages_of
from briefgen.theme import Length
from briefgen.typeset import bidi
from briefgen.writers.word import pictures
from briefgen.writers.word.families import WordFamily
from briefgen.writers.word.job import WordJob
from briefgen.writers.word.languages import EAST_ASIAN, Side, locale, primary, side
from briefgen.writers.word.looks import BOLD_APART, HIGHLIGHTS, ONE_WEIGHT, Component, Layers, Sort
from briefgen.writers.word.wml import attribute, bookmarked, controlled, field, run_element, text

_TOOLTIP_LIMIT = 260


class Script(Struct, frozen=True):
    """Signs that want more than a run's plain properties: a direction, or the mark of a complex script."""

    mark: str
    """Word's run property, "rtl" or "cs"; "" for none."""
    ranges: tuple[str, ...]
    """As in a regular expression: first and last sign with a hyphen between."""
    languages: tuple[str, ...] = ()
    """That are written in it, the likeliest first; empty where that says nothing."""

    @property
    def signs(self) -> str:
        return "".join(self.ranges)


_SCRIPTS = {
    "hebrew": Script("rtl", ("\u0590-\u05ff", "\ufb1d-\ufb4f"), languages_of("\u05d0")),
    "arabic": Script(
        "rtl",
        ("\u0600-\u06ff", "\u0750-\u077f", "\u0870-\u08ff", "\ufb50-\ufdff", "\ufe70-\ufefc"),
        languages_of("\u0627"),
    ),
    "other_rtl": Script("rtl", ("\u0700-\u074f", "\u0780-\u086f")),
    "devanagari": Script("cs", ("\u0900-\u097f", "\ua8e0-\ua8ff"), languages_of("\u0905")),
    "thai": Script("cs", ("\u0e00-\u0e7f",), languages_of("\u0e01")),
    **{
        f"block{first}": Script("cs", (f"{chr(first)}-{chr(last)}",), languages_of(chr(first + 0x15)))
        for first, last in (
            *((first, first + 0x7F) for first in range(0x0980, 0x0E00, 0x80)),
            (0x0E80, 0x0EFF),
            (0x0F00, 0x0FFF),
            (0x1000, 0x109F),
            (0x1780, 0x17FF),
        )
    },
    "neutral_rtl": Script("rtl", ()),
    **{tag: Script("", (), (tag,)) for tag in EAST_ASIAN},
}
_PLAIN = Script("", ())


def _pieces(name: str, script: Script) -> str:
    """A span in one script, with the signs between its letters."""
    between = {"rtl": r"\W", "cs": r"\s"}.get(script.mark, "")
    return f"(?P<{name}>[{script.signs}](?:[{script.signs}{between}]*[{script.signs}])?)"


@cache
def _all_pieces(scripts: frozenset[str]) -> re.Pattern[str]:
    """Of these scripts; most documents have few, and each takes its time to compile."""
    return re.compile("|".join(_pieces(name, script) for name, script in _SCRIPTS.items() if name in scripts))


@lru_cache(maxsize=4096)
def _script_of(sign: str) -> str:
    """The script's name; "" for a sign that wants nothing more."""
    known = ((name, each.split("-")) for name, script in _SCRIPTS.items() for each in script.ranges)
    return next((name for name, (first, last) in known if first <= sign <= last), "")


_HOLD_NONE = (Text, LineBreak, Gauge, PageNumber, PageCount)
_BACKWARD = re.compile(
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""Without one of these nothing runs from right to left."""
_KANA = re.compile("[\u3041-\u30ff]")
_is_east_asian = among("\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff\uac00-\ud7ff")
_is_hangul = among("\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff")
_LATIN = re.compile(r"[^\W\d_]")


_NUMBERS = frozenset(("mark", "number"))
"""Roles of words that are numbers of entries."""
_HELD_HYPHEN = "\u2011"
"""No line ends at it, and it is copied as a hyphen; but who looks for G-27 with the plain one does not find it."""
_OPENING = 16
"""Characters before a number that fit the narrowest column with it, such as a portion mark."""


class Voice(Struct, frozen=True, cache_hash=True):
    """What a run inherits from what it stands in."""

    role: str
    stack: Layers = ()
    language: str | None = None
    """Where it differs from the document's."""
    right_to_left: bool = False
    linked: bool = False
    opens: bool = False
    """Whether it stands so near to the beginning of its paragraph that no line can end in it."""

    def with_layer(self, sort: Sort, name: str) -> Voice:
        return replace(self, stack=(*self.stack, Component(sort, name)))

    def linked_as(self, name: str) -> Voice:
        return replace(self.with_layer("inline", name), linked=True)

    def is_held(self) -> bool:
        """Whether it says the number of an entry, such as G-27, where a line might end: Word and LibreOffice end lines at
        any hyphen, the PDF not here."""
        return not self.opens and not _NUMBERS.isdisjoint([each.name for each in self.stack])


# The same few layers come in every paragraph; languages and roles, and so voices, are without number.
_with_layer = lru_cache(maxsize=512)(Voice.with_layer)
_linked_as = lru_cache(maxsize=512)(Voice.linked_as)


@lru_cache(maxsize=512)
def _highlighted(voice: Voice, kind: Kind, quiet: bool) -> Voice:
    """However many highlights words lie in, they look like those in two: a double line, in the innermost's colour."""
    around = tuple(layer for layer in voice.stack if layer.sort not in HIGHLIGHTS)
    nested = len(around) < len(voice.stack)
    return replace(voice, stack=around).with_layer("quiet" if quiet else "nested" if nested else "kind", kind)


def opening(job: WordJob, voice: Voice, children: Inlines) -> str:
    """Runs for all words of a paragraph: the number of an entry that it begins with has a plain hyphen, and is found."""
    before = 0
    for end, child in enumerate(children, 1):
        if isinstance(child, Text):
            before += len(child.text)
        elif _holds_number(child):
            return inlines(job, replace(voice, opens=True), children[:end]) + inlines(job, voice, children[end:])
        else:
            before += length((child,))
        if before > _OPENING:
            break
    return inlines(job, voice, children)


def _holds_number(inline: Inline) -> bool:
    if isinstance(inline, Span) and inline.role in _NUMBERS:
        return True
    return any(map(_holds_number, inside(inline)))


def inlines(job: WordJob, voice: Voice, children: Inlines) -> str:
    """Runs for all of them."""
    parts: list[str] = []
    for child in children:
        match child:
            case Text():
                parts.append(words(job, voice, child))
            case Strong():
                parts.append(strong(job, voice, child))
            case Emphasis():
                parts.append(emphasis(job, voice, child))
            case Link():
                parts.append(link(job, voice, child))
            case Reference():
                parts.append(cross_reference(job, voice, child))
            case Highlight():
                parts.append(highlight(job, voice, child))
            case Span():
                parts.append(span(job, voice, child))
            case Control():
                parts.append(content_control(job, voice, child))
            case LineBreak():
                parts.append("<w:r><w:br/></w:r>")
            case Gauge():
                parts.append(scale(job, voice, child))
            case PageNumber():
                parts.append(page_number(job, voice))
            case PageCount():
                parts.append(page_count(job, voice))
            case _:
                assert_never(child)
    return "".join(parts)


def words(job: WordJob, voice: Voice, inline: Text) -> str:
    said = inline.text
    if not said:
        return ""
    if voice.stack and voice.is_held():
        said = said.replace("-", _HELD_HYPHEN)
    if not voice.right_to_left and (said.isascii() or job.fonts.is_plain(said)):
        return run_element(run_properties(job, voice), text(said))
    language = voice.language or job.document.metadata.language
    pieces = [
        (script or _east_asian(span, said, language), family, span)
        for script, piece in by_script(voice, said)
        for family, span in job.fonts.spans(piece, language)
    ]
    if all(not script and not family for script, family, _ in pieces):
        job.fonts.learn(said)
    return "".join(run_element(run_properties(job, voice, *look), text(span)) for *look, span in pieces)


def strong(job: WordJob, voice: Voice, inline: Strong) -> str:
    return inlines(job, _with_layer(voice, "inline", "strong"), inline.children)


def emphasis(job: WordJob, voice: Voice, inline: Emphasis) -> str:
    return inlines(job, _with_layer(voice, "inline", "emphasis"), inline.children)


def link(job: WordJob, voice: Voice, inline: Link) -> str:
    content = inlines(job, _linked_as(voice, "link"), inline.children)
    address = link_address(inline.uri)
    if voice.linked or not content:
        return content
    if address is None:
        job.finding("BG703", without_link(inline.uri))
        return content
    return f'<w:hyperlink r:id="{job.relations.link(address)}" w:history="1">{content}</w:hyperlink>'


def cross_reference(job: WordJob, voice: Voice, inline: Reference) -> str:
    content = inlines(job, _linked_as(voice, "reference"), inline.children)
    if voice.linked or not content or inline.target in job.nowhere:
        return content
    job.referenced[inline.target] = None
    tip = f' w:tooltip="{_tip(inline.tooltip)}"' if inline.tooltip else ""
    if (
        inline.target in job.labels and plain(inline.children) == job.labels[inline.target]
    ):  # counts on when tables are added before it
        content = field(f"REF {job.bookmark(_label(inline.target))} \\h", content)
    return f'<w:hyperlink w:anchor="{job.bookmark(inline.target)}"{tip} w:history="1">{content}</w:hyperlink>'


@lru_cache(maxsize=512)
def _tip(tooltip: str) -> str:
    """With single quotes: LibreOffice makes a double one the end of the link's target when it saves the file again."""
    return attribute(tooltip[:_TOOLTIP_LIMIT].replace('"', "'"))


def highlight(job: WordJob, voice: Voice, inline: Highlight) -> str:
    return inlines(job, _highlighted(voice, inline.kind, inline.quiet), inline.children)


def span(job: WordJob, voice: Voice, inline: Span) -> str:
    inner = _with_layer(voice, "inline", inline.role) if inline.role else voice
    if inline.language:
        inner = replace(inner, language=foreign(job, inline.language), right_to_left=is_backward(inline.language))
    elif not inline.role:
        inner = replace(inner, right_to_left=bidi.first_strong(bidi.classes(plain(inline.children))) == 1)
    return inlines(job, inner, inline.children)


def content_control(job: WordJob, voice: Voice, inline: Control) -> str:
    """A content control that cannot be deleted by mistake, its words free to edit."""
    voice = voice if inline.children else _with_layer(voice, "inline", "secondary")
    content = inlines(job, voice, inline.shown)
    if not content:
        return ""
    return controlled(job.control(), inline.title, inline.tag, content, is_placeholder=not inline.children)


def scale(job: WordJob, voice: Voice, inline: Gauge) -> str:
    style = job.theme.gauges[inline.role]
    colour = job.theme.colour(style.colour)
    key = ("gauge", inline.role, inline.step, inline.steps)
    relation = job.relations.picture(key, partial(pictures.gauge_picture, inline, style, colour, job.backward))
    width, height = (Length(side).emu for side in pictures.gauge_size(inline, style))
    number = job.drawing()
    return run_element(
        language_of_alt(inline.language),
        pictures.inline(relation, number, f"Scale {number}", inline.alt, width, height),
    )


def language_of_alt(language: str | None) -> str:
    """What says in a picture's run which language its alternative text is in, where that is not the document's."""
    return f'<w:lang w:val="{attribute(locale(language))}"/>' if language else ""


def page_number(job: WordJob, voice: Voice) -> str:
    look = run_properties(job, voice)
    return field("PAGE", run_element(look, text("1")), look)


def page_count(job: WordJob, voice: Voice) -> str:
    look = run_properties(job, voice)
    return field("NUMPAGES", run_element(look, text(str(job.layout.pages if job.layout else 1))), look)


def numbered(job: WordJob, voice: Voice, children: Inlines, number: int | None, anchor: str | None = None) -> str:
    """A caption: its number, where it stands in plain words, becomes a field that counts.

    Its label, such as `Table 2`, is a place of its own where references name it."""
    children = tuple(piece for child in children for piece in _without_number(child, number))
    for place, child in enumerate(children):
        found = (
            re.search(rf"(?<!\d){number}(?!\d)", child.text) if number is not None and isinstance(child, Text) else None
        )
        if found and isinstance(child, Text):
            before, after = child.text[: found.start()], child.text[found.end() :]
            look = run_properties(job, voice)
            label = next(iter(re.findall(r"[^\W\d_]+", plain(children[:place]) + before)), "Table")
            count = field(f"SEQ {label} \\* ARABIC", run_element(look, text(str(number))), look)
            head, tail = (*children[:place], Text(before)), (Text(after), *children[place + 1 :])
            label_part = inlines(job, voice, head) + count
            if anchor in job.labels and anchor not in job.defined:
                label_part = bookmarked(job.annotation(), job.bookmark(_label(anchor)), label_part)
            return label_part + inlines(job, voice, tail)
    return inlines(job, voice, children)


def _without_number(child: Inline, number: int | None) -> Inlines:
    """Words in another language with the number between them rather than in them: it is in none."""
    match child:
        case Span((Text(words),), None, language) if language and number is not None:
            parts = re.split(rf"(?<!\d)({number})(?!\d)", words, maxsplit=1)
            before, *rest = (
                Span((Text(part),), None, language) if place != 1 else Text(part) for place, part in enumerate(parts)
            )
            return (before, *rest)
        case Span((_, _, *_) as pieces, None, None) if number is not None:  # a line that is read as one
            return tuple(part for piece in pieces for part in _without_number(piece, number))
        case _:
            return (child,)


def _label(anchor: str | None) -> str:
    """The anchor of a caption's label; no anchor of a document has a blank in it."""
    return f"{anchor} label"


def anchored(job: WordJob, anchor: str | None, content: str) -> str:
    """Content as the place that an anchor names."""
    if anchor is None or anchor in job.defined:
        return content
    job.defined.add(anchor)
    return bookmarked(job.annotation(), job.bookmark(anchor), content)


# --- what a run bears --------------------------------------------------------------------


def run_properties(job: WordJob, voice: Voice, script: str = "", family: str = "") -> str:
    """The inside of w:rPr: the character style, and what no style says (script, language, a highlight around others)."""
    known = job.run_properties[script, family]
    found = known.get(voice)
    if found is None:
        found = known[voice] = _properties(job, voice, script, family)
    return found


def _properties(job: WordJob, voice: Voice, name: str, family: str) -> str:
    script = _SCRIPTS.get(name, _PLAIN)
    stack = voice.stack
    if family:
        stack = (*stack, Component("font", family, _weights(job, job.fonts.families[family])))
    style, beside = job.styles.character(voice.role, stack) if stack else ("", "")
    east = name in EAST_ASIAN or (voice.language is not None and side(voice.language) == "eastAsia")
    return (
        (f'<w:rStyle w:val="{style}"/>' if style else "")
        + ('<w:rFonts w:hint="eastAsia"/>' if east else "")
        + beside
        + (f"<w:{script.mark}/>" if script.mark else "")
        + _language(job, voice.language, script, "bidi" if script.mark else "eastAsia" if east else "val")
    )


def _weights(job: WordJob, family: WordFamily) -> str:
    """Whether Word has both of a font's bold cuts, one, or none."""
    if not family.has_bold:
        return ONE_WEIGHT
    apart = job.theme.fonts.embed_in_docx and family.declared and family.files.semibold and family.files.bold
    return BOLD_APART if apart else ""


def _language(job: WordJob, language: str | None, script: Script, where: Side) -> str:
    """What the words are said to be in: their passage's language if that is written so, else the script's likeliest."""
    around = language or job.document.metadata.language
    fits = side(around) == where and (not script.languages or primary(around) in script.languages)
    spoken = language if fits else next(iter(script.languages), None)
    return f'<w:lang w:{where}="{attribute(locale(spoken))}"/>' if spoken else ""


def _east_asian(span: str, said: str, language: str) -> str:
    """The language that a span of Chinese, Japanese or Korean signs is in; "" for any other."""
    if not is_any(_is_east_asian, span):
        return ""
    if primary(language) in EAST_ASIAN:
        return primary(language)
    return "ko" if is_any(_is_hangul, span) else "ja" if _KANA.search(said) else "zh"


def by_script(voice: Voice, words: str) -> list[tuple[str, str]]:
    """Pieces of one script each, by its name here; "" for the rest."""
    pieces: list[tuple[str, str]] = []
    done = 0
    scripts = frozenset(map(_script_of, set(words))) - {""}
    for match in _all_pieces(scripts).finditer(words) if scripts else ():
        pieces += _between(voice, words[done : match.start()])
        pieces.append((match.lastgroup or "", match.group()))
        done = match.end()
    return pieces + _between(voice, words[done:])


def _between(voice: Voice, words: str) -> list[tuple[str, str]]:
    """Signs and figures within a right-to-left passage run with it; words of another script do not."""
    if not words:
        return []
    return [("neutral_rtl" if voice.right_to_left and not _LATIN.search(words) else "", words)]


def foreign(job: WordJob, language: str | None) -> str | None:
    """The language where it is not the document's."""
    return language if language and language != job.document.metadata.language else None


def runs_right_to_left(children: Inlines, language: str | None) -> bool:
    """Whether a paragraph runs from right to left, as the PDF decides it."""
    backward = bool(language and is_backward(language))
    if not backward and not _has_backward(children):
        return False
    return bidi.runs_backward(list(_spans(children)), backward)


def _has_backward(children: Inlines) -> bool:
    """Whether any sign of them may run from right to left."""
    for child in children:
        if isinstance(child, Text):
            if not child.text.isascii() and _BACKWARD.search(child.text):
                return True
        elif _has_backward(inside(child)):
            return True
    return False


def length(children: Inlines) -> int:
    """How many characters, as `plain` has them, without putting them together."""
    count = 0
    for child in children:
        if isinstance(child, Text):
            count += len(child.text)
        else:
            count += 1 if isinstance(child, LineBreak) else length(inside(child))
    return count


def inside(inline: Inline) -> Inlines:
    """The inlines that one holds; a control's are those that it shows."""
    if isinstance(inline, _HOLD_NONE):
        return ()
    return inline.shown if isinstance(inline, Control) else inline.children


def _spans(children: Inlines, isolate: int = 0) -> Iterator[tuple[str, int]]:
    """The words, each span with the number of what it stands in that has a direction of its own, 0 for none."""
    for child in children:
        match child:
            case Text(text=words):
                yield words, isolate
            case Link(children=inner) | Reference(children=inner):
                yield from _spans(inner, isolate or id(child))
            case Span(children=inner, role=role, language=language):
                yield from _spans(inner, isolate if role and not language else isolate or id(child))
            case Strong(children=inner) | Emphasis(children=inner) | Highlight(children=inner) | Control(shown=inner):
                yield from _spans(inner, isolate)
            case _:
                pass
