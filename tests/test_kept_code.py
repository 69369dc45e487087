"""The byte code of templates that is kept between runs: never run from where somebody else could have put it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from jinja2.bccache import Bucket

from briefgen.compose.environment import CODE_MADE_BY, TemplateEnvironment
from briefgen.compose.helpers import FILTERS
from briefgen.compose.kept_code import KeptCode, kept_code
from briefgen.compose.templates import load_template
from briefgen.diagnostics import TemplateError

pytestmark = pytest.mark.skipif(os.name != "posix", reason="owners and modes of folders are POSIX's")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache folder, with the code of the packet's templates in it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    load_template("packet")
    return tmp_path / "cache"


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the templates that are compiled, as they are."""
    names: list[str] = []
    generate = TemplateEnvironment._generate

    def noted(self: TemplateEnvironment, source: object, name: str, *rest: object, **more: object) -> object:
        names.append(name)
        return generate(self, source, name, *rest, **more)

    monkeypatch.setattr(TemplateEnvironment, "_generate", noted)
    return names


def kept(cache: Path) -> list[Path]:
    return sorted(each for each in cache.rglob("*") if each.is_file())


def test_what_one_run_compiled_the_next_takes_with_all_its_partials(cache: Path, compiled: list[str]) -> None:
    again = load_template("packet")
    assert compiled == []
    assert len(again.ingredients) == len(kept(cache)) > 10


def test_a_changed_template_is_compiled_again(cache: Path, compiled: list[str], tmp_path: Path) -> None:
    own = tmp_path / "own.md.j2"
    for words in ("# One\n", "# Two\n"):
        own.write_text(words)
        load_template(own)
    assert compiled == ["own.md.j2", "own.md.j2"]


def test_a_missing_partial_is_reported_by_kept_code_too(cache: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.md.j2"
    own.write_text('# One\n{% include "none.md.j2" %}\n')
    for _ in range(2):
        with pytest.raises(TemplateError) as caught:
            load_template(own)
        assert [(each.code, each.place.line) for each in caught.value.diagnostics] == [("BG601", 2)]


@pytest.mark.parametrize("length", [0, 1, 5, 20, 60, 200, -1])
def test_code_that_breaks_off_is_compiled_again(cache: Path, compiled: list[str], length: int) -> None:
    for path in kept(cache):
        path.write_bytes(path.read_bytes()[:length])
    load_template("packet")
    assert len(compiled) == len(kept(cache))


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_code_with_a_bit_changed_is_compiled_again_and_never_run(
    cache: Path, compiled: list[str], share: float
) -> None:
    for path in kept(cache):
        data = bytearray(path.read_bytes())
        data[int(share * len(data))] ^= 0x20
        path.write_bytes(data)
    load_template("packet")
    assert len(compiled) == len(kept(cache))


@pytest.mark.parametrize("above", [0, 1, 2, 3])
def test_code_in_a_folder_that_others_can_write_to_is_not_run(cache: Path, compiled: list[str], above: int) -> None:
    kept(cache)[0].parents[above].chmod(0o777)
    load_template("packet")
    assert len(compiled) == len(kept(cache))


def test_code_beyond_a_link_is_not_run(cache: Path, compiled: list[str]) -> None:
    (cache / "briefgen").rename(cache / "elsewhere")
    (cache / "briefgen").symlink_to("elsewhere")
    load_template("packet")
    assert len(compiled) == len(kept(cache / "elsewhere"))


def test_code_in_somebody_elses_folder_is_not_run(
    cache: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    user = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: user + 1)
    monkeypatch.setattr(Path, "lstat", as_owned_by(user or 12345))
    load_template("packet")
    assert len(compiled) == len(kept(cache))


def as_owned_by(user: int):  # type: ignore[no-untyped-def]
    plain = Path.lstat

    def lstat(path: Path) -> os.stat_result:
        found = plain(path)
        return os.stat_result((*found[:4], user, *found[5:]))

    return lstat


@pytest.mark.parametrize("home", ["", "relative", "/dev/null", "/proc/nowhere", "/../up"])
def test_without_a_folder_of_ones_own_nothing_is_kept(
    home: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", home)
    monkeypatch.setenv("HOME", "/dev/null")
    assert kept_code(CODE_MADE_BY, FILTERS) is None
    assert load_template("one-page").name == "one-page"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_to_costs_nothing_but_time(tmp_path: Path) -> None:
    cache = KeptCode(str(tmp_path / "gone"))
    bucket = Bucket(TemplateEnvironment({}, {}), "key", "checksum")
    bucket.code = compile("1", "x", "eval")
    cache.dump_bytecode(bucket)
    cache.load_bytecode(bucket)
    assert not (tmp_path / "gone").exists()


def test_other_filters_have_code_of_their_own(cache: Path) -> None:
    one, other = kept_code(CODE_MADE_BY, FILTERS), kept_code(CODE_MADE_BY, [*FILTERS, "another"])
    assert one is not None and other is not None
    assert one.directory != other.directory
