"""What a configuration file and the options beside it change, and how mistakes in it are reported."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.cli import main
from briefgen.readers.configuration import read_configuration
from briefgen.readers.places import ValueNode
from briefgen.readers.toml_nodes import read_toml
from briefgen.settings import USUAL, PathIgnore, Settings

CASES = Path(__file__).parent / "cases"
HEDGED = (CASES / "hedge_in_a_judgment" / "input.yaml").read_text("utf-8")
UNBASED = (CASES / "confidence_without_basis" / "input.yaml").read_text("utf-8")
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def organisation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one input that has one warning, BG405."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "inputs/old").mkdir(parents=True)
    (tmp_path / "inputs/talks.yaml").write_text(UNBASED, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def configure(folder: Path, text: str, name: str = "briefgen.toml") -> None:
    (folder / name).write_text(text, encoding="utf-8")


def found(capsys: Captured, *arguments: str) -> list[str]:
    main(["check", "--output-format", "json", *(arguments or ("inputs",))])
    return [f"{each['severity']} {each['code']}" for each in json.loads(capsys.readouterr().out)["findings"]]


# --- which findings count ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["warning BG405"]),
        ('ignore = ["BG4"]', []),
        ('ignore = ["BG402"]', ["warning BG405"]),
        ('select = ["BG2"]', []),
        ('select = ["BG405"]\nignore = ["BG4"]', ["warning BG405"]),
        ('select = ["BG4"]\nignore = ["BG40"]', []),
        ("strict = true", ["error BG405"]),
        ('[per-file-ignores]\n"talks.yaml" = [{code = "BG405", reason = "An exercise."}]', []),
        ('[per-file-ignores]\n"inputs/**" = [{code = "BG4", reason = "An exercise."}]', []),
        ('[per-file-ignores]\n"inputs/old/**" = [{code = "BG405", reason = "An exercise."}]', ["warning BG405"]),
        ('[[per-file-ignores."*.yaml"]]\ncode = "BG405"\nreason = """\nAn exercise."""', []),
    ],
)
def test_the_configuration_says_what_counts(
    organisation: Path, capsys: Captured, text: str, expected: list[str]
) -> None:
    configure(organisation, text)
    assert found(capsys) == expected


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--ignore", "bg4", "inputs"], []),
        (["--select", "BG2,BG3", "inputs"], []),
        (["--select", "BG40", "inputs"], ["warning BG405"]),
        (["--strict", "inputs"], ["error BG405"]),
    ],
)
def test_options_say_it_too(organisation: Path, capsys: Captured, arguments: list[str], expected: list[str]) -> None:
    assert found(capsys, *arguments) == expected


def test_options_win_over_the_configuration(organisation: Path, capsys: Captured) -> None:
    configure(organisation, 'strict = true\nignore = ["BG405"]')
    assert found(capsys, "inputs") == []
    assert found(capsys, "--ignore", "BG402", "inputs") == ["error BG405"]
    assert found(capsys, "--ignore", "BG402", "--no-strict", "inputs") == ["warning BG405"]


def test_errors_always_count(organisation: Path, capsys: Captured) -> None:
    (organisation / "inputs/talks.yaml").write_text(
        UNBASED.replace("quote: a joint", "quote: no such"), encoding="utf-8"
    )
    assert found(capsys, "--select", "BG5", "--ignore", "BG2", "inputs") == ["error BG201"]


def test_what_is_ignored_is_counted_in_the_summary(organisation: Path, capsys: Captured) -> None:
    assert main(["check", "--ignore", "BG4", "inputs"]) == 0
    assert capsys.readouterr().out == "1 file checked: no findings (1 ignored)\n"
    configure(organisation, '[per-file-ignores]\n"*" = [{code = "BG405", reason = "An exercise."}]')
    assert main(["build", "--to", "text", "inputs"]) == 0
    assert "; no findings (1 ignored); " in capsys.readouterr().out


def test_a_strict_build_refuses_warnings(organisation: Path, capsys: Captured) -> None:
    assert main(["build", "--to", "text", "--strict", "inputs"]) == 1
    assert "error BG405" in capsys.readouterr().err
    assert not (organisation / "outputs/talks").exists()
    assert main(["build", "--to", "text", "inputs"]) == 0


@pytest.mark.parametrize("codes", ["BG43", "X", "403", "BG4, BG999"])
def test_a_code_that_no_rule_has_is_wrong_use(organisation: Path, capsys: Captured, codes: str) -> None:
    assert main(["check", "--select", codes, "inputs"]) == 2
    assert "no rule begins with" in capsys.readouterr().err


def test_an_error_cannot_be_ignored(organisation: Path, capsys: Captured) -> None:
    assert main(["check", "--ignore", "BG201", "inputs"]) == 2
    configure(organisation, 'ignore = ["BG201"]')
    assert main(["check", "inputs"]) == 2
    assert "briefgen.toml:1:11: error BG802 BG201 is an error" in capsys.readouterr().err


# --- what else it settles ----------------------------------------------------------------------


def test_the_scale_is_that_of_inputs_that_name_none(organisation: Path, capsys: Captured) -> None:
    (organisation / "inputs/talks.yaml").write_text(HEDGED, encoding="utf-8")
    configure(organisation, 'scale = "nato"')
    assert found(capsys, "--select", "BG401", "inputs") == ["error BG401"]
    (organisation / "inputs/talks.yaml").write_text(f"scale: icd203\n{HEDGED}", encoding="utf-8")
    assert found(capsys, "--select", "BG401", "inputs") == []


def test_limits_are_the_organisation_s_own(organisation: Path, capsys: Captured) -> None:
    configure(organisation, "bottom-line-words = 3\nstale-after = 0")
    assert found(capsys, "--select", "BG411,BG413", "inputs") == ["warning BG411", "warning BG413"]


def test_a_larger_input_than_the_limit_is_refused(organisation: Path, capsys: Captured) -> None:
    (organisation / "inputs/talks.yaml").write_text(UNBASED + "#" * 2**20, encoding="utf-8")
    configure(organisation, "input-limit = 1")
    assert found(capsys) == ["error BG005"]
    configure(organisation, "input-limit = 2")
    assert found(capsys) == ["warning BG405"]


def test_the_usual_choices_are_the_configuration_s(organisation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configure(organisation, 'out = "packets"\nto = ["text", "json"]\ntemplate = "one-page"\ntheme = "one-page"')
    monkeypatch.chdir(organisation / "inputs")
    assert main(["talks.yaml"]) == 0
    manifest = json.loads((organisation / "packets/talks/manifest.json").read_text("utf-8"))
    assert manifest["options"] == {"template": "one-page", "theme": "one-page", "to": ["text", "json"]}
    assert main(["talks.yaml", "--to", "text", "--out", "elsewhere"]) == 0
    assert (organisation / "inputs/elsewhere/talks/talks.txt").is_file()


def test_what_shapes_a_packet_is_in_its_manifest(organisation: Path) -> None:
    def options() -> dict[str, object]:
        assert main(["--to", "text", "inputs"]) == 0
        return json.loads((organisation / "outputs/talks/manifest.json").read_text("utf-8"))["options"]  # type: ignore[no-any-return]

    assert "configuration" not in options()
    configure(organisation, "stale-after = 60")
    first = options()["configuration"]
    configure(organisation, "stale-after = 90")
    assert options()["configuration"] != first
    configure(organisation, "\n# sixty days, as before\nstale-after = 60")
    assert options()["configuration"] == first


# --- where it is looked for --------------------------------------------------------------------


def test_the_nearest_configuration_up_to_the_repository_s_root_is_taken(
    organisation: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    configure(organisation.parent, "strict = true")
    try:
        monkeypatch.chdir(organisation / "inputs")
        assert found(capsys, ".") == ["warning BG405"]
        configure(organisation, '[tool.other]\n[tool.briefgen]\nignore = ["BG405"]', "pyproject.toml")
        assert found(capsys, ".") == []
        configure(organisation, "strict = true")
        assert found(capsys, ".") == ["error BG405"]
        configure(organisation / "inputs", "")
        assert found(capsys, ".") == ["warning BG405"]
    finally:
        (organisation.parent / "briefgen.toml").unlink()


@pytest.mark.parametrize(
    "text", ["[tool.other]\nbriefgen = 1", "[tool.briefgen", "# briefgen", "[tool.briefgen]\na = " + "[" * 9999]
)
def test_a_project_file_that_is_not_for_briefgen_is_left_alone(organisation: Path, capsys: Captured, text: str) -> None:
    configure(organisation, text, "pyproject.toml")
    assert found(capsys) == ["warning BG405"]


@pytest.mark.parametrize(
    "text",
    [
        '[project]\nname = "x"\n[ tool . "briefgen" ]\nignore = ["BG405"]',
        '[tool]\nother = 1\nbriefgen = {ignore = ["BG405"]}',
        '["tool"]\n"briefgen".ignore = ["BG405"]',
        'tool.briefgen.ignore = ["BG405"]',
        'tool = {other = [\n1], briefgen = {ignore = ["BG405"]}}',
    ],
)
def test_a_project_file_s_table_is_found_however_it_is_written(organisation: Path, capsys: Captured, text: str) -> None:
    configure(organisation, text, "pyproject.toml")
    assert found(capsys) == []


def test_a_configuration_can_be_named(organisation: Path, capsys: Captured) -> None:
    configure(organisation, "strict = true")
    configure(organisation, 'ignore = ["BG405"]', "other.toml")
    assert found(capsys, "--config", "other.toml", "inputs") == []
    assert main(["check", "--config", "none.toml", "inputs"]) == 2
    assert "none.toml: error BG801" in capsys.readouterr().err


def test_without_a_configuration_no_library_is_loaded_for_one() -> None:
    script = (
        "import sys; from briefgen.cli import main; main(['check', '--help']); "
        "sys.exit(' '.join({'tomllib', 'pydantic', 'briefgen.readers.toml_nodes'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


# --- mistakes in it ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ("stric = true", "1:1", "unknown key `stric`", "Did you mean `strict`?"),
        ('\nscale = "phai"', "2:9", "`scale` cannot be “phai”", "Did you mean phia?"),
        ("strict = 1", "1:10", "`strict` must be true or false, not the number 1", ""),
        ('select = "BG4"', "1:10", "`select` must be a list, not text (“BG4”)", 'Write ["one", "two"].'),
        ('select = [\n  "BG4",  # all\n  "4"\n]', "3:3", "`select` item 2 cannot be “4”", "A rule's code"),
        ('ignore = ["BG433"]', "1:11", "no rule begins with BG433", "Did you mean BG443"),
        ("input-limit = 0", "1:15", "`input-limit` must be 1 or more", ""),
        (
            '[per-file-ignores]\n"a" = [{ code = "BG405" }]',
            "2:8",
            "`reason` is missing in `a` item 1",
            "Add `reason = ...`.",
        ),
        (
            '[[per-file-ignores.a]]\ncode = "BG4"\nreason = "r"\n[[per-file-ignores.a]]\nkode = "BG4"\nreason = "r"',
            "5:1",
            "unknown key `kode` in `a` item 2",
            "Did you mean `code`?",
        ),
    ],
)
def test_a_mistake_is_shown_where_it_stands(
    organisation: Path, capsys: Captured, text: str, place: str, message: str, hint: str
) -> None:
    configure(organisation, text)
    assert main(["check", "inputs"]) == 2
    shown = capsys.readouterr().err
    assert f"briefgen.toml:{place}: error BG802 {message}" in shown
    assert hint in shown


def test_a_mistake_in_a_project_file_is_shown_there(organisation: Path, capsys: Captured) -> None:
    configure(organisation, '[project]\nname = "x"\n\n[tool.briefgen]\nstric = true\n', "pyproject.toml")
    assert main(["inputs"]) == 2
    assert "pyproject.toml:5:1: error BG802 unknown key `stric`\n    5 | stric = true\n" in capsys.readouterr().err
    assert not (organisation / "outputs").exists()


@pytest.mark.parametrize(
    ("text", "place"), [("scale = phia", "1:9"), ("a = 1\na = 2", "2:6"), ("a = '", "1:6"), ("strict =", "1:9")]
)
def test_what_is_no_toml_is_reported_with_its_place(
    organisation: Path, capsys: Captured, text: str, place: str
) -> None:
    configure(organisation, text)
    assert main(["check", "inputs"]) == 2
    assert f"briefgen.toml:{place}: error BG801 not TOML: " in capsys.readouterr().err


@pytest.mark.parametrize("text", [f"{'a.' * 3000}a = 1", f"[{'a.' * 3000}a]", f"a = {'[' * 3000}{']' * 3000}"])
def test_what_is_nested_too_deeply_is_a_finding(organisation: Path, capsys: Captured, text: str) -> None:
    configure(organisation, text)
    assert main(["check", "inputs"]) == 2
    assert "briefgen.toml: error BG801 nested too deeply to be read" in capsys.readouterr().err


def test_a_number_of_very_many_digits_is_a_finding(organisation: Path, capsys: Captured) -> None:
    configure(organisation, f"stale-after = {'9' * 5000}")
    assert main(["check", "inputs"]) == 2
    assert "briefgen.toml: error BG801 a number is too long to be read" in capsys.readouterr().err


def test_a_configuration_that_is_no_text_is_reported(organisation: Path, capsys: Captured) -> None:
    (organisation / "briefgen.toml").write_bytes(b"strict = \xff")
    assert main(["check", "inputs"]) == 2
    assert "briefgen.toml:1:10: error BG801 not UTF-8" in capsys.readouterr().err


# --- globs and places ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "name", "matches"),
    [
        ("*.yaml", "inputs/old/a.yaml", True),
        ("inputs/*.yaml", "inputs/old/a.yaml", False),
        ("inputs/**/*.yaml", "inputs/a.yaml", True),
        ("inputs/**", "inputs/old/a.yaml", True),
        ("inputs/?.yaml", "inputs/a.yaml", True),
        ("inputs/[a].yaml", "inputs/a.yaml", False),
        ("inputs/a.yaml", "xinputs/a.yaml", False),
        ("inputs/a+b.yaml", "inputs/a+b.yaml", True),
        ("*a*a*", "inputs/banana", True),
        ("**a**", "inputs/banana.yaml", True),
        ("inputs/*/b", "inputs/a/c/b", False),
        ("**/" * 40 + "*a" * 40 + "b", "a/" * 40 + "a" * 60, False),  # all ways at once, not one after the other
    ],
)
def test_globs_are_of_names_and_folders(
    pattern: str, name: str, matches: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    chosen = Settings(path_ignores=(PathIgnore(pattern, "BG4", "why"),), folder=str(tmp_path))
    assert chosen.reason_to_ignore("BG405", name) == ("why" if matches else None)
    assert chosen.reason_to_ignore("BG203", name) is None


def test_only_what_differs_from_the_usual_has_a_digest() -> None:
    assert USUAL.digest() == Settings(folder="/x", options=(("to", "pdf"),)).digest() == ""
    assert len(Settings(strict=True).digest()) == 64


TOML = """\
"a key" = 'text' # = no
b.c."d.e" = [ 1, [2, {x = "]"}], # [
  '''three''', ]
