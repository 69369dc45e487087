"""Goes in: text that runs in both directions; comes out: an embedding level for each character, and a line's visual order.

The bidirectional algorithm (UAX #9), rules P2 to L2.  Classes come from `unicodedata`, so its Unicode version counts.
Characters that rule X9 removes bear the level of the character before them; they have no width in any case.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from msgspec import Struct, field

_RTL = re.compile(
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_OPENING = (
    "([{\u0f3a\u0f3c\u169b\u2045\u207d\u208d\u2308\u230a\u2329\u2768\u276a\u276c\u276e"
    "\u2770\u2772\u2774\u27c5\u27e6\u27e8\u27ea\u27ec\u27ee\u2983\u2985\u2987\u2989\u298b\u298d\u298f"
    "\u2991\u2993\u2995\u2997\u29d8\u29da\u29fc\u2e22\u2e24\u2e26\u2e28\u2e55\u2e57\u2e59\u2e5b\u3008"
    "\u300a\u300c\u300e\u3010\u3014\u3016\u3018\u301a\ufe59\ufe5b\ufe5d\uff08\uff3b\uff5b\uff5f\uff62"
)
_ENDING = (
    ")]}\u0f3b\u0f3d\u169c\u2046\u207e\u208e\u2309\u230b\u232a\u2769\u276b\u276d\u276f"
    "\u2771\u2773\u2775\u27c6\u27e7\u27e9\u27eb\u27ed\u27ef\u2984\u2986\u2988\u298a\u298c\u2990\u298e"
    "\u2992\u2994\u2996\u2998\u29d9\u29db\u29fd\u2e23\u2e25\u2e27\u2e29\u2e56\u2e58\u2e5a\u2e5c\u3009"
    "\u300b\u300d\u300f\u3011\u3015\u3017\u3019\u301b\ufe5a\ufe5c\ufe5e\uff09\uff3d\uff5d\uff60\uff63"
)
_PAIRS = dict(zip(_OPENING, _ENDING, strict=True))
# The angle brackets that are canonically equivalent count as the same pair.
_SAME = {"\u2329": "\u3008", "\u232a": "\u3009"}
_CLOSING = {_SAME.get(pair, pair) for pair in _PAIRS.values()}
_REMOVED = frozenset(("RLE", "LRE", "RLO", "LRO", "PDF", "BN"))
_ISOLATES = frozenset(("LRI", "RLI", "FSI"))
_NEUTRAL = frozenset(("B", "S", "WS", "ON", "LRI", "RLI", "FSI", "PDI"))
_STRONG = {"L": "L", "R": "R", "EN": "R", "AN": "R"}
_BACKWARD = frozenset(("R", "AL"))
_LETTERS = frozenset(("L", *_BACKWARD))
_MAX_DEPTH = 125
_MAX_BRACKETS = 63


def has_rtl(text: str) -> bool:
    """Whether the text has a character that could run from right to left."""
    return not text.isascii() and _RTL.search(text) is not None


def classes(text: str) -> list[str]:
    """The bidirectional class of each character; unassigned ones by their block."""
    return [unicodedata.bidirectional(character) or _unassigned(character) for character in text]


def _unassigned(character: str) -> str:
    if not _RTL.match(character):
        return "L"
    return "AL" if 0x600 <= ord(character) < 0x7C0 or 0x860 <= ord(character) < 0x900 else "R"


def first_strong(kinds: Sequence[str], start: int = 0, stop_at_isolate_end: bool = False) -> int | None:
    """Level of the first strong character outside isolates (rules P2 and P3), None if there is none."""
    depth = 0
    for kind in kinds[start:] if start else kinds:
        if kind in _ISOLATES:
            depth += 1
        elif kind == "PDI":
            if depth == 0 and stop_at_isolate_end:
                return None
            depth = max(depth - 1, 0)
        elif depth == 0 and kind in ("L", "R", "AL"):
            return int(kind != "L")
    return None


def runs_backward(parts: Sequence[tuple[str, int]], own: bool) -> bool:
    """Whether a paragraph runs from right to left: parts of text, each with the number of its isolate or 0.

    So it does where its language does (`own`); in another language where both the first letter and most of them do.
    Letters of isolates count only where there are no others: a single isolate then decides, of several all.
    """
    if own or not any(has_rtl(text) for text, _ in parts):
        return own
    kinds = classes("".join(text for text, _ in parts))
    outside = classes("".join(text for text, isolate in parts if not isolate))
    if not _LETTERS.isdisjoint(outside):
        kinds = outside
    elif len({isolate for _, isolate in parts if isolate}) > 1 and "L" in kinds:
        return False
    return first_strong(kinds) == 1 and sum(kind in _BACKWARD for kind in kinds) > kinds.count("L")


def levels(text: str, base: int) -> list[int]:
    """The resolved level of each character of a paragraph whose direction is `base` (0 left to right, 1 right to left)."""
    kinds = classes(text)
    found, resolved = _explicit(kinds, base)
    kept = [at for at, kind in enumerate(kinds) if kind not in _REMOVED]
    for run in _sequences(kinds, found, kept, base):
        _resolve(text, run, resolved, found)
    for at, kind in enumerate(kinds):
        if kind in _REMOVED:
            found[at] = found[at - 1] if at else base
    return found


def visual_order(found: Sequence[int]) -> list[int]:
    """Indexes from left to right (rule L2)."""
    order = list(range(len(found)))
    odd = [level for level in found if level % 2]
    if not odd:
        return order
    for level in range(max(found), min(odd) - 1, -1):
        start = None
        for at in range(len(order) + 1):
            inside = at < len(order) and found[order[at]] >= level
            if inside and start is None:
                start = at
            elif not inside and start is not None:
                order[start:at] = order[start:at][::-1]
                start = None
    return order


class _Explicit(Struct):
    """The state of rules X1 to X8."""

    stack: list[tuple[int, str, bool]]
    isolates_over: int = 0
    embeddings_over: int = 0
    valid_isolates: int = 0

    def push(self, odd: bool, override: str, isolate: bool) -> bool:
        level = self.stack[-1][0]
        level = (level + 1) | 1 if odd else (level + 2) & ~1
        if level <= _MAX_DEPTH and not self.isolates_over and not self.embeddings_over:
            self.stack.append((level, override, isolate))
            return True
        if isolate:
            self.isolates_over += 1
        elif not self.isolates_over:
            self.embeddings_over += 1
        return False

    def end_isolate(self) -> None:
        if self.isolates_over:
            self.isolates_over -= 1
            return
        if not self.valid_isolates:
            return
        self.embeddings_over = 0
        while not self.stack[-1][2]:
            self.stack.pop()
        self.stack.pop()
        self.valid_isolates -= 1

    def end_embedding(self) -> None:
        if self.isolates_over:
            return
        if self.embeddings_over:
            self.embeddings_over -= 1
        elif not self.stack[-1][2] and len(self.stack) > 1:
            self.stack.pop()


def _explicit(kinds: Sequence[str], base: int) -> tuple[list[int], list[str]]:
    """Levels by embeddings, overrides and isolates, and the classes that overrides leave."""
    state = _Explicit([(base, "", False)])
    found, resolved = [base] * len(kinds), list(kinds)
    for at, kind in enumerate(kinds):
        if kind in ("RLE", "LRE", "RLO", "LRO"):
            state.push(kind[0] == "R", kind[0] if kind[2] == "O" else "", False)
        elif kind == "PDF":
            state.end_embedding()
        elif kind in _ISOLATES:
            _mark(state, at, found, resolved)
            rtl = kind == "RLI" or (kind == "FSI" and first_strong(kinds, at + 1, True) == 1)
            state.valid_isolates += state.push(rtl, "", True)
        elif kind == "PDI":
            state.end_isolate()
            _mark(state, at, found, resolved)
        elif kind == "B":
            state = _Explicit([(base, "", False)])
        elif kind != "BN":
            _mark(state, at, found, resolved)
    return found, resolved


def _mark(state: _Explicit, at: int, found: list[int], resolved: list[str]) -> None:
    found[at] = state.stack[-1][0]
    resolved[at] = state.stack[-1][1] or resolved[at]


class _Sequence(Struct):
    """An isolating run sequence: its character offsets, level, and the directions at its two ends."""

    offsets: list[int] = field(default_factory=list)
    level: int = 0
    start: str = ""
    end: str = ""


def _sequences(kinds: Sequence[str], found: Sequence[int], kept: Sequence[int], base: int) -> Iterator[_Sequence]:
    """Rule X10."""
    open_isolates: list[_Sequence] = []
    current: _Sequence | None = None
    finished: list[tuple[_Sequence, bool]] = []
    before = base
    for place, at in enumerate(kept):
        previous = kinds[kept[place - 1]] if place else ""
        if kinds[at] == "PDI" and open_isolates:
            current = open_isolates.pop()
        elif current is None or previous in _ISOLATES or found[at] != before:
            current = _Sequence(level=found[at], start=_side(max(found[at], before)))
            finished.append((current, False))
        current.offsets.append(at)
        before = found[at]
        if kinds[at] in _ISOLATES:
            open_isolates.append(current)
        if kinds[at] == "B":
            open_isolates, current, before = [], None, base
    yield from _closed([run for run, _ in finished], kinds, found, kept, base)


def _closed(
    runs: list[_Sequence], kinds: Sequence[str], found: Sequence[int], kept: Sequence[int], base: int
) -> Iterator[_Sequence]:
    for run in runs:
        last = run.offsets[-1]
        place = bisect_left(kept, last) + 1
        after = found[kept[place]] if place < len(kept) and kinds[last] not in _ISOLATES else base
        run.end = _side(max(run.level, after))
        yield run


def _side(level: int) -> str:
    return "R" if level % 2 else "L"


def _resolve(text: str, run: _Sequence, resolved: Sequence[str], found: list[int]) -> None:
    """Rules W1 to I2 for one sequence."""
    kinds = [resolved[at] for at in run.offsets]
    _weak(kinds, run.start)
    _brackets(kinds, [text[at] for at in run.offsets], [resolved[at] for at in run.offsets], run)
    _neutral(kinds, run)
    for at, kind in zip(run.offsets, kinds, strict=True):
        if run.level % 2 == 0:
            found[at] = run.level + {"L": 0, "R": 1}.get(kind, 2)
        else:
            found[at] = run.level + (kind != "R")


def _weak(kinds: list[str], start: str) -> None:
    _marks_and_digits(kinds, start)
    _separators(kinds)
    _terminators(kinds)
    strong = start
    for at, kind in enumerate(kinds):
        if kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":  # W7
            kinds[at] = "L"


def _marks_and_digits(kinds: list[str], start: str) -> None:
    """W1 to W3."""
    previous = strong = start
    for at, kind in enumerate(kinds):
        if kind == "NSM":
            kinds[at] = kind = "ON" if previous in _ISOLATES or previous == "PDI" else previous
        previous = kind
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            kinds[at] = "AN"
    for at, kind in enumerate(kinds):
        if kind == "AL":
            kinds[at] = "R"


def _separators(kinds: list[str]) -> None:
    """W4."""
    for at in range(1, len(kinds) - 1):
        before, after = kinds[at - 1], kinds[at + 1]
        if before == after and (
            (kinds[at] == "CS" and before in ("EN", "AN")) or (kinds[at] == "ES" and before == "EN")
        ):
            kinds[at] = before


def _terminators(kinds: list[str]) -> None:
    """W5 and W6."""
    at = 0
    while at < len(kinds):
        end = at
        while end < len(kinds) and kinds[end] == "ET":
            end += 1
        if end > at:
            numeric = (at and kinds[at - 1] == "EN") or (end < len(kinds) and kinds[end] == "EN")
            kinds[at:end] = ["EN" if numeric else "ON"] * (end - at)
        elif kinds[at] in ("ES", "CS"):
            kinds[at] = "ON"
        at = max(end, at + 1)


def _brackets(kinds: list[str], characters: Sequence[str], original: Sequence[str], run: _Sequence) -> None:
    """N0: a pair of brackets takes one direction."""
    embedding = _side(run.level)
    for opening, closing in _bracket_pairs(kinds, characters):
        inside = {_STRONG[kind] for kind in kinds[opening + 1 : closing] if kind in _STRONG}
        if embedding in inside:
            direction = embedding
        elif inside:
            earlier = (kinds[at] for at in range(opening - 1, -1, -1))
            before = next((_STRONG[kind] for kind in earlier if kind in _STRONG), run.start)
            direction = before if before != embedding else embedding
        else:
            continue
        for at in (opening, closing):
            kinds[at] = direction
            follower = at + 1
            while follower < len(kinds) and original[follower] == "NSM":
                kinds[follower] = direction
                follower += 1


def _bracket_pairs(kinds: Sequence[str], characters: Sequence[str]) -> list[tuple[int, int]]:
    waiting: list[tuple[str, int]] = []
    pairs = []
    for at, character in enumerate(characters):
        if kinds[at] != "ON":
            continue
        if character in _PAIRS:
            if len(waiting) == _MAX_BRACKETS:
                return []
            pair = _PAIRS[character]
            waiting.append((_SAME.get(pair, pair), at))
            continue
        paired = _SAME.get(character, character)
        if paired in _CLOSING:
            for depth in range(len(waiting) - 1, -1, -1):
                if waiting[depth][0] == paired:
                    pairs.append((waiting[depth][1], at))
                    del waiting[depth:]
                    break
    return sorted(pairs)


def _neutral(kinds: list[str], run: _Sequence) -> None:
    """N1 and N2."""
    embedding = _side(run.level)
    before, at = run.start, 0
    while at < len(kinds):
        end = at
        while end < len(kinds) and kinds[end] in _NEUTRAL:
            end += 1
        if end > at:
            after = _STRONG[kinds[end]] if end < len(kinds) else run.end
            kinds[at:end] = [before if before == after else embedding] * (end - at)
        if end < len(kinds):
            before = _STRONG[kinds[end]]
        at = end + 1
