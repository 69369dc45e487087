"""The page's server: what it says of an input, and what it makes of the page's edits in the file."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the server needs the extra annotate")

from annotating import TEXT, Page, page_on, places, set_


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    page = page_on(tmp_path)
    yield page
    page.desk.close()


def text_of(page: Page) -> str:
    return page.desk.session.path.read_text(encoding="utf-8")


# --- the state ---------------------------------------------------------------------------------


def test_the_state_shows_data_articles_passages_and_entries(page: Page) -> None:
    state = page.state
    assert state["readable"] is True
    assert state["data"]["title"] == "Talks in Tokyo"
    assert [each["text"][:5] for each in state["articles"][0]["paragraphs"]] == ["Tokyo", "Gen N"]
    first, second = state["passages"]
    assert first["spans"] == [{"paragraph": 1, "start": 8, "end": 20}]
    assert first["reference"] == "A1¶1"
    assert second["id"] == "hq"
    assert second["used"] == [["key_judgments", 0]]
    assert {each["id"]: each["passages"] for each in state["entries"]} == {
        "P-1": [["articles", 0, "annotations", 0]],
        "C-1": [["articles", 0, "annotations", 1]],
    }


def test_a_span_counts_code_points(page: Page) -> None:
    page.mark("in Japan", "event")
    span = page.state["passages"][-1]["spans"][0]
    assert page.state["articles"][0]["paragraphs"][0]["text"][span["start"] : span["end"]] == "in Japan"


def test_findings_lead_to_what_they_are_about(tmp_path: Path) -> None:
    page = page_on(tmp_path, TEXT.replace("quote: a joint headquarters", "quote: a joint headquartes"))
    found = next(each for each in page.state["findings"] if each["code"] == "BG201")
    assert found["loc"] == ["articles", 0, "annotations", 1, "quote"]
    assert found["article"] == 0
    assert page.state["passages"][1]["spans"] is None
    assert page.state["strict"]["errors"] == 1


def test_locs_are_those_of_the_file_where_drafts_stand_before(tmp_path: Path) -> None:
    """What is filled is numbered as if drafts were not there; what the page edits is not."""
    draft = "    annotations:\n      - {draft: true, kind: actor, quote: Gen Nakatani}\n"
    page = page_on(tmp_path, TEXT.replace("    annotations:\n", draft).replace("likelihood: likely", "likelihood: x"))
    assert {each["id"]: each["passages"] for each in page.state["entries"]}["C-1"] == [
        ["articles", 0, "annotations", 2]
    ]
    assert page.state["passages"][0]["missing"] == ["name"]
    found = next(each for each in page.state["findings"] if each["severity"] == "error")
    assert found["loc"] == ["key_judgments", 0, "likelihood"]


def test_a_finding_in_an_articles_text_names_its_paragraph(tmp_path: Path) -> None:
    text = TEXT.replace("    text: |", "    format: markdown\n    text: |").replace(
        "welcomed it", "[welcomed](x){.actorr} it"
    )
    page = page_on(tmp_path, text.replace("Gen Nakatani", "[Gen Nakatani]{.foo}"))
    found = [each for each in page.state["findings"] if each.get("paragraph") == 2]
    assert found, page.state["findings"]


def test_passages_within_the_text_are_shown(tmp_path: Path) -> None:
    text = TEXT.replace("    text: |", "    format: markdown\n    text: |").replace(
        "Gen Nakatani", "[Gen Nakatani]{.actor}"
    )
    page = page_on(tmp_path, text)
    last = page.state["passages"][-1]
    assert last["inline"] is True
    assert last["name"] == "Gen Nakatani"
    assert last["spans"] == [{"paragraph": 2, "start": 0, "end": 12}]


def test_an_article_of_a_right_to_left_language_says_so(tmp_path: Path) -> None:
    page = page_on(tmp_path, TEXT.replace("    language: en\n", "    language: ar\n"))
    assert page.state["articles"][0]["dir"] == "rtl"


def test_an_input_without_articles_can_be_begun(tmp_path: Path) -> None:
    page = page_on(tmp_path, "title: New\ndate: 2025-04-06\narticles: []\n")
    assert page.state["readable"] is True
    page.edit(set_(["bottom_line"], "Nothing yet."))
    assert "bottom_line: Nothing yet.\n" in text_of(page)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\xfe\x00",
        b"[",
        b"- a\n- b\n",
        b"null\n",
        b"title: [\n" * 60,
        b"a: &a [*a]\n",
        b"%YAML\n---\n",
        b"title: a\x07b\n",
    ],
)
def test_what_cannot_be_read_is_said_and_never_raised(tmp_path: Path, text: bytes) -> None:
    page = page_on(tmp_path, text)
    assert page.state["findings"], page.state
    answer = page.edit(set_(["title"], "x"), status=200 if page.state["readable"] else 422)
    assert "Traceback" not in str(answer)
    if not page.state["readable"]:
        assert page.desk.session.path.read_bytes() == text


def test_a_file_that_breaks_while_it_is_open_keeps_what_was_read(page: Page) -> None:
    before = page.state["data"]
    page.desk.session.path.write_text(TEXT + "outlook: [\n", encoding="utf-8")
    state = page.load()
    assert state["readable"] is False
    assert state["data"] == before
    assert [each["id"] for each in state["passages"]] == ["A1.1", "hq"]
    page.edit(set_(["title"], "x"), status=422)
    page.desk.session.path.write_text(TEXT + "outlook: [What next?]\n", encoding="utf-8")
    assert page.load()["data"]["outlook"] == ["What next?"]


def test_a_file_that_goes_away_and_comes_back(page: Page) -> None:
    path = page.desk.session.path
    path.rename(path.with_suffix(".gone"))
    state = page.load()
    assert state["readable"] is False
    assert state["findings"][0]["code"] == "BG001"
    page.edit(set_(["title"], "x"), status=422)
    assert not path.exists()
    path.with_suffix(".gone").rename(path)
    assert page.load()["readable"] is True


# --- edits -------------------------------------------------------------------------------------


def test_an_edit_changes_its_line_alone(page: Page) -> None:
    page.edit(set_(["title"], "Talks in Naha"))
    assert text_of(page) == TEXT.replace("Talks in Tokyo", "Talks in Naha")


def test_edits_of_one_request_are_made_all_or_none(page: Page) -> None:
    page.edit(set_(["title"], "x"), {"op": "delete", "loc": ["nothing"]}, status=422)
    assert text_of(page) == TEXT


def test_every_edit_of_the_page(page: Page) -> None:
    page.edit({"op": "append", "loc": ["outlook"], "value": "Budget lines."})
    page.edit({"op": "insert", "loc": ["gaps"], "number": 0, "value": "Why now?"})
    page.edit({"op": "rename", "loc": ["gaps"], "key": "known"})
    page.edit({"op": "delete", "loc": ["known", 0]})
    page.edit({"op": "move", "loc": ["known", 0], "number": 1})
    assert page.state["data"]["known"] == ["Who is to command it?", "When is it to be ready?"]
    assert page.state["data"]["outlook"] == ["Budget lines."]
    assert "When is it to be ready?   # asked in Tokyo" in text_of(page)


def test_a_draft_is_accepted_by_completing_it_and_refused_by_deleting_it(page: Page) -> None:
    page.mark("Gen Nakatani", "actor")
    loc = page.state["made"]
    assert page.state["data"]["articles"][0]["annotations"][-1]["draft"] is True
    page.edit(set_([*loc, "name"], "Gen Nakatani"), {"op": "delete", "loc": [*loc, "draft"]})
    assert page.state["passages"][-1]["draft"] is False
    assert page.state["strict"]["errors"] == 0
    page.edit({"op": "delete", "loc": loc})
    assert text_of(page) == TEXT


def test_values_that_json_has_no_number_for_are_shown(tmp_path: Path) -> None:
    page = page_on(tmp_path, TEXT + "series: .nan\nreference: 123456789012345678901234567890\n")
    assert page.state["data"]["series"] == "nan"
    assert page.state["data"]["reference"] == "123456789012345678901234567890"


# --- passages ----------------------------------------------------------------------------------


def test_a_selection_is_marked_with_no_more_than_leads_to_it(page: Page) -> None:
    page.mark("Gen Nakatani", "actor", name="Gen Nakatani")
    assert page.state["data"]["articles"][0]["annotations"][-1] == {
        "kind": "actor",
        "quote": "Gen Nakatani",
        "name": "Gen Nakatani",
    }


@pytest.mark.parametrize("number", [1, 2, 3])
def test_words_that_stand_several_times_are_marked_where_they_were_selected(page: Page, number: int) -> None:
    expected = places(page.state, "Japan")[number - 1]
    page.mark("Japan", "event", number=number)
    span = page.state["passages"][-1]["spans"][0]
    assert (span["paragraph"], span["start"]) == expected


def test_the_ends_of_a_passage_are_moved(page: Page) -> None:
    loc = ["articles", 0, "annotations", 1]
    paragraph, start = places(page.state, "joint headquarters")[0]
    ends = {"start": {"paragraph": paragraph, "offset": start}, "end": {"paragraph": paragraph, "offset": start + 18}}
    page.post("/api/passages", {"loc": loc, **ends}, method="PATCH")
    assert text_of(page) == TEXT.replace("quote: a joint headquarters", "quote: joint headquarters")


def test_another_kind_keeps_what_it_can(page: Page) -> None:
    page.post("/api/passages", {"loc": ["articles", 0, "annotations", 1], "kind": "event"}, method="PATCH")
    annotation = page.state["data"]["articles"][0]["annotations"][1]
    assert annotation == {
        "id": "hq",
        "kind": "event",
        "quote": "a joint headquarters",
        "what": "Joint headquarters",
        "draft": True,
    }
    page.post("/api/undo", {})
    assert text_of(page) == TEXT


@pytest.mark.parametrize(
    ("start", "end"),
    [((9, 0), (9, 1)), ((1, 5), (1, 5)), ((1, 0), (1, 10_000)), ((2, 3), (1, 0)), ((0, 0), (1, 2)), ((1, -1), (1, 2))],
)
def test_a_selection_that_is_none_is_refused(page: Page, start: tuple[int, int], end: tuple[int, int]) -> None:
    ends = {name: {"paragraph": at[0], "offset": at[1]} for name, at in (("start", start), ("end", end))}
    page.post("/api/passages", {"article": 0, "kind": "actor", **ends}, status=422)
    assert text_of(page) == TEXT


def test_a_selection_over_two_paragraphs(page: Page) -> None:
    ends = {"start": {"paragraph": 1, "offset": 58}, "end": {"paragraph": 2, "offset": 12}}
    page.post("/api/passages", {"article": 0, "kind": "event", **ends})
    assert [each["paragraph"] for each in page.state["passages"][-1]["spans"]] == [1, 2]


# --- undo --------------------------------------------------------------------------------------


def test_undo_and_redo_over_saves(page: Page) -> None:
    page.edit(set_(["title"], "One"), label="title")
    page.edit({"op": "delete", "loc": ["gaps", 0]}, label="gap")
    two = text_of(page)
    assert (page.state["undo"], page.state["redo"], page.state["label_undo"]) == (2, 0, "gap")
    page.post("/api/undo", {})
    page.post("/api/undo", {})
    assert text_of(page) == TEXT
    page.post("/api/undo", {}, status=422)
    page.post("/api/redo", {})
    page.post("/api/redo", {})
    assert text_of(page) == two
    page.post("/api/redo", {}, status=422)


def test_undo_leaves_what_another_editor_wrote(page: Page) -> None:
    page.edit(set_(["title"], "One"))
    path = page.desk.session.path
    path.write_text(text_of(page) + "series: Desk\n", encoding="utf-8")
    page.load()
    page.post("/api/undo", {})
    assert text_of(page) == TEXT + "series: Desk\n"
    page.post("/api/redo", {})
    assert text_of(page) == TEXT.replace("Talks in Tokyo", "One") + "series: Desk\n"


def test_the_edition_before_is_watched_too(tmp_path: Path) -> None:
    before = tmp_path / "old.yaml"
    before.write_text(TEXT.replace("2025-03-30", "2025-03-23"), encoding="utf-8")
    page = page_on(tmp_path, (TEXT + "supersedes: old\n").encode())
    digest, version = page.state["digest"], page.state["version"]

    def changed() -> bool:
        """Whether the page, which asks as it does, is sent for a new state; it takes it."""
        nonlocal version
        answer = page.get(f"/api/changes?version={version}&packet=other")
        page.load()
        assert page.state["digest"] == digest
        version = page.state["version"]
        return bool(answer["changed"])

    def unfound() -> bool:
        return any(each["loc"] == ["supersedes"] for each in page.state["findings"])

    assert not unfound()
    assert not changed()
    before.unlink()
    assert changed()
    assert unfound()
    before.write_text(TEXT.replace("2025-03-30", "2025-03-24"), encoding="utf-8")
    assert changed()
    assert not unfound()
    before.write_text("title: [\n", encoding="utf-8")
    assert changed()
    assert unfound()
    assert not changed()


def test_undo_of_what_another_editor_changed_is_refused_with_both_sides(page: Page) -> None:
    page.edit(set_(["title"], "One"))
    path = page.desk.session.path
    path.write_text(text_of(page).replace("title: One", "title: Theirs"), encoding="utf-8")
    page.load()
    answer = page.post("/api/undo", {}, status=409)
    assert answer["theirs"]["data"]["title"] == "Theirs"
    assert "title: Theirs" in text_of(page)


# --- two editors -------------------------------------------------------------------------------


def test_a_stale_edit_is_refused_with_both_sides(page: Page) -> None:
    path = page.desk.session.path
    path.write_text(TEXT.replace("Talks in Tokyo", "Theirs"), encoding="utf-8")
    answer = page.edit(set_(["title"], "Mine"), status=409)
    assert answer["differences"] == [{"loc": ["title"], "base": "Talks in Tokyo", "mine": "Mine", "theirs": "Theirs"}]
    assert answer["mine"] == [{"op": "set", "loc": ["title"], "value": "Mine", "number": 0, "key": ""}]
    assert answer["theirs"]["data"]["title"] == "Theirs"
    assert "Theirs" in text_of(page)


def test_an_edit_that_cannot_be_written_is_one_to_ask_for_again(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    edit, before = {"op": "set", "loc": ["title"], "value": "Talks in Osaka"}, page.state["digest"]
    with monkeypatch.context() as patch:
        patch.setattr("briefgen.editing.saving.put", full)
        answer = page.edit(edit, status=507)
    assert answer["error"] == "not written: no room is left on the disk"
    assert answer["hint"].startswith("The file is as it was.")
    assert page.load()["digest"] == before
    assert page.edit(edit)["data"]["title"] == "Talks in Osaka"


def test_a_change_by_another_editor_is_told(page: Page) -> None:
    digest = page.state["digest"]
    page.desk.session.path.write_text(TEXT + "series: Desk\n", encoding="utf-8")
    answer = page.get(f"/api/changes?digest={digest}")
    assert answer["changed"] is True
    assert answer["digest"] == page.load()["digest"]


def test_a_text_in_a_file_of_its_own_is_watched(tmp_path: Path) -> None:
    start, end = TEXT.index("    text: |"), TEXT.index("    annotations:")
    (tmp_path / "talks.txt").write_text("Pete Hegseth met Gen Nakatani.\n", encoding="utf-8")
    page = page_on(tmp_path, TEXT[:start] + "    text_file: talks.txt\n" + TEXT[end:])
    assert page.state["articles"][0]["paragraphs"][0]["text"] == "Pete Hegseth met Gen Nakatani."
    (tmp_path / "talks.txt").write_text("Pete Hegseth announced a joint headquarters.\n", encoding="utf-8")
    os.utime(tmp_path / "talks.txt", (1, 1))
    assert page.load()["articles"][0]["paragraphs"][0]["text"].endswith("headquarters.")
    assert page.state["passages"][1]["spans"] is not None


# --- the rest of the contract ------------------------------------------------------------------


def test_the_session_lists_the_folders_inputs(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text('title: >-\n  Two\n  lines\ndate: "2025-01-02"\n', encoding="utf-8")
    (tmp_path / "c.yaml").write_text("title: [\n", encoding="utf-8")
    page = page_on(tmp_path, name="a.yaml")
    about = page.get("/api/session")
    assert [(Path(each["path"]).name, each["title"], each["date"]) for each in about["inputs"]] == [
        ("a.yaml", "Talks in Tokyo", "2025-03-30"),
        ("b.yaml", "Two lines", "2025-01-02"),
        ("c.yaml", "", ""),
    ]
    assert about["open"] == str(tmp_path / "a.yaml")
    assert [each["kind"] for each in about["kinds"]] == ["actor", "agreement", "capability", "implication", "event"]


def test_an_input_is_opened_by_its_name_in_the_list_alone(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.yaml").write_text(TEXT, encoding="utf-8")
    page = page_on(tmp_path / "in")
    for path in ("../secret.yaml", str(tmp_path / "in" / ".." / "secret.yaml"), "/etc/passwd", ""):
        assert page.ask("POST", "/api/open", {"path": path}).status_code == 404
    assert page.ask("POST", "/api/open", {"path": str(tmp_path / "in" / "talks.yaml")}).status_code == 200


def test_a_new_input_is_written_in_the_folder_and_over_no_other(tmp_path: Path) -> None:
    page = page_on(tmp_path)
    for name in ("../x", "/x", "a/../../x", "talks", "", ".hidden/../x", "a\\b"):
        assert page.ask("POST", "/api/open", {"new": name}).status_code in (404, 422), name
    assert sorted(each.name for each in tmp_path.iterdir()) == ["talks.yaml"]
    state = page.ask("POST", "/api/open", {"new": "2025-04-06"}).json()
    assert state["path"] == str(tmp_path / "2025-04-06.yaml")
    assert state["data"]["date"] == "2025-04-06"


def test_a_file_is_imported_into_the_open_input(page: Page) -> None:
    body = "Washington – A third article.\n\nIt has two paragraphs.\n".encode()
    headers = {"content-type": "application/octet-stream", "x-briefgen-digest": page.state["digest"]}
    headers["x-briefgen-token"] = "a-token"
    answer = page.client.post("/api/import?name=../../etc/note.txt", content=body, headers=headers).json()
    assert answer["imported"]["articles"] == 1
    assert len(answer["articles"]) == 2
    assert {each["path"] for each in answer["import_findings"]} <= {"note.txt"}
    assert text_of(page).startswith(TEXT)


@pytest.mark.parametrize(("name", "status"), [("x.ann", 422), ("..", 400), ("", 400), ("x.pdf", 200), ("x.docx", 200)])
def test_what_cannot_be_imported_changes_nothing(page: Page, name: str, status: int) -> None:
    headers = {"content-type": "application/octet-stream", "x-briefgen-digest": page.state["digest"]}
    headers["x-briefgen-token"] = "a-token"
    answer = page.client.post("/api/import", params={"name": name}, content=b"%PDF-1.7\n\x00broken", headers=headers)
    assert answer.status_code == status
    assert text_of(page) == TEXT
    assert status != 200 or answer.json()["import_findings"][0]["severity"] == "error"


def test_names_are_known_from_past_inputs_and_suggested(tmp_path: Path) -> None:
    past = TEXT.replace(
        "quote: Pete Hegseth, name: Pete Hegseth", "quote: Gen Nakatani, name: Gen Nakatani, type: person"
    )
    (tmp_path / "past.yaml").write_text(past, encoding="utf-8")
    page = page_on(tmp_path)
    names = {each["name"]: each for each in page.get("/api/names?kind=actor")}
    assert names["Gen Nakatani"]["fields"] == {"type": "person"}
    assert (names["Pete Hegseth"]["from"], names["Gen Nakatani"]["from"]) == ("here", "past")
    page.post("/api/suggest", {})
    assert page.state["suggested"] == 1
    assert page.state["passages"][-1]["draft"] is True
    assert page.state["passages"][-1]["name"] == "Gen Nakatani"


def test_a_rule_is_explained(page: Page) -> None:
    assert page.get("/api/explain/BG201")["what"]
    assert page.ask("GET", "/api/explain/BG999").status_code == 404


def test_the_schema_and_what_completes_it(page: Page) -> None:
    answer = page.get("/api/schema")
    assert "articles" in answer["schema"]["properties"]
    assert "Japan" in answer["countries"]
    assert "East Asia" in answer["regions"]
    assert {"term": "likely", "low": 55, "high": 80, "scale": "icd203"} in answer["scales"]["likelihood"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"digest": 1, "edits": []},
        {"digest": "x", "edits": [{"op": "run", "loc": []}]},
        {"digest": "x", "edits": [{"op": "set", "loc": [1.5]}]},
        {"digest": "x", "edits": [], "more": 1},
        [],
        None,
    ],
)
def test_a_request_that_is_none_is_refused(page: Page, body: Any) -> None:
    assert page.ask("POST", "/api/edits", body).status_code in (400, 415)
    assert text_of(page) == TEXT


@pytest.mark.parametrize(
    ("accepted", "language", "title", "likely"),
    [
        ("fr-CA,fr;q=0.9,en;q=0.5", "fr-CA", "Appréciations clés", "probable"),
        ("de", "de", "Kernbewertungen", "wahrscheinlich"),
        ("tlh,uk;q=0.5", "uk", "Ключові судження", "імовірно"),
        ("en-GB,fr;q=0.5", "en-GB", None, None),
        ("../../etc,x" * 50, "en", None, None),
        ("", "en", None, None),
    ],
)
def test_the_page_is_in_the_browsers_language(
    page: Page, accepted: str, language: str, title: str | None, likely: str | None
) -> None:
    about = page.ask("GET", "/api/session", headers={"Accept-Language": accepted}).json()
    assert (about["language"], about["words"].get("Key judgments")) == (language, title)
    assert (about["words"].get("likely") or "").startswith(likely or "")


def test_arabic_is_from_right_to_left(page: Page) -> None:
    about = page.ask("GET", "/api/session", headers={"Accept-Language": "ar"}).json()
    assert about["dir"] == "rtl"
