"""What people write: `BriefingInput`, the model of an input file, and all its parts.

All that is said of one kind shares its fields, declared once: an annotation of kind `actor` has those of
`ActorFields` and those that find its quote in the article, an entry has them and its evidence, and the
filled entry in `briefing.py` has them too.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from briefgen.schema.base import Date, Identifier, LanguageTag, Model, NonBlank, PartialDate, WebAddress, When
from briefgen.schema.marking import Marking, Portion
from briefgen.schema.vocabulary import (
    LIKELIHOOD_TERMS,
    ActorType,
    AgreementStatus,
    CapabilityType,
    Change,
    ConfidenceWords,
    Credibility,
    Direction,
    Horizon,
    Reliability,
    ScaleName,
    SourceKind,
)


def _none_word(value: Any) -> Any:
    """The word `none` says as much as an absent value."""
    return None if value == "none" else value


LikelihoodTerm = Annotated[
    str | None,
    BeforeValidator(_none_word),
    Field(
        description="How likely, in a term of the briefing's scale; none for a statement of fact.",
        examples=["likely"],
        json_schema_extra={"anyOf": [{"enum": [*LIKELIHOOD_TERMS, "none"]}, {"type": "null"}]},
    ),
]
ConfidenceLevel = Annotated[
    ConfidenceWords | None,
    Field(description="How sound the ground of the statement is; a level, or a range of two.", examples=["moderate"]),
]
Summary = Annotated[
    NonBlank | None,
    Field(
        description="What there is to say, in a sentence or two.",
        examples=["Announced the upgrade during talks in Tokyo."],
    ),
]
NonBlanks = tuple[NonBlank, ...]
PortionMark = Annotated[
    Portion,
    Field(description="Its portion mark, a label of the marking's scheme, as in a banner or short.", examples=["U"]),
]


HorizonWord = Annotated[
    Horizon | None,
    Field(
        description="How soon it shows: already or within days, within about a year, one to five years, or later.",
        examples=["near"],
    ),
]


class Remark(Model):
    """A thing to watch or a remark. A bare text is its words."""

    text: NonBlank = Field(description="The words.", examples=["The views of China are not reported."])
    portion: PortionMark = None

    @model_validator(mode="before")
    @classmethod
    def _of_words(cls, value: Any) -> Any:
        if isinstance(value, str):
            if not value.strip():
                raise PydanticCustomError("string_too_short", "empty")
            return {"text": value}
        if not isinstance(value, dict):
            raise PydanticCustomError("string_type", "no text")
        return value


class Question(Remark):
    """A gap or a key question. A bare text is its words."""

    judgments: NonBlanks = Field(
        default=(), description="Ids of the judgments that it bears on, or that answer it.", examples=[["KJ1"]]
    )


class EvidencedPoint(Remark):
    """What is known, or what supports a judgment. A bare text is its words."""

    evidence: NonBlanks = Field(
        default=(), description="Ids of the annotations that support it.", examples=[["joint-hq"]]
    )


# --- the fields of each kind ---------------------------------------------------------------


class ActorFields(Model):
    """Somebody who acts: a person, a government, a force, an organisation."""

    name: NonBlank = Field(description="The name to print.", examples=["Pete Hegseth"])
    aliases: NonBlanks = Field(default=(), description="Other names for the same actor.", examples=[["Hegseth"]])
    type: ActorType | None = Field(default=None, description="What sort of actor.", examples=["person"])
    role: NonBlank | None = Field(default=None, description="Office or part played.", examples=["Secretary of Defense"])
    affiliation: NonBlank | None = Field(
        default=None, description="Whom the actor belongs to.", examples=["U.S. Department of Defense"]
    )
    country: NonBlank | None = Field(
        default=None,
        description="Country: an ISO 3166 alpha-2 code or a name; printed as written.",
        examples=["US", "Japan"],
    )
    stance: NonBlank | None = Field(
        default=None,
        description="Where the actor stands on the matter.",
        examples=["Wants both forces strengthened faster"],
    )
    summary: Summary = None


class AgreementFields(Model):
    """Something that parties agreed, or mean to."""

    name: NonBlank = Field(description="What it is called.", examples=["Expedited missile co-production"])
    aliases: NonBlanks = Field(
        default=(), description="Other names for the same agreement.", examples=[["missile co-production"]]
    )
    parties: NonBlanks = Field(min_length=1, description="Who agreed.", examples=[["United States", "Japan"]])
    status: AgreementStatus | None = Field(default=None, description="How far it has come.", examples=["agreed"])
    date: PartialDate | None = Field(default=None, description="When.")
    commitments: NonBlanks = Field(
        default=(),
        description="What each side is to do.",
        examples=[["Expedite joint development and production of missiles"]],
    )
    summary: Summary = None


class CapabilityFields(Model):
    """Something that can be done with: a command, a weapon, a base, an industry."""

    name: NonBlank = Field(description="What it is called.", examples=["Joint war-fighting headquarters"])
    aliases: NonBlanks = Field(
        default=(), description="Other names for the same capability.", examples=[["joint headquarters"]]
    )
    type: CapabilityType | None = Field(default=None, description="What sort of capability.", examples=["command"])
    holder: NonBlank | None = Field(default=None, description="Who has it.", examples=["United States"])
    location: NonBlank | None = Field(default=None, description="Where it is.", examples=["Japan"])
    change: Change | None = Field(default=None, description="What happens to it.", examples=["upgraded"])
    quantity: NonBlank | None = Field(
        default=None, description="How much or how many, in words.", examples=["two batteries"]
    )
    summary: Summary = None


class ImplicationFields(Model):
    """What follows for a region."""

    statement: NonBlank = Field(
        description="The implication, one sentence.", examples=["Deterrence of China rests more on joint command."]
    )
    regions: NonBlanks = Field(
        min_length=1, description="The regions concerned; printed as written.", examples=[["East Asia"]]
    )
    countries: NonBlanks = Field(default=(), description="The countries concerned.", examples=[["Japan", "China"]])
    direction: Direction | None = Field(
        default=None, description="Whether it steadies or unsettles.", examples=["mixed"]
    )
    horizon: HorizonWord = None
    likelihood: LikelihoodTerm = None
    confidence: ConfidenceLevel = None
    summary: Summary = None


class EventFields(Model):
    """Something that happened, or will, at a time."""

    date: PartialDate | None = Field(default=None, description="When; also sorts the timeline.")
    period: NonBlank | None = Field(
        default=None,
        description="When, in words, where no date is known; printed in place of the date.",
        examples=["Before 30 March 2025"],
    )
    what: NonBlank = Field(
        description="What happened, one sentence.", examples=["The upgrade was announced during talks in Tokyo."]
    )
    actors: NonBlanks = Field(default=(), description="Who took part.", examples=[["Pete Hegseth", "Gen Nakatani"]])
    place: NonBlank | None = Field(default=None, description="Where.", examples=["Iwo Jima"])

    @model_validator(mode="after")
    def _has_a_time(self) -> Self:
        if self.date is None and self.period is None:
            message, hint = "an event needs a date or a period", "Add `date:`, or `period:` with words for the time."
            raise PydanticCustomError("event_without_time", "{message}", {"message": message, "hint": hint})
        return self


# --- annotations ---------------------------------------------------------------------------


class AnchoredFields(Model):
    """What finds an annotation's words in its article."""

    id: Identifier | None = Field(default=None, description="What judgments name as evidence.", examples=["joint-hq"])
    quote: NonBlank = Field(
        description="The article's own words.", examples=["transforming it into a joint war-fighting headquarters"]
    )
    prefix: str | None = Field(
        default=None,
        description="Words just before, where the quote stands more than once.",
        examples=["The emphasis throughout "],
    )
    suffix: str | None = Field(
        default=None,
        description="Words just after, where the quote stands more than once.",
        examples=[" also included"],
    )
    occurrence: int | None = Field(
        default=None, ge=1, description="Which one, from 1, where the quote stands more than once.", examples=[2]
    )
    portion: PortionMark = None
    draft: bool = Field(
        default=False,
        description="Whether it is only begun: then it may lack any field but the quote, and is listed, but neither printed nor evidence.",
        examples=[True],
    )


