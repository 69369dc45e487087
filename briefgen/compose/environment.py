"""The template language: Jinja2 in a sandbox whose every printed value becomes a slot, never Markdown.

A template yields Markdown text. Whatever `{{ ... }}` prints is kept aside and stands in that text
as a number between two private-use characters, so that no value is ever read as markup or template.
Each line of the text also begins with a mark that says which line of which template it came from.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from datetime import date
from functools import wraps
from itertools import islice
from pathlib import Path
from types import FunctionType
from typing import Any, ClassVar

from jinja2 import StrictUndefined, TemplateSyntaxError, UndefinedError, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import Template
from jinja2.exceptions import SecurityError
from jinja2.ext import Extension, InternationalizationExtension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup
from msgspec import Struct, field

from briefgen.bounds import keep_to_time, template_steps
from briefgen.document import Text, has_backward, is_backward
from briefgen.readers.markdown_inlines import Piece, Slot, isolated, spoken
from briefgen.readers.markdown_syntax import SLOT_CLOSE, SLOT_OPEN
from briefgen.schema.briefing import Portions
from briefgen.schema.marking import Marking
from briefgen.scripts import has_language
from briefgen.theme import Theme
from briefgen.words import Catalogue
from briefgen.words.messages import OwnWords, message_parts

MARK_OPEN = "\ue002"
MARK_CLOSE = "\ue003"
RESERVED = re.compile(f"[{SLOT_OPEN}-{MARK_CLOSE}]")
"""Characters that carry the composer's own notes; a template must not hold them."""
_OF_MESSAGES = frozenset({"trans", "endtrans"})
_PARTIAL_TAGS = frozenset({"include", "import", "from", "extends"})
_AFTER_A_PARTIAL = frozenset({"as", "ignore", "import", "with", "without"})
"""What may stand behind the name of a partial in one of these tags."""
_LETTER = re.compile(r"[^\W\d_]{2}")
_SAYS = re.compile(r"\w")
_HASH_ANCHOR = re.compile(r"\{#(?=[A-Za-z][\w.-]*(?:\s[^{}#\n]*)?\}|\{\{)")


class Rich(tuple[Piece, ...]):
    """Inlines that a helper made ready; printed as they are."""

    __slots__ = ()


class Joined(str):
    """Words joined of values, which are known still, so that each keeps its direction to itself."""

    __slots__ = ("_values",)
    _values: tuple[str, ...]

    @classmethod
    def of(cls, values: Iterable[str]) -> Joined:
        flat: list[str] = []
        for value in values:
            flat += value._values if isinstance(value, Joined) else (value,)
        made = cls("".join(flat))
        made._values = tuple(flat)
        return made

    def slot(self, language: str) -> str | Rich:
        """Plain words where they can only run in one direction, and are in no other script."""
        if not (has_backward(self) or is_backward(language) or has_language(self)):
            return str(self)
        return Rich(piece for value in self._values if value for piece in isolated(value, language))


def own_pieces(words: str) -> tuple[Piece, ...]:
    """Words of the program as inlines; those that are not in the language around them say theirs."""
    foreign = words.language if isinstance(words, OwnWords) else None
    if not foreign or not any(map(str.isalnum, words)):
        return (Text(str(words)),)
    return spoken(str(words), foreign if _LETTER.search(words) else None)


class UnknownName(UndefinedError):
    """A name that a template uses and nothing defines."""

    def __init__(self, message: str | None, name: str = "", owner: Any = None) -> None:
        super().__init__(message)
        self.name = name
        self.owner = owner


class _Undefined(StrictUndefined):
    """Fails with the name and its owner, so that the finding can point and suggest."""

    __slots__ = ()

    def __init__(self, hint: str | None = None, obj: Any = None, name: str | None = None, exc: Any = None) -> None:
        owner, own_name = obj, name or ""

        def fail(message: str) -> Exception:
            return SecurityError(message) if exc is SecurityError else UnknownName(message, own_name, owner)

        super().__init__(hint, obj, name, fail)  # type: ignore[arg-type]


