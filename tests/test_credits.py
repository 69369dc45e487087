"""An agency's credit is read from an article, wherever newspapers put it; and what merely names an agency is none."""

from __future__ import annotations

import pytest

from briefgen.credits import credits_of, origin_name

AGENCIES = {
    "Reuters": "Reuters",
    "AP": "Associated Press",
    "The Associated Press": "Associated Press",
    "AFP": "Agence France-Presse",
    "Agence France-Presse": "Agence France-Presse",
    "dpa": "Deutsche Presse-Agentur",
    "EFE": "Agencia EFE",
    "ANSA": "ANSA",
    "TASS": "TASS",
    "Xinhua": "Xinhua",
    "Kyodo": "Kyodo News",
    "Yonhap": "Yonhap",
    "PTI": "Press Trust of India",
    "UPI": "United Press International",
}
FORMS = [
    "NORVALE ({}) - The board met.",
    "NORVALE, March 30 ({}) – The board met.",
    "Norvale, Mar 30 ({}) The board met.",
    "NORVALE ({}/Example) - The board met.",
    "NORVALE — {} — The board met.",
    "The board met on Sunday.\n{}",
    "The board met on Sunday.\n— {}",
    "The board met on Sunday.\nSource: {}",
    "The board met on Sunday. — {}",
    "The board met on Sunday. ({})",
    "By {}\nThe board met on Sunday.",
    "The board met on Sunday, {} reported.",
    "The board met on Sunday, {} has reported, citing two officials.",
    "The board met on Sunday, according to {}.",
    "As reported by {}, the board met on Sunday.",
    "Le conseil s’est réuni dimanche, selon {}.",
    "Le conseil s’est réuni dimanche, a rapporté l’agence {}.",
    "Der Vorstand trat am Sonntag zusammen, berichtete die Nachrichtenagentur {}.",
    "Der Vorstand trat am Sonntag zusammen, meldete {}.",
    "La junta se reunió el domingo, informó la agencia {}.",
    "La junta se reunió el domingo, según {}.",
    "Il consiglio si è riunito domenica, secondo {}.",
]
NONE = [
    "The chair told {} that the board met.",
    "The chair, who once worked for {}, met the board.",
    "({} Photo/Ada Lund) The board met.",
    "The board met.\n{}/Ada Lund",
    "A poll by {} and a university found that few care.",
    "{} photographs show the board.",
    "The board met. (Additional reporting by {})",
    "With inputs from {}",
    "The headquarters of {} stand in another town.",
    "The board praised {} – and its staff – for the pictures.",
    "The board met. Shares of {} fell.",
]


@pytest.mark.parametrize("form", FORMS)
def test_a_credit_is_read_in_each_form(form: str) -> None:
    read = {agency: credits_of(form.format(agency).split("\n")) for agency in AGENCIES}
    assert read == {agency: (name,) for agency, name in AGENCIES.items()}


@pytest.mark.parametrize("form", NONE)
def test_what_names_an_agency_is_no_credit(form: str) -> None:
    read = {agency: credits_of(form.format(agency).split("\n")) for agency in AGENCIES}
    assert read == dict.fromkeys(AGENCIES, ())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("МОСКВА, 30 марта. /ТАСС/. Совет собрался.", "TASS"),
        ("Москва. 30 марта. ИНТЕРФАКС - Совет собрался.", "Interfax"),
        ("Совет собрался, сообщает РИА Новости.", "RIA Novosti"),
        ("[東京 30日 ロイター] - 理事会が開かれた。", "Reuters"),
        ("【ロイター】理事会が開かれた。", "Reuters"),
        ("新华社东京3月30日电 理事会召开。", "Xinhua"),
        ("(서울=연합뉴스) 김 기자 = 이사회가 열렸다.", "Yonhap"),
        ("ROMA, 30 MAR - (ANSA) - Il consiglio", "ANSA"),
        ("Madrid, 30 mar (EFE).- La junta", "Agencia EFE"),
    ],
)
def test_other_scripts_have_credits_of_their_own(text: str, name: str) -> None:
    assert credits_of([text]) == (name,)


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Reuters", ("Reuters",)),
        ("By Reuters Staff", ("Reuters",)),
        ("Ada Lund, Associated Press", ("Associated Press",)),
        ("Ada Lund | AP", ("Associated Press",)),
        ("Ada Lund for AFP", ("Agence France-Presse",)),
        ("Ada Lund", ()),
        ("Ada Aplund", ()),
    ],
)
def test_a_by_line_credits(author: str, names: tuple[str, ...]) -> None:
    assert credits_of(["The board met."], author) == names


def test_a_sentence_that_names_several_credits_none() -> None:
    assert credits_of(["The board met, Reuters reported. AFP reported that it did not."]) == ()


def test_a_report_that_is_named_far_below_the_lead_is_no_credit() -> None:
    assert credits_of(["The board met. " * 80, "Its chair has left, Reuters reported."]) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AP", "The Associated Press"),
        ("AFP", "Agence France Presse"),
        ("Kyodo", "Kyodo News Agency"),
        ("tass", "ITAR-TASS"),
        ("reuters.com", "REUTERS"),
        ("Guardian", "The Guardian"),
    ],
)
def test_several_names_of_one_are_one(one: str, other: str) -> None:
    assert origin_name(one) == origin_name(other)


@pytest.mark.parametrize("name", ["CNA", "PA", "AA", "TT"])
def test_a_short_form_that_others_bear_is_no_agency_where_it_names_an_outlet(name: str) -> None:
    assert origin_name(name) == name.casefold()
