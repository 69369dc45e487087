"""What is expected and what was returned in; changes out: findings at the input's places, some with the edit that makes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from msgspec import Struct

from briefgen.diagnostics import Diagnostic, Place, Severity
from briefgen.readers.places import Loc
from briefgen.review.aligning import aligned, as_typed
from briefgen.review.authors import EditAuthors
from briefgen.review.edits import FieldEdit, FieldEditor, StaffEdit
from briefgen.review.expected import ExpectedPacket, ExpectedSpan, Segment
from briefgen.review.fields import FieldValue
from briefgen.review.hunks import Hunk, hunks
from briefgen.review.locating import InputPoint, Locator
from briefgen.review.returned import COMMENT, COMMENT_END, NOTE_SIGN, REFERENCE, Comment, Note, Returned, ReturnedSpan
from briefgen.review.senses import SenseCheck
from briefgen.review.units import PairedUnits, as_one, is_emptied, joined_returned, with_joints, with_moves
from briefgen.review.wording import as_tracked, back_to_expected, in_words, quoted_words, segment_of, with_hunks
from briefgen.verify.content import PAGE, PAGES

_REWRITTEN = 0.5
"""The share of a field that is one change, though some words stayed."""
_BY_HAND = "Make this change in the input by hand, if it is to stay."
_APPLIES = "`briefgen review --apply` writes it to the input."


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


class _Reviewing:
    def __init__(self, expected: ExpectedPacket, returned: Returned) -> None:
        self.expected = expected
        self.returned = returned
        self.places = expected.fields.read.places
        self.locator = Locator(expected)
        self.editor = FieldEditor(expected.fields)
        self.authors = EditAuthors(returned)
        self.changes: list[StaffEdit] = []
        self.comments: list[PlacedComment] = []
        self._placed: set[int] = set()

    def compare(self) -> None:
        pairs = with_moves(aligned(self.expected.spans, self.returned.spans))
        for pair in with_joints(pairs):
            self._unit(pair)
        self._running_lines()
        for note in self.returned.notes:
            if not note.has_sign:
                self._note(note, self.locator.outset("without a sign in the text"))
        for number, comment in enumerate(self.returned.comments):
            if number not in self._placed:
                self._comment(number, comment, self.locator.outset("not placed"))
        edits = [edit for change in self.changes for edit in change.edits]
        senses = SenseCheck(self.expected, self.editor).findings(edits)
        self.changes += [StaffEdit(each) for each in senses]

    # --- units ---------------------------------------------------------------------------

    def _unit(self, pair: PairedUnits) -> None:
        if pair.note:
            where = self.locator.of_unit(pair.expected)
            self._say("BG785", f"{where.label}: {pair.note}{self.authors.of_unit(pair)}", where.place)
        if not pair.expected:
            self._added(pair)
        elif not pair.returned or is_emptied(pair):
            self._removed(pair)
        elif len(pair.expected) == len(pair.returned):
            for one, other in zip(pair.expected, pair.returned, strict=True):
                self._span(one, other)
        else:
            self._span(as_one(pair.expected), joined_returned(pair.returned))

    def _added(self, pair: PairedUnits) -> None:
        span = joined_returned(pair.returned)
        if span.words:
            what = "a row was added" if len(pair.returned) > 1 else "a paragraph was added"
            who = self.authors.of(span, Hunk(0, 0, 0, len(span.words)))
            message = f"{what} after {self.locator.near.label}: {quoted_words(span.words)}{who}"
            self._say("BG785", message, self.locator.near.place)
        self._beside(span, lambda _: self.locator.near)

    def _removed(self, pair: PairedUnits) -> None:
        span = as_one(pair.expected)
        if not span.words:
            return
        where = self.locator.of_unit(pair.expected)
        what = "its row was removed" if len(pair.expected) > 1 else "its paragraph was removed"
        code = "BG783" if span.evidence else "BG785"
        who = self.authors.of_removed(pair, span.words)
        self._say(code, f"{where.label}: {what}: {quoted_words(span.words)}{who}", where.place)

    # --- one span ------------------------------------------------------------------------

    def _span(self, one: ExpectedSpan, other: ReturnedSpan) -> None:
        found = as_tracked(hunks(one.words, other.words), other)
        if found:
            self._differences(one, other, found)
        if other.marks:
            self._beside(other, lambda offset: self.locator.at(one, back_to_expected(found, offset)))
        self.locator.passed(one)

    def _differences(self, one: ExpectedSpan, other: ReturnedSpan, found: list[Hunk]) -> None:
        in_segments: dict[int, list[Hunk]] = defaultdict(list)
        for hunk in found:
            number = segment_of(one, other, hunk)
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
        new = with_hunks(one.words, other.words, found, segment)
        for hunk in found:
            where = self.locator.of_value(value, segment.owner, hunk.start - segment.start)
            edits = self.editor.edits(segment, hunk, other.words[hunk.new_start : hunk.new_end], new)
            hint = _APPLIES if edits else _BY_HAND
            message = f"{where.label}: {in_words(one, other, segment, hunk)}{self.authors.of(other, hunk)}"
            self._say("BG781", message, where.place, hint, edits)

    def _outside(self, one: ExpectedSpan, other: ReturnedSpan, hunk: Hunk) -> None:
        """Words that are no field's, or of several at once."""
        became = in_words(one, other, Segment(0, len(one.words), FieldValue((), one.words)), hunk)
        touched = [each for each in one.segments if each.start < hunk.end and hunk.start < each.end]
        if touched:
            names = " and ".join(dict.fromkeys(self.locator.of_value(e.value, e.owner, 0).label for e in touched))
            first = touched[0]
            place = self.locator.of_value(first.value, first.owner, max(hunk.start - first.start, 0)).place
            self._say("BG785", f"{names}, in one edit: {became}{self.authors.of(other, hunk)}", place)
            return
        where = self.locator.at(one, hunk.start)
        self._say(
            "BG784", f"words of the program, at {where.label}: {became}{self.authors.of(other, hunk)}", where.place
        )

    def _evidence(self, one: ExpectedSpan, other: ReturnedSpan, hunk: Hunk) -> None:
        where = self.locator.of_evidence(one, hunk.start, hunk.end)
        became = in_words(one, other, Segment(0, len(one.words), FieldValue((), one.words)), hunk)
        hint = "An article's words are evidence: they stay as its source has them."
        self._say("BG783", f"{where.label}: {became}{self.authors.of(other, hunk)}", where.place, hint)

    # --- comments ------------------------------------------------------------------------

    def _note(self, note: Note, where: InputPoint) -> None:
        self._say("BG785", f"{where.label}: a note was added: {quoted_words(note.words)}", where.place)

    def _beside(self, span: ReturnedSpan, where: Callable[[int], InputPoint]) -> None:
        """The notes and the comments whose signs stand in the span."""
        for mark in span.marks:
            if mark.letter == NOTE_SIGN:
                self._note(self.returned.notes[mark.number], where(mark.offset))
        self._comments_of(span, where)

    def _comments_of(self, span: ReturnedSpan, where: Callable[[int], InputPoint]) -> None:
        ends = {mark.number: mark.offset for mark in span.marks if mark.letter == COMMENT_END}
        for mark in span.marks:
            if mark.letter in (COMMENT, REFERENCE) and mark.number not in self._placed:
                end = ends.get(mark.number, mark.offset)
                words = span.words[mark.offset : max(end, mark.offset)].strip()
                offset = mark.offset + (len(span.words[mark.offset :]) - len(span.words[mark.offset :].lstrip()))
                self._comment(mark.number, self.returned.comments[mark.number], where(offset), words)

    def _comment(self, number: int, comment: Comment, where: InputPoint, words: str = "") -> None:
        self._placed.add(number)
        on = f" on {quoted_words(words)}" if words else ""
        verb = "answers" if comment.reply else "says"
        message = f"{where.label}: {comment.author} {verb}{on}: {quoted_words(comment.words)}"
        found = Diagnostic("BG786", message, where.place, Severity.NOTE)
        self.comments.append(PlacedComment(comment, where.loc, found))

    # --- the page's edges --------------------------------------------------------------

    def _running_lines(self) -> None:
        title = self.places.at(("title",))
        shown = [as_typed(words) for words in self.returned.running]
        for line in self.expected.running:
            words = [" ".join(as_typed(part).split()) for part in line.replace(PAGES, PAGE).split(PAGE)]
            if shown and any(part and not any(part in each for each in shown) for part in words):
                said = " ".join(line.replace(PAGES, "…").replace(PAGE, "…").split())
                self._say("BG784", f"the line {quoted_words(said)} at the edge of the pages was changed", title)
        if (marking := as_typed(self.expected.marking)) and any(marking not in each for each in shown):
            message = f"the marking {quoted_words(marking)} was changed at the edge of the pages"
            self._say("BG784", message, self.places.at(("marking",)))

    # --- findings ------------------------------------------------------------------------

    def _say(
        self, code: str, message: str, place: Place, hint: str = _BY_HAND, edits: tuple[FieldEdit, ...] = ()
    ) -> None:
        severity = Severity.NOTE if code == "BG784" else Severity.WARNING
        self.changes.append(StaffEdit(Diagnostic(code, message, place, severity, hint), edits))