_MOST_CHARACTERS = 100_000_000
_MOST_BITS = 256
_CHUNK = 4096
_CALL = 20
"""Steps that a macro's call weighs, and as many what it prints."""
_VALUE = 8
"""Characters that a value weighs of which joined words are made."""


class OutOfSteps(ValueError):
    """A template that would take too long, or say too much."""


class Allowance(Struct):
    """What a template may still do for one packet."""

    most: int = field(default_factory=template_steps)
    used: int = 0
    written: int = 0
    looked: int = 0
    """Steps at which time was looked at last."""

    def steps(self, count: int) -> None:
        self.used += count
        if self.used > self.most:
            raise OutOfSteps(f"it takes more than {self.most:,} steps for one packet")
        if self.used - self.looked > _CHUNK:
            self.looked = self.used
            keep_to_time()

    def characters(self, count: int) -> None:
        self.written += count
        if self.written > _MOST_CHARACTERS:
            raise OutOfSteps(f"it writes more than {_MOST_CHARACTERS:,} characters for one packet")


class Run(Struct):
    """What one rendering knows and gathers."""

    catalogue: Catalogue = Catalogue()
    """The program's words in the briefing's language."""
    anchors: Mapping[str, str] = field(default_factory=dict)
    """By an entry's id or a paragraph's reference: the name of its place."""
    known: frozenset[str] | None = None
    """The names of the places that the document has; None while that is not known."""
    portions: bool = False
    """Whether portion marks are printed."""
    quiet: frozenset[str] = frozenset()
    """The articles of which so much is marked that their highlights have no ground."""
    allowance: Allowance = field(default_factory=Allowance)
    slots: list[Slot] = field(default_factory=list)
    targets: set[str] = field(default_factory=set)
    """The names of the places that references lead to."""
    bearers: Collection[int] = frozenset()
    """The identities of texts that bear a portion mark, where marks are printed."""
    bearing: dict[int, int] = field(default_factory=dict)
    """Of those that were printed, the slot of the first time."""
    theme: Theme | None = None
    """The look of what is drawn."""
    marking: Marking | None = None
    marks: set[int | str] = field(default_factory=set)
    """Whose marks were asked for: identities, and names of the briefing's plain texts."""

    @property
    def language(self) -> str:
        return self.catalogue.language

    def note(self, value: Any) -> None:
        """Keep in mind that a text is printed, if it bears a portion mark."""
        if id(value) in self.bearers:
            self.bearing.setdefault(id(value), len(self.slots))

    def target(self, key: str) -> str | None:
        """The place that a reference to this entry or paragraph leads to; None where the document has none."""
        anchor = self.anchors.get(key)
        if anchor is None or (self.known is not None and anchor not in self.known):
            return None
        self.targets.add(anchor)
        return anchor


_run: ContextVar[Run] = ContextVar("run")


def current() -> Run:
    """The rendering under way."""
    return _run.get()


def printed(value: Any) -> str:
    """What `{{ value }}` prints: the note that stands in the Markdown for a value; rendered text passes."""
    if isinstance(value, Markup):
        return value
    run = _run.get()
    if run.bearers:
        run.note(value)
    slots = run.slots
    slots.append(value if type(value) is str else _slot_value(value))
    return f"{SLOT_OPEN}{len(slots) - 1}{SLOT_CLOSE}"


def _slot_value(value: Any) -> Slot:
    match value:
        case Rich():
            return value
        case Joined():
            return value.slot(current().language)
        case OwnWords():
            return _own_slot(value, current().language)
        case str():
            return str(value)
        case None:
            return ""
        case bool() | int() | float() | date():
            return str(value)
        case StrictUndefined():
            return str(value)  # raises, with the name and its owner
        case _:
            fields = ", ".join(fields_of(value))
            more = f"; print one of its fields: {fields}" if fields else ""
            raise TypeError(f"{type(value).__name__.lower()} cannot be printed{more}")


def _own_slot(words: OwnWords, around: str) -> str | Rich:
    """Plain words where they are the briefing's language and run in the usual direction, or are figures alone, which
    keep their own as any value does."""
    if not words.language and (not is_backward(around) or (_SAYS.search(words) and not has_backward(words))):
        return str(words)
    return Rich(own_pieces(words))


