"""`briefgen watch`: what is saved is built again, and said."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from finished import is_complete
from patience import PATIENCE, until

ROOT = Path(__file__).parent.parent
GOOD = ROOT / "tests" / "cases" / "words_that_stay_words" / "input.yaml"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")


class Watch:
    """A watch that runs in a process of its own, and what it has said."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "log"
        command = [sys.executable, "-u", "-m", "briefgen", "watch", "--to", "text", "inputs"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)

    def said(self) -> str:
        return self.log.read_text()

    def wait_for(self, holds: Callable[[], bool]) -> None:
        until(lambda: self.process.poll() is not None or holds(), self.said)
        assert holds(), self.said()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inputs").mkdir()
    shutil.copy(GOOD, tmp_path / "inputs/talks.yaml")
    (tmp_path / "inputs/texts.yaml").write_text(
        "title: T\ndate: 2025-03-30\narticles:\n  - headline: H\n    source: {name: S}\n    text_file: words.txt\n"
    )
    (tmp_path / "inputs/words.txt").write_text("Some words.\n")
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    (tmp_path / "briefgen.toml").write_text("theme = 'letter'\n")
    return tmp_path


@pytest.fixture
def watch(folder: Path) -> Iterator[Watch]:
    started = Watch(folder)
    yield started
    started.process.kill()
    started.process.wait()


def append(path: Path, words: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(words)


def test_each_ingredient_that_is_saved_is_named_and_built(folder: Path, watch: Watch) -> None:
    watch.wait_for(lambda: "Waiting" in watch.said())
    assert is_complete(folder / "outputs/talks")
    packet = folder / "outputs/texts/texts.txt"
    append(folder / "inputs/words.txt", "\nWords that were added.\n")
    watch.wait_for(lambda: "Words that were added." in packet.read_text())
    assert "inputs/words.txt changed\n" in watch.said()
    append(folder / "templates/packet/packet.md.j2", "\n\nPrinted by the ministry.\n")
    watch.wait_for(lambda: "Printed by the ministry." in packet.read_text())
    assert "templates/packet/packet.md.j2 changed\n" in watch.said()
    append(folder / "templates/themes/letter.yaml", "\n# changed\n")
    watch.wait_for(lambda: watch.said().count("2 packets built") == 3)
    shutil.copy(GOOD, folder / "inputs/new.yaml")
    watch.wait_for(lambda: (folder / "outputs/new/manifest.json").exists())
    assert "inputs/new.yaml is new\n" in watch.said()


def test_a_mistake_is_reported_and_its_fix_built(folder: Path, watch: Watch) -> None:
    watch.wait_for(lambda: "Waiting" in watch.said())
    path = folder / "inputs/talks.yaml"
    text = path.read_text()
    path.write_text("title: [")
    watch.wait_for(lambda: "BG004" in watch.said())
    path.write_text(text.replace("Talks in Tokyo", "Talks in Nagoya"))
    watch.wait_for(lambda: "Talks in Nagoya" in (folder / "outputs/talks/talks.txt").read_text())
    watch.process.send_signal(signal.SIGINT)
    assert watch.process.wait(timeout=PATIENCE) == 130
    assert "Traceback" not in watch.said()


REGISTER = """\
actors:
  - {name: Pete Hegseth, aliases: [Hegseth], role: ROLE}
"""
NAMED = """\
title: Talks
date: 2025-03-30
articles:
  - headline: H
    source: {name: S}
    text: Hegseth spoke in Area North.
    annotations:
      - {kind: actor, quote: Hegseth, name: Hegseth}
"""


def test_register_and_names_are_looked_at_like_any_ingredient(folder: Path) -> None:
    (folder / "briefgen.toml").write_text("theme = 'letter'\nregister = 'register.yaml'\nnames = 'names.toml'\n")
    (folder / "register.yaml").write_text(REGISTER.replace("ROLE", "Secretary"))
    (folder / "names.toml").write_text('[regions]\n"Area North" = ""\n')
    (folder / "inputs/named.yaml").write_text(NAMED)
    packet = folder / "outputs/named/named.txt"
    watch = Watch(folder)
    try:
        watch.wait_for(lambda: "Waiting" in watch.said())
        assert "Secretary" in packet.read_text()
        (folder / "register.yaml").write_text(REGISTER.replace("ROLE", "Envoy"))
        watch.wait_for(lambda: "Envoy" in packet.read_text())
        assert "register.yaml changed\n" in watch.said()
        (folder / "register.yaml").write_text("actors: [{")
        watch.wait_for(lambda: "BG801" in watch.said())
        (folder / "register.yaml").write_text(REGISTER.replace("ROLE", "Minister"))
        watch.wait_for(lambda: "Minister" in packet.read_text())
        (folder / "names.toml").write_text('[regions]\n"Area South" = ""\n')
        watch.wait_for(lambda: "names.toml changed\n" in watch.said())
    finally:
        watch.process.kill()
        watch.process.wait()


CATALOGUE = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Sources"
msgstr "WORD"
"""


def test_an_organisations_catalogue_is_looked_at_like_any_ingredient(folder: Path, watch: Watch) -> None:
    packet, catalogue = folder / "outputs/texts/texts.txt", folder / "templates/locales/en.po"
    watch.wait_for(lambda: "Waiting" in watch.said())
    assert "Reports used" not in packet.read_text()
    catalogue.parent.mkdir()
    catalogue.write_text(CATALOGUE.replace("WORD", "Reports used"))
    watch.wait_for(lambda: "Reports used" in packet.read_text())
    assert "templates/locales/en.po is new\n" in watch.said()
    catalogue.write_text(CATALOGUE.replace("WORD", "Articles used"))
    watch.wait_for(lambda: "Articles used" in packet.read_text())
    assert "templates/locales/en.po changed\n" in watch.said()
    catalogue.write_text("msgid nothing\n")
    watch.wait_for(lambda: "inputs/texts.yaml: not built" in watch.said())
    catalogue.unlink()
    watch.wait_for(lambda: "templates/locales/en.po is gone\n" in watch.said())
    watch.wait_for(lambda: "Articles used" not in packet.read_text())
    assert "Traceback" not in watch.said()
