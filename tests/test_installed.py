"""Versions of what is installed: the same as the standard library finds."""

from importlib.metadata import PackageNotFoundError, distributions, version
from pathlib import Path

import pytest

from briefgen import installed
from briefgen.installed import installed_version
from briefgen.record import versions


@pytest.fixture(autouse=True)
def fresh() -> None:
    installed_version.cache_clear()
    installed._versions.cache_clear()


def test_the_same_as_the_standard_library() -> None:
    names = {each.metadata["Name"] for each in distributions()}
    assert len(names) > 8
    assert {name: installed_version(name) for name in names} == {name: version(name) for name in names}


def test_all_that_shapes_a_packet_is_found() -> None:
    assert all(value[0].isdigit() for value in versions().values())


def test_the_first_on_the_path_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder, number in (("a", "2.0"), ("b", "1.0")):
        (tmp_path / folder / f"Some_Thing-{number}.dist-info").mkdir(parents=True)
        (tmp_path / folder / f"Some_Thing-{number}.dist-info" / "METADATA").write_text(f"Version: {number}\n")
    monkeypatch.setattr("sys.path", [str(tmp_path / "none"), str(tmp_path / "a"), str(tmp_path / "b")])
    assert installed_version("some-thing") == "2.0"
    assert installed_version("some.thing") == "2.0"


def test_what_is_not_installed_is_said() -> None:
    with pytest.raises(PackageNotFoundError):
        installed_version("no-such-distribution")
