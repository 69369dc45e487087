"""A filled briefing in, a STIX 2.1 bundle out: what platforms for threat intelligence take in.

The report holds it together; actors are identities, their countries and those of implications locations, judgments and
the other entries notes. Evidence is an external reference with the article's own words. Left out are the articles' texts,
and whatever of the packet is neither title, bottom line, judgment nor entry.

Source: STIX Version 2.1, OASIS Standard, 10 June 2021; the TLP 2.0 marking definitions of its extension of 2022.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from briefgen.diagnostics import IncompleteTable
from briefgen.kinds import KINDS, Kind
from briefgen.schema.briefing import (
    Actor,
    Agreement,
    AnnotatedArticle,
    Briefing,
    Capability,
    Entry,
    Event,
    Evidence,
    Judgment,
    RegionalImplication,
    ResolvedPlace,
)
from briefgen.schema.kinds import EntryKind, lists

Object = dict[str, Any]

_NAMESPACE = uuid5(NAMESPACE_URL, "https://briefgen.example/stix")
_TLP_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
_TLP_CREATED = "2022-10-01T00:00:00.000Z"
_TLP: Mapping[str, tuple[str, str]] = {
    "TLP:CLEAR": ("94868c89-83c2-464b-929b-a1a8aa3c8487", "clear"),
    "TLP:GREEN": ("bab4a63c-aed9-4cf5-a766-dfca5abac2bb", "green"),
    "TLP:AMBER": ("55d920b0-5e8b-4f79-9ee9-91f868d9b421", "amber"),
    "TLP:AMBER+STRICT": ("939a9414-2ddd-4d32-a0cd-375ea402b003", "amber+strict"),
    "TLP:RED": ("e828b379-4e03-4974-9ac4-e53a884c97c1", "red"),
}
"""The definitions that the standard itself names: their ids are the same everywhere."""
_CONFIDENCE: Mapping[str, int] = {
    "low": 15,
    "low to moderate": 33,
    "moderate": 50,
    "moderate to high": 68,
    "high": 85,
}
"""The standard's appendix A, None / Low / Med / High; a range of two lies between them."""
_IDENTITY_CLASSES: Mapping[str, str] = {
    "person": "individual",
    "government": "organization",
    "military": "organization",
    "organisation": "organization",
    "company": "organization",
}
_REGIONS: Mapping[str, str] = {
    "002": "africa",
    "014": "eastern-africa",
    "017": "middle-africa",
    "015": "northern-africa",
    "018": "southern-africa",
    "011": "western-africa",
    "019": "americas",
    "029": "caribbean",
    "013": "central-america",
    "419": "latin-america-caribbean",
    "021": "northern-america",
    "005": "south-america",
    "142": "asia",
    "143": "central-asia",
    "030": "eastern-asia",
    "034": "southern-asia",
    "035": "south-eastern-asia",
    "145": "western-asia",
    "150": "europe",
    "151": "eastern-europe",
    "154": "northern-europe",
    "039": "southern-europe",
    "155": "western-europe",
    "009": "oceania",
    "053": "australia-new-zealand",
    "054": "melanesia",
    "057": "micronesia",
    "061": "polynesia",
}
"""M49 code to the standard's own word for the region (region-ov)."""


_URI = "%:/?#[]@!$&'()*+,;=~"
"""Signs of an address that stay as they are; others are written in percent."""


def stix_bundle(briefing: Briefing) -> str:
    """The bundle, as JSON: the same bytes for the same briefing."""
    return json.dumps(_Bundle(briefing).made(), ensure_ascii=False, indent=2) + "\n"


