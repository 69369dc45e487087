"""A line on the Earth goes in; how much each of its points matters comes out, so that a map of any scale takes those it needs.

By Douglas and Peucker's way: of the points between two, the one that lies farthest from the straight line through the Earth
matters so much as it is far. What a map leaves out strays no farther than it allows, great circles and parallels included.
A line whose farthest points cut off little each time is halved instead, so that none takes the square of its points.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import log2, sqrt

from briefgen.figures.projection import EARTH, Vector

_ALWAYS = 255
_FINEST = 0.5
"""Kilometres; what strays less has no rank."""
_DEEPEST = 40
"""Cuts within cuts at a farthest point; the coasts of the world come to 23."""
_PER_DOUBLE = 4
"""Ranks from a distance to twice as much."""


def rank_of(kilometres: float) -> int:
    """Of what strays so far."""
    return 1 + int(_PER_DOUBLE * log2(kilometres / _FINEST)) if kilometres >= _FINEST else 0


@cache
def needed(kilometres: float) -> bytes:
    """For each rank, whether a map needs its points if its lines may stray so far."""
    least = rank_of(kilometres)
    return bytes(rank >= least for rank in range(256))


def ranks(line: Sequence[Vector]) -> bytes:
    """Of each point; the ends are always needed, and no point is without those that decide how far it strays."""
    found = bytearray(len(line))
    found[0] = found[-1] = _ALWAYS
    waiting = [(0, len(line) - 1, _ALWAYS, 0)]
    while waiting:
        first, last, most, depth = waiting.pop()
        if last - first > 1:
            at, far = _farthest(line, first, last)
            rank = min(most, rank_of(far * EARTH))
            if depth >= _DEEPEST:
                at = (first + last) // 2  # any point will do that is needed where the farthest strays too far
            if rank:
                found[at] = rank
                waiting += (first, at, rank, depth + 1), (at, last, rank, depth + 1)
    return bytes(found)


def _farthest(line: Sequence[Vector], first: int, last: int) -> tuple[int, float]:
    """The point between two that is farthest from the line between them, and how far, in radii of the Earth."""
    (a, b, c), (x, y, z) = line[first], line[last]
    x, y, z = x - a, y - b, z - c
    square = x * x + y * y + z * z or 1.0
    squares = []
    for p, q, r in line[first + 1 : last]:
        u, v, w = p - a, q - b, r - c
        along = u * x + v * y + w * z
        beside = 0.0 if along <= 0 else square if along >= square else along
        squares.append(u * u + v * v + w * w - beside * (2 * along - beside) / square)
    most = max(squares)
    return first + 1 + squares.index(most), sqrt(max(0.0, most))
