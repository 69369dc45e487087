"""Known names and a register's text in, the same register with what it lacked out: nothing that it says is changed.

What is added stands at the end of its list, or under the name that lacks it; comments and order stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from briefgen.anchor import folded
from briefgen.editing.editor import edited
from briefgen.editing.edits import Append, Edit, Set
from briefgen.knowing.history import KnownName
from briefgen.readers.register import REGISTER_LISTS
from briefgen.readers.yaml_reader import read_yaml

EMPTY = b"""\
# Names known already, with what is steady about them. An annotation that names one takes what it leaves out from here.
# briefgen.toml names this file: register = "register.yaml". `briefgen register inputs/` adds to it and changes nothing.
actors: []
agreements: []
capabilities: []
"""


def renewed(data: bytes, names: Iterable[KnownName], shown: str) -> tuple[bytes, int, int]:
    """The register with all that is known; how many names are new, and how many say more than they did."""
    value, _ = read_yaml(data, shown)
    known = [*names]
    edits: list[Edit] = []
    more = 0
    for kind, section in REGISTER_LISTS.items():
        held = {folded(each["name"]): n for n, each in enumerate((value or {}).get(section) or ())}
        for each in known:
            if each.kind == kind and each.is_registered and folded(each.name) in held:
                number = held[folded(each.name)]
                found = [*_completed(each, value[section][number], (section, number))]
                edits += found
                more += bool(found)
    new = 0
    for kind, section in REGISTER_LISTS.items():
        added = tuple(_entry(each) for each in known if each.kind == kind and not each.is_registered)
        if added:
            edits.append(Append((section,), added))
            new += len(added)
    return (edited(data, edits, shown) if edits else data), new, more


def _entry(known: KnownName) -> dict[str, Any]:
    aliases = {"aliases": tuple(known.aliases.values())} if known.aliases else {}
    return {"name": known.name, **aliases, **{name: value for name, (value, _) in known.fields.items()}}


def _completed(known: KnownName, written: dict[str, Any], loc: tuple[str | int, ...]) -> Iterable[Edit]:
    taken = {folded(each) for each in (written["name"], *(written.get("aliases") or ()))}
    if more := tuple(each for key, each in known.aliases.items() if key not in taken):
        yield Set((*loc, "aliases"), (*(written.get("aliases") or ()), *more))
    for name, (value, _) in known.fields.items():
        if written.get(name) in (None, ()):
            yield Set((*loc, name), value)
