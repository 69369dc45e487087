"""YAML text in; its nodes and all that is wrong with it out, what follows a mistake included.

libyaml stops at the first mistake. What was meant in that line is not known, so its value is put out of use (see
`UNREAD`) and the text is read again; every line and column stays where it is. What comes of such a reading is good
for further findings only: nothing is ever built of it.
"""

from __future__ import annotations

import re

from msgspec import Struct, field
from msgspec.structs import replace

from briefgen.diagnostics import Diagnostic, Place
from briefgen.lazy_patterns import lazy_pattern
from briefgen.readers.lookalikes import ODD_BLANKS, Lookalike, lookalikes_before
from briefgen.readers.places import Places
from briefgen.readers.source import RAW_FORBIDDEN, forbidden_characters
from briefgen.readers.yaml_comments import Scalar, YamlComment, bracket_lost, comments_among, words_lost
from briefgen.readers.yaml_mistakes import explain
from briefgen.readers.yaml_nodes import Composed, compose_nodes

UNREAD = "\U0010fffd"
"""Stands for each character of a value that could not be read."""

_READINGS = 25
"""How often a text is read again."""
_PAIR = lazy_pattern(
    r"(?P<lead>(?P<indent> *(?:- +)*)(?!- )(?:'[^']*'|\"[^\"\\]*\"|[^\s#:'\"\[\]{},&*!|>@`%][^:#]*):[ ]+)(?P<value>\S.*)"
)
_ITEM = lazy_pattern(r"(?P<lead>(?P<indent> *)(?:- +)+)(?P<value>\S.*)")
_INDENT = lazy_pattern(r" *(?:- +)*")
_HEADER = lazy_pattern(r"[|>][-+0-9]*[ \t]")


class Recovered(Struct):
    """A file as far as it could be read."""

    places: Places
    findings: list[Diagnostic]
    scalars: list[Scalar]
    comments: list[YamlComment]
    damaged: frozenset[int] = frozenset()
    """Lines, from 1, of which something was not read."""

    def knows(self, place: Place) -> bool:
        """Whether what stands there was read, so that what is found there was meant."""
        return place.line not in self.damaged


def read_nodes(text: str, name: str, composed: Composed | None = None) -> Recovered:
    """The nodes of a text; without a root where nothing more can be made of it. `composed`: where it was read already."""
    findings = forbidden_characters(text, name)
    damaged = {found.place.line for found in findings}
    reading = _Reading(Places(name, text), findings, damaged)
    known = composed if not findings else None
    return reading.whole(RAW_FORBIDDEN.sub(UNREAD, text) if findings else text, known)


