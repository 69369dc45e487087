"""A function in, the same function out, called with room for the frames of all that it calls."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import TypeVar

Called = TypeVar("Called", bound=Callable[..., object])

_SLOTS = 33_000
"""Of a frame: a little more than 256 KiB, so that Python takes 512 KiB, half of which is left for the frames to come."""


def with_room_for_frames(function: Called) -> Called:
    """Claim the room when the function is called.

    Python keeps frames in chunks of 16 KiB. It asks the system for another chunk when a call does not fit into the
    last one, and gives it back on return, so that a loop at the edge of a chunk pays for that at each turn: some 1,600
    times in a process that makes one packet. A frame that claims more than a chunk gets one of its own size, and
    what it calls fits in there as well. Nothing is touched of it but what is used.
    """
    if isinstance(function, FunctionType):  # what is written in C has no frame
        function.__code__ = function.__code__.replace(co_stacksize=_SLOTS)
    return function
