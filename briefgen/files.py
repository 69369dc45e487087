"""Paths in folders that others can write to go in; plain files come out: no link is followed, no pipe is waited for, nothing leads out.

What is no plain file is an OSError that says so. Inputs may be reached through links, but only through those of somebody
who may read what they lead to (as Linux has it in folders like /tmp, `protected_symlinks`): else whoever may write
to a folder of inputs could have the user's own files printed. In an output folder nothing is read or written through one.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import BufferedReader
from pathlib import Path, PurePosixPath

from msgspec import Struct

_BINARY = getattr(os, "O_BINARY", 0)
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
"""Opening a pipe then fails or succeeds at once, whoever is at its other end."""
_READ = os.O_RDONLY | _NO_WAIT | _BINARY | _NO_FOLLOW
_HELD = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0) | _NO_FOLLOW
"""A folder in which a name is looked up; where there is O_PATH, nobody needs the right to list it."""
_PRIVATE_FOLDER = 0o700
_LONGEST_NAME = 255
LARGEST_READ = 256 * 2**20
"""Bytes of a file that is read whole: more than any that is of use, and less than a machine's memory."""
_MOST_LINKS = 40
"""As the kernel has it."""
_WITHOUT_OTHERS = 0o770


# --- names -----------------------------------------------------------------------------------


def is_plain_name(name: str) -> bool:
    """Whether it names a file of a folder, on every system, and leads nowhere else."""
    return name not in ("", ".", "..") and not set(name) & {"/", "\\", "\0", ":"} and _is_short_text(name)


def _is_short_text(name: str) -> bool:
    """Whether a file can have the name: half of a character cannot be written, nor more bytes than a folder holds."""
    try:
        return len(name.encode("utf-8")) <= _LONGEST_NAME
    except UnicodeEncodeError:
        return False


def confined(root: Path, name: str) -> Path:
    """The path of this name, with forward slashes, below the root. ValueError where it leads out of it."""
    path = PurePosixPath(name)
    if not path.parts or not all(map(is_plain_name, path.parts)):
        raise ValueError(f"the name {name[:200]!r} leads out of its folder")
    return root.joinpath(*path.parts)


# --- reading ---------------------------------------------------------------------------------


def real(path: Path) -> Path:
    """Where the path leads through its links; a link to itself, which leads nowhere, stands for itself."""
    return Path(os.path.realpath(path))


