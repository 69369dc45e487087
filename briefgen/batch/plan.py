"""Inputs and what lies in the output folder go in; which packets are stale, and why, comes out.

A packet is stale when any ingredient that its manifest names is another now, or when one of its files
is not there as it was built. Nothing that a packet is made with is imported to find out: what a
template and a theme consist of is remembered with the stamps of the folders they came from.
"""

# os.path, since a run asks about many thousands of packets:
# ruff: noqa: PTH100, PTH109, PTH110, PTH112, PTH116, PTH118, PTH119, PTH120

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from sys import intern
from typing import Any

from msgspec import Struct, field

from briefgen.batch.state import KitRecord, PacketSummary, State, is_settled, stamp_of, stamps_below
from briefgen.diagnostics import Diagnostic, Place, Severity
from briefgen.files import read_plain
from briefgen.kit import Kit, load_kit
from briefgen.options import Options, recorded
from briefgen.packets import (
    FROZEN,
    MANIFEST,
    RUNS_FOLDER,
    SIGNATURE,
    InputFile,
    bare_name,
    collision,
    is_edited,
    is_part,
    is_unicode,
    mirror_of,
    other_look,
    read_manifest,
    sha256,
    variant_name,
)
from briefgen.pipeline import EARLIER, register_ingredient
from briefgen.placing import known_signature
from briefgen.readers.source import file_inside
from briefgen.record import versions
from briefgen.resources import display_name, find_template, find_theme, folders
from briefgen.words.files import CATALOGUE, catalogue_digests

FONTS = Path(__file__).parents[1] / "fonts"
_TEXT = "text_file "


class Step(Struct, frozen=True):
    """An input and why its packet is to be built."""

    source: InputFile
    why: tuple[str, ...]
    """Empty where the packet is up to date."""
    frozen: bool = False
    """Whether the packet is to stay as it is, whatever becomes of what it was made of."""

    @property
    def stale(self) -> bool:
        return bool(self.why)


class Gone(Struct, frozen=True):
    """A packet whose input is no longer there."""

    mirror: str
    input: str


class Plan(Struct, frozen=True):
    """What a run has to do, in the order of the inputs."""

    steps: tuple[Step, ...]
    gone: tuple[Gone, ...] = ()
    collisions: tuple[Diagnostic, ...] = ()
    """Of each input whose packet's folder holds that of another one, still there: it has no step."""
    held: tuple[Diagnostic, ...] = ()
    """Of each frozen packet whose input changed."""

    @property
    def stale(self) -> list[Step]:
        return [step for step in self.steps if step.stale]


class Survey(Struct):
    """What lies in an output folder."""

    mirrors: list[str] = field(default_factory=list)
    """The folders that hold a manifest."""
    litter: list[str] = field(default_factory=list)
    """What a killed run left half written."""
    frozen: set[str] = field(default_factory=set)
    """The folders of packets that no run may change or remove."""


def survey(out: Path) -> Survey:
    """All packets and all litter below the folder."""
    found = Survey()
    top = str(out)
    for folder, inner, names in os.walk(top):
        inner[:] = sorted(
            name for name in inner if is_unicode(name) and (not name.startswith(".") or name == RUNS_FOLDER)
        )
        found.litter += (os.path.join(folder, name) for name in names if is_part(name))
        if folder == top:
            continue
        mirror = os.path.relpath(folder, top).replace(os.sep, "/")
        if MANIFEST in names:
            found.mirrors.append(mirror)
        if FROZEN in names:
            found.frozen.add(mirror)
    return found


# --- the kit's ingredients -------------------------------------------------------------------


