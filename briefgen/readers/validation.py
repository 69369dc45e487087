"""A value with its places in, a validated model out; every finding of pydantic in plain words, at its place.

Findings go by pydantic's error `type`, never by its English. What is expected is read off the model.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from msgspec import Struct
from pydantic import BaseModel
from pydantic_core import ValidationError

from briefgen.diagnostics import BriefgenError, Diagnostic, InputError
from briefgen.readers.lookalikes import odd_structure
from briefgen.readers.places import Loc, Places

ModelType = TypeVar("ModelType", bound=BaseModel)

CODES: Mapping[str, str] = {
    "extra_forbidden": "BG101",
    "missing": "BG102",
    "union_tag_not_found": "BG102",
    "literal_error": "BG104",
    "union_tag_invalid": "BG104",
    "date_type": "BG105",
    "datetime_type": "BG105",
    "no_such_date": "BG105",
    "no_date": "BG105",
    "event_without_time": "BG108",
    "article_text": "BG108",
    "marking_levels": "BG501",
}
"""Code by error type. Types that end in `_type` or `_parsing` are BG103, all others BG106."""

_TYPE_NAMES = {
    "string": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "tuple": "a list",
    "list": "a list",
    "dict": "a mapping",
    "model": "a mapping",
}
_NUMBERS = {
    "greater_than": "more than {gt}",
    "greater_than_equal": "{ge} or more",
    "less_than": "less than {lt}",
    "less_than_equal": "{le} or less",
}


def validate(
    model: type[ModelType],
    value: Any,
    places: Places,
    *,
    codes: Mapping[str, str] = CODES,
    error: type[BriefgenError] = InputError,
) -> ModelType:
    """The model made of the value. Raises `error` with all findings."""
    try:
        return model.model_validate(value)
    except ValidationError as problem:
        raise error(schema_findings(model, value, places, problem, codes)) from None


def schema_findings(
    model: type[BaseModel],
    value: Any,
    places: Places,
    problem: ValidationError,
    codes: Mapping[str, str] = CODES,
    *,
    keep: Callable[[SchemaError], bool] = lambda error: True,
) -> list[Diagnostic]:
    """What pydantic found, as diagnostics in its order; `keep` says of which errors."""
    return [each for _, each in explained_errors(model, value, lambda _: places, problem, codes, keep=keep)]


def explained_errors(
    model: type[BaseModel],
    value: Any,
    places: Callable[[SchemaError], Places],
    problem: ValidationError,
    codes: Mapping[str, str] = CODES,
    *,
    keep: Callable[[SchemaError], bool] = lambda error: True,
) -> Iterator[tuple[SchemaError, Diagnostic]]:
    """Each error of pydantic's with its finding; `places` are those of the file that it stands in."""
    errors = [each for each in schema_errors(value, problem) if keep(each)]
    unknown = _suggested_keys(model, errors)
    for error in errors:
        misspelled = error.type == "missing" and (error.loc[:-1], error.loc[-1]) in unknown
        if not misspelled and not follows_from_others(error):
            yield error, _finding(model, value, places(error), error, codes)


def schema_errors(value: Any, problem: ValidationError) -> list[SchemaError]:
    """What pydantic found, at the locations that the file has."""
    return [
        SchemaError(
            detail["type"], _real(value, detail["loc"]), detail["loc"], detail.get("input"), detail.get("ctx") or {}
        )
        for detail in problem.errors(include_url=False)
    ]


def follows_from_others(error: SchemaError) -> bool:
    """Whether a list is short only because its items are in error, which is found there."""
    return error.type == "too_short" and len(error.input) >= error.ctx.get("min_length", 1)


def close(word: str, words: Iterable[str]) -> str | None:
    """The one of the words that was probably meant."""
    plain = {_plain(each): each for each in words}
    from difflib import get_close_matches

    found = get_close_matches(_plain(word), plain, n=1, cutoff=0.7)
    return plain[found[0]] if found else None


def _plain(word: str) -> str:
    return word.casefold().replace("_", " ").replace("-", " ")


class SchemaError(Struct, frozen=True):
    """An error of pydantic's."""

    type: str
    loc: Loc
    """As the file has it."""
    raw_loc: Loc
    """As pydantic has it: with the tag of a discriminated union after the item's index."""
    input: Any
    ctx: dict[str, Any]