def is_named(path: Path) -> bool:
    """Whether something bears this name, a file or not. Where a file is looked for in several places, it is the one
    that is meant: a pipe, a folder or a link to nowhere is then reported by whoever reads it, and not passed over."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: a NUL
        return False
    except OSError:  # nobody knows; whoever reads it says why it cannot be read
        pass
    return True


def open_plain(path: Path | str, *, follow: bool = True) -> BufferedReader:
    """The file, to be read; `follow` says whether it may be a link. OSError for all that is no plain file."""
    _refuse_odd(os.stat(path) if follow else os.lstat(path), path)  # noqa: PTH116 - many are asked about
    handle = _walked(path) if follow and hasattr(os, "geteuid") else os.open(path, _READ)
    try:
        _refuse_odd(os.fstat(handle), path)
        return os.fdopen(handle, "rb")
    except OSError:
        os.close(handle)
        raise


def read_plain(path: Path | str, *, follow: bool = True) -> bytes:
    """All that the file holds. OSError for all that is no plain file, and TooLarge for one that no memory would hold."""
    with open_plain(path, follow=follow) as file:
        size = size_of(file, path)
        data = file.read(size + 1)
        if len(data) > size:  # somebody writes to it meanwhile
            data += file.read(LARGEST_READ)
    if len(data) > LARGEST_READ:
        raise TooLarge(path)
    return data


def size_of(file: BufferedReader, path: Path | str) -> int:
    """Its bytes, before any is read: a file of a TiB takes no room on a disk. TooLarge where there are too many."""
    size = os.fstat(file.fileno()).st_size
    if size > LARGEST_READ:
        raise TooLarge(path)
    return size


class TooLarge(OSError):
    """A file that is larger than any of use."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(errno.EFBIG, f"it is larger than {LARGEST_READ // 2**20} MiB", str(path))


class ForeignLink(OSError):
    """A link of somebody who does not own what it leads to."""


def _walked(path: Path | str) -> int:
    """A handle to what the path leads to. OSError where one of its links may not be followed, or leads nowhere."""
    walk = _Walk(os.fspath(path))
    try:
        walk.to_the_end()
    except OSError as error:
        os.close(walk.handle)
        error.filename = os.fspath(path)
        raise
    return walk.handle


class _Link(Struct, frozen=True):
    """A link that somebody else made, while it is followed: what it leads to must be theirs."""

    path: str
    owner: int

    def refuse_foreign(self, status: os.stat_result) -> None:
        """ForeignLink where the owner of the link is not that of what it leads to."""
        if status.st_uid != self.owner:
            reason = (
                f"the link {self.path} belongs to {_user(self.owner)}, and what it leads to does not; "
                "if it is meant, name what it leads to, or make the link yourself"
            )
            raise ForeignLink(errno.EPERM, reason, self.path)


class _Walk:
    """A way through folders. Each is held while the next name is looked up in it, so that nobody can swap one for a link
    between the question whose it is and the opening."""

    def __init__(self, given: str) -> None:
        self.given = given
        self.at = "/" if given.startswith("/") else os.getcwd()  # noqa: PTH109 - no Path is needed
        self.handle = os.open("/" if given.startswith("/") else ".", _HELD)
        self.rest: list[str | _Link] = [*given.split("/")[::-1]]
        self.links = 0

    def to_the_end(self) -> None:
        while self.rest:
            part = self.rest.pop()
            if isinstance(part, _Link):
                part.refuse_foreign(os.fstat(self.handle))
            elif part not in ("", "."):
                self._step(part)

    def _step(self, part: str) -> None:
        status = os.lstat(part, dir_fd=self.handle)
        path = os.path.dirname(self.at) if part == ".." else os.path.join(self.at, part)  # noqa: PTH118, PTH120
        if stat.S_ISLNK(status.st_mode):
            self._follow(part, path, status.st_uid)
            return
        self._go(part, _HELD if stat.S_ISDIR(status.st_mode) else _READ)
        self.at = path

    def _follow(self, part: str, path: str, owner: int) -> None:
        self.links += 1
        if self.links > _MOST_LINKS:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), self.given)
        target = os.readlink(part, dir_fd=self.handle)
        if not is_trusted_owner(owner):
            self.rest.append(_Link(path, owner))
        self.rest += target.split("/")[::-1]
        if target.startswith("/"):
            self._go("/", _HELD)
            self.at = "/"

    def _go(self, name: str, flags: int) -> None:
        new = os.open(name, flags, dir_fd=self.handle)
        os.close(self.handle)
        self.handle = new


def is_trusted_owner(owner: int) -> bool:
    """Whether the user who runs this owns a file, or one who may do anything to them anyway."""
    if not hasattr(os, "geteuid"):
        return True
    user = os.geteuid()
    meant = {user, 0} | ({int(sudo)} if user == 0 and (sudo := os.environ.get("SUDO_UID", "")).isdigit() else set())
    return owner in meant


def _user(number: int) -> str:
    """A user's name and number; the number alone of one whom the machine does not know."""
    import pwd

    try:
        return f"{pwd.getpwuid(number).pw_name} (user {number})"
    except KeyError:
        return f"user {number}"


def _refuse_odd(status: os.stat_result, path: Path | str) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, f"it is {what_it_is(status)}, and no plain file", str(path))


