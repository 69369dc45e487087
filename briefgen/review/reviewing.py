"""What is expected and what was returned in; changes out: findings at the input's places, some with the edit that makes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from briefgen.checks.language import likelihoods
from briefgen.diagnostics import Diagnostic, Place, Severity
from briefgen.readers.places import Loc
from briefgen.review.aligning import Pair, aligned, as_typed, likeness
from briefgen.review.expected import ExpectedPacket, ExpectedSpan, FieldOwner, Segment
from briefgen.review.fields import FieldValue, label_of
from briefgen.review.hunks import Hunk, hunks, in_context
from briefgen.review.returned import (
    COMMENT,
    COMMENT_END,
    DELETED,
    INSERTED,
    INSERTED_END,
    NOTE,
    REFERENCE,
    Comment,
    Note,
    Returned,
    ReturnedSpan,
)
from briefgen.schema.vocabulary import SCALES
from briefgen.verify.content import PAGE, PAGES

_SHOWN = 160
"""Characters of words in a finding."""
_WHOLE = 80
"""Characters of a tracked insertion that is one difference, whatever it shares with what was there."""
_MOST_MARKS = 2_000
"""Marks of one span among which the author of a difference is looked for."""
_MOST_REGIONS = 200
"""Insertions in one span that are looked at as wholes."""
_REWRITTEN = 0.5
"""The share of a field that is one change, though some words stayed."""
_BY_HAND = "Make this change in the input by hand, if it is to stay."
_BLANKS = 100
"""White space that is passed over to the word that a finding points at."""
_IN_ACCORD = "Let the statement and its field say the same likelihood."
_APPLIES = "`briefgen review --apply` writes it to the input."

Units = Pair[ExpectedSpan, ReturnedSpan]


class FieldEdit(Struct, frozen=True):
    """Characters of a value, and what stands in their place."""

    loc: Loc
    start: int
    end: int
    words: str
    old: str
    """The whole value as it is."""


class StaffEdit(Struct, frozen=True):
    """A finding, and the edits that would make it so in the input."""

    found: Diagnostic
    edits: tuple[FieldEdit, ...] = ()


class PlacedComment(Struct, frozen=True):
    """A comment and the field that it stands beside; () for none."""

    comment: Comment
    loc: Loc
    found: Diagnostic


class Review(Struct, frozen=True):
    """All that a returned file says anew."""

    changes: tuple[StaffEdit, ...]
    comments: tuple[PlacedComment, ...]


def review(expected: ExpectedPacket, returned: Returned) -> Review:
    """Compare the file with what the input's packet says."""
    work = _Reviewing(expected, returned)
    work.compare()
    return Review(tuple(work.changes), tuple(work.comments))


class _Where(Struct, frozen=True):
    """A point in the input that a finding names."""

    label: str
    place: Place
    loc: Loc = ()