class Basis(Struct, dict=True):
    """All ingredients that the packets of a run share: template, theme, fonts, options, versions."""

    options: Options
    state: State
    kit: Kit | None = None
    """Set where it had to be loaded to know."""
    catalogues: dict[str, dict[str, str]] = field(default_factory=dict)
    """By language, name to SHA-256 of its catalogues, as far as packets were met in it."""

    @cached_property
    def ingredients(self) -> dict[str, str]:
        """Name to SHA-256. TemplateError where the template or theme cannot be used."""
        known = self.state.kits.get(self._key)
        if known is None or known["stamps"] != _stamps(self.options, known["files"], time.time_ns()):
            self.kit, known = load_with_record(self.options)
            self.remember(known)
        return {**known["ingredients"], **register_ingredient(self.options)}

    def remember(self, record: KitRecord) -> None:
        """Keep what a kit was made of; without stamps it is of no use to later runs."""
        if record["stamps"] is None:
            self.state.kits.pop(self._key, None)
        else:
            self.state.kits[self._key] = record
        self.state.changed = True

    @property
    def _key(self) -> str:
        options = self.options
        return json.dumps([os.getcwd(), options.template, options.theme, *options.formats])

    @cached_property
    def described(self) -> dict[str, Any]:
        """What a manifest written now would say."""
        return {"ingredients": self.ingredients, "options": recorded(self.options), "versions": versions()}

    @cached_property
    def digest(self) -> str:
        return _digest(self.described)


def load_with_record(options: Options) -> tuple[Kit, KitRecord]:
    """The kit, and what shows whether another one would be the same."""
    started = time.time_ns()
    kit = load_kit(options)
    files = [str(path) for path in kit.files]
    stamps = _stamps(options, files, started)
    return kit, {"files": files, "stamps": stamps, "ingredients": dict(kit.ingredients)}


def _stamps(options: Options, files: Iterable[str], now: int) -> dict[str, list[int]] | None:
    template, theme = find_template(options.template), find_theme(options.theme)
    return stamps_below([*folders(), template.parent, theme, FONTS, *map(Path, files)], now)


def _digest(described: Mapping[str, Any]) -> str:
    return sha256(json.dumps(described, sort_keys=True).encode("utf-8", "backslashreplace"))


# --- what a manifest says, in short ----------------------------------------------------------


def summary_of(out: Path, mirror: str, state: State) -> PacketSummary | None:
    """What planning and the index need of a packet's manifest; None where there is none that can be used."""
    folder = out / mirror
    try:
        stamp = stamp_of(os.stat(folder / MANIFEST, follow_symlinks=False))
    except OSError:
        return None
    known = state.packets.get(mirror)
    if known is not None and known.get("stamp") == stamp:
        return known
    now = time.time_ns()
    content = read_manifest(folder)
    if content is None:
        return None
    summary = _summary(content)
    if is_settled(stamp, now):
        summary["stamp"] = stamp
    if known is not None and "from" in known:
        summary["from"] = known["from"]
    state.packets[mirror] = summary
    state.changed = True
    return summary


def _summary(content: Mapping[str, Any]) -> PacketSummary:
    ingredients: dict[str, str] = content["ingredients"]
    texts = {name.removeprefix(_TEXT): digest for name, digest in ingredients.items() if name.startswith(_TEXT)}
    summary: PacketSummary = {
        "input": content["input"],
        "sha256": ingredients.get("input", ""),
        "texts": texts,
        "basis": intern(_digest(_description(content))),  # the same for most packets of a folder
        "files": [(file["name"], file["size"], file["sha256"]) for file in content["files"]],
        "about": content.get("about", {}),
        "pages": content["counts"].get("pages", 0),
        "findings": _tally(content["findings"]),
    }
    if earlier := {k.removeprefix(EARLIER): v for k, v in ingredients.items() if k.startswith(EARLIER)}:
        summary["earlier"] = earlier
    if catalogues := {name: digest for name, digest in ingredients.items() if name.startswith(CATALOGUE)}:
        summary["catalogues"] = catalogues
    return summary


def _description(content: Mapping[str, Any]) -> dict[str, Any]:
    own = (_TEXT, EARLIER, CATALOGUE)
    shared = {k: v for k, v in content["ingredients"].items() if k != "input" and not k.startswith(own)}
    return {"ingredients": shared, "options": content["options"], "versions": content["versions"]}


