"""A large register is read once: what was read is kept, and used as long as it is of the same register."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from briefgen.readers import register as module
from briefgen.readers.configuration import read_configuration
from briefgen.settings import Register

NAMES = "actors:\n" + "".join(
    f"  - {{name: Person Number {n}, aliases: [P{n}], role: Minister {n}, country: Norway}}\n" for n in range(1500)
)
MORE = "agreements:\n  - {name: Oslo pact, parties: [Norway, Sweden]}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "briefgen.toml").write_text("register = 'register.yaml'\n")
    (tmp_path / "register.yaml").write_text(NAMES + MORE)
    return tmp_path


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    read = module.register_of

    def noted(data: bytes, shown: str) -> Register:
        found.append(shown)
        return read(data, shown)

    monkeypatch.setattr(module, "register_of", noted)
    return found


def register(folder: Path) -> Register:
    return read_configuration(folder / "briefgen.toml").settings.register


def kept(folder: Path) -> Path:
    (path,) = (folder / "cache/briefgen/registers").iterdir()
    return path


def test_the_next_run_has_the_same_register_without_reading_it(folder: Path, reads: list[str]) -> None:
    first = register(folder)
    assert register(folder) == first
    assert first.by_name[("agreement", "oslo pact")].fields == (("parties", ("Norway", "Sweden")),)
    assert len(reads) == 1
    assert kept(folder).stat().st_mode & 0o077 == 0


CHANGES: dict[str, Callable[[Path], object]] = {
    "the register": lambda folder: (folder / "register.yaml").write_text(NAMES + MORE + "# more\n"),
    "names of countries": lambda folder: (
        (folder / "names.toml").write_text('[countries]\n"The Kingdom" = "SA"\n'),
        (folder / "briefgen.toml").write_text("register = 'register.yaml'\nnames = 'names.toml'\n"),
    ),
    "what is kept, by a bit": lambda folder: kept(folder).write_bytes(
        kept(folder).read_bytes()[:-1] + bytes([kept(folder).read_bytes()[-1] ^ 1])
    ),
    "what is kept, cut short": lambda folder: kept(folder).write_bytes(kept(folder).read_bytes()[:50]),
    "what is kept, gone": lambda folder: kept(folder).unlink(),
    "who may write there": lambda folder: kept(folder).parent.chmod(0o777),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changed_it_is_read_once_more(folder: Path, reads: list[str], change: str) -> None:
    first = register(folder)
    CHANGES[change](folder)
    assert register(folder).names == first.names
    assert len(reads) == 2


def test_one_in_error_is_never_kept(folder: Path, reads: list[str]) -> None:
    from briefgen.diagnostics import UsageError

    (folder / "register.yaml").write_text(NAMES + "agreements: [{name: 1, rank: 2}]\n")
    for _ in range(2):
        with pytest.raises(UsageError):
            register(folder)
    assert len(reads) == 2
    assert not [*(folder / "cache/briefgen/registers").iterdir()]
