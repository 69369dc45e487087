"""The lock files against pyproject.toml: every requirement has one version that fits it, with its hashes, and no address."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = {"requirements.lock": None, "requirements-test.lock": "test", "requirements-dev.lock": "dev"}
"""File to the extra that it covers beside the program and what builds it."""
RENEW = "run .ci/lock"


def pins(name: str) -> list[tuple[Requirement, int]]:
    """Each version of a lock file, with its number of hashes."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [
        line.partition(" #")[0] for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]
    return [
        (Requirement(line.partition(" --hash=")[0]), len(re.findall(r"--hash=sha256:[0-9a-f]{64}", line)))
        for line in lines
    ]


def needed(extra: str | None) -> list[Requirement]:
    """What pyproject.toml asks for, extras that stand for others followed."""
    project = PROJECT["project"]
    found, waiting = [], [*PROJECT["build-system"]["requires"], *project["dependencies"]]
    waiting += project["optional-dependencies"][extra] if extra else []
    while waiting:
        requirement = Requirement(waiting.pop())
        if requirement.name == project["name"]:
            waiting += [each for name in requirement.extras for each in project["optional-dependencies"][name]]
        else:
            found.append(requirement)
    return found


@pytest.mark.parametrize(("name", "extra"), LOCKS.items())
def test_every_requirement_is_locked_to_versions_that_fit_it(name: str, extra: str | None) -> None:
    locked: dict[str, list[str]] = {}
    for pin, _ in pins(name):
        (version,) = pin.specifier
        locked.setdefault(canonicalize_name(pin.name), []).append(version.version)
    asked = needed(extra)
    assert len(asked) > 8
    unfit = [
        str(each)
        for each in asked
        if not (versions := locked.get(canonicalize_name(each.name))) or not all(map(each.specifier.contains, versions))
    ]
    assert unfit == [], RENEW


@pytest.mark.parametrize("name", LOCKS)
def test_every_version_has_its_hashes_and_the_registry_no_name(name: str) -> None:
    assert [str(pin) for pin, hashes in pins(name) if not hashes or not str(pin.specifier).startswith("==")] == []
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text and "/tmp" not in text


def test_what_users_install_is_what_the_tests_install() -> None:
    few, many = ({f"{pin.name}{pin.specifier}" for pin, _ in pins(name)} for name in list(LOCKS)[:2])
    assert few <= many, RENEW


def test_the_tools_hold_libraries_back_and_never_bring_newer_ones() -> None:
    tested, tools = (
        {canonicalize_name(pin.name): Version(next(iter(pin.specifier)).version) for pin, _ in pins(name)}
        for name in ("requirements-test.lock", "requirements-dev.lock")
    )
    assert tested.keys() <= tools.keys(), RENEW
    assert [name for name, version in tested.items() if tools[name] > version] == [], "run .ci/lock --upgrade"
