"""Numbers go in; each damages a file that briefgen reads back, and which were neither used nor reported as they must be comes out.

    python tests/fuzz.py --files 100000                 # half an hour or so on a core of its own
    python tests/fuzz.py --from 4711 --files 1 --keep . # that file again, as it was
    python tests/fuzz.py --only letterhead --files 5000

A number chooses what is damaged, and how. What reads it is called in a process that is forked for some hundred files:
the command where it is quick, else the functions that read and write for it, and for every fortieth the commands whole. It is a failure if one raises or finds a defect of briefgen's own, if it takes ten seconds of processor
time or a GiB of memory, if the process ends, if a file of somebody's own is changed, and if a changed packet is said
to be as it was built.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import resource
import select
import shutil
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import NamedTuple
from urllib.parse import unquote

import damage
import yaml
from damage import Damage
from samples import document, para, png

from briefgen.batch.index import is_index, write_index
from briefgen.batch.state import load_state
from briefgen.cli import main
from briefgen.diagnostics import TemplateError
from briefgen.document import Figure
from briefgen.images import UnusableImage, usable_image
from briefgen.packets import File, sha256
from briefgen.placing import Arrival, Move, _encoded, end_move
from briefgen.theme import Theme
from briefgen.typeset import Family, Typesetter
from briefgen.typeset.faces import Face
from briefgen.typeset.soundness import Unsound, whole_font
from briefgen.verify import expected_content, verify
from briefgen.writers.pdf import write_pdf
from briefgen.writers.typefaces import typesetter_for
from briefgen.writers.word import write_word
from briefgen.writers.word.embedding import may_embed

ROOT = Path(__file__).parents[1]
DATA = Path(__file__).parent / "data"
FONTS = ROOT / "briefgen" / "fonts"
LONGEST = 10.0
"""Seconds of processor time for a file,"""
STUCK = 90.0
"""and of the clock, after which it is taken to wait for something."""
LARGEST = 2**30
"""Bytes that a process may come to have beside what it had before its first file."""
TOGETHER = 400
"""Files to a process."""
SIGNS = ("Traceback", "BG900", "BG024", "MemoryError", "not enough memory", "Exception ignored", "Warning: ")
"""What is printed of failures that did not end the command."""


# --- a folder in which all is as it should be ------------------------------------------------------------

INPUT = """\
title: Talks in Tokyo
date: 2025-03-30
marking: TLP:GREEN
bottom_line: The upgrade is likely to make joint planning quicker.
key_judgments:
  - statement: The upgrade is likely to make joint planning quicker.
    likelihood: likely
    confidence: moderate
    basis: Stated by the minister; one report, no document.
    evidence: [hq]
