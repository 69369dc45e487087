"""Edits of the input in; findings on judgments whose words and likelihood no longer say the same out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from briefgen.checks.language import likelihoods
from briefgen.diagnostics import Diagnostic, Severity
from briefgen.readers.places import Loc
from briefgen.review.edits import FieldEdit, FieldEditor, values_after
from briefgen.review.expected import ExpectedPacket
from briefgen.review.fields import label_of
from briefgen.review.wording import quoted_words
from briefgen.schema.vocabulary import SCALES

_IN_ACCORD = "Let the statement and its field say the same likelihood."


class SenseCheck:
    """Compares what statements and their fields say before and after edits."""

    def __init__(self, expected: ExpectedPacket, editor: FieldEditor) -> None:
        self.expected = expected
        self.fields = expected.fields
        self.places = expected.fields.read.places
        self._value_at = editor.value_at

    def findings(self, edits: Iterable[FieldEdit]) -> Iterator[Diagnostic]:
        """Statements whose words say another likelihood than their field, where they agreed before."""
        after = values_after(edits)
        for parent in dict.fromkeys(loc[:-1] for loc in after if loc[-1:] in (("statement",), ("likelihood",))):
            yield from self._sense(parent, after)

    def _sense(self, parent: Loc, after: Mapping[Loc, str]) -> Iterator[Diagnostic]:
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
            said = " and ".join(map(quoted_words, now))
            message = f"{name}: the statement says {said}, the field likelihood {quoted_words(new_field)}"
            yield Diagnostic("BG782", message, where, Severity.WARNING, _IN_ACCORD)
        elif before and not now:
            message = (
                f"{name}: the statement no longer says {quoted_words(next(iter(before)))}, as the field likelihood does"
            )
            yield Diagnostic("BG782", message, where, Severity.WARNING, _IN_ACCORD)

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
