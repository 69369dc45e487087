"""Two editions of a briefing in, what changed from the first to the second out.

Judgments are paired by the ids that their analysts gave them, and else by their words and what they rest on; entries by
their names, by names that are nearly one, or, where they have none, by their words. Nothing is read or printed here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct

from briefgen.anchor import folded
from briefgen.checks.language import likelihoods
from briefgen.checks.near_names import nearly_one
from briefgen.schema.briefing import (
    Before,
    Briefing,
    Changes,
    EarlierStatement,
    Entry,
    EntryChange,
    Judgment,
    MovedJudgment,
)
from briefgen.schema.kinds import EntryKind, lists
from briefgen.schema.marking import Marking, highest
from briefgen.schema.vocabulary import SCALES

_WORDS_WEIGHT, _GROUNDS_WEIGHT = 0.6, 0.4
_ALIKE = 0.45
"""From which on two judgments are one, reworded."""
_SOME_WORDS = 0.2
"""That they share at least: two judgments on one matter rest on the same."""
_SAME_SENTENCE = 0.6
"""From which on two implications or events are one."""
_TOKEN = re.compile(r"[^\W_]+")
_WITHOUT_BLANKS = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Letters of scripts that put no blanks between words, or join much to one: each counts as a word."""
_LONGEST = 2_000
"""Characters of the edition before that are said again at most of a statement or a name."""
_POSITIONAL = re.compile(r"KJ[0-9]+")

K = TypeVar("K", bound=Hashable)


class Edition(Struct, frozen=True):
    """A briefing, and which of its judgments bear ids of their own."""

    briefing: Briefing
    ids: frozenset[str]
    """Ids that an analyst gave; others follow from the order."""
    sha256: str = ""
    """Of the file that it was read from."""


def own_ids(briefing: Briefing) -> frozenset[str]:
    """The ids that were surely given, where only the filled briefing is known."""
    return frozenset(each.id for each in briefing.key_judgments if not _POSITIONAL.fullmatch(each.id))


def with_changes(new: Edition, old: Edition) -> Briefing:
    """The second edition, with what changed since the first."""
    pairs = paired_judgments(old, new)
    marking = new.briefing.marking
    judgments = tuple(
        _with_before(judgment, pairs[judgment.id], marking) if judgment.id in pairs else judgment
        for judgment in new.briefing.key_judgments
    )
    changes = _changes(old.briefing, new.briefing, pairs)
    return new.briefing.model_copy(update={"key_judgments": judgments, "changes": changes})


def _changes(old: Briefing, new: Briefing, pairs: Mapping[str, Judgment]) -> Changes:
    marking, kept = new.marking, {each.id for each in pairs.values()}
    judged = [(each, pairs.get(each.id)) for each in new.key_judgments]
    entries = [*_entry_changes(old, new)]
    return Changes(
        since=old.date,
        reference=old.reference,
        new_judgments=tuple(each.id for each, before in judged if before is None),
        moved=tuple(_moved(each, before, marking) for each, before in judged if before and _has_moved(each, before)),
        reworded=tuple(
            EarlierStatement(judgment=each.id, statement=_cut(before.statement), portion=before.portion)
            for each, before in judged
            if before and _is_reworded(new, each, before)
        ),
        dropped=tuple(
            EarlierStatement(statement=_cut(each.statement), portion=each.portion)
            for each in old.key_judgments
            if each.id not in kept
        ),
        new_entries=tuple(each for each in entries if each.entry),
        dropped_entries=tuple(each for each in entries if not each.entry),
        new_sources=tuple(_new_sources(old, new)),
    )


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"


def cut_words(changes: Changes) -> Iterator[str]:
    """What the edition before says at such length that only its beginning is said again."""
    statements = (each.statement for each in (*changes.reworded, *changes.dropped))
    names = (each.name for each in changes.dropped_entries)
    yield from (each for each in (*statements, *names) if len(each) > _LONGEST)


# --- judgments -----------------------------------------------------------------------------------


class Comparable(Struct, frozen=True):
    """What is compared of a judgment."""

    id: str
    given: bool
    """Whether an analyst gave the id; else it follows from the order."""
    statement: str
    grounds: frozenset[str]
    """Names of the entries that it rests on."""


