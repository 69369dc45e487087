"""Times batches, large inputs, single stages, waiting and planning; other programs are command lines.

    python tests/benchmarks/batch.py packets --inputs 200 --against "python PEER.py {n} {out}"
    python tests/benchmarks/batch.py scale --scales 1 10 100 --against "python PEER.py 1 {out} --scale {scale}"
    python tests/benchmarks/batch.py stages --inputs 60 --against "python PEER.py {n} {out}"
    python tests/benchmarks/batch.py watch
    python tests/benchmarks/batch.py idle --inputs 2000
    python tests/benchmarks/batch.py memory --inputs 10000

`--against` may be given several times; {n} stands for how many packets, {scale} for how many times the content, {out}
for an empty folder. Commands take turns, and what is printed are medians of `--rounds`. CPU seconds are those
of a whole process; where it starts others, theirs stand apart.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import os
import random
import re
import resource
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "inputs" / "2025-03-30.yaml"
SMALL = ROOT / "tests" / "cases" / "words_that_stay_words" / "input.yaml"
SETTLED = 2.1
"""Seconds after which a file's times show every later change."""


# --- inputs ----------------------------------------------------------------------------------


def write_inputs(folder: Path, count: int, seed: Path) -> None:
    """Inputs like the seed, each with words of its own."""
    text = seed.read_text("utf-8")
    folder.mkdir(parents=True)
    for number in range(count):
        chance = random.Random(number)
        words = " ".join(_word(chance) for _ in range(60))
        varied = re.sub(r"^title: .*$", f"title: 'Packet {number}: {_word(chance)}'", text, count=1, flags=re.MULTILINE)
        varied = re.sub(r"(?m)^( +)(text: \|)\n", rf"\1\2\n\1  {words}.\n\n", varied, count=1)
        (folder / f"p{number:05}.yaml").write_text(varied, "utf-8")


def _word(chance: random.Random) -> str:
    return "".join(chance.choice("bcdfglmnprstv") + chance.choice("aeiou") for _ in range(chance.randint(2, 4)))


def write_scaled(path: Path, scale: int) -> None:
    """The seed with its article, annotations, judgments and lists so many times, each time with words of their own."""
    import yaml

    whole = yaml.load(SEED.read_text("utf-8"), yaml.CBaseLoader)
    for article in whole["articles"]:
        article["source"]["credibility"] = int(article["source"]["credibility"])
    first = deepcopy(whole)
    for number in range(1, scale):
        word = f"{_word(random.Random(number))}{number}"
        for name in ("key_judgments", "gaps", "outlook", "articles"):
            whole[name] += _copy(first[name], word)
    path.write_text(yaml.dump(whole, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=110), "utf-8")


_NAMED = frozenset({"name", "headline", "statement", "what", "basis", "summary", "text"})
_REFERRED = frozenset({"id", "evidence", "actors", "aliases"})
_KEPT = frozenset({"source"})


def _copy(value: Any, word: str, key: str = "") -> Any:
    """A copy whose names, statements and identifiers end in the word, so that nothing is taken for the same."""
    if isinstance(value, dict):
        return {name: deepcopy(each) if name in _KEPT else _copy(each, word, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_copy(each, word, key or "text") for each in value]
    if key in _REFERRED and " " not in value:
        return f"{value}-{word}"
    return f"{value} {word}" if key in _NAMED | _REFERRED else value


# --- processes -------------------------------------------------------------------------------


class Figures(NamedTuple):
    """What a process took."""

    wall: float
    cpu: float
    others: float
    """CPU seconds of processes that it started and did not wait for, such as workers."""
    peak: float
    """MiB of the largest."""


def timed(command: str, folder: Path, **more: object) -> Figures:
    """A command, run to its end in the folder; `{out}` in it is an empty folder."""
    out = folder / "out"
    arguments = shlex.split(command.format(out=shlex.quote(str(out)), **more))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, use = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"failed: {shlex.join(arguments)}")
    peak = max([use.ru_maxrss, *_of_orphans()])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = use.ru_utime + use.ru_stime
    every = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    shutil.rmtree(out, ignore_errors=True)
    return Figures(wall, own, every - own, peak / 1024)


def _of_orphans() -> Iterator[int]:
    """Peaks of processes that outlived the one that started them, once they have ended."""
    while True:
        try:
            yield os.wait4(-1, 0)[2].ru_maxrss
        except ChildProcessError:
            return


def adopt_orphans() -> None:
    """Let what a process leaves behind be waited for here, where the system can: else its figures are lost."""
    pr_set_child_subreaper = 36
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(pr_set_child_subreaper, 1, 0, 0, 0)


