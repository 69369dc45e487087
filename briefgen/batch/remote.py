"""Addresses such as `s3://bucket/inputs/` go in; folders here that stand for them come out, kept alike.

What changed there since the last run is fetched before a run; each packet is written there as soon as it is
built, its manifest last. So planning, manifests and ledger are those of any other run.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, convert
from msgspec.structs import replace

from briefgen.batch.lease import Lease, leased
from briefgen.batch.lock import locked
from briefgen.batch.state import Stamp, stamp_of, write_whole
from briefgen.batch.texts import named_texts
from briefgen.diagnostics import Diagnostic, OutputError, Place, Severity, UsageError
from briefgen.files import confined, is_plain_name, read_plain
from briefgen.packets import MANIFEST, PART_PREFIX, RUNS_FOLDER, InputFile, without_password

if TYPE_CHECKING:
    from briefgen.batch.plan import Plan
    from briefgen.batch.report import Report, Reporter, Result, RunOptions

_INDEX = ".index.json"
_DEEPEST, _LONGEST = 64, 1024
"""Folders inside one another and bytes of an object's name: a store has no more bytes, and people fewer folders."""
_TOKENS = ("ETag", "etag", "md5Hash", "mtime", "LastModified", "updated", "created")


def is_remote(path: str) -> bool:
    return "://" in path


class Mirror:
    """A folder here and the address that it stands for."""

    known: dict[str, tuple[str, Stamp | None]]
    """Path to what the store said of the file, and its stamp here, when both were the same."""

    def __init__(self, address: str) -> None:
        self.address = without_password(address.rstrip("/"))
        """What it is called in messages."""
        self.refused: list[str] = []
        """Names in the store that lead out of the address."""
        fs, root = _opened(address.rstrip("/"))
        self.fs = Store(fs)
        self.root = root.rstrip("/")
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "briefgen"
        self.home = home / sha256(address.rstrip("/").encode()).hexdigest()[:16]
        """A folder here for this address alone."""
        self.place = self.home.joinpath(*_folders(self.root))
        try:
            self.known = convert(json.loads(read_plain(self._index, follow=False)), dict[str, tuple[str, Stamp | None]])
        except (OSError, ValueError, RecursionError):
            self.known = {}

    @property
    def _index(self) -> Path:
        return self.place.parent / f"{self.place.name}{_INDEX}"

    def save(self) -> None:
        write_whole(self._index, json.dumps(self.known).encode(), root=self.home)

    def fetch(self) -> None:
        """Make the folder here like the one there."""
        self.fs.invalidate_cache()
        there = self._listed()
        for name, token in there.items():
            if self.known.get(name) != (token, _stamp(self.place / name)):
                self._get(name, token)
        for path in _files_below(self.place):
            if path.relative_to(self.place).as_posix() not in there:
                path.unlink()
        self.known = {name: entry for name, entry in self.known.items() if name in there}
        self.save()

    def _listed(self) -> dict[str, str]:
        with suppress(FileNotFoundError):
            found = self.fs.find(self.root, detail=True)
            names = {path[len(self.root) :].removeprefix("/"): _token(info) for path, info in found.items()}
            return {name: token for name, token in names.items() if name and self._is_below(name) and _is_ours(name)}
        return {}

    def _is_below(self, name: str) -> bool:
        """Whether a name in the store is one below the address: anybody may have given an object any name.

        Two names of which a folder makes one, such as `a/x` and `a//x`, would take each other's place.
        """
        try:
            path = confined(self.place, name).relative_to(self.place)
        except ValueError:
            self.refused.append(name)
            return False
        is_one = path.as_posix() == name and len(path.parts) <= _DEEPEST and len(os.fsencode(name)) <= _LONGEST
        if not is_one:
            self.refused.append(name)
        return is_one

    def _get(self, name: str, token: str) -> None:
        write_whole(confined(self.place, name), self.fs.cat_file(f"{self.root}/{name}"), root=self.home)
        self.known[name] = (token, _stamp(self.place / name))

    def fetch_file(self) -> str:
        """A single input with the texts that it seems to name; its path here."""
        self.fs.invalidate_cache()
        with suppress(FileNotFoundError):
            data = self.fs.cat_file(self.root)
            write_whole(self.place, data, root=self.home)
            for written in named_texts(data):
                with suppress(FileNotFoundError, ValueError):
                    target = confined(self.place.parent, written)
                    text = self.fs.cat_file(f"{self.root.rpartition('/')[0]}/{written}")
                    write_whole(target, text, root=self.home)
        return str(self.place)

    def upload(self, below: str = "") -> None:
        """Make the folder there like the one here; in each packet's folder the manifest goes first and comes last."""
        here = {path.relative_to(self.place).as_posix(): path for path in _files_below(self.place / below)}
        changed = [name for name, path in here.items() if name not in self.known or self.known[name][1] != _stamp(path)]
        gone = [name for name in self.known if name.startswith(below) and name not in here]
        for name in changed:
            if name.endswith(f"/{MANIFEST}") and name in self.known:
                self._remove(name)
        for name in sorted(changed, key=lambda name: (name.endswith(f"/{MANIFEST}"), name)):
            address = f"{self.root}/{name}"
            stamp = _stamp(here[name])
            self._pipe(address, read_plain(here[name], follow=False))
            self.fs.invalidate_cache()
            self.known[name] = (_token(self.fs.info(address)), stamp)
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
    except Exception as error:  # whatever the store's own package raises
        hint = "pip install 'briefgen[cluster]' brings what opens s3://; other stores have packages of their own."
        message = f"cannot be opened: {_in_words(error)}"
        raise UsageError(Diagnostic("BG765", message, Place(without_password(address)), hint=hint)) from None