def _real(value: Any, loc: Loc) -> Loc:
    """The location without what pydantic adds: tags of unions, and `[key]`."""
    real: list[str | int] = []
    for number, step in enumerate(loc):
        after_index = number > 0 and isinstance(loc[number - 1], int)
        if after_index and isinstance(value, Mapping) and isinstance(step, str) and value.get("kind") == step:
            continue
        if step == "[key]" and number == len(loc) - 1:
            break
        real.append(step)
        value = _child(value, step)
    return tuple(real)


def _child(value: Any, step: str | int) -> Any:
    if isinstance(value, Mapping):
        return value.get(step)
    if isinstance(value, (tuple, list)) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


# --- what the model expects at a location ----------------------------------------------------------


def expected(model: type[BaseModel], raw_loc: Loc) -> Any:
    """The type that the model declares at pydantic's location; None where it declares nothing."""
    expected_type: Any = model
    for step in raw_loc:
        expected_type = _below(_bare(expected_type), step)
        if expected_type is None:
            return None
    return _bare(expected_type)


def _bare(expected_type: Any) -> Any:
    """Without Annotated and without None."""
    if get_origin(expected_type) is Annotated:
        return _bare(get_args(expected_type)[0])
    if get_origin(expected_type) in (Union, UnionType):
        members = [m for m in get_args(expected_type) if m is not NoneType]
        return _bare(members[0]) if len(members) == 1 else expected_type
    return expected_type


def _below(expected_type: Any, step: str | int) -> Any:
    if get_origin(expected_type) in (Union, UnionType):
        return next((m for m in get_args(expected_type) if _tag(m) == step), None)
    if fields := _fields(expected_type):
        field = fields.get(str(step))
        return field.annotation if field else None
    if get_origin(expected_type) is tuple:
        return get_args(expected_type)[0]
    if get_origin(expected_type) is dict:
        return get_args(expected_type)[0 if step == "[key]" else 1] if step != "[key]" else expected_type
    return None


def _fields(expected_type: Any) -> dict[str, Any]:
    """Key to field of a model; empty for other types."""
    return {each.alias or name: each for name, each in getattr(expected_type, "model_fields", {}).items()}


def _tag(member: Any) -> str | None:
    field = _fields(member).get("kind")
    words = get_args(field.annotation) if field else ()
    return words[0] if words else None


def _literals(expected_type: Any) -> tuple[Any, ...]:
    if get_origin(expected_type) in (Union, UnionType):
        return tuple(tag for m in get_args(expected_type) if (tag := _tag(_bare(m))))
    if get_origin(expected_type) is dict:
        expected_type = get_args(expected_type)[0]
    return get_args(expected_type) if get_origin(expected_type) is Literal else ()


def _keys(expected_type: Any) -> tuple[str, ...]:
    return tuple(_fields(expected_type))


def _suggested_keys(model: type[BaseModel], errors: list[SchemaError]) -> set[tuple[Loc, str | int]]:
    """Missing keys whose misspelling stands beside: one finding says it all."""
    return {
        (error.loc[:-1], guess)
        for error in errors
        if error.type == "extra_forbidden"
        and (guess := close(str(error.loc[-1]), _keys(expected(model, error.raw_loc[:-1])))) is not None
    }


# --- the words ---------------------------------------------------------------------------------------


def _finding(
    model: type[BaseModel], value: Any, places: Places, error: SchemaError, codes: Mapping[str, str]
) -> Diagnostic:
    wrong_type = error.type.endswith(("_type", "_parsing")) or error.type == "model_attributes_type"
    code = codes.get(error.type, "BG103" if wrong_type else "BG106")
    place = places.at(error.loc)
    match error.type:
        case "extra_forbidden":
            message, hint = _unknown_key(error, expected(model, error.raw_loc[:-1]))
            place = places.key(error.loc)
        case "missing" | "union_tag_not_found":
            message, hint = _missing(error, model)
        case "literal_error" | "union_tag_invalid":
            message, hint, place = _not_allowed(error, model, places, place)
        case "date_type" | "datetime_type" | "no_such_date" | "no_date":
            message, hint = _no_date(error)
        case _ if wrong_type:
            message, hint = _wrong_type(error, _as_written(error, places))
        case _:
            message, hint = _constraint(error)
    return Diagnostic(code, message, place, hint=hint)