articles:
  - &first
    headline: "US Upgrades \\u201cJapan\\u201d Military Command"
    source: {name: Reuters, url: https://example.org/a}
    published: 2025-03-30T15:43:42Z
    text: |
      Hegseth announced **a joint headquarters** in Tokyo.

      | who | what |
      |-----|------|
      | a   | b    |
    annotations:
      - {id: hq, kind: capability, quote: a joint headquarters, name: Joint headquarters}
      # briefgen: ignore[BG301] kept as it is
      - {kind: actor, quote: Hegseth, name: Pete Hegseth, country: US}
  - headline: שלום
    source: {name: N}
    text_file: article.txt
"""
OTHER_INPUT = "title: T\ndate: 2025-03-30\narticles: [{headline: H, text: W, source: {name: N}}]\n"
ARTICLE = "Nakatani said that the headquarters\nwould help deter China.\n\n> quoted\n\n1. One\n2. [Two](https://example.org)\n"
RAW = """\
2025-03-30T15:43:42Z
**US Upgrades Japan Military Command**
**TOKYO, March 30 (Reuters) -** Hegseth announced a joint headquarters &amp; more.

The first paragraph, with a [link](https://example.org/a) and <b>bold</b> words.

| who | what |
|-----|------|
| a   | b    |
"""
PAGE = "<!DOCTYPE html><html><body><h1>Talks</h1><p>TOKYO - The <b>first</b> paragraph &mdash; more.</p><ul><li>One</li></ul>\n"
TEMPLATE = "# {{ briefing.title }}\n\n@SIGN@{% for a in briefing.articles %}{{ a.headline }}\n\n{% endfor %}"
CONFIGURATION = """\
template = "./looks/plain.md.j2"
strict = false
ignore = ["BG405"]
stale-after = 30
to = ["text"]
[per-file-ignores]
"old/*.yaml" = [{code = "BG4", reason = "kept as they were"}]
"""
PROJECT = '[project]\nname = "x"\n[tool.briefgen]\nstrict = false\n[tool.briefgen.per-file-ignores]\n"a*" = ["BG4"]\n'
OWN = {"outputs/kept.txt": b"kept", "outputs/talks/notes.txt": b"notes", "outputs/moving/moving.pdf": b"%PDF-1.7 own"}
"""Files of somebody's own in the output folder, by name."""
LOOKS = {
    "ttf.yaml": "fonts: {fallback: [{name: Own, regular: Own.ttf}]}\n",
    "otf.yaml": "fonts: {fallback: [{name: Own, regular: Own.otf}]}\n",
    "letters.yaml": "reference_docx: letters.docx\n",
    "packet.yaml": "reference_docx: packet.docx\n",
}
THEME = Theme.model_validate(yaml.safe_load((ROOT / "templates/themes/default.yaml").read_text(encoding="utf-8")))
TYPESETTER = typesetter_for(THEME)
WORDS = document(para("Words, שלום A"))
BUILD = ("build", "--jobs", "1", "--no-wait", "inputs")


def make_place(place: Path) -> None:
    """Fill the folder; the process works there from now on."""
    (place / "inputs").mkdir(parents=True)
    os.chdir(place)
    os.environ["XDG_CACHE_HOME"] = str(place / "cache")
    texts = {"inputs/talks.yaml": INPUT, "inputs/gone.yaml": OTHER_INPUT, "inputs/moving.yaml": OTHER_INPUT}
    texts |= {"inputs/article.txt": ARTICLE, "raw.txt": RAW, "raw.html": PAGE}
    texts |= {"briefgen.toml": CONFIGURATION, "project/pyproject.toml": PROJECT, **LOOKS}
    texts |= {"looks/plain.md.j2": TEMPLATE.replace("@SIGN@", "")}
    for name, text in texts.items():
        _write(place / name, text.encode())
    _make_pictures(place)
    (place / "letters.docx").write_bytes(_letterhead())
    for name, font in (("Own.ttf", FONTS / "NotoSansHebrew-Regular.ttf"), ("Own.otf", DATA / "outlines.otf")):  # fmt: skip
        shutil.copy(font, place / name)
    called(BUILD)
    for name, ending in (("words", "docx"), ("pages", "pdf"), ("web", "html")):
        called((*BUILD[:-1], "--to", ending, "--out", name, "inputs/talks.yaml"))
    shutil.copy("words/talks/talks.docx", "packet.docx")
    time.sleep(2.1)  # so that all that lies there has settled, and is remembered
    called(BUILD)
    if _STORES:
        called(_stored())
    Path("inputs/gone.yaml").unlink()
    _begin_move(place / "outputs/moving")
    _write(place / "outputs/.briefgen/holder.json", b'{"pid": 1, "host": "a", "since": "2025-03-30T05:30:00Z"}')
    _write(place / _LEASE, b'{"run": "a", "pid": 1, "host": "a", "since": "2025-03-30T05:30:00Z", "renewed": 4e9}')
    for name, data in OWN.items():
        _write(place / name, data)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _make_pictures(place: Path) -> None:
    from PIL import Image

    red = Image.new("RGB", (20, 10), "red")
    noise = Image.frombytes("RGB", (16, 16), Random(1).randbytes(768))
    exif = Image.Exif()
    exif[0x0112] = 6
    (place / "sign.png").write_bytes(png(20, 10))
    red.quantize(4).save(place / "palette.png", transparency=0)
    Image.new("I;16", (8, 8), 777).save(place / "deep.png")
    noise.save(place / "photo.jpg", exif=exif, progressive=True)
    noise.save(place / "photo.webp")
    red.save(place / "sign.gif")
    red.save(place / "sign.bmp")
    for name in PICTURES:
        _write(place / f"looks/{name}.md.j2", TEMPLATE.replace("@SIGN@", f"![A sign](../{name})\n\n").encode())


PICTURES = ("sign.png", "palette.png", "deep.png", "photo.jpg", "photo.webp", "sign.gif", "sign.bmp")


def _letterhead() -> bytes:
    """With headers for first and other pages, a picture, a table, a list, a link, a page number and a text of its own."""
    import docx
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    made = docx.Document()
    made.add_paragraph("Text of its own", "List Number")
    section = made.sections[0]
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].add_run("Ministry\tof Examples").add_picture(io.BytesIO(png()))
    section.first_page_header.add_table(1, 2, section.page_width).cell(0, 0).text = "A table"
    paragraph = section.footer.paragraphs[0]
    field, link = OxmlElement("w:fldSimple"), OxmlElement("w:hyperlink")
    field.set(qn("w:instr"), "PAGE")
    link.set(qn("r:id"), section.footer.part.relate_to("https://example.org", docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK, is_external=True))  # fmt: skip
    paragraph._p.append(field)
    paragraph._p.append(link)
    tables = [each for each in made.styles.element.findall(qn("w:style")) if each.get(qn("w:type")) == "table"]
    for style in (*tables[2:], made.styles.element.find(qn("w:latentStyles"))):  # which would take most of the time
        made.styles.element.remove(style)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def _begin_move(folder: Path) -> None:
    """Leave the folder as a run does that is killed while files change their places."""
    new = {"moving.txt": b"new words", "manifest.json": (folder / "manifest.json").read_bytes()}
    before = tuple(File(path.name, 0, sha256(path.read_bytes())) for path in folder.iterdir() if path.suffix != ".json")
    arrivals = [
        Arrival(name, sha256(data), f".briefgen-1-{number}.part") for number, (name, data) in enumerate(new.items())
    ]
    for arrival in arrivals:
        _write(folder / arrival.part, new[arrival.name])
    _write(folder / "manifest.json", _encoded(Move(before, tuple(arrivals))))


# --- what is damaged, and what reads it --------------------------------------------------------------------

Use = Callable[[], object]
_LEASE = "store/.briefgen-lock"
_WHOLE_OF = 40
"""Every so many files of a target are met by whole commands."""


def called(command: Sequence[str], statuses: Iterable[int] = (0, 1, 2)) -> None:
    status = main(list(command))
    if status not in statuses:
        raise AssertionError(f"exit status {status} of {' '.join(command)}")


def uses(*commands: tuple[str, ...]) -> Use:
    def use() -> None:
        for command in commands:
            called(command)

    return use


def verified(folder: str) -> Use:
    """A changed file of a packet is never said to be as it was built."""
    return lambda: called(("verify", folder), statuses=(1,))


def _stored() -> tuple[str, ...]:
    return *BUILD[:-1], "--to", "text", "--out", f"file://{Path.cwd()}/store", "inputs/moving.yaml"


def _held() -> None:
    import fcntl

    with Path("outputs/.briefgen/lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        called(BUILD, statuses=(1,))


def _state_is_read() -> None:
    """What can be used is planned with, which takes longer."""
    if not load_state(Path("outputs")).damaged:
        called(_PLANNED)


_PAGE = frozenset(["html", "head", "meta", "title", "style", "script", "body", "b", "i", "p", "header", "main", "footer", "h1", "h2", "p", "label", "input", "output", "table", "caption", "thead", "tbody", "tr", "th", "td", "time", "span", "bdi", "a", "br", "button", "div", "nav", "ul", "li", "small", "noscript", "kbd", "section", "form", "strong"])  # fmt: skip


def _index_is_written() -> None:
    """From what is remembered of packets: whatever it says, it adds no element and no script, and leads to no other folder."""
    from lxml import html

    write_index(Path("outputs"), ("gone", "moving", "talks"), load_state(Path("outputs")))
    root = html.fromstring(Path("outputs/index.html").read_bytes())
    for each in root.iter():
        if not isinstance(each.tag, str):
            continue
        link = unquote(each.get("href", ""))
        if each.tag not in _PAGE or any(name.startswith("on") for name in each.attrib) or "/../" in link:
            raise AssertionError(f"the index holds {html.tostring(each)[:300]!r}")
    if len(root.findall(".//script")) != 1:
        raise AssertionError("the index holds another script")


def _templates_are_compiled_or_read() -> None:
    called((*BUILD[:-1], "--force", "--to", "text", "--out", "other", "inputs/moving.yaml"))


def _with_look(look: str, *formats: str) -> Use:
    return uses((*BUILD[:-1], "--out", "other", "--theme", f"./{look}", "--to", ",".join(formats), "inputs/talks.yaml"))


def _with_picture(name: str) -> Use:
    return uses(
        (*BUILD[:-1], "--out", "other", "--template", f"./looks/{name}.md.j2", "--to", "docx,pdf", "inputs/talks.yaml")
    )


def _font_is_refused_or_set(name: str) -> Use:
    """As for a theme that names it: looked at whole, then words are set in it and embedded."""

    def use() -> None:
        try:
            whole_font(Path(name))
        except Unsound:
            return
        own = Family("Own", str(Path(name).resolve()))
        with contextlib.suppress(TemplateError):
            write_pdf(WORDS, THEME, Typesetter(own, (own,)))
        with contextlib.suppress(ValueError):
            may_embed(Face(name).fs_type)

    return use


def _letterhead_is_refused_or_taken(name: str) -> Use:
    def use() -> None:
        with contextlib.suppress(TemplateError):
            write_word(WORDS, THEME.model_copy(update={"reference_docx": str(Path(name).resolve())}))

    return use


def _picture_is_refused_or_printed(name: str) -> Use:
    """One in four is printed, which takes longest."""

    def use() -> None:
        data = Path(name).read_bytes()
        try:
            usable_image(data)
        except UnusableImage:
            return
        if sum(data) % 4:
            return
        shown = document(Figure(data, "A sign"))
        pdf, word = write_pdf(shown, THEME, TYPESETTER).data, write_word(shown, THEME).data
        findings = verify(expected_content(shown), pdf, word).findings
        if findings:
            raise AssertionError(f"a picture that can be used is lost: {findings}")

    return use


class Target(NamedTuple):
    """A file, its damage, how it is read, and the whole commands that read it."""

    kind: str
    path: str
    damage: Damage
    use: Use
    whole: Use | None = None


_VERIFIED = ("verify", "outputs")
_PLANNED = ("build", "--dry-run", "inputs")
_PRUNED = (*BUILD, "--prune")
_CHECKED = ("check", "inputs")
_OTHER_CHECKED = ("check", "inputs/moving.yaml")
_STORES = (
    (
        Target("lease", _LEASE, damage.of_json, lambda: called(_stored())),
        Target("store", "cache/*.index.json", damage.of_json, lambda: called(_stored())),
    )
    if find_spec("fsspec")
    else ()
)
"""What lies in a store, which is read by a package of an extra."""
TARGETS: tuple[Target, ...] = (
    Target("manifest", "outputs/talks/manifest.json", damage.of_json, uses(_VERIFIED, _PLANNED), uses(_VERIFIED, BUILD)),
    Target("manifest", "outputs/gone/manifest.json", damage.of_json, uses((*_PLANNED, "--prune")), uses(_PRUNED)),
    Target("move", "outputs/moving/manifest.json", damage.of_json, lambda: end_move(Path("outputs/moving")), uses(BUILD, _VERIFIED)),
    Target("move", "outputs/moving/.briefgen-1-1.part", damage.of_json, lambda: end_move(Path("outputs/moving")), uses(BUILD)),
    Target("state", "outputs/.briefgen/state.json", damage.of_json, _state_is_read, uses(_PRUNED)),
    Target("ledger", "outputs/ledger.jsonl", damage.of_json_lines, uses(("log",), ("log", "--output-format", "json")), uses(BUILD)),
    Target("holder", "outputs/.briefgen/holder.json", damage.of_json, _held),
    Target("page", "outputs/.briefgen/state.json", damage.of_json, _index_is_written),
    Target("page", "outputs/talks/manifest.json", damage.of_json, _index_is_written),
    Target("index", "outputs/index.html", damage.of_words, lambda: is_index(Path("outputs/index.html")), uses(BUILD)),
    Target("code", "cache/briefgen/templates/*", damage.of_bytes, _templates_are_compiled_or_read),
    *_STORES,
    Target("docx", "words/talks/talks.docx", damage.of_package, verified("words"), uses((*BUILD, "--to", "docx", "--out", "words"))),
    Target("docx", "words/talks/talks.docx", damage.of_package, verified("words"), uses((*BUILD, "--to", "docx", "--out", "words"))),
    Target("pdf", "pages/talks/talks.pdf", damage.of_pdf, verified("pages"), uses((*BUILD, "--to", "pdf", "--out", "pages"))),
    Target("pdf", "pages/talks/talks.pdf", damage.of_pdf, verified("pages"), uses((*BUILD, "--to", "pdf", "--out", "pages"))),
    Target("html", "web/talks/talks.html", damage.of_html, verified("web"), uses((*BUILD, "--to", "html", "--out", "web"))),
    Target("html", "web/talks/talks.html", damage.of_html, verified("web"), uses((*BUILD, "--to", "html", "--out", "web"))),
    Target("configuration", "briefgen.toml", damage.of_toml, uses(_OTHER_CHECKED), uses(_CHECKED, _PLANNED)),
    Target("configuration", "project/pyproject.toml", damage.of_toml, uses(("check", "--config", "project/pyproject.toml", "inputs/moving.yaml"))),
    Target("input", "inputs/talks.yaml", damage.of_yaml, uses(_CHECKED), uses(BUILD)),
    Target("article", "inputs/article.txt", damage.of_words, uses(_CHECKED), uses(BUILD)),
    Target("article", "raw.txt", damage.of_words, uses(("new", "made", "--article", "raw.txt"), ("check", "inputs/made.yaml"))),
    Target("article", "raw.html", damage.of_words, uses(("new", "made", "--article", "raw.html"), ("check", "inputs/made.yaml"))),
    Target("font", "Own.ttf", damage.of_font, _font_is_refused_or_set("Own.ttf"), _with_look("ttf.yaml", "pdf", "docx")),
    Target("font", "Own.otf", damage.of_font, _font_is_refused_or_set("Own.otf"), _with_look("otf.yaml", "pdf", "docx")),
    Target("letterhead", "letters.docx", damage.of_package, _letterhead_is_refused_or_taken("letters.docx"), _with_look("letters.yaml", "docx")),
    Target("letterhead", "letters.docx", damage.of_package, _letterhead_is_refused_or_taken("letters.docx"), _with_look("letters.yaml", "docx")),
    Target("letterhead", "packet.docx", damage.of_package, _letterhead_is_refused_or_taken("packet.docx"), _with_look("packet.yaml", "docx")),
    *(Target("picture", name, damage.of_picture, _picture_is_refused_or_printed(name), _with_picture(name)) for name in PICTURES),
)  # fmt: skip


# --- a file ----------------------------------------------------------------------------------------------


class Snapshot:
    """The folder as it should be before each file."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.files = {name: (place / name).read_bytes() for name in self._there()}
        self.stamps = {name: self._stamp(name) for name in self.files}

    def name(self, pattern: str) -> str:
        """The file's name; of one that is called by a digest, a pattern is known."""
        return pattern if pattern in self.files else next(name for name in self.files if fnmatchcase(name, pattern))

    def changed(self) -> list[str]:
        """The names of files that are other than they were, new or gone."""
        there = set(self._there())
        return sorted(there ^ set(self.files) | {name for name in there & set(self.files) if self._is_changed(name)})

    def restore(self) -> None:
        for name in self.changed():
            if name in self.files:
                _remove(self.place / name)
                _write(self.place / name, self.files[name])
                self.stamps[name] = self._stamp(name)
            else:
                _remove(self.place / name)

    def _there(self) -> Iterator[str]:
        for folder, _, names in os.walk(self.place):
            yield from (os.path.relpath(f"{folder}/{name}", self.place) for name in names)

    def _stamp(self, name: str) -> tuple[int, ...]:
        status = os.lstat(self.place / name)
        return status.st_size, status.st_mtime_ns, status.st_ino, status.st_mode

    def _is_changed(self, name: str) -> bool:
        return self._stamp(name) != self.stamps[name]


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


class TooLong(BaseException):
    """Not to be caught by what is tried."""


def _too_long(*_: object) -> None:
    raise TooLong(f"more than {LONGEST:g} s of processor time")


def tried(target: Target, name: str, data: bytes, snapshot: Snapshot) -> str:
    """What is wrong with how the damaged file was met; "" where nothing is."""
    (snapshot.place / name).write_bytes(data)
    printed = io.StringIO()
    signal.signal(signal.SIGPROF, _too_long)
    signal.setitimer(signal.ITIMER_PROF, LONGEST)
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            target.use()
    except BaseException:
        return traceback.format_exc()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    said = printed.getvalue()
    if sign := next((sign for sign in SIGNS if sign in said), ""):
        return f"{sign!r} was printed: {said[:3000]}"
    return _damage_done(name, snapshot)


_MAY_CHANGE = ("outputs/", "words/", "pages/", "web/", "other/", "store/", "cache/", "inputs/made.yaml")


def _damage_done(damaged: str, snapshot: Snapshot) -> str:
    """What was changed of what is not briefgen's to change."""
    for name in snapshot.changed():
        is_ours = name not in OWN and name.startswith(_MAY_CHANGE)
        if name != damaged and not is_ours and not (name in OWN and _is_kept(snapshot.place / name, OWN[name])):
            return f"{name} was changed"
    others = [each for each in snapshot.place.parent.iterdir() if each != snapshot.place]
    for each in others:
        _remove(each)
    return f"written outside of the folder: {[each.name for each in others]}" if others else ""


def _is_kept(path: Path, data: bytes) -> bool:
    """Whether a file of somebody's own is there, if under another name."""
    beside = [path, *path.parent.glob(f"{path.stem}.edited*{path.suffix}")]
    return any(each.is_file() and each.read_bytes() == data for each in beside)


# --- many files ------------------------------------------------------------------------------------------


class Outcome(NamedTuple):
    number: int
    kind: str
    seconds: float
    failure: str
    kept: str = ""


def target_of(number: int, targets: Sequence[Target]) -> tuple[Target, Random]:
    return targets[number % len(targets)], Random(number)


def fuzzed(
    numbers: Sequence[int], place: Path, targets: Sequence[Target], keep: Path | None = None
) -> Iterator[Outcome]:
    """What became of each file, some hundred in a process."""
    snapshot = Snapshot(place)
    rest = list(numbers)
    while rest:
        done = 0
        for outcome in _in_a_process(rest[:TOGETHER], snapshot, targets, keep):
            done += 1
            yield outcome
        snapshot.restore()
        rest = rest[done:]


def _in_a_process(
    numbers: Sequence[int], snapshot: Snapshot, targets: Sequence[Target], keep: Path | None
) -> Iterator[Outcome]:
    """The outcomes, until the process ends; its end at a file is that file's outcome."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _be_a_process(numbers, snapshot, targets, keep, writing)
    os.close(writing)
    done = 0
    with os.fdopen(reading, "rb") as lines:
        while done < len(numbers):
            waited = not select.select([lines], [], [], STUCK)[0]
            line = b"" if waited else lines.readline()
            if not line.endswith(b"\n"):
                os.kill(child, signal.SIGKILL)
                _, status = os.waitpid(child, 0)
                why = (
                    f"no end after {STUCK:g} s"
                    if waited
                    else f"the process ended ({os.waitstatus_to_exitcode(status)})"
                )
                yield Outcome(numbers[done], target_of(numbers[done], targets)[0].kind, 0, why)
                return
            done += 1
            yield Outcome(*json.loads(line))
    os.waitpid(child, 0)


def _be_a_process(
    numbers: Sequence[int], snapshot: Snapshot, targets: Sequence[Target], keep: Path | None, writing: int
) -> None:
    """Try the files one by one, and write a line for each. Never comes back."""
    try:
        _limit_memory()
        sink = os.open(os.devnull, os.O_RDWR)
        for handle in (0, 1, 2):
            os.dup2(sink, handle)
        warnings.simplefilter("always", UserWarning)
        for number in numbers:
            snapshot.restore()
            os.write(writing, json.dumps(_tried(number, snapshot, targets, keep)).encode() + b"\n")
    finally:
        os._exit(0)


def _tried(number: int, snapshot: Snapshot, targets: Sequence[Target], keep: Path | None) -> Outcome:
    """What becomes of a file; an error of the fuzzer's own is a failure too."""
    target, chance = target_of(number, targets)
    if target.whole and number // len(targets) % _WHOLE_OF == _WHOLE_OF - 1:
        target = target._replace(use=target.whole)
    try:
        return _damaged_and_tried(number, target, chance, snapshot, keep)
    except Exception:
        return Outcome(number, target.kind, 0, traceback.format_exc())


def _damaged_and_tried(number: int, target: Target, chance: Random, snapshot: Snapshot, keep: Path | None) -> Outcome:
    name = snapshot.name(target.path)
    data = target.damage(chance, snapshot.files[name])
    if data == snapshot.files[name]:
        data += b" "
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time() + 1.5 * LONGEST + 1), resource.RLIM_INFINITY))
    began = time.process_time()
    failure = tried(target, name, data, snapshot)
    if failure and keep:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / f"{number}-{Path(name).name}").write_bytes(data)
    return Outcome(number, target.kind, round(time.process_time() - began, 3), failure[-6000:])


