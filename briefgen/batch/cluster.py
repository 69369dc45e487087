"""Stale inputs go in; their packets come out, in the same order, built by the workers of a Dask scheduler.

Workers need the same briefgen and nothing else: each task brings its input with the texts that it names, and
the user's own templates are sent once. What is built comes back as bytes and is written to its folder here, so that
packets, manifests and ledger are those of a run on one machine. Dask runs a task again whose worker was lost.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from briefgen.batch.texts import named_texts
from briefgen.batch.worker import Bench, Done
from briefgen.diagnostics import BriefgenError, Diagnostic, OutputError, Place, TemplateError, UsageError
from briefgen.files import confined, read_plain, real
from briefgen.options import Options
from briefgen.packets import MANIFEST, InputFile, read_manifest
from briefgen.pipeline import Packet, kept_file
from briefgen.placing import write_packet
from briefgen.readers.source import file_inside
from briefgen.resources import find_template, find_theme, packaged_templates
from briefgen.signing import signature_file

if TYPE_CHECKING:
    from distributed import Client, Future

_AHEAD = 4
"""Inputs given out for each thread of the cluster."""

Files = Mapping[str, bytes]
"""Path, relative and with forward slashes, to content."""


class Task(Struct, frozen=True):
    """An input with all of its own that it is made of."""

    source: InputFile
    files: Files


class Made(Struct, frozen=True):
    """What a worker gives back: a packet that lies nowhere yet."""

    packet: Packet
    files: Files
    private: bool = False
    """Whether its files are not for everybody."""
    refused: tuple[Diagnostic, ...] = ()
    """Why no packet at all can be built, if so."""


# --- here ------------------------------------------------------------------------------------


def build_on_cluster(sources: Sequence[InputFile], options: Options, address: str) -> Iterator[Done]:
    """The packets in the order of the inputs. TemplateError where none can be built, UsageError without a cluster."""
    with _client(address) as client:
        # A task rather than data sent beside: what a lost worker held of that, the scheduler could not make again.
        kit = client.submit(dict, _kit_files(options), pure=False)
        sent = replace(options, sign="")  # the key stays here; so does the signing
        waiting = iter(sources)
        queue: deque[tuple[InputFile, Future]] = deque()
        threads = max(sum(client.nthreads().values()), 1)
        while True:
            for source in islice(waiting, threads * _AHEAD - len(queue)):
                task = Task(InputFile(source.name, source.mirror), _files_of(source))
                queue.append((source, client.submit(build_sent, task, kit, sent, retries=1, pure=False)))
            if not queue:
                return
            yield Done(_placed(*queue.popleft(), options))


def _client(address: str) -> Client:
    try:
        from distributed import Client
    except ImportError:
        hint = "pip install 'briefgen[cluster]'"
        raise UsageError(Diagnostic("BG764", "Dask is not installed", Place(address), hint=hint)) from None
    try:
        return Client(address, timeout=10, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        hint = "Give the address that `dask scheduler` prints, such as tcp://10.0.0.1:8786."
        message = f"no Dask scheduler answers: {error or type(error).__name__}"
        raise UsageError(Diagnostic("BG764", message, Place(address), hint=hint)) from None


def _kit_files(options: Options) -> dict[str, bytes]:
    """The user's own templates and themes, by the paths that they have here."""
    named = [find_template(options.template).parent, find_theme(options.theme), Path("templates")]
    packaged = packaged_templates().resolve()
    found: dict[str, bytes] = {}
    for place in named:
        if real(place).is_relative_to(packaged):
            continue
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            if path.is_file():
                found[path.as_posix()] = read_plain(path)
    return found


def _files_of(source: InputFile) -> dict[str, bytes]:
    """The input and the texts that it seems to name, none from outside its folder; what is not sent is found missing
    by the worker."""
    path = Path(source.path)
    files: dict[str, bytes] = {}
    try:
        files[source.name] = data = read_plain(path)
    except OSError:
        return files
    for written in named_texts(data):
        text = file_inside(path.parent, written)
        if text is not None and text.is_file():
            with suppress(OSError):
                files[(Path(source.name).parent / written).as_posix()] = read_plain(text)
    return files


