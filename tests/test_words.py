"""Words of likelihood, doubt and confidence, by families of sentences: person, tense, negation, modifier, clause.

A family is made by a grammar, not taken from prose; each sentence of it is labelled by the form it was made from.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from briefgen.checks.language import (
    Use,
    chosen_terms,
    confidences,
    estimates,
    hedges,
    likelihoods,
    percentages,
    sentences_of,
    unquoted,
    weak_hedges,
)
from briefgen.schema.vocabulary import SCALES, ScaleName
from briefgen.words import catalogue_of

WHO = [
    "Norvale",
    "The ministry",
    "Its northern fleet",
    "Both governments",
    "We judge that the board",
    "None of the ports",
]
DOES = ["resume talks", "close the strait by June", "buy the older missiles", "answer within a year"]
ICD = [band.terms[0] for band in SCALES["icd203"].bands if "chance" not in band.terms[0]]


def uses(text: str, scale: ScaleName = "icd203", language: str = "en") -> list[Use]:
    return [each.use for each in estimates(text, scale, language)]


# --- likelihood ------------------------------------------------------------------------------------


def said(term: str) -> Iterator[str]:
    """Somebody says that something has this likelihood."""
    for who, does in product(WHO, DOES):
        yield f"{who} is {term} to {does}."
        yield f"It remains {term} that {who} will {does}."
        yield f"We judge it {term}, given the budget, that {who} will {does}."
        yield f"That {who} will {does} was {term} even before the vote."
        yield f"In the near term, {who} seems {term} to {does}, although the budget is small."
        yield f"It is “{term}” that {who} will {does}."


@pytest.mark.parametrize("term", ICD)
def test_a_term_that_is_said_of_something_is_read(term: str) -> None:
    wrong = [text for text in said(term) if [found for _, found in likelihoods(text, "icd203")] != [term]]
    assert wrong == []


@pytest.mark.parametrize(
    ("adverb", "term"),
    [
        ("probably", "probable"),
        ("almost certainly", "almost certain"),
        ("likely", "likely"),
        ("very likely", "very likely"),
    ],
)
def test_an_adverb_is_read_as_its_term(adverb: str, term: str) -> None:
    texts = [
        form.format(who, does)
        for who, does in product(WHO, DOES)
        for form in (
            f"{{}} will {adverb} {{}}.",
            f"{{}} would {adverb} {{}} if asked.",
            f"{{}} {adverb} will {{}}.",
            f"{{}} has {adverb} begun to {{}}.",
        )
    ]
    assert [text for text in texts if [found for _, found in likelihoods(text, "icd203")] != [term]] == []


NEGATIONS = [
    "is not {}", "isn’t {}", "isn't {}", "is no longer {}", "is hardly {}", "is scarcely {}", "was never {}", "is not at all {}",
    "is not considered {}", "is by no means {}", "is far from {}", "is neither {} nor planned", "is not yet {}", "is anything but {}",
]  # fmt: skip


@pytest.mark.parametrize("negation", NEGATIONS)
def test_a_negated_term_is_not_read_as_the_bare_one(negation: str) -> None:
    texts = [
        f"It {negation.format(term)} that {who} will {does}."
        for term, who, does in product(["likely", "probable"], WHO, DOES)
    ]
    texts += [f"Not likely to {does}, in our view." for does in DOES]
    assert [text for text in texts if uses(text) != ["negated"]] == []


OF_NOT = [
    "{} will {} not {}.", "{} {} will not {}.", "{} would {} never {}.", "{} {} does not want to {}.", "{} will {} no longer {}.",
]  # fmt: skip


@pytest.mark.parametrize("frame", OF_NOT)
def test_an_adverb_before_a_negation_is_said_of_what_is_denied(frame: str) -> None:
    adverbs = {"probably": "probable", "almost certainly": "almost certain", "likely": "likely"}
    for who, does, (adverb, term) in product(WHO, DOES, adverbs.items()):
        text = frame.format(who, adverb, does)
        assert uses(text) == ["said of not"]
        assert [each for _, each in chosen_terms(text, "icd203")] == [term]
        assert list(likelihoods(text, "icd203")) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "L’accord ne tiendra probablement pas."),
        ("de", "Die Einigung hält wahrscheinlich nicht."),
        ("es", "El acuerdo probablemente no se mantendrá."),
    ],
)
def test_an_adverb_before_a_negation_is_said_of_what_is_denied_in_other_languages(language: str, text: str) -> None:
    assert uses(text, "icd203", language) == ["said of not"]
    assert [each for _, each in chosen_terms(text, "icd203", language)] == ["likely"]


@pytest.mark.parametrize("adverb", ["virtually", "practically", "all but", "as good as"])
def test_certainty_by_another_word_is_outside_the_scale(adverb: str) -> None:
    texts = [f"It is {adverb} certain that {who} will {does}." for who, does in product(WHO, DOES)]
    assert [text for text in texts if uses(text) != ["outside"]] == []


@pytest.mark.parametrize("adjective", ["probable", "highly probable"])
def test_an_adjective_right_before_its_noun_is_part_of_a_name(adjective: str) -> None:
    for frame in ["Prosecutors found {} cause.", "Doctors count {} cases.", "The panel named three {} causes."]:
        assert uses(frame.format(adjective)) == ["name"], frame
    for frame in ["Rain is {} along the coast.", "We think it {} they left.", "A split was judged {} last May."]:
        assert uses(frame.format(adjective)) == ["said"], frame


@pytest.mark.parametrize("verb", ["assesses", "rates", "puts", "considers"])
@pytest.mark.parametrize("noun", ["likelihood", "probability"])
def test_a_chance_that_is_rated_is_outside_the_scale(verb: str, noun: str) -> None:
    frames = [
        "{who} {verb} the {noun} of a strike as {level} for now.",
        "The {noun} of a strike is assessed as {level} for June.",
    ]
    levels = ["low", "very low", "moderate", "high"]
    texts = [
        frame.format(who=who, verb=verb, noun=noun, level=level)
        for frame, who, level in product(frames, WHO[:3], levels)
    ]
    assert [text for text in texts if uses(text) != ["outside"]] == []


MODIFIERS = [
    "quite",
    "fairly",
    "rather",
    "extremely",
    "highly",
    "somewhat",
    "relatively",
    "pretty",
    "overwhelmingly",
    "particularly",
    "vanishingly",
]


@pytest.mark.parametrize("modifier", MODIFIERS)
def test_a_modifier_that_the_scale_lacks_makes_no_term(modifier: str) -> None:
    texts = [f"{who} is {modifier} {term} to {does}." for who, does, term in product(WHO, DOES, ["likely", "unlikely"])]
    assert [text for text in texts if uses(text) != ["outside"]] == []


@pytest.mark.parametrize("comparison", ["more", "less", "most", "least", "as", "so", "too", "increasingly", "equally"])
def test_a_comparison_says_nothing_of_how_likely(comparison: str) -> None:
    texts = [f"{who} is {comparison} likely to {does} than before." for who, does in product(WHO, DOES)]
    assert [text for text in texts if uses(text) != ["compared"]] == []


@pytest.mark.parametrize(
    "words",
    [
        "more likely than not",
        "as likely as not",
        "in all likelihood",
        "in all probability",
        "a strong possibility",
        "a slim chance",
        "a slight possibility",
        "a moderate likelihood",
        "fairly good prospects",
    ],
)
def test_likelihood_in_words_of_no_scale_is_outside(words: str) -> None:
    texts = [f"There is, {words}, a plan by {who} to {does}." for who, does in product(WHO, DOES)]
    assert [text for text in texts if uses(text) != ["outside"]] == []


@pytest.mark.parametrize("noun", ["likelihood", "probability", "chance"])
@pytest.mark.parametrize(
    "level", ["is low", "remains very high", "is considered moderate", "was judged to be slim", "is still small"]
)
def test_a_likelihood_that_is_said_to_be_high_or_low_is_outside_the_scale(noun: str, level: str) -> None:
    texts = [f"The {noun} that {who} will {does} {level}." for who, does in product(WHO, DOES)]
    assert [text for text in texts if uses(text) != ["outside"]] == []


NAMES = [
    "The {} successor",
    "A {} outcome",
    "Its {} partners",
    "Norvale’s {} response",
    "Two {} sites",
    "One of the {} dates",
    "Any {} buyer",
    "This {} route",
    "{} targets",
]


@pytest.mark.parametrize("name", NAMES)
def test_an_adjective_before_its_noun_is_part_of_a_name(name: str) -> None:
    texts = [
        f"{name.format(term).capitalize()} was named when the ministry met."
        for term in ("likely", "probable", "unlikely")
    ]
    assert [text for text in texts if uses(text) != ["name"]] == []


@pytest.mark.parametrize(
    ("scale", "inside", "outside"),
    [
        (
            "icd203",
            ["very likely", "very unlikely", "probable", "highly probable"],
            ["highly likely", "highly unlikely"],
        ),
        ("phia", ["highly likely", "highly unlikely", "probable", "almost certain"], ["very likely", "very unlikely"]),
        ("nato", ["highly likely", "highly unlikely", "likely"], ["very likely", "very unlikely", "almost certain"]),
    ],
)
def test_each_scale_has_its_own_terms_and_no_other_s(scale: ScaleName, inside: list[str], outside: list[str]) -> None:
    for use, terms in (("said", inside), ("outside", outside)):
        texts = [f"{who} is {term} to {does}." for who, does, term in product(WHO, DOES, terms)]
        assert [text for text in texts if uses(text, scale) != [use]] == []


@pytest.mark.parametrize(
    "attribution",
    [
        "The minister said it was {}",
        "He called it {}",
        "According to the envoy, it is {}",
        "In the words of the board, it is {}",
    ],
)
def test_a_term_that_somebody_else_is_quoted_with_is_not_the_analyst_s(attribution: str) -> None:
    texts = [
        attribution.format(f"“{term}”") + f" that {who} will {does}." for term, who, does in product(ICD, WHO, DOES)
    ]
    assert [text for text in texts if uses(text)] == []


def test_words_that_are_spoken_of_are_not_used() -> None:
    for term in ("likely", "possibly"):
        text = f"Terms such as “{term},” convey a probability."
        assert not uses(text)
        assert not hedges(text)


def test_remote_is_a_term_where_it_is_said_of_a_chance() -> None:
    for chance, place in product(
        ["chance", "possibility", "prospect", "likelihood"], ["of a truce", "that talks resume", ""]
    ):
        assert uses(f"The {chance} {place} is remote.".replace("  ", " ")) == ["said"]
        assert uses(f"The {chance} {place} appears to be remote.".replace("  ", " ")) == ["said"]
        assert uses(f"There is a remote {chance} {place}.") == ["said"]
    for thing in ["islands", "control", "sensing", "villages in the north"]:
        assert uses(f"The remote {thing} remain open; access is remote.") == []


# --- hedges ----------------------------------------------------------------------------------------

HEDGED = [
    "{who} may {does}.", "{who} may not {does}.", "{who} may still {does}.", "{who} might {does}.", "{who} might even {does}.",
    "{who} could {does}.", "{who} could soon {does}.", "Perhaps {who} will {does}.", "{who} will possibly {does}.", "Possibly, {who} will {does}.",
    "It is possible that {who} will {does}.", "It is plausible that {who} will {does}.", "{who} appears to {does}.", "{who} seems to {does}.",
    "We cannot exclude that {who} will {does}.", "It cannot be ruled out that {who} will {does}.", "That {who} will {does} could not be excluded.",
    "There, {who} may, however, {does}.", "A move by {who} is possible, and would {does}.", "That {who} will {does} remains a possibility.",
    "How far {who} will go is open; it could {does}.", "{who} will conceivably {does}.", "Maybe {who} will {does}.", "{who} could potentially {does}.", "{who} MAY {does}.",
]  # fmt: skip
FIRM = [
    "{who} could not {does}.", "{who} did all it could to {does}.", "{who} could see the fleet.", "{who} could only watch.", "{who} could no longer {does}.",
    "The media may contact {who}.", "Members may apply for a seat.", "It was not possible for {who} to {does}.", "{who} will {does} as soon as possible.",
    "{who} gave all possible assistance.", "{who} will {does} wherever possible.", "{who} will, if possible, {does}.", "The grant made it possible to {does}.",
    "In May, {who} will {does}.", "{who} fears the might of the fleet.", "{who} said: “it could {does}”.", "{who} will {does} at the earliest possible date.",
    "{who} is able to {does}.", "{who} can {does}.", "{who} is likely to {does}.",
    "Perhaps most importantly, {who} will {does}.", "{who} may {does} under article 12.", "{who} may {does} in accordance with the treaty.",
    "The plan shows how far it could {does} alone.", "{who} left so that the board could {does}.", "Guards ensured that the board could {does}.",
    "No board could {does} in those years.", "Any member may {does}.", "{who} may be expected to {does}.", "We do not think that the board could {does}.",
]  # fmt: skip


ONCE = [
    "Last year", "Ten years ago", "At the time", "In those days", "Until recently", "Formerly", "In the early 1980s", "By 1944", "Before the war", "Until then",
]  # fmt: skip
AHEAD = [
    "By 2031",
    "Before the vote",
    "Within a year",
    "During the winter",
    "In the next war",
    "Last year’s drought aside",
]


def test_what_somebody_could_do_at_a_time_that_is_over_is_an_ability() -> None:
    for once, does in product(ONCE, DOES):
        assert not hedges(f"{once}, the northern fleet could {does}."), once
        assert not hedges(f"The northern fleet could {does} {once[0].lower()}{once[1:]}."), once
    assert not hedges("The crew could find no pilot.")
    assert not hedges("The two ports used to share a pilot that each could call.")


def test_what_somebody_could_do_at_a_time_ahead_is_left_open() -> None:
    for ahead, does in product(AHEAD, DOES):
        assert hedges(f"{ahead}, the northern fleet could {does}."), ahead


@pytest.mark.parametrize("law", ["treaty", "constitution", "new trade law", "rules", "charter", "lease"])
def test_what_a_law_lets_somebody_do_is_no_hedge(law: str) -> None:
    for does in DOES:
        assert not hedges(f"Under the {law}, either party may {does}.")
        assert not hedges(f"The {law} says that a party may {does}.")
        assert hedges(f"The {law} is silent; a party may {does}.")
        assert hedges(f"Under the {law}, either party could {does}.")


@pytest.mark.parametrize("form", HEDGED)
def test_a_hedge_is_found(form: str) -> None:
    texts = [form.format(who=who, does=does) for who, does in product(WHO, DOES)]
    assert [text for text in texts if not list(hedges(text))] == []


WEAK = ("possible site", "potentially", "plausible", "appears to", "seems to")


def test_a_hedge_that_may_say_something_else_is_distinguished_from_one_that_cannot() -> None:
    texts = [form.format(who="Norvale", does="resume talks") for form in HEDGED] + ["Norvale is a possible site."]
    weak = [text for text in texts if list(weak_hedges(text)) == list(hedges(text))]
    assert weak == [text for text in texts if any(word in text for word in WEAK) and "could" not in text]


@pytest.mark.parametrize("form", FIRM)
def test_ability_permission_and_set_phrases_are_no_hedges(form: str) -> None:
    texts = [form.format(who=who, does=does) for who, does in product(WHO, DOES)]
    assert [text for text in texts if list(hedges(text))] == []


# --- confidence ------------------------------------------------------------------------------------

LEVELS = ["low", "moderate", "high"]
CONFIDENT = [
    "We judge with {} confidence that talks resume.", "We have {} confidence in this assessment.", "A low-to-{} confidence judgment.", "Our confidence is {}.",
    "Confidence in this judgment is {}.", "Confidence in the assessment remains {}.", "There is a {} level of confidence.", "A {} degree of confidence attaches to it.",
    "Analytic confidence: {}.", "This is a {}-confidence estimate.", "Confidence: {}.", "The confidence level is {}.",
]  # fmt: skip
NOT_THE_ANALYST_S = [
    "Public confidence is {}.", "Consumer confidence remains {}.", "Investor confidence is {}.", "Voters have {} confidence in the government.",
    "There is {} confidence in the currency.", "Business confidence was {}.", "The {} tide gave confidence to the crew.", "Confidence in the alliance fell; prices are {}.",
]  # fmt: skip


@pytest.mark.parametrize("form", CONFIDENT)
def test_a_level_of_confidence_is_found(form: str) -> None:
    assert [level for level in LEVELS if len(list(confidences(form.format(level)))) != 1] == []


@pytest.mark.parametrize(
    "text",
    [
        "We are highly confident that talks resume.",
        "Analysts remain confident that it holds.",
        "We are moderately confident.",
    ],
)
def test_analysts_are_confident(text: str) -> None:
    assert len(list(confidences(text))) == 1


@pytest.mark.parametrize("form", NOT_THE_ANALYST_S)
def test_the_confidence_of_others_is_none_of_the_analyst_s(form: str) -> None:
    assert [level for level in LEVELS if list(confidences(form.format(level)))] == []


@pytest.mark.parametrize("who", ["We", "Analysts", "The agencies", "The intelligence community"])
@pytest.mark.parametrize("what", ["the date", "its origin", "the count of boats"])
def test_what_analysts_are_confident_in_is_theirs_whatever_it_is(who: str, what: str) -> None:
    assert len(list(confidences(f"{who} have moderate confidence in {what}."))) == 1


def test_the_confidence_of_a_minister_is_his_own() -> None:
    assert list(confidences("The minister is highly confident that talks resume.")) == []


# --- French, German, Spanish -----------------------------------------------------------------------

FOREIGN = {
    "fr": (
        ["Il est {} que l’accord tienne.", "Une reprise des négociations est {}.", "Il nous paraît {} que Norvale réponde avant juin."],
        {"très probable": "very likely", "probable": "likely", "peu probable": "unlikely", "improbable": "unlikely", "très peu probable": "very unlikely",
         "très improbable": "very unlikely", "presque certain": "almost certain", "hautement probable": "very likely", "vraisemblable": "likely"},
        ["Il n’est pas probable que l’accord tienne.", "Une reprise n’est guère probable.", "Ce n’est plus probable."],
        ["L’accord pourrait tenir.", "Il est possible que l’accord tienne.", "Peut-être l’accord tiendra-t-il.", "L’accord semble tenir.", "On ne peut exclure un échec."],
        ["L’accord peut entrer en vigueur dès que possible.", "Norvale ne pouvait pas répondre.", "L’accord tient."],
        ["Notre confiance est élevée.", "Nous estimons avec une confiance modérée que l’accord tient.", "Le niveau de confiance est faible."],
    ),
    "de": (
        ["Es ist {}, dass die Einigung hält.", "Eine Rückkehr an den Tisch ist {}.", "Wir halten es für {}, dass Norvale antwortet."],
        {"sehr wahrscheinlich": "very likely", "wahrscheinlich": "likely", "unwahrscheinlich": "unlikely", "sehr unwahrscheinlich": "very unlikely",
         "höchst unwahrscheinlich": "very unlikely", "nahezu sicher": "almost certain", "hochwahrscheinlich": "very likely"},
        ["Es ist nicht wahrscheinlich, dass die Einigung hält.", "Eine Rückkehr ist kaum wahrscheinlich.", "Das ist nicht mehr wahrscheinlich."],
        ["Die Einigung könnte halten.", "Möglicherweise hält die Einigung.", "Vielleicht hält sie.", "Es ist möglich, dass sie hält.", "Ein Bruch ist nicht auszuschließen."],
        ["Norvale konnte nicht antworten.", "Die Einigung gilt so bald wie möglich.", "Die Einigung hält."],
        ["Wir urteilen mit hoher Zuversicht.", "Die Konfidenz ist mittel.", "Mit geringer Konfidenz gilt das auch für Juni."],
    ),
    "es": (
        ["Es {} que el acuerdo se mantenga.", "Una vuelta a la mesa es {}.", "Nos parece {} que Norvale responda."],
        {"muy probable": "very likely", "probable": "likely", "poco probable": "unlikely", "improbable": "unlikely", "muy poco probable": "very unlikely",
         "muy improbable": "very unlikely", "casi seguro": "almost certain", "altamente probable": "very likely"},
        ["No es probable que el acuerdo se mantenga.", "Tampoco es probable.", "Ya no es probable que Norvale responda."],
        ["El acuerdo podría mantenerse.", "Quizás se mantenga.", "Tal vez se mantenga.", "Es posible que se mantenga.", "No se puede descartar un fracaso."],
        ["Norvale no pudo responder.", "El acuerdo rige lo antes posible.", "El acuerdo se mantiene."],
        ["Lo estimamos con alta confianza.", "El nivel de confianza es bajo.", "La confianza es moderada."],
    ),
}  # fmt: skip


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize(
    ("language", "frame"),
    [
        ("fr", "Il est {} que l’accord tienne."),
        ("de", "Es ist {}, dass die Einigung hält."),
        ("es", "Es {} que el acuerdo se mantenga."),
    ],
)
def test_the_terms_that_packets_print_are_understood_in_their_language(
    language: str, frame: str, scale: ScaleName
) -> None:
    catalogue = catalogue_of(language)
    for band in SCALES[scale].bands:
        for term in band.terms:
            words = catalogue.pgettext("likelihood", term)
            found = [each for _, each in likelihoods(frame.format(words), scale, language)]
            assert len(found) == 1 and found[0] in band.terms, (words, found)


GRAMMAR: list[tuple[str, str, list[Use]]] = [
    # German: an ending makes it an adjective before its noun, or a comparison; the bare form is said of something
    ("de", "Der {}e Nachfolger trat auf.", ["name"]),
    ("de", "Drei {}e Wege stehen offen.", ["name"]),
    ("de", "Ein Vergleich ist {}er als ein Streit.", ["name"]),
    ("de", "Ein Vergleich ist ähnlich {}.", ["compared"]),
    ("de", "Ein Vergleich ist {}.", ["said"]),
    # Romance: an adverb is said of the verb, though its subject stands before it
    ("fr", "Les autorités vont {}ment céder.", ["said"]),
    ("fr", "Les autorités ont {}ment cédé.", ["said"]),
    ("es", "Las autoridades {}mente cederán.", ["said"]),
    ("es", "Los autores {}mente cedieron.", ["said"]),
]


@pytest.mark.parametrize(("language", "frame", "use"), GRAMMAR)
def test_endings_tell_what_a_form_is_said_of(language: str, frame: str, use: list[Use]) -> None:
    stems = {"de": ["wahrscheinlich", "unwahrscheinlich"], "fr": ["probable"], "es": ["probable", "improbable"]}
    assert [stem for stem in stems[language] if uses(frame.format(stem), "icd203", language) != use] == []


OUTSIDE_ELSEWHERE = {
    "fr": ["Selon toute vraisemblance, l’accord tient.", "Il y a de fortes chances que l’accord tienne.", "La probabilité est modérément probable."],
    "de": ["Mit großer Wahrscheinlichkeit hält sie.", "Die Täter sind vermutlich geflohen.", "Die Wahrscheinlichkeit dafür ist gering."],
    "es": ["Con toda probabilidad el acuerdo se mantiene.", "Hay una alta probabilidad de protestas."],
}  # fmt: skip
DOUBT_ELSEWHERE = {
    "fr": ["Il n’est pas exclu que Norvale réponde.", "D’autres attaques sont possibles.", "Un échec reste toujours possible.", "Norvale est susceptible de répondre."],
    "de": ["Weitere Angriffe sind jederzeit möglich.", "Ein Bruch bleibt möglich."],
    "es": ["No cabe descartar un fracaso.", "Puede que Norvale responda.", "Una ruptura sigue siendo posible."],
}  # fmt: skip


@pytest.mark.parametrize("language", OUTSIDE_ELSEWHERE)
def test_other_languages_have_words_outside_the_scale_and_of_doubt(language: str) -> None:
    assert [text for text in OUTSIDE_ELSEWHERE[language] if "outside" not in uses(text, "icd203", language)] == []
    assert [text for text in DOUBT_ELSEWHERE[language] if not hedges(text, language)] == []


def test_a_german_guess_is_likely() -> None:
    texts = [f"{who} {verb} im Juni antworten." for who, verb in (("Norvale", "dürfte"), ("Die Häfen", "dürften"))]
    assert [[term for _, term in likelihoods(text, "icd203", "de")] for text in texts] == [["likely"], ["likely"]]
    assert uses("Die Behörden dürfen Daten speichern; sie durften es schon früher.", "icd203", "de") == []


@pytest.mark.parametrize("language", FOREIGN)
def test_other_languages_are_read_by_their_own_words(language: str) -> None:
    frames, terms, negated, hedged, firm, confident = FOREIGN[language]
    for frame, (words, term) in product(frames, terms.items()):
        assert [found for _, found in likelihoods(frame.format(words), "icd203", language)] == [term], frame.format(
            words
        )
    assert [text for text in negated if uses(text, "icd203", language) != ["negated"]] == []
    assert [text for text in hedged if not list(hedges(text, language))] == []
    assert [text for text in firm if list(hedges(text, language))] == []
    assert [text for text in confident if len(list(confidences(text, language))) != 1] == []


@pytest.mark.parametrize("language", ["fr", "de", "es", "fr-CA", "de-CH"])
def test_english_words_mean_nothing_in_another_language(language: str) -> None:
    text = "Likely, may, could and high confidence are English."
    assert [*estimates(text, "icd203", language), *hedges(text, language), *confidences(text, language)] == []


@pytest.mark.parametrize("language", ["pt", "it", "ja", "ar"])
def test_a_language_without_a_table_is_silent(language: str) -> None:
    text = "É improvável; è possibile; it is likely and could be, with high confidence."
    assert [*estimates(text, "icd203", language), *hedges(text, language), *confidences(text, language)] == []


# --- prose -----------------------------------------------------------------------------------------

PROSE: list[tuple[str, list[str], bool, bool]] = [
    (
        "The junta will most likely extend the state of emergency through the end of the year.",
        ["compared"],
        False,
        False,
    ),
    (
        "It is unlikely, though not impossible, that the central bank intervenes before the election.",
        ["unlikely"],
        False,
        False,
    ),
    ("Neither faction is likely to accept the draft without guarantees.", ["likely"], False, False),
    ("We assess that Moscow almost certainly views the corridor as vital.", ["almost certain"], False, False),
    ("Inflation is very likely to slow, but wages are unlikely to recover.", ["very likely", "unlikely"], False, False),
    ("The insurgents probably retain enough fighters to threaten provincial capitals.", ["probable"], False, False),
    ("A return to talks is improbable this quarter.", ["improbable"], False, False),
    ("Further sanctions would likely deepen the recession.", ["likely"], False, False),
    ("There is a roughly even chance that the coalition collapses.", ["roughly even chance"], False, False),
    ("The odds of a coup are remote.", ["remote"], False, False),
    ("The likely cost of the project has doubled.", ["name"], False, False),
    ("Analysts disagree on whether a default is likely.", ["likely"], False, False),
    ("The company denied that it was likely to close the plant.", ["likely"], False, False),
    ("China may seek to widen the buffer zone.", [], True, False),
    ("Militias could exploit the vacuum.", [], True, False),
    ("The ministry could not be reached for comment.", [], False, False),
    ("Officials said rebels might withdraw.", [], True, False),
    ("The president may dissolve parliament under article 12.", [], False, False),
    ("It was possible to cross the river until May.", [], False, False),
    ("Perhaps most importantly, the treaty binds both sides.", [], False, False),
    ("The regime appears to have lost control of the north.", [], True, False),
    ("We have moderate confidence in this judgment, because reporting is thin.", [], False, True),
    ("Our confidence in the estimate is low.", [], False, True),
    ("Confidence among investors is high.", [], False, False),
    ("This assessment is made with low to moderate confidence.", [], False, True),
    ("The general has high confidence in his troops.", [], False, False),
    ("Analysts have high confidence that the device failed.", [], False, True),
    ("The agency has only limited confidence in these figures.", [], False, True),
    ("Growing confidence in the currency helped exporters.", [], False, False),
    ("Restored high confidence among donors helped exporters.", [], False, False),
    ("There is high confidence among analysts that they left.", [], False, True),
    ("Cases rose, with high confidence in the surveillance data.", [], False, True),
    ("Cases rose, and our confidence in this is moderate.", [], False, True),
    ("It is not unlikely that the two will meet.", ["negated"], False, False),
    ("Few expect that talks are at all likely.", ["likely"], False, False),
    ("A ceasefire looks increasingly unlikely.", ["compared"], False, False),
    ("The deal is highly unlikely to survive.", ["outside"], False, False),
    ("There is a strong possibility of unrest.", ["outside"], False, False),
    ("It seems probable that the fleet sails.", ["probable"], False, False),
    ("Prices are just as likely to fall.", ["compared"], False, False),
    ("The group is likely planning attacks abroad.", ["likely"], False, False),
    ("Unlikely allies have joined the march.", ["name"], False, False),
    ("The army is in all likelihood divided.", ["outside"], False, False),
    ("The talks will in all probability fail.", ["outside"], False, False),
    ("It can be ruled out that they fired first.", [], False, False),
    ("We cannot fully rule out sabotage.", [], True, False),
    ("The convoy was last seen in May near the border.", [], False, False),
]
"""Sentences that were written as prose, not from a form: uses or terms, whether hedged, whether of confidence."""


@pytest.mark.parametrize(("text", "terms", "hedged", "confident"), PROSE)
def test_prose_that_no_form_was_made_for(text: str, terms: list[str], hedged: bool, confident: bool) -> None:
    found = [each.term if each.use == "said" else each.use for each in estimates(text, "icd203")]
    assert (found, any(hedges(text)), any(confidences(text))) == (terms, hedged, confident)


# --- the rest --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("likely (70%)", [(70, 70)]),
        ("a 30 per cent chance", [(30, 30)]),
        ("30–40%", [(30, 40)]),
        ("between 5 and 10 percent", [(5, 10)]),
        ("55% to 80%", [(55, 80)]),
        ("70 tons", []),
        ("1,500% more", []),
    ],
)
def test_percentages_are_read_with_their_bounds(text: str, bounds: list[tuple[int, int]]) -> None:
    assert [(low, high) for _, low, high in percentages(text)] == bounds


def test_blanked_quotations_keep_every_other_word_in_its_place() -> None:
    text = "He said “it could\nfail” and left."
    assert len(unquoted(text)) == len(text)
    assert unquoted(text).split() == ["He", "said", "and", "left."]


def test_a_sentence_may_end_with_an_abbreviation() -> None:
    text = "Talks are likely in the U.S. Our confidence is high."
    assert [text[start:end] for start, end in sentences_of(text)] == [
        "Talks are likely in the U.S.",
        "Our confidence is high.",
    ]