def what_it_is(status: os.stat_result) -> str:
    """What a path leads to, in words."""
    kinds = (
        (stat.S_ISLNK, "a link"),
        (stat.S_ISDIR, "a folder"),
        (stat.S_ISFIFO, "a pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISREG, "a file"),
    )
    return next((words for test, words in kinds if test(status.st_mode)), "a device")


# --- writing ---------------------------------------------------------------------------------


def make_folder(root: Path, folder: Path) -> None:
    """Make the folder and those between it and the root. OSError where one of them is a link, or no folder.

    A root that is not there yet is made for its owner alone; all below it is open to whom its parent is open to.
    """
    if not root.is_dir():
        root.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            root.mkdir(_PRIVATE_FOLDER)
    for each in _between(root, folder):
        with suppress(FileExistsError):
            each.mkdir(each.parent.stat().st_mode & 0o777)
    refuse_links(root, folder)


def refuse_links(root: Path, folder: Path) -> None:
    """OSError where a folder below the root, as far as the given one, is a link or no folder. The root may be one."""
    for each in _between(root, folder):
        status = each.lstat()
        if not stat.S_ISDIR(status.st_mode):
            raise OSError(errno.ENOTDIR, f"{each.name} is {what_it_is(status)}, and no folder", str(each))


def _between(root: Path, folder: Path) -> Iterable[Path]:
    """The folders below the root, down to the given one."""
    return (folder, *folder.parents)[: len(folder.parts) - len(root.parts)][::-1] if folder != root else ()


def create(path: Path, *, private: bool = False) -> int:
    """A handle to a new file, which nothing of this name was; open to whom its folder is open to, if not private."""
    allowed = path.parent.stat().st_mode & (_WITHOUT_OTHERS if private else 0o777) & 0o666 | stat.S_IRUSR | stat.S_IWUSR
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, allowed)


def open_to_write(path: Path, flags: int, *, private: bool = False) -> int:
    """A handle to a plain file in an output folder, which is made if need be. OSError where it is a link or a pipe.

    A private one is open to whom its folder is open to, but never to all, and one that already was is so no longer.
    """
    allowed = path.parent.stat().st_mode & (_WITHOUT_OTHERS if private else 0o777) & 0o666 | stat.S_IRUSR | stat.S_IWUSR
    handle = os.open(path, flags | os.O_CREAT | _NO_FOLLOW | _NO_WAIT | _BINARY, allowed)
    try:
        status = os.fstat(handle)
        _refuse_odd(status, path)
        if private and os.name == "posix" and status.st_uid == os.geteuid() and status.st_mode & stat.S_IRWXO:
            os.fchmod(handle, stat.S_IMODE(status.st_mode) & _WITHOUT_OTHERS)
    except OSError:
        os.close(handle)
        raise
    return handle


def write_all(handle: int, data: bytes) -> None:
    """All of the data, however many writes it takes."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


_NOT_THERE_TO_SYNC = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP)


def sync(handle: int) -> None:
    """Put what was written on the disk, where the file system knows how."""
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NOT_THERE_TO_SYNC:
            raise


def free_names(path: Path) -> Iterator[Path]:
    """Names for a file that is to be kept: `x.edited.pdf`, `x.edited2.pdf`, and so on."""
    number = 1
    while True:
        yield path.with_name(f"{path.stem}.edited{number if number > 1 else ''}{path.suffix}")
        number += 1


def set_aside(path: Path) -> Path:
    """Give what lies here, be it a file or a link, a free name of its own; that name. OSError for a folder."""
    status = path.lstat()
    if stat.S_ISDIR(status.st_mode):
        raise OSError(errno.EISDIR, "it is a folder, and no file", str(path))
    copy = next(each for each in free_names(path) if _is_taken_for_us(each))
    try:
        path.replace(copy)
    except OSError:
        copy.unlink()
        raise
    return copy


def _is_taken_for_us(path: Path) -> bool:
    """Whether the name is ours now: an empty file holds it, so that nobody else's can come to lie there meanwhile."""
    try:
        os.close(create(path))
    except FileExistsError:
        status = path.lstat()  # an empty one is what a run left that was killed here
        return stat.S_ISREG(status.st_mode) and not status.st_size
    return True
