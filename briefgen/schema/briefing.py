"""What gets rendered: `Briefing`, the fields filled from the annotations, each traced to its paragraph."""

from typing import Annotated, Literal

from pydantic import Field

from briefgen.kinds import Kind
from briefgen.schema.base import Date, LanguageTag, Model, NonBlank, When
from briefgen.schema.input import (
    ActorFields,
    AgreementFields,
    CapabilityFields,
    DissentFields,
    EventFields,
    ImplicationFields,
    JudgmentFields,
    NonBlanks,
    Source,
)
from briefgen.schema.marking import Marking, Portion
from briefgen.schema.vocabulary import (
    ConfidenceWords,
    ScaleName,
)


class Evidence(Model):
    """A passage that supports an entry or a judgment."""

    annotation: str = Field(description="Id of the annotation.", examples=["joint-hq"])
    article: str = Field(description="Id of the article.", examples=["A1"])
    paragraph: int = Field(ge=1, description="Number of the paragraph in which the passage begins.", examples=[3])
    last_paragraph: int | None = Field(
        default=None, ge=2, description="Number of the paragraph in which it ends, where that is another.", examples=[4]
    )
    reference: str = Field(description="As printed.", examples=["A1¶3", "A1¶3–4"])
    quote: str = Field(
        description="The article's own words, as they stand there.", examples=["a joint war-fighting headquarters"]
    )
    portion: Portion = Field(
        default=None, description="The highest mark of the passage and its paragraphs, as printed.", examples=["(U)"]
    )


Evidences = tuple[Evidence, ...]
PrintedMark = Annotated[
    Portion, Field(description="Its portion mark as printed; absent where it has none.", examples=["(U)"])
]


class ResolvedPlace(Model):
    """A country or region: the analyst's words, and what they were resolved to."""

    written: NonBlank = Field(description="As the analyst wrote it; this is printed.", examples=["NO"])
    code: str | None = Field(
        default=None, description="ISO 3166 alpha-2, or UN M49 for regions; absent where unknown.", examples=["NO"]
    )
    name: str = Field(
        description="The name to print: a bare code becomes the country's name, words stay as written.",
        examples=["Norway"],
    )


class Likelihood(Model):
    """A term of a scale with its step and range."""

    term: NonBlank = Field(
        examples=["likely"], description="The scale's own, in English; a packet prints it in its language."
    )
    step: int = Field(ge=1, description="From 1, the least likely.", examples=[5])
    steps: int = Field(ge=1, description="How many steps the scale has.", examples=[7])
    range: str = Field(description="In percent, as an English packet prints it.", examples=["55–80%"])


class Entry(Model):
    """What every filled entry bears."""

    id: str = Field(description="Its letter and number in the packet.", examples=["P-1"])
    evidence: Evidences = Field(default=(), description="In the order of article and position.")
    portion: Portion = Field(
        default=None, description="The highest mark of all that fills it, as printed.", examples=["(U)"]
    )


# The fields of each kind are those that people write of it, declared once in `input.py`. Declared again are those that
# people write in words and that stand here for what the words mean; `briefgen.fill.resolving` has a row for each.


class Actor(ActorFields, Entry):
    """Somebody who acts."""

    country: ResolvedPlace | None = None  # type: ignore[assignment]


class Agreement(AgreementFields, Entry):
    """Something agreed, or meant to be."""


class Capability(CapabilityFields, Entry):
    """Something that can be done with."""


class RegionalImplication(ImplicationFields, Entry):
    """What follows for a region."""

    regions: tuple[ResolvedPlace, ...]  # type: ignore[assignment]
    countries: tuple[ResolvedPlace, ...] = ()  # type: ignore[assignment]
    likelihood: Likelihood | None = None  # type: ignore[assignment]


class Event(EventFields, Entry):
    """Something at a time."""


class FilledPoint(Model):
    """What is known, or what supports a judgment."""

    text: NonBlank
    evidence: Evidences = ()
    portion: PrintedMark = None


class FilledQuestion(Model):
    """A key question."""

    text: NonBlank
    judgments: NonBlanks = ()
    portion: PrintedMark = None


class FilledDissent(DissentFields):
    """A view that differs from a judgment."""

    likelihood: Likelihood | None = None  # type: ignore[assignment]
    portion: PrintedMark = None


