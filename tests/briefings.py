"""Briefings that tests share: `full()` has every field set, `bare()` none that may be absent."""

from __future__ import annotations

from datetime import UTC, date, datetime

from briefgen.schema.briefing import (
    Actor,
    Agreement,
    AnnotatedArticle,
    ArticleParagraph,
    Briefing,
    Capability,
    Event,
    Evidence,
    Judgment,
    Likelihood,
    Mark,
    RegionalImplication,
    ResolvedPlace,
    Style,
)
from briefgen.schema.input import Source
from briefgen.schema.marking import Marking

LIKELY = Likelihood(term="likely", step=5, steps=7, range="55–80%")
FIRST = Evidence(
    annotation="joint-hq", article="A1", paragraph=1, reference="A1¶1", quote="a joint war-fighting headquarters"
)
SECOND = Evidence(
    annotation="missiles",
    article="A1",
    paragraph=2,
    reference="A1¶2",
    quote="The two governments agreed to expedite the joint development and production of missiles",
)
FRENCH = Evidence(annotation="visite", article="A2", paragraph=1, reference="A2¶1", quote="une visite")


HOSTILE = [
    "<b>bold</b>",
    "&amp; &lt;",
    "{{ 7*7 }}",
    "{% raw %}",
    "a | b || c",
    "`code` ``",
    "*a* **b** _c_ __d__",
    "[x](y) ![x](y) [x]{.small}",
    "# x",
    "- x",
    "1. x",
    "    four spaces before",
    "</w:t>",
    ":::",
    "::: bottom-line",
    "---",
    "<!-- remark -->",
    "{.small}",
    "W" * 400,
    "e\u0301 a\u00a0b \u200d",
    "\\ \\* \\",
    "  spaces   within and behind  ",
    "\ue0000\ue001",
    "]]>",
    '<font color="[[x]]">',
]
"""Words that any syntax on the way might take for its own."""


def articles() -> tuple[AnnotatedArticle, ...]:
    """Two articles: one in English with nested, crossing and touching marks, one in French."""
    first = "The minister announced a joint war-fighting headquarters in Japan."
    second = "The two governments agreed to expedite the joint development and production of missiles."
    return (
        AnnotatedArticle(
            id="A1",
            headline="Command upgraded",
            source=Source(
                name="Example Wire",
                kind="wire",
                author="A. Writer",
                url="https://example.org/a?b=1&c=2",
                retrieved=date(2025, 3, 30),
                reliability="B",
                credibility=2,
                origin="Ministry of Defence",
                descriptor="On the record, in the room.",
            ),
            published=datetime(2025, 3, 30, 15, 43, 42, tzinfo=UTC),
            place="Tokyo",
            paragraphs=(
                ArticleParagraph(
                    number=1,
                    reference="A1¶1",
                    text=first,
                    marks=(
                        Mark(start=0, end=12, kind="actor", entry="P-1", annotation="minister"),
                        Mark(start=4, end=56, kind="event", entry="E-1", annotation="announced"),
                        Mark(start=23, end=56, kind="capability", entry="C-1", annotation="joint-hq"),
                        Mark(start=29, end=65, kind="implication", entry="I-1", annotation="implied"),
                    ),
                    styles=(
                        Style(start=0, end=3, look="strong"),
                        Style(start=60, end=65, look="link", url="https://example.org/japan"),
                    ),
                ),
                ArticleParagraph(
                    number=2,
                    reference="A1¶2",
                    text=second,
                    marks=(Mark(start=0, end=len(second) - 1, kind="agreement", entry="G-1", annotation="missiles"),),
                    styles=(Style(start=4, end=7, look="emphasis"),),
                ),
            ),
        ),
        AnnotatedArticle(
            id="A2",
            headline="Une visite",
            source=Source(name="Exemple"),
            language="fr",
            paragraphs=(ArticleParagraph(number=1, reference="A2¶1", text="Le ministre a fait une visite."),),
        ),
    )


