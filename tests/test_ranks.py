"""How much points of a line matter: what is left out strays no farther than a map allows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress, pairwise
from math import degrees

import pytest

from briefgen.figures.projection import EARTH, Vector, vector
from briefgen.figures.ranks import _farthest, needed, ranks
from briefgen.figures.world import world


def stray(point: Vector, one: Vector, other: Vector) -> float:
    """Kilometres from a point to the straight line between two others."""
    along, to = [b - a for a, b in zip(one, other, strict=True)], [p - a for a, p in zip(one, point, strict=True)]
    square = sum(each * each for each in along) or 1.0
    share = max(0.0, min(1.0, sum(a * b for a, b in zip(along, to, strict=True)) / square))
    return EARTH * sum((b - a * share) ** 2 for a, b in zip(along, to, strict=True)) ** 0.5


@pytest.mark.parametrize("allowed", [0.5, 5.0, 40.0, 400.0])
def test_nothing_that_is_left_out_strays_farther_than_is_allowed(allowed: float) -> None:
    table = world()
    for number in range(0, len(table.caps), 60):
        line = [vector(degrees(x), degrees(y)) for x, y in zip(*table.arc(number), strict=True)]
        first, end = table.starts[number : number + 2]
        at = [*compress(range(len(line)), table.ranks[first:end].translate(needed(allowed)))]
        assert (at[0], at[-1]) == (0, len(line) - 1)
        for one, other in pairwise(at):
            # What is left of the table's own grid is a few hundred metres.
            assert all(stray(line[n], line[one], line[other]) <= allowed + 0.7 for n in range(one + 1, other))
        assert [*zip(*table.arc(number, allowed), strict=True)] == [
            [*zip(*table.arc(number), strict=True)][n] for n in at
        ]


def test_a_parallel_is_no_straight_line() -> None:
    """It bends on every map, however straight it is by its degrees."""
    line = [vector(lon, 49) for lon in range(-123, -95)]
    assert sum(rank > 0 for rank in ranks(line)) == len(line)
    assert sum(map(bool, ranks(line)[:1] + ranks(line)[-1:])) == 2
    assert len([*compress(line, ranks(line).translate(needed(40.0)))]) < len(line) / 3


def test_a_line_of_one_place_keeps_its_ends() -> None:
    place = vector(10, 50)
    assert [*compress("abc", ranks([place] * 3).translate(needed(1.0)))] == ["a", "c"]
    assert len(ranks([place])) == 1


@pytest.mark.parametrize("count", [500, 4_000])
def test_no_line_takes_the_square_of_its_points(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The farthest point of a comb is always one of the next."""
    looked_at: list[int] = []

    def counted(line: Sequence[Vector], first: int, last: int) -> tuple[int, float]:
        looked_at.append(last - first)
        return _farthest(line, first, last)

    monkeypatch.setattr("briefgen.figures.ranks._farthest", counted)
    comb = [vector(-20 + 40 * n / count, 10 * (n % 2)) for n in range(count)]
    found = ranks(comb)
    assert all(found)
    assert sum(looked_at) < 60 * count
