"""What one input may take goes in; work that takes more ends with a finding that says how to allow it.

The bounds hold for the work of one thread, from `bounded` on. Whatever may grow with an input asks here as it goes:
readers at each collection, filling at each annotation, checks at each finding, writers at each block and page. Time is
that of the processor, so that a busy machine changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic, thread_time

from msgspec import Struct

from briefgen.diagnostics import BriefgenError, Diagnostic, Place
from briefgen.settings import Bounds

_BOUND_REACHED = "BG030"


class OutOfBounds(BriefgenError):
    """An input that takes more than it may."""


class _Bounded(Struct, frozen=True):
    bounds: Bounds
    path: str
    until: float
    """On the clock of `thread_time`."""
    surely: float
    """On that of `monotonic`, which costs nothing to ask: before this no more computing can have been done."""

    def refuse(self, what: str, key: str) -> OutOfBounds:
        hint = f"If it is meant, raise `{key}` under [limits] in briefgen.toml."
        return OutOfBounds(Diagnostic(_BOUND_REACHED, f"it {what}", Place(self.path), hint=hint))


_UNBOUNDED = _Bounded(Bounds(), "", float("inf"), float("inf"))
_work: ContextVar[_Bounded] = ContextVar("_work", default=_UNBOUNDED)


@contextmanager
def bounded(bounds: Bounds, path: str) -> Iterator[None]:
    """The work on the input at the path keeps to these bounds."""
    before = _work.set(_Bounded(bounds, path, thread_time() + bounds.seconds, monotonic() + bounds.seconds))
    try:
        yield
    finally:
        _work.reset(before)


def keep_to_time() -> None:
    """OutOfBounds where the time is used up."""
    work = _work.get()
    if monotonic() > work.surely and thread_time() > work.until:
        raise work.refuse(f"takes more than {work.bounds.seconds:,} s of computing", "seconds")


def keep_to_pages(count: int) -> None:
    """OutOfBounds where that many pages are too many, or the time is used up."""
    work = _work.get()
    if count > work.bounds.pages:
        raise work.refuse(f"fills more than {work.bounds.pages:,} pages", "pages")
    keep_to_time()


def keep_to_characters(count: int) -> None:
    """OutOfBounds where that many characters are too many."""
    work = _work.get()
    if count > work.bounds.characters:
        raise work.refuse(f"has more than {work.bounds.characters:,} characters, aliases written out", "characters")


def template_steps() -> int:
    """How many steps a template may take."""
    return _work.get().bounds.template_steps
