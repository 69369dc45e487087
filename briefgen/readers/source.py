"""A path in, the file's bytes and text out; what cannot be read, is too large or is no text is a finding."""

from __future__ import annotations

import re
import stat
import unicodedata
from pathlib import Path

from briefgen.diagnostics import Diagnostic, InputError, Place
from briefgen.files import ForeignLink, open_plain, what_it_is

LIMIT = 16 * 2**20

_CODES = "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
"""Half characters, and codes that Unicode will never make characters; the others of these end a plane."""
_PLANE_ENDS = "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))


def _any_of(controls: str) -> re.Pattern[str]:
    """Finds these and what else no document can hold. The many ends of planes are asked for only where one may be."""
    return re.compile(f"[{controls}{_CODES}\U0001fffe-\U0010ffff](?<=[{controls}{_CODES}{_PLANE_ENDS}])")


FORBIDDEN = _any_of("\x00-\x08\x0b\x0c\x0e-\x1f")
"""Characters that no XML document may hold, and so no DOCX, and codes that are no characters."""
RAW_FORBIDDEN = _any_of("\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f")
"""The same, and the control characters that YAML requires to be escaped."""
_BREAK = re.compile(r"\r\n|\n|\r")


def read_bytes(path: Path, name: str, limit: int = LIMIT) -> bytes:
    """The bytes of a regular file that is not over the limit. Raises InputError."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise _error("BG001", f"cannot be read: it is {what_it_is(status)}", name, "Name a file.")
        if status.st_size > limit:
            raise _too_large(status.st_size, name, limit)
        with open_plain(path) as file:
            data = file.read(limit + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise _error("BG001", f"cannot be read: {_reason(error)}", name, _read_hint(error, path)) from None
    if len(data) > limit:
        raise _too_large(len(data), name, limit)
    return data


_READ_HINTS: dict[type[Exception], str] = {
    FileNotFoundError: "Check the spelling and the folder.",
    PermissionError: "Ask for the right to read it.",
}


def file_inside(folder: Path, written: str) -> Path | None:
    """The file that is named in an input of the folder; None where it lies outside when links are followed, or nowhere."""
    try:
        top = folder.resolve()
        path = top / written
        is_inside = path.resolve().is_relative_to(top)
    except (OSError, ValueError, RuntimeError):  # a loop of links, a NUL
        return None
    return path if is_inside else None


def _read_hint(error: Exception, path: Path) -> str:
    hint = _READ_HINTS.get(type(error), "")
    if isinstance(error, FileNotFoundError) and (beside := _beside(path)):
        return f"Did you mean {beside}? {hint}"
    return hint


def _beside(path: Path) -> Path | None:
    """A file of the same name, but for its end."""
    try:
        found = sorted(each for each in path.parent.iterdir() if each.stem == path.stem and each.suffix in _ENDS)
    except OSError:
        return None
    return found[0] if found and path.suffix in (*_ENDS, "") else None


_ENDS = (".yaml", ".yml", ".YAML", ".YML")


def decode(data: bytes, name: str) -> str:
    """The text of UTF-8 bytes, without its byte-order mark. Raises InputError at the first byte that is none."""
    try:
        return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        data = data.removeprefix(b"\xef\xbb\xbf")
        lines = _BREAK.split(data[: error.start].decode("utf-8"))
        rest = _BREAK.split(data[error.start : error.start + 200].decode("utf-8", "replace"))[0]
        place = Place(name, len(lines), len(lines[-1]) + 1, 0, (lines[-1] + rest)[:2000])
        hint = "Save the file as UTF-8."
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            hint = "This looks like UTF-16. " + hint
        message = f"not UTF-8: byte 0x{data[error.start]:02X} does not belong there"
        raise InputError(Diagnostic("BG002", message, place, hint=hint)) from None


def forbidden_characters(text: str, name: str, pattern: re.Pattern[str] = RAW_FORBIDDEN) -> list[Diagnostic]:
    """A finding for each line of a file that holds a character no document may hold."""
    if pattern.search(text) is None:
        return []
    return [
        forbidden_character(match[0], Place(name, number, match.start() + 1, 0, line[:2000]))
        for number, line in enumerate(_BREAK.split(text), 1)
        if (match := pattern.search(line))
    ]


def forbidden_character(character: str, place: Place) -> Diagnostic:
    """The finding for one such character."""
    kind = "control character" if unicodedata.category(character) == "Cc" else "code"
    message = f"{kind} U+{ord(character):04X} cannot stand in a document"
    return Diagnostic("BG003", message, place, hint="Delete it; it is invisible and came with copying.")


def _too_large(size: int, name: str, limit: int) -> InputError:
    return _error(
        "BG005", f"too large: {_mib(size)}, at most {_mib(limit)}", name, "Split the briefing, or raise the limit."
    )


def _mib(size: int) -> str:
    return f"{size / 2**20:.1f} MiB" if size >= 2**20 else f"{size} bytes"


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, ForeignLink):
        return error.strerror or ""
    if isinstance(error, PermissionError):
        return "no permission"
    return (getattr(error, "strerror", None) or str(error)).lower()


def _error(code: str, message: str, name: str, hint: str = "") -> InputError:
    return InputError(Diagnostic(code, message, Place(name), hint=hint))