class _Statement(Model):
    """What every judgment begins with."""

    id: str = Field(examples=["KJ1"], description="As printed.")
    statement: NonBlank
    likelihood: Likelihood | None = None
    confidence: ConfidenceWords | None = None


class Before(Model):
    """What a judgment was in the edition before, as far as it has moved."""

    likelihood: Likelihood | None = Field(default=None, description="Where it is another now.")
    confidence: ConfidenceWords | None = Field(default=None, description="Where it is another now.", examples=["low"])


class Judgment(JudgmentFields, _Statement):
    """What the analyst concludes."""

    basis: NonBlank | None = None
    evidence: Evidences = ()
    evidence_against: Evidences = ()
    supporting_points: tuple[FilledPoint, ...] = ()
    dissents: tuple[FilledDissent, ...] = ()
    assumptions: NonBlanks = ()
    change_indicators: NonBlanks = ()
    portion: PrintedMark = None
    before: Before | None = Field(
        default=None,
        description="What it was in the edition that the briefing supersedes; absent where it is the same.",
    )
    number: int | None = Field(
        default=None,
        ge=1,
        description="Its number in the full briefing, where an edition leaves some out.",
        examples=[3],
    )

    @property
    def grounds(self) -> Evidences:
        """All that it rests on: its evidence, and that of its supporting points."""
        parts = (self.evidence, *(point.evidence for point in self.supporting_points))
        return tuple({each.annotation: each for part in parts for each in part}.values())


class Mark(Model):
    """An annotation's span within one paragraph."""

    start: int = Field(ge=0, description="First character, in code points of the paragraph's text.", examples=[120])
    end: int = Field(ge=0, description="One past the last character.", examples=[154])
    kind: Kind = Field(description="What the passage is about.")
    entry: str = Field(description="Id of the entry it fills.", examples=["P-1"])
    annotation: str = Field(description="Id of the annotation.", examples=["joint-hq"])
    last: bool = Field(
        default=True, description="Whether the passage ends in this paragraph; its reference follows here."
    )
    portion: Portion = Field(
        default=None, description="The highest mark of the passage and its paragraphs, as printed.", examples=["(U)"]
    )


class Style(Model):
    """The article's own emphasis or link within one paragraph."""

    start: int = Field(ge=0, description="First character, in code points of the paragraph's text.", examples=[0])
    end: int = Field(ge=0, description="One past the last character.", examples=[21])
    look: Literal["strong", "emphasis", "link"] = Field(description="How it is set apart.")
    url: str | None = Field(default=None, description="Where a link leads.", examples=["https://example.org/"])


class ArticleParagraph(Model):
    """A paragraph with its number, its markup taken out of the words."""

    number: int = Field(ge=1, description="From 1, in each article.", examples=[3])
    reference: str = Field(description="As printed.", examples=["A1¶3"])
    shape: Literal["heading", "item", "row", "quotation"] | None = Field(
        default=None, description="What sort of line it is in the source; absent for running text.", examples=["item"]
    )
    text: str = Field(
        description="The words, without markup; marks and styles count in it.",
        examples=["Tokyo, March 30, 2025 – U.S. Defense Secretary Pete Hegseth announced ..."],
    )
    marks: tuple[Mark, ...] = Field(default=(), description="By start, longer first.")
    styles: tuple[Style, ...] = Field(default=(), description="What the article itself sets apart.")
    portion: PrintedMark = None


class AnnotatedArticle(Model):
    """An article as the annex prints it."""

    id: str = Field(description="As printed.", examples=["A1"])
    headline: NonBlank
    source: Source
    published: When | None = None
    place: NonBlank | None = None
    language: LanguageTag = "en"
    paragraphs: tuple[ArticleParagraph, ...] = Field(description="All of it, in order.")
    portion: PrintedMark = None
    judgments: NonBlanks = Field(
        default=(), description="Ids of the judgments that rest on it, in their order.", examples=[["KJ1"]]
    )


class Portions(Model):
    """The portion marks of what is plain text, as printed."""

    title: PrintedMark = None
    bottom_line: PrintedMark = None
    scope_note: PrintedMark = None
    source_summary: PrintedMark = None
    gaps: tuple[Portion, ...] = Field(default=(), description="Of each gap, in order.", examples=[["(U)"]])
    outlook: tuple[Portion, ...] = Field(
        default=(), description="Of each thing to watch, in order.", examples=[["(U)"]]
    )
    remarks: tuple[Portion, ...] = Field(default=(), description="Of each remark, in order.", examples=[["(U)"]])