def compare(commands: Mapping[str, str], folder: Path, rounds: int, **more: object) -> None:
    """The commands in turn; medians, and the ratio of each one's wall time to the first one's in the same round."""
    taken: dict[str, list[Figures]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            taken[name].append(timed(command, folder, **more))
    first = next(iter(taken.values()))
    for name, figures in taken.items():
        wall, cpu, others, peak = (median(column) for column in zip(*figures, strict=True))
        ratio = median(each.wall / mine.wall for each, mine in zip(figures, first, strict=True))
        print(
            f"{name:34} wall {wall:7.2f} s   CPU {cpu:6.2f} + {others:5.2f} s   peak {peak:4.0f} MiB   x{ratio:.2f}",
            flush=True,
        )


def briefgen(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "briefgen", *arguments]


def others(against: Sequence[str]) -> dict[str, str]:
    """Command lines by the name of their script."""
    return {
        next((Path(word).stem for word in shlex.split(each) if word.endswith(".py")), each): each for each in against
    }


# --- what is timed ---------------------------------------------------------------------------


def packets(folder: Path, options: argparse.Namespace) -> None:
    """The same inputs on one process and on two, and other programs."""
    write_inputs(folder / "inputs", options.inputs, SEED)
    ours = {
        f"{options.inputs} packets, {jobs} process(es)": shlex.join(
            briefgen("--quiet", "--jobs", jobs, str(folder / "inputs"), "--out")
        )
        + " {out}"
        for jobs in ("1", "2")
    }
    compare(ours | others(options.against), folder, options.rounds, n=options.inputs)


def scale(folder: Path, options: argparse.Namespace) -> None:
    """The seed with its content so many times."""
    for times in options.scales:
        path = folder / f"x{times}.yaml"
        # In a process of its own: a child's peak is reported as no less than that of the process that starts it.
        write = f"import batch, pathlib; batch.write_scaled(pathlib.Path({str(path)!r}), {times})"
        subprocess.run([sys.executable, "-c", write], cwd=Path(__file__).parent, check=True)
        ours = {f"content x {times}": shlex.join(briefgen("--quiet", str(path), "--out")) + " {out}"}
        compare(ours | others(options.against), folder, options.rounds, n=1, scale=times)


def stages(folder: Path, options: argparse.Namespace) -> None:
    """A packet in a process that has made others: CPU milliseconds a stage, medians over the inputs.

    Other programs: what one more packet takes, by runs of one and of `--inputs` packets.
    """
    sys.path.insert(0, str(ROOT))
    from briefgen.batch.worker import Bench
    from briefgen.garbage import look_rarely
    from briefgen.kit import load_kit
    from briefgen.options import Options
    from briefgen.packets import InputFile

    write_inputs(folder / "inputs", options.inputs, SEED)
    chosen = Options(out=folder / "packets")
    kit = load_kit(chosen)
    look_rarely()
    bench = Bench(chosen, kit)
    taken: dict[str, list[float]] = {}
    for number, path in enumerate(sorted((folder / "inputs").iterdir())):
        if number % 2:  # on inputs of their own, since a second time their words would be known
            _stages(path, chosen, kit, taken)
        else:
            start = time.process_time()
            bench.build(InputFile(str(path), path.stem))
            taken.setdefault("whole", []).append(time.process_time() - start)
    warm = slice(3, None)
    for name, seconds in taken.items():
        print(f"{name:10} {median(seconds[warm]) * 1000:7.2f} ms   least {min(seconds[warm]) * 1000:7.2f} ms")
    for name, command in others(options.against).items():
        few, many = 1, options.inputs + 1
        rounds = [[timed(command, folder, n=n).cpu for n in (few, many)] for _ in range(options.rounds)]
        each = median((long - short) / (many - few) for short, long in rounds)
        print(f"{name:10} {each * 1000:7.2f} ms   ours is {median(taken['whole'][warm]) / each:.2f} of it")


def _stages(path: Path, chosen: Any, kit: Any, taken: dict[str, list[float]]) -> None:
    """Add what each stage of a packet takes."""
    from briefgen.checks import check
    from briefgen.fill import fill
    from briefgen.print_ready import print_ready
    from briefgen.readers.yaml_reader import read_input
    from briefgen.verify import verify
    from briefgen.writers.pdf import write_pdf
    from briefgen.writers.word import write_word

    def stage(name: str, work: Callable[[], Any]) -> Any:
        start = time.process_time()
        result = work()
        taken.setdefault(name, []).append(time.process_time() - start)
        return result

    gc.collect(1)
    read = stage("read", lambda: read_input(path))
    filled = stage("fill", lambda: fill(read))
    stage("check", lambda: check(read, filled.briefing, chosen.settings.limits))
    look = kit.template, kit.theme, kit.typesetter
    ready = stage("compose", lambda: print_ready(filled.briefing, *look, paged=True, identifier=read.sha256))
    document = ready.document
    pdf = stage("pdf", lambda: write_pdf(document, kit.theme, kit.typesetter, read.character_place))
    word = stage("word", lambda: write_word(document, kit.theme, pdf.layout))
    stage("verify", lambda: verify(document, pdf.data, word.data, path.stem).findings)


def watch(folder: Path, options: argparse.Namespace) -> None:
    """From the save of a file to the line that reports the run, without the seconds that its packets took.

    Among them the look at all files up to five times a second, the wait for an editor to be done, a new kit where
    the template or theme changed, and the records. CPU seconds are those of the watch, the build's included.
    """
    write_inputs(folder / "inputs", options.inputs, SEED)
    text = "title: T\ndate: 2025-03-30\narticles:\n- {headline: H, source: {name: S}, text_file: words.txt}\n"
    (folder / "inputs/text.yaml").write_text(text)
    (folder / "inputs/words.txt").write_text("Some words.\n")
    shutil.copytree(ROOT / "templates", folder / "templates")
    saved = {
        "input": folder / "inputs/p00000.yaml",
        "text file": folder / "inputs/words.txt",
        "template": folder / "templates/packet/packet.md.j2",
        "theme": folder / "templates/themes/default.yaml",
    }
    log = folder / "log"
    with log.open("wb") as file:
        command = [sys.executable, "-u", "-m", "briefgen", "watch", "inputs"]
        process = subprocess.Popen(command, cwd=folder, stdout=file, stderr=file)
    try:
        _until(log, 0, "Waiting for changes")
        time.sleep(SETTLED)
        for name, path in saved.items():
            stated = [_saved(path, log, process.pid) for _ in range(options.rounds)]
            wall, cpu, built = (median(column) for column in zip(*stated, strict=True))
            print(f"{name:10} beyond the build: wall {wall:.3f} s   builds {built:.2f} s   CPU {cpu:.2f} s")
        before = _cpu(process.pid)
        time.sleep(5)
        print(f"waiting    {(_cpu(process.pid) - before) / 5 * 100:.1f} % of a CPU")
    finally:
        process.kill()
        process.wait()


def _saved(path: Path, log: Path, pid: int) -> tuple[float, float, float]:
    """Save the file: seconds until the last line beyond the builds, CPU seconds, and the builds' own."""
    size, before = log.stat().st_size, _cpu(pid)
    mark = "{# #}" if path.suffix == ".j2" else "\n"
    with path.open("a") as file:
        file.write(mark)
    start = time.perf_counter()
    said = _until(log, size, r"(?m)^\d+ packets? built")
    wall = time.perf_counter() - start
    time.sleep(0.5)
    built = sum(float(seconds) for seconds in re.findall(r"^outputs/.*; ([\d.]+) s$", said, re.MULTILINE))
    return wall - built, _cpu(pid) - before, built


def _until(log: Path, start: int, words: str) -> str:
    """What the log says from there on, as soon as it says the words on a whole line."""
    while True:
        said = log.read_bytes()[start:].decode()
        if re.search(words, said) and said.endswith("\n"):
            return said
        time.sleep(0.005)


def _cpu(pid: int) -> float:
    """CPU seconds of a process until now."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def idle(folder: Path, options: argparse.Namespace) -> None:
    """Nothing to do, and one of them to do. Built by another process, so that the peak is of what is timed."""
    count = options.inputs
    write_inputs(folder / "inputs", count, SMALL)
    command = shlex.join(briefgen("--to", "text", "--quiet", str(folder / "inputs"), "--out", str(folder / "packets")))
    timed(command, folder)
    time.sleep(SETTLED)

    def alone(name: str) -> None:
        figures = timed(command, folder)
        print(f"{name:40} {figures.cpu:.2f} s CPU, {figures.peak:.0f} MiB")

    alone(f"{count} unchanged, all files read")
    alone(f"{count} unchanged")
    alone(f"{count} unchanged, again")
    with (folder / "inputs/p00000.yaml").open("a") as file:
        file.write("\n")
    alone(f"1 of {count} changed")


def memory(folder: Path, options: argparse.Namespace) -> None:
    """The peak of the run's own process, and what another input adds to it."""
    peaks: list[tuple[int, float]] = []
    for part in (options.inputs // 10, options.inputs):
        inputs = folder / f"inputs{part}"
        write_inputs(inputs, part, SMALL)
        code = (
            "import resource, sys; from briefgen.cli import main; main(sys.argv[1:]); "
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        )
        arguments = ["--quiet", "--to", "text", "--jobs", "2", str(inputs), "--out", str(folder / f"out{part}")]
        start = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
        peaks.append((part, int(done.stdout) / 1024))
        print(f"{part} inputs: {time.perf_counter() - start:.0f} s, parent's peak {peaks[-1][1]:.0f} MiB", flush=True)
    for (few, low), (many, high) in pairwise(peaks):
        print(f"{(high - low) / (many - few) * 1024:.1f} KiB an input")


WHAT: dict[str, tuple[Callable[[Path, argparse.Namespace], None], int]] = {
    "packets": (packets, 200),
    "scale": (scale, 1),
    "stages": (stages, 60),
    "watch": (watch, 1),
    "idle": (idle, 2000),
    "memory": (memory, 10_000),
}
"""Name to what does it and its usual number of inputs."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=tuple(WHAT))
    parser.add_argument("--inputs", type=int, help="how many")
    parser.add_argument("--scales", type=int, nargs="+", default=[1, 10, 100])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--against", action="append", default=[], help="another command")
    options = parser.parse_args()
    work, usual = WHAT[options.what]
    options.inputs = options.inputs or usual
    adopt_orphans()
    with tempfile.TemporaryDirectory() as name:
        work(Path(name).resolve(), options)


if __name__ == "__main__":
    main()
