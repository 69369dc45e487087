"""What gets rendered: `Briefing`, the fields filled from the annotations, each traced to its paragraph."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from briefgen.schema.base import Date, LanguageTag, Line, Model, PartialDate, When
from briefgen.schema.input import Lines, Source
from briefgen.schema.marking import Marking, Portion
from briefgen.schema.vocabulary import (
    ActorType,
    AgreementStatus,
    CapabilityType,
    Change,
    Confidence,
    Direction,
    Horizon,
    Kind,
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
PortionMark = Annotated[
    Portion, Field(description="Its portion mark as printed; absent where it has none.", examples=["(U)"])
]


class Place(Model):
    """A country or region: the analyst's words, and what they were resolved to."""

    written: Line = Field(description="As the analyst wrote it; this is printed.", examples=["NO"])
    code: str | None = Field(
        default=None, description="ISO 3166 alpha-2, or UN M49 for regions; absent where unknown.", examples=["NO"]
    )
    name: str = Field(
        description="The name to print: a bare code becomes the country's name, words stay as written.",
        examples=["Norway"],
    )


class Likelihood(Model):
    """A term of a scale with its step and range."""

    term: Line = Field(examples=["likely"], description="As printed.")
    step: int = Field(ge=1, description="From 1, the least likely.", examples=[5])
    steps: int = Field(ge=1, description="How many steps the scale has.", examples=[7])
    range: str = Field(description="As printed.", examples=["55–80%"])


class Entry(Model):
    """What every filled entry bears."""

    id: str = Field(description="Its letter and number in the packet.", examples=["A-1"])
    evidence: Evidences = Field(default=(), description="In the order of article and position.")
    portion: Portion = Field(
        default=None, description="The highest mark of all that fills it, as printed.", examples=["(U)"]
    )


class Actor(Entry):
    """Somebody who acts."""

    name: Line
    aliases: Lines = ()
    type: ActorType | None = None
    role: Line | None = None
    affiliation: Line | None = None
    country: Place | None = None
    stance: Line | None = None
    summary: Line | None = None


class Agreement(Entry):
    """Something agreed, or meant to be."""

    name: Line
    aliases: Lines = ()
    parties: Lines
    status: AgreementStatus | None = None
    date: PartialDate | None = None
    commitments: Lines = ()
    summary: Line | None = None


class Capability(Entry):
    """Something that can be done with."""

    name: Line
    aliases: Lines = ()
    type: CapabilityType | None = None
    holder: Line | None = None
    location: Line | None = None
    change: Change | None = None
    quantity: Line | None = None
    summary: Line | None = None


class RegionalImplication(Entry):
    """What follows for a region."""

    statement: Line
    regions: tuple[Place, ...]
    countries: tuple[Place, ...] = ()
    direction: Direction | None = None
    horizon: Horizon | None = None
    likelihood: Likelihood | None = None
    confidence: Confidence | None = None
    summary: Line | None = None


class Event(Entry):
    """Something at a time."""

    date: PartialDate | None = None
    period: Line | None = None
    what: Line
    actors: Lines = ()
    place: Line | None = None


class Judgment(Model):
    """What the analyst concludes."""

    id: str = Field(examples=["KJ1"], description="As printed.")
    statement: Line
    likelihood: Likelihood | None = None
    confidence: Confidence | None = None
    basis: Line | None = None
    evidence: Evidences = ()
    assumptions: Lines = ()
    change_indicators: Lines = ()
    portion: PortionMark = None
    number: int | None = Field(
        default=None,
        ge=1,
        description="Its number in the full briefing, where an edition leaves some out.",
        examples=[3],
    )


class Mark(Model):
    """An annotation's span within one paragraph."""

    start: int = Field(ge=0, description="First character, in code points of the paragraph's text.", examples=[120])
    end: int = Field(ge=0, description="One past the last character.", examples=[154])
    kind: Kind = Field(description="What the passage is about.")
    entry: str = Field(description="Id of the entry it fills.", examples=["A-1"])
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
    portion: PortionMark = None


class AnnotatedArticle(Model):
    """An article as the annex prints it."""

    id: str = Field(description="As printed.", examples=["A1"])
    headline: Line
    source: Source
    published: When | None = None
    place: Line | None = None
    language: LanguageTag = "en"
    paragraphs: tuple[ArticleParagraph, ...] = Field(description="All of it, in order.")
    portion: PortionMark = None


class Portions(Model):
    """The portion marks of what is plain text, as printed."""

    title: PortionMark = None
    bottom_line: PortionMark = None
    source_summary: PortionMark = None
    gaps: tuple[Portion, ...] = Field(default=(), description="Of each gap, in order.", examples=[["(U)"]])
    outlook: tuple[Portion, ...] = Field(
        default=(), description="Of each thing to watch, in order.", examples=[["(U)"]]
    )
    remarks: tuple[Portion, ...] = Field(default=(), description="Of each remark, in order.", examples=[["(U)"]])


class Briefing(Model):
    """All that a packet says, filled and traced."""

    title: Line
    date: Date
    marking: Marking | None = None
    series: Line | None = None
    reference: Line | None = None
    prepared_by: Line | None = None
    prepared_for: Line | None = None
    distribution: Line | None = None
    cut_off: When | None = None
    language: LanguageTag = "en"
    supersedes: Line | None = None
    scale: ScaleName = "icd203"
    bottom_line: Line | None = None
    key_judgments: tuple[Judgment, ...] = ()
    key_actors: tuple[Actor, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    capabilities: tuple[Capability, ...] = ()
    regional_implications: tuple[RegionalImplication, ...] = ()
    events: tuple[Event, ...] = Field(default=(), description="By date.")
    gaps: Lines = ()
    outlook: Lines = ()
    remarks: Lines = ()
    source_summary: Line | None = None
    articles: tuple[AnnotatedArticle, ...]
    portions: Portions = Field(
        default_factory=Portions,
        description="The portion marks of title, bottom line, gaps, outlook, remarks and source summary.",
    )