def comparables(edition: Edition) -> tuple[Comparable, ...]:
    """The judgments of an edition, as far as they are compared."""
    grounds = _grounds(edition.briefing)
    return tuple(
        Comparable(each.id, each.id in edition.ids, each.statement, grounds[each.id])
        for each in edition.briefing.key_judgments
    )


def paired_judgments(old: Edition, new: Edition) -> dict[str, Judgment]:
    """Id of a judgment of the second edition to what it was in the first."""
    before = {each.id: each for each in old.briefing.key_judgments}
    return {name: before[was] for name, was in paired_ids(comparables(old), comparables(new)).items()}


def paired_ids(before: Sequence[Comparable], after: Sequence[Comparable]) -> dict[str, str]:
    """Id of a judgment of the second edition to its id in the first."""
    known = {each.id for each in before if each.given}
    pairs = {each.id: each.id for each in after if each.given and each.id in known}
    left = [each for each in after if each.id not in pairs]
    free = [each for each in before if each.id not in pairs]
    same = _same(left, free)
    gone = {*same.values()}
    left, free = [each for each in left if each.id not in same], [each for each in free if each.id not in gone]
    return pairs | same | _by_likeness(left, free)


def _same(left: Sequence[Comparable], free: Sequence[Comparable]) -> dict[str, str]:
    """Those that say the same on the same grounds: nothing is more alike."""
    there = {(each.statement, each.grounds): each.id for each in reversed(free)}
    found: dict[str, str] = {}
    for each in left:
        was = there.pop((each.statement, each.grounds), None)
        if was is not None:
            found[each.id] = was
    return found


def _by_likeness(left: Sequence[Comparable], free: Sequence[Comparable]) -> dict[str, str]:
    """The most alike first; each judgment once."""
    new, old = ([(_tokens(each.statement), Counter(each.grounds)) for each in some] for some in (left, free))
    scores = ((_likeness(one, other), i, j) for i, one in enumerate(new) for j, other in enumerate(old))
    found: dict[str, str] = {}
    taken: set[int] = set()
    for _, i, j in sorted((-score, i, j) for score, i, j in scores if score >= _ALIKE):
        if left[i].id not in found and j not in taken:
            found[left[i].id] = free[j].id
            taken.add(j)
    return found


def _likeness(new: tuple[Counter[str], Counter[str]], old: tuple[Counter[str], Counter[str]]) -> float:
    """From 0 to 1: the words that they share, and the entries that both rest on where both rest on some."""
    words = _shared(new[0], old[0])
    if not new[1] or not old[1] or words < _SOME_WORDS:
        return words
    return _WORDS_WEIGHT * words + _GROUNDS_WEIGHT * _shared(new[1], old[1])


def _grounds(briefing: Briefing) -> dict[str, frozenset[str]]:
    """Id of a judgment to the names of the entries that its passages fill: the passages are others in each edition."""
    names = {entry.id: folded(getattr(entry, row.title)) for row, entries in lists(briefing) for entry in entries}
    fills = {
        mark.annotation: names.get(mark.entry, "")
        for article in briefing.articles
        for paragraph in article.paragraphs
        for mark in paragraph.marks
    }
    return {
        each.id: frozenset(filter(None, (fills.get(evidence.annotation, "") for evidence in each.grounds)))
        for each in briefing.key_judgments
    }


def _tokens(text: str) -> Counter[str]:
    spaced = _WITHOUT_BLANKS.sub(lambda found: f" {found[0]} ", folded(text))
    return Counter(_TOKEN.findall(spaced))


def _shared(one: Counter[K], other: Counter[K]) -> float:
    """How much of both is in both, from 0 to 1 (Dice's coefficient)."""
    total = one.total() + other.total()
    return 2 * sum(min(count, other[each]) for each, count in one.items() if each in other) / total if total else 0.0


def _is_reworded(briefing: Briefing, new: Judgment, old: Judgment) -> bool:
    """Whether more changed in the statement than the term of a likelihood that is said to have moved anyway."""
    if _term(new) == _term(old):
        return folded(new.statement) != folded(old.statement)
    return folded(_without_its_term(new, briefing)) != folded(_without_its_term(old, briefing))


def _without_its_term(judgment: Judgment, briefing: Briefing) -> str:
    """The statement, with a sign where it says the same likelihood as the field."""
    statement, scale = judgment.statement, SCALES[briefing.scale]
    for (start, end), term in reversed([*likelihoods(statement, briefing.scale, briefing.language)]):
        found = scale.find(term)
        if found and judgment.likelihood and found[0] == judgment.likelihood.step:
            statement = f"{statement[:start]}…{statement[end:]}"
    return statement


