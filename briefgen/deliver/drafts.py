"""A list's draft of an input in, the file below the folder of drafts out; what was changed there by hand is kept.

Each draft lies in a folder of its own, `LIST/2025-03-30/`, with a manifest: so it is put there as a packet is, all at
once and through no link, and one that is not as it was written is known for somebody's work.
"""

from __future__ import annotations

from contextlib import suppress
from enum import Enum
from pathlib import Path

from msgspec import Struct, to_builtins
from msgspec.structs import replace

from briefgen.diagnostics import Diagnostic, OutputError
from briefgen.files import read_plain, refuse_links
from briefgen.packets import MANIFEST, InputFile, file_of, manifest, read_manifest, sha256
from briefgen.pipeline import kept_file
from briefgen.placing import known_files, write_packet
from briefgen.settings import DistributionList
from briefgen.version import __version__

_ENDING = ".eml"


class MailState(Enum):
    """What became of a draft."""

    WRITTEN = "written"
    CURRENT = "up to date"
    EDITED = "changed by hand, and left as it is"
    PLANNED = "would be written"
    REFUSED = "refused"


def draft_not_written(found: Diagnostic) -> Diagnostic:
    """What kept a file from being written, with what to do where it is a draft."""
    return replace(found, hint="No draft was written. Make way for it, or name another folder with --drafts.")


class MailDraft(Struct, frozen=True):
    """A draft and where it lies."""

    root: Path
    group: DistributionList
    source: InputFile
    data: bytes = b""
    packet: str = ""
    """Digest of the manifest of the packet that it brings along."""

    @property
    def folder(self) -> Path:
        return self.root / self.group.name / self.source.mirror

    @property
    def path(self) -> Path:
        return self.folder / f"{self.source.stem}{_ENDING}"

    def state(self) -> MailState | None:
        """What lies there of this draft; None where it is to be written. OSError where that cannot be known."""
        if not self.folder.exists():
            return None
        refuse_links(self.root, self.folder)
        if self._is_another_s():
            raise OSError(0, "a packet lies there, or something else that is no draft", str(self.folder))
        content = read_manifest(self.folder)
        if content is None or content["files"] != [to_builtins(file_of(self.path.name, self.data))]:
            return None
        try:
            same = read_plain(self.path, follow=False) == self.data
        except FileNotFoundError:
            return None
        return MailState.CURRENT if same else MailState.EDITED

    def _is_another_s(self) -> bool:
        """Whether files lie there that a manifest names, and that are no draft: those of a packet, say, which this one
        would take the place of."""
        return any(each.name not in (self.path.name, MANIFEST) for each in known_files(self.folder))

    def write(self) -> list[Diagnostic]:
        """Put it there; findings for files that were kept beside it. OutputError where that cannot be done."""
        try:
            kept = write_packet(self.folder, {self.path.name: self.data}, self._record(), root=self.root, private=True)
        except OutputError as error:
            raise OutputError(map(draft_not_written, error.diagnostics)) from error
        return [kept_file(self.folder / name) for name in kept]

    def _record(self) -> bytes:
        return manifest(
            self.source,
            ingredients={"packet": self.packet},
            options={"list": self.group.name},
            versions={"briefgen": __version__},
            files=[file_of(self.path.name, self.data)],
            counts={},
            findings=(),
        )

    def withdraw(self) -> bool:
        """Take an earlier draft away that nobody has changed; whether one lies there still."""
        with suppress(OSError):
            refuse_links(self.root, self.folder)
            if self._is_another_s():
                return False
            for file in known_files(self.folder):
                path = self.folder / file.name
                if sha256(read_plain(path, follow=False)) != file.sha256:
                    return True
                path.unlink()
            if read_manifest(self.folder) is not None:
                (self.folder / MANIFEST).unlink()
                self.folder.rmdir()
        return False