def fields_of(value: Any) -> tuple[str, ...]:
    """The names that a template may ask a value of the schema for."""
    owner = value if isinstance(value, type) else type(value)
    fields: Any = getattr(owner, "model_fields", None) or getattr(owner, "__struct_fields__", ())
    return tuple(fields)


def noted(value: Any) -> Any:
    """A value that is on its way to be printed."""
    run = _run.get()
    if run.bearers:
        run.note(value)
    return value


def concatenated(parts: tuple[Any, ...]) -> Any:
    """`a ~ b`: words stay words; beside rendered text or inlines they become slots."""
    run = _run.get()
    for part in parts if run.bearers else ():
        run.note(part)
    types = set(map(type, parts))
    allowance = run.allowance
    allowance.steps(1)
    if OwnWords in types:
        if types == {OwnWords} and len(languages := {part.language for part in parts}) == 1:
            return OwnWords.of("".join(parts), *languages)
        parts = tuple(_slot_value(part) if type(part) is OwnWords else part for part in parts)
        types = set(map(type, parts))
    allowance.characters(sum([_weight(part) for part in parts if isinstance(part, (str, Rich))]))
    if Markup in types:
        return Markup("".join([printed(part) for part in parts]))  # noqa: S704
    if Rich in types:
        return Rich(piece for part in parts for piece in pieces(part))
    return Joined.of([part if type(part) in _WORDS else str(_slot_value(part)) for part in parts])


def sentence(message: str, values: Mapping[str, Any]) -> Any:
    """A message of the program with values in its places; words of the program alone stay such words."""
    parts = [
        (OwnWords.of(words, message.language) if isinstance(message, OwnWords) else words) if words else values[name]
        for words, name in message_parts(message)
    ]
    if isinstance(message, OwnWords):
        parts = [OwnWords.of(str(part), message.language) if type(part) is int else part for part in parts]
    return concatenated(tuple(parts)) if len(parts) != 1 else parts[0]


_WORDS = frozenset((str, Joined))
"""What joined words are made of as it stands."""


def _weight(part: str | Rich) -> int:
    """Characters of words, with those that they are made of."""
    return len(part) + (_VALUE * len(part._values) if isinstance(part, Joined) else 0)


def pieces(value: Any) -> tuple[Piece, ...]:
    """A value as inlines."""
    if isinstance(value, Markup):
        raise TypeError("rendered text cannot be joined here; give the values themselves")
    noted(value)
    made = value if isinstance(value, Rich) else _slot_value(value)
    return isolated(made, current().language) if isinstance(made, str) else made


def counted(items: Iterable[Any]) -> Iterator[Any]:
    """What a loop goes through, each turn a step."""
    steps = _run.get().allowance.steps
    each = iter(items)  # at once: what cannot be gone through fails where it stands

    def turns() -> Iterator[Any]:
        for item in each:
            steps(1)
            yield item

    return turns()


