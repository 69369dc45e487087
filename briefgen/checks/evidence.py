"""BG2xx, evidence: an input and its briefing in; what rests on nothing, or is marked twice, out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from briefgen.checks.rule import ERROR, NOTE, WARNING, Finding, Path, Rule, Subject
from briefgen.schema.kinds import ENTRY_KINDS, lists

if TYPE_CHECKING:
    from briefgen.schema.briefing import Briefing


def comparable(words: str) -> str:
    """Words in one case and with single spaces, to compare."""
    return " ".join(words.casefold().split())


def without_evidence(subject: Subject) -> Iterator[Finding]:
    yield from _judgments_without(subject)
    yield from _entries_without(subject)


def _judgments_without(subject: Subject) -> Iterator[Finding]:
    for index, judgment in enumerate(subject.input.key_judgments):
        if not (judgment.evidence or any(point.evidence for point in judgment.supporting_points)):
            hint = "Name the annotations it rests on: `evidence: [their ids]`."
            yield Finding(("key_judgments", index), "this judgment names no evidence", hint)


def _entries_without(subject: Subject) -> Iterator[Finding]:
    supported = _supported(subject.briefing)
    for row, entries in lists(subject.input):
        name, field = row.list, row.title
        for index, entry in enumerate(entries):
            words = getattr(entry, field)
            if not entry.evidence and (name, comparable(words)) not in supported:
                hint = f"Mark the passage that supports it with an annotation of the same {field}, or name annotations: `evidence: [their ids]`."
                yield Finding((name, index, field), "no passage supports this entry", hint)


def _supported(briefing: Briefing) -> set[tuple[str, str]]:
    """(list, name) of every entry that has evidence."""
    return {
        (row.list, comparable(words))
        for row, entries in lists(briefing)
        for entry in entries
        if entry.evidence
        for words in (getattr(entry, row.title), *getattr(entry, "aliases", ()))
    }


def annotation_never_used(subject: Subject) -> Iterator[Finding]:
    """An id has one purpose: to be named. Silent where an input names no evidence at all."""
    named = set(_named(subject))
    if not named:
        return
    unused: list[tuple[Path, str]] = [
        (("articles", a, "annotations", b, "id"), annotation.id)
        for a, article in enumerate(subject.input.articles)
        for b, annotation in enumerate(article.annotations)
        if annotation.id is not None and annotation.id not in named
    ]
    if unused:
        ids = ", ".join(name for _, name in unused)
        words = "an annotation's id is" if len(unused) == 1 else f"{len(unused)} annotations' ids are"
        yield Finding(
            unused[0][0],
            f"{words} never named as evidence: {ids}",
            "Name it as evidence of a judgment, or leave the id out.",
        )


def _named(subject: Subject) -> Iterator[str]:
    given = subject.input
    for entry in chain(given.key_judgments, *(entries for _, entries in lists(given))):
        yield from entry.evidence
    for judgment in given.key_judgments:
        yield from judgment.evidence_against
    for point in (*given.known, *(each for judgment in given.key_judgments for each in judgment.supporting_points)):
        yield from point.evidence


def annotated_twice(subject: Subject) -> Iterator[Finding]:
    for a, article in enumerate(subject.input.articles):
        seen: dict[tuple[object, ...], int] = {}
        for b, item in enumerate(article.annotations):
            words = getattr(item, ENTRY_KINDS[item.kind].title)
            key = (item.kind, comparable(words), comparable(item.quote), item.prefix, item.suffix, item.occurrence)
            first = seen.setdefault(key, b)
            if first != b:
                line = subject.line(("articles", a, "annotations", first, "quote"))
                hint = f"The first is on line {line}. Keep one of the two."
                yield Finding(
                    ("articles", a, "annotations", b, "quote"),
                    f"this passage is marked twice as the same {item.kind}",
                    hint,
                )


def article_twice(subject: Subject) -> Iterator[Finding]:
    """Silent where the two are known to be one report: that is said of them otherwise."""
    seen: dict[str, int] = {}
    for index, article in enumerate(subject.input.articles):
        first = seen.setdefault(comparable(article.headline), index)
        if first != index and not _one_report(subject, first, index):
            line = subject.line(("articles", first, "headline"))
            hint = f"The first is on line {line}. If both are one report, keep one of them, or name its origin in both sources."
            yield Finding(("articles", index, "headline"), "two articles have the same headline", hint)


def _one_report(subject: Subject, first: int, second: int) -> bool:
    group_of = subject.independence.group_of
    return group_of[first] == group_of[second]


RULES = (
    Rule(
        "BG201",
        "Quote that is not in the article",
        ERROR,
        """The words of an annotation do not stand in its article. Quotation marks, dashes, spaces and Unicode forms may
        differ; letters may not. The nearest passage is shown.""",
        "Evidence is what the article says. A quote that is nearly right would put words into its author's mouth.",
        "quote: a joint war headquarters      # the article: a joint war-fighting headquarters",
        "quote: a joint war-fighting headquarters",
    ),
    Rule(
        "BG202",
        "Quote that stands in several places",
        ERROR,
        """The words of an annotation stand more than once in its article, and nothing says which is meant. For the
        entry's own name any place will do, and the first is taken.""",
        "The reference would lead to a paragraph that nobody chose.",
        "quote: the ministers\nname: Joint planning",
        "quote: the ministers\nname: Joint planning\nprefix: 'agreed by '      # or occurrence: 3, or a longer quote",
    ),
    Rule(
        "BG203",
        "Judgment or entry without evidence",
        WARNING,
        "A judgment names no annotation, or an entry that the analyst added is supported by no passage.",
        """A reader follows each statement to the paragraph that supports it. One that leads nowhere is opinion, and
        should be seen as such.""",
        "key_judgments:\n  - statement: The upgrade is likely to speed joint planning.\n    likelihood: likely",
        "key_judgments:\n  - statement: The upgrade is likely to speed joint planning.\n    likelihood: likely\n    evidence: [joint-hq]",
        without_evidence,
    ),
    Rule(
        "BG204",
        "Evidence that names no annotation",
        ERROR,
        "A judgment or an entry names an id that no annotation has, or that of a draft.",
        """Its reference would lead nowhere. Usually it is a misspelling, or an annotation that was deleted. A draft is not
        evidence until it is completed.""",
        "evidence: [joint-hg]",
        "evidence: [joint-hq]",
    ),
    Rule(
        "BG205",
        "Prefix, suffix or occurrence that does not fit",
        ERROR,
        "The quote is in the article, but not with these words before or after it, or not that often.",
        "The words added to distinguish two places fit neither.",
        "quote: Japan\noccurrence: 12      # it stands there nine times",
        "quote: Japan\noccurrence: 2",
    ),
    Rule(
        "BG206",
        "Annotation id never used",
        NOTE,
        "An annotation has an id, but no judgment and no entry names it as evidence.",
        """An id is there to be named. One that nothing names is usually evidence that was meant for a judgment and was
        forgotten there. Silent where an input names no evidence at all.""",
        "- id: troop-numbers      # no judgment says evidence: [troop-numbers]\n  kind: capability",
        "- kind: capability",
        annotation_never_used,
    ),
    Rule(
        "BG207",
        "Passage marked twice",
        WARNING,
        "Two annotations of one article mark the same words, as the same kind, under the same name.",
        "The second adds nothing but a second reference to the same place. Usually it is a copy that was meant to be changed.",
        "- {kind: actor, quote: Gen Nakatani, name: Gen Nakatani}\n- {kind: actor, quote: Gen Nakatani, name: Gen Nakatani}",
        "- {kind: actor, quote: Gen Nakatani, name: Gen Nakatani}",
        annotated_twice,
    ),
    Rule(
        "BG208",
        "Two articles with one headline",
        WARNING,
        "Two articles of the input have the same headline.",
        "One report, given twice, looks like two sources that confirm each other.",
        "- headline: US Upgrades Japan Military Command\n- headline: US upgrades Japan military command",
        "- headline: US Upgrades Japan Military Command",
        article_twice,
    ),
    Rule(
        "BG209",
        "Draft of an annotation",
        NOTE,
        """An annotation has `draft: true`: it is only begun, imported or suggested. It may lack any field but its quote;
        what it lacks to be complete is listed. What is wrong with the fields that it has is noted, too. With `--strict`
        it is an error. So it is with a judgment that was carried over from an earlier edition. `briefgen drafts`
        lists drafts, and accepts those that are complete.""",
        """The packet is as if it were not there: a draft is never printed, and never evidence. So a briefing is not
        finished as long as it has drafts.""",
        "- draft: true\n  kind: agreement\n  quote: The two governments agreed to expedite the joint development",
        "- kind: agreement\n  quote: The two governments agreed to expedite the joint development\n  name: Joint development\n  parties: [United States, Japan]",
    ),
    Rule(
        "BG210",
        "Braces that mark nothing",
        WARNING,
        """In an article with `format: markdown`, braces stand behind words and name no kind; or they stand alone, apart from the
        words or on two lines; or a part of them cannot be read.""",
        "The passage is not annotated, or lacks a field, and nothing in the packet would show it.",
        'The [Oslo pact]{agreement parties="Norway; Sweden"} holds.',
        'The [Oslo pact]{.agreement parties="Norway; Sweden"} holds.',
    ),
    Rule(
        "BG211",
        "Judgment that is not there",
        ERROR,
        "A gap or a key question names a judgment by an id that none has. Judgments without an id are KJ1, KJ2, ... by order.",
        "The reader is led to the judgment that a gap weakens, or that answers a question.",
        "gaps:\n  - text: When will the headquarters open?\n    judgments: [KJ9]",
        "gaps:\n  - text: When will the headquarters open?\n    judgments: [KJ1]",
    ),
)
