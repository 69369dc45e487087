"""Room for frames: a function called with it makes Python ask the system for no more chunks at each turn of a loop."""

from __future__ import annotations

from briefgen.frames import with_room_for_frames


def test_the_function_is_the_same_and_takes_and_gives_what_it_did() -> None:
    def greeting(name: str, *, loud: bool = False) -> str:
        return f"Hello, {name.upper() if loud else name}"

    roomy = with_room_for_frames(greeting)

    assert roomy is greeting
    assert roomy("Ada", loud=True) == "Hello, ADA"


def test_calls_as_deep_as_python_allows_still_end_in_its_own_error() -> None:
    def depth(number: int) -> int:
        try:
            return depth(number + 1)
        except RecursionError:
            return number

    assert with_room_for_frames(lambda: depth(0))() > 500


def test_what_has_no_frame_is_left_as_it_is() -> None:
    assert with_room_for_frames(len) is len
