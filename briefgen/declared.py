"""Classes declared in pydantic's words in; models whose validators pydantic builds once and the cache keeps out.

What `briefgen.models` gives when the program runs. A model here is a plain class. Its twin, made on demand, is a
pydantic model of the same declarations, from which come its validator, its schemas and what findings say of it.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from inspect import get_annotations
from pathlib import Path
from types import MethodType, UnionType
from typing import Annotated, Any, ClassVar, Self, TypeVar, Union, get_args, get_origin, get_type_hints

from briefgen.cache import kept_or_made, shaping
from briefgen.installed import installed_version
from briefgen.validators import SchemaSerializer, SchemaValidator

_ABSENT = object()


# --- pydantic's words, noted -----------------------------------------------------------------


class Noted:
    """A word of pydantic's with its arguments, to be said when pydantic is there."""

    __slots__ = ("arguments", "options", "word")

    def __init__(self, word: str, arguments: tuple[Any, ...], options: dict[str, Any]) -> None:
        self.word = word
        self.arguments = arguments
        self.options = options

    def said(self) -> Any:
        import pydantic

        options = {name: _said(value) for name, value in self.options.items()}
        return getattr(pydantic, self.word)(*self.arguments, **options)


def _word(name: str) -> Callable[..., Noted]:
    def note(*arguments: Any, **options: Any) -> Noted:
        return Noted(name, arguments, options)

    return note


BeforeValidator = _word("BeforeValidator")
Field = _word("Field")
PlainSerializer = _word("PlainSerializer")
StringConstraints = _word("StringConstraints")
WithJsonSchema = _word("WithJsonSchema")
ConfigDict = dict


def model_validator(*, mode: str) -> Callable[[Any], Any]:
    """Mark a method as pydantic's decorator of that name does."""

    def mark(method: Any) -> Any:
        getattr(method, "__func__", method).__model_validator__ = mode
        return method

    return mark


# --- models ----------------------------------------------------------------------------------


class _ValidatorOnDemand:
    """`__pydantic_validator__` of a class, made when it is asked for first."""

    def __get__(self, instance: Any, owner: type[BaseModel]) -> SchemaValidator:
        validator = SchemaValidator(_core_schemas(owner.__module__)[owner.__name__])
        owner.__pydantic_validator__ = validator
        return validator


class BaseModel:
    """A frozen model: made of its fields by name, each validated; its methods have pydantic's names and meaning."""

    # What pydantic's core sets on the instances that it makes.
    __slots__ = ("__dict__", "__pydantic_extra__", "__pydantic_fields_set__", "__pydantic_private__")

    __pydantic_fields_set__: set[str]
    __pydantic_validator__: ClassVar[Any] = _ValidatorOnDemand()
    model_config: ClassVar[Mapping[str, Any]] = {}
    model_fields: ClassVar[Mapping[str, Any]] = {}
    """Name to default as noted, with those of the bases first."""

    def __init_subclass__(cls) -> None:
        inherited = (base.model_fields for base in reversed(cls.__mro__[1:]) if issubclass(base, BaseModel))
        fields: dict[str, Any] = {name: default for each in inherited for name, default in each.items()}
        for name in _own_fields(cls):
            fields[name] = cls.__dict__.get(name, _ABSENT)
            if name in cls.__dict__:
                delattr(cls, name)
        cls.model_fields = fields

    def __init__(self, /, **values: Any) -> None:
        self.__pydantic_validator__.validate_python(values, self_instance=self)

    @classmethod
    def model_validate(cls, value: Any) -> Self:
        model: Self = cls.__pydantic_validator__.validate_python(value)
        return model

    @classmethod
    def model_validate_json(cls, text: str | bytes) -> Self:
        model: Self = cls.__pydantic_validator__.validate_json(text)
        return model

    def model_copy(self, *, update: Mapping[str, Any]) -> Self:
        """A copy with some fields changed; as in pydantic, what is given is not validated."""
        return _restored(type(self), {**self.__dict__, **update}, {*self.__pydantic_fields_set__, *update})

    def model_dump(self, **options: Any) -> dict[str, Any]:
        model: Any = type(self)
        values: dict[str, Any] = _serializer(model).to_python(self, **options)
        return values

    def model_dump_json(self, **options: Any) -> str:
        model: Any = type(self)
        return _serializer(model).to_json(self, **options).decode()

    @classmethod
    def model_json_schema(cls, **options: Any) -> dict[str, Any]:
        schema: dict[str, Any] = pydantic_model(cls).model_json_schema(**options)  # type: ignore[arg-type]
        return schema

    @classmethod
    def __get_pydantic_core_schema__(cls, *_: Any) -> Any:
        """So that models of pydantic's own may have fields of this type."""
        return _ours(pydantic_model(cls).__pydantic_core_schema__, _FOR_SCHEMAS)  # type: ignore[arg-type]

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self.__dict__, self.__pydantic_fields_set__)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: {name} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: {name} cannot be deleted")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((type(self), *self.__dict__.values()))

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items())
        return f"{type(self).__name__}({fields})"


