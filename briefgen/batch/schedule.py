"""A time of day and what to run go in; ready systemd units, a crontab line or a GitHub workflow come out."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from briefgen.packets import is_address

LOG = "runs.log"


class DailyJob(Struct, frozen=True):
    """What is to run each day."""

    hour: int
    minute: int
    program: tuple[str, ...]
    """The program by its absolute path, and arguments that come first."""
    arguments: tuple[str, ...]
    """Paths in them are absolute, except for a workflow."""
    folder: Path
    """Where it runs: the folder that has `templates/` and `briefgen.toml`."""
    out: Path

    @property
    def command(self) -> tuple[str, ...]:
        return (*self.program, *self.arguments)


# --- systemd ---------------------------------------------------------------------------------


def systemd(job: DailyJob) -> dict[str, str]:
    """File name to text of the user units."""
    service = _SERVICE.format(
        folder=_specifier_free(str(job.folder)), command=" ".join(_systemd_word(word) for word in job.command)
    )
    return {"briefgen.service": service, "briefgen.timer": _TIMER.format(hour=job.hour, minute=job.minute)}


def _specifier_free(word: str) -> str:
    return word.replace("%", "%%")


def _systemd_word(word: str) -> str:
    """A word of a command line, as systemd.service(5) reads it."""
    word = _specifier_free(word).replace("$", "$$")
    if re.fullmatch(r"[\w@%+=:,./$-]+", word, re.ASCII):
        return word
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


_SERVICE = """\
[Unit]
Description=Build briefing packets

[Service]
Type=oneshot
WorkingDirectory={folder}
ExecStart={command}
Nice=10
"""

_TIMER = """\
# Begin: systemctl --user daemon-reload && systemctl --user enable --now briefgen.timer
# User units end when the user logs out, unless: loginctl enable-linger
[Unit]
Description=Build briefing packets every day

[Timer]
OnCalendar=*-*-* {hour:02}:{minute:02}:00
Persistent=true

[Install]
WantedBy=timers.target
"""


# --- cron ------------------------------------------------------------------------------------


def cron(job: DailyJob) -> str:
    """A line for a crontab. What the run says goes to a log; cron mails what is printed only if it fails."""
    log = shlex.quote(str(job.out / LOG))
    build = shlex.join(job.command)
    failed = "briefgen ended with $code; see "
    line = (
        f"mkdir -p {shlex.quote(str(job.out))} && cd {shlex.quote(str(job.folder))} && "
        f'{{ {build} >> {log} 2>&1 || {{ code=$?; echo "{failed}"{log}; exit $code; }}; }}'
    )
    return f"{job.minute} {job.hour} * * * {line.replace('%', chr(92) + '%')}\n"


# --- GitHub Actions --------------------------------------------------------------------------


def github(job: DailyJob, *, version: str) -> str:
    """A workflow that keeps the packets, and what earlier runs know of them, from day to day."""
    return _WORKFLOW.format(
        minute=job.minute,
        hour=job.hour,
        version=version,
        out=_yaml(str(job.out)),
        command=_yaml(shlex.join(("briefgen", *job.arguments))),
    )


def _yaml(word: str) -> str:
    return json.dumps(word, ensure_ascii=False)


_WORKFLOW = """\
name: Briefing packets
on:
  schedule:
    - cron: "{minute} {hour} * * *"  # UTC
  workflow_dispatch:
permissions:
  contents: read
concurrency:
  group: briefgen
  cancel-in-progress: false
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - uses: actions/cache@v4
        with:
          path: {out}
          key: briefgen-${{{{ github.run_id }}}}
          restore-keys: briefgen-
      - run: pip install "briefgen=={version}"
      - run: {command}
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: packets
          path: {out}
          include-hidden-files: false
"""


def times(words: str) -> tuple[int, int]:
    """Hour and minute of `05:30`. ValueError where it is not a time of day."""
    match = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", words.strip(), re.ASCII)
    if match is None:
        raise ValueError(words)
    return int(match[1]), int(match[2])


def absolute(paths: Sequence[str]) -> tuple[str, ...]:
    """The paths as they are found from anywhere; a dash cannot be."""
    return tuple(path if is_address(path) else str(Path(path).absolute()) for path in paths)