class MovedJudgment(Model):
    """A judgment whose likelihood or confidence is another than in the edition before."""

    judgment: str = Field(description="Its id now.", examples=["KJ1"])
    likelihood: Likelihood | None = Field(default=None, description="The earlier one.")
    new_likelihood: Likelihood | None = Field(default=None, description="The present one.")
    confidence: ConfidenceWords | None = Field(default=None, description="The earlier one.", examples=["low"])
    new_confidence: ConfidenceWords | None = Field(default=None, description="The present one.", examples=["high"])
    why: NonBlank | None = Field(
        default=None, description="Why, in the analyst's words.", examples=["The budget was passed."]
    )
    portion: PrintedMark = None


class EarlierStatement(Model):
    """What the edition before said."""

    judgment: str | None = Field(
        default=None, description="Id of the judgment that says it in other words now.", examples=["KJ1"]
    )
    statement: NonBlank = Field(description="The sentence, as it was.", examples=["The talks are likely to go on."])
    portion: PrintedMark = None


class EntryChange(Model):
    """An entry that is new, or is there no longer."""

    kind: Kind = Field(description="What sort of entry.", examples=["actor"])
    name: NonBlank = Field(description="Its name, or its sentence.", examples=["Gen Nakatani"])
    entry: str | None = Field(default=None, description="Its number now; absent where it is gone.", examples=["P-1"])
    portion: PrintedMark = None


class Changes(Model):
    """What has changed since the edition that a briefing supersedes."""

    since: Date = Field(description="The date of that edition.")
    reference: NonBlank | None = Field(
        default=None, description="The reference of that edition.", examples=["IP-2025-012"]
    )
    new_judgments: NonBlanks = Field(default=(), description="Ids.", examples=[["KJ3"]])
    moved: tuple[MovedJudgment, ...] = Field(
        default=(), description="Judgments whose likelihood or confidence is another."
    )
    reworded: tuple[EarlierStatement, ...] = Field(default=(), description="Judgments in other words.")
    dropped: tuple[EarlierStatement, ...] = Field(default=(), description="Judgments that are made no longer.")
    new_entries: tuple[EntryChange, ...] = Field(default=(), description="Entries that are new.")
    dropped_entries: tuple[EntryChange, ...] = Field(default=(), description="Entries that are gone.")
    new_sources: NonBlanks = Field(
        default=(), description="Outlets that the earlier edition did not rest on.", examples=[["Norvale Courier"]]
    )


class Briefing(Model):
    """All that a packet says, filled and traced."""

    title: NonBlank
    short_title: NonBlank | None = None
    date: Date
    marking: Marking | None = None
    series: NonBlank | None = None
    reference: NonBlank | None = None
    prepared_by: NonBlank | None = None
    prepared_for: NonBlank | None = None
    distribution: NonBlank | None = None
    cut_off: When | None = None
    language: LanguageTag = "en"
    supersedes: NonBlank | None = None
    changes: Changes | None = Field(
        default=None,
        description="What has changed since the edition that it supersedes; absent where that is not known.",
    )
    scale: ScaleName = "icd203"
    mixes_terms: bool = False
    bottom_line: NonBlank | None = None
    scope_note: NonBlank | None = None
    key_questions: tuple[FilledQuestion, ...] = ()
    known: tuple[FilledPoint, ...] = ()
    key_judgments: tuple[Judgment, ...] = ()
    key_actors: tuple[Actor, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    capabilities: tuple[Capability, ...] = ()
    regional_implications: tuple[RegionalImplication, ...] = ()
    events: tuple[Event, ...] = Field(default=(), description="By date.")
    gaps: NonBlanks = ()
    gap_judgments: tuple[NonBlanks, ...] = Field(
        default=(), description="Of each gap, in order: ids of the judgments that it bears on.", examples=[[["KJ1"]]]
    )
    outlook: NonBlanks = ()
    remarks: NonBlanks = ()
    source_summary: NonBlank | None = None
    articles: tuple[AnnotatedArticle, ...]
    portions: Portions = Field(
        default_factory=Portions,
        description="The portion marks of title, bottom line, scope note, gaps, outlook, remarks and source summary.",
    )
