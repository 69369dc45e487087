"""Lines, keys and values of a YAML file in; a finding out for each character that is another than it looks.

Word processors, web pages and some keyboards write such blanks, dashes, colons and quotes. YAML notices them late, in
words that lead elsewhere, or not at all:

    title：Talks          no key: looked for in the lines before an error, BG004
    “title”: Talks        the quotes belong to the key: BG004
    title: “Talks”        the quotes belong to the value, and are printed: BG018
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from msgspec import Struct

from briefgen.diagnostics import Diagnostic, Place, Severity
from briefgen.readers.places import Places, ValueNode
from briefgen.readers.yaml_comments import Scalar

ODD_BLANKS = "\u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200C))) + "\u202f\u205f\u2060\u3000\ufeff"
# By each sign that begins a quotation, what ends it; a straight quote where the editor replaced only the first.
_ENDS = {
    "“": '”“"', "”": '”“"', "„": '“”"', "‟": '”"', "«": "»", "»": "«»", "‹": "›", "›": "‹›",
    "‘": "’'", "’": "’'", "‚": "‘’'", "‛": "’'", "「": "」", "『": "』", "｢": "｣", "＂": '＂"', "＇": "＇'",
    "〝": "〞〟", "﹁": "﹂", "﹃": "﹄", "❝": "❞", "❛": "❜",
}  # fmt: skip
_APOSTROPHES = "‘’‚‛＇"
"""They begin and end words, too: ‘Abd al-Aziz, ’90s."""
_ODD_QUOTES = "".join(sorted({*_ENDS, *"".join(_ENDS.values())} - {'"', "'"}))
_KEY = r"[A-Za-z_][\w-]*"
_DASHES, _COLONS = "\u2010-\u2015\u2212\u2022\u00b7\uff0d", "\uff1a\ufe55\ua789"
_BLANK, _DASH, _COLON, _QUOTE = "a plain space", "a plain -", "a plain : and a space", 'straight quotes, "..."'
_LOOKALIKES = (
    (_BLANK, rf"^[ {ODD_BLANKS}-]*?(?P<odd>[{ODD_BLANKS}])"),
    (_DASH, rf"^[ {ODD_BLANKS}]*(?P<odd>[{_DASHES}])(?=[ {ODD_BLANKS}])"),
    (_COLON, rf"^ *(?:- +)*{_KEY} *(?P<odd>[{_COLONS}])"),
    (_BLANK, rf"^ *(?:- +)*{_KEY}:(?P<odd>[{ODD_BLANKS}])"),
    (_QUOTE, rf"^ *(?:- +)*(?:{_KEY}: +)?(?P<odd>[{''.join(_ENDS)}])[^\"{_ODD_QUOTES}]*[{_ODD_QUOTES}\"']\s*$"),
)
"""What was meant, and blanks before a key, dashes before an item, colons, blanks after them, and quotes around a value.
Compiled when a file is faulty: so many characters take milliseconds."""


class Lookalike(Struct, frozen=True):
    """A character that is another than it looks, and what to read instead."""

    found: Diagnostic
    line: int
    start: int
    end: int
    instead: str
    value_follows: bool = False
    """Whether a value stands right after it, where a blank is needed: there is no room for one."""


def _named(odd: str) -> str:
    return f"{unicodedata.name(odd, 'character').lower()} (U+{ord(odd):04X})"


# --- where YAML cannot go on -----------------------------------------------------------------


def lookalikes_before(lines: list[str], window: Iterable[int], error: int, places: Places) -> Iterator[Lookalike]:
    """The first of some lines at or before an error; with it, odd blanks that indent the lines right after."""
    indent = _LOOKALIKES[0][1]
    first = next((each for number in window for each in _lookalikes(lines, number, error, places)), None)
    if first is None:
        return
    yield first
    for number in range(first.line + 1, len(lines)):
        match = re.match(indent, lines[number])
        if match is None or not re.match(indent, lines[first.line]):
            return
        yield _lookalike(lines[number], number, match, _BLANK, places)


def _lookalikes(lines: list[str], number: int, error: int, places: Places) -> Iterator[Lookalike]:
    for meant, pattern in _LOOKALIKES:
        if (meant != _QUOTE or number == error) and (match := re.match(pattern, lines[number])):
            yield _lookalike(lines[number], number, match, meant, places)


def _lookalike(line: str, number: int, match: re.Match[str], meant: str, places: Places) -> Lookalike:
    odd, start = match["odd"], match.start("odd")
    place = places.point(number, start, start + 1)
    found = Diagnostic("BG004", f"{_named(odd)} where YAML needs {meant}", place, hint=f"Write {meant}.")
    follows = meant == _COLON and not line[start + 1 : start + 2].isspace() and len(line) > start + 1
    return Lookalike(found, number, start, *_instead(line, start, meant), follows)


def _instead(line: str, start: int, meant: str) -> tuple[int, str]:
    """Where what is replaced ends, and as many characters that YAML knows."""
    if meant == _QUOTE:
        words = line[start:].rstrip()
        inside = words[1:-1].replace("\\", "/").replace('"', "'")
        return start + len(words), f'"{inside}"'
    if meant == _BLANK:  # all of them at once: one finding is enough for a line
        end = len(line) - len(line[start:].lstrip(f" {ODD_BLANKS}"))
        return end, " " * (end - start)
    return start + 1, "-" if meant == _DASH else ":"


# --- where YAML takes them for words ---------------------------------------------------------


def odd_structure(text: str) -> str:
    """What to do about a text or key that would be an item or a pair, but for one character; empty where none is."""
    for meant, pattern in _LOOKALIKES[:-1]:
        if match := re.match(pattern, text):
            odd = f"“{match['odd']}”, {_named(match['odd'])}"
            if meant == _DASH:
                return f"It begins with {odd}: list items have {_DASH}, keys have none."
            return f"It has a {odd}, where YAML needs {meant}."
    return ""


def bare_key(key: str) -> tuple[str, str, str]:
    """A key without the blanks and quotes that are others than they look; what is wrong with it, and what to do."""
    plain = key.strip(ODD_BLANKS)
    if plain and plain != key:
        message = f"a space that is not a plain one stands beside the key “{plain}”"
        return plain, message, "Write plain spaces before and after a key."
    if (quotes := _quotes_of(key)) and quotes.whole and (inside := key[1:-1].strip(f" {ODD_BLANKS}")):
        return inside, f"{_named(key[0])} before the key “{inside}”", f"Keys need no quotes: write {inside}:."
    return key, "", ""


_ITEM = rf"\s*(?P<odd>[-{_DASHES}])[ {ODD_BLANKS}]"


def items_joined(scalars: list[Scalar], places: Places) -> Iterator[Diagnostic]:
    """BG019 for each item of a list that goes on in a line which begins as another item does."""
    for scalar in scalars:
        node = scalar.node
        if node.style or scalar.is_key or node.end_line == node.line or not _is_item(node, places):
            continue
        for number in range(node.line + 1, node.end_line + 1):
            if match := re.match(_ITEM, places.lines[number]):
                yield _joined(places.point(number, match.start("odd"), match.end("odd")), match["odd"])


def _is_item(node: ValueNode, places: Places) -> bool:
    return places.lines[node.line][: node.column].rstrip().endswith("-")


def _joined(place: Place, sign: str) -> Diagnostic:
    message = f"this line begins with “{sign}”, {_named(sign)}, and is read as the rest of the item above"
    hint = "Write a plain - right below that of the item above, if it is an item of its own."
    return Diagnostic("BG019", message, place, Severity.NOTE, hint)


QUOTED = frozenset({"quote", "prefix", "suffix"})
"""Fields whose quotes are the article's, and are looked for there."""


