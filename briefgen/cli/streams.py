"""The process's standard streams go in; ones that never stop a run come out.

Who started a run may have closed its output, piped it into `head`, or sent it to a disk that is full. Packets are built
all the same: what cannot be printed is dropped, and that it was is remembered, to be said at the end.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import TextIO


class _Outlet(io.RawIOBase):
    """Writes to a descriptor until that fails; from then on what it is given is dropped."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self.failure: OSError | None = None

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def isatty(self) -> bool:
        return os.isatty(self._descriptor)

    def write(self, data: object) -> int:
        view = memoryview(data)  # type: ignore[arg-type]
        if self.failure is None:
            try:
                return os.write(self._descriptor, view)
            except OSError as error:
                self.failure = error
        return view.nbytes


def open_missing_descriptors() -> None:
    """Open the standard descriptors that are closed to nothing: else the next file that is opened, a packet's perhaps,
    would be taken for standard output."""
    while True:
        descriptor = os.open(os.devnull, os.O_RDWR)
        if descriptor > 2:
            os.close(descriptor)
            return
        os.set_inheritable(descriptor, True)


def _steady(stream: TextIO | None, descriptor: int) -> tuple[TextIO, _Outlet]:
    outlet = _Outlet(descriptor)
    encoding = getattr(stream, "encoding", None) or "utf-8"
    buffered = io.BufferedWriter(outlet)
    text = io.TextIOWrapper(buffered, encoding, errors="backslashreplace", line_buffering=True)
    return text, outlet


class Streams:
    """Standard output and error of this process from now on."""

    def __init__(self) -> None:
        open_missing_descriptors()
        sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 - for as long as the process lives
        sys.stdout, self._out = _steady(sys.stdout, 1)
        sys.stderr, self._err = _steady(sys.stderr, 2)

    def failed(self) -> bool:
        """Print what is left. Whether something was lost that somebody waits for; a reader that went away does not."""
        sys.stdout.flush()
        lost = [each.failure for each in (self._out, self._err) if each.failure and each.failure.errno != errno.EPIPE]
        for failure in lost:
            sys.stderr.write(f"Error: not all could be printed: {failure.strerror}\n")
        sys.stderr.flush()
        return bool(lost)
