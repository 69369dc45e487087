"""What an edit is, and what it makes of data: old data and an edit in, the data that its text must say afterwards out."""

from __future__ import annotations

from typing import Any, assert_never

from msgspec import Struct

from briefgen.readers.places import Loc


class Insert(Struct, frozen=True):
    """A new item of a list, before the one that has its number now; or after the last."""

    loc: Loc
    """Of the list."""
    number: int
    value: Any


class Append(Struct, frozen=True):
    """New items at the end of a list, which is made where it is not there yet."""

    loc: Loc
    values: tuple[Any, ...]


class Set(Struct, frozen=True):
    """A value in the place of another, or under a key that is not there yet."""

    loc: Loc
    value: Any


class Rename(Struct, frozen=True):
    """Another key for a value."""

    loc: Loc
    key: str


class Delete(Struct, frozen=True):
    """An item or a key with its value less."""

    loc: Loc


class MoveItem(Struct, frozen=True):
    """An item of a list in another place of it."""

    loc: Loc
    """Of the item."""
    number: int
    """Its number afterwards."""


class Cut(Struct, frozen=True):
    """A text with a part of its characters less."""

    loc: Loc
    start: int
    end: int


Edit = Insert | Append | Set | Rename | Delete | MoveItem | Cut


class Impossible(Exception):
    """An edit that the data or the text do not allow; its words say why."""


def data_after(value: Any, edit: Edit) -> Any:
    """The data with the edit. Impossible where it has no such place."""
    match edit:
        case Insert(loc=loc, number=number, value=new):
            return _changed(value, loc, lambda old: _with_item(old, number, new))
        case Append(loc=loc, values=values):
            return _changed(value, loc, lambda old: _with_items(old, values))
        case Set(loc=(), value=_) | Delete(loc=()) | Rename(loc=()) | MoveItem(loc=()):
            raise Impossible("the whole file cannot be edited at once")
        case Set(loc=(*above, last), value=new):
            return _changed(value, tuple(above), lambda old: _with(old, last, new))
        case Rename(loc=(*above, last), key=key):
            return _changed(value, tuple(above), lambda old: _renamed(old, last, key))
        case Cut(loc=loc, start=start, end=end):
            return _changed(value, loc, lambda old: _cut(old, start, end))
        case Delete(loc=(*above, last)):
            return _changed(value, tuple(above), lambda old: _without(old, last))
        case MoveItem(loc=(*above, last), number=number):
            return _changed(value, tuple(above), lambda old: moved(old, last, number))
        case _:
            assert_never(edit)  # type: ignore[arg-type]


def _changed(value: Any, loc: Loc, change: Any) -> Any:
    if not loc:
        return change(value)
    old = data_at(value, loc[0])
    return _with(value, loc[0], _changed(old, loc[1:], change))


def data_at(value: Any, step: str | int) -> Any:
    """What stands under a key or a number."""
    if isinstance(value, dict) and step in value:
        return value[step]
    if isinstance(value, tuple) and isinstance(step, int) and 0 <= step < len(value):
        return value[step]
    raise Impossible(f"there is nothing under {step!r}")


def _with(value: Any, step: str | int, new: Any) -> Any:
    if isinstance(value, dict) and isinstance(step, str):
        return {**value, step: new}
    data_at(value, step)
    return tuple(new if number == step else each for number, each in enumerate(value))


def _with_item(value: Any, number: int, new: Any) -> Any:
    if not isinstance(value, tuple) or not 0 <= number <= len(value):
        raise Impossible("there is no list with such a place")
    return (*value[:number], new, *value[number:])


def _with_items(value: Any, values: tuple[Any, ...]) -> Any:
    if not isinstance(value, tuple):
        raise Impossible("there is no list to add to")
    return (*value, *values)


def _without(value: Any, step: str | int) -> Any:
    data_at(value, step)
    if isinstance(value, dict):
        return {key: each for key, each in value.items() if key != step}
    return tuple(each for number, each in enumerate(value) if number != step)


def moved(value: Any, step: str | int, number: int) -> Any:
    """A list with the item of that number elsewhere."""
    item = data_at(value, step)
    if not isinstance(value, tuple) or not 0 <= number < len(value):
        raise Impossible("there is no list with such a place")
    others = [each for n, each in enumerate(value) if n != step]
    return (*others[:number], item, *others[number:])


def _cut(value: Any, start: int, end: int) -> str:
    if not isinstance(value, str) or not 0 <= start <= end <= len(value):
        raise Impossible("there is no text with such a part")
    return value[:start] + value[end:]


def _renamed(value: Any, step: str | int, key: str) -> Any:
    data_at(value, step)
    if not isinstance(value, dict) or key in value:
        raise Impossible(f"the key cannot be {key!r}: it is taken, or belongs to no mapping")
    return {key if name == step else name: each for name, each in value.items()}


def same_data(one: Any, other: Any) -> bool:
    """Whether two values are alike in type, order and all that they hold."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(same_data(one[key], other[key]) for key in one)
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same_data, one, other))
    return bool(one == other) or (one != one and other != other)