[t]
u = 1979-05-27T07:32:00Z
v = {w.x = 1, y = []}
[[t.list]]
n = \"\"\"
"quoted" \\
  words\"\"\"\"
[[t.list]]
[t.list.below]
m = -1.5e3
[x.y.z.w]
[x]
q = true"""


def leaves(value: object, node: ValueNode, text: str) -> list[tuple[object, object]]:
    """Each single value, and what its place holds when it is read for itself."""
    match value, node.children:
        case dict(), dict() as children:
            assert value.keys() == children.keys()
            return [pair for key, each in value.items() for pair in leaves(each, children[key][1], text)]
        case tuple(), list() as children:
            return [pair for each, child in zip(value, children, strict=True) for pair in leaves(each, child, text)]
    return [(value, tomllib.loads(f"v = {text[node.offset : node.end_offset]}")["v"])]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_each_value_of_a_toml_file_has_its_place(end: str) -> None:
    text = TOML.replace("\n", end)
    value, places = read_toml(text, "x.toml", "BG801")
    assert places.root is not None
    pairs = leaves(value, places.root, text)
    assert len(pairs) == 10
    assert all(each == read for each, read in pairs)
    assert value["t"]["list"][1] == {"below": {"m": -1500.0}}
    assert str(places.key(("t", "list", 1, "below", "m"))) == "x.toml:13:1"


WORD = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=6)
VALUE = st.recursive(
    st.booleans() | st.integers(-9, 9) | WORD,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(WORD, below, max_size=3),
    max_leaves=8,
)


def written(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case list():
            return f"[{', '.join(map(written, value))}]"
        case dict():
            return f"{{{', '.join(f'{written(key)} = {written(each)}' for key, each in value.items())}}}"
    return str(value)


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(WORD, VALUE, max_size=4))
def test_places_are_found_in_any_toml(table: dict[str, object]) -> None:
    text = "\n".join(f"{written(key)} = {written(value)}  # {{[\"'" for key, value in table.items())
    value, places = read_toml(text, "x.toml", "BG801")
    assert places.root is not None
    assert all(each == read for each, read in leaves(value, places.root, text))


def test_the_readme_s_configuration_is_read_as_it_says(organisation: Path) -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
    block = readme.split("<!-- configuration -->\n```toml\n")[1].split("```")[0]
    configure(organisation, block)
    configure(organisation, '[regions]\n"Area North" = "Baltic Sea"\n', "names.toml")
    configure(organisation, "actors: [{name: Ann Lee}]\n", "register.yaml")
    settled = read_configuration(organisation / "briefgen.toml").settings
    assert (settled.scale, settled.strict, settled.limits.stale_after) == ("phia", True, 14)
    assert settled.names == (("regions", "Area North", "Baltic Sea"),)
    assert [each.name for each in settled.register.names] == ["Ann Lee"]
    assert settled.reason_to_ignore("BG413", str(organisation / "inputs/exercise/a.yaml"))


@pytest.mark.parametrize(
    "key", ["stale-after", "bottom-line-words", "limits.pages", "limits.seconds", "limits.findings"]
)
def test_a_number_beyond_all_measure_is_a_limit_like_another_or_refused(
    organisation: Path, capsys: Captured, key: str
) -> None:
    several = UNBASED.replace(
        "articles:\n", "articles:\n- headline: Old\n  source: {name: S}\n  published: 1999-01-01\n  text: x\n", 1
    )
    assert several != UNBASED
    (organisation / "inputs/talks.yaml").write_text(several, encoding="utf-8")
    configure(organisation, f"{key} = {2**63 - 1}\n")
    main(["check", "inputs"])
    shown = capsys.readouterr()
    assert "BG900" not in shown.out + shown.err and "Traceback" not in shown.err
