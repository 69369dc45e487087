"""The folder's past inputs, the register and the open input in; the names of one kind with what is steady of them out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from briefgen.annotate.session import Session
from briefgen.knowing.history import NameUse, known_names, uses_in
from briefgen.knowing.past import uses_of_past
from briefgen.knowing.suggesting import suggest
from briefgen.names import with_names


def names_of_kind(session: Session, folder: Path, kind: str) -> list[dict[str, Any]]:
    """Those of the open input first, then by name."""
    own = _own(session)
    known = known_names([*uses_of_past([str(folder)], session.settings, without=session.path)[0], *own])
    here = {use.name for use in own}
    found = [each for each in known.names if each.kind == kind]
    found.sort(key=lambda each: (each.name not in here, each.name.casefold()))
    return [
        {
            "name": each.name,
            "aliases": [*each.aliases.values()],
            "kind": each.kind,
            "fields": {key: value for key, (value, _) in each.fields.items()},
            "from": "here" if each.name in here else "register" if each.is_registered else "past",
        }
        for each in found
    ]


def _own(session: Session) -> list[NameUse]:
    read = session.shown.examined.read
    return [*uses_in(read)] if read is not None else []


def add_suggestions_to(session: Session, folder: Path, digest: str) -> dict[str, Any]:
    """The state with a draft for each known name, and each dated sentence, that nothing marks yet."""
    with session.lock:
        session.expect(digest)
        read = session.shown.examined.read
        if read is None:
            return session.state()
        with with_names(session.settings.names):
            known = known_names(uses_of_past([str(folder)], session.settings, without=session.path)[0])
            found = suggest(read, known.names)
        return session.make(digest, found.edits, "suggest") | {"suggested": found.count}