def full() -> Briefing:
    """Every field of every model set at least once."""
    return Briefing(
        title="Command in Japan upgraded",
        date=date(2025, 3, 30),
        marking=Marking(scheme="tlp", banner="TLP:CLEAR"),
        series="Indo-Pacific briefing",
        reference="IP-2025-014",
        prepared_by="Indo-Pacific desk",
        prepared_for="The Secretary",
        distribution="Heads of division",
        remarks=("To be discussed on Monday.",),
        cut_off=datetime(2025, 3, 30, 18, 0, tzinfo=UTC),
        supersedes="IP-2025-013",
        bottom_line="The upgrade is likely to tighten joint operations.",
        key_judgments=(
            Judgment(
                id="KJ1",
                statement="The upgrade is likely to deepen planning.",
                likelihood=LIKELY,
                confidence="moderate",
                basis="One report on the record.",
                evidence=(FIRST, SECOND, FIRST),
                assumptions=("Funding follows", "Tokyo agrees."),
                change_indicators=("A budget without it.",),
            ),
            Judgment(id="KJ2", statement="Troop numbers do not change."),
        ),
        key_actors=(
            Actor(
                id="P-1",
                name="Pete Hegseth",
                aliases=("Hegseth",),
                type="person",
                role="Secretary of Defense",
                affiliation="Department of Defense",
                country=ResolvedPlace(written="US", code="US", name="United States"),
                stance="Supports the upgrade.",
                summary="Announced it in Tokyo.",
                evidence=(FIRST,),
            ),
        ),
        agreements=(
            Agreement(
                id="G-1",
                name="Missile co-production",
                aliases=("Joint production",),
                parties=("United States", "Japan"),
                status="agreed",
                date="2025-03",
                commitments=("Develop together.", "Produce together."),
                summary="Against shortages.",
                evidence=(SECOND,),
            ),
        ),
        capabilities=(
            Capability(
                id="C-1",
                name="Joint headquarters",
                aliases=("The command",),
                type="command",
                holder="United States",
                location="Japan",
                change="upgraded",
                quantity="One headquarters",
                summary="Commands in war.",
                evidence=(FIRST,),
            ),
        ),
        regional_implications=(
            RegionalImplication(
                id="I-1",
                statement="Deterrence grows.",
                regions=(
                    ResolvedPlace(written="East Asia", name="East Asia"),
                    ResolvedPlace(written="Pacific", name="Pacific"),
                ),
                countries=(ResolvedPlace(written="JP", code="JP", name="Japan"),),
                direction="stabilising",
                horizon="near",
                likelihood=LIKELY,
                confidence="low",
                summary="So long as it is funded.",
                evidence=(FIRST, FRENCH),
            ),
            RegionalImplication(
                id="I-2",
                statement="Ties deepen.",
                regions=(ResolvedPlace(written="South-East Asia", name="South-East Asia"),),
            ),
            RegionalImplication(
                id="I-3", statement="Rivals watch.", regions=(ResolvedPlace(written="East Asia", name="East Asia"),)
            ),
        ),
        events=(
            Event(
                id="E-1",
                date="2025-03-30",
                what="The upgrade was announced.",
                actors=("Pete Hegseth",),
                place="Tokyo",
                evidence=(FIRST,),
            ),
            Event(id="E-2", period="Before 30 March 2025", what="A visit took place.", evidence=(FRENCH,)),
        ),
        gaps=("No timetable is known.",),
        outlook=("The budget request.",),
        source_summary="Two articles, one of them graded.",
        articles=articles(),
    )


def bare() -> Briefing:
    """Nothing but what must be there."""
    paragraph = ArticleParagraph(number=1, reference="A1¶1", text="Something happened.")
    article = AnnotatedArticle(id="A1", headline="News", source=Source(name="Paper"), paragraphs=(paragraph,))
    return Briefing(title="A bare briefing", date=date(2025, 1, 2), articles=(article,))