def _has_moved(new: Judgment, old: Judgment) -> bool:
    return _term(new) != _term(old) or new.confidence != old.confidence


def _term(judgment: Judgment) -> str | None:
    return judgment.likelihood.term if judgment.likelihood else None


def _moved(new: Judgment, old: Judgment, marking: Marking | None) -> MovedJudgment:
    return MovedJudgment(
        judgment=new.id,
        likelihood=old.likelihood,
        new_likelihood=new.likelihood,
        confidence=old.confidence,
        new_confidence=new.confidence,
        why=new.change_from_previous,
        portion=highest(marking, [new.portion, old.portion]),
    )


def _with_before(new: Judgment, old: Judgment, marking: Marking | None) -> Judgment:
    """With what it was, where it has moved and its own mark covers that of the earlier one."""
    covered = highest(marking, [new.portion, old.portion]) == new.portion
    if not covered or not _has_moved(new, old):
        return new
    before = Before(
        likelihood=old.likelihood if _term(new) != _term(old) else None,
        confidence=old.confidence if new.confidence != old.confidence else None,
    )
    return new.model_copy(update={"before": before})


def unexplained(briefing: Briefing) -> Iterator[str]:
    """Ids of judgments that have moved without a word on why."""
    if briefing.changes:
        for each in briefing.changes.moved:
            if not each.why:
                yield each.judgment


def explained_in_vain(briefing: Briefing) -> Iterator[str]:
    """Ids of judgments that say what changed, and are as they were."""
    if not briefing.changes:
        return
    changes = briefing.changes
    moved, reworded = (each.judgment for each in changes.moved), (each.judgment for each in changes.reworded)
    changed = {*changes.new_judgments, *moved, *reworded}
    yield from (each.id for each in briefing.key_judgments if each.change_from_previous and each.id not in changed)


# --- entries and sources ---------------------------------------------------------------------------


def _entry_changes(old: Briefing, new: Briefing) -> Iterator[EntryChange]:
    for (row, before), (_, after) in zip(lists(old), lists(new), strict=True):
        added, dropped = _unpaired(row, before, after, new.language)
        for entry in added:
            yield EntryChange(kind=row.name, name=getattr(entry, row.title), entry=entry.id, portion=entry.portion)
        for entry in dropped:
            yield EntryChange(kind=row.name, name=_cut(getattr(entry, row.title)), portion=entry.portion)


def _unpaired(
    row: EntryKind, before: Sequence[Entry], after: Sequence[Entry], language: str
) -> tuple[list[Entry], list[Entry]]:
    """Entries that only the second edition has, and those that only the first has."""
    if not row.has_aliases:
        return _unlike(row, before, after)
    known = {name: each for each in before for name in _names(row, each)}
    added, kept = [], set()
    for entry in after:
        was = next((known[name] for name in _names(row, entry) if name in known), None)
        if was is None:
            added.append(entry)
        else:
            kept.add(was.id)
    left = [each for each in before if each.id not in kept]
    gone, come = ([getattr(each, row.title) for each in some] for some in (left, added))
    near = nearly_one(gone, come, language)
    return (
        [each for each in added if getattr(each, row.title) not in near],
        [each for each in left if getattr(each, row.title) not in near.values()],
    )


def _names(row: EntryKind, entry: Entry) -> Iterable[str]:
    return map(folded, (getattr(entry, row.title), *getattr(entry, "aliases", ())))


def _unlike(row: EntryKind, before: Sequence[Entry], after: Sequence[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Of entries that are sentences: those that are like none of the other edition."""
    old = {each.id: _tokens(getattr(each, row.title)) for each in before}
    added = []
    for entry in after:
        words = _tokens(getattr(entry, row.title))
        like = max(old, key=lambda name: _shared(words, old[name]), default=None)
        if like is not None and _shared(words, old[like]) >= _SAME_SENTENCE:
            del old[like]
        else:
            added.append(entry)
    return added, [each for each in before if each.id in old]


def _new_sources(old: Briefing, new: Briefing) -> Iterator[str]:
    """Names of outlets that the first edition did not rest on, each once."""
    known = {folded(article.source.name) for article in old.articles}
    for article in new.articles:
        name = folded(article.source.name)
        if name not in known:
            known.add(name)
            yield article.source.name
