"""Models: pydantic's words and meaning without pydantic's import, and kept validators that never go stale."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from briefgen.models import pydantic_model
from briefgen.schema.briefing import Actor, Evidence, ResolvedPlace
from briefgen.schema.input import Article, BriefingInput, EventEntry
from briefgen.schema.marking import Marking
from briefgen.theme import Theme

ROOT = Path(__file__).resolve().parents[1]
SEED = ROOT / "inputs" / "2025-03-30.yaml"
NORWAY = ResolvedPlace(written="NO", code="NO", name="Norway")


def build(out: Path, **environment: str) -> dict[str, bytes]:
    """The packet of the seed built by a process of its own, which then names the modules of pydantic that it loaded."""
    code = (
        "import sys; from briefgen.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "finally: print(*(name for name in sys.modules if name.partition('.')[0] == 'pydantic' or name == 'pydantic_core'), file=sys.stderr)"
    )
    arguments = ["--to", "docx,pdf,text", "--out", str(out), str(SEED)]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **environment},
    )
    (out / "loaded").write_text(done.stderr)
    return {path.name: path.read_bytes() for path in (out / "2025-03-30").iterdir()}


def test_kept_validators_give_the_same_packet_without_pydantic(tmp_path: Path) -> None:
    cache = {"BRIEFGEN_CACHE_DIR": str(tmp_path / "cache")}
    without = build(tmp_path / "without", BRIEFGEN_NO_CACHE="1")
    assert build(tmp_path / "first", **cache) == without
    assert "pydantic" in (tmp_path / "first" / "loaded").read_text()
    assert build(tmp_path / "second", **cache) == without
    assert not (tmp_path / "second" / "loaded").read_text().strip()


@pytest.mark.parametrize("damage", [b"", b"short", b"\0" * 5000])
def test_damaged_validators_are_made_anew(tmp_path: Path, damage: bytes) -> None:
    cache = {"BRIEFGEN_CACHE_DIR": str(tmp_path / "cache")}
    whole = build(tmp_path / "first", **cache)
    for path in (tmp_path / "cache" / "models").iterdir():
        path.write_bytes(damage)
    assert build(tmp_path / "second", **cache) == whole
    assert all(path.read_bytes() != damage for path in (tmp_path / "cache" / "models").iterdir())


def test_a_changed_declaration_counts_at_once(tmp_path: Path) -> None:
    declared = "from briefgen.schema.base import Model\nclass Thing(Model):\n    name: {}\n"
    ask = "from things import Thing\ntry: Thing(name='x'); print('taken')\nexcept ValueError: print('refused')"
    environment = {**os.environ, "BRIEFGEN_CACHE_DIR": str(tmp_path / "cache"), "PYTHONPATH": f"{tmp_path}:{ROOT}"}
    said = []
    for wanted in ("str", "int", "str"):
        (tmp_path / "things.py").write_text(declared.format(wanted))
        done = subprocess.run(
            [sys.executable, "-B", "-c", ask], capture_output=True, text=True, check=True, env=environment
        )
        said.append(done.stdout.strip())
    assert said == ["taken", "refused", "taken"]


@pytest.mark.parametrize("model", [BriefingInput, Article, EventEntry, Marking, Actor, Theme])
def test_a_model_has_the_fields_that_pydantic_sees(model: type) -> None:
    assert list(model.model_fields) == list(pydantic_model(model).model_fields)  # type: ignore[attr-defined]


def test_models_are_made_of_valid_fields_alone() -> None:
    with pytest.raises(ValidationError) as failure:
        ResolvedPlace(written="", name=3, more=1)  # type: ignore[call-arg, arg-type]
    assert {(error["loc"], error["type"]) for error in failure.value.errors()} == {
        (("written",), "string_too_short"),
        (("name",), "string_type"),
        (("more",), "extra_forbidden"),
    }


def test_models_cannot_be_changed() -> None:
    with pytest.raises(AttributeError, match="frozen"):
        NORWAY.name = "Sweden"  # type: ignore[misc]
    with pytest.raises(AttributeError, match="frozen"):
        del NORWAY.name
    assert NORWAY.name == "Norway"


def test_models_are_equal_by_their_values() -> None:
    same = ResolvedPlace(written="NO", code="NO", name="Norway")
    assert (same == NORWAY, hash(NORWAY) == hash(same)) == (True, True)
    assert ResolvedPlace(written="NO", name="Norway") != NORWAY
    assert NORWAY != ("NO", "NO", "Norway")


def test_a_copy_differs_only_where_it_is_told_to() -> None:
    actor = Actor(id="A-1", name="A", country=NORWAY)
    copy = actor.model_copy(update={"name": "B"})
    assert (copy.name, copy.country, copy.aliases, actor.name) == ("B", NORWAY, (), "A")
    assert Actor.model_validate_json(copy.model_dump_json()) == copy


def test_other_programs_may_use_a_model_as_one_of_pydantic_s() -> None:
    assert NORWAY.model_dump() == {"written": "NO", "code": "NO", "name": "Norway"}
    assert set(ResolvedPlace.model_json_schema()["properties"]) == {"written", "code", "name"}
    places = TypeAdapter(tuple[ResolvedPlace, ...])
    assert places.validate_python((NORWAY, {"written": "x", "name": "y"})) == (
        NORWAY,
        ResolvedPlace(written="x", name="y"),
    )
    assert places.dump_python((NORWAY,)) == (NORWAY.model_dump(),)
    with pytest.raises(ValidationError):
        places.validate_python(({"written": "x"},))


def test_defaults_are_no_attributes_of_the_class() -> None:
    assert not hasattr(Evidence, "portion")
    assert Evidence(annotation="a", article="A1", paragraph=1, reference="A1¶1", quote="q").portion is None


def test_a_model_shows_its_fields() -> None:
    assert repr(NORWAY) == "Place(written='NO', code='NO', name='Norway')"


def test_the_core_loaded_alone_is_the_one_that_everybody_gets() -> None:
    code = (
        "from briefgen.validators import ValidationError; import pydantic, pydantic_core\n"
        "assert ValidationError is pydantic.ValidationError is pydantic_core.ValidationError\n"
        "class M(pydantic.BaseModel): x: int\n"
        "try: M(x='no')\n"
        "except ValidationError as error: print(error.errors()[0]['type'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "int_parsing"
