"""How the package hangs together: no module imports one that imports it, and one name means one thing."""

from __future__ import annotations

import ast

from imports import circles, imports, modules


def test_no_two_modules_import_each_other() -> None:
    """However long the way round; imports within functions and for types alone count too."""
    graph = imports(modules())
    assert len(graph) > 100
    assert circles(graph) == []


def test_a_circle_is_found_however_it_is_closed() -> None:
    sources = {
        "p": "",
        "p.a": "from p import b",
        "p.b": "def f():\n    from p.c import g",
        "p.c": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import p.a",
        "p.d": "from p.a import b",
    }
    graph = imports({name: ast.parse(text) for name, text in sources.items()})
    assert graph["p.d"] == {"p.a"}
    assert circles(graph) == [["p.a", "p.b", "p.c"]]