_set = object.__setattr__
ModelType = TypeVar("ModelType", bound=BaseModel)


def _restored(model: type[ModelType], values: Mapping[str, Any], given: set[str]) -> ModelType:
    """An instance with these values, as they are."""
    instance = object.__new__(model)
    _set(instance, "__dict__", values)
    _set(instance, "__pydantic_fields_set__", given)
    _set(instance, "__pydantic_extra__", None)
    _set(instance, "__pydantic_private__", None)
    return instance


def _own_fields(cls: type) -> Iterator[str]:
    for name, annotation in get_annotations(cls).items():
        if not str(annotation).startswith("ClassVar"):
            yield name


# --- their twins in pydantic -----------------------------------------------------------------


@cache
def pydantic_model(model: Any) -> Any:
    """The model as pydantic knows it: its fields, schemas and serializers. Imports pydantic."""
    import pydantic

    if model is BaseModel:
        return pydantic.BaseModel
    hints = get_type_hints(model, include_extras=True)
    namespace: dict[str, Any] = {
        "__module__": model.__module__,
        "__qualname__": model.__qualname__,
        "__doc__": model.__doc__,
        "__annotations__": {name: _said(hints[name]) for name in _own_fields(model)},
    }
    if config := model.__dict__.get("model_config"):
        namespace["model_config"] = config
    for name in namespace["__annotations__"]:
        if (default := model.model_fields[name]) is not _ABSENT:
            namespace[name] = _said(default)
    for name, method in model.__dict__.items():
        if mode := getattr(getattr(method, "__func__", method), "__model_validator__", ""):
            namespace[name] = Noted("model_validator", (), {"mode": mode}).said()(method)
    bases: Any = tuple(pydantic_model(base) for base in model.__bases__)
    twin = type(bases[0])(model.__name__, bases, namespace)
    twin.__model__ = model
    return twin


def _said(declared: Any) -> Any:
    """A declaration with pydantic's own words and models in place of those noted here."""
    if isinstance(declared, Noted):
        return declared.said()
    if _is_model(declared):
        return pydantic_model(declared)
    origin, parts = get_origin(declared), get_args(declared)
    if origin is Annotated:
        return Annotated[tuple(_said(each) for each in parts)]
    if origin in (Union, UnionType):
        return Union[tuple(_said(each) for each in parts)]  # noqa: UP007  made of parts
    if origin in (tuple, dict):
        return origin[tuple(_said(each) for each in parts)]
    return declared


def _is_model(value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, BaseModel)


@cache
def _serializer(model: Any) -> SchemaSerializer:
    return SchemaSerializer(_ours(pydantic_model(model).__pydantic_core_schema__, _FOR_SCHEMAS))


# --- what is kept between runs ---------------------------------------------------------------


@cache
def _core_schemas(module: str) -> Mapping[str, Any]:
    """Name to what the validator is made of, for each model of a module: kept from an earlier run, or made now."""
    data = kept_or_made("models", module, _declarations(module), lambda: _made_schemas(module))
    schemas: Mapping[str, Any] = pickle.loads(data)  # noqa: S301  sealed, and from the user's own folder
    return schemas


def _made_schemas(module: str) -> bytes:
    unwanted = _FOR_SCHEMAS | _FOR_SERIALIZERS
    declared = vars(sys.modules[module]).values()
    models = (each for each in declared if _is_model(each) and each.__module__ == module)
    made = {each.__name__: _ours(pydantic_model(each).__pydantic_core_schema__, unwanted) for each in models}
    return pickle.dumps(made, protocol=5)


def declarations(model: Any) -> bytes:
    """All that decides what the model takes; other bytes mean that it may take other values."""
    return _declarations(model.__module__)


@cache
def _declarations(module: str) -> bytes:
    here = Path(__file__)
    sources = (here, *sorted(here.with_name("schema").glob("*.py")), Path(str(sys.modules[module].__file__)))
    return shaping(*(f"{name} {installed_version(name)}" for name in ("pydantic", "pydantic-core")), sources=sources)


_FOR_SCHEMAS = frozenset({"metadata"})
"""Keys of a core schema from which only JSON Schemas are made."""
_FOR_SERIALIZERS = frozenset({"serialization"})


def _ours(schema: Any, without: frozenset[str]) -> Any:
    """A core schema with our models in place of their twins, and without some of its keys."""
    match schema:
        case dict():
            return {key: _ours(value, without) for key, value in schema.items() if key not in without}
        case list() | tuple():
            return type(schema)(_ours(each, without) for each in schema)
        case type():
            return schema.__dict__.get("__model__", schema)
        case MethodType():  # a validator of the twin's
            return getattr(_ours(schema.__self__, without), schema.__name__)
        case _:
            return schema
