"""A PDF's objects go in; a digest of each page and of whatever else the document holds comes out, by name.

A page's digest is of its boxes, its content, its fonts and pictures, and of all areas that lie on it: what another
program stores elsewhere in the file, or packs otherwise, stays the same; what is drawn otherwise does not.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from briefgen.verify.content import digest
from briefgen.verify.pdf_objects import Name, Objects, ReadStream, Ref

_LEFT_OUT = frozenset(("Parent", "P", "Prev", "StructParent", "StructParents", "Length"))
"""What leads back to where one came from, or numbers objects."""
_READ = frozenset(("Pages", "StructTreeRoot", "Type"))
"""Entries of the catalogue that the reader follows itself."""
_PLAIN = frozenset((Name, bytes, int, float, bool, type(None)))
"""What says by itself what it is."""


@lru_cache(maxsize=256)
def _named(keys: tuple[str, ...]) -> tuple[str, ...]:
    """The entries of a dictionary that say what it is, in the order in which all of them are told."""
    return tuple(sorted({*keys} - _LEFT_OUT))


class Digests:
    """Digests of what objects say, whatever numbers they have."""

    def __init__(self, objects: Objects, page_numbers: dict[int, int]) -> None:
        self.objects = objects
        self.page_numbers = page_numbers
        self._known: dict[int, str] = {}

    def of(self, value: Any) -> str:
        return _digest(self._said(value))

    def document(self) -> dict[str, str]:
        """Of the catalogue's entries, and of the document's information."""
        root = self.objects.get(self.objects.trailer, "Root")
        found = {f"/{key}": self.of(value) for key, value in root.items() if key not in _READ}
        metadata = self.objects[root.get("Metadata")]
        if metadata is not None:  # alone of all streams it is stored unpacked, and packed by some programs
            found["/Metadata"] = digest(self.objects.decoded(metadata))
        return {**found, "/Info": self.of(self.objects.trailer.get("Info"))}

    def _said(self, value: Any) -> str:
        type_ = type(value)
        if type_ in _PLAIN:
            return repr(value)
        if type_ is dict:
            said = [
                f"/{key} {each!r}" if type(each := value[key]) in _PLAIN else f"/{key} {self._said(each)}"
                for key in _named(tuple(value))
            ]
            return f"<<{' '.join(said)}>>"
        if type_ is list:
            return repr(value) if _PLAIN.issuperset(map(type, value)) else f"[{' '.join(map(self._said, value))}]"
        if type_ is Ref:
            return self._referred(value)
        if type_ is ReadStream:
            return f"stream {self._said(value.entries)} {digest(value.raw)}"
        return repr(value)

    def _referred(self, reference: Ref) -> str:
        if reference in self.page_numbers:
            return f"page {self.page_numbers[reference]}"
        if reference not in self._known:
            self._known[reference] = "itself"
            self._known[reference] = self._all_in_a_row(self.objects[reference])
        return self._known[reference]

    def _all_in_a_row(self, value: Any) -> str:
        """Of an object, and of those that follow it: entries of an outline are as many as headings."""
        said: list[str] = []
        while isinstance(value, dict) and isinstance(value.get("Next"), Ref) and len(said) < len(self.objects.known):
            said.append(self._said({key: each for key, each in value.items() if key not in ("Next", "Last")}))
            value = self.objects[value["Next"]]
        return _digest(" ".join((*said, self._said(value))))


def _digest(said: str) -> str:
    return digest(said.encode("utf-8", "surrogatepass"))
