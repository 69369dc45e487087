"""The nodes of a document: values that are compared, matched, copied and sent to other processes, and never changed."""

import copy
import pickle

import pytest
from msgspec import Struct
from msgspec.structs import replace

from briefgen import document
from briefgen.document import Gauge, Link, Paragraph, Strong, Text

NODES = [each for each in vars(document).values() if isinstance(each, type) and Struct in each.__bases__]


def test_equal_nodes_are_one_value() -> None:
    node = Paragraph((Text("a"), Strong((Text("b"),))), role="small")
    same = Paragraph((Text("a"), Strong((Text("b"),))), role="small")
    assert node == same and hash(node) == hash(same)
    assert node != Paragraph((Text("a"),), role="small")
    assert Strong((Text("b"),)) != document.Emphasis((Text("b"),))


def test_nodes_are_copied_and_sent_whole() -> None:
    node = Paragraph((Text("a"), Strong((Text("b"),))), role="small")
    assert pickle.loads(pickle.dumps(node)) == copy.deepcopy(node) == node
    assert replace(node, anchor="x") == Paragraph(node.children, "small", "x")


def test_nodes_are_matched_by_position() -> None:
    match Gauge("likelihood", 2, 7, "unlikely"):
        case Gauge(_, step, steps, alt=alt):
            assert (step, steps, alt) == (2, 7, "unlikely")
        case _:
            pytest.fail("no match")


def test_a_node_shows_its_fields() -> None:
    assert repr(Link("u", (Text("a"),))) == "Link(uri='u', children=(Text(text='a'),))"


def test_every_node_is_frozen() -> None:
    assert len(NODES) > 25
    assert [node.__name__ for node in NODES if not node.__struct_config__.frozen] == []
    with pytest.raises(AttributeError):
        Text("a").text = "b"  # type: ignore[misc]