class _Reviewing:
    def __init__(self, expected: ExpectedPacket, returned: Returned) -> None:
        self.expected = expected
        self.returned = returned
        self.fields = expected.fields
        self.places = expected.fields.read.places
        self.changes: list[StaffEdit] = []
        self.comments: list[PlacedComment] = []
        self._placed: set[int] = set()
        self._last: ExpectedSpan | None = None
        self._gone = _Deleted(returned)

    def compare(self) -> None:
        pairs = _with_moves(aligned(self.expected.spans, self.returned.spans))
        for pair in _with_joints(pairs):
            self._unit(pair)
        self._running_lines()
        for note in self.returned.notes:
            if not note.has_sign:
                self._note(note, _Where("without a sign in the text", Place(self.places.path, 1, 1)))
        for number, comment in enumerate(self.returned.comments):
            if number not in self._placed:
                self._comment(number, comment, _Where("not placed", Place(self.places.path, 1, 1)))
        self._senses()

    # --- units ---------------------------------------------------------------------------

    def _unit(self, pair: _Paired) -> None:
        if pair.note:
            where = self._of_unit(pair.expected)
            self._say("BG785", f"{where.label}: {pair.note}{self._who_unit(pair)}", where.place)
        if not pair.expected:
            self._added(pair)
        elif not pair.returned or _is_emptied(pair):
            self._removed(pair)
        elif len(pair.expected) == len(pair.returned):
            for one, other in zip(pair.expected, pair.returned, strict=True):
                self._span(one, other)
        else:
            self._span(as_one(pair.expected), joined_returned(pair.returned))

    def _added(self, pair: _Paired) -> None:
        span = joined_returned(pair.returned)
        if span.words:
            what = "a row was added" if len(pair.returned) > 1 else "a paragraph was added"
            who = self._who(span, Hunk(0, 0, 0, len(span.words)))
            message = f"{what} after {self._near.label}: {_quoted(span.words)}{who}"
            self._say("BG785", message, self._near.place)
        self._beside(span, lambda _: self._near)

    def _removed(self, pair: _Paired) -> None:
        span = as_one(pair.expected)
        if not span.words:
            return
        where = self._of_unit(pair.expected)
        what = "its row was removed" if len(pair.expected) > 1 else "its paragraph was removed"
        code = "BG783" if span.evidence else "BG785"
        marks = [mark for each in pair.returned for mark in each.marks if mark.letter == DELETED]
        who = self._gone.who(span.words) or (self._by(marks[0].number) if marks else "")
        self._say(code, f"{where.label}: {what}: {_quoted(span.words)}{who}", where.place)

    def _of_unit(self, spans: Sequence[ExpectedSpan]) -> _Where:
        for span in spans:
            if span.evidence:
                return self._of_evidence(span, 0, 0)
        segments = [segment for span in spans for segment in span.segments]
        if len(spans) == 1 and segments:
            return self._of_value(segments[0].value, segments[0].owner, 0)
        owner = spans[0].owner
        if owner is not None:
            return _Where(owner.name, self.places.at(owner.locs[0]), owner.locs[0])
        if segments:
            return self._of_value(segments[0].value, segments[0].owner, 0)
        return self._near

    # --- one span ------------------------------------------------------------------------

    def _span(self, one: ExpectedSpan, other: ReturnedSpan) -> None:
        found = _as_tracked(hunks(one.words, other.words), other)
        if found:
            self._differences(one, other, found)
        if other.marks:
            self._beside(other, lambda offset: self._where(one, _back(found, offset)))
        if one.segments or one.evidence:
            self._last = one

    @property
    def _near(self) -> _Where:
        """The last field or paragraph that was met."""
        if self._last is None:
            return _Where("the beginning", Place(self.places.path, 1, 1))
        if self._last.evidence:
            return self._of_evidence(self._last, 0, 0)
        segment = self._last.segments[-1]
        return self._of_value(segment.value, segment.owner, 0)

    def _differences(self, one: ExpectedSpan, other: ReturnedSpan, found: list[Hunk]) -> None:
        in_segments: dict[int, list[Hunk]] = defaultdict(list)
        for hunk in found:
            number = _segment_of(one, other, hunk)
            if one.evidence:
                self._evidence(one, other, hunk)
            elif number is None:
                self._outside(one, other, hunk)
            else:
                in_segments[number].append(hunk)
        for number, hunks_ in in_segments.items():
            self._field(one, other, one.segments[number], hunks_)

    def _field(self, one: ExpectedSpan, other: ReturnedSpan, segment: Segment, found: list[Hunk]) -> None:
        changed = sum(hunk.length for hunk in found)
        if len(found) > 1 and changed > _REWRITTEN * (segment.end - segment.start):
            found = [Hunk(found[0].start, found[-1].end, found[0].new_start, found[-1].new_end)]
        value = segment.value
        new = _replaced(one.words, other.words, found, segment)
        for hunk in found:
            where = self._of_value(value, segment.owner, hunk.start - segment.start)
            edits = self._edits(one, other, segment, hunk, new)
            hint = _APPLIES if edits else _BY_HAND
            message = f"{where.label}: {_became(one, other, segment, hunk)}{self._who(other, hunk)}"
            self._say("BG781", message, where.place, hint, edits)

    def _edits(
        self, one: ExpectedSpan, other: ReturnedSpan, segment: Segment, hunk: Hunk, new: str
    ) -> tuple[FieldEdit, ...]:
        """The edits of the field, and of all annotations of its entry that say the same; none where it cannot be told."""
        value = segment.value
        if not new.strip():
            return ()
        if not value.raw:  # words that stood in for a value which is not there yet
            return (FieldEdit(value.loc, 0, 0, new.strip(), ""),)
        if not value.written:
            meant = self.fields.meant(value, new)
            return self._everywhere(segment, FieldEdit(value.loc, 0, len(value.raw), meant, value.raw)) if meant else ()
        offsets = value.offsets
        start, end = offsets[hunk.start - segment.start], offsets[hunk.end - segment.start]
        if end > start:
            end = offsets[hunk.end - segment.start - 1] + 1 if hunk.end == segment.end else end
        words = other.words[hunk.new_start : hunk.new_end]
        return self._everywhere(segment, FieldEdit(value.loc, start, end, words, value.raw))

    def _everywhere(self, segment: Segment, edit: FieldEdit) -> tuple[FieldEdit, ...]:
        locs = segment.owner.locs if segment.owner else ()
        own = next((loc for loc in locs if edit.loc[: len(loc)] == loc), None)
        if own is None:
            return (edit,)
        rest = edit.loc[len(own) :]
        others = ((*loc, *rest) for loc in locs if loc != own)
        return (edit, *(replace(edit, loc=loc) for loc in others if self._value_at(loc) == edit.old))

    def _value_at(self, loc: Loc) -> str | None:
        if not self.places.knows(loc):
            return None
        root = self.places.below(loc).root
        return str(root.value) if root is not None else None

    def _outside(self, one: ExpectedSpan, other: ReturnedSpan, hunk: Hunk) -> None:
        """Words that are no field's, or of several at once."""
        became = _became(one, other, Segment(0, len(one.words), FieldValue((), one.words)), hunk)
        touched = [each for each in one.segments if each.start < hunk.end and hunk.start < each.end]
        if touched:
            names = " and ".join(dict.fromkeys(self._of_value(e.value, e.owner, 0).label for e in touched))
            first = touched[0]
            place = self._of_value(first.value, first.owner, max(hunk.start - first.start, 0)).place
            self._say("BG785", f"{names}, in one edit: {became}{self._who(other, hunk)}", place)
            return
        where = self._where(one, hunk.start)
        self._say("BG784", f"words of the program, at {where.label}: {became}{self._who(other, hunk)}", where.place)

    def _evidence(self, one: ExpectedSpan, other: ReturnedSpan, hunk: Hunk) -> None:
        where = self._of_evidence(one, hunk.start, hunk.end)
        became = _became(one, other, Segment(0, len(one.words), FieldValue((), one.words)), hunk)
        hint = "An article's words are evidence: they stay as its source has them."
        self._say("BG783", f"{where.label}: {became}{self._who(other, hunk)}", where.place, hint)

    # --- places --------------------------------------------------------------------------

    def _where(self, span: ExpectedSpan, offset: int) -> _Where:
        """The field at a character of a span, or the nearest that is known."""
        if span.evidence:
            return self._of_evidence(span, offset, offset)
        for segment in span.segments:
            if segment.start <= offset <= segment.end:
                return self._of_value(segment.value, segment.owner, offset - segment.start)
        if span.segments:
            near = min(span.segments, key=lambda each: min(abs(each.start - offset), abs(each.end - offset)))
            return self._of_value(near.value, near.owner, 0)
        if span.owner is not None:
            return _Where(span.owner.name, self.places.at(span.owner.locs[0]), span.owner.locs[0])
        label = _quoted(span.words) if span.words else self._near.label
        return _Where(label, self._near.place, self._near.loc)

    def _of_value(self, value: FieldValue, owner: FieldOwner | None, offset: int) -> _Where:
        if not self.places.knows(value.loc):
            return _Where(label_of(value.loc, ""), self.places.at(value.loc), value.loc)
        own = next((loc for loc in owner.locs if value.loc[: len(loc)] == loc), ()) if owner else ()
        label = label_of(value.loc[len(own) :], owner.name if owner and own else "")
        if not value.written:
            return _Where(label, self.places.at(value.loc), value.loc)
        raw = value.offsets[min(max(offset, 0), len(value.offsets) - 1)]
        raw += len(value.raw[raw : raw + _BLANKS]) - len(value.raw[raw : raw + _BLANKS].lstrip())
        return _Where(label, self.places.text_offset(value.loc, min(raw, max(len(value.raw) - 1, 0))), value.loc)

    def _of_evidence(self, span: ExpectedSpan, start: int, end: int) -> _Where:
        article, _, _ = span.evidence.partition("¶")
        number = self.expected.articles[article]
        read = self.fields.read
        text = read.texts.get(number) or str(read.input.articles[number].text or "")
        offset = _offset_in(text, span.words, start, end)
        loc: Loc = ("articles", number, "text")
        return _Where(f"the text of {span.evidence}", read.text_place(number, offset), loc)

    # --- who -----------------------------------------------------------------------------

    def _who(self, span: ReturnedSpan, hunk: Hunk) -> str:
        """The author of a tracked change; nothing where it was not tracked, or was accepted."""
        opened: dict[int, int] = {}
        for mark in span.marks[:_MOST_MARKS]:
            match mark.letter:
                case letter if letter == INSERTED:
                    opened[mark.number] = mark.offset
                case letter if letter == INSERTED_END:
                    start = opened.pop(mark.number, mark.offset)
                    if start < hunk.new_end and hunk.new_start < mark.offset:
                        return self._by(mark.number)
                case letter if letter == DELETED and hunk.new_start - 1 <= mark.offset <= hunk.new_end + 1:
                    if hunk.end > hunk.start:
                        return self._by(mark.number)
        return ""

    def _by(self, number: int) -> str:
        return f" ({self.returned.revisions[number].author})"

    def _who_unit(self, pair: _Paired) -> str:
        span = joined_returned(pair.returned)
        return self._who(span, Hunk(0, 1, 0, len(span.words))) if pair.returned else ""

    # --- comments ------------------------------------------------------------------------

    def _note(self, note: Note, where: _Where) -> None:
        self._say("BG785", f"{where.label}: a note was added: {_quoted(note.words)}", where.place)

    def _beside(self, span: ReturnedSpan, where: Callable[[int], _Where]) -> None:
        """The notes and the comments whose signs stand in the span."""
        for mark in span.marks:
            if mark.letter == NOTE:
                self._note(self.returned.notes[mark.number], where(mark.offset))
        self._comments_of(span, where)

    def _comments_of(self, span: ReturnedSpan, where: Callable[[int], _Where]) -> None:
        ends = {mark.number: mark.offset for mark in span.marks if mark.letter == COMMENT_END}
        for mark in span.marks:
            if mark.letter in (COMMENT, REFERENCE) and mark.number not in self._placed:
                end = ends.get(mark.number, mark.offset)
                words = span.words[mark.offset : max(end, mark.offset)].strip()
                offset = mark.offset + (len(span.words[mark.offset :]) - len(span.words[mark.offset :].lstrip()))
                self._comment(mark.number, self.returned.comments[mark.number], where(offset), words)

    def _comment(self, number: int, comment: Comment, where: _Where, words: str = "") -> None:
        self._placed.add(number)
        on = f" on {_quoted(words)}" if words else ""
        verb = "answers" if comment.reply else "says"
        message = f"{where.label}: {comment.author} {verb}{on}: {_quoted(comment.words)}"
        found = Diagnostic("BG786", message, where.place, Severity.NOTE)
        self.comments.append(PlacedComment(comment, where.loc, found))

    # --- the page's edges, and sense -----------------------------------------------------

    def _running_lines(self) -> None:
        title = self.places.at(("title",))
        shown = [as_typed(words) for words in self.returned.running]
        for line in self.expected.running:
            words = [" ".join(as_typed(part).split()) for part in line.replace(PAGES, PAGE).split(PAGE)]
            if shown and any(part and not any(part in each for each in shown) for part in words):
                said = " ".join(line.replace(PAGES, "…").replace(PAGE, "…").split())
                self._say("BG784", f"the line {_quoted(said)} at the edge of the pages was changed", title)
        if (marking := as_typed(self.expected.marking)) and any(marking not in each for each in shown):
            message = f"the marking {_quoted(marking)} was changed at the edge of the pages"
            self._say("BG784", message, self.places.at(("marking",)))

    def _senses(self) -> None:
        """Statements whose words say another likelihood than their field, where they agreed before."""
        edits = [edit for change in self.changes for edit in change.edits]
        after = values_after(edits)
        for parent in dict.fromkeys(loc[:-1] for loc in after if loc[-1:] in (("statement",), ("likelihood",))):
            self._sense(parent, after)

    def _sense(self, parent: Loc, after: dict[Loc, str]) -> None:
        field_loc, words_loc = (*parent, "likelihood"), (*parent, "statement")
        old_field, old_words = self._value_at(field_loc), self._value_at(words_loc)
        if old_field is None or old_words is None:
            return
        new_field, new_words = after.get(field_loc, old_field), after.get(words_loc, old_words)
        before, now = self._terms(old_words), self._terms(new_words)
        if now == before and new_field == old_field:
            return
        where = self.places.at(field_loc)
        name = self._name(parent)
        if (
            now
            and self._step(new_field) not in now.values()
            and (not before or self._step(old_field) in before.values())
        ):
            said = " and ".join(map(_quoted, now))
            self._say(
                "BG782",
                f"{name}: the statement says {said}, the field likelihood {_quoted(new_field)}",
                where,
                _IN_ACCORD,
            )
        elif before and not now:
            message = (
                f"{name}: the statement no longer says {_quoted(next(iter(before)))}, as the field likelihood does"
            )
            self._say("BG782", message, where, _IN_ACCORD)

    def _terms(self, words: str) -> dict[str, int | None]:
        briefing = self.fields.briefing
        found = likelihoods(words, briefing.scale, briefing.language)
        return {term: self._step(term) for _, term in found}

    def _step(self, term: str) -> int | None:
        found = SCALES[self.fields.briefing.scale].find(term)
        return found[0] if found else None

    def _name(self, loc: Loc) -> str:
        return self._names.get(loc) or label_of(loc, "")

    @cached_property
    def _names(self) -> dict[Loc, str]:
        """The owner of each place that has one."""
        owners = (span.owner for span in self.expected.spans if span.owner)
        return {loc: owner.name for owner in owners for loc in owner.locs}

    # --- findings ------------------------------------------------------------------------

    def _say(
        self, code: str, message: str, place: Place, hint: str = _BY_HAND, edits: tuple[FieldEdit, ...] = ()
    ) -> None:
        severity = Severity.NOTE if code == "BG784" else Severity.WARNING
        self.changes.append(StaffEdit(Diagnostic(code, message, place, severity, hint), edits))


