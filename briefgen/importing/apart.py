"""Data and a function that reads it go in; what it returns comes out, or `CannotImport`. It is read in a process of its own.

For readers in other languages that have no bounds: a few hundred bytes can keep them at work for ever, or fill the
memory. The process may use so much of both and no more; where it ends without an answer, nothing else does.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from briefgen.importing.foreign import CannotImport
from briefgen.settings import MIB

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_SECONDS = 60
"""Of computing."""
_LONGEST = 10 * _SECONDS
"""Seconds by the clock, for systems that do not count computing, and machines that are busy."""
_MEMORY = 2048 * MIB

Given = TypeVar("Given")
Read = TypeVar("Read")


def read_apart(read: Callable[[Given], Read], data: Given, *, memory: int = _MEMORY) -> Read:
    """What the function, one of a module, makes of the data. CannotImport where it makes nothing of it."""
    processes = multiprocessing.get_context("spawn")
    answers, sink = processes.Pipe(duplex=False)
    process = processes.Process(target=_answer, args=(read, data, sink, memory), daemon=True)
    process.start()
    sink.close()  # so that the end of the process is the end of its answers
    answer: tuple[Read] | tuple[str, str] | None = None
    try:
        with suppress(EOFError, OSError):
            answer = answers.recv() if answers.poll(_LONGEST) else None
    finally:
        process.kill()
        process.join()
        answers.close()
    match answer:
        case None:
            raise CannotImport("reading it takes more time or memory than any document", "Save its text alone.")
        case (str(message), str(hint)):
            raise CannotImport(message, hint)
        case (made, *_):
            return made


def _answer(read: Callable[[Given], object], data: Given, sink: Connection, memory: int) -> None:
    """In the process: send what was made, or why nothing was."""
    _keep_within_bounds(memory)
    try:
        sink.send((read(data),))
    except CannotImport as refusal:
        sink.send((refusal.message, refusal.hint))
    except MemoryError:
        return


def _keep_within_bounds(memory: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who waits for the answer ends this process
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what a library says as it breaks off is no finding
    try:
        import resource
    except ImportError:  # there is no such thing on Windows
        return
    for what, most in ((resource.RLIMIT_CPU, _SECONDS), (resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
        with suppress(OSError, ValueError):
            resource.setrlimit(what, (most, resource.getrlimit(what)[1]))
