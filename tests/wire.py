"""Invented reports of one event out: an agency's story, its copies, and reports that merely look alike."""

from __future__ import annotations

import random
from collections.abc import Iterator

_SYLLABLES = ["ba", "do", "fen", "gri", "hal", "ka", "lum", "mer", "nor", "pel", "ris", "sto", "tan", "ul", "ven", "wi"]
_FRAMES = [
    "the {} {} of {} {} the {} in {}, and {} {} said so",
    "about {n} {} {} near the {} {} after {} had {} the {}",
    "{} {}, who {} the {} for {} years, heard from the {} that {} was {}",
    "officials in {} {} that no {} would {} before the {} {}",
    "a {} of {n} {} was {} to the {} by {}, while {} {} it",
    "it was not clear why {} {} the {}, or when {} would {}",
    "{n} of the {} had {} from {} to {} since the {} {}",
    "under the {} {}, each {} must {} its {} to {} within {n} days",
]
_LIKE = {
    "said": "stated", "near": "close to", "heard": "learned", "before": "ahead of", "while": "as", "clear": "known",
    "must": "has to", "within": "in under", "since": "after", "after": "once", "about": "some", "would": "will",
}  # fmt: skip
"""Words for words, as editors change them."""


def story(seed: int, paragraphs: int = 7, event: int | None = None) -> list[str]:
    """A report in words of its own; those of one event share its names."""
    chance, names = random.Random(seed), random.Random(f"event {seed if event is None else event}")
    shared = [_name(names) for _ in range(12)]
    return [" ".join(_sentence(chance, shared) for _ in range(3)) for _ in range(paragraphs)]


def _name(chance: random.Random) -> str:
    return "".join(chance.choice(_SYLLABLES) for _ in range(chance.randrange(2, 4)))


def _sentence(chance: random.Random, shared: list[str]) -> str:
    frame = chance.choice(_FRAMES)
    words = [chance.choice(shared) if chance.random() < 0.3 else _name(chance) for _ in range(frame.count("{}"))]
    said = frame.format(*words, n=chance.randrange(20, 900))
    return f"{said[0].upper()}{said[1:]}."


def copies(text: list[str]) -> Iterator[tuple[str, list[str]]]:
    """What outlets make of an agency's story, each with a name."""
    yield "whole", text
    yield "first four paragraphs", text[:4]
    yield "other order", [text[0], *reversed(text[1:])]
    yield "lead of its own", ["Anger grew in the harbour this week, as our readers know.", *text[1:]]
    yield "dateline", [f"NORVALE, March 30 (Example) - {text[0]}", *text[1:]]
    yield "background added", [*text, *story(991, 3)]
    yield "every third sentence cut", [_cut(each) for each in text]
    for rate in (0.04, 0.08, 0.12):
        for seed in range(8):
            yield f"{rate:.0%} of the words changed, {seed}", [_reworded(each, rate, seed) for each in text]


def _cut(paragraph: str) -> str:
    return ". ".join(each for number, each in enumerate(paragraph.split(". ")) if number % 3 != 1)


def _reworded(paragraph: str, rate: float, seed: int) -> str:
    chance = random.Random(f"{seed}{paragraph}")
    words = paragraph.split(" ")
    plain = [number for number, word in enumerate(words) if word.islower()]  # editors leave facts as they are
    for number in chance.sample(plain, max(1, round(rate * len(words)))):
        words[number] = _LIKE.get(words[number], f"{words[number][:-1]}ish")
    return " ".join(words)


QUOTATION = (
    "“We will not be moved from this quay until the board has read each of our letters aloud, has paid what it owes "
    "since last spring, and has said in public who gave the order to lock the gates,” the speaker told the crowd."
)


def of_one_event(seed: int) -> tuple[list[str], list[str]]:
    """Two reporters who heard the same speech."""
    return [*OWN[seed % len(OWN)], QUOTATION], [QUOTATION, *OWN[(seed + 1) % len(OWN)]]


OWN = (
    [
        "Rain fell on the harbour when Ada Lund climbed the crate and began to read from a crumpled sheet of paper.",
        "Few had expected her to come. Her brother, who drives a crane on the eastern wharf, held the umbrella over her.",
        "By noon the bakery on the corner had run out of bread, and children carried hot tea through the rows.",
    ],
    [
        "The harbour board meets on Thursday, and its chair faces a question that money alone will not settle.",
        "Four strikes within a year have cost the port two shipping lines, according to figures of the chamber of trade.",
        "Insurers, too, have begun to ask what a closed gate means for cargo that spoils within three days.",
    ],
    [
        "Norvale’s ferries stayed tied up for a second morning, leaving commuters to walk across the railway bridge.",
        "Transport officials promised buses from six o’clock; at seven, none had been seen on the island side.",
        "A spokeswoman for the line said tickets bought this week remain valid until the end of next month.",
    ],
)


def releases(days: int) -> list[str]:
    """What an office publishes each day, made from one form."""
    chance = random.Random(7)
    months = ["March", "April", "May", "June"]
    return [
        (
            f"{chance.randrange(3, 60)} vessels and {chance.randrange(2, 40)} aircraft were seen around the Outer Shoals "
            f"up until 6 a.m. on {months[day % 4]} {day + 3}. {chance.randrange(2, 39)} of the aircraft crossed the line "
            f"and entered the {chance.choice(['northern', 'central', 'eastern'])} zone of identification. The coast guard "
            f"has watched the situation and employed {chance.randrange(2, 19)} patrol boats and shore systems in response. "
            f"The office will publish its next report on {months[day % 4]} {day + 4}."
        )
        for day in range(days)
    ]
