"""The inputs that ship with briefgen: faithful to their articles, valid, anchored, fully used; and the guide's snippets hold."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from briefgen.packets import find_sources
from briefgen.pipeline import examine
from briefgen.readers.yaml_reader import read_input, read_yaml
from briefgen.schema.input import Article, BriefingInput, Source
from briefgen.schema.vocabulary import SCALES

ROOT = Path(__file__).parent.parent
SEED = ROOT / "inputs" / "2025-03-30.yaml"
MULTILINGUAL = ROOT / "inputs" / "examples" / "multilingual.yaml"
RAW_ARTICLE = ROOT / "tests" / "data" / "2025-03-30.txt"
GUIDE = ROOT / "inputs" / "README.md"
ALL_INPUTS = sorted((ROOT / "inputs").rglob("*.yaml"))

HEDGES = re.compile(r"\b(may|might|could|possibl[ey]|perhaps|potential(ly)?)\b", re.IGNORECASE)
CONFIDENCE_WORDS = re.compile(r"\bconfiden(ce|t)\b", re.IGNORECASE)


def data_of(text: str) -> Any:
    return read_yaml(text.encode("utf-8"), "snippet.yaml")[0]


@cache
def input_of(path: Path) -> BriefingInput:
    return read_input(path).input


@cache
def raw_article() -> tuple[str, str, tuple[str, ...]]:
    """Time stamp, headline and paragraphs of the article as it came."""
    first, *paragraphs = RAW_ARTICLE.read_text(encoding="utf-8").split("\n")
    match = re.fullmatch(r"(.+?): \*\*(.+)\*\*", first)
    assert match is not None
    return match[1], match[2], tuple(p for p in paragraphs if p)


def words_of(article: Article) -> str:
    assert article.text is not None
    return re.sub(r"\*\*(.+?)\*\*", r"\1", article.text)


def cited_ids(briefing: BriefingInput) -> set[str]:
    evidence = [
        *(entry.evidence for entry in briefing.key_judgments),
        *(entry.evidence for entry in briefing.key_actors),
        *(entry.evidence for entry in briefing.agreements),
        *(entry.evidence for entry in briefing.capabilities),
        *(entry.evidence for entry in briefing.regional_implications),
        *(entry.evidence for entry in briefing.events),
    ]
    return {identifier for identifiers in evidence for identifier in identifiers}


def named_ids(briefing: BriefingInput) -> list[str]:
    return [a.id for article in briefing.articles for a in article.annotations if a.id is not None]


def findings_of(path: Path) -> list[str]:
    """What reading, filling and checking an input find, in the order of the file."""
    (source,), found = find_sources([str(path)])
    return [f"{each.code} {each.message}" for each in (*found, *examine(source).findings)]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT / "inputs").as_posix()


# --- every input ---------------------------------------------------------------------------


def test_the_inputs_are_there() -> None:
    assert {SEED, MULTILINGUAL} <= set(ALL_INPUTS)


@pytest.mark.parametrize("path", ALL_INPUTS, ids=name_of)
class TestEveryInput:
    def test_opens_with_the_schema_that_its_editor_wants(self, path: Path) -> None:
        first = path.read_text(encoding="utf-8").split("\n", 1)[0]
        prefix = "# yaml-language-server: $schema="
        assert first.startswith(prefix)
        assert (path.parent / first.removeprefix(prefix)).resolve() == ROOT / "schemas" / "input.schema.json"

    def test_is_valid(self, path: Path) -> None:
        assert input_of(path).articles

    def test_quotes_stand_in_their_articles_letter_for_letter(self, path: Path) -> None:
        missing = [
            (article.headline, annotation.quote)
            for article in input_of(path).articles
            for annotation in article.annotations
            if annotation.quote not in words_of(article)
        ]
        assert missing == []

    def test_quotes_stand_in_one_place_only(self, path: Path) -> None:
        """Prefix and suffix stand right beside the quote; with them there is one place, no more."""
        ambiguous = []
        for article in input_of(path).articles:
            for annotation in article.annotations:
                parts = (annotation.prefix or "", annotation.quote, annotation.suffix or "")
                places = re.findall(r"\s*".join(map(re.escape, parts)), words_of(article))
                if len(places) != 1 and annotation.occurrence is None:
                    ambiguous.append(annotation.quote)
        assert ambiguous == []

    def test_quotes_lie_within_one_paragraph(self, path: Path) -> None:
        for article in input_of(path).articles:
            paragraphs = words_of(article).split("\n")
            for annotation in article.annotations:
                assert any(annotation.quote in paragraph for paragraph in paragraphs), annotation.quote

    def test_ids_are_named_once_cited_and_known(self, path: Path) -> None:
        ids = named_ids(input_of(path))
        assert len(ids) == len(set(ids))
        assert set(ids) == cited_ids(input_of(path))

    def test_every_judgment_has_what_the_trade_asks_for(self, path: Path) -> None:
        for judgment in input_of(path).key_judgments:
            assert judgment.confidence is not None, judgment.statement
            assert judgment.basis, judgment.statement
            assert judgment.evidence, judgment.statement
            assert judgment.assumptions, judgment.statement
            assert judgment.change_indicators, judgment.statement

    def test_judgments_do_not_hedge(self, path: Path) -> None:
        briefing = input_of(path)
        statements = [j.statement for j in briefing.key_judgments] + [briefing.bottom_line or ""]
        assert [s for s in statements if HEDGES.search(s)] == []

    def test_likelihood_stands_in_the_statement_and_confidence_does_not(self, path: Path) -> None:
        briefing = input_of(path)
        claims = [(j.likelihood, j.statement) for j in briefing.key_judgments]
        for article in briefing.articles:
            claims += [
                (a.likelihood, a.statement) for a in article.annotations if a.kind == "implication" and a.likelihood
            ]
        for likelihood, statement in claims:
            assert likelihood is not None, statement
            assert re.search(rf"\b{likelihood}\b", statement), statement
            assert not CONFIDENCE_WORDS.search(statement), statement

    def test_likelihood_terms_are_of_one_row(self, path: Path) -> None:
        briefing = input_of(path)
        found = [SCALES[briefing.scale].find(j.likelihood) for j in briefing.key_judgments if j.likelihood]
        assert found
        assert None not in found
        assert {row for _, row in filter(None, found)} == {0}

    def test_bottom_line_is_short_and_says_what_a_judgment_supports(self, path: Path) -> None:
        briefing = input_of(path)
        assert briefing.bottom_line is not None
        assert len(briefing.bottom_line.split()) <= 80
        terms = sorted(SCALES[briefing.scale].terms, key=len, reverse=True)
        used = set(re.findall(rf"\b({'|'.join(terms)})\b", briefing.bottom_line))
        assert used
        assert used <= {j.likelihood for j in briefing.key_judgments}

    def test_high_confidence_never_rests_on_one_article(self, path: Path) -> None:
        briefing = input_of(path)
        home = {a.id: n for n, article in enumerate(briefing.articles) for a in article.annotations if a.id}
        for judgment in briefing.key_judgments:
            if len({home[e] for e in judgment.evidence}) == 1:
                assert judgment.confidence != "high", judgment.statement

    def test_sources_are_graded(self, path: Path) -> None:
        graded = [a.source.reliability and a.source.credibility for a in input_of(path).articles]
        assert all(graded)

    def test_reads_fills_and_checks_without_a_finding(self, path: Path) -> None:
        assert findings_of(path) == []


# --- the real article ------------------------------------------------------------------------


def test_the_article_is_in_the_input_word_for_word() -> None:
    _, headline, paragraphs = raw_article()
    (article,) = input_of(SEED).articles
    assert article.headline == headline
    assert article.text is not None
    assert article.text.rstrip("\n").split("\n\n") == list(paragraphs)


def test_the_article_was_published_when_its_file_says() -> None:
    stamp, _, _ = raw_article()
    (article,) = input_of(SEED).articles
    assert article.published is not None
    assert article.published.strftime("%a %b %d %H:%M:%S UTC %Y") == stamp


def test_every_paragraph_of_the_article_is_annotated() -> None:
    (article,) = input_of(SEED).articles
    for paragraph in words_of(article).strip().split("\n\n"):
        assert any(a.quote in paragraph for a in article.annotations), paragraph


def test_every_kind_is_annotated() -> None:
    (article,) = input_of(SEED).articles
    assert {a.kind for a in article.annotations} == {"actor", "agreement", "capability", "implication", "event"}


@pytest.mark.parametrize(
    "name",
    ["Pete Hegseth", "Gen Nakatani", "United States", "Japan", "China", "Philippines", "Trump administration"],
)
def test_whoever_acts_is_an_actor(name: str) -> None:
    (article,) = input_of(SEED).articles
    assert name in {a.name for a in article.annotations if a.kind == "actor"}


def test_the_missile_keeps_the_words_of_the_article_and_the_reading_is_marked() -> None:
    (article,) = input_of(SEED).articles
    (missile,) = [a for a in article.annotations if a.id == "mraam" and a.kind == "capability"]
    assert missile.quote == "Advanced Medium-Range Air-to-Air Missiles (MRAAM)"
    assert "MRAAM" in missile.aliases
    assert "AMRAAM" in missile.name
    assert missile.summary is not None
    assert "analyst’s assumption" in missile.summary


def test_the_only_day_named_is_that_of_the_dateline() -> None:
    """What the article does not date bears words for its time; a year or month beside them only sorts the timeline."""
    (article,) = input_of(SEED).articles
    dated = [a for a in article.annotations if a.kind in ("event", "agreement") and a.date is not None]
    assert {a.date for a in dated if a.kind == "agreement" or a.period is None} == {"2025-03-30"}
    assert all(len(a.date or "") < len("2025-03-30") for a in dated if a.kind == "event" and a.period is not None)


# --- the exercise in many languages ------------------------------------------------------------


def test_the_exercise_says_so_everywhere() -> None:
    words = ("演習", "تمرين", "תרגיל", "अभ्यास", "การฝึก", "УЧЕНИЯ", "ΑΣΚΗΣΗ", "演习", "훈련", "DIỄN TẬP")
    briefing = input_of(MULTILINGUAL)
    assert briefing.title.startswith("EXERCISE")
    assert briefing.series is not None
    assert briefing.series.startswith("EXERCISE")
    for article, word in zip(briefing.articles, words, strict=True):
        assert word in article.headline
        assert article.source.name.startswith("EXERCISE")


def test_the_exercise_has_each_language_once() -> None:
    languages = [article.language for article in input_of(MULTILINGUAL).articles]
    assert languages == ["ja", "ar", "he", "hi", "th", "ru", "el", "zh-Hans", "ko", "vi"]


@pytest.mark.parametrize(
    "letters",
    [
        pytest.param("「」、。――（）", id="Japanese punctuation"),
        pytest.param("\u064b\u064e\u064f\u0650\u0651\u0652٤٫٥٪", id="Arabic vowel signs and digits"),
        pytest.param("כ־יו״ר", id="Hebrew maqaf and gershayim"),
        pytest.param("क्षत्स्य१२", id="Devanagari conjuncts and digits"),
        pytest.param("น้ำทิพย์๒๕๖๘", id="Thai signs and digits"),
        pytest.param("ёъ№", id="Russian"),
        pytest.param("ᾠῆὁ·", id="Greek with breathings"),
        pytest.param("《》", id="Chinese punctuation"),
        pytest.param("순", id="Korean"),
        pytest.param("ượốẽầ", id="Vietnamese"),
        pytest.param("🎣👩🏽\u200d✈️⚓️", id="emoji of several characters"),
    ],
)
def test_the_exercise_keeps_the_hard_letters(letters: str) -> None:
    texts = "".join(words_of(article) for article in input_of(MULTILINGUAL).articles)
    assert [letter for letter in letters if letter not in texts] == []


# --- the guide -------------------------------------------------------------------------------


def snippets(kind: str) -> list[str]:
    """The guide's YAML blocks of a kind, which stands after `yaml` on the opening fence."""
    return re.findall(rf"^```yaml {kind}\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def seed_with(**changes: Any) -> Any:
    """The seed as data, some of its parts replaced."""
    return {**data_of(SEED.read_text(encoding="utf-8")), **changes}


def seed_with_annotations(annotations: Any) -> Any:
    (article,) = seed_with()["articles"]
    return seed_with(key_judgments=(), articles=({**article, "annotations": annotations},))


def test_the_guide_has_every_kind_of_snippet() -> None:
    assert all(snippets(kind) for kind in ("input", "annotations", "judgments", "source"))


def test_the_guide_marks_all_its_yaml() -> None:
    fences = re.findall(r"^```yaml.*$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    assert {fence.split()[-1] for fence in fences} == {
        "input",
        "annotations",
        "drafts",
        "judgments",
        "register",
        "source",
        "wrong",
    }


@pytest.mark.parametrize("snippet", snippets("input"))
def test_the_inputs_in_the_guide_have_no_findings(snippet: str, tmp_path: Path) -> None:
    path = tmp_path / "input.yaml"
    path.write_text(snippet, encoding="utf-8")
    assert findings_of(path) == []


@pytest.mark.parametrize("snippet", snippets("annotations"))
def test_the_annotations_in_the_guide_fit_the_real_article(snippet: str) -> None:
    (article,) = BriefingInput.model_validate(seed_with_annotations(data_of(snippet))).articles
    for annotation in article.annotations:
        assert annotation.quote in words_of(article)


@pytest.mark.parametrize("snippet", snippets("judgments"))
def test_the_judgments_in_the_guide_rest_on_annotations_of_the_real_input(snippet: str) -> None:
    briefing = BriefingInput.model_validate(seed_with(key_judgments=data_of(snippet)))
    assert cited_ids(briefing) <= set(named_ids(briefing))
    assert not any(HEDGES.search(judgment.statement) for judgment in briefing.key_judgments)


@pytest.mark.parametrize("snippet", snippets("source"))
def test_the_sources_in_the_guide_are_valid(snippet: str) -> None:
    assert Source.model_validate(data_of(snippet)).name


MISTAKES = [
    ("prepared_by: Indo", "prepard_by: Indo"),
    ("        parties: [United States, Japan]\n", ""),
    ("country: China", "country: [China]"),
    ("confidence: moderate", "confidence: medium"),
    ("date: 2025-03-30", "date: 30 March 2025"),
    ("summary: Newly launched. Coordinates", "summary: New: coordinates"),
    ("stance: Holds to an “America First” policy", 'stance: "America First" policy'),
    ("series:", "\tseries:"),
    ("id: mraam", "id: sm-6"),
    ('        date: "2025"\n        period: Before the visit to Japan\n', ""),
    ("quote: Japanese forces", "quote: the Japanese armed forces"),
    ("quote: the maintenance of U.S. warships and warplanes in Japan", "quote: Japan"),
    ("evidence: [america-first]", "evidence: [amercia-first]"),
    ("    evidence: [america-first]\n", ""),
    ("country: China", "country: Chinna"),
    ("        name: Japan\n      - kind: event", "        name: Japan\n        role: Partner\n      - kind: event"),
    ("likelihood: unlikely", "likelihood: improbable"),
    ("are likely to harden", "might harden"),
    ("confidence: moderate", "confidence: high"),
]
"""Words of the real input, and what somebody might write in their place."""


@pytest.mark.parametrize(("right", "wrong"), MISTAKES)
def test_the_guide_knows_what_briefgen_says_of_common_mistakes(right: str, wrong: str, tmp_path: Path) -> None:
    seed = SEED.read_text(encoding="utf-8")
    assert right in seed
    path = tmp_path / SEED.name
    path.write_text(seed.replace(right, wrong, 1), encoding="utf-8")
    guide = without_numbers(GUIDE.read_text(encoding="utf-8"))
    assert any(without_numbers(each) in guide for each in findings_of(path))


def without_numbers(text: str) -> str:
    """Lines and items change with the input; codes, which are words, stay."""
    return re.sub(r"\b\d+\b", "0", text)


def test_the_registers_of_the_guide_can_be_read() -> None:
    from briefgen.readers.register import register_of

    (written,) = snippets("register")
    assert [each.kind for each in register_of(written.encode(), "register.yaml").names] == [
        "actor",
        "agreement",
        "capability",
    ]
