"""The package's files in, what each imports of the package and what it defines out."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import briefgen

ROOT = Path(briefgen.__file__).parent


@cache
def modules() -> dict[str, ast.Module]:
    """Name to syntax tree of every module."""
    paths = sorted(path for path in ROOT.rglob("*.py") if "data" not in path.relative_to(ROOT).parts)
    return {_name(path): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def imports(trees: Mapping[str, ast.Module]) -> dict[str, set[str]]:
    """Module to the modules that it imports: at its head, within functions, for types alone."""
    return {name: {each for each in _imported(tree, trees) if each != name} for name, tree in trees.items()}


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Each set of modules from any of which every other is reached (Tarjan's strongly connected components)."""
    found: list[list[str]] = []
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []

    def visit(name: str) -> None:
        number[name] = low[name] = len(number)
        stack.append(name)
        for other in sorted(graph[name]):
            if other not in number:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], number[other])
        if low[name] == number[name]:
            at = stack.index(name)
            if len(stack) - at > 1:
                found.append(sorted(stack[at:]))
            del stack[at:]

    for name in sorted(graph):
        if name not in number:
            visit(name)
    return found


def names(trees: Mapping[str, ast.Module]) -> dict[str, list[str]]:
    """Public name of a class, function, type or constant to the modules that define it at their top level."""
    found: dict[str, list[str]] = {}
    for module, tree in trees.items():
        for name in dict.fromkeys(_defined(tree.body)):
            if not name.startswith("_"):
                found.setdefault(name, []).append(module)
    return found


def _defined(body: Iterable[ast.stmt]) -> Iterator[str]:
    for node in body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Assign(targets=targets):
                yield from (each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.If() | ast.Try():
                yield from _defined(node.body)
                yield from _defined(node.orelse)


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(tree: ast.Module, known: Mapping[str, ast.Module]) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                yield from (alias.name for alias in node.names if alias.name in known)
            case ast.ImportFrom(module=str(module), level=0) if module in known:
                # `from package import module` imports the module, and not what the package itself holds
                yield from (name if (name := f"{module}.{alias.name}") in known else module for alias in node.names)