class ActorAnnotation(AnchoredFields, ActorFields):
    """A passage about an actor."""

    kind: Literal["actor"] = Field(description="Fills `key_actors`.")


class AgreementAnnotation(AnchoredFields, AgreementFields):
    """A passage about an agreement."""

    kind: Literal["agreement"] = Field(description="Fills `agreements`.")


class CapabilityAnnotation(AnchoredFields, CapabilityFields):
    """A passage about a capability."""

    kind: Literal["capability"] = Field(description="Fills `capabilities`.")


class ImplicationAnnotation(AnchoredFields, ImplicationFields):
    """A passage that carries an implication."""

    kind: Literal["implication"] = Field(description="Fills `regional_implications`.")


class EventAnnotation(AnchoredFields, EventFields):
    """A passage about an event."""

    kind: Literal["event"] = Field(description="Fills the timeline.")


AnyAnnotation = ActorAnnotation | AgreementAnnotation | CapabilityAnnotation | ImplicationAnnotation | EventAnnotation
Annotation = Annotated[AnyAnnotation, Field(discriminator="kind")]


# --- the analyst's own entries ---------------------------------------------------------------

EvidenceIds = Annotated[
    NonBlanks, Field(description="Ids of the annotations that support it.", examples=[["joint-hq"]])
]