# --- units ---------------------------------------------------------------------------------


class _Paired(Struct, frozen=True):
    """Units that correspond, and what became of them as a whole."""

    expected: tuple[ExpectedSpan, ...]
    returned: tuple[ReturnedSpan, ...]
    note: str = ""


def _is_emptied(pair: _Paired) -> bool:
    """Whether a row has nothing left in the cells that have fields: some programs keep it when it is deleted."""
    if len(pair.expected) == 1 or len(pair.expected) != len(pair.returned):
        return False
    filled = [other for one, other in zip(pair.expected, pair.returned, strict=True) if one.segments]
    return bool(filled) and not any(other.words for other in filled)


def _with_moves(pairs: Iterable[Units]) -> list[_Paired]:
    """Units that are gone here and stand there are one."""
    made = [_Paired(pair.expected, pair.returned) for pair in pairs]
    gone: dict[str, list[int]] = defaultdict(list)
    for number, pair in enumerate(made):
        if pair.expected and not pair.returned and as_one(pair.expected).words:
            gone[as_typed(as_one(pair.expected).words)].append(number)
    dropped: set[int] = set()
    for number, pair in enumerate(made):
        if not pair.expected and (from_ := gone.get(as_typed(joined_returned(pair.returned).words))):
            other = from_.pop(0)
            made[number] = _Paired(made[other].expected, pair.returned, "it was moved to another place")
            dropped.add(other)
    return [pair for number, pair in enumerate(made) if number not in dropped]


