"""Kept code and shapes of templates: they say the same as fresh ones, and nothing but fresh code is ever run."""

import marshal
import os
import subprocess
import sys
from pathlib import Path

import pytest

from briefgen.compose.compiled import keep_shapes, kept_shapes
from briefgen.compose.environment import Run
from briefgen.compose.templates import load_template, rendered
from briefgen.diagnostics import TemplateError
from briefgen.readers.markdown_reader import read_markdown
from briefgen.readers.theme_reader import read_theme

MAIN = """# {{ title }}

{% include "part.md.j2" %}
{% if more %}{{ nothing_of_the_kind }}{% endif %}
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BRIEFGEN_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache" / "templates"


@pytest.fixture
def main(tmp_path: Path) -> Path:
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "part.md.j2").write_text("Part one.\n")
    path = tmp_path / "house" / "house.md.j2"
    path.write_text(MAIN)
    return path


def words(main: Path, **context: object) -> str:
    return rendered(load_template(main), {"title": "T", "more": False, **context}, Run()).text


def kept(cache: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in cache.iterdir()}


def forbid_compiling(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise AssertionError("compiled anew")

    monkeypatch.setattr("briefgen.compose.environment.TemplateEnvironment.compile", fail)


def test_kept_code_says_the_same(cache: Path, main: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh, ingredients = words(main), load_template(main).ingredients
    assert len(kept(cache)) == 1, "one file for the template and its partials"
    forbid_compiling(monkeypatch)
    assert words(main) == fresh
    assert load_template(main).ingredients == ingredients
    assert len(ingredients) == 2, "the partial is known without compiling"


def test_kept_code_names_the_place_of_a_mistake(cache: Path, main: Path) -> None:
    found = []
    for _ in range(2):
        with pytest.raises(TemplateError) as failure:
            words(main, more=True)
        found.append(failure.value.diagnostics)
    assert found[0] == found[1]
    assert (found[0][0].code, found[0][0].place.line) == ("BG603", 4)


def test_an_edit_is_seen_at_once(cache: Path, main: Path) -> None:
    assert "Part one." in words(main)
    (main.parent / "part.md.j2").write_text("Part two.\n")
    assert "Part two." in words(main)
    (main.parent / "part.md.j2").write_text("Part one.\n")
    assert "Part one." in words(main)


def test_code_that_is_asked_for_no_more_is_kept_no_more(cache: Path, main: Path) -> None:
    words(main)
    before = len(*kept(cache).values())
    main.write_text("# {{ title }}\n")
    words(main)
    assert len(*kept(cache).values()) < before


def test_the_same_words_elsewhere_keep_their_own_code(cache: Path, main: Path, tmp_path: Path) -> None:
    words(main)
    other = tmp_path / "other" / "house.md.j2"
    other.parent.mkdir()
    other.write_text(MAIN)
    (other.parent / "part.md.j2").write_text("Other part.\n")
    assert "Other part." in words(other)
    assert "Part one." in words(main)


@pytest.mark.parametrize("damage", [lambda data: data[:40], lambda data: b"", lambda data: data[:-1] + b"x"])
def test_damaged_code_is_not_run(cache: Path, main: Path, damage) -> None:  # type: ignore[no-untyped-def]
    fresh = words(main)
    whole = kept(cache)
    for name, data in whole.items():
        (cache / name).write_bytes(damage(data))
    assert words(main) == fresh
    assert kept(cache) == whole, "it is put right"


def test_code_of_another_version_is_not_run(cache: Path, main: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words(main)
    before = kept(cache)
    monkeypatch.setattr("briefgen.cache.__version__", "0.0.0-other")
    forbid_compiling(monkeypatch)
    with pytest.raises(AssertionError, match="compiled anew"):
        load_template(main)
    assert kept(cache) == before


@pytest.mark.skipif(sys.platform == "win32", reason="folders of users are private on Windows")
def test_a_folder_that_others_can_write_is_not_used(cache: Path, main: Path) -> None:
    fresh = words(main)
    cache.chmod(0o777)
    for path in cache.iterdir():
        path.write_bytes(b"planted")
    assert words(main) == fresh
    assert set(kept(cache).values()) == {b"planted"}, "neither read nor written"


def test_a_folder_that_cannot_be_made_is_no_hindrance(
    main: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("BRIEFGEN_CACHE_DIR", str(tmp_path / "file"))
    assert "Part one." in words(main)


def test_none_is_kept_where_none_is_wanted(cache: Path, main: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFGEN_NO_CACHE", "1")
    assert "Part one." in words(main)
    assert not cache.exists()


def test_what_is_kept_is_code_under_a_seal(cache: Path, main: Path) -> None:
    words(main)
    for data in kept(cache).values():
        assert {type(code).__name__ for _, code in marshal.loads(data[32:]).values()} == {"code"}
    if os.name == "posix":
        assert not cache.stat().st_mode & 0o077


# --- shapes of Markdown ----------------------------------------------------------------------------

RUN = """
import sys
from briefgen.pipeline import Options, Source, build, load_kit
from pathlib import Path
options = Options(out=Path(sys.argv[1]), formats=("text",))
packet = build(Source("inputs/2025-03-30.yaml", "seed"), load_kit(options), options)
assert not packet.failed, packet.diagnostics
print("markdown_it" in sys.modules)
"""


def test_a_later_run_reads_kept_shapes_and_says_the_same(cache: Path, tmp_path: Path) -> None:
    root = Path(__file__).parents[1]
    loaded, texts = [], []
    for name in ("first", "second"):
        command = [sys.executable, "-c", RUN, str(tmp_path / name)]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
        loaded.append(done.stdout.strip())
        texts.append((tmp_path / name / "seed" / "seed.txt").read_bytes())
    assert loaded == ["True", "False"]
    assert texts[0] == texts[1]


def test_shapes_hold_no_values(cache: Path, main: Path) -> None:
    main.write_text("**{{ title }}** {{ title }}\n")
    template = load_template(main)
    markdown = rendered(template, {"title": "Never to be kept"}, run := Run())
    read_markdown(markdown.text, read_theme("default").theme, slots=run.slots, shapes=template.shapes)
    keep_shapes(main, template.shapes)
    (shapes,) = kept(cache.parent / "shapes").values()
    assert b"Never" not in shapes and b"Value" in shapes
    assert kept_shapes(main).kept == template.shapes.kept
