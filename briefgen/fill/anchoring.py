"""A read input in, its articles out with every annotation at its place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct
from pydantic_core import ValidationError

from briefgen.anchor import (
    Ambiguous,
    Anchored,
    ArticleText,
    Contradicted,
    Found,
    Missing,
    ParagraphSpan,
    context,
    find,
    first_place,
    fold_words,
)
from briefgen.bounds import keep_to_time
from briefgen.diagnostics import Diagnostic, Place, Severity
from briefgen.fill.drafts import as_note, examined, finding, named_kind, title_of
from briefgen.readers.article_markup import ArticleFormat, MarkedParagraph, MarkedSpan, article_paragraphs
from briefgen.readers.drafts import AnchoredDraft, Draft
from briefgen.readers.inline_annotations import as_braces, kinds_meant, span_fields, unread_braces
from briefgen.readers.lookalikes import without_quotes
from briefgen.readers.places import Loc, Places
from briefgen.readers.validation import schema_findings
from briefgen.readers.yaml_reader import ReadInput, annotation_id, article_id
from briefgen.schema.base import Model
from briefgen.schema.briefing import Evidence
from briefgen.schema.input import Annotation, AnyAnnotation, Article
from briefgen.schema.kinds import ENTRY_KINDS
from briefgen.schema.marking import UnknownLabel, highest

_SHOWN = 5
"""How many of several places a hint lists."""
_KEPT = 20_000
"""Quotes of an article whose places are kept."""
_EXPLAINED = 100
"""For how many missing quotes of an input all its articles are looked through for what was meant."""
_NOT_LOOKED_FOR = "So many quotes are missing that what is nearest to this one was not looked for."


class AnchoredAnnotation(Struct, frozen=True):
    """An annotation and its place in its article."""

    id: str
    article: int
    """Index of the article."""
    number: int
    """Index among the article's annotations; those in the text itself come after."""
    loc: Loc
    """Where the input has it; the article's text for one that stands in the text itself."""
    written: AnyAnnotation
    found: Found | None
    """None where the quote was not found, which is an error."""
    spans: tuple[ParagraphSpan, ...] = ()
    evidence: Evidence | None = None
    portion: str | None = None
    """Its own mark, else the highest of its paragraphs; as printed."""

    @property
    def position(self) -> tuple[int, int, int]:
        """Sorts by article, place and order; those without a place come last in their article."""
        return self.article, self.found.start if self.found else 1 << 62, self.number


class _MissingQuotes(Struct):
    """How many quotes of an input were not found so far."""

    count: int = 0


class AnchoredArticle(Struct, frozen=True):
    """An article, its paragraphs and its annotations."""

    id: str
    article: Article
    paragraphs: tuple[MarkedParagraph, ...]
    annotations: tuple[AnchoredAnnotation, ...]
    drafts: tuple[AnchoredDraft, ...] = ()


def anchor_articles(read: ReadInput, findings: list[Diagnostic]) -> list[AnchoredArticle]:
    """All articles, with what could not be anchored among the findings."""
    missing = _MissingQuotes()
    workers = [_Worker(read, number, findings, missing) for number in range(len(read.input.articles))]
    articles = [worker.anchor(workers) for worker in workers]
    seen: set[str] = set()
    for article in articles:
        for annotation in article.annotations:
            if annotation.id in seen and annotation.loc[-1] == "text":  # the reader has seen to the others
                message = f"two annotations have the id “{annotation.id}”"
                findings.append(Diagnostic("BG107", message, read.places.at(annotation.loc)))
            seen.add(annotation.id)
    return articles


class _QuotedText:
    """An article's paragraphs, the text that quotes are looked for in, and where those that were looked for stand."""

    def __init__(self, text: str, form: ArticleFormat) -> None:
        self.marked = article_paragraphs(text, form)
        self.text = ArticleText(tuple(each.text for each in self.marked), tuple(each.hyphens for each in self.marked))
        self.found: dict[tuple[str, str | None, str | None, int | None], Anchored] = {}

    def find(self, written: AnyAnnotation, *, explained: bool) -> Anchored:
        key = written.quote, written.prefix, written.suffix, written.occurrence
        found = self.found.get(key)
        if found is None:
            quote, prefix, suffix, occurrence = key
            found = find(self.text, quote, prefix=prefix, suffix=suffix, occurrence=occurrence, explained=explained)
            if not isinstance(found, Missing) and len(self.found) < _KEPT:  # why one is missing depends on more
                self.found[key] = found
        return found


