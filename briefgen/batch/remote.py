"""Addresses such as `s3://bucket/inputs/` go in; folders here that stand for them come out, kept alike.

What changed there since the last run is fetched before a run; each packet is written there as soon as it is
built, its manifest last. So planning, manifests and ledger are those of any other run.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from briefgen.batch.lease import Lease, leased
from briefgen.batch.lock import locked
from briefgen.batch.state import FOLDER, stamp_of, write_whole
from briefgen.batch.texts import named_texts
from briefgen.diagnostics import Diagnostic, OutputError, Place, UsageError
from briefgen.packets import MANIFEST, PART_PREFIX, InputFile

if TYPE_CHECKING:
    from briefgen.batch.plan import Plan
    from briefgen.batch.report import Report, Reporter, Result, RunOptions

_INDEX = ".index.json"
_TOKENS = ("ETag", "etag", "md5Hash", "mtime", "LastModified", "updated", "created")


def is_remote(path: str) -> bool:
    return "://" in path


class Mirror:
    """A folder here and the address that it stands for."""

    known: dict[str, list[Any]]
    """Path to what the store said of the file, and its stamp here, when both were the same."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self.fs, root = _opened(self.address)
        self.root = root.rstrip("/")
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "briefgen"
        self.home = home / sha256(self.address.encode()).hexdigest()[:16]
        """A folder here for this address alone."""
        self.place = self.home / self.root.lstrip("/")
        try:
            self.known = json.loads(self._index.read_bytes())
        except (OSError, ValueError, RecursionError):
            self.known = {}

    @property
    def _index(self) -> Path:
        return self.place.parent / f"{self.place.name}{_INDEX}"

    def save(self) -> None:
        write_whole(self._index, json.dumps(self.known).encode())

    def fetch(self) -> None:
        """Make the folder here like the one there."""
        self.fs.invalidate_cache()
        there = self._listed()
        for name, token in there.items():
            if self.known.get(name) != [token, _stamp(self.place / name)]:
                self._get(name, token)
        for path in _files_below(self.place):
            if path.relative_to(self.place).as_posix() not in there:
                path.unlink()
        self.known = {name: entry for name, entry in self.known.items() if name in there}
        self.save()

    def _listed(self) -> dict[str, str]:
        with suppress(FileNotFoundError):
            found = self.fs.find(self.root, detail=True)
            names = {path[len(self.root) :].lstrip("/"): _token(info) for path, info in found.items()}
            return {name: token for name, token in names.items() if name and _is_ours(name)}
        return {}

    def _get(self, name: str, token: str) -> None:
        write_whole(self.place / name, self.fs.cat_file(f"{self.root}/{name}"))
        self.known[name] = [token, _stamp(self.place / name)]

    def fetch_file(self) -> str:
        """A single input with the texts that it seems to name; its path here."""
        self.fs.invalidate_cache()
        with suppress(FileNotFoundError):
            data = self.fs.cat_file(self.root)
            write_whole(self.place, data)
            for written in named_texts(data):
                with suppress(FileNotFoundError):
                    text = self.fs.cat_file(f"{self.root.rpartition('/')[0]}/{written}")
                    write_whole(self.place.parent / written, text)
        return str(self.place)

    def upload(self, below: str = "") -> None:
        """Make the folder there like the one here; in each packet's folder the manifest goes first and comes last."""
        here = {path.relative_to(self.place).as_posix(): path for path in _files_below(self.place / below)}
        changed = [name for name, path in here.items() if self.known.get(name, [0, 0])[1] != _stamp(path)]
        gone = [name for name in self.known if name.startswith(below) and name not in here]
        for name in changed:
            if name.endswith(f"/{MANIFEST}") and name in self.known:
                self._remove(name)
        for name in sorted(changed, key=lambda name: (name.endswith(f"/{MANIFEST}"), name)):
            address = f"{self.root}/{name}"
            stamp = _stamp(here[name])
            self._pipe(address, here[name].read_bytes())
            self.fs.invalidate_cache()
            self.known[name] = [_token(self.fs.info(address)), stamp]
        for name in gone:
            self._remove(name)
        self.save()

    def _pipe(self, address: str, data: bytes) -> None:
        try:
            self.fs.pipe_file(address, data)
        except FileNotFoundError:  # a store that has folders
            self.fs.makedirs(address.rpartition("/")[0], exist_ok=True)
            self.fs.pipe_file(address, data)

    def _remove(self, name: str) -> None:
        with suppress(FileNotFoundError):
            self.fs.rm_file(f"{self.root}/{name}")
        self.known.pop(name, None)