class _Bundle:
    """What is made of one briefing: objects, each once, in the order of the packet."""

    def __init__(self, briefing: Briefing) -> None:
        self.briefing = briefing
        self.banner = briefing.marking.banner if briefing.marking else ""
        self.moment = f"{briefing.date.isoformat()}T00:00:00.000Z"
        self.key = "\n".join(
            (briefing.series or "", briefing.reference or "", briefing.title, self.moment, self.banner)
        )
        self.articles = {article.id: article for article in briefing.articles}
        marks = (mark for each in briefing.articles for paragraph in each.paragraphs for mark in paragraph.marks)
        self.fills = {mark.annotation: mark.entry for mark in marks}
        self.objects: dict[str, Object] = {}
        self.entries: dict[str, str] = {}
        """Id of an entry to that of its object."""
        self.actors: dict[str, str] = {}
        """Name or alias of an actor to the id of its object."""
        self.report = self._id("report", "")
        self.author = ""
        self.author = self._author()

    def made(self) -> Object:
        for row, entries in lists(self.briefing):
            for entry in entries:
                self.entries[entry.id] = self._actor(entry) if isinstance(entry, Actor) else self._entry(row, entry)
        for judgment in self.briefing.key_judgments:
            self._judgment(judgment)
        self._report()
        return {"type": "bundle", "id": self._id("bundle", ""), "objects": list(self.objects.values())}

    def _id(self, kind: str, name: str) -> str:
        return f"{kind}--{uuid5(_NAMESPACE, chr(10).join((self.key, kind, name)))}"

    def _add(self, kind: str, key: str, portion: str | None, /, **fields: Any) -> str:
        """An object, unless it is there already; its id. Fields that say nothing are left out."""
        identifier = self._id(kind, key)
        if identifier not in self.objects:
            marking = self._marking(self._label(portion))
            known = {
                "created_by_ref": self.author,
                "created": self.moment,
                "modified": self.moment,
                **fields,
                "lang": self.briefing.language,
                "object_marking_refs": [marking] if marking else [],
            }
            said = {name: value for name, value in known.items() if value not in (None, "", [])}
            self.objects[identifier] = {"type": kind, "spec_version": "2.1", "id": identifier, **said}
        return identifier

    # --- markings --------------------------------------------------------------------------------

    def _label(self, portion: str | None) -> str:
        """The banner that a portion's mark stands for; the briefing's own where it has none."""
        marking = self.briefing.marking
        label = marking.known(portion) if marking and portion else None
        return label.banner if label else (portion or self.banner)

    def _marking(self, words: str) -> str:
        """The id of a marking definition: the standard's own for TLP, else a statement of the words."""
        if not words:
            return ""
        says: Object
        if words in _TLP:
            number, value = _TLP[words]
            identifier, created = f"marking-definition--{number}", _TLP_CREATED
            extension = {"extension_type": "property-extension", "tlp_2_0": value}
            says = {"extensions": {_TLP_EXTENSION: extension}}
        else:
            identifier, created = self._id("marking-definition", words), self.moment
            says = {"definition_type": "statement", "definition": {"statement": words}}
        definition = {"type": "marking-definition", "spec_version": "2.1", "id": identifier, "created": created}
        self.objects.setdefault(identifier, {**definition, "name": words, **says})
        return identifier

    # --- who and where ---------------------------------------------------------------------------

    def _author(self) -> str:
        """Whoever prepared the briefing."""
        name = self.briefing.prepared_by
        return self._add("identity", "author", None, name=name, identity_class="organization") if name else ""

    def _location(self, place: ResolvedPlace | None) -> str:
        """A country's or region's location; nothing where the standard has no word for the place."""
        code = place.code if place else None
        if place is None or code is None:
            return ""
        where = {"country": code} if code.isalpha() else {"region": _REGIONS.get(code, "")}
        return self._add("location", code, None, name=place.name, **where) if any(where.values()) else ""

    def _actor(self, actor: Actor) -> str:
        identifier = self._add(
            "identity",
            actor.id,
            actor.portion,
            name=actor.name,
            description=_lines(actor.affiliation, actor.stance, actor.summary),
            roles=[actor.role] if actor.role else [],
            identity_class=_IDENTITY_CLASSES.get(actor.type or "", "unknown"),
            external_references=self._references(actor.evidence),
        )
        self.actors.update(dict.fromkeys((actor.name, *actor.aliases), identifier))
        if where := self._location(actor.country):
            relation = {"relationship_type": "located-at", "source_ref": identifier, "target_ref": where}
            self._add("relationship", f"{actor.id} located-at", actor.portion, **relation)
        return identifier

    # --- what is said ----------------------------------------------------------------------------

    def _entry(self, row: EntryKind, entry: Entry) -> str:
        title = getattr(entry, row.title)
        about = [self.actors[name] for name in _names(entry) if name in self.actors]
        about += filter(None, map(self._location, _places(entry)))
        return self._add(
            "note",
            entry.id,
            entry.portion,
            abstract=title,
            content=_CONTENTS[row.name](entry) or title,
            labels=[row.name],
            confidence=_CONFIDENCE.get(getattr(entry, "confidence", None) or ""),
            object_refs=[*dict.fromkeys(about)] or [self.report],
            external_references=self._references(entry.evidence),
        )

    def _judgment(self, judgment: Judgment) -> None:
        about = (self.entries.get(self.fills.get(each.annotation, "")) for each in judgment.grounds)
        likelihood = judgment.likelihood
        self._add(
            "note",
            judgment.id,
            judgment.portion,
            abstract=judgment.id,
            content=judgment.statement,
            labels=["judgment", *([f"{likelihood.term} ({likelihood.range})"] if likelihood else [])],
            confidence=_CONFIDENCE.get(judgment.confidence or ""),
            object_refs=[*dict.fromkeys(filter(None, about))] or [self.report],
            external_references=self._references(judgment.grounds),
        )

    def _report(self) -> None:
        """Marked as the whole briefing: it holds the bottom line, and names all objects."""
        self._add(
            "report",
            "",
            None,
            name=self.briefing.title,
            description=self.briefing.bottom_line,
            published=self.moment,
            object_refs=[each for each in self.objects if not each.startswith("marking-definition")] or [self._empty()],
            external_references=[_source(each, each.headline, external_id=each.id) for each in self.briefing.articles],
        )

    def _empty(self) -> str:
        """A report has to name something: of a briefing without entries, a note of its title."""
        return self._add("note", "title", None, content=self.briefing.title, object_refs=[self.report])

    def _references(self, evidence: Iterable[Evidence]) -> list[Object]:
        return [_source(self.articles[each.article], f"{each.reference}: “{each.quote}”") for each in evidence]


