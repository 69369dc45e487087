"""A PDF's objects go in; a digest of each page and of whatever else the document holds comes out, by name.

A page's digest is of its boxes, its content, its fonts and pictures, and of all areas that lie on it: what another
program stores elsewhere in the file, or packs otherwise, stays the same; what is drawn otherwise does not.
"""

from __future__ import annotations

from typing import Any

from briefgen.verify.content import digest
from briefgen.verify.pdf_objects import Objects, ReadStream, Ref

_LEFT_OUT = frozenset(("Parent", "P", "Prev", "StructParent", "StructParents", "Length"))
"""What leads back to where one came from, or numbers objects."""
_READ = frozenset(("Pages", "StructTreeRoot", "Type"))
"""Entries of the catalogue that the reader follows itself."""


class Digests:
    """Digests of what objects say, whatever numbers they have."""

    def __init__(self, objects: Objects, page_numbers: dict[int, int]) -> None:
        self.objects = objects
        self.page_numbers = page_numbers
        self._known: dict[int, bytes] = {}

    def of(self, value: Any) -> str:
        return digest(self._said(value))

    def document(self) -> dict[str, str]:
        """Of the catalogue's entries, and of the document's information."""
        root = self.objects.get(self.objects.trailer, "Root")
        found = {f"/{key}": self.of(value) for key, value in root.items() if key not in _READ}
        metadata = self.objects[root.get("Metadata")]
        if metadata is not None:  # alone of all streams it is stored unpacked, and packed by some programs
            found["/Metadata"] = digest(self.objects.decoded(metadata))
        return {**found, "/Info": self.of(self.objects.trailer.get("Info"))}

    def _said(self, value: Any) -> bytes:
        if isinstance(value, Ref):
            return self._referred(value)
        if isinstance(value, ReadStream):
            return b"stream %b %b" % (self._said(value.entries), digest(value.raw).encode())
        if isinstance(value, dict):
            inner = [
                b"/%b %b" % (key.encode("latin-1"), self._said(value[key])) for key in sorted(value.keys() - _LEFT_OUT)
            ]
            return b"<<%b>>" % b" ".join(inner)
        if isinstance(value, list):
            return b"[%b]" % b" ".join(map(self._said, value))
        return repr(value).encode("utf-8", "surrogatepass")

    def _referred(self, reference: Ref) -> bytes:
        if reference in self.page_numbers:
            return b"page %d" % self.page_numbers[reference]
        if reference not in self._known:
            self._known[reference] = b"itself"
            self._known[reference] = self._all_in_a_row(self.objects[reference])
        return self._known[reference]

    def _all_in_a_row(self, value: Any) -> bytes:
        """Of an object, and of those that follow it: entries of an outline are as many as headings."""
        said: list[bytes] = []
        while isinstance(value, dict) and isinstance(value.get("Next"), Ref) and len(said) < len(self.objects.known):
            said.append(self._said({key: each for key, each in value.items() if key not in ("Next", "Last")}))
            value = self.objects[value["Next"]]
        return digest(b" ".join((*said, self._said(value)))).encode()
