"""Words of an input in, what they stand for out: countries, regions, terms of likelihood."""

from __future__ import annotations

from msgspec import Struct, field

from briefgen.diagnostics import Diagnostic, Severity
from briefgen.names import Resolved, resolve_country, resolve_region, same_place, similar_countries, similar_regions
from briefgen.readers.places import Loc
from briefgen.readers.validation import close
from briefgen.readers.yaml_reader import ReadInput
from briefgen.schema.briefing import Likelihood, ResolvedPlace
from briefgen.schema.vocabulary import SCALES
from briefgen.words.localised import place_name


class Resolver(Struct):
    """Resolves words, and finds each unknown one where it first stands."""

    read: ReadInput
    findings: list[Diagnostic]
    reported: set[tuple[str, str]] = field(default_factory=set)

    @property
    def language(self) -> str:
        return self.read.input.language

    def country(self, written: str | None, loc: Loc) -> ResolvedPlace | None:
        if written is None:
            return None
        resolved = resolve_country(written, self.language)
        if not resolved.known:
            hint = _meant(
                similar_countries(written, self.language), "Write a country's name, or its ISO 3166 code in capitals."
            )
            self._unknown("BG303", "country", written, loc, Severity.WARNING, hint)
        return self._place(resolved)

    def region(self, written: str, loc: Loc) -> ResolvedPlace:
        resolved = resolve_region(written, self.language)
        if not resolved.known:
            hint = _meant(
                similar_regions(written, self.language),
                "It is printed as written, and is grouped by these words alone.",
            )
            self._unknown("BG304", "region", written, loc, Severity.NOTE, hint)
        return self._place(resolved)

    def likelihood(self, term: str | None, loc: Loc) -> Likelihood | None:
        if term is None:
            return None
        scale = SCALES[self.read.input.scale]
        found = scale.find(term)
        if found is None:
            guess = close(term, scale.terms)
            meant = f"Did you mean “{guess}”?\n" if guess else ""
            message = f"“{term}” is not a term of the scale {scale.title}"
            other = next((each.name for each in SCALES.values() if each.find(term)), "")
            meant = f"It is a term of another scale: `scale: {other}`.\n" if other else meant
            hint = f"{meant}One of: {', '.join(scale.terms)}; or none for a statement of fact."
            self.findings.append(Diagnostic("BG401", message, self.read.places.at(loc), hint=hint))
            return None
        step, row = found
        band = scale.bands[step - 1]
        return Likelihood(term=band.terms[row], step=step, steps=len(scale.bands), range=band.range)

    def _place(self, resolved: Resolved) -> ResolvedPlace:
        """A place that was written as a code has its name in the briefing's language."""
        name = resolved.name
        if resolved.code and name != resolved.written:
            name = place_name(resolved.code, name, self.language)
        return ResolvedPlace(written=resolved.written, code=resolved.code, name=name)

    def _unknown(self, code: str, what: str, written: str, loc: Loc, severity: Severity, hint: str) -> None:
        if (code, written) not in self.reported:
            self.reported.add((code, written))
            place = self.read.places.at(loc)
            self.findings.append(Diagnostic(code, f"“{written}” is not a known {what}", place, severity, hint))


def same_country(one: str, other: str, language: str = "en") -> bool:
    """Whether two ways to write a country mean the same one."""
    first, second = resolve_country(one, language), resolve_country(other, language)
    if not (first.known and second.known):
        return False
    return first.code == second.code if first.code or second.code else same_place(one, other, language)


def _meant(similar: tuple[str, ...], otherwise: str) -> str:
    return f"Did you mean {' or '.join(similar)}? {otherwise}" if similar else otherwise
