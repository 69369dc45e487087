"""Whole packets, from input to PDF: each conforms to PDF/UA-1 and PDF/A-2a, and the same input gives the same bytes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from judges.verapdf import judged

from briefgen.kit import load_kit
from briefgen.options import Options
from briefgen.packets import find_sources
from briefgen.pipeline import Packet, build

ROOT = Path(__file__).parent.parent
SEED = ROOT / "inputs" / "2025-03-30.yaml"
EXAMPLE = ROOT / "inputs" / "examples" / "multilingual.yaml"
Make = Callable[[Path], Path]


def built(path: Path, out: Path, template: str = "packet") -> Path:
    """The PDF of an input."""
    (source,), _ = find_sources([str(path)])
    theme = "one-page" if template == "one-page" else "default"
    options = Options(template=template, theme=theme, formats=("pdf",), out=out)
    packet: Packet = build(source, load_kit(options), options)
    assert not packet.failed, packet.diagnostics
    return packet.folder / f"{source.stem}.pdf"


def written(folder: Path, name: str, content: dict[str, Any]) -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def article(**fields: Any) -> dict[str, Any]:
    source = {"name": "Example Wire", "kind": "wire"}
    return {"headline": "A headline", "source": source, "published": "2025-03-30T15:43:42Z", "text": "Words.", **fields}


def bare() -> dict[str, Any]:
    """No optional part, so that every section but one is empty."""
    return {
        "title": "A briefing without any optional part",
        "date": "2025-03-30",
        "bottom_line": "Nothing.",
        "key_judgments": [{"statement": "None."}],
        "articles": [article()],
    }


def rows(count: int) -> dict[str, Any]:
    """Rows without a word in common: a judge takes lines that differ in numbers alone for running lines."""
    actors = [
        {"name": f"{word}a", "type": "person", "role": f"{word}b", "aliases": [f"{word}c"]}
        for word in map("".join, product("BDFGKLMNPR", "aeiou", "bdglnr"))
    ]
    return {**bare(), "key_actors": actors[:count]}


def one_page(folder: Path) -> Path:
    return built(SEED, folder / "short", "one-page")


PACKETS: dict[str, Make] = {
    "seed": lambda folder: built(SEED, folder),
    "one-page": one_page,
    "multilingual": lambda folder: built(EXAMPLE, folder),
    "bare": lambda folder: built(written(folder, "bare", bare()), folder),
    "bare-one-page": lambda folder: built(written(folder, "short-bare", bare()), folder, "one-page"),
    "300-rows": lambda folder: built(written(folder, "rows", rows(300)), folder),
}


@pytest.fixture(scope="module")
def packets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("packets")
    return {name: make(folder) for name, make in PACKETS.items()}


# --- conformance -------------------------------------------------------------------------

_NO_DOCUMENT = "\ufffe\uffff"
hostile = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=_NO_DOCUMENT)
    | st.sampled_from("אבשלוםمرحباह क्षสวั日本한🎉👩\u200d🚀\u202e\u2067\u200f\xad\u200b|<&*_[]{}#`"),
    min_size=1,
    max_size=60,
).filter(str.strip)
languages = st.sampled_from(["en", "ar", "he", "ja", "zh-Hans", "ko", "hi", "th", "ru", "de"])


@st.composite
def inputs(draw: st.DrawFn) -> dict[str, Any]:
    """An input whose every word is made up, in any document language."""
    words = [draw(hostile) for _ in range(3)]
    marked = draw(st.sampled_from(words)).strip()
    source = {"name": draw(hostile), "kind": "social", "reliability": "B", "credibility": 2, "author": draw(hostile)}
    mark = {"id": "m", "kind": "actor", "quote": marked, "occurrence": 1, "name": draw(hostile), "role": draw(hostile)}
    return {
        "title": draw(hostile),
        "date": "2025-03-30",
        "language": draw(languages),
        "prepared_by": draw(hostile),
        "bottom_line": draw(hostile),
        "key_judgments": [{"statement": draw(hostile), "likelihood": "likely", "confidence": "low", "basis": draw(hostile)}],
        "gaps": [draw(hostile)],
        "key_actors": [{"name": draw(hostile), "aliases": [draw(hostile), "x"], "stance": draw(hostile)}],
        "articles": [
            article(
                headline=draw(hostile),
                language=draw(languages),
                place=draw(hostile),
                source=source,
                text="\n\n".join(words),
                annotations=[mark] if marked.isalnum() else [],
            )
        ],
    }  # fmt: skip


def made_up(folder: Path, count: int) -> list[Path]:
    """PDFs of that many made-up inputs."""
    found: list[dict[str, Any]] = []

    @settings(max_examples=count, deadline=None, database=None, derandomize=True)
    @given(inputs())
    def gather(content: dict[str, Any]) -> None:
        found.append(content)

    gather()
    return [built(written(folder, f"made-{n}", content), folder) for n, content in enumerate(found[:count])]


def test_every_packet_conforms_to_pdf_ua_and_pdf_a_by_verapdf(packets: dict[str, Path], tmp_path: Path) -> None:
    made = made_up(tmp_path, 25)
    assert len(made) == 25
    assert judged([*packets.values(), *made]) == []


# TAG-002 takes the head of a table, repeated on its next page as an artifact, for prose that is lost. That all words are
# in the structure is what the verification of each packet holds. ORD-001 takes all words of an element for read before
# those of the links among them, whatever the order of its kids: the next test asks the same, and more strictly.
OUTLOUD = ("outloud", "--fail-on", "warning", "--skip", "TAG-002,ORD-001")


@pytest.mark.parametrize("name", PACKETS)
@pytest.mark.parametrize("command", [OUTLOUD, ("pdfua", "check")], ids=["outloud", "pdfua"])
def test_outloud_and_pdfua_find_nothing_in_a_packet(
    packets: dict[str, Path], name: str, command: tuple[str, ...]
) -> None:
    program = Path(sys.executable).with_name(command[0])
    if not program.exists():
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(
        [str(program), *command[1:], str(packets[name])],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", PACKETS)
def test_words_are_painted_in_the_order_in_which_they_are_read(packets: dict[str, Path], name: str) -> None:
    with pikepdf.open(packets[name]) as pdf:
        read = list(marked_content(pdf.Root.StructTreeRoot.K))
        assert {page for page, _ in read} == {page.obj.objgen for page in pdf.pages}
    for page in {page for page, _ in read}:
        numbers = [number for at, number in read if at == page]  # which count up as words are painted
        assert numbers == list(range(len(numbers)))


def marked_content(element: Any) -> Iterator[tuple[tuple[int, int], int]]:
    """The page and the number of all marked content below an element, as it is read."""
    kids = element.get("/K", pikepdf.Array())
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if not isinstance(kid, pikepdf.Dictionary):
            yield element.Pg.objgen, int(kid)
        elif "/MCID" in kid:
            yield kid.get("/Pg", element.get("/Pg")).objgen, int(kid.MCID)
        elif "/S" in kid:
            yield from marked_content(kid)


# --- the same bytes ----------------------------------------------------------------------


def digests(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.*"))
        if path.suffix in (".pdf", ".docx")
    }


def test_an_input_gives_the_same_files_in_any_surroundings(tmp_path: Path) -> None:
    found = []
    surroundings = [("0", "UTC", "C.UTF-8"), ("1", "Asia/Tokyo", "POSIX"), ("77", "America/Caracas", "en_US.UTF-8")]
    for seed, zone, locale in surroundings:
        out = tmp_path / seed
        subprocess.run(
            [sys.executable, "-m", "briefgen", str(EXAMPLE), str(SEED), "--jobs", "1", "--out", str(out)],
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "PYTHONUTF8": "1"},
            check=True,
        )
        found.append(digests(out))
    assert len(found[0]) == 4
    assert found[0] == found[1] == found[2]


def test_repeated_builds_and_threads_give_the_same_files(tmp_path: Path) -> None:
    sources, _ = find_sources([str(EXAMPLE), str(SEED)])
    kit = load_kit(Options())

    def run(number: int) -> dict[str, str]:
        options = Options(out=tmp_path / str(number))
        for source in sources if number % 2 else reversed(sources):
            assert not build(source, kit, options).failed
        return digests(options.out)

    first = run(0)
    with ThreadPoolExecutor(4) as pool:
        assert [*pool.map(run, range(1, 5))] == [first] * 4