class _Supported(Model):
    """What the analyst's own entry has beside the fields of its kind."""

    evidence: EvidenceIds = ()
    portion: PortionMark = None


class ActorEntry(_Supported, ActorFields):
    """An actor the analyst adds or corrects."""


class AgreementEntry(_Supported, AgreementFields):
    """An agreement the analyst adds or corrects."""


class CapabilityEntry(_Supported, CapabilityFields):
    """A capability the analyst adds or corrects."""


class ImplicationEntry(_Supported, ImplicationFields):
    """An implication the analyst adds or corrects."""


class EventEntry(_Supported, EventFields):
    """An event the analyst adds or corrects."""


class DissentFields(Model):
    """Who disagrees with a judgment, and why."""

    who: NonBlank = Field(description="Who disagrees.", examples=["Maritime desk"])
    likelihood: LikelihoodTerm = None
    confidence: ConfidenceLevel = None
    why: NonBlank = Field(
        description="On what ground, in a sentence or two.", examples=["The announcement names no authority or budget."]
    )


class Dissent(DissentFields):
    """A view that differs from the judgment."""

    portion: PortionMark = None


class Resolution(Model):
    """How a judgment turned out."""

    outcome: bool = Field(description="Whether what it said came true.", examples=[True])
    date: Date = Field(description="When that was known.", examples=["2025-09-30"])


class JudgmentFields(Model):
    """What is said of a judgment beside its likelihood and its evidence."""

    probability: int | None = Field(
        default=None,
        ge=1,
        le=99,
        description="How likely in percent, beside the term and within its range.",
        examples=[70],
    )
    horizon: HorizonWord = None
    by: PartialDate | None = Field(default=None, description="By when it shows whether the judgment was right.")
    condition: NonBlank | None = Field(
        default=None,
        description="What has to come true for the judgment to hold.",
        examples=["Both parliaments pass the budgets as tabled."],
    )
    change_from_previous: NonBlank | None = Field(
        default=None,
        description="Why the judgment is another than when it was last published.",
        examples=["raised from roughly even chance"],
    )
    resolved: Resolution | None = Field(
        default=None, description="How it turned out; counted by `briefgen calibration`, and not printed."
    )
    linchpin: NonBlank | None = Field(
        default=None,
        description="The assumption with which the judgment stands or falls.",
        examples=["The change is carried out as announced."],
    )
    alternatives: NonBlanks = Field(
        default=(),
        description="Other explanations or outcomes that were considered, and why they are held less likely.",
        examples=[["The announcement is a signal only; no funds would follow."]],
    )


class _Statement(Model):
    """What every judgment begins with."""

    id: Identifier | None = Field(default=None, description="KJ1, KJ2, ... by order where absent.", examples=["KJ1"])
    statement: NonBlank = Field(
        description="The judgment, one sentence, without its confidence.",
        examples=["The upgrade is likely to speed joint planning."],
    )
    likelihood: LikelihoodTerm = None
    confidence: ConfidenceLevel = None


class KeyJudgment(JudgmentFields, _Statement):
    """What the analyst concludes."""

    basis: NonBlank | None = Field(
        default=None,
        description="Why that confidence.",
        examples=["One report that quotes both ministers; no document seen."],
    )
    evidence: EvidenceIds = ()
    evidence_against: NonBlanks = Field(
        default=(), description="Ids of the annotations that speak against it.", examples=[["troop-numbers"]]
    )
    supporting_points: tuple[EvidencedPoint, ...] = Field(
        default=(),
        description="What carries it, each point with evidence of its own.",
        examples=[["Japan has launched a joint command of its own."]],
    )
    dissents: tuple[Dissent, ...] = Field(default=(), description="Views that differ from it.")
    assumptions: NonBlanks = Field(
        default=(),
        description="What is taken as given without evidence.",
        examples=[["Both parliaments fund the plans."]],
    )
    change_indicators: NonBlanks = Field(
        default=(), description="Indicators that would change the judgment.", examples=[["Talks on cost sharing fail."]]
    )
    portion: PortionMark = None
    draft: bool = Field(
        default=False,
        description="Whether it is still to be confirmed: then it is listed, but not printed.",
        examples=[True],
    )


