"""An input in; its drafts, each with a name, its place and what it lacks, out; and the edits that accept or refuse them.

A draft without an id is named after its article and its words, so that the name is the same after others are accepted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace
from pydantic import ValidationError

from briefgen.diagnostics import Place
from briefgen.editing.edits import Cut, Delete, Edit
from briefgen.fill import Filled
from briefgen.fill.drafts import field_list
from briefgen.readers.article_markup import MarkedSpan
from briefgen.readers.drafts import AnchoredDraft, Draft
from briefgen.readers.places import Loc
from briefgen.readers.validation import schema_errors, schema_findings
from briefgen.readers.yaml_reader import ReadInput
from briefgen.schema.input import KeyJudgment

_WORDS = 4
"""Of a draft's title that its name takes."""
_IN_BRACES = re.compile(r"""\s+draft=["“]?true["”]?(?=[\s}])|(?<=\{)draft=["“]?true["”]?\s*""")


class Begun(Struct, frozen=True):
    """A draft as it is listed."""

    name: str
    """By which it is accepted or refused."""
    what: str
    """Its kind and title."""
    place: Place
    reference: str | None
    loc: Loc
    span: MarkedSpan | None = None
    lacks: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    is_judgment: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether it would be sound as it is."""
        return not self.lacks and not self.wrong

    @property
    def state(self) -> str:
        """What it lacks and what is wrong with it, in words."""
        lacking = [f"lacks {field_list(self.lacks)}"] if self.lacks else []
        return "; ".join([*lacking, *self.wrong]) or "complete"


def begun(read: ReadInput, filled: Filled) -> tuple[Begun, ...]:
    """All drafts of an input: its judgments, then its annotations in the order of the articles."""
    taken = Counter([*filled.annotations, *(each.id for each in filled.drafts if each.id)])
    annotations = [_annotation(each, taken) for each in filled.drafts]
    return (*map(_judgment, read.judgments_begun), *_named_apart(annotations))


def _annotation(draft: AnchoredDraft, taken: Counter[str]) -> Begun:
    again = [f"the id “{draft.id}” is taken"] if draft.id and taken[draft.id] > 1 else []
    title = draft.title or draft.quote or ""
    what = f"{draft.kind or 'annotation'} “{_short(title)}”" if title else draft.kind or "annotation"
    unplaced = [] if draft.reference or "quote" in draft.lacks or draft.wrong else ["its quote stands nowhere"]
    return Begun(
        draft.id or f"{draft.article}-{_slug(title)}",
        what,
        draft.place,
        draft.reference,
        draft.loc,
        draft.span,
        draft.lacks,
        (*draft.wrong, *again, *unplaced),
    )


def _judgment(draft: Draft) -> Begun:
    lacks, wrong = [], []
    try:
        KeyJudgment.model_validate(draft.value)
    except ValidationError as problem:
        errors = schema_errors(draft.value, problem)
        lacks = [str(each.loc[0]) for each in errors if each.type == "missing" and len(each.loc) == 1]
        found = schema_findings(KeyJudgment, draft.value, draft.places, problem, keep=lambda e: e.type != "missing")
        wrong = [each.message for each in found]
    if not draft.value.get("evidence"):
        lacks.append("evidence")
    return Begun(
        draft.text("id") or f"KJ{int(draft.loc[1]) + 1}",
        f"judgment “{_short(draft.text('statement') or '')}”",
        draft.places.at(()),
        None,
        draft.loc,
        lacks=tuple(lacks),
        wrong=tuple(wrong),
        is_judgment=True,
    )


def _named_apart(drafts: Sequence[Begun]) -> Iterator[Begun]:
    """Those that would have one name get their paragraph's number, and then one of their own."""
    for more in (_with_paragraph, _with_number):
        counts = Counter(each.name for each in drafts)
        seen: Counter[str] = Counter()
        apart = []
        for each in drafts:
            seen[each.name] += 1
            apart.append(replace(each, name=more(each, seen[each.name])) if counts[each.name] > 1 else each)
        drafts = apart
    yield from drafts


def _with_paragraph(draft: Begun, _: int) -> str:
    return f"{draft.name}-p{draft.reference.rpartition('¶')[2]}" if draft.reference else draft.name


def _with_number(draft: Begun, number: int) -> str:
    return f"{draft.name}-{number}"


def _slug(title: str) -> str:
    return "-".join(re.findall(r"\w+", title.lower())[:_WORDS])[:40] or "draft"


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 60 else f"{words[:57].rstrip()}…"


# --- edits -----------------------------------------------------------------------------------


def edits_of(read: ReadInput, accepted: Iterable[Begun], refused: Iterable[Begun]) -> list[Edit]:
    """What makes annotations and judgments of the accepted ones, and nothing of the refused, from the last to the first."""
    made = [*((each, True) for each in accepted), *((each, False) for each in refused)]
    in_texts = [(draft, is_accepted) for draft, is_accepted in made if draft.span is not None]
    listed_ones = [(draft, is_accepted) for draft, is_accepted in made if draft.span is None]
    cuts = [cut for draft, is_accepted in in_texts for cut in _cuts(read, draft, is_accepted=is_accepted)]
    backwards = sorted(listed_ones, key=lambda each: [(isinstance(s, int), s) for s in each[0].loc], reverse=True)
    deletions = [Delete((*draft.loc, "draft") if is_accepted else draft.loc) for draft, is_accepted in backwards]
    return [*sorted(cuts, key=lambda cut: (cut.loc[1], cut.start), reverse=True), *deletions]


def _cuts(read: ReadInput, draft: Begun, *, is_accepted: bool) -> Iterator[Cut]:
    """The parts of an article's text that go: `draft=true`, or brackets and braces."""
    span = draft.span
    if span is None:
        return
    start, end = span.braces
    if not is_accepted:
        yield Cut(draft.loc, span.bracket, span.bracket + 1)
        yield Cut(draft.loc, start, end)
    elif match := _IN_BRACES.search(read.texts[int(draft.loc[1])], start, end):
        yield Cut(draft.loc, *match.span())


def out_of_reach(read: ReadInput, draft: Begun) -> str:
    """Why a draft cannot be edited where it stands; nothing where it can."""
    if draft.span is None:
        return ""
    if int(draft.loc[1]) in read.text_places:
        return "it stands in a text file of its own; edit it there"
    return "the input has errors, which come first" if read.gaps is not None else ""
