"""The path of a template goes in; what earlier runs made of its source comes out: Jinja's code, and the shapes of its Markdown.

What is kept of the code is Python's own byte code, as in `__pycache__`; of the Markdown, how paragraphs and
cells are written, without any value. An edit is seen by the hash of each source.
"""

from __future__ import annotations

import marshal
import pickle
from pathlib import Path
from types import CodeType

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

from briefgen.cache import keep, kept, shaping
from briefgen.installed import found_version
from briefgen.readers.markdown_shapes import Shapes

_COMPILING = ("compiled.py", "environment.py", "helpers.py")
_READING = ("markdown_rules.py", "markdown_shapes.py", "markdown_syntax.py", "../document.py")
"""Files here and among the readers that decide what becomes of a source."""


class CompiledTemplates(BytecodeCache):
    """The code of a template and its partials, all in one file of the cache."""

    def __init__(self, template: Path) -> None:
        self.name = str(template.resolve())
        sources = (Path(__file__).with_name(name) for name in _COMPILING)
        self.shaped_by = shaping(f"jinja2 {jinja2.__version__}", sources=sources)
        data = kept("templates", self.name, self.shaped_by)
        self.kept: dict[str, tuple[str, CodeType]] = marshal.loads(data) if data else {}  # noqa: S302  sealed
        self.asked: dict[str, tuple[str, CodeType]] = {}
        """By Jinja's name of a source: the source's hash and its code."""

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self.kept.get(bucket.key, ("", None))
        if code is not None and checksum == bucket.checksum:
            bucket.code = code
            self.asked[bucket.key] = checksum, code

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self.asked[bucket.key] = bucket.checksum, bucket.code

    def keep(self) -> None:
        """Keep what was asked for, unless just that is kept already."""
        if self.asked != self.kept:
            keep("templates", self.name, self.shaped_by, marshal.dumps(self.asked))


def kept_shapes(template: Path) -> Shapes:
    """The shapes that earlier runs met in what a template made."""
    data = kept("shapes", str(template.resolve()), _shaped_by())
    return Shapes(pickle.loads(data) if data else None)  # noqa: S301  sealed, and from the user's own folder


def keep_shapes(template: Path, shapes: Shapes) -> None:
    """Keep them, where there are new ones."""
    if shapes.grown:
        shapes.grown = False
        keep("shapes", str(template.resolve()), _shaped_by(), pickle.dumps(dict(shapes.kept), protocol=5))


def _shaped_by() -> bytes:
    readers = Path(__file__).parent.parent / "readers"
    return shaping(f"markdown-it-py {found_version('markdown-it-py')}", sources=(readers / name for name in _READING))