def quotes_kept(scalars: list[Scalar], places: Places) -> Iterator[Diagnostic]:
    """BG018 for each plain value that is as a whole in such quotes, or begins with one that does not end."""
    for scalar in scalars:
        if scalar.word[:1] not in _ENDS or scalar.node.style or scalar.is_key or scalar.name in QUOTED:
            continue
        if quotes := _quotes_of(scalar.word):
            yield _kept(scalar, quotes, places)


class _Quotes(Struct, frozen=True):
    whole: bool
    """Whether they end where the text does."""
    words: str
    """What stands between them."""


def _quotes_of(text: str) -> _Quotes | None:
    """The quotes in which a text is as a whole, or that it begins with; None where quotes merely occur in it."""
    first, ends = text[:1], _ENDS.get(text[:1], "")
    if not ends:  # nearly all: nothing else is looked at
        return None
    words = text.rstrip(f" ,{ODD_BLANKS}")  # a comma is left of JSON
    if len(words) < 2:
        return None
    inside = words[1:-1]
    if words[-1] in ends:
        whole = _ends_only_there(first, ends, inside)
        bare = inside.strip(f" {ODD_BLANKS}")
        return _Quotes(True, bare) if whole and bare else None
    half = first not in _APOSTROPHES and not any(each in ends for each in words[1:])
    return _Quotes(False, words[1:].strip()) if half else None


def _ends_only_there(first: str, ends: str, inside: str) -> bool:
    """Whether the quotation that a text begins goes on to its end. An apostrophe ends none."""
    depth = 1
    for at, sign in enumerate(inside):
        if sign == first and (sign not in ends or inside[at - 1 : at].isspace()):
            depth += 1
        elif sign in ends and not (sign in _APOSTROPHES + "'" and inside[at - 1 : at + 2].replace(sign, "x").isalpha()):
            depth -= 1
        if depth == 0:
            return False
    return depth == 1


def _kept(scalar: Scalar, quotes: _Quotes, places: Places) -> Diagnostic:
    odd, end = scalar.word[0], scalar.word.rstrip(" ,")[-1]
    words = quotes.words if len(quotes.words) <= 40 else f"{quotes.words[:37]}..."
    message = f"{_named(odd)} around the whole text is printed with it"
    hint = (
        f'Write "{words}", or no quotes. If they are to be printed, put straight quotes around them: "{odd}...{end}".'
    )
    if not quotes.whole:
        message = f"{_named(odd)} begins a quotation that does not end"
        hint = f'Write "{words}" with straight quotes, or end the quotation.'
    return Diagnostic("BG018", message, _first_of(scalar.node, places), Severity.WARNING, hint)


def _first_of(node: ValueNode, places: Places) -> Place:
    end = node.end_column if node.line == node.end_line else 0
    return places.point(node.line, node.column, end)


def without_quotes(text: str) -> str:
    """What stands between the quotes in which a text is as a whole; empty where it is not."""
    quotes = _quotes_of(text)
    return quotes.words if quotes and quotes.whole else ""