def _placed(source: InputFile, pending: Future, options: Options) -> Packet:
    """The packet, in its folder."""
    folder = source.folder(options.out)
    try:
        made: Made = pending.result()
    except Exception as error:
        hint = "Its workers may have been killed, or have run out of memory. The last good packet was left as it is."
        message = f"no worker of the cluster could build it: {type(error).__name__}"
        return Packet(source, folder, (Diagnostic("BG762", message, Place(source.path), hint=hint),))
    finally:
        pending.release()
    if made.refused:
        raise TemplateError(made.refused)
    packet = replace(made.packet, source=source, folder=folder, diagnostics=_at_home(made.packet.diagnostics, source))
    if made.files:
        data = dict(made.files)
        try:
            record = data.pop(MANIFEST)
            data |= signature_file(record, options.sign)
            kept = write_packet(folder, data, record, root=options.out, private=made.private)
        except OutputError as error:
            return replace(packet, files=(), diagnostics=(*packet.diagnostics, *error.diagnostics))
        packet = replace(packet, diagnostics=(*packet.diagnostics, *(kept_file(folder / name) for name in kept)))
    return packet


def _at_home(found: tuple[Diagnostic, ...], source: InputFile) -> tuple[Diagnostic, ...]:
    """Findings with the places that they have here."""
    root = source.path.removesuffix(source.name)
    sent = Path(source.name).parent.as_posix().removeprefix(".")
    return tuple(
        replace(each, place=replace(each.place, path=root + each.place.path))
        if each.place.path.startswith(sent) and root and not Path(each.place.path).is_absolute()
        else each
        for each in found
    )


# --- on a worker -----------------------------------------------------------------------------

_LOCK = threading.Lock()
"""A build needs the process for itself: its working folder is that of the templates sent."""
_benches: dict[str, tuple[Bench, Path]] = {}
_MOST_BENCHES = 8
"""That a worker keeps: it may serve for months, and templates change."""


def build_sent(task: Task, kit: Files, options: Options) -> Made:
    """What became of an input that came with its files."""
    with _LOCK:
        before = Path.cwd()
        bench, folder = _bench(kit, options)
        try:
            with tempfile.TemporaryDirectory(dir=folder) as place:
                os.chdir(folder)
                return _work(task, bench, Path(place))
        finally:
            os.chdir(before)


def _work(task: Task, bench: Bench, place: Path) -> Made:
    _unpack(task.files, place / "in", place / "in")
    local = InputFile(str(place / "in" / task.source.path), task.source.mirror)
    bench.options = replace(bench.options, out=place / "out")
    try:
        packet = bench.build(local)
    except BriefgenError as error:
        return Made(Packet(task.source, Path(), ()), {}, refused=error.diagnostics)
    made = local.folder(place / "out")
    files = {path.name: path.read_bytes() for path in sorted(made.iterdir())} if not packet.failed else {}
    private = "restricted" in ((read_manifest(made) or {}).get("about") or {})
    found = tuple(_named(each, str(place / "in") + os.sep) for each in packet.diagnostics)
    return Made(replace(packet, source=task.source, folder=Path(task.source.mirror), diagnostics=found), files, private)


def _named(found: Diagnostic, folder: str) -> Diagnostic:
    """A finding whose place does not say where it lies on the worker."""
    return replace(found, place=replace(found.place, path=found.place.path.removeprefix(folder)))


def _bench(kit: Files, options: Options) -> tuple[Bench, Path]:
    """A bench for these options and templates, made once in each process and kept for a while."""
    digest = sha256(repr((replace(options, out=Path()), sorted(kit.items()))).encode()).hexdigest()
    if digest not in _benches:
        if len(_benches) == _MOST_BENCHES:
            _, oldest = _benches.pop(next(iter(_benches)))
            shutil.rmtree(oldest.parents[len(_DEEP) - 1], ignore_errors=True)
        folder = _own_folder().joinpath(*_DEEP)
        folder.mkdir(parents=True)
        _unpack(kit, folder, folder.parents[len(_DEEP) - 1])
        _benches[digest] = Bench(_relocated(options, kit, folder)), folder
    return _benches[digest]


def _own_folder() -> Path:
    """A new folder in the worker's own, which Dask removes with the worker, however that ends."""
    from distributed import get_worker

    return Path(tempfile.mkdtemp(prefix="briefgen-", dir=get_worker().local_directory))


def _relocated(options: Options, kit: Files, folder: Path) -> Options:
    """Options whose paths to a template and theme lead to what was sent."""
    changed: dict[str, Any] = {}
    for name in ("template", "theme"):
        written = getattr(options, name)
        if Path(written).is_absolute() and any(path.startswith(Path(written).as_posix()) for path in kit):
            changed[name] = str(folder / written.lstrip("/"))
    return replace(options, **changed)


_DEEP = ("here",) * 8
"""A folder so far down that `../templates` is still one of our own."""


def _unpack(files: Files, folder: Path, root: Path) -> None:
    """Write the files by their names from the folder. ValueError where one leads out of the root."""
    for name, data in files.items():
        below = os.path.relpath(os.path.normpath(folder / name.lstrip("/")), root)
        path = confined(root, Path(below).as_posix())
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
