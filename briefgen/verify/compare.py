"""The expected content and the extracted content go in; the differences come out, in words."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import chain, repeat, zip_longest

from msgspec import Struct
from msgspec.structs import replace

from briefgen.lazy_patterns import lazy_pattern
from briefgen.verify import content
from briefgen.verify.content import (
    JOINT,
    PAGE,
    PAGES,
    ContentLink,
    ContentSpan,
    ExpectedContent,
    ExtractedContent,
    folded_words,
    leaves_trace,
    seen,
)

_BEFORE, _AFTER = 3, 6
"""Words shown before the first that differs, and from it on."""
_WINDOW = 1000
"""How many, from the first difference on, are reported one by one."""


class Difference(Struct, frozen=True):
    """One difference: what it is, and the words on both sides where there are any."""

    message: str
    expected: str = ""
    found: str = ""


def differences_in_pdf(expected: ExpectedContent, found: ExtractedContent) -> Iterator[Difference]:
    """How a PDF differs from what is expected."""
    expected = replace(expected, spans=on_paper(expected.spans))
    found = resolved(expected, found)
    yield from in_spans(expected.spans, found.spans)
    yield from in_links(expected, found)
    yield from in_texts("alternative text", expected.alts, found.alts)
    yield from in_texts("alternative text of a table", expected.summaries, found.summaries)
    yield from in_drawings(expected, found)
    yield from in_furniture(expected, found)
    if len(found.spans) == len(expected.spans):
        yield from in_numbers(expected, found, found.pages)


def differences_in_word(
    expected: ExpectedContent, found: ExtractedContent, pages: Sequence[int]
) -> Iterator[Difference]:
    """How a Word file differs from what is expected; `pages`: of each span, as the PDF has them."""
    yield from in_spans(expected.spans, found.spans)
    yield from in_links(expected, found)
    yield from in_texts("alternative text", expected.alts, found.alts)
    yield from in_texts("alternative text of a table", expected.summaries, found.summaries)
    if found.drawn or not saved_by_suite(found):  # some suites keep the picture alone, which has its own digest
        yield from in_drawings(expected, found)
    yield from in_furniture(expected, found)
    if any(found.numbers):
        yield from in_numbers(expected, found, pages)


def differences_in_html(expected: ExpectedContent, found: ExtractedContent) -> Iterator[Difference]:
    """How a web page differs from what is expected. It has no pages that could be counted."""
    running = tuple(line for line in expected.running if PAGE not in line and PAGES not in line)
    expected = replace(expected, spans=on_paper(expected.spans), running=running, later=())
    yield from in_spans(expected.spans, found.spans)
    yield from in_links(expected, found)
    yield from in_texts("alternative text", expected.alts, found.alts)
    yield from in_texts("alternative text of a table", expected.summaries, found.summaries)
    yield from in_drawings(expected, found)
    yield from in_furniture(expected, replace(found, furniture=found.furniture[:1]))
    for name, words in found.furniture[1:]:
        if seen(expected.marking) not in seen(words):
            yield Difference(f"the marking {quoted(expected.marking)} is missing in {name}")


def what_is_unknown(found: ExtractedContent) -> Iterator[Difference]:
    """What a file holds that briefgen does not write."""
    for name, unknown in found.unknown.items():
        if unknown:
            yield Difference(f"its {name} holds what briefgen does not write: {listed(unknown)}")


def differences_in_making(kept: Mapping[str, str], found: ExtractedContent) -> Iterator[Difference]:
    """What a file is made of otherwise than it was built, where that was not wholly read and understood."""
    changed = [name for name, digest in found.made.items() if kept.get(name) != digest]
    doubtful = [f"{name} is new" if name not in kept else name for name in changed if name not in found.unknown]
    doubtful += [f"{name} is gone" for name in kept if name not in found.made]
    if saved_by_suite(found):
        doubtful = [name for name in doubtful if not _SUITES_OWN.match(name)]
    if doubtful:
        yield Difference(f"besides its words it is not as it was built: {listed(doubtful)}")
    for name, unknown in found.unknown.items():
        if unknown and kept.get(name, "") != found.made.get(name):
            yield Difference(f"{name} holds what briefgen does not write: {listed(unknown)}")


_SUITES_OWN = lazy_pattern(
    r"(?:_rels/\.rels|\[Content_Types\]\.xml|docProps/(?:app|core|custom)\.xml|word/media/image\d+\.\w+"
    r"|word/(?:styles|settings|fontTable|numbering|webSettings)\.xml|word/theme/theme\d+\.xml"
    r"|word/_rels/\w+\.xml\.rels|word/fonts/\w+\.\w+)(?: is new| is gone)?$|the drawings is gone$"
)
"""Parts that an office suite writes its own way at each saving, whatever was changed."""


def saved_by_suite(found: ExtractedContent) -> bool:
    """Whether parts may differ because an office suite saved the file; not where a style hides words."""
    return bool(found.saved_by) and not found.hidden


_LISTED = 8


def listed(names: Sequence[str]) -> str:
    """The first few names, and how many more there are; each cut where it is long."""
    more = f", and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(name if len(name) <= 80 else f"{name[:80]} …" for name in names[:_LISTED]) + more


# --- what paper changes ----------------------------------------------------------------------


def on_paper(spans: Sequence[ContentSpan]) -> tuple[ContentSpan, ...]:
    """The spans as a tagged PDF can hold them: visible letters, and no level of headings left out."""
    level = 0
    out = []
    for span in spans:
        kind = span.kind
        if kind in content.HEADING:
            level = min(content.HEADING.index(kind) + 1, level + 1)
            kind = content.HEADING[level - 1]
        words = seen(span.words)
        out.append(span if kind is span.kind and words is span.words else ContentSpan(kind, words))
    return tuple(out)


def resolved(expected: ExpectedContent, found: ExtractedContent) -> ExtractedContent:
    """The same with each joint settled as a blank or as none, whichever is expected."""
    words = _settled([each.words for each in found.spans], [each.words for each in expected.spans])
    links = _settled([each.words for each in found.links], [each.words for each in expected.links])
    return replace(
        found,
        spans=tuple(map(ContentSpan, [each.kind for each in found.spans], words)),
        links=tuple(replace(link, words=text) for link, text in zip(found.links, links, strict=True)),
    )


def _settled(found: Sequence[str], expected: Sequence[str]) -> list[str]:
    """Each of the words that were found, by those that are expected at the same place or, failing that, at any."""
    anywhere: dict[str, str] = {}
    here = zip(found, chain(expected, repeat("")), strict=False)
    return [words if words == meant else _settled_by(words, meant, expected, anywhere) for words, meant in here]


def _settled_by(words: str, here: str, expected: Sequence[str], anywhere: dict[str, str]) -> str:
    words = seen(words)
    if JOINT not in words:
        return words
    parts = words.split(JOINT)
    if _fit(parts, here):
        return here
    if not anywhere:
        anywhere.update((_bare(each), each) for each in expected)
    meant = anywhere.get(_bare(words), "")
    return meant if _fit(parts, meant) else words.replace(JOINT, " ")


def _fit(parts: Sequence[str], meant: str) -> bool:
    """Whether the parts make up what was meant, with a blank or none between them."""
    at = 0
    for number, part in enumerate(parts):
        if number and not meant.startswith(part, at):
            at += 1
            if meant[at - 1 : at] != " ":
                return False
        if not meant.startswith(part, at):
            return False
        at += len(part)
    return at == len(meant)


def _bare(words: str) -> str:
    return seen(words).replace(JOINT, "").replace(" ", "")


# --- spans -------------------------------------------------------------------------------


def in_spans(expected: Sequence[ContentSpan], found: Sequence[ContentSpan]) -> Iterator[Difference]:
    if tuple(expected) == tuple(found):
        return
    lost: list[int] = []
    added: list[int] = []
    for i, j in _pairs(expected, found):
        if i is not None and j is not None:
            yield _changed(expected, i, found[j])
        elif i is not None:
            lost.append(i)
        elif j is not None:
            added.append(j)
    yield from _lost_and_added(expected, found, lost, added)


def _common(expected: Sequence[object], found: Sequence[object]) -> tuple[int, int]:
    """How many are the same from the first on, and from the last back."""
    shorter = min(len(expected), len(found))
    start = next((n for n in range(shorter) if expected[n] != found[n]), shorter)
    ends = next((n for n in range(shorter - start) if expected[-1 - n] != found[-1 - n]), shorter - start)
    return start, ends


def _pairs(expected: Sequence[Hashable], found: Sequence[Hashable]) -> Iterator[tuple[int | None, int | None]]:
    """What differs: both numbers where one stands for the other, else the one that has no counterpart.

    Matching takes time that grows with the square of what is matched, hence the window.
    """
    start, ends = _common(expected, found)
    here = expected[start : min(len(expected) - ends, start + _WINDOW)]
    there = found[start : min(len(found) - ends, start + _WINDOW)]
    from difflib import SequenceMatcher  # a file that says what it should has no need of it

    for tag, i1, i2, j1, j2 in SequenceMatcher(None, here, there, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        i1, i2, j1, j2 = i1 + start, i2 + start, j1 + start, j2 + start
        both = min(i2 - i1, j2 - j1)
        yield from zip(range(i1, i1 + both), range(j1, j1 + both), strict=True)
        yield from ((i, None) for i in range(i1 + both, i2))
        yield from ((None, j) for j in range(j1 + both, j2))


def _changed(expected: Sequence[ContentSpan], number: int, found: ContentSpan) -> Difference:
    before = expected[number]
    name = name_of(expected, number)
    if before.words == found.words:
        return Difference(
            f"{name} is a {found.kind}, not a {before.kind}: {quoted(before.words)}", before.words, found.words
        )
    here, there = around(before.words, found.words)
    kind = "" if before.kind == found.kind else f" (a {found.kind} stands there)"
    return Difference(
        f"{name} differs{kind}: {quoted(there)} stands where {quoted(here)} belongs", before.words, found.words
    )


def _lost_and_added(
    expected: Sequence[ContentSpan], found: Sequence[ContentSpan], lost: list[int], added: list[int]
) -> Iterator[Difference]:
    """What stands elsewhere is reported once."""
    new = {found[n]: n for n in added}
    for n in lost:
        moved = new.pop(expected[n], None)
        what = "is missing" if moved is None else "is out of order"
        yield Difference(f"{name_of(expected, n)} {what}: {quoted(clipped(expected[n].words))}", expected[n].words)
    for n in added:
        if new.get(found[n]) == n:
            message = f"there is a {found[n].kind} too many, {name_of(found, n)}: {quoted(clipped(found[n].words))}"
            yield Difference(message, "", found[n].words)


def name_of(spans: Sequence[ContentSpan], number: int) -> str:
    """What a reader would call a span: by its kind, counted from the first on."""
    kind = spans[number].kind
    if kind in content.CELLS:
        return _cell_name(spans, number)
    if kind in content.HEADING:
        return f"heading {sum(each.kind in content.HEADING for each in spans[: number + 1])}"
    return f"{kind} {sum(each.kind == kind for each in spans[: number + 1])}"


def _cell_name(spans: Sequence[ContentSpan], number: int) -> str:
    table = row = column = 0
    before = ""
    for each in spans[: number + 1]:
        if each.kind not in content.CELLS:
            before = ""
            continue
        if not before or (each.kind == content.HEADER_CELL and before != content.HEADER_CELL):
            table, row, column = table + 1, 1, 0
        elif each.kind == content.FIRST_CELL:
            row, column = row + 1, 0
        column += 1
        before = each.kind
    return f"table {table}, row {row}, column {column}"


def around(expected: str, found: str) -> tuple[str, str]:
    """The words on both sides from shortly before the first that differs."""
    here, there = expected.split(), found.split()
    same = next(
        (n for n, pair in enumerate(zip(here, there, strict=False)) if pair[0] != pair[1]), min(len(here), len(there))
    )
    start = max(0, same - _BEFORE)
    lead = "… " if start else ""
    return tuple(lead + clipped(" ".join(words[start:])) for words in (here, there))  # type: ignore[return-value]


def clipped(words: str) -> str:
    """The first words."""
    parts = words.split(" ")
    whole = " ".join(parts[: _BEFORE + _AFTER])
    return f"{whole[:120]} …" if len(parts) > _BEFORE + _AFTER or len(whole) > 120 else whole


def quoted(words: str) -> str:
    return f"“{words}”" if words else "nothing"


# --- links -----------------------------------------------------------------------------------


def in_links(expected: ExpectedContent, found: ExtractedContent) -> Iterator[Difference]:
    links, others = expected.links, tuple(link for link in found.links if leaves_trace(link.words))
    here, there = ([(link.words, link.uri) for link in each] for each in (links, others))
    if here != there:
        here, there = [_link_key(link) for link in links], [_link_key(link) for link in others]
    for i, j in _pairs(here, there) if here != there else ():
        if j is None:
            yield Difference(f"the link {quoted(links[i or 0].words)} is missing", _goal(links[i or 0]))
        elif i is None:
            yield Difference(f"there is a link too many: {quoted(others[j].words)}", "", _goal(others[j]))
        else:
            yield _changed_link(links[i], others[j])
    if here == there and len(found.spans) == len(expected.spans):
        for link, other in zip(links, others, strict=True):
            if not _same_goal(link, other, found.pages):
                yield Difference(f"the link {quoted(link.words)} leads to another place than expected", _goal(link))


def _link_key(link: ContentLink) -> tuple[str, str]:
    return seen(link.words), canonical(link.uri)


def _changed_link(expected: ContentLink, found: ContentLink) -> Difference:
    if expected.words == found.words:
        return Difference(f"the link {quoted(expected.words)} leads to {_goal(found)}, not to {_goal(expected)}")
    return Difference(f"the link {quoted(expected.words)} is missing; {quoted(found.words)} is a link in its place")


def _goal(link: ContentLink) -> str:
    return link.uri or "a place inside"


def _same_goal(expected: ContentLink, found: ContentLink, pages: Sequence[int]) -> bool:
    if expected.uri or expected.to < 0:
        return True
    if not pages:
        return found.to == expected.to
    page = pages[expected.to] if expected.to < len(pages) else 0
    return found.page > 0 and page in (0, found.page)


_NEVER_ESCAPED = "%/:=&?~#+!$,;'@()*[]"
_CANONICAL = re.compile(rf"[\w.~{re.escape(_NEVER_ESCAPED)}-]*+", re.ASCII)


def canonical(uri: str) -> str:
    """An address in ASCII; files differ in what they escape."""
    if _CANONICAL.fullmatch(uri):
        return uri
    from urllib.parse import quote

    return quote(uri.strip(), safe=_NEVER_ESCAPED)


# --- the rest --------------------------------------------------------------------------------


def in_texts(kind: str, expected: Sequence[str], found: Sequence[str]) -> Iterator[Difference]:
    if tuple(expected) == tuple(found):
        return
    here, there = [seen(text) for text in expected], [seen(text) for text in found]
    for i, j in _pairs(here, there) if here != there else ():
        if j is None:
            yield Difference(f"{kind} {(i or 0) + 1} is missing: {quoted(clipped(here[i or 0]))}", here[i or 0])
        elif i is None:
            yield Difference(f"there is an {kind} too many: {quoted(clipped(there[j]))}", "", there[j])
        else:
            before, after = around(here[i], there[j])
            yield Difference(
                f"{kind} {i + 1} differs: {quoted(after)} stands where {quoted(before)} belongs", here[i], there[j]
            )


def in_drawings(expected: ExpectedContent, found: ExtractedContent) -> Iterator[Difference]:
    """The words in drawings; what parts them is where they stand, and no blank."""
    here, there = [_bare(words) for words in expected.drawn], [_bare(words) for words in found.drawn]
    if here == there:
        return
    for number, (mine, other) in enumerate(zip_longest(here, there, fillvalue=""), 1):
        if mine != other:
            both = (drawn[number - 1] if number <= len(drawn) else "" for drawn in (expected.drawn, found.drawn))
            before, after = map(clipped, both)
            yield Difference(f"drawing {number} differs: {quoted(after)} stands where {quoted(before)} belongs")


_CUT = 3
"""Words of a running line that must be there at least where the whole line has no room."""


def in_furniture(expected: ExpectedContent, found: ExtractedContent) -> Iterator[Difference]:
    """The marking at top and foot and the running lines, on each page or in each section."""
    pages = sum(name.startswith("page ") for name, _ in found.furniture)
    for number, (name, words) in enumerate(found.furniture or (("the whole file", ""),), 1):
        lines = folded_words(words.replace(JOINT, " ")), folded_words(words.replace(JOINT, ""))
        if expected.marking and (times := _marked(lines, expected.marking)) < 2:
            yield Difference(
                f"the marking {quoted(expected.marking)} stands {_often(times)} at top and foot of {name}, not twice"
            )
        is_first = name in ("page 1", "the first page of section 1")
        for line in expected.running + (() if is_first else expected.later):
            line = line.replace(PAGE, str(number)).replace(PAGES, str(pages)) if pages else line
            if not _times(lines, line) and not (pages and _times(lines, " ".join(line.split()[:_CUT]))):
                shown = line.replace(PAGE, "#").replace(PAGES, "#")
                yield Difference(f"{quoted(shown)} is missing at top and foot of {name}", shown)


def _marked(lines: tuple[str, str], marking: str) -> int:
    """How often the marking stands there; where it takes more lines, they may end within it at a blank or at none."""
    return max(seen(line).replace(" ", "").count(seen(marking).replace(" ", "")) for line in lines)


def _times(lines: tuple[str, str], words: str) -> int:
    return max(seen(line).count(seen(words)) for line in lines)


def _often(times: int) -> str:
    return ("nowhere", "once")[times]


def in_numbers(expected: ExpectedContent, found: ExtractedContent, pages: Sequence[int]) -> Iterator[Difference]:
    """The page numbers of the contents against the pages on which the headings stand."""
    for number, heading in zip(found.numbers, expected.entries, strict=False):
        if heading < len(pages) and pages[heading] not in (0, number):
            words = clipped(expected.spans[heading].words)
            message = f"the contents give page {number} for {quoted(words)}, which stands on page {pages[heading]}"
            yield Difference(message)
