"""A distribution list and a briefing's marking in, what its recipients may get out."""

from __future__ import annotations

from msgspec.structs import replace

from briefgen.diagnostics import Diagnostic, Place
from briefgen.schema.marking import Marking, UnknownLabel
from briefgen.settings import DistributionList

ABOVE_THE_LIST = "BG790"


def may_get(group: DistributionList, marking: Marking | None) -> bool:
    """Whether recipients may get what is so marked. What bears no marking, or one that cannot be held against the
    list's, is for nobody: who may see it, nobody can say."""
    if marking is None:
        return False
    try:
        if marking.label.is_public:
            return True
        return marking.read_banner(group.marking).admits(marking.label)
    except UnknownLabel:
        return False


def edition_banner(group: DistributionList, marking: Marking | None, path: str) -> str | Diagnostic:
    """The banner of the edition that a list gets, empty for the whole packet; a finding where there can be none."""
    if marking is None:
        hint = "Give the briefing a `marking:`; recipients of a list get what is marked, up to the list's own marking."
        message = f"the list {group.name} gets nothing that bears no marking"
        return Diagnostic(ABOVE_THE_LIST, message, Place(path), hint=hint)
    most = group.edition or group.marking
    try:
        edition = marking.model_copy(update={"banner": marking.read_banner(most).banner})
    except UnknownLabel:
        return "" if may_get(group, marking) else _of_another_scheme(group, most, marking, path)
    if not may_get(group, edition):
        return above_the_list(group, edition, path)
    return "" if may_get(replace(group, marking=most), marking) else edition.banner


def _of_another_scheme(group: DistributionList, most: str, marking: Marking, path: str) -> Diagnostic:
    message = f"the marking of the list {group.name}, {most}, is none of the briefing's scheme, {marking.scheme}"
    hint = f"The briefing bears {marking.banner}. Deliver it to lists whose marking is of its scheme, by --list."
    return Diagnostic(ABOVE_THE_LIST, message, Place(path), hint=hint)


def above_the_list(group: DistributionList, marking: Marking | None, path: str) -> Diagnostic:
    """The finding for an edition that a list may not get."""
    bears = marking.banner if marking else "no marking"
    message = f"the list {group.name} may get {group.marking} at most, and this edition bears {bears}"
    hint = "Nothing was written. Name an `edition` that the list's `marking` covers, in briefgen.toml."
    return Diagnostic(ABOVE_THE_LIST, message, Place(path), hint=hint)