def _with_joints(pairs: list[_Paired]) -> Iterator[_Paired]:
    """A paragraph that was split in two, or two that were joined, are one difference."""
    waiting: _Paired | None = None
    for pair in pairs:
        both = _joint(waiting, pair) if waiting else None
        if both:
            waiting = both
            continue
        if waiting:
            yield waiting
        waiting = pair
    if waiting:
        yield waiting


def _joint(one: _Paired, other: _Paired) -> _Paired | None:
    if max(map(len, (one.expected, one.returned, other.expected, other.returned))) > 1:
        return None
    both = _Paired((*one.expected, *other.expected), (*one.returned, *other.returned))
    if (len(both.expected), len(both.returned)) not in ((1, 2), (2, 1)):
        return None
    whole = likeness(as_one(both.expected).words, joined_returned(both.returned).words)
    paired = one if one.expected and one.returned else other
    apart = likeness(as_one(paired.expected).words, joined_returned(paired.returned).words)
    if whole < apart + _JOINT:
        return None
    what = "its paragraph was split in two" if len(both.returned) > 1 else "its paragraph was joined with the next"
    return _Paired((as_one(both.expected),), (joined_returned(both.returned),), what)


_JOINT = 0.1
"""By how much more two halves together must be like the whole."""


def as_one(spans: Sequence[ExpectedSpan]) -> ExpectedSpan:
    """Spans as one, with a blank between."""
    if len(spans) == 1:
        return spans[0]
    segments: list[Segment] = []
    words: list[str] = []
    start = 0
    for span in spans:
        segments += (Segment(each.start + start, each.end + start, each.value, each.owner) for each in span.segments)
        words.append(span.words)
        start += len(span.words) + 1
    first = spans[0]
    return ExpectedSpan(first.kind, " ".join(words), tuple(segments), first.owner, first.evidence)