class _Reading(Struct):
    places: Places
    findings: list[Diagnostic]
    damaged: set[int]
    lines: list[str] = field(default_factory=list)
    """As they were read when a mistake was found, repairs included."""

    def whole(self, text: str, known: Composed | None = None) -> Recovered:
        composed = known or compose_nodes(text, self.places.path)
        for _ in range(_READINGS):
            if composed.error is None:
                break
            self.lines = Places("", text).lines
            repaired = self.repaired(composed)
            if repaired is None:
                break
            text = repaired
            composed = compose_nodes(text, self.places.path)
        self.findings += composed.findings
        end = composed.error.problem_mark.index if composed.error and composed.error.problem_mark else None
        comments = [*comments_among(composed.scalars, self.places)]
        self.findings += words_lost(comments, self.places, end)
        if composed.error is not None:
            self.findings.append(last := self._last(self._explained(composed)))
            self.damaged.add(last.place.line)
        return Recovered(
            self.places.with_root(composed.places.root),
            _each_once(self.findings),
            composed.scalars,
            comments,
            frozenset(self.damaged),
        )

    def repaired(self, composed: Composed) -> str | None:
        """The text without the mistake that ended the reading; None where that cannot be told."""
        mark = composed.error.problem_mark if composed.error else None
        error = mark.line if mark else 0
        lookalikes = [*lookalikes_before(self.lines, self._near(composed.scalars, error), error, self.places)]
        for number, mistake in enumerate(lookalikes):
            self.findings += [mistake.found] if number == 0 else []  # one for all that follow each other
            line = self.lines[mistake.line]
            self.lines[mistake.line] = line[: mistake.start] + mistake.instead + line[mistake.end :]
            if mistake.value_follows:
                self._put_out_right_after(mistake)
        if lookalikes:
            return self._joined()
        found = self._explained(composed)
        if found.place.line in self.damaged or not 0 < found.place.line <= len(self.lines):
            return None
        self.findings.append(found)
        self._put_out_of_use(found.place.line - 1)
        return self._joined()

    def _last(self, found: Diagnostic) -> Diagnostic:
        """The mistake at which the reading ended, which says so where anything stands below it."""
        if not any(map(str.strip, self.lines[found.place.line :])):
            return found
        return replace(found, hint=f"{found.hint} What stands below was not read: more faults may follow.".lstrip())

    def _explained(self, composed: Composed) -> Diagnostic:
        mark = composed.error.problem_mark if composed.error else None
        lost = None
        if composed.open_at is not None:
            end = mark.index if mark else len(self.places.text)
            comments = comments_among(composed.scalars, self.places)
            lost = bracket_lost(comments, self.places, composed.open_at, end)
        return lost or explain(composed.error, self.places)

    def _near(self, scalars: list[Scalar], error: int) -> list[int]:
        """The lines at which a mistake may stand that was noticed in one: not those of a text that has its own end."""
        last = scalars[-3:]
        first = last[0].node.line if last else 0
        while first > 0 and self.lines[first - 1][:1] in tuple(ODD_BLANKS):
            first -= 1
        inside = {n for each in last if each.node.style for n in range(each.node.line + 1, each.node.end_line)}
        return [n for n in range(first, min(error + 1, len(self.lines))) if n not in inside]

    def _put_out_of_use(self, number: int) -> None:
        """The value of a line with all that continues it; the line where it has none."""
        self.damaged.add(number + 1)
        line = self.lines[number]
        pair = _PAIR.match(line) or _ITEM.match(line)
        if pair is None:
            self.lines[number] = " " * len(line)
        elif header := _HEADER.match(pair["value"]):
            kept = pair["lead"] + header[0].rstrip()
            self.lines[number] = kept.ljust(len(line))
        else:
            value = pair["value"].rstrip()
            self.lines[number] = pair["lead"] + UNREAD * len(value) + " " * (len(pair["value"]) - len(value))
            self._put_out_what_continues(number + 1, len(pair["indent"]))

    def _put_out_right_after(self, mistake: Lookalike) -> None:
        """The value that stands where its key's blank belongs: columns stay where the blank takes its first character."""
        self.damaged.add(mistake.line + 1)
        line = self.lines[mistake.line]
        value = line[mistake.end :].rstrip()
        self.lines[mistake.line] = line[: mistake.end] + " " + UNREAD * (len(value) - 1)
        self._put_out_what_continues(mistake.line + 1, len(_INDENT.match(line)[0]))  # type: ignore[index]

    def _put_out_what_continues(self, number: int, indent: int) -> None:
        while number < len(self.lines):
            line = self.lines[number]
            if line.strip() and len(line) - len(line.lstrip(" ")) <= indent:
                return
            if line.strip():
                self.damaged.add(number + 1)
                self.lines[number] = " " * len(line)
            number += 1

    def _joined(self) -> str:
        """The lines with the ends that they have in the file."""
        ends = re.findall(r"\r\n|\n|\r", self.places.text)
        return "".join(f"{line}{end}" for line, end in zip(self.lines, [*ends, ""], strict=True))


def _each_once(findings: list[Diagnostic]) -> list[Diagnostic]:
    """A mistake that several readings found is found once."""
    return list({(each.code, each.place.line, each.place.column, each.message): each for each in findings}.values())
