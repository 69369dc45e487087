"""The command line as people and machines meet it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from briefgen import __version__
from briefgen.cli import COMMANDS, main
from briefgen.cli.console import as_text, excerpt, width
from briefgen.diagnostics import Diagnostic, Place, Severity
from briefgen.editing.yaml_words import yaml_block, yaml_quoted
from briefgen.new_input import input_text
from briefgen.readers.article_markup import read_raw_article
from briefgen.readers.yaml_reader import read_input, read_yaml

HEAVY = ("pydantic", "reportlab", "docx", "jinja2", "markdown_it", "uharfbuzz", "yaml")
GOOD = Path(__file__).parent / "cases" / "words_that_stay_words" / "input.yaml"
BAD = Path(__file__).parent / "cases" / "several_findings_at_once" / "input.yaml"

Captured = pytest.CaptureFixture[str]


def run(*arguments: str, **more: object) -> subprocess.CompletedProcess[bytes]:
    """The program as a process of its own."""
    environment = {**os.environ, **more.pop("env", {})}  # type: ignore[dict-item]
    return subprocess.run([sys.executable, "-m", "briefgen", *arguments], capture_output=True, env=environment, **more)  # type: ignore[call-overload,no-any-return]


def codes(text: str) -> list[str]:
    return [found["code"] for found in json.loads(text)["findings"]]


# --- help and speed --------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["build", "--help"]])
def test_what_needs_no_document_imports_no_heavy_library(arguments: list[str]) -> None:
    script = (
        "import sys; from briefgen.cli import main; code = main(sys.argv[1:]); "
        f"loaded = [name for name in {HEAVY!r} if name in sys.modules]; sys.exit(f'{{loaded}}' if loaded or code else 0)"
    )
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_version_is_the_package_s(capsys: Captured) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"briefgen {__version__}\n"


@pytest.mark.parametrize("command_name", COMMANDS)
def test_each_command_s_help_ends_with_an_example(command_name: str, capsys: Captured) -> None:
    assert main([command_name, "--help"]) == 0
    last = capsys.readouterr().out.rstrip().splitlines()[-1]
    assert last.startswith("    briefgen ")


@pytest.mark.parametrize(
    "arguments",
    [["check"], ["--to", "pdf"], ["build", "--nonsense", "x"], ["--to", "odt", "x.yaml"], ["explain", "BG999"]],
)
def test_wrong_use_ends_with_2(arguments: list[str], capsys: Captured) -> None:
    assert main(arguments) == 2
    assert "Error: " in capsys.readouterr().err


def test_a_misspelt_command_builds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs/x.yaml").write_bytes(GOOD.read_bytes())
    monkeypatch.chdir(tmp_path)
    assert main(["chekc", "inputs"]) == 2
    assert "Did you mean check?" in capsys.readouterr().err
    assert not (tmp_path / "outputs").exists()


def test_a_folder_called_like_a_command_is_built_when_it_is_written_as_a_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "check").mkdir()
    (tmp_path / "check/x.yaml").write_bytes(GOOD.read_bytes())
    monkeypatch.chdir(tmp_path)
    assert main(["--to", "json", "./check"]) == 0
    assert (tmp_path / "outputs/x/x.briefing.json").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="a folder in use cannot be removed there")
def test_a_working_folder_that_is_gone_is_no_traceback(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    script = f"cd {gone} && rmdir {gone} && {sys.executable} -m briefgen check inputs"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_an_unknown_rule_is_met_with_a_guess(capsys: Captured) -> None:
    assert main(["explain", "BG230"]) == 2
    assert "Did you mean" in capsys.readouterr().err


def test_all_rules_are_listed(capsys: Captured) -> None:
    assert main(["explain"]) == 0
    out = capsys.readouterr().out
    assert "BG203  warning  Judgment or entry without evidence" in out
    assert "BG4xx  Analytic standards" in out


# --- findings --------------------------------------------------------------------------------


def test_findings_are_printed_by_place_with_line_and_caret(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.chdir(BAD.parent)
    assert main(["check", "input.yaml"]) == 1
    out = capsys.readouterr().out
    assert "input.yaml:1:1: error BG101 unknown key `titel`\n    1 | titel: Talks in Tokyo\n      | ^^^^^\n" in out
    assert out.splitlines()[-1].startswith("1 file checked: 4 errors")


def test_findings_are_given_as_json_in_the_same_order(capsys: Captured) -> None:
    assert main(["check", "--output-format", "json", str(BAD)]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["files"] == 1
    places = [(found["line"], found["column"]) for found in report["findings"]]
    assert len(places) == 4
    assert places == sorted(places)
    assert set(report["findings"][0]) == {"code", "severity", "message", "path", "line", "column", "end_column", "hint"}


def test_a_clean_file_ends_with_0(capsys: Captured) -> None:
    assert main(["check", str(GOOD)]) == 0
    assert capsys.readouterr().out == "1 file checked: no findings\n"


def test_one_bad_file_does_not_hide_the_others(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "a.yaml").write_text("title: [")
    (tmp_path / "b.yaml").write_bytes(b"title: \xff\n")
    (tmp_path / "c.yaml").write_bytes(GOOD.read_bytes())
    assert main(["check", "--output-format", "json", str(tmp_path), str(tmp_path / "none.yaml")]) == 1
    assert codes(capsys.readouterr().out) == ["BG004", "BG002", "BG001"]


def test_a_folder_without_inputs_is_an_error(tmp_path: Path, capsys: Captured) -> None:
    assert main(["check", str(tmp_path)]) == 1
    assert "BG020" in capsys.readouterr().out
    assert main([str(tmp_path)]) == 1
    assert "BG020" in capsys.readouterr().err


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path, capsys: Captured) -> None:
    with (tmp_path / "big.yaml").open("wb") as file:
        file.truncate(100 * 2**20)
    assert main(["check", "--output-format", "json", str(tmp_path)]) == 1
    assert codes(capsys.readouterr().out) == ["BG005"]


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "{a: " * 50_000, "- " * 100_000, "? " * 50_000, "!" * 10_000, "&" * 9, "\0", "%"]
)
def test_hostile_yaml_ends_with_findings(tmp_path: Path, capsys: Captured, text: str) -> None:
    (tmp_path / "x.yaml").write_text(text)
    assert main(["check", "--output-format", "json", str(tmp_path)]) == 1
    assert all(code.startswith("BG0") for code in codes(capsys.readouterr().out))


@pytest.mark.parametrize("error", [RecursionError(), MemoryError(), ValueError("some fault")])
def test_what_goes_wrong_within_is_a_finding_of_that_input(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("briefgen.readers.yaml_reader.read_for_checking", fails)
    assert main(["check", str(GOOD)]) == 1
    assert {"RecursionError": "BG023", "MemoryError": "BG024", "ValueError": "BG900"}[
        type(error).__name__
    ] in capsys.readouterr().out


def test_an_interrupt_ends_with_130(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("briefgen.readers.yaml_reader.read_for_checking", interrupted)
    assert main(["check", str(GOOD)]) == 130
    assert capsys.readouterr().err.strip() == "Interrupted."


def test_a_damaged_module_is_not_reported_as_an_interruption(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    def cut_short(name: str) -> None:
        raise EOFError("marshal data too short")

    monkeypatch.setattr("briefgen.cli.import_module", cut_short)
    assert main(["check", str(GOOD)]) == 1
    assert "cut short" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_error_worth_words() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "briefgen", "explain"], stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    assert done.stderr == b""


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_a_console_that_lacks_letters_shows_their_escapes(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "x.yaml").write_text("Überschrift 東京: 1\n", encoding="utf-8")
    done = run("check", "x.yaml", cwd=tmp_path, env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"})
    assert done.returncode == 1
    assert rb"\u6771\u4eac" in done.stdout
    assert b"Traceback" not in done.stderr


# --- how a finding looks -----------------------------------------------------------------------


def test_a_finding_names_its_severity_in_words() -> None:
    found = Diagnostic(
        "BG402", "two rows", Place("x.yaml", 3, 5, 9, "  - abcd: e"), Severity.WARNING, "Line one.\nLine two."
    )
    assert as_text(found).splitlines() == [
        "x.yaml:3:5: warning BG402 two rows",
        "    3 |   - abcd: e",
        "      |     ^^^^",
        "        Line one.",
        "        Line two.",
    ]


def test_the_caret_stands_below_its_word_behind_wide_letters() -> None:
    line, caret = excerpt("title: 東京 talks", 11, 16)
    assert (line, caret) == ("title: 東京 talks", " " * 12 + "^^^^^")
    line, caret = excerpt("\ttitle: e\u0301 x", 12, 0)
    assert width(line[: line.index("x")]) == len(caret) - 1


def test_a_long_line_is_cut_around_its_caret() -> None:
    source = "a" * 1000 + "HERE" + "b" * 1000
    line, caret = excerpt(source, 1001, 1005)
    assert len(line) < 120
    assert line[caret.index("^") : len(caret)] == "HERE"


def test_nothing_in_a_file_steers_the_console() -> None:
    found = Diagnostic("BG001", "a\x1b[2Jb", Place("x\n.yaml", 1, 1, 0, "\x1b]0;owned\x07 \u202egpj"), hint="\x9b31m")
    text = as_text(found)
    assert not any((ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 or c == "\u202e" for c in text)
    assert text.count("\n") == 3


def test_colour_is_only_for_terminals_that_want_it() -> None:
    done = run("check", str(BAD))
    assert b"\x1b[" not in done.stdout
    assert done.returncode == 1


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(
    ("setting", "coloured"), [({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False)]
)
def test_no_color_is_honoured_on_a_terminal(setting: dict[str, str], coloured: bool) -> None:
    import pty

    ours, theirs = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    subprocess.run(
        [sys.executable, "-m", "briefgen", "check", "none.yaml"],
        stdout=theirs,
        env={**environment, **setting},
        check=False,
    )
    os.close(theirs)
    shown = os.read(ours, 10_000)
    os.close(ours)
    assert (b"\x1b[" in shown) is coloured
    assert b"error" in shown


# --- new -------------------------------------------------------------------------------------

ARTICLE = """Sun Mar 30 15:43:42 UTC 2025: **US Upgrades Japan Military Command**
**Tokyo, March 30, 2025** – Hegseth announced a joint headquarters.
It would help deter China.
"""


def new(tmp_path: Path, text: str, name: str = "2025-03-30") -> Path:
    (tmp_path / "talks.txt").write_text(text, encoding="utf-8", newline="")
    assert main(["new", name, "--article", str(tmp_path / "talks.txt"), "--out", str(tmp_path / "inputs")]) == 0
    return tmp_path / "inputs" / f"{name}.yaml"


def test_a_raw_article_becomes_an_input_that_is_clean(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas/input.schema.json").write_text("{}")
    path = new(tmp_path, ARTICLE)
    assert path.read_text("utf-8").startswith("# yaml-language-server: $schema=../schemas/input.schema.json\n")
    given = read_input(path).input
    assert (given.title, str(given.date)) == ("US Upgrades Japan Military Command", "2025-03-30")
    assert (given.articles[0].place, given.articles[0].published.isoformat()) == ("Tokyo", "2025-03-30T15:43:42+00:00")  # type: ignore[union-attr]
    assert (given.articles[0].text or "").startswith("**Tokyo, March 30, 2025** – Hegseth")
    path.write_text(path.read_text("utf-8").replace("name: Not stated", "name: Reuters"), "utf-8")
    capsys.readouterr()
    assert main(["check", str(path)]) == 0
    assert "no findings" in capsys.readouterr().out


def test_an_input_deeper_down_finds_the_schema_too(tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas/input.schema.json").write_text("{}")
    assert (
        new(tmp_path, ARTICLE, "asia/talks")
        .read_text("utf-8")
        .startswith("# yaml-language-server: $schema=../../schemas/input.schema.json\n")
    )


HOSTILE = [
    "  begins with spaces\nand goes on",
    "\tbegins with a tab\n\tand goes on",
    "line\n   \n\n\nfar below",
    "--- \n...\n# no comment\n- no list\n? no key: no value\n'\"`@%&*!|>",
    'quotes " and \\ and \\n and {{ 7*7 }} {% raw %} <b> &amp; ]]>',
    "odd breaks \x85 and \u2028 and \u2029 and a mark \ufeff and C1 \x9b",
    "soft\u00adhyphen, no-break\u00a0space, \u202ebidi\u202c, 🇯🇵, e\u0301",
    "trailing spaces   \n  deeper\n    deeper still",
    "windows\r\nand old mac\rlines",
    "x" * 5000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_any_article_comes_through_letter_for_letter(tmp_path: Path, text: str) -> None:
    given = read_input(new(tmp_path, text)).input
    assert (given.articles[0].text or "").rstrip("\n") == read_raw_article(text).text


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_any_headline_and_block_are_sound_yaml(text: str) -> None:
    yaml = f"a: {yaml_quoted(text)}\nb:\n  c: {yaml_block(text.replace(chr(13), chr(10)), 4)}\nd: end\n"
    value, _ = read_yaml(yaml.encode(), "x")
    assert value["a"] == text
    assert value["b"]["c"].rstrip("\n") == text.replace("\r", "\n")
    assert value["d"] == "end"


def test_several_articles_make_one_input() -> None:
    article = read_raw_article(ARTICLE)
    value, _ = read_yaml(input_text("2025-04-01", [article, article], "").encode(), "x")
    assert [each["id"] for each in value["articles"]] == ["A1", "A2"]
    assert value["date"] == "2025-04-01"


def test_an_input_is_never_overwritten(tmp_path: Path, capsys: Captured) -> None:
    path = new(tmp_path, ARTICLE)
    path.write_text("an analyst's work")
    assert main(["new", "2025-03-30", "--article", str(tmp_path / "talks.txt"), "--out", str(tmp_path / "inputs")]) == 1
    assert "BG025" in capsys.readouterr().err
    assert path.read_text() == "an analyst's work"
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "BG026"), (b"a\x00b", "BG003"), (b"\xff", "BG002"), (b"**Only a headline**\n", "BG026")]
)
def test_what_is_no_article_is_refused(tmp_path: Path, capsys: Captured, data: bytes, code: str) -> None:
    (tmp_path / "x.txt").write_bytes(data)
    assert main(["new", "x", "--article", str(tmp_path / "x.txt"), "--out", str(tmp_path)]) == 1
    assert code in capsys.readouterr().err
    assert not (tmp_path / "x.yaml").exists()


@pytest.mark.parametrize("name", ["../x", "/x", "a//b", "", "a\\b", ".."])
def test_a_new_input_stays_in_its_folder(tmp_path: Path, capsys: Captured, name: str) -> None:
    (tmp_path / "talks.txt").write_text(ARTICLE)
    assert main(["new", name, "--article", str(tmp_path / "talks.txt"), "--out", str(tmp_path / "inputs")]) == 2
    assert "BG027" in capsys.readouterr().err