def joined_returned(spans: Sequence[ReturnedSpan]) -> ReturnedSpan:
    """The same of the other side."""
    if len(spans) == 1:
        return spans[0]
    start, marks = 0, []
    for span in spans:
        marks += [replace(mark, offset=mark.offset + start) for mark in span.marks]
        start += len(span.words) + 1
    return ReturnedSpan(spans[0].kind, " ".join(span.words for span in spans), tuple(marks))


class _Deleted:
    """Tracked deletions, by how they begin."""

    def __init__(self, returned: Returned) -> None:
        self._by_start = {
            _beginning(each.words): each for each in returned.revisions if each.words and "deleted" in each.kind
        }

    def who(self, words: str) -> str:
        found = self._by_start.get(_beginning(words))
        return f" ({found.author})" if found else ""


def _beginning(words: str) -> str:
    return " ".join(as_typed(words).split())[:24]


# --- words ---------------------------------------------------------------------------------


def _segment_of(one: ExpectedSpan, other: ReturnedSpan, hunk: Hunk) -> int | None:
    """The segment that a difference is in; at the border of two, the one that its words belong to."""
    fitting = [n for n, each in enumerate(one.segments) if each.start <= hunk.start and hunk.end <= each.end]
    if len(fitting) > 1:
        goes_before = other.words[hunk.new_start : hunk.new_end][-1:].isspace()
        return fitting[-1] if goes_before else fitting[0]
    return fitting[0] if fitting else None


