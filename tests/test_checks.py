"""The table of rules, and the rules that read running text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from briefgen.checks import FAMILIES, RULES, by_code
from briefgen.checks.language import confidences, hedges, likelihoods, sentences_of
from briefgen.checks.page import rules_page
from briefgen.diagnostics import IncompleteTable

PACKAGE = Path(__file__).parent.parent / "briefgen"
_CODE = re.compile(r"\bBG\d{3}\b")


def codes_that_are_given() -> set[str]:
    """Every code that a module outside the table names."""
    modules = [path for path in PACKAGE.rglob("*.py") if path.parent.name not in ("checks", "cli")]
    modules += [PACKAGE / "cli" / f"{name}.py" for name in ("freeze", "log", "new")]
    modules += [PACKAGE / "new_file.py", PACKAGE / "new_input.py"]
    modules.append(PACKAGE / "checks" / "judging.py")
    return {code for path in modules for code in _CODE.findall(path.read_text("utf-8"))}


def test_every_code_has_its_page_and_every_page_its_code() -> None:
    looked_for_here = {code for code, rule in RULES.items() if rule.check}
    assert codes_that_are_given() | looked_for_here == set(RULES)


def test_a_code_that_is_given_to_two_rules_is_named() -> None:
    with pytest.raises(IncompleteTable, match=r"BG201"):
        by_code([*RULES.values(), replace(RULES["BG201"], title="Another")])


def test_no_code_stands_for_two_rules() -> None:
    text = "".join(path.read_text("utf-8") for path in (PACKAGE / "checks").glob("*.py"))
    declared = re.findall(r'Rule\(\s*"(BG\d{3})"', text)
    assert sorted(declared) == sorted(set(declared)) == sorted(RULES)


@pytest.mark.parametrize("code", RULES)
def test_each_page_says_what_and_why_and_what_to_do(code: str) -> None:
    rule = RULES[code]
    page = rule.page()
    assert page.startswith(f"{code}  {rule.title} ({rule.severity.word})\n")
    assert "\nWhat\n    " in page
    assert "\nWhy\n    " in page
    assert "\nExample\n    " in page
    assert "\nUse instead\n    " in page
    assert code[:3] in FAMILIES
    assert not rule.title.endswith(".")
    assert max(map(len, page.splitlines())) <= 140


def test_the_page_of_all_rules_is_current() -> None:
    assert (PACKAGE.parent / "schemas/RULES.md").read_text("utf-8") == rules_page(), "run `briefgen schema`"


def test_each_link_of_the_page_leads_to_its_rule() -> None:
    page = rules_page()
    links = re.findall(r"\(#(bg\d{3})\)", page)
    headings = [heading.lower() for heading in re.findall(r"^### (BG\d{3})$", page, re.MULTILINE)]
    assert headings == [code.lower() for code in RULES]
    assert links[: len(headings)] == headings, "the contents list each rule once"
    assert set(links) == set(headings)


# --- running text ----------------------------------------------------------------------------


def words(text: str, spans: object) -> list[str]:
    return [text[start:end] for start, end in spans]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The agreement could ease shortages.", ["could"]),
        ("It may not hold and might even fail.", ["may", "might"]),
        ("Talks are possible, perhaps in June.", ["are possible", "perhaps"]),
        ("In May, the talks resume.", []),
        ("The military might of the alliance grows.", []),
        ("It will be done as soon as possible.", []),
        ("Hegseth said “it could happen”; it is likely.", []),
        ("The agreement is unlikely to ease shortages.", []),
    ],
)
def test_hedges_are_reported_from_words_that_look_like_them(text: str, found: list[str]) -> None:
    assert words(text, hedges(text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("War is very likely.", ["very likely"]),
        ("Talks will probably resume and are highly\nprobable to end.", ["probable", "highly probable"]),
        ("It is almost certainly so.", ["almost certain"]),
        ("The remote islands; a remote chance of rain.", ["remote"]),
        ("It is not likely; it isn’t likely.", []),
        ("Unlike others, the likelihood rose.", []),
        ("There is a roughly even chance, and almost no chance of more.", ["roughly even chance", "almost no chance"]),
    ],
)
def test_terms_of_the_scale_are_found_in_running_text(text: str, found: list[str]) -> None:
    assert [term for _, term in likelihoods(text, "icd203")] == found


def test_terms_are_those_of_the_briefing_s_own_scale() -> None:
    text = "There is a realistic possibility; it is likely."
    assert [term for _, term in likelihoods(text, "phia")] == ["realistic possibility", "likely"]
    assert [term for _, term in likelihoods(text, "icd203")] == ["likely"]


@pytest.mark.parametrize("text", ["with high confidence", "a low-confidence judgment", "Our confidence is moderate."])
def test_confidence_is_found_in_running_text(text: str) -> None:
    assert len(list(confidences(text))) == 1


def test_trust_between_people_is_no_confidence_of_the_analyst() -> None:
    assert list(confidences("Confidence in the alliance is likely to fall; a confident minister said so.")) == []


def test_sentences_do_not_end_at_initials_and_titles() -> None:
    text = "The U.S. Army met Gen. Nakatani. He spoke! “Was it so?” It was."
    assert words(text, sentences_of(text)) == [
        "The U.S. Army met Gen. Nakatani.",
        "He spoke!",
        "“Was it so?”",
        "It was.",
    ]