def _tally(findings: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for found in findings:
        counts[found["severity"]] = counts.get(found["severity"], 0) + 1
    return counts


# --- why -------------------------------------------------------------------------------------


def make_plan(sources: Iterable[InputFile], basis: Basis, found: Survey, *, given: Iterable[str], force: bool) -> Plan:
    """The plan for these inputs; `given` are the paths that they were found under."""
    out, state = basis.options.out, basis.state
    steps: list[Step] = []
    collisions: list[Diagnostic] = []
    held: list[Diagnostic] = []
    for source in sources:
        summary = summary_of(out, source.mirror, state)
        if other := _other_input(source, summary):
            collisions.append(collision(source, other))
        elif look := _other_look(source, summary, basis):
            collisions.append(other_look(source, look))
        elif source.mirror in found.frozen:
            steps.append(Step(source, (), frozen=True))
            held += _held(source, summary, state, force=force)
        else:
            steps.append(Step(source, tuple(_reasons(source, summary, basis, force=force))))
    gone = tuple(_gone(out, state, found, {step.source.mirror for step in steps}, given))
    return Plan(tuple(steps), gone, tuple(collisions), tuple(held))


def _held(source: InputFile, summary: PacketSummary | None, state: State, *, force: bool) -> Iterator[Diagnostic]:
    """The finding for a frozen packet that would be built for a reason of its own; a new version or theme is none."""
    own = [*_of_its_own(source, summary, state)] if summary else ["it has no manifest that can be used"]
    if why := own + ["asked for"] * force:
        hint = f"`briefgen freeze --undo` with its folder, {source.mirror}/, lets it be built again."
        message = f"the packet is frozen, and was not built although: {'; '.join(why)}"
        yield Diagnostic("BG769", message, Place(source.path), Severity.NOTE, hint)


def merged_plan(plans: Iterable[Plan]) -> Plan:
    """One plan for all variants of a run."""
    every = list(plans)
    steps = tuple(step for plan in every for step in plan.steps)
    planned = {step.source.mirror for step in steps}
    gone = {each.mirror: each for plan in every for each in plan.gone if each.mirror not in planned}
    collisions = tuple(found for plan in every for found in plan.collisions)
    return Plan(steps, tuple(gone.values()), collisions, tuple(found for plan in every for found in plan.held))


def _other_input(source: InputFile, summary: PacketSummary | None) -> str:
    """The path of another input, still there, whose packet fills the source's folder; "" where there is none."""
    if summary is None or summary["input"] == source.name or not os.path.exists(source.path):
        return ""
    path = os.path.join(os.path.dirname(source.path), os.path.basename(summary["input"]))
    return path if os.path.exists(path) else ""


def _other_look(source: InputFile, summary: PacketSummary | None, basis: Basis) -> str:
    """The template or theme in another folder, still there, that the packet there was made with; "" where there is
    none. Only a packet that is called after its template and theme may be mistaken for another."""
    options = basis.options
    named = options.variant == variant_name(options.template, options.theme)
    if not named or summary is None or summary["basis"] == basis.digest:
        return ""
    before: dict[str, str] = (read_manifest(basis.options.out / source.mirror) or {}).get("ingredients", {})
    now = [display_name(path) for path in (find_template(options.template), find_theme(options.theme))]
    others = (name for name in before if name not in basis.ingredients and _is_another(name, now))
    return next((name for name in others if os.path.exists(name)), "")


def _is_another(name: str, now: Sequence[str]) -> bool:
    """Whether a file is none of the template and the theme, and is called like one of them."""
    return name not in now and any(
        name.endswith(ending) and each.endswith(ending) and bare_name(name) == bare_name(each)
        for each in now
        for ending in (".md.j2", ".yaml", ".yml")
    )


def _reasons(source: InputFile, summary: PacketSummary | None, basis: Basis, *, force: bool) -> Iterator[str]:
    out, state = basis.options.out, basis.state
    if summary is None:
        damaged = os.path.lexists(out / source.mirror / MANIFEST)
        yield "its manifest cannot be used" if damaged else "no packet yet"
        return
    keep_path(out, source, summary, state)
    yield from _of_its_own(source, summary, state)
    yield from _of_its_language(summary, basis)
    if summary["basis"] != basis.digest:
        yield from _shared(out / source.mirror, basis)
    for name, _, digest in summary["files"]:
        there = state.sha256(f"{source.mirror}/{name}", os.path.join(out, source.mirror, name), follow=False)
        if there is None:
            yield f"{name} is not there"
        elif there != digest and not is_edited(out / source.mirror / name):
            yield f"{name} is not as it was built"
    if basis.options.sign and not _is_signed(out / source.mirror):
        yield f"{SIGNATURE} is not as it was built"
    if force:
        yield "asked for"


def _is_signed(folder: Path) -> bool:
    """Whether the signature lies there that was put there with the manifest."""
    try:
        return bool(known_signature(folder, read_plain(folder / MANIFEST, follow=False)))
    except OSError:
        return False


def edited_files(source: InputFile, out: Path, state: State) -> Iterator[str]:
    """Files of a packet that is up to date, but for what somebody has edited."""
    summary = state.packets.get(source.mirror)
    for name, _, digest in summary["files"] if summary else ():
        path = os.path.join(out, source.mirror, name)
        if state.sha256(f"{source.mirror}/{name}", path, follow=False) != digest:
            yield path


def _of_its_own(source: InputFile, summary: PacketSummary, state: State) -> Iterator[str]:
    """What changed of the input and the texts that it names."""
    if summary["input"] != source.name:
        yield f"the input is {source.name} now"
    if state.sha256(f"input {source.mirror}", source.path) != summary["sha256"]:
        yield "the input changed"
    named = {"text file": summary["texts"], "earlier edition": summary.get("earlier", {})}
    for what, files in named.items():
        for written, digest in files.items():
            path = file_inside(Path(source.path).parent, written)  # whatever a manifest names
            there = state.sha256(f"text {source.mirror} {written}", str(path)) if path else None
            if there != digest:
                yield f"{what} {written} {'changed' if there else 'is not there'}"


def _of_its_language(summary: PacketSummary, basis: Basis) -> Iterator[str]:
    """What changed of the catalogues of its language."""
    language = str(summary["about"].get("language", "en"))
    if language not in basis.catalogues:
        basis.catalogues[language] = catalogue_digests(language)
    yield from _changes(summary.get("catalogues", {}), basis.catalogues[language])


def _changes(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            yield f"{name} {'changed' if name in old and name in new else 'is new' if name in new else 'is no longer used'}"


def _shared(folder: Path, basis: Basis) -> list[str]:
    """What changed of template, theme, fonts, options and versions."""
    before = _description(read_manifest(folder) or {"ingredients": {}, "options": {}, "versions": {}})
    now = basis.described
    reasons = [*_changes(before["ingredients"], now["ingredients"])]
    for word, key in (("option ", "options"), ("", "versions")):
        old, new = before[key], now[key]
        reasons += [
            f"{word}{name}: {_shown(old.get(name))} before, {_shown(new.get(name))} now"
            for name in sorted(old | new)
            if old.get(name) != new.get(name)
        ]
    return reasons


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return "none" if value is None else str(value)


# --- packets without an input ----------------------------------------------------------------


def keep_path(out: Path, source: InputFile, summary: PacketSummary, state: State) -> None:
    """Remember where the input lies, so that it can be said when it is gone."""
    path = _relative(source.path, out)
    if summary.get("from") != path:
        summary["from"] = path
        state.changed = True


def _relative(path: str, out: Path) -> str:
    try:
        return os.path.relpath(path, out)
    except ValueError:  # another drive
        return os.path.abspath(path)


def _gone(out: Path, state: State, found: Survey, planned: set[str], given: Iterable[str]) -> Iterator[Gone]:
    folders = [folder for folder in given if os.path.isdir(folder)]
    for mirror in found.mirrors:
        if mirror in planned or mirror in found.frozen:
            continue
        summary = summary_of(out, mirror, state)
        if summary is None:
            continue
        paths = [path for folder in folders if (path := _path_below(folder, out, summary))]
        if paths and not any(map(os.path.exists, paths)):
            yield Gone(mirror, os.path.normpath(paths[0]))


def _path_below(folder: str, out: Path, summary: PacketSummary) -> str:
    """Where the packet's input lay, if that is below the folder."""
    inside = os.path.join(folder, "")
    if "from" in summary:
        path = os.path.join(out, summary["from"])
        return path if os.path.abspath(path).startswith(os.path.join(os.path.abspath(folder), "")) else ""
    prefix = mirror_of(os.path.join(folder, "x"), folder).removesuffix("x")
    name = str(summary["input"])
    return inside + name.removeprefix(prefix) if name.startswith(prefix) else ""