def _as_tracked(found: list[Hunk], span: ReturnedSpan) -> list[Hunk]:
    """Differences within one tracked insertion are one, though some of its words are those that it replaces."""
    regions = _regions(span)
    made: list[Hunk] = []
    for hunk in found:
        last = made[-1] if made else None
        if last and any(start - 1 <= last.new_start and hunk.new_end <= end for start, end in regions):
            made[-1] = Hunk(last.start, hunk.end, last.new_start, hunk.new_end)
        else:
            made.append(hunk)
    return made


def _regions(span: ReturnedSpan) -> list[tuple[int, int]]:
    """The characters of tracked insertions that are short enough to be shown whole."""
    starts = {mark.number: mark.offset for mark in span.marks if mark.letter == INSERTED}
    ends = {mark.number: mark.offset for mark in span.marks if mark.letter == INSERTED_END}
    both = ((start, ends[number]) for number, start in starts.items() if number in ends)
    return [each for each in both if each[1] - each[0] <= _WHOLE][:_MOST_REGIONS]


def _became(one: ExpectedSpan, other: ReturnedSpan, segment: Segment, hunk: Hunk) -> str:
    """The old words and the new; where words were only added or left out, with those beside them."""
    old, new = (hunk.start, hunk.end), (hunk.new_start, hunk.new_end)
    if not one.words[slice(*old)].strip() or not other.words[slice(*new)].strip():
        wide = in_context(one.words, *old, segment.start, segment.end)
        new = new[0] - (old[0] - wide[0]), new[1] + (wide[1] - old[1])
        old = wide
    before, after = one.words[slice(*old)].strip(), other.words[slice(*new)].strip()
    if not after:
        return f"{_quoted(before)} was deleted"
    return f"{_quoted(before)} became {_quoted(after)}" if before else f"{_quoted(after)} was added"