# --- articles --------------------------------------------------------------------------------


class Source(Model):
    """Where an article comes from, and how far it can be trusted."""

    name: NonBlank = Field(description="The outlet.", examples=["Reuters"])
    kind: SourceKind | None = Field(default=None, description="What sort of source.", examples=["wire"])
    author: NonBlank | None = Field(default=None, description="By-line.", examples=["Jane Doe"])
    url: WebAddress | None = Field(
        default=None,
        description="Where it is found: an address of the web, mailto:, doi: or urn:.",
        examples=["https://example.org/article"],
    )
    retrieved: When | None = Field(default=None, description="Day or time at which it was read.")
    archived: WebAddress | None = Field(
        default=None,
        description="Where a copy is kept.",
        examples=["https://web.archive.org/web/2025/https://example.org/"],
    )
    reliability: Reliability | None = Field(
        default=None, description="Of the source, A to F (Admiralty).", examples=["B"]
    )
    credibility: Credibility | None = Field(
        default=None, description="Of the information, 1 to 6 (Admiralty).", examples=[2]
    )
    origin: NonBlank | None = Field(
        default=None,
        description="Who first reported it, where the outlet passes on another's report.",
        examples=["Reuters"],
    )
    descriptor: NonBlank | None = Field(
        default=None,
        description="What bears on its quality: access, completeness, age, known leanings.",
        examples=["News summary without by-line; quotes both ministers"],
    )
    machine_translation: NonBlank | None = Field(
        default=None,
        description="What machine translated it, and who checked that.",
        examples=["DeepL, 30 March 2025; checked by a linguist"],
    )
    generated_text: NonBlank | None = Field(
        default=None,
        description="What in it was written or summarised by a generative model, by which one, and who checked that.",
        examples=["Summary by a language model; checked against the original"],
    )


class Article(Model):
    """An article, its source, and the passages marked in it."""

    id: Identifier | None = Field(default=None, description="A1, A2, ... by order where absent.", examples=["A1"])
    headline: NonBlank = Field(
        description="As published.", examples=["US Upgrades Japan Military Command Amid Growing China Concerns"]
    )
    source: Source = Field(description="Where it comes from.")
    published: When | None = Field(default=None, description="When it was published.")
    place: NonBlank | None = Field(default=None, description="Dateline.", examples=["Tokyo"])
    language: LanguageTag = "en"
    format: Literal["plain", "markdown"] = Field(
        default="plain",
        description="plain: as it stands, but **bold** is read; markdown: emphasis, links and [bracketed spans]{.actor} are read.",
    )
    text: str | None = Field(
        default=None,
        description="The whole article. A blank line separates paragraphs; wrapped lines are joined, lines of lists, tables and verse are not.",
        examples=["**Tokyo, March 30, 2025** – U.S. Defense Secretary Pete Hegseth announced ..."],
    )
    text_file: NonBlank | None = Field(
        default=None,
        description="A file beside the input that holds the text instead.",
        examples=["articles/2025-03-30.txt"],
    )
    annotations: tuple[Annotation, ...] = Field(default=(), description="The passages that fill the briefing.")
    portion: Annotated[
        Portion,
        Field(description="Portion mark of headline, source and each paragraph that bears none.", examples=["U"]),
    ] = None
    paragraph_portions: dict[str, NonBlank] = Field(
        default_factory=dict, description="Portion marks of paragraphs, by their numbers.", examples=[{"3": "S//NF"}]
    )

    def portion_of(self, paragraph: int) -> str | None:
        """The mark of a paragraph, by its number."""
        return self.paragraph_portions.get(str(paragraph), self.portion)

    @model_validator(mode="after")
    def _has_a_text(self) -> Self:
        if (self.text is None) == (self.text_file is None):
            what = "no text" if self.text is None else "both a text and a text file"
            message, hint = f"the article has {what}", "Give either `text:` or `text_file:`."
            raise PydanticCustomError("article_text", "{message}", {"message": message, "hint": hint})
        return self


