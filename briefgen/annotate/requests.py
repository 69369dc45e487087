"""The body of a request in, what is asked out, typed; and the refusal where it asks for nothing that can be done."""

from __future__ import annotations

from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Struct, field

from briefgen.annotate.json_data import from_json
from briefgen.editing import Append, Delete, Edit, Insert, MoveItem, Rename, Set
from briefgen.readers.places import Loc

Asked = TypeVar("Asked")


class RequestRefused(Exception):
    """A request that is not carried out: its status, and what to say."""

    def __init__(self, status: int, error: str, hint: str = "", **more: Any) -> None:
        super().__init__(error)
        self.status = status
        self.content = {"error": error, "hint": hint, **more}


class AskedEdit(Struct, frozen=True, forbid_unknown_fields=True):
    """An edit as the page asks for it."""

    op: Literal["insert", "append", "set", "rename", "delete", "move"]
    loc: tuple[str | int, ...]
    value: Any = None
    number: int = 0
    key: str = ""

    @property
    def edit(self) -> Edit:
        loc: Loc = self.loc
        match self.op:
            case "insert":
                return Insert(loc, self.number, from_json(self.value))
            case "append":
                return Append(loc, (from_json(self.value),))
            case "set":
                return Set(loc, from_json(self.value))
            case "rename":
                return Rename(loc, self.key)
            case "delete":
                return Delete(loc)
            case "move":
                return MoveItem(loc, self.number)


class AskedEdits(Struct, frozen=True, forbid_unknown_fields=True):
    digest: str
    edits: tuple[AskedEdit, ...]
    label: str = ""


class AskedPoint(Struct, frozen=True, forbid_unknown_fields=True):
    paragraph: int
    offset: int


class AskedPassage(Struct, frozen=True, forbid_unknown_fields=True):
    """A new annotation; or with `loc`, other ends or another kind for one."""

    digest: str
    article: int = -1
    start: AskedPoint | None = None
    end: AskedPoint | None = None
    kind: str | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    loc: tuple[str | int, ...] = ()
    label: str = ""


class AskedStep(Struct, frozen=True, forbid_unknown_fields=True):
    """Undo, redo, suggestions: which state they are meant for."""

    digest: str


class AskedOpening(Struct, frozen=True, forbid_unknown_fields=True):
    path: str = ""
    new: str = ""


def asked(body: bytes, kind: type[Asked]) -> Asked:
    """What the body asks. Refused where it is no such request."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        hint = "The page and the server may be of two versions: reload the page."
        raise RequestRefused(400, f"the request cannot be read: {error}", hint) from None
