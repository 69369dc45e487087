"""BG5xx, marking: an input and its briefing in; labels that cannot be read, are too high or are missing, out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from briefgen.checks.rule import ERROR, WARNING, Finding, Path, Rule, Subject
from briefgen.schema.elements import UnknownLabel
from briefgen.schema.kinds import ENTRY_KINDS
from briefgen.schema.label_words import resembling

if TYPE_CHECKING:
    from briefgen.schema.input import Article, BriefingInput
    from briefgen.schema.labels import Label
    from briefgen.schema.marking import Marking

_TEXTS = ("title", "bottom_line", "scope_note", "source_summary")
"""Texts whose portion mark stands beside them."""
_LISTS = (
    "key_questions",
    "known",
    "key_judgments",
    "gaps",
    "outlook",
    "remarks",
    *(row.list for row in ENTRY_KINDS.values()),
)
_SHOWN = 6


def marks(given: BriefingInput) -> Iterator[tuple[Path, str]]:
    """Every portion mark of an input, and where it stands."""
    for name in _TEXTS:
        if mark := getattr(given, f"{name}_portion"):
            yield (f"{name}_portion",), mark
    for name in _LISTS:
        for index, item in enumerate(getattr(given, name)):
            if item.portion:
                yield (name, index, "portion"), item.portion
    for index, judgment in enumerate(given.key_judgments):
        for part in ("supporting_points", "dissents"):
            for number, each in enumerate(getattr(judgment, part)):
                if each.portion:
                    yield ("key_judgments", index, part, number, "portion"), each.portion
    for index, article in enumerate(given.articles):
        for path, mark in _marks_of(article):
            yield ("articles", index, *path), mark


def _marks_of(article: Article) -> Iterator[tuple[Path, str]]:
    if article.portion:
        yield ("portion",), article.portion
    for number, mark in sorted(article.paragraph_portions.items()):  # in whatever order they were written
        yield ("paragraph_portions", number), mark
    for index, annotation in enumerate(article.annotations):
        if annotation.portion:
            yield ("annotations", index, "portion"), annotation.portion


# --- labels ------------------------------------------------------------------------------------------


def unknown_label(subject: Subject) -> Iterator[Finding]:
    marking = subject.input.marking
    if marking is None:
        first = next(marks(subject.input), None)
        if first is not None:
            hint = "Give the briefing a `marking:`; its scheme says how portion marks are read."
            yield Finding(first[0], f"“{first[1]}” cannot be read: the briefing has no marking", hint)
        return
    yield from _unknown_banner(subject, marking)
    headings = [(("marking", "headings"), marking.headings)] if marking.headings else []
    for path, mark in (*headings, *marks(subject.input)):
        yield from _unreadable(path, mark, marking.read)


def _unknown_banner(subject: Subject, marking: Marking) -> Iterator[Finding]:
    path: Path = ("marking", "banner")
    yield from _unreadable(path, marking.banner, marking.read_banner)
    chosen = subject.read.places.knows(("marking", "scheme")) or marking.levels
    if marking.scheme == "custom" and not chosen:
        meant = resembling(marking.banner)
        guess = f"Did you mean {meant}?\n" if meant else ""
        hint = f"{guess}If it is a label of your own: `marking: {{scheme: custom, banner: {marking.banner}}}`."
        yield Finding(path, f"“{marking.banner}” is not a label of any scheme", hint)


def _unreadable(path: Path, mark: str, read: Callable[[str], Label]) -> Iterator[Finding]:
    try:
        read(mark)
    except UnknownLabel as unknown:
        yield Finding(path, unknown.message, unknown.hint)


# --- the banner and its portions -----------------------------------------------------------------------


def banner_too_low(subject: Subject) -> Iterator[Finding]:
    marking = subject.input.marking
    banner = marking.known(marking.banner) if marking else None
    if marking is None or banner is None:
        return
    for path, mark in marks(subject.input):
        label = marking.known(mark)
        if label is not None and not banner.covers(label):
            line = subject.line(("marking", "banner"))
            hint = f"The banner is on line {line}; it must be {banner.joined(label).banner} or higher. Or this mark is wrong."
            yield Finding(path, f"{label.banner} is not covered by the banner {marking.banner}", hint)


def marks_missing(subject: Subject) -> Iterator[Finding]:
    """One finding for all, at the first: they are mostly forgotten together."""
    marking = subject.input.marking
    if marking is None or not marking.portions:
        return
    missing = list(_unmarked(subject.input))
    if missing:
        shown = ", ".join(words for _, words in missing[:_SHOWN])
        more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
        have = "has" if len(missing) == 1 else "have"
        hint = (
            "Add `portion:` (`title_portion:` and the like beside a text). Until then they count as high as the banner."
        )
        yield Finding(missing[0][0], f"{shown}{more} {have} no portion mark", hint)


def _unmarked(given: BriefingInput) -> Iterator[tuple[Path, str]]:
    for name in _TEXTS:
        if getattr(given, name) and not getattr(given, f"{name}_portion"):
            yield (name,), f"`{name}`"
    for name in _LISTS:
        for index, item in enumerate(getattr(given, name)):
            if not item.portion:
                yield (name, index), f"`{name}` item {index + 1}"
    for index, article in enumerate(given.articles):
        if not article.portion:
            yield ("articles", index, "headline"), f"`articles` item {index + 1}"


def mark_of_no_paragraph(subject: Subject) -> Iterator[Finding]:
    for index, article in enumerate(subject.input.articles):
        known = {str(paragraph.number) for paragraph in subject.briefing.articles[index].paragraphs}
        for number in article.paragraph_portions:
            if number not in known:
                message = f"the article has no paragraph {number}"
                hint = f"Its paragraphs are numbered from 1 to {len(known)}, as `A1¶3` counts them."
                yield Finding(("articles", index, "paragraph_portions", number), message, hint)


RULES = (
    Rule(
        "BG501",
        "Unknown label",
        ERROR,
        """A banner or a portion mark is not a label of its scheme: tlp, us, cui, nato, uk, eu, or the levels that a custom
        scheme lists. A banner of no scheme is an organisation's own only where `scheme: custom` or `levels:` says so. Labels are read letter for letter, in capitals; a mark may be written short (S//NF) or long. What
        the scheme's tables do not allow is not a label either: controls out of their order, a control at a level or beside
        another where it does not stand, a code of no nation, a category that the CUI Registry does not have.""",
        "A marking is printed on every page and decides who may read it. One that is nearly right says nothing.",
        "marking: TLP:ORANGE",
        "marking: TLP:AMBER",
        unknown_label,
    ),
    Rule(
        "BG502",
        "Banner lower than a portion",
        ERROR,
        """A portion bears a mark that the banner does not cover: a higher level, or a control such as NOFORN that the
        banner lacks.""",
        "Readers handle a document by its banner. What is marked higher would be handled as if it were not.",
        "marking: {banner: TLP:GREEN}\nbottom_line_portion: TLP:AMBER",
        "marking: {banner: TLP:AMBER}\nbottom_line_portion: TLP:AMBER",
        banner_too_low,
    ),
    Rule(
        "BG503",
        "Portion marks missing",
        WARNING,
        "The marking says portions: true, but some portions bear no mark.",
        """Where some portions are marked, a reader takes an unmarked one for free to use. A redacted edition treats it as
        marked as high as the banner and leaves it out.""",
        "marking: {banner: SECRET, portions: true}\ntitle: Talks in Tokyo",
        "marking: {banner: SECRET, portions: true}\ntitle: Talks in Tokyo\ntitle_portion: U",
        marks_missing,
    ),
    Rule(
        "BG504",
        "Mark of no paragraph",
        ERROR,
        "A portion mark names a paragraph that the article does not have.",
        "The paragraph that it was meant for goes unmarked.",
        "paragraph_portions: {12: S//NF}      # of an article with nine paragraphs",
        "paragraph_portions: {9: S//NF}",
        mark_of_no_paragraph,
    ),
    Rule(
        "BG505",
        "Redacted edition that cannot be made",
        ERROR,
        """A redacted edition was asked for with --release, but the briefing has no marking, the banner asked for is not a label of
        its scheme or is higher than its own, or nothing in it is marked so low.""",
        "An edition bears the banner that was asked for. It must be one that the briefing's own marks account for.",
        "briefgen build --release TLP:GREEN inputs/2025-03-30.yaml      # its marking: SECRET",
        "briefgen build --release UNCLASSIFIED inputs/2025-03-30.yaml",
    ),
    Rule(
        "BG506",
        "Edition older than its input",
        WARNING,
        """A redacted edition lies in the output folder, and the input that it was made of has changed since. It is
        found by every run over that input, whatever the run was asked to build.""",
        "Where a mark was raised, the edition still holds what may no longer be seen by those who have it.",
        "a paragraph's mark was raised to TLP:AMBER; outputs/2025-03-30.tlp-green/ was built before",
        "briefgen build --release TLP:GREEN inputs/2025-03-30.yaml, and tell those who have the old one",
    ),
)