def _opened(address: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs

        fs, root = url_to_fs(address)
        return fs, str(root)
    except (ImportError, ValueError) as error:
        hint = "pip install 'briefgen[cluster]' brings what opens s3://; other stores have packages of their own."
        raise UsageError(Diagnostic("BG765", f"cannot be opened: {error}", Place(address), hint=hint)) from None


def _token(info: dict[str, Any]) -> str:
    token = next((str(info[name]) for name in _TOKENS if info.get(name)), "")
    return f"{token} {info.get('size', '')}"


def _stamp(path: Path) -> list[int] | None:
    try:
        return stamp_of(path.stat())
    except OSError:
        return None


def _files_below(place: Path) -> list[Path]:
    files = [path for path in place.rglob("*") if path.is_file()]
    return sorted(path for path in files if _is_ours(path.relative_to(place).as_posix()))


def _is_ours(name: str) -> bool:
    """Not what a run keeps for this machine only."""
    parts = name.split("/")
    return parts[0] != FOLDER and not parts[-1].startswith(PART_PREFIX)


# --- a run -----------------------------------------------------------------------------------


@contextmanager
def staged(
    paths: Iterable[str], out: str, run_options: RunOptions, reporter: Reporter
) -> Iterator[tuple[list[str], Path, Reporter]]:
    """The run's paths, output folder and reporter, with folders here in the place of addresses.

    From before the fetching until all is uploaded this run alone is at work on the output's address.
    """
    mirrors: list[Mirror] = []
    try:
        with ExitStack() as held:
            target = PacketStore(Mirror(out), run_options, reporter, held) if is_remote(out) else None
            local = [_fetched(path, mirrors) if is_remote(path) else path for path in paths]
            if target is not None:
                mirrors.append(target.mirror)
            place = target.mirror.place if target else Path(out)
            yield local, place, Renaming(reporter, mirrors, target)
            if target is not None:
                target.upload()
    except OSError as error:
        raise OutputError(Diagnostic("BG765", f"the store failed: {error}", Place(out))) from error


class PacketStore:
    """The address that packets are written to, held against other runs from any machine."""

    lease: Lease | None = None
    """None in a dry run, which writes nothing."""

    def __init__(self, mirror: Mirror, run_options: RunOptions, reporter: Reporter, held: ExitStack) -> None:
        self.mirror = mirror
        wait, waiting = run_options.wait, reporter.waiting
        held.enter_context(locked(mirror.home, wait=wait, waiting=waiting, name=mirror.address))
        if not run_options.dry_run:
            self.lease = held.enter_context(leased(mirror.fs, mirror.root, mirror.address, wait=wait, waiting=waiting))
        mirror.fetch()
        mirror.place.mkdir(parents=True, exist_ok=True)

    def upload(self, below: str = "") -> None:
        """Make what lies below like what was built here. OutputError where another run took over."""
        if self.lease is not None:
            self.lease.check()
            self.mirror.upload(below)


def _fetched(address: str, mirrors: list[Mirror]) -> str:
    mirror = Mirror(address)
    mirrors.append(mirror)
    if mirror.fs.isfile(mirror.root):
        return mirror.fetch_file()
    mirror.fetch()
    mirror.place.mkdir(parents=True, exist_ok=True)
    return str(mirror.place)


class Renaming(Struct):
    """Writes each packet to the store as soon as it is built, and reports addresses instead of folders here."""

    reporter: Reporter
    mirrors: list[Mirror]
    target: PacketStore | None

    def waiting(self, holder: str) -> None:
        self.reporter.waiting(holder)

    def begins(self, report: Report, plan: Plan) -> None:
        report.findings = [self._named(found) for found in report.findings]
        self.reporter.begins(report, plan)

    def done(self, result: Result) -> None:
        if self.target is not None and result.outcome == "built":
            self.target.upload(f"{result.step.source.mirror}/")
        source = result.step.source
        step = replace(result.step, source=InputFile(self._address(source.path), source.mirror))
        packet = result.packet
        if packet is not None:
            found = tuple(self._named(each) for each in packet.diagnostics)
            packet = replace(packet, diagnostics=found)
        self.reporter.done(replace(result, step=step, packet=packet))

    def ends(self, report: Report) -> None:
        report.findings = [self._named(found) for found in report.findings]
        self.reporter.ends(report)

    def _named(self, found: Diagnostic) -> Diagnostic:
        return replace(found, place=replace(found.place, path=self._address(found.place.path)))

    def _address(self, path: str) -> str:
        for mirror in self.mirrors:
            place = str(mirror.place)
            if path == place or path.startswith(place + os.sep):
                return mirror.address + path[len(place) :].replace(os.sep, "/")
        return path