def _replaced(words: str, new: str, found: Sequence[Hunk], segment: Segment) -> str:
    """The segment's words with the differences."""
    parts, last = [], segment.start
    for hunk in found:
        parts += [words[last : hunk.start], new[hunk.new_start : hunk.new_end]]
        last = hunk.end
    return "".join([*parts, words[last : segment.end]])


def _back(found: Sequence[Hunk], offset: int) -> int:
    """From a character of the returned words to the expected ones."""
    shift = 0
    for hunk in found:
        if hunk.new_end <= offset:
            shift = hunk.end - hunk.new_end
        elif hunk.new_start <= offset:
            return hunk.start
    return offset + shift


def _offset_in(text: str, words: str, start: int, end: int) -> int:
    """Where a character of a printed paragraph stands in the article's text; the nearest that can be found."""
    beginning = words.partition(" ")[2][:20]
    first = max(text.find(beginning), 0) if beginning else 0
    text = text[first : first + 2 * len(words) + 200]
    for width in (40, 20, 10):
        for low, high in ((start - width, end + width), (start, end + width), (start - width, end)):
            part = words[max(low, 0) : high]
            if len(part.strip()) >= 8 and text.count(part) == 1:
                return first + text.index(part) + start - max(low, 0)
    return first


def values_after(edits: Iterable[FieldEdit]) -> dict[Loc, str]:
    """Each edited value as it will be."""
    by_loc: dict[Loc, dict[FieldEdit, None]] = defaultdict(dict)
    for edit in edits:
        by_loc[edit.loc][edit] = None
    return {loc: value_after(tuple(found)) for loc, found in by_loc.items()}


def value_after(edits: Sequence[FieldEdit]) -> str:
    """A value with its edits, which do not overlap."""
    value = edits[0].old
    for edit in sorted(edits, key=lambda each: each.start, reverse=True):
        value = value[: edit.start] + edit.words + value[edit.end :]
    return value


def _quoted(words: str) -> str:
    shown = " ".join(words.split())
    return f"“{shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + '…'}”"
