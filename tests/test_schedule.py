"""What is printed for schedulers does what it says, where there is one to try it with."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from finished import is_complete

from briefgen.batch.schedule import DailyJob, cron, systemd
from briefgen.cli import main

ROOT = Path(__file__).parent.parent
GOOD = ROOT / "tests" / "cases" / "words_that_stay_words" / "input.yaml"

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose name needs quoting everywhere, with an input."""
    place = tmp_path / '50% of $HOME\'s "work"'
    (place / "inputs").mkdir(parents=True)
    shutil.copy(GOOD, place / "inputs/talks.yaml")
    monkeypatch.chdir(place)
    return place


def job(folder: Path, program: tuple[str, ...]) -> DailyJob:
    out = folder / "outputs"
    arguments = ("build", "--to", "text", "--out", str(out), str(folder / "inputs"))
    return DailyJob(5, 30, program, arguments, folder, out)


@pytest.mark.skipif(os.name != "posix", reason="cron is a POSIX program")
def test_the_crontab_line_runs_the_job_with_cron_s_own_surroundings(folder: Path) -> None:
    program = ("/usr/bin/env", f"PYTHONPATH={ROOT}", sys.executable, "-m", "briefgen")
    line = cron(job(folder, program))
    assert line.startswith("30 5 * * * ")
    assert line.count("\n") == 1
    assert not re.search(r"(?<!\\)%", line)  # cron would take it for the end of the line
    command = line.removeprefix("30 5 * * * ").rstrip("\n").replace("\\%", "%")
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "SHELL": "/bin/sh"}

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh", "-c", command], cwd="/", env=environment, capture_output=True, text=True, check=False
        )

    first = run()
    assert (first.returncode, first.stdout, first.stderr) == (0, "", "")
    assert is_complete(folder / "outputs/talks")
    (folder / "inputs/bad.yaml").write_text("title: [")
    second = run()
    assert second.returncode == 1
    assert second.stdout == f"briefgen ended with 1; see {folder}/outputs/runs.log\n"
    log = (folder / "outputs/runs.log").read_text()
    assert "1 packet built" not in log
    assert "talks.txt" in log
    assert "BG004" in log


def test_the_systemd_units_pass_systemd_s_own_check(tmp_path: Path, folder: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    units = tmp_path / "units"
    units.mkdir()
    for name, text in systemd(job(folder, (sys.executable, "-m", "briefgen"))).items():
        (units / name).write_text(text, "utf-8")
    files = sorted(map(str, units.iterdir()))
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}
    command = ["systemd-analyze", "verify", "--user", "--man=no", *files]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    stated = [line for line in done.stderr.splitlines() if "briefgen" in line]
    assert (done.returncode, stated) == (0, []), done.stderr


def test_the_systemd_units_say_when_and_what(folder: Path) -> None:
    units = systemd(job(folder, ("/opt/briefgen",)))
    assert sorted(units) == ["briefgen.service", "briefgen.timer"]
    assert "OnCalendar=*-*-* 05:30:00\nPersistent=true\n" in units["briefgen.timer"]
    (command,) = re.findall("^ExecStart=(.*)$", units["briefgen.service"], re.MULTILINE)
    assert command.startswith("/opt/briefgen build --to text --out ")
    assert "50%% of $$HOME's" in command


def test_the_workflow_is_yaml_that_builds_the_inputs(folder: Path, capsys: Captured) -> None:
    assert main(["schedule", "--daily", "5:30", "--for", "github", "--theme", "letter", "inputs/"]) == 0
    workflow = yaml.safe_load(capsys.readouterr().out)
    assert workflow[True]["schedule"] == [{"cron": "30 5 * * *"}]  # YAML 1.1 takes `on` for true
    steps = workflow["jobs"]["build"]["steps"]
    assert "briefgen build --out outputs --theme letter inputs/" in [step.get("run") for step in steps]
    assert "--release TLP:GREEN" not in str(workflow)


def test_paths_are_absolute(folder: Path, capsys: Captured) -> None:
    assert main(["schedule", "--daily", "05:30", "inputs/"]) == 0
    printed = capsys.readouterr().out
    assert "# briefgen.timer" in printed
    written = folder / "units"
    assert main(["schedule", "--daily", "05:30", "--write", str(written), "inputs/"]) == 0
    assert sorted(path.name for path in written.iterdir()) == ["briefgen.service", "briefgen.timer"]
    (command,) = re.findall("^ExecStart=(.*)$", (written / "briefgen.service").read_text(), re.MULTILINE)
    assert Path(command.split(" ", 1)[0].strip('"')).is_absolute()
    assert 'work\\"/inputs"' in command


@pytest.mark.parametrize(
    "arguments", [["--daily", "25:00", "inputs"], ["--daily", "noon", "inputs"], ["inputs"], ["--daily", "05:30", "-"]]
)
def test_what_cannot_be_scheduled_is_wrong_use(folder: Path, arguments: list[str]) -> None:
    assert main(["schedule", *arguments]) == 2