def _in_words(error: Exception) -> str:
    """What a store's package says is wrong, in a line and without a password."""
    return without_password(" ".join(str(error).split()))[:300] or type(error).__name__


def _folders(root: str) -> list[str]:
    """Folders here for a place in a store, without the machine and the user that its address may name."""
    path = root.partition("://")[2].partition("/")[2] if "://" in root else root
    return [part for part in path.split("/") if is_plain_name(part)] or ["here"]


class Store:
    """A file system of fsspec, every failure of which is an OSError: packages of stores have errors of their own."""

    def __init__(self, fs: Any) -> None:
        self._fs = fs

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call = getattr(self._fs, name)

        def guarded(*args: Any, **kwargs: Any) -> Any:
            try:
                return call(*args, **kwargs)
            except OSError:
                raise
            except Exception as error:
                raise OSError(f"{type(error).__name__}: {_in_words(error)}") from error

        return guarded


def _token(info: dict[str, Any]) -> str:
    token = next((str(info[name]) for name in _TOKENS if info.get(name)), "")
    return f"{token} {info.get('size', '')}"


def _stamp(path: Path) -> list[int] | None:
    try:
        return stamp_of(path.stat())
    except OSError:
        return None


def _files_below(place: Path) -> list[Path]:
    files = [path for path in place.rglob("*") if path.is_file() and not path.is_symlink()]
    return sorted(path for path in files if _is_ours(path.relative_to(place).as_posix()))


def _is_ours(name: str) -> bool:
    """Not what a run keeps for this machine only."""
    parts = name.split("/")
    return parts[0] != RUNS_FOLDER and not parts[-1].startswith(PART_PREFIX)


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
        where = next((path for path in (out, *paths) if is_remote(path)), out)
        hint = "Is it up, and does this machine reach it? What was put there is whole; the next run completes it."
        message = f"the store failed: {_in_words(error)}"
        raise OutputError(Diagnostic("BG765", message, Place(without_password(where)), hint=hint)) from error


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


def _refused(mirror: Mirror, name: str) -> Diagnostic:
    hint = "It was not fetched. Whoever put it there may have meant harm; remove it."
    message = f"an object's name leads out of the address, or is none that a file can have: {name[:200]!r}"
    return Diagnostic("BG771", message, Place(mirror.address), Severity.WARNING, hint)


class Renaming(Struct):
    """Writes each packet to the store as soon as it is built, and reports addresses instead of folders here."""

    reporter: Reporter
    mirrors: list[Mirror]
    target: PacketStore | None

    def waiting(self, holder: str) -> None:
        self.reporter.waiting(holder)

    def begins(self, report: Report, plan: Plan) -> None:
        report.findings = [self._named(found) for found in report.findings]
        report.findings += (_refused(mirror, name) for mirror in self.mirrors for name in mirror.refused)
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
        folder = self._address(result.folder)
        self.reporter.done(replace(result, step=step, packet=packet, folder=folder))

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
