"""Stale inputs go in; their packets come out, in the same order, built here or in worker processes.

A worker that dies takes no other packet with it: what was under way then is built again, each input
alone in a fresh process, and one that ends that process too is a finding. Workers of a run that is killed
end by themselves; until the last of them has, they hold the lock of the output folder.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from briefgen.batch.worker import Done, Refusal, build_here, start
from briefgen.diagnostics import Diagnostic, Place, TemplateError
from briefgen.options import Options
from briefgen.packets import InputFile
from briefgen.pipeline import Packet

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_AHEAD = 32
"""Inputs given out for each worker, so that none waits while another is at a large one, and memory stays as it is."""
_IN_HAND = 2
"""Inputs for each worker that it may have begun."""

Built = Done | Refusal
Pending = Future[Built]
_PATIENCE = 10.0
"""Seconds that packets in work get to be completed when a run is interrupted."""


NewPool = Callable[[int], ProcessPoolExecutor]
"""Makes a pool of so many workers."""


def build_in_processes(
    sources: Sequence[InputFile], options: Options, jobs: int, lock: int | None = None
) -> Iterator[Done]:
    """The packets in the order of the inputs; workers share the handle `lock`. TemplateError where none can be built."""
    shared = _shared(lock)
    try:
        yield from _built(sources, options, jobs, partial(_pool, options, shared))
    finally:
        if shared is not None:
            shared.close()


def _shared(lock: int | None) -> Connection | None:
    """The handle in what `multiprocessing` can hand to a process that it starts; on Windows a lock is one process's."""
    if lock is None or sys.platform == "win32":
        return None
    from multiprocessing.connection import Connection

    return Connection(os.dup(lock))


def _built(sources: Sequence[InputFile], options: Options, jobs: int, new_pool: NewPool) -> Iterator[Done]:
    waiting = iter(sources)
    queue: deque[tuple[InputFile, Pending]] = deque()
    pool = new_pool(jobs)
    try:
        while True:
            for source in islice(waiting, jobs * _AHEAD - len(queue)):
                queue.append((source, _submitted(pool, source)))
            if not queue:
                break
            source, pending = queue.popleft()
            if (result := _result(pending)) is None:  # a worker died
                _end(pool)
                pool = new_pool(jobs)
                alone = partial(_alone, options=options, new_pool=new_pool)
                result = alone(source)
                queue = deque(_given_again(queue, pool, alone, jobs * _IN_HAND))
            yield _accepted(result)
    finally:
        _let_finish([pending for _, pending in queue])
        _end(pool)


def _given_again(
    queue: Iterable[tuple[InputFile, Pending]],
    pool: ProcessPoolExecutor,
    alone: Callable[[InputFile], Built],
    suspects: int,
) -> Iterator[tuple[InputFile, Pending]]:
    """What was given out when a worker died: the first without a result may have been its end, and are built alone."""
    for source, pending in queue:
        if _result(pending) is not None:
            yield source, pending
        elif suspects > 0:
            suspects -= 1
            settled: Pending = Future()
            settled.set_result(alone(source))
            yield source, settled
        else:
            yield source, _submitted(pool, source)


def _let_finish(given: Sequence[Pending]) -> None:
    """Where a run is interrupted, packets that are being written are still completed."""
    wait([pending for pending in given if not pending.cancel()], timeout=_PATIENCE)


def _pool(options: Options, shared: Connection | None, jobs: int) -> ProcessPoolExecutor:
    method = "spawn" if sys.platform in ("win32", "darwin") else "forkserver"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(["briefgen.batch.preload"])
    return ProcessPoolExecutor(jobs, context, start, (options, shared))


def _submitted(pool: ProcessPoolExecutor, source: InputFile) -> Pending:
    try:
        return pool.submit(build_here, source)
    except BrokenProcessPool as error:
        failed: Pending = Future()
        failed.set_exception(error)
        return failed


def _result(pending: Pending) -> Built | None:
    """What the worker gave back; None if it died first."""
    try:
        return pending.result()
    except BrokenProcessPool:
        return None


def _alone(source: InputFile, options: Options, new_pool: NewPool) -> Built:
    pool = new_pool(1)
    try:
        return _result(_submitted(pool, source)) or Done(Packet(source, source.folder(options.out), (_died(source),)))
    finally:
        _end(pool)


def _died(source: InputFile) -> Diagnostic:
    hint = "It may have been killed, or have run out of memory. The last good packet was left as it is."
    return Diagnostic("BG762", "the worker that built it crashed twice", Place(source.path), hint=hint)


def _accepted(result: Built) -> Done:
    if isinstance(result, Refusal):
        raise TemplateError(result.diagnostics)
    return result


def _end(pool: ProcessPoolExecutor) -> None:
    """End the workers, whatever they are at."""
    for process in list((getattr(pool, "_processes", None) or {}).values()):
        with suppress(OSError, ValueError, AttributeError):
            process.terminate()
    pool.shutdown(cancel_futures=True)
