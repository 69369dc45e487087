"""The value types: what a frozen dataclass promises, held against the standard decorator."""

import copy
import dataclasses
import pickle
from collections.abc import Callable
from typing import Any, ClassVar

import pytest

from briefgen import document, records
from briefgen.document import Gauge, Link, Metadata, Paragraph, Strong, Text


def declared(dataclass: Callable[..., Any]) -> Any:
    @dataclass(frozen=True, slots=True, order=True)
    class Sample:
        """A sample."""

        limit: "ClassVar[int]" = 7
        name: "str"
        sizes: "tuple[int, ...]" = ()
        seen: "dict[str, int]" = dataclasses.field(default_factory=dict)
        note: "str" = dataclasses.field(default="", repr=False)

        def twice(self) -> str:
            return self.name * 2

    return Sample


@pytest.fixture(params=["standard", "ours", "ours compiled"])
def sample(request: pytest.FixtureRequest) -> Any:
    if request.param == "standard":
        return declared(dataclasses.dataclass)
    made = declared(records._dataclass)
    if request.param == "ours compiled":
        first = made.__init__
        for _ in range(records._FEW + 1):
            made("a")
        assert made.__init__ is not first
    return made


def test_values_and_defaults(sample: Any) -> None:
    made = sample("a", note="n")
    assert (made.name, made.sizes, made.seen, made.note, made.limit) == ("a", (), {}, "n", 7)
    assert made.twice() == "aa"
    assert sample("a").seen is not sample("a").seen
    assert sample.__match_args__ == ("name", "sizes", "seen", "note")
    assert repr(made) == f"{sample.__qualname__}(name='a', sizes=(), seen={{}})"


def test_compared_by_value_and_type(sample: Any) -> None:
    assert sample("a", (1,)) == sample("a", (1,))
    assert sample("a") != sample("b")
    assert sample("a") != ("a", (), {}, "")
    assert sample("a") < sample("b") <= sample("b") and sample("b") > sample("a") >= sample("a")
    with pytest.raises(TypeError):
        assert sample("a") < 1


def test_frozen_and_without_a_dictionary(sample: Any) -> None:
    made = sample("a")
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.name = "b"
    with pytest.raises(dataclasses.FrozenInstanceError):
        del made.name
    assert not hasattr(made, "__dict__")


@pytest.mark.parametrize(
    ("args", "kwargs", "told"),
    [
        ((), {}, "missing 1 required positional argument: 'name'"),
        ((), {"sizes": ()}, "missing 1 required positional argument: 'name'"),
        (("a",), {"no": 1}, "unexpected keyword argument 'no'"),
        (("a",), {"name": "a"}, "multiple values for argument 'name'"),
        (("a", (), {}, "", 1), {}, "takes from 2 to 5 positional arguments but 6 were given"),
    ],
)
def test_wrong_arguments(sample: Any, args: tuple[Any, ...], kwargs: dict[str, Any], told: str) -> None:
    for _ in range(2):
        with pytest.raises(TypeError, match=told):
            sample(*args, **kwargs)


def test_the_standard_functions_take_it(sample: Any) -> None:
    made = sample("a", (1, 2), note="n")
    assert dataclasses.is_dataclass(made)
    assert [each.name for each in dataclasses.fields(made)] == ["name", "sizes", "seen", "note"]
    assert dataclasses.replace(made, name="b") == sample("b", (1, 2), note="n")
    assert dataclasses.asdict(made) == {"name": "a", "sizes": (1, 2), "seen": {}, "note": "n"}
    assert dataclasses.astuple(made) == ("a", (1, 2), {}, "n")


def test_plain_ones_can_change_and_cannot_be_hashed() -> None:
    @records._dataclass(slots=True)
    class Sample:
        name: "str"
        length: "int" = dataclasses.field(init=False)
        seen: "list[str]" = dataclasses.field(default_factory=list, init=False)
        shown: "int" = dataclasses.field(default=0, init=False)
        more: "str" = ""

        def __post_init__(self) -> None:
            self.length = len(self.name)

    made = Sample("abc", "more")
    assert (made.length, made.seen, made.shown, made.more) == (3, [], 0, "more")
    made.name = "b"
    assert made.name == "b"
    with pytest.raises(TypeError):
        hash(made)


def test_without_eq_each_is_its_own() -> None:
    @records._dataclass(slots=True, eq=False)
    class Sample:
        name: "str"

    one = Sample("a")
    assert one == one and one != Sample("a")
    assert len({one, Sample("a")}) == 2


def test_nodes_of_a_document() -> None:
    node = Paragraph((Text("a"), Strong((Text("b"),))), role="small")
    same = Paragraph((Text("a"), Strong((Text("b"),))), role="small")
    assert node == same and hash(node) == hash(same)
    assert pickle.loads(pickle.dumps(node)) == copy.deepcopy(node) == node
    assert records.replace(node, anchor="x") == Paragraph(node.children, "small", "x")
    assert repr(Link("u", (Text("a"),))) == "Link(uri='u', children=(Text(text='a'),))"
    assert Metadata("t") == Metadata("t")
    match Gauge("likelihood", 2, 7, "unlikely"):
        case Gauge(_, step, steps, alt=alt):
            assert (step, steps, alt) == (2, 7, "unlikely")
        case _:
            pytest.fail("no match")


def test_every_node_is_frozen() -> None:
    nodes = [each for each in vars(document).values() if isinstance(each, type) and dataclasses.is_dataclass(each)]
    assert len(nodes) > 25
    for node in nodes:
        assert node.__dataclass_fields__ is not None
        with pytest.raises(dataclasses.FrozenInstanceError):
            object.__new__(node).anything = 1
