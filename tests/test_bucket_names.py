"""An object's name in a bucket is any text: none leads out, ends a run or takes the place of another's packet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_batch import GOOD

from briefgen.cli import main
from briefgen.packets import MANIFEST

fsspec = pytest.importorskip("fsspec", reason="pip install 'briefgen[cluster]'")
Captured = pytest.CaptureFixture[str]
LEADING_OUT = {
    "up": "../../../../../precious.yaml",
    "up from within": "asia/../../../../../precious.yaml",
    "absolute": "/etc/precious.yaml",
    "two names of one file": "asia//precious.yaml",
    "a step that is none": "asia/./precious.yaml",
    "the name of a folder above": "..",
    "NUL": "a\0precious.yaml",
}
UNUSUAL = {
    "backslashes": "..\\..\\precious.yaml",
    "a newline": "new\nline.yaml",
    "a control character": "escape\x1b[31m.yaml",
    "very long": "x" * 5_000 + ".yaml",
    "very deep": "x/" * 2_000 + "x.yaml",
    "a name longer than a file's": "x" * 300 + ".yaml",
    "half a character": "half\udcff.yaml",
    "a device of Windows": "CON.yaml",
    "a device of Windows with an ending": "asia/nul.txt.yaml",
    "a blank at the end": "b .yaml",
    "the same in capitals": "B.yaml",
    "our index": "index.html.yaml",
    "our ledger": "ledger.jsonl.yaml",
    "our manifest": f"{MANIFEST}.yaml",
}
NO_INPUT = {
    "no name": ".yaml",
    "our folder": ".briefgen/holder.json.yaml",
    "our lock": ".briefgen/lock",
}
"""What no folder's inputs are either."""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A bucket with one good input, from a working folder of its own."""
    memory = fsspec.filesystem("memory")
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    memory.pipe_file("/desk/inputs/b.yaml", GOOD.read_bytes())
    yield memory
    memory.rm("/desk", recursive=True)


def build(desk: Any, monkeypatch: pytest.MonkeyPatch, name: str, *more: str) -> int:
    """A run over the bucket, in whose listing the name stands as a store gives it; the memory would tidy it."""
    listed, read = type(desk).find, type(desk).cat_file

    def find(self: object, path: str, **options: object) -> dict[str, dict[str, object]]:
        there: dict[str, dict[str, object]] = listed(self, path, **options)
        more = {f"/desk/inputs/{name}": {"name": f"/desk/inputs/{name}", "size": 1, "type": "file"}}
        return {**there, **(more if path.strip("/") == "desk/inputs" else {})}

    def cat_file(self: object, path: str, **options: object) -> bytes:
        return GOOD.read_bytes() if "desk/inputs/" in path else read(self, path, **options)

    with monkeypatch.context() as patched:
        patched.setattr(type(desk), "find", find)
        patched.setattr(type(desk), "cat_file", cat_file)
        return main(["--to", "text", "--jobs", "1", *more, "memory://desk/inputs"])


def outside(folder: Path) -> list[str]:
    """What lies beside the working folder's packets and the cache."""
    inside = (folder / "here/outputs", folder / "cache")
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [str(path) for path in files if not any(each in path.parents for each in inside)]


@pytest.mark.parametrize("kind", LEADING_OUT)
def test_a_name_that_leads_out_is_left_in_the_bucket(
    desk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured, kind: str
) -> None:
    code = build(desk, monkeypatch, LEADING_OUT[kind])
    shown = capsys.readouterr().err
    assert code == 0, shown
    assert "warning BG771 an object's name leads out of the address" in shown
    assert list(tmp_path.rglob("*precious*")) == outside(tmp_path) == []
    assert (tmp_path / "here/outputs/b" / MANIFEST).is_file()


@pytest.mark.parametrize("kind", UNUSUAL)
def test_an_unusual_name_is_built_or_reported_and_costs_nobody_else_anything(
    desk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured, kind: str
) -> None:
    code = build(desk, monkeypatch, UNUSUAL[kind])
    shown = capsys.readouterr().err
    assert code in (0, 1), shown
    assert "Traceback" not in shown and "\x1b" not in shown
    assert outside(tmp_path) == []
    built = [path.parent for path in (tmp_path / "here/outputs").rglob(MANIFEST)]
    assert tmp_path / "here/outputs/b" in built or "B.yaml" in shown, shown
    assert len(built) == 2 or any(each in shown for each in ("BG771", "error", "warning")), shown


@pytest.mark.parametrize("kind", NO_INPUT)
def test_what_is_no_input_changes_nothing(
    desk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    assert build(desk, monkeypatch, NO_INPUT[kind]) == 0
    assert outside(tmp_path) == []
    assert [path.parent.name for path in (tmp_path / "here/outputs").rglob(MANIFEST)] == ["b"]