class BriefingInput(Model):
    """One briefing, as an analyst writes it down."""

    title: NonBlank = Field(
        description="The briefing's title, in sentence case.",
        examples=["United States upgrades its military command in Japan"],
    )
    title_portion: PortionMark = None
    short_title: NonBlank | None = Field(
        default=None,
        description="The title in few words, for the line at the top of every page; the title where absent.",
        examples=["Command upgrade in Japan"],
    )
    date: Date = Field(description="The briefing's date.")
    marking: Marking | None = Field(
        default=None, description="Handling marking; none where absent.", examples=["TLP:CLEAR"]
    )
    series: NonBlank | None = Field(
        default=None, description="The series it appears in.", examples=["Indo-Pacific briefing"]
    )
    reference: NonBlank | None = Field(
        default=None, description="The organisation's own number.", examples=["IP-2025-014"]
    )
    prepared_by: NonBlank | None = Field(default=None, description="Who wrote it.", examples=["Indo-Pacific desk"])
    prepared_for: NonBlank | None = Field(default=None, description="Who asked for it.", examples=["Chief of staff"])
    distribution: NonBlank | None = Field(
        default=None, description="Who receives it.", examples=["Heads of division; desk officers East Asia"]
    )
    cut_off: When | None = Field(default=None, description="Information after this time is not in it.")
    language: LanguageTag = "en"
    supersedes: NonBlank | None = Field(
        default=None,
        description="The edition that it replaces: its reference, its input or its packet below this input's folder.",
        examples=["IP-2025-013", "2025-03-29.yaml"],
    )
    scale: ScaleName = Field(default="icd203", description="The scale of likelihood terms.")
    mixes_terms: bool = Field(
        default=False,
        description="Whether both sets of the scale's terms are used on purpose; a line says so, and that they mean the same.",
    )
    bottom_line: NonBlank | None = Field(
        default=None,
        description="One paragraph, the conclusion first.",
        examples=["The upgrade binds both forces more closely; troop numbers do not change."],
    )
    bottom_line_portion: PortionMark = None
    scope_note: NonBlank | None = Field(
        default=None,
        description="What the briefing covers, and what it does not.",
        examples=["Covers the announcement of 30 March 2025; force posture elsewhere is left out."],
    )
    scope_note_portion: PortionMark = None
    key_questions: tuple[Question, ...] = Field(
        default=(),
        description="What the briefing was asked; each a text, or its text with the judgments that answer it.",
        examples=[["How will the upgrade change joint planning?"]],
    )
    known: tuple[EvidencedPoint, ...] = Field(
        default=(),
        description="What is known, as opposed to what is assessed; each a text, or its text with its evidence.",
        examples=[["The upgrade was announced in Tokyo."]],
    )
    key_judgments: tuple[KeyJudgment, ...] = Field(default=(), description="Most important first.")
    gaps: tuple[Question, ...] = Field(
        default=(),
        description="What is not known, best as a question; each a text, or its text with the judgments that it bears on.",
        examples=[["When will the headquarters reach full capability?"]],
    )
    outlook: tuple[Remark, ...] = Field(
        default=(),
        description="What to watch; each a text, or its text with its portion mark.",
        examples=[["Budget lines for the new headquarters."]],
    )
    remarks: tuple[Remark, ...] = Field(
        default=(),
        description="What staff are to know beside the analysis; each a text, or its text with its portion mark.",
        examples=[["To be discussed at the weekly meeting."]],
    )
    source_summary: NonBlank | None = Field(
        default=None,
        description="Replaces the generated statement on the sources.",
        examples=["One unattributed report, not corroborated."],
    )
    source_summary_portion: PortionMark = None
    articles: tuple[Article, ...] = Field(min_length=1, description="What was read.")
    key_actors: tuple[ActorEntry, ...] = Field(default=(), description="Actors to add or correct.")
    agreements: tuple[AgreementEntry, ...] = Field(default=(), description="Agreements to add or correct.")
    capabilities: tuple[CapabilityEntry, ...] = Field(default=(), description="Capabilities to add or correct.")
    regional_implications: tuple[ImplicationEntry, ...] = Field(
        default=(), description="Implications to add or correct."
    )
    events: tuple[EventEntry, ...] = Field(default=(), description="Events to add or correct.")