def _name(loc: Loc) -> str:
    """`aliases` item 2; the file itself is the file."""
    words = [f"item {step + 1}" if isinstance(step, int) else f"`{step}`" for step in loc]
    if not words:
        return "the file"
    if isinstance(loc[-1], int) and len(words) > 1:
        return " ".join(words[-2:])
    return words[-1]


def _unknown_key(error: SchemaError, expected_type: Any) -> tuple[str, str]:
    key, keys = str(error.loc[-1]), _keys(expected_type)
    if key == "<<":
        return "merge keys (<<) are not part of YAML 1.2", "Write the keys out."
    guess = close(key, keys)
    meant = f"Did you mean `{guess}`?\n" if guess else ""
    if odd := odd_structure(key):
        meant = f"{odd}\n{meant}"
    if key in _GRADE_KEYS and "reliability" in keys:
        meant = _two_fields(str(error.input))
    inside = f" in {_name(error.loc[:-1])}" if len(error.loc) > 1 else ""
    return f"unknown key `{key}`{inside}", f"{meant}Known here: {', '.join(keys)}."


_GRADE_KEYS = ("grade", "grading", "rating", "admiralty")
_GRADE = re.compile(r"([A-Fa-f])[ /-]?([1-6])")


def _two_fields(written: str) -> str:
    """A hint for a grade of both axes in one."""
    grade = _GRADE.fullmatch(written)
    letter, digit = (grade[1].upper(), grade[2]) if grade else ("B", "2")
    return f"A grade is two fields: `reliability: {letter}` and `credibility: {digit}`.\n"


def _missing(error: SchemaError, model: type[BaseModel]) -> tuple[str, str]:
    if error.type == "union_tag_not_found":
        words = _literals(expected(model, error.raw_loc))
        return f"`kind` is missing in {_name(error.loc)}", f"One of: {_listed(words)}."
    inside = f" in {_name(error.loc[:-1])}" if len(error.loc) > 1 else ""
    return f"`{error.loc[-1]}` is missing{inside}", f"Add `{error.loc[-1]}:`."


def _not_allowed(error: SchemaError, model: type[BaseModel], places: Places, place: Any) -> tuple[str, str, Any]:
    words, found, name = _literals(expected(model, error.raw_loc)), error.input, _name(error.loc)
    if error.type == "union_tag_invalid":
        found, name = error.ctx.get("tag"), "`kind`"
        place = places.at((*error.loc, "kind"))
    elif error.raw_loc and error.raw_loc[-1] == "[key]":
        words, name, place = _literals(expected(model, error.raw_loc)), "a key", places.key(error.loc)
    guess = close(str(found), [str(word) for word in words])
    meant = f"Did you mean {guess}?\n" if guess else ""
    if isinstance(found, str) and error.loc[-1:] in (("reliability",), ("credibility",)) and _GRADE.fullmatch(found):
        meant = _two_fields(found)
    if isinstance(found, str) and any(str(word) == found for word in words):
        meant = "Write it without quotes.\n"
    return f"{name} cannot be {_shown(found)}", f"{meant}One of: {_listed(words)}.", place


def _no_date(error: SchemaError) -> tuple[str, str]:
    if error.type == "no_such_date":
        return f"no such date: {_shown(error.input)}", "Check day and month; dates are written YYYY-MM-DD."
    expected_type = str(
        error.ctx.get("expected", "YYYY-MM-DDTHH:MM:SSZ" if error.type == "datetime_type" else "YYYY-MM-DD")
    )
    hint = f"Write it as {expected_type}."
    if "DD" in expected_type and isinstance(error.input, (str, int)) and _MONTH.fullmatch(str(error.input)):
        hint += " A month or a year alone is not enough: give the day, or leave the key out where it is optional."
    return f"{_name(error.loc)} must be a date, not {_shown(error.input)}", hint


_MONTH = re.compile(r"[12][0-9]{3}(-[0-9]{2})?")


def _as_written(error: SchemaError, places: Places) -> str:
    """What stands there, for what was read as a number: 2018. is 2018.0 to a program."""
    node = places.below(error.loc).root if places.knows(error.loc) else None
    return places.text[node.offset : node.end_offset].strip() if node is not None else ""


def _undashed(number: int) -> date | None:
    """The day that was written as one number, such as 20250329."""
    try:
        return date.fromisoformat(str(number)) if number > _SIX_DIGITS else None
    except ValueError:
        return None


_SIX_DIGITS = 999_999