def _metered(work: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that counts: itself, what it is given to go through, and what comes out."""

    @wraps(work)
    def metered(*args: Any, **kwargs: Any) -> Any:
        allowance = _run.get().allowance
        allowance.steps(1 + sum(map(_size, (*args, *kwargs.values()))))
        made = work(*args, **kwargs)
        if isinstance(made, str):
            allowance.characters(len(made))
        return made

    return metered


_SIZED = (list, tuple, dict, range)


def _size(value: Any) -> int:
    if isinstance(value, _SIZED):
        return len(value)
    return abs(value) if type(value) is int else 0


def _joined(parts: Iterable[str]) -> str:
    """What a template, a macro or a block prints."""
    allowance = _run.get().allowance
    allowance.steps(_CALL)
    whole: list[str] = []
    each = iter(parts)
    while chunk := list(islice(each, _CHUNK)):
        allowance.characters(sum(map(len, chunk)))
        whole += chunk
    return "".join(whole)


CODE_MADE_BY = Path(__file__)
"""What the code of templates is compiled by, beside Jinja."""
_PARTIALS = "partials"
"""What the compiled code of a template calls its list of partials."""


class _Generator(CodeGenerator):
    """Compiles `{{ }}` to our own printing and `~` to our own joining; `a if b` without else is none."""

    def _make_finalize(self) -> CodeGenerator._FinalizeInfo:
        return self._FinalizeInfo(None, "environment.printed(")  # without the first, constants are values too

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        self.write("environment.printed(")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        self.write(")")

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        super().visit_Template(node, frame)
        asking: Iterator[Any] = node.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport))
        found = [(each.template.value, each.lineno) for each in asking if isinstance(each.template, nodes.Const)]
        self.writeline(f"{_PARTIALS} = {found!r}")

    def visit_CondExpr(self, node: nodes.CondExpr, frame: Frame) -> None:
        node.expr2 = node.expr2 or nodes.Const(None, lineno=node.lineno)
        super().visit_CondExpr(node, frame)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        self.write("environment.concatenated((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


class _Marks(Extension):
    """Begins each line of a template's own words with a mark, file and line; names of partials are written out."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        # `{#name}` names an anchor; Jinja would take it for the beginning of a remark.
        return _HASH_ANCHOR.sub("{ #", source)

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        file = RESERVED.sub("", stream.filename or stream.name or "")
        tag = name = ""
        opened = after_tag = is_message = False
        for token in stream:
            if opened and token.value in _OF_MESSAGES:
                # What stands in a message is the name by which catalogues know it, and so bears no marks.
                is_message = token.value == "trans"
            if is_message and not (opened or token.type == "block_begin"):
                yield token
                continue
            if tag and not _is_written_out(token, name):
                message = f"the name of a partial is written out in quotes after '{tag}'"
                raise TemplateSyntaxError(message, token.lineno, stream.name, stream.filename)
            if tag and not name:
                name = token.value
            else:
                tag, name = (token.value if opened and token.value in _PARTIAL_TAGS else ""), ""
            if opened and token.value == "autoescape":
                raise TemplateSyntaxError(
                    "Encountered unknown tag 'autoescape'.", token.lineno, stream.name, stream.filename
                )
            opened = token.type == "block_begin"
            if token.type == "variable_begin" and after_tag:
                # A value may begin a line on its own, in a loop even behind a line further down.
                yield Token(token.lineno, "data", _marked("", file, token.lineno))
            after_tag = token.type == "block_end"
            if token.type == "data":
                token = Token(token.lineno, "data", _marked(token.value, file, token.lineno))
            yield token


def _is_written_out(token: Token, name: str) -> bool:
    """Whether it is the whole name of a partial, or ends one: so all files of a template are known before it is used."""
    if not name:
        return token.type == "string"
    return token.type == "block_end" or (token.type == "name" and token.value in _AFTER_A_PARTIAL)


def _marked(text: str, file: str, line: int) -> str:
    lines = text.split("\n")
    return "\n".join(f"{MARK_OPEN}{file}:{line + n}{MARK_CLOSE}{words}" for n, words in enumerate(lines))


_MODEL_FIELDS: dict[type, frozenset[str] | None] = {}


def _model_fields(owner: type) -> frozenset[str] | None:
    """The fields of a model of the schema, which are all that a template sees of it; None for other types."""
    if owner not in _MODEL_FIELDS:
        fields = getattr(owner, "model_fields", None)
        _MODEL_FIELDS[owner] = None if fields is None else frozenset(fields)
    return _MODEL_FIELDS[owner]


_VALUES = (str, bytes, tuple, list, int, float, date)
_METHODS_ALLOWED: Mapping[type, frozenset[str]] = {dict: frozenset({"items", "keys", "values", "get"})}


class TemplateEnvironment(ImmutableSandboxedEnvironment):
    """Jinja2 with our printing, our filters and nothing that reaches beyond the values given."""

    code_generator_class = _Generator
    intercepted_binops: ClassVar[frozenset[str]] = frozenset({"+", "%", "*", "**"})  # type: ignore[misc]
    concatenated = staticmethod(concatenated)
    concat = staticmethod(_joined)
    printed = staticmethod(printed)

    def __init__(self, filters: Mapping[str, Callable[..., Any]], helpers: Mapping[str, Any], **options: Any) -> None:
        super().__init__(
            undefined=_Undefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            extensions=[_Marks, InternationalizationExtension],
            cache_size=-1,
            auto_reload=False,
            optimized=False,  # folding constants takes longer than it saves in a template that is filled once
            **options,
        )
        self.newstyle_gettext = True  # a message's values are given to it, as in `_("Page %(page)s", page=page_number)`
        self.policies["ext.i18n.trimmed"] = True
        self.filters = {name: _metered(work) for name, work in filters.items()} | {"counted": counted}
        self.globals = {"range": self.globals["range"], "namespace": self.globals["namespace"], **helpers}
        self.helpers = frozenset(helper for helper in helpers.values() if isinstance(helper, FunctionType))

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """As ever, with each loop going through what is counted."""
        tree = super()._parse(source, name, filename)
        for loop in tree.find_all(nodes.For):
            line = loop.iter.lineno
            loop.iter = nodes.Filter(loop.iter, "counted", [], [], None, None, lineno=line, environment=self)
        return tree

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        allowance = _run.get().allowance
        allowance.steps(1)
        # Most calls are of our own helpers, which are safe and ask for no context.
        if type(__obj) is FunctionType and __obj in __self.helpers:
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
            return __obj(*args, **kwargs)
        allowance.steps(_CALL)
        if isinstance(__obj, LoopContext) and args:
            args = (counted(args[0]), *args[1:])
        made = super().call(__context, __obj, *args, **kwargs)
        if type(made) is range:
            allowance.steps(len(made))
        return made

    def getattr(self, obj: Any, attribute: str) -> Any:
        known = _MODEL_FIELDS.get(type(obj))
        if attribute == "portion" or type(obj) is Portions:
            current().marks.add(attribute if type(obj) is Portions else id(obj))
        if known and attribute in known:  # as nearly always
            return getattr(obj, attribute)
        fields = _model_fields(type(obj))
        if fields is None:
            return super().getattr(obj, attribute)
        if attribute not in fields:
            # At once, not when it is printed: the mistake is here.
            raise UnknownName(None, attribute, obj)
        return getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if _model_fields(type(obj)) is None:
            return super().getitem(obj, argument)
        return self.getattr(obj, str(argument))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        allowed = _METHODS_ALLOWED.get(type(obj))
        if allowed is not None:
            return attr in allowed
        if isinstance(obj, _VALUES):
            return not callable(value) and not attr.startswith("_")
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """Formatting is out of reach like every other method of words."""

    def unsafe_undefined(self, obj: Any, attribute: str) -> Any:
        message = f"'{attribute}' of {type(obj).__name__} is out of a template's reach; filters do such work"
        return self.undefined(message, name=attribute, obj=obj, exc=SecurityError)

    def call_binop(self, context: Context, operator_: str, left: Any, right: Any) -> Any:
        if isinstance(left, str | Rich) or isinstance(right, str | Rich):
            raise TypeError(f"'{operator_}' is for numbers; words are joined with ~")
        if operator_ not in _OPERATORS:
            raise TypeError(f"'{operator_}' is out of a template's reach")
        if operator_ != "+" and not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise TypeError(f"'{operator_}' is for numbers")
        current().allowance.steps(1 + sum(len(each) for each in (left, right) if isinstance(each, list | tuple)))
        made = _OPERATORS[operator_](left, right)
        if isinstance(made, int) and made.bit_length() > _MOST_BITS:
            raise OutOfSteps("a number in it is too large")
        return made


def partials_of(template: Template) -> Sequence[tuple[str, int]]:
    """Each partial that a compiled template asks for: its name, and the line."""
    found: Sequence[tuple[str, int]] = template.root_render_func.__globals__[_PARTIALS]
    return found


_OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {"+": operator.add, "%": operator.mod, "*": operator.mul}


def render(template: Template, context: Mapping[str, Any], run: Run) -> str:
    """A template's Markdown, with marks and slots in it; the run gathers the values of the slots."""
    token = _run.set(run)
    try:
        return template.render(context)
    finally:
        _run.reset(token)