def _source(article: AnnotatedArticle, description: str, **more: str) -> Object:
    """An external reference; a mailbox or the like is an address too."""
    source = article.source
    url = {"url": quote(source.url, safe=_URI)} if source.url else {}
    return {"source_name": source.name, "description": description, **url, **more}


# --- the words of notes ----------------------------------------------------------------------------


def _lines(*parts: str | None) -> str:
    """What there is, a line each."""
    return "\n".join(filter(None, parts))


def _of_agreement(entry: Agreement) -> str:
    return _lines(", ".join(entry.parties), entry.status, entry.date, *entry.commitments, entry.summary)


def _of_capability(entry: Capability) -> str:
    return _lines(entry.type, entry.holder, entry.location, entry.change, entry.quantity, entry.summary)


def _of_implication(entry: RegionalImplication) -> str:
    places = ", ".join(place.name for place in _places(entry))
    likelihood = f"{entry.likelihood.term} ({entry.likelihood.range})" if entry.likelihood else None
    return _lines(entry.statement, places, entry.direction, entry.horizon, likelihood, entry.summary)


def _of_event(entry: Event) -> str:
    return _lines(entry.date or entry.period, entry.what, entry.place, ", ".join(entry.actors))


_CONTENTS: Mapping[Kind, Callable[[Any], str]] = {
    "agreement": _of_agreement,
    "capability": _of_capability,
    "implication": _of_implication,
    "event": _of_event,
}
"""What a note says of an entry; an actor is no note."""
if forgotten := {*KINDS} - {*_CONTENTS, "actor"}:
    raise IncompleteTable(f"no STIX object is made of the kind {sorted(forgotten)[0]}: `_CONTENTS` has no row for it")


def _names(entry: Entry) -> tuple[str, ...]:
    """Of the actors that an entry speaks of, as they stand in it."""
    match entry:
        case Agreement():
            return entry.parties
        case Capability():
            return (entry.holder,) if entry.holder else ()
        case Event():
            return entry.actors
        case _:
            return ()


def _places(entry: Entry) -> tuple[ResolvedPlace, ...]:
    return (*entry.regions, *entry.countries) if isinstance(entry, RegionalImplication) else ()