@lru_cache(maxsize=16)
def _quoted(text: str, form: ArticleFormat) -> _QuotedText:
    """They are kept for the next edit of the input."""
    return _QuotedText(text, form)


class _Worker:
    """Anchors the annotations of one article."""

    def __init__(self, read: ReadInput, number: int, findings: list[Diagnostic], missing: _MissingQuotes) -> None:
        self.missing = missing
        self.read = read
        self.number = number
        self.article = read.input.articles[number]
        self.id = article_id(number, self.article)
        self.quoted = _quoted(read.texts[number], self.article.format)
        self.marked, self.text = self.quoted.marked, self.quoted.text
        self.findings = findings
        self.all: Sequence[_Worker] = ()

    def anchor(self, every: Sequence[_Worker]) -> AnchoredArticle:
        """The article with its annotations; the others tell whether a missing quote is one of theirs."""
        self.all = every
        drafts = [self.begun(each) for each in self.read.drafts if each.article == self.number]
        annotations = [self.anchored(n, written) for n, written in enumerate(self.article.annotations)]
        for made in self.inline(len(annotations)):
            if isinstance(made, AnchoredDraft):
                drafts.append(made)
            else:
                annotations.append(made)
        self.findings += map(finding, drafts)
        return AnchoredArticle(self.id, self.article, self.marked, tuple(annotations), tuple(drafts))

    def anchored(self, n: int, written: AnyAnnotation) -> AnchoredAnnotation:
        keep_to_time()
        loc: Loc = ("articles", self.number, "annotations", n)
        found = self.quoted.find(written, explained=self.missing.count < _EXPLAINED)
        if isinstance(found, Ambiguous) and self._is_a_name(written):
            found = found.candidates[0]
        if not isinstance(found, Found):
            quoted = _Quoted(written.quote, _context_keys(written), self.read.places.below(loc))
            self.findings.append(self._not_found(found, quoted))
            return AnchoredAnnotation(annotation_id(self.id, n, written.id), self.number, n, loc, written, None)
        return self._placed(n, loc, written, found)

    def _placed(self, n: int, loc: Loc, written: AnyAnnotation, found: Found) -> AnchoredAnnotation:
        name = annotation_id(self.id, n, written.id)
        spans = self.text.spans(found.start, found.end)
        paragraph, last = spans[0].paragraph, spans[-1].paragraph
        marking = self.read.input.marking
        beneath = highest(marking, [self.article.portion_of(span.paragraph) for span in spans])
        own = highest(marking, [written.portion]) if written.portion else beneath
        evidence = Evidence(
            annotation=name,
            article=self.id,
            paragraph=paragraph,
            last_paragraph=last if last > paragraph else None,
            reference=_paragraphs(self.id, spans),
            quote=self.text.whole[found.start : found.end].replace("\n", " "),
            portion=highest(marking, [own, beneath]),
        )
        return AnchoredAnnotation(name, self.number, n, loc, written, found, spans, evidence, own)

    def _is_a_name(self, written: AnyAnnotation) -> bool:
        """Whether the quote is no more than what the entry is called, here or elsewhere: any place serves as well."""
        quote, own = _folded(written.quote), _names(written)
        same = (
            each for article in self.read.input.articles for each in article.annotations if each.kind == written.kind
        )
        return quote in own or any(quote in names and not names.isdisjoint(own) for names in map(_names, same))

    def _not_found(self, result: Missing | Ambiguous | Contradicted, written: _Quoted) -> Diagnostic:
        place = written.places.at(("quote",))
        match result:
            case Missing():
                self.missing.count += 1
                explained = self.missing.count <= _EXPLAINED
                hint = self._explained(written.words, result) if explained else _NOT_LOOKED_FOR
                return Diagnostic("BG201", f"the quote is not in article {self.id}", place, hint=hint)
            case Ambiguous():
                message = f"the quote stands {len(result.candidates)} times in article {self.id}"
                hint = "Add `occurrence: 1` (or 2, ...), or `prefix:` or `suffix:` with words beside it.\n"
                return Diagnostic("BG202", message, place, hint=hint + self._candidates(result.candidates))
            case Contradicted():
                given = written.context
                message = f"the quote stands in article {self.id}, but not where {' and '.join(given)} say"
                message = message if len(given) > 1 else f"{message}s"
                place = written.places.at((given[0],))
                return Diagnostic("BG205", message, place, hint=self._candidates(result.candidates))

    def _explained(self, quote: str, result: Missing) -> str:
        return self._elsewhere(quote) or self._without_quotes(quote) or _nearest_hint(result)

    def _without_quotes(self, quote: str) -> str:
        """A hint where the words are the article's, but for the quotes around them."""
        words = without_quotes(quote.strip())
        there = first_place(self.text, words) if words else None
        if there is None:
            return ""
        number = self.text.paragraph(there.start)
        return f"The words stand in {self.id}¶{number}, without the {quote.strip()[0]} before them: delete the quotes."

    def _elsewhere(self, quote: str) -> str:
        """A hint where the quote is a headline's, or stands in another article."""
        words = fold_words(quote.replace("**", ""))
        for worker in [self, *(each for each in self.all if each is not self)]:
            if worker is not self and (there := first_place(worker.text, quote)):
                number = worker.text.paragraph(there.start)
                return f"It stands in {worker.id}¶{number}: move the annotation to article {worker.id}."
            if words and words in fold_words(worker.article.headline):
                return (
                    f"It stands in the headline of {worker.id}, which is not part of the text: "
                    "quote the passage of the text that says it."
                )
        return ""

    def _candidates(self, candidates: tuple[Found, ...]) -> str:
        lines = [f"{n}. {context(self.text, found)}" for n, found in enumerate(candidates[:_SHOWN], 1)]
        more = len(candidates) - _SHOWN
        return "\n".join([*lines, f"and {more} more"] if more > 0 else lines)

    # --- annotations that are only begun ------------------------------------------------------

    def begun(self, draft: Draft) -> AnchoredDraft:
        """A draft at its place; what is wrong with it is among the findings as notes."""
        keep_to_time()
        lacks, notes = examined(draft)
        quote = draft.text("quote")
        reference = self._reference(draft, quote, notes) if quote else None
        self.findings += notes
        return AnchoredDraft(
            self.id,
            draft.places.at(()),
            named_kind(draft),
            draft.text("id"),
            quote,
            reference,
            lacks,
            tuple(each.message for each in notes),
            title_of(draft),
            draft.loc,
        )

    def _reference(self, draft: Draft, quote: str, notes: list[Diagnostic]) -> str | None:
        prefix, suffix, occurrence = draft.text("prefix"), draft.text("suffix"), draft.number("occurrence")
        explained = self.missing.count < _EXPLAINED
        found = find(self.text, quote, prefix=prefix, suffix=suffix, occurrence=occurrence, explained=explained)
        if isinstance(found, Ambiguous) and fold_words(quote) == fold_words(draft.text("name") or ""):
            found = found.candidates[0]
        if isinstance(found, Found):
            spans = self.text.spans(found.start, found.end)
            return _paragraphs(self.id, spans)
        given = {"prefix": prefix, "suffix": suffix, "occurrence": occurrence}
        context = [key for key, value in given.items() if value is not None]
        notes.append(as_note(self._not_found(found, _Quoted(quote, context, draft.places))))
        return None

    # --- annotations in the text itself: [words]{.actor #id name="..."} -------------------------

    def inline(self, first: int) -> list[AnchoredAnnotation | AnchoredDraft]:
        spans = [(p, span) for p, paragraph in enumerate(self.marked) for span in paragraph.spans if span.kind]
        made = (self._inline(first + n, p, span) for n, (p, span) in enumerate(spans))
        if self.article.format == "markdown":
            self._check_braces()
        return [annotation for annotation in made if annotation]

    def _inline(self, n: int, paragraph: int, span: MarkedSpan) -> AnchoredAnnotation | AnchoredDraft | None:
        marked = self.marked[paragraph]
        place = self.read.text_place(self.number, marked.source(span.start))
        words = marked.text[span.start : span.end]
        value = span_fields(span, words)
        if self.read.steady is not None:
            value |= self.read.steady.additions(str(value["kind"]), value)
        draft = value.pop("draft", "false")
        if draft == "true":
            begun = Draft(self.number, value, Places(""))
            lacks, notes = examined(begun)
            self.findings += [_at(each, place) for each in notes]
            return AnchoredDraft(
                self.id,
                place,
                value["kind"],
                span.id,
                words,
                f"{self.id}¶{paragraph + 1}",
                lacks,
                tuple(_at(each, place).message for each in notes),
                title_of(begun),
                ("articles", self.number, "text"),
                span,
            )
        if draft != "false":
            value["draft"] = draft  # said to be wrong where it stands
        try:
            written = _Holder.model_validate({"item": (value,)}).item[0]
        except ValidationError as problem:
            found = schema_findings(_Holder, {"item": (value,)}, Places(""), problem)
            self.findings += [_ambiguous(span, place) or _at(each, place) for each in found]
            return None
        self._check_mark(written, place)
        base = self.text.starts[paragraph]
        return self._placed(n, ("articles", self.number, "text"), written, Found(base + span.start, base + span.end))

    def _check_braces(self) -> None:
        """Braces that are meant to mark something and do not would be lost in silence."""
        for paragraph in self.marked:
            for offset, message, hint in unread_braces(paragraph):
                place = self.read.text_place(self.number, paragraph.source(offset))
                self.findings.append(Diagnostic("BG210", message, place, Severity.WARNING, hint))

    def _check_mark(self, written: AnyAnnotation, place: Place) -> None:
        """A check sees the marks that stand in lists; those in the text are seen here alone."""
        marking = self.read.input.marking
        try:
            label = marking.read(written.portion) if marking and written.portion else None
        except UnknownLabel as unknown:
            self.findings.append(Diagnostic("BG501", unknown.message, place, hint=unknown.hint))
            return
        banner = marking.known(marking.banner) if marking else None
        if label and banner and not banner.covers(label):
            message = f"{label.banner} is not covered by the banner {banner.banner}"
            self.findings.append(Diagnostic("BG502", message, place, hint="Raise the banner, or this mark is wrong."))