def _wrong_type(error: SchemaError, written: str) -> tuple[str, str]:
    expected_type = _TYPE_NAMES.get(
        error.type.removesuffix("_type").removesuffix("_parsing").split("_")[0], "something else"
    )
    if error.input is None:
        hint = (
            "Write [] or leave the key out."
            if expected_type == "a list"
            else "Write a value, or leave the key out where it is optional."
        )
        return f"{_name(error.loc)} must be {expected_type}, but nothing is written there", hint
    hint, found = "", _kind_of(error.input)
    odd = odd_structure(error.input) if isinstance(error.input, str) else ""
    if expected_type == "text" and type(error.input) is float and 0 < len(written) <= _LONG_NUMBER:
        hint, found = f'Put it in quotes: "{written}".', f"the number {written}"
    elif error.loc[-1:] == ("date",) and type(error.input) is int and (day := _undashed(error.input)):
        hint = f"Write it as {day}."
    elif expected_type == "text" and isinstance(error.input, (int, float)):
        hint = f'Put it in quotes: "{_yaml_word(error.input)}".'
    elif expected_type == "text" and isinstance(error.input, Mapping):
        hint = "Text that holds a colon and a space needs quotes."
    elif expected_type == "a list":
        hint = f"{odd} Put `- ` before each item, on lines of their own.".lstrip()
    elif expected_type == "a mapping":
        hint = f"{odd} Write `key: value` lines, indented below it.".lstrip()
    return f"{_name(error.loc)} must be {expected_type}, not {found}", hint


def _constraint(error: SchemaError) -> tuple[str, str]:
    name = _name(error.loc)
    match error.type:
        case "string_too_short":
            return f"{name} must not be empty", "Write something, or leave the key out where it is optional."
        case "too_short" if error.loc == ("articles",):
            return "there is no article", "`briefgen import FILE... --into INPUT` adds some, or write one by hand."
        case "too_short":
            return (
                f"{name} needs at least {error.ctx.get('min_length', 1)} item",
                "Add one, or leave the key out where it is optional.",
            )
        case "string_pattern_mismatch" if str(error.input).strip() == "":
            return f"{name} must not be blank", "Write something, or leave the key out where it is optional."
        case "string_pattern_mismatch":
            return f"{name} cannot be {_shown(error.input)}", _pattern_hint(error)
        case "string_too_long":
            return f"{name} has at most {error.ctx.get('max_length')} characters", ""
        case number if number in _NUMBERS:
            return f"{name} must be {_NUMBERS[number].format(**error.ctx)}", ""
        case "value_error":
            return f"{name}: {error.ctx.get('error')}", ""
        case _:
            return f"{name}: {error.ctx.get('message', error.type.replace('_', ' '))}", str(error.ctx.get("hint", ""))


_PATTERN_HINTS = {
    "id": "An id is a letter, then letters, digits, hyphens, dots or underscores, 64 at most.",
    "evidence": "An id is a letter, then letters, digits, hyphens, dots or underscores, 64 at most.",
    "language": "A language is a tag such as en, ja or pt-BR.",
    "code": "A rule's code, such as BG403, or the beginning of several, such as BG4.",
    "select": "A rule's code, such as BG403, or the beginning of several, such as BG4.",
    "ignore": "A rule's code, such as BG403, or the beginning of several, such as BG4.",
    "colours": "A colour is written #RRGGBB, in quotes.",
}


def _pattern_hint(error: SchemaError) -> str:
    for step in reversed(error.loc):
        if step in _PATTERN_HINTS:
            return _PATTERN_HINTS[str(step)]
    return f"It must match {error.ctx.get('pattern')}."


def _listed(words: Iterable[Any]) -> str:
    return ", ".join(str(word) for word in words)


def _shown(value: Any) -> str:
    if isinstance(value, (bool, int, float)):
        return _yaml_word(value)
    if not isinstance(value, str):
        return _kind_of(value)
    return f"“{value if len(value) <= 60 else value[:57] + '...'}”"


_LONG_NUMBER = 40


def _yaml_word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _kind_of(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return f"the truth value {_yaml_word(value)}"
        case int() | float():
            return f"the number {value}" if len(str(value)) <= _LONG_NUMBER else "a number"
        case str():
            return f"text ({_shown(value)})"
        case Mapping():
            return "a mapping"
        case _:
            return "a list"
