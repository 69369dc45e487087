"""Times what the page waits for: an edit until the new state is there, and until its packet is.

    python tests/benchmarks/annotate.py --words 3500 --passages 360 --rounds 15
    python tests/benchmarks/annotate.py --profile

The input has three articles of random words, in lines and in braces, with passages of all kinds. The least, the median and
the slowest are printed, as the client sees them over the network of this computer; with the CPU time of the server and of
the process that makes its packets, and the load that the machine had meanwhile.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from annotate_told import HAVE, whole  # type: ignore[import-not-found]

from briefgen.annotate.requests import AskedEdit
from briefgen.annotate.session import Session
from briefgen.packets import InputFile
from briefgen.settings import USUAL

SYLLABLES = ("ka", "to", "ri", "men", "sol", "ver", "ane", "lu", "pis", "dor", "eth", "um", "gar", "no", "wi", "sha")
ARTICLES = 3
PARAGRAPH = 90
"""Words."""


def large_input(words: int, passages: int) -> str:
    """An input of that size, the same each time."""
    chance = random.Random(7)
    parts = ["title: A large briefing\ndate: 2025-03-30\nbottom_line: Much is said.\nkey_judgments:\n"]
    for number in range(5):
        evidence = ", ".join(f"m{chance.randrange(passages)}" for _ in range(3))
        parts.append(
            f"  - statement: Judgment {number} is likely to hold.\n    likelihood: likely\n    confidence: moderate\n"
            f"    basis: Reports.\n    evidence: [{evidence}]\n"
        )
    parts.append("articles:\n")
    parts += [_article(chance, article, words // ARTICLES, passages // ARTICLES) for article in range(ARTICLES)]
    return "".join(parts)


def _article(chance: random.Random, number: int, words: int, passages: int) -> str:
    text = [_word(chance) for _ in range(words)]
    paragraphs = [text[start : start + PARAGRAPH] for start in range(0, words, PARAGRAPH)]
    body = "\n\n".join(f"      {' '.join(each)}." for each in paragraphs)
    marks = []
    for index in range(passages):
        words_of = chance.choice([each for each in paragraphs if len(each) > 10])
        start = chance.randrange(len(words_of) - 8)
        marks.append(_mark(index, number * passages + index, " ".join(words_of[start : start + 6])))
    head = f"  - headline: Article {number}\n    source: {{name: Outlet {number}, kind: wire}}\n    published: 2025-03-30\n"
    return f"{head}    language: en\n    text: |\n{body}\n    annotations:\n{''.join(marks)}"


def _mark(index: int, name: int, quote: str) -> str:
    match index % 5:
        case 0:
            fields = f"kind: actor, name: Actor {name % 40}, type: person"
        case 1:
            fields = f"kind: agreement, name: Agreement {name % 30}, parties: [Japan, United States]"
        case 2:
            fields = f"kind: capability, name: Capability {name % 50}, type: command"
        case 3:
            fields = f"kind: implication, statement: Implication {name % 25}, regions: [East Asia]"
        case _:
            fields = f"kind: event, what: Event {name}, date: 2025-03-{name % 28 + 1:02}"
    if index % 2:
        return f"      - {{id: m{name}, quote: {quote}, {fields}}}\n"
    lines = re.sub(r", (?=\w+: )", "\n        ", fields)
    return f"      - id: m{name}\n        quote: {quote}\n        {lines}\n"


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(chance.randrange(1, 4)))


class Client:
    """Asks as the page does: what it was told, it is not told again."""

    def __init__(self, port: int, token: str) -> None:
        self.connection = HTTPConnection("127.0.0.1", port)
        self.headers = {"X-Briefgen-Token": token, "Content-Type": "application/json"}
        self.told: dict[str, Any] = {}

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        headers = {**self.headers, HAVE: ",".join([*self.told][-4:])}
        self.connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = json.loads(self.connection.getresponse().read())
        said = whole(answer, self.told.get(answer.get("since"), {}))
        self.told[said["serial"]] = said
        return said


def measured(path: Path, rounds: int) -> None:
    command = [sys.executable, "-m", "briefgen", "annotate", str(path), "--no-browser"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    said = re.match(r"http://127\.0\.0\.1:(\d+)/#token=(\S+)", server.stdout.readline())
    assert said
    client = Client(int(said[1]), said[2])
    state = client.ask("GET", "/api/state")
    client.ask("GET", f"/api/packet?version={state['version']}")
    alone, until_packet, spent = [], [], _spent(server.pid)
    for number in range(rounds):
        started = time.perf_counter()
        body = {"digest": state["digest"], "edits": [_change(number, state)]}
        state = client.ask("POST", "/api/edits", body)
        alone.append(time.perf_counter() - started)
        assert client.ask("GET", f"/api/packet?version={state['version']}")["digest"] == state["version"]
        until_packet.append(time.perf_counter() - started)
    both = (_spent(server.pid) - spent) / rounds
    server.send_signal(signal.SIGINT)
    server.wait()
    for what, times in (("edit", alone), ("edit and packet", until_packet)):
        found = min(times), statistics.median(times), max(times)
        print(
            f"{what:<16} least {found[0] * 1000:5.0f} ms   median {found[1] * 1000:5.0f}   slowest {found[2] * 1000:5.0f}"
        )
    print(f"CPU of both processes {both * 1000:.0f} ms an edit; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} CPUs")


def _spent(process: int) -> float:
    """Seconds of CPU that a process and those that it started took."""
    found = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    below = " ".join(each.read_text("ascii") for each in tasks).split()
    return (int(found[11]) + int(found[12])) / os.sysconf("SC_CLK_TCK") + sum(_spent(int(each)) for each in below)


def _change(number: int, state: Any) -> dict[str, Any]:
    passage = state["passages"][number * 7 % len(state["passages"])]
    return {
        "op": "set",
        "loc": [*passage["loc"], "summary" if passage["kind"] != "event" else "place"],
        "value": f"In {number}",
    }


def profiled(path: Path, rounds: int) -> None:
    session = Session(InputFile(str(path), path.stem), USUAL)
    state = session.state()

    def work() -> None:
        digest = state["digest"]
        for number in range(rounds):
            change = _change(number, state)
            asked = AskedEdit(change["op"], tuple(change["loc"]), change["value"])
            digest = session.edit(digest, [asked])["digest"]

    profile = cProfile.Profile()
    profile.runcall(work)
    pstats.Stats(profile).sort_stats("cumulative").print_stats(60)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", type=int, default=3500)
    parser.add_argument("--passages", type=int, default=360)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--input", type=Path, help="a file that a copy of is edited, instead of the large one")
    parser.add_argument("--profile", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.yaml"
        text = given.input.read_text("utf-8") if given.input else large_input(given.words, given.passages)
        path.write_text(text, encoding="utf-8")
        (profiled if given.profile else measured)(path, given.rounds)


if __name__ == "__main__":
    main()
