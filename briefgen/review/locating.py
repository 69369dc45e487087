"""What is expected in; points of the input that findings name out: of a field, a passage of an article, a whole unit."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from briefgen.diagnostics import Place
from briefgen.readers.places import Loc
from briefgen.review.expected import ExpectedPacket, ExpectedSpan, FieldOwner
from briefgen.review.fields import FieldValue, label_of
from briefgen.review.wording import offset_in_text, quoted_words

_BLANKS = 100
"""White space that is passed over to the word that a finding points at."""


class InputPoint(Struct, frozen=True):
    """A point in the input that a finding names."""

    label: str
    place: Place
    loc: Loc = ()


class Locator:
    """Finds points of the input, and remembers the last field or paragraph that was met."""

    def __init__(self, expected: ExpectedPacket) -> None:
        self.expected = expected
        self.fields = expected.fields
        self.places = expected.fields.read.places
        self._last: ExpectedSpan | None = None

    def passed(self, span: ExpectedSpan) -> None:
        """From here on this span is the last that was met, if it says where it comes from."""
        if span.segments or span.evidence:
            self._last = span

    def outset(self, label: str) -> InputPoint:
        """The beginning of the input, for what stands nowhere."""
        return InputPoint(label, Place(self.places.path, 1, 1))

    @property
    def near(self) -> InputPoint:
        """The last field or paragraph that was met."""
        if self._last is None:
            return self.outset("the beginning")
        if self._last.evidence:
            return self.of_evidence(self._last, 0, 0)
        segment = self._last.segments[-1]
        return self.of_value(segment.value, segment.owner, 0)

    def of_unit(self, spans: Sequence[ExpectedSpan]) -> InputPoint:
        for span in spans:
            if span.evidence:
                return self.of_evidence(span, 0, 0)
        segments = [segment for span in spans for segment in span.segments]
        if len(spans) == 1 and segments:
            return self.of_value(segments[0].value, segments[0].owner, 0)
        owner = spans[0].owner
        if owner is not None:
            return InputPoint(owner.name, self.places.at(owner.locs[0]), owner.locs[0])
        if segments:
            return self.of_value(segments[0].value, segments[0].owner, 0)
        return self.near

    def at(self, span: ExpectedSpan, offset: int) -> InputPoint:
        """The field at a character of a span, or the nearest that is known."""
        if span.evidence:
            return self.of_evidence(span, offset, offset)
        for segment in span.segments:
            if segment.start <= offset <= segment.end:
                return self.of_value(segment.value, segment.owner, offset - segment.start)
        if span.segments:
            near = min(span.segments, key=lambda each: min(abs(each.start - offset), abs(each.end - offset)))
            return self.of_value(near.value, near.owner, 0)
        if span.owner is not None:
            return InputPoint(span.owner.name, self.places.at(span.owner.locs[0]), span.owner.locs[0])
        label = quoted_words(span.words) if span.words else self.near.label
        return InputPoint(label, self.near.place, self.near.loc)

    def of_value(self, value: FieldValue, owner: FieldOwner | None, offset: int) -> InputPoint:
        if not self.places.knows(value.loc):
            return InputPoint(label_of(value.loc, ""), self.places.at(value.loc), value.loc)
        own = next((loc for loc in owner.locs if value.loc[: len(loc)] == loc), ()) if owner else ()
        label = label_of(value.loc[len(own) :], owner.name if owner and own else "")
        if not value.written:
            return InputPoint(label, self.places.at(value.loc), value.loc)
        raw = value.offsets[min(max(offset, 0), len(value.offsets) - 1)]
        raw += len(value.raw[raw : raw + _BLANKS]) - len(value.raw[raw : raw + _BLANKS].lstrip())
        return InputPoint(label, self.places.text_offset(value.loc, min(raw, max(len(value.raw) - 1, 0))), value.loc)

    def of_evidence(self, span: ExpectedSpan, start: int, end: int) -> InputPoint:
        article, _, _ = span.evidence.partition("¶")
        number = self.expected.articles[article]
        read = self.fields.read
        text = read.texts.get(number) or str(read.input.articles[number].text or "")
        offset = offset_in_text(text, span.words, start, end)
        loc: Loc = ("articles", number, "text")
        return InputPoint(f"the text of {span.evidence}", read.text_place(number, offset), loc)