def _limit_memory() -> None:
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + LARGEST
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


# --- the command -----------------------------------------------------------------------------------------


def command(arguments: Sequence[str] | None = None, targets: Sequence[Target] = TARGETS) -> int:
    assert __doc__
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--only", help="of this kind alone", choices=sorted({each.kind for each in targets}))
    parser.add_argument("--keep", type=Path, help="the folder in which files are kept that failed")
    given = parser.parse_args(arguments)
    keep = given.keep.resolve() if given.keep else None
    end = given.first + given.files
    numbers = [n for n in range(given.first, end) if not given.only or target_of(n, targets)[0].kind == given.only]
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        place = Path(folder).resolve() / "place"
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            make_place(place)
        failures = _report(fuzzed(numbers, place, targets, keep), len(numbers))
        os.chdir("/")
    return 1 if failures else 0


def _report(outcomes: Iterable[Outcome], expected: int) -> int:
    """Print what failed, and how long each kind took."""
    times: dict[str, list[float]] = defaultdict(list)
    failed: Counter[str] = Counter()
    with contextlib.suppress(KeyboardInterrupt):  # what was tried till then is reported
        for outcome in outcomes:
            times[outcome.kind].append(outcome.seconds)
            if outcome.failure:
                failed[outcome.kind] += 1
                print(f"--- {outcome.number} ({outcome.kind}, {outcome.seconds} s)\n{outcome.failure}", flush=True)
    for kind, seconds in sorted(times.items()):
        mean = sum(seconds) / len(seconds) * 1000
        print(
            f"{kind:14} {len(seconds):7} files, {failed[kind]} failed; {mean:.0f} ms each, {max(seconds):.2f} s at most"
        )
    total = sum(map(len, times.values()))
    print(f"{total} of {expected} files, {sum(failed.values())} failed")
    return sum(failed.values()) + (total != expected)


if __name__ == "__main__":
    sys.exit(command())
