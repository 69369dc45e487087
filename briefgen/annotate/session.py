"""One input in; its state, and the same file with edits, each saved at once and whole, out.

Every request names the digest of the state that it is meant for. Where the file is another by then, nothing is
written, and both sides are handed back. No lock of the file is held: other editors may write it at any time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

from briefgen.annotate.history import History, Save, merged_bytes
from briefgen.annotate.json_data import as_json
from briefgen.annotate.reading import InputState, read_nothing, read_whole
from briefgen.annotate.requests import AskedEdit, RequestRefused
from briefgen.annotate.state import state_of
from briefgen.archive.previous import watched_for
from briefgen.diagnostics import BriefgenError, InputError, OutputError
from briefgen.editing import Edit, digest_of, edited_nodes, replace_file
from briefgen.editing.edits import Impossible, data_after, data_at
from briefgen.packets import InputFile
from briefgen.readers.places import Loc
from briefgen.readers.source import decode, file_inside, read_bytes
from briefgen.readers.yaml_nodes import Composed, compose_nodes
from briefgen.settings import Settings

_STALE = "the file changed meanwhile"
_STALE_HINT = "Nothing was written. Look at what it says now, and make the edit there."
_KNOWN = 50
"""States whose data is kept, to say what an edit was meant to change."""

Stamps = tuple[tuple[int, int, int], ...]


class Session:
    """An input that is open."""

    def __init__(
        self, source: InputFile, settings: Settings, changed: Callable[[InputFile, bytes, str], None] = lambda *_: None
    ) -> None:
        self.source = source
        self.changed = changed
        """Called with each text that the file is about to have, and again with the one that it has: who needs long for
        it begins at once, and drops what never came about."""
        self.path = Path(source.path)
        self.settings = settings
        self.lock = RLock()
        self.history = History()
        self.known: dict[str, dict[str, Any]] = {}
        """Digests of late states to their data."""
        self.stamps: Stamps = ()
        self.files: list[Path] = [self.path]
        """What the last reading read: the input, its texts, the edition before."""
        self.again = 0
        """How often the same text was read again because another of the files changed."""
        self._state: dict[str, Any] | None = None
        self.reading = self.shown = self._read()
        self._take(self.reading)

    # --- what the file says ----------------------------------------------------------------

    def refresh(self) -> InputState:
        """What the file says now; read again only where it, or a text that it names, was written."""
        with self.lock:
            if self._stamps() != self.stamps:
                self._take(self._read())
            return self.reading

    def state(self) -> dict[str, Any]:
        with self.lock:
            self.refresh()
            if self._state is None:
                self._state = state_of(self.reading, self.shown) | {"version": self.version}
            return self._state | self._steps()

    @property
    def version(self) -> str:
        """The digest, and which reading of that text it is where other files made a difference."""
        return f"{self.reading.digest}.{self.again}" if self.again else self.reading.digest

    def _steps(self) -> dict[str, Any]:
        done, undone = self.history.done, self.history.undone
        return {
            "undo": len(done),
            "redo": len(undone),
            "label_undo": done[-1].label if done else "",
            "label_redo": undone[-1].label if undone else "",
        }

    def _read(self) -> InputState:
        self.stamps = self._stamps()  # before reading: a write in between is seen the next time
        try:
            data = read_bytes(self.path, self.source.path, self.settings.limits.input_size)
        except InputError as error:
            return read_nothing(self.source, error)
        return read_whole(self.source, data, self.settings)

    def _take(self, reading: InputState) -> None:
        same = reading.digest == self.reading.digest and reading.digest in self.known
        self.again = self.again + 1 if same else 0
        self.reading, self._state = reading, None
        if reading.is_readable:
            self.shown = reading
            self.known[reading.digest] = reading.value
            while len(self.known) > _KNOWN:
                del self.known[next(iter(self.known))]
            self.changed(self.source, reading.data, self.version)
        files = [self.path, *_named_files(self.path, self.shown.value)]
        if files != self.files:
            self.files, self.stamps = files, tuple(map(_stamp, files))

    def _stamps(self) -> Stamps:
        return tuple(map(_stamp, self.files))

    # --- edits -----------------------------------------------------------------------------

    def edit(self, digest: str, asked: Sequence[AskedEdit], label: str = "") -> dict[str, Any]:
        """The state with the edits, which are saved. Refused where they cannot be made, or the file is another one."""
        return self.make(digest, [each.edit for each in asked], label, asked)

    def make(self, digest: str, edits: Sequence[Edit], label: str, asked: Sequence[AskedEdit] = ()) -> dict[str, Any]:
        with self.lock:
            self.expect(digest, asked)
            before = self.reading.data
            with self._foreseeing():
                new, nodes = self._edited(edits)
                if new != before:
                    self._write(new, before, asked, nodes)
                    self.history.add(Save(before, new, label))
            return self.state()

    def _edited(self, edits: Sequence[Edit]) -> tuple[bytes, Composed | None]:
        data = self.reading.data
        mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
        text = decode(data, self.source.path)
        nodes = self.reading.nodes
        try:
            new, read = edited_nodes(
                text, edits, self.source.path, nodes, lambda text: self._foreseen(mark + text.encode())
            )
        except InputError as error:
            raise _refused(error) from None
        return mark + new.encode(), read

    def _foreseen(self, new: bytes) -> None:
        """Its packet is made while it is read and checked here."""
        self.changed(self.source, new, digest_of(new))

    @contextmanager
    def _foreseeing(self) -> Iterator[None]:
        """Where what was foreseen does not come about, the file says what it said."""
        try:
            yield
        except BaseException:
            version = self.version if self.shown is self.reading else self.shown.digest
            self.changed(self.source, self.shown.data, version)
            raise

    def expect(self, digest: str, asked: Sequence[AskedEdit] = ()) -> None:
        """Refused where the file is not the one of that digest, or cannot be read."""
        reading = self.refresh()
        if reading.digest != digest:
            raise self._stale(digest, asked)
        if not reading.is_readable:
            raise RequestRefused(
                422, "the file cannot be read", "Correct it in an editor; the page shows it again then."
            )

    def _write(self, new: bytes, before: bytes, asked: Sequence[AskedEdit], nodes: Composed | None = None) -> None:
        try:
            replace_file(self.path, new, before, limit=self.settings.limits.input_size)
        except OutputError as error:
            if error.diagnostics[0].code == "BG034":
                raise self._stale(self.reading.digest, asked) from None
            raise _refused(error, 507) from None
        except InputError as error:
            raise _refused(error) from None
        self.stamps = self._stamps()
        self._take(read_whole(self.source, new, self.settings, nodes))

    def _stale(self, digest: str, asked: Sequence[AskedEdit]) -> RequestRefused:
        self.stamps = ()
        theirs = self.state()
        base = self.known.get(digest)
        return RequestRefused(
            409,
            _STALE,
            _STALE_HINT,
            theirs=theirs,
            mine=asked,
            differences=[_difference(each, base, self.shown.value) for each in asked],
        )

    # --- undo ------------------------------------------------------------------------------

    def undo(self, digest: str) -> dict[str, Any]:
        """The state without the last save of this page."""
        with self.lock:
            self.expect(digest)
            if not self.history.done:
                raise RequestRefused(422, "there is nothing to undo")
            last = self.history.done[-1]
            self.history.undo(self._step(last.reversed))
            return self.state()

    def redo(self, digest: str) -> dict[str, Any]:
        """The state with the save that was undone last."""
        with self.lock:
            self.expect(digest)
            if not self.history.undone:
                raise RequestRefused(422, "there is nothing to redo")
            self.history.redo(self._step(self.history.undone[-1]))
            return self.state()

    def _step(self, save: Save) -> Save:
        """Make a save's change in what the file says now. Refused where that was changed at the same place."""
        before = self.reading.data
        new = merged_bytes(save.before, save.after, before)
        with self._foreseeing():
            nodes = self._read_again(new) if new is not None else None
            if new is None or nodes is None:
                hint = "Nothing was written. What is to be taken back was changed in another editor, too."
                raise RequestRefused(
                    409, "this step cannot be taken back alone", hint, theirs=self.state(), mine=[], differences=[]
                )
            if new != before:
                self._write(new, before, (), nodes)
        return Save(before, new, save.label)

    def _read_again(self, new: bytes) -> Composed | None:
        """None where it cannot be read."""
        self._foreseen(new)
        nodes = compose_nodes(decode(new, self.source.path), self.source.path)
        return nodes if nodes.error is None and nodes.places.root is not None else None