class _Quoted(Struct, frozen=True):
    """A quote that was looked for in vain, and where it is written."""

    words: str
    context: Sequence[str]
    """Those of prefix, suffix and occurrence that are given."""
    places: Places
    """Of the annotation."""


def _context_keys(written: AnyAnnotation) -> list[str]:
    return [key for key in ("prefix", "suffix", "occurrence") if getattr(written, key) is not None]


def _paragraphs(article: str, spans: Sequence[ParagraphSpan]) -> str:
    """The reference to the paragraphs of a passage."""
    first, last = spans[0].paragraph, spans[-1].paragraph
    return f"{article}¶{first}" + (f"–{last}" if last > first else "")


class _Holder(Model):
    """One annotation in a list, so that findings are worded as they are there."""

    item: tuple[Annotation, ...]


def _at(finding: Diagnostic, place: Place) -> Diagnostic:
    message, hint = as_braces(finding.message), as_braces(finding.hint)
    return Diagnostic(finding.code, message, place, finding.severity, hint)


def _ambiguous(span: MarkedSpan, place: Place) -> Diagnostic | None:
    """The finding where a kind is cut so short that it may be several."""
    meant = kinds_meant(span.kind)
    if len(meant) < 2:
        return None
    message = f"`.{span.kind}` may be {' or '.join(f'`.{each}`' for each in meant)}"
    return Diagnostic(
        "BG104", message, place, hint=f"Write more of it: {', '.join(f'`.{each[:2]}`' for each in meant)}."
    )


def _folded(words: str) -> str:
    return fold_words(words.replace("**", "")).casefold()


def _names(written: AnyAnnotation) -> set[str]:
    """What an annotation calls its entry."""
    return {_folded(getattr(written, ENTRY_KINDS[written.kind].title)), *map(_folded, getattr(written, "aliases", ()))}


def _nearest_hint(missing: Missing) -> str:
    if not missing.nearest:
        return "Copy the words from the article as they stand."
    shown = missing.nearest if len(missing.nearest) <= 300 else missing.nearest[:297] + "..."
    hint = f"Nearest, in ¶{missing.paragraph}: {shown}\n"
    if missing.agreed:
        hint += f"The quote’s first {missing.agreed:,} words stand in the article in a row. "
    if missing.left:
        hint += f"Its last {missing.left:,} words were not compared."
    return f"{hint.rstrip()}\nDifference ([-quote-] {{+article+}}): {missing.difference[:600]}"