def _named_files(path: Path, value: dict[str, Any]) -> Iterator[Path]:
    """What else a reading of the input reads: the texts that it names, and the edition that it supersedes."""
    articles = value.get("articles")
    names = [each.get("text_file") for each in articles or () if isinstance(each, dict)]
    inside = (file_inside(path.parent, each.strip()) for each in names if isinstance(each, str))
    yield from (each for each in inside if each is not None)
    if isinstance(before := value.get("supersedes"), str) and before:
        yield watched_for(path, before)


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        status = os.stat(path)  # noqa: PTH116 - asked several times a second
    except OSError:
        return 0, 0, 0
    return status.st_mtime_ns, status.st_size, status.st_ino


def _refused(error: BriefgenError, status: int = 422) -> RequestRefused:
    """`status` 507: nothing is wrong with what is asked for, and it can be asked for again."""
    found = error.diagnostics[0]
    return RequestRefused(status, found.message, found.hint)


# --- both sides --------------------------------------------------------------------------------


def _difference(asked: AskedEdit, base: dict[str, Any] | None, theirs: dict[str, Any]) -> dict[str, Any]:
    """What stood where an edit was meant, what the edit makes of it, and what stands there now."""
    loc = asked.loc
    try:
        mine = _value(data_after(base, asked.edit), loc) if base is not None else asked.value
    except Impossible:
        mine = asked.value
    return {
        "loc": loc,
        "base": as_json(_value(base, loc)),
        "mine": as_json(mine),
        "theirs": as_json(_value(theirs, loc)),
    }


def _value(data: Any, loc: Loc) -> Any:
    """None where nothing stands there."""
    try:
        for step in loc:
            data = data_at(data, step)
    except Impossible:
        return None
    return data
