"""Drafts of mails: each list gets the edition for its marking and nothing above it, and nothing that is not as it was built."""

from __future__ import annotations

import email
import email.policy
import json
import os
import re
import shutil
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.cli import main
from briefgen.deliver.delivering import MEDIA_TYPES
from briefgen.deliver.message import Attachment, Mail, encoded_mail, header_line
from briefgen.formats import FORMATS
from briefgen.packets import MANIFEST, sha256
from briefgen.schema.mailboxes import Mailbox
from briefgen.verify import content_of_pdf, content_of_word

Captured = pytest.CaptureFixture[str]

LEVELS = ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER")
CANARIES = {"TLP:CLEAR": "Larkspur", "TLP:GREEN": "Heliotrope", "TLP:AMBER": "Marigold"}
BRIEFING = """\
title: Talks in Oslo
title_portion: TLP:CLEAR
date: 2025-03-{day}
series: Talks
reference: N-{day}
language: {language}
marking: {{banner: TLP:AMBER, portions: true, headings: TLP:CLEAR}}
{more}bottom_line: The Marigold side met.
key_judgments:
  - {{id: pact, portion: TLP:CLEAR, statement: The Larkspur pact is {likely} to hold., likelihood: {likely}, evidence: [met]}}
  - {{id: cost, portion: TLP:GREEN, statement: The Heliotrope cost is unlikely to fall., likelihood: unlikely, evidence: [met]}}
  - {{id: aid, portion: TLP:AMBER, statement: The Marigold aid is unlikely to end., likelihood: unlikely, evidence: [met]}}
articles:
  - headline: Ministers meet
    portion: TLP:CLEAR
    source: {{name: Example Wire, reliability: B, credibility: 2}}
    text: Gen Nakatani met the envoy in Oslo on Sunday.
    annotations:
      - {{id: met, portion: TLP:CLEAR, kind: actor, quote: Gen Nakatani, name: Gen Nakatani}}
"""
LISTS = """\
[lists.public]
to = ["press@example.org"]
marking = "TLP:CLEAR"
formats = ["pdf", "text"]

[lists.community]
to = ["Büro 3, Öffentliche Stelle <desk@example.org>", "b@example.org"]
cc = ['"Doe, Jane" <jane@example.org>']
marking = "TLP:GREEN"

[lists.board]
to = ["理事会 <board@例え.example>"]
from = "Desk <desk@example.org>"
marking = "TLP:AMBER"
formats = ["docx", "pdf", "text"]
"""


def briefing(day: str, *, likely: str = "likely", more: str = "", language: str = "en") -> str:
    """An input; its headings bear a mark, which stands before none of a mail's headers."""
    return BRIEFING.format(day=day, likely=likely, more=more, language=language)


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three packets, each whole and in two redacted editions, and three lists."""
    folder = tmp_path_factory.mktemp("series")
    (folder / "inputs").mkdir()
    (folder / "briefgen.toml").write_text(LISTS, "utf-8")
    (folder / "inputs/28.yaml").write_text(briefing("28"), "utf-8")
    (folder / "inputs/29.yaml").write_text(briefing("29", more="supersedes: N-28\n"), "utf-8")
    (folder / "inputs/30.yaml").write_text(briefing("30", likely="very likely", more="supersedes: N-29\n"), "utf-8")
    here = Path.cwd()
    os.chdir(folder)
    try:
        for released in ([], ["--release", "TLP:GREEN"], ["--release", "TLP:CLEAR"]):
            assert main(["inputs", "--to", "docx,pdf,text", "--quiet", "--jobs", "1", *released]) == 0
    finally:
        os.chdir(here)
    return folder


@pytest.fixture
def desk(series: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> Path:
    """A copy of them, to work in."""
    shutil.copytree(series, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    capsys.readouterr()
    return tmp_path


def delivered(capsys: Captured, *arguments: str, status: int = 0) -> dict[str, Any]:
    assert main(["deliver", "--output-format", "json", *arguments]) == status
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said


def codes(said: dict[str, Any]) -> set[str]:
    return {each["code"] for each in said["findings"]}


def opened(path: Path | str) -> EmailMessage:
    """A draft as Python reads mails; it must find nothing wrong with it."""
    read = email.message_from_bytes(Path(path).read_bytes(), policy=email.policy.default)
    assert isinstance(read, EmailMessage)
    assert not [defect for part in read.walk() for defect in part.defects]
    return read


def body_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def all_words(mail: EmailMessage) -> str:
    """All that a recipient can read: headers, body, and the files' own words."""
    said = [*map(str, mail.values()), body_of(mail)]
    for part in mail.iter_attachments():
        data = part.get_payload(decode=True)
        assert isinstance(data, bytes)
        match Path(part.get_filename() or "").suffix:
            case ".pdf":
                said += (span.words for span in content_of_pdf(data).spans)
            case ".docx":
                said += (span.words for span in content_of_word(data).spans)
            case _:
                said.append(data.decode("utf-8"))
    return " ".join(said)


# --- who gets what -----------------------------------------------------------------------------------


def test_each_list_gets_the_edition_for_its_marking_and_nothing_above_it(desk: Path, capsys: Captured) -> None:
    said = delivered(capsys, "inputs")
    assert [each["state"] for each in said["drafts"]] == ["written"] * 9
    for name, level in zip(("public", "community", "board"), LEVELS, strict=True):
        for day in ("28", "29", "30"):
            mail = opened(f"mail/{name}/{day}/{day}.eml")
            words = all_words(mail)
            read = {level for level, canary in CANARIES.items() if canary in words}
            assert read == {*LEVELS[: LEVELS.index(level) + 1]}, f"{name} of {day}"
            assert body_of(mail).startswith(level) and body_of(mail).rstrip().endswith(level)
            assert mail["Subject"].startswith(f"{level}: ")


def test_a_recipient_is_written_once(desk: Path, capsys: Captured) -> None:
    lists = LISTS.replace(
        "cc = [", 'cc = ["B <b@example.org>", "Desk <desk@example.org>", "Jane <jane@EXAMPLE.org>", '
    ).replace('"b@example.org"]', '"b@example.org", "B <b@EXAMPLE.ORG>"]')
    Path("briefgen.toml").write_text(lists, "utf-8")
    delivered(capsys, "inputs/30.yaml")
    mail = opened("mail/community/30/30.eml")
    assert [each.addr_spec for each in mail["To"].addresses] == ["desk@example.org", "b@example.org"]
    assert [each.addr_spec for each in mail["Cc"].addresses] == ["jane@example.org"]


def test_a_draft_has_recipients_subject_and_files(desk: Path, capsys: Captured) -> None:
    delivered(capsys, "inputs/30.yaml")
    mail = opened("mail/community/30/30.eml")
    assert mail["X-Unsent"] == "1"
    assert [(each.display_name, each.addr_spec) for each in mail["To"].addresses] == [
        ("Büro 3, Öffentliche Stelle", "desk@example.org"),
        ("", "b@example.org"),
    ]
    assert mail["Cc"].addresses == (Address("Doe, Jane", addr_spec="jane@example.org"),)
    assert mail["Subject"] == "TLP:GREEN: (TLP:CLEAR) Talks in Oslo, 30 March 2025"
    assert [each.get_filename() for each in mail.iter_attachments()] == ["30.tlp-green.docx", "30.tlp-green.pdf"]
    for part in mail.iter_attachments():
        name = part.get_filename()
        assert name is not None
        assert part.get_payload(decode=True) == Path("outputs/30.tlp-green", name).read_bytes()
    board = opened("mail/board/30/30.eml")
    assert board["To"].addresses[0].addr_spec == "board@xn--r8jz45g.example"
    assert board["From"].addresses[0].addr_spec == "desk@example.org"
    assert [each.get_content_type() for each in board.iter_attachments()][1:] == ["application/pdf", "text/plain"]


def test_the_body_says_what_changed_as_far_as_the_list_may_know(desk: Path, capsys: Captured) -> None:
    text = Path("inputs/30.yaml").read_text("utf-8")
    Path("inputs/30.yaml").write_text(text.replace("Marigold aid is unlikely", "Marigold loan is very likely"), "utf-8")
    for released in ([], ["--release", "TLP:GREEN"]):
        main(["inputs/30.yaml", "--to", "docx,pdf,text", "--quiet", *released])
    capsys.readouterr()
    delivered(capsys, "inputs/30.yaml", "--list", "community", "--list", "board")
    community, board = (body_of(opened(f"mail/{name}/30/30.eml")) for name in ("community", "board"))
    assert "What has changed since 29 March 2025" in community
    assert "pact: very likely, before: likely." in community and "Marigold" not in community
    assert "The Marigold aid is unlikely to end." in board


def test_the_same_drafts_are_the_same_bytes(desk: Path, capsys: Captured) -> None:
    delivered(capsys, "inputs/30.yaml")
    first = {path: path.read_bytes() for path in Path("mail").rglob("*.eml")}
    assert {each["state"] for each in delivered(capsys, "inputs/30.yaml")["drafts"]} == {"current"}
    shutil.rmtree("mail")
    delivered(capsys, "inputs/30.yaml")
    assert {path: path.read_bytes() for path in Path("mail").rglob("*.eml")} == first
    assert len(first) == 3


def test_a_dry_run_writes_nothing(desk: Path, capsys: Captured) -> None:
    assert {each["state"] for each in delivered(capsys, "inputs", "--dry-run")["drafts"]} == {"planned"}
    assert not Path("mail").exists()


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_drafts_are_private(desk: Path, capsys: Captured) -> None:
    Path("mail").mkdir(mode=0o755)
    delivered(capsys, "inputs/30.yaml")
    drafts = [*Path("mail").rglob("*.eml")]
    assert drafts and all(not path.stat().st_mode & 0o007 for path in drafts)


# --- what is refused ---------------------------------------------------------------------------------


def configure(text: str) -> None:
    Path("briefgen.toml").write_text(text, "utf-8")


@pytest.mark.parametrize("edition", ["TLP:AMBER", "TLP:RED"])
def test_an_edition_above_the_list_is_refused(desk: Path, capsys: Captured, edition: str) -> None:
    configure(f'[lists.x]\nto = ["a@example.org"]\nmarking = "TLP:GREEN"\nedition = "{edition}"')
    assert codes(delivered(capsys, "inputs/30.yaml", status=1)) == {"BG790"}
    assert not [*Path().glob("mail/**/*.eml")]


def test_an_edition_below_the_marking_is_what_the_list_gets(desk: Path, capsys: Captured) -> None:
    configure(
        '[lists.x]\nto = ["a@example.org"]\nmarking = "TLP:RED"\nedition = "TLP:CLEAR"\nformats = ["text"]\n'
        '[lists.y]\nto = ["a@example.org"]\nmarking = "TLP:RED"\nedition = "TLP:RED"\nformats = ["text"]'
    )
    found = {each["list"]: each["marking"] for each in delivered(capsys, "inputs/30.yaml")["drafts"]}
    assert found == {"x": "TLP:CLEAR", "y": "TLP:AMBER"}


def test_an_edition_that_was_not_built_is_refused(desk: Path, capsys: Captured) -> None:
    shutil.rmtree("outputs/30.tlp-green")
    said = delivered(capsys, "inputs/30.yaml", status=1)
    assert [each["state"] for each in said["drafts"]] == ["written", "refused", "written"]
    assert '--release "TLP:GREEN" inputs/30.yaml' in said["findings"][0]["hint"]


@pytest.mark.parametrize(
    ("marking", "code"),
    [("", "BG790"), ("marking: SECRET\n", "BG790"), ("marking: {banner: BOARD, levels: [STAFF, BOARD]}\n", "BG790")],
)
def test_what_no_list_s_marking_can_be_held_against_is_refused(
    desk: Path, capsys: Captured, marking: str, code: str
) -> None:
    text = briefing("31").replace("marking: {banner: TLP:AMBER, portions: true, headings: TLP:CLEAR}\n", marking)
    Path("inputs/31.yaml").write_text(re.sub(r"portion: TLP:\w+, |title_portion: .*\n|    portion: .*\n", "", text))
    assert main(["inputs/31.yaml", "--to", "docx,pdf,text", "--quiet"]) == 0
    capsys.readouterr()
    said = delivered(capsys, "inputs/31.yaml", status=1)
    assert codes(said) == {code} and {each["state"] for each in said["drafts"]} == {"refused"}


def test_a_stale_packet_is_refused_and_its_draft_taken_away(desk: Path, capsys: Captured) -> None:
    delivered(capsys, "inputs/30.yaml")
    path = Path("inputs/30.yaml")
    path.write_text(path.read_text("utf-8").replace("Gen Nakatani met", "Gen Nakatani then met"), "utf-8")
    said = delivered(capsys, "inputs/30.yaml", status=1)
    assert codes(said) == {"BG791"} and {each["state"] for each in said["drafts"]} == {"refused"}
    assert "stale: input changed" in said["findings"][0]["message"]
    assert not [*Path("mail").rglob("*.eml")]


def test_an_input_that_cannot_be_built_is_refused(desk: Path, capsys: Captured) -> None:
    path = Path("inputs/30.yaml")
    path.write_text(path.read_text("utf-8").replace("quote: Gen Nakatani", "quote: Nobody"), "utf-8")
    assert codes(delivered(capsys, "inputs/30.yaml", status=1)) == {"BG791"}
    path.write_text("title: [", "utf-8")
    assert codes(delivered(capsys, "inputs/30.yaml", status=1)) == {"BG791"}


@pytest.mark.parametrize("name", ["30.pdf", "30.docx", "30.txt"])
def test_a_packet_that_was_changed_is_refused(desk: Path, capsys: Captured, name: str) -> None:
    path = Path("outputs/30", name)
    path.write_bytes(path.read_bytes() + b"\n% more\n")
    said = delivered(capsys, "inputs/30.yaml", "--list", "board", status=1)
    assert codes(said) == {"BG791"} and "not as it was built" in said["findings"][0]["message"]


@pytest.mark.parametrize("name", ["30.pdf", "30.docx", "30.txt"])
def test_another_packet_s_file_is_refused_though_the_manifest_names_it(desk: Path, capsys: Captured, name: str) -> None:
    """Whoever can write to the output folder can write manifests, too."""
    data = Path("outputs/30", name).read_bytes()
    edition = Path("outputs/30.tlp-green")
    target = name.replace("30", "30.tlp-green")
    (edition / target).write_bytes(data)
    content = json.loads((edition / MANIFEST).read_text("utf-8"))
    content["files"] = [
        {"name": target, "size": len(data), "sha256": sha256(data)} if each["name"] == target else each
        for each in content["files"]
    ]
    (edition / MANIFEST).write_text(json.dumps(content), "utf-8")
    said = delivered(capsys, "inputs/30.yaml", "--list", "community", status=1)
    assert codes(said) == {"BG791"} and "does not say what its input gives" in said["findings"][0]["message"]


@pytest.mark.parametrize("to", [["pdf", "exe"], "pdf", [], None, [["pdf"]], ["json"]])
def test_a_manifest_that_names_what_no_build_writes_is_refused(desk: Path, capsys: Captured, to: object) -> None:
    path = Path("outputs/30", MANIFEST)
    content = json.loads(path.read_text("utf-8"))
    content["options"]["to"] = to
    path.write_text(json.dumps(content), "utf-8")
    assert codes(delivered(capsys, "inputs/30.yaml", "--list", "board", status=1)) == {"BG791"}


@pytest.mark.skipif(os.name != "posix", reason="links are those of POSIX")
@pytest.mark.parametrize("what", ["folder", "file", "manifest"])
def test_nothing_is_read_through_a_link(desk: Path, capsys: Captured, what: str, tmp_path: Path) -> None:
    path = {"folder": "outputs/30", "file": "outputs/30/30.pdf", "manifest": f"outputs/30/{MANIFEST}"}[what]
    Path(path).rename("elsewhere")
    Path(path).symlink_to(Path("elsewhere").absolute())
    assert codes(delivered(capsys, "inputs/30.yaml", "--list", "board", status=1)) == {"BG791"}
    assert not [*Path().glob("mail/**/*.eml")]


@pytest.mark.skipif(os.name != "posix", reason="links are those of POSIX")
@pytest.mark.parametrize("place", ["mail/board", "mail/board/30"])
def test_nothing_is_written_through_a_link(desk: Path, capsys: Captured, place: str) -> None:
    Path("elsewhere").mkdir()
    Path(place).parent.mkdir(parents=True)
    Path(place).symlink_to(Path("elsewhere").absolute())
    said = delivered(capsys, "inputs/30.yaml", "--list", "board", status=1)
    assert codes(said) == {"BG750"} and "--drafts" in said["findings"][0]["hint"]
    assert not [*Path("elsewhere").iterdir()]


def test_a_format_that_the_packet_lacks_is_refused(desk: Path, capsys: Captured) -> None:
    configure('[lists.x]\nto = ["a@example.org"]\nmarking = "TLP:RED"\nformats = ["stix"]')
    said = delivered(capsys, "inputs/30.yaml", status=1)
    assert codes(said) == {"BG791"} and "STIX" in said["findings"][0]["message"]


def test_each_format_can_be_attached() -> None:
    assert set(MEDIA_TYPES) == set(FORMATS)


def test_drafts_do_not_lie_among_packets(desk: Path, capsys: Captured) -> None:
    assert main(["deliver", "inputs", "--drafts", "outputs/mail"]) == 2
    assert "BG791" in capsys.readouterr().err and not Path("outputs/mail").exists()


@pytest.mark.parametrize("drafts", [".", "elsewhere/.."])
def test_drafts_of_a_list_called_as_the_output_folder_do_not_lie_among_packets(
    desk: Path, capsys: Captured, drafts: str
) -> None:
    configure('[lists.outputs]\nto = ["a@example.org"]\nmarking = "TLP:AMBER"')
    Path("elsewhere").mkdir()
    before = {path: path.read_bytes() for path in Path("outputs").rglob("*") if path.is_file()}
    assert main(["deliver", "inputs", "--drafts", drafts]) == 2
    assert "BG791" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in Path("outputs").rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("stale", [False, True])
def test_packets_of_another_folder_keep_their_place(desk: Path, capsys: Captured, stale: bool) -> None:
    shutil.copytree("outputs/30", "archive/board/30")
    before = {path: path.read_bytes() for path in Path("archive").rglob("*") if path.is_file()}
    if stale:
        Path("inputs/30.yaml").write_text(Path("inputs/30.yaml").read_text("utf-8") + "# later\n", "utf-8")
    said = delivered(capsys, "inputs/30.yaml", "--list", "board", "--drafts", "archive", status=1)
    assert [each["state"] for each in said["drafts"]] == ["refused"]
    assert {path: path.read_bytes() for path in Path("archive").rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("option", ["--drafts", "--since"])
def test_an_option_that_is_given_empty_is_wrong_use(desk: Path, capsys: Captured, option: str) -> None:
    assert main(["deliver", "inputs", option, ""]) == 2
    assert "it is empty" in capsys.readouterr().err


def test_drafts_are_not_written_to_an_address(desk: Path, capsys: Captured) -> None:
    assert main(["deliver", "inputs", "--drafts", "s3://bucket/mail"]) == 2
    assert "a folder of this machine" in capsys.readouterr().err
    assert not Path("s3:").exists()


def test_a_format_that_is_named_twice_is_attached_once(desk: Path, capsys: Captured) -> None:
    configure('[lists.x]\nto = ["a@example.org"]\nmarking = "TLP:AMBER"\nformats = ["pdf", "text", "pdf"]')
    (draft,) = delivered(capsys, "inputs/30.yaml")["drafts"]
    assert draft["attached"] == ["30.pdf", "30.txt"]


def test_a_frozen_packet_is_delivered_as_long_as_it_says_what_its_input_gives(desk: Path, capsys: Captured) -> None:
    path = Path("outputs/30", MANIFEST)
    content = json.loads(path.read_text("utf-8"))
    content["versions"]["briefgen"] = "0.0.1"
    path.write_text(json.dumps(content), "utf-8")
    assert codes(delivered(capsys, "inputs/30.yaml", "--list", "board", status=1)) == {"BG791"}
    assert main(["freeze", "outputs/30"]) == 0
    capsys.readouterr()
    assert [e["state"] for e in delivered(capsys, "inputs/30.yaml", "--list", "board")["drafts"]] == ["written"]
    other = Path("inputs/30.yaml")
    other.write_text(other.read_text("utf-8").replace("Larkspur", "Bluebell"), "utf-8")
    assert codes(delivered(capsys, "inputs/30.yaml", "--list", "board", status=1)) == {"BG791"}


def test_a_packet_must_be_signed_where_a_key_is_named(desk: Path, capsys: Captured) -> None:
    pytest.importorskip("cryptography")
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

    key = Ed25519PrivateKey.generate()
    Path("desk.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    Path("desk.key").chmod(0o600)
    Path("desk.pub").write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    arguments = ("inputs/30.yaml", "--list", "board", "--key", "desk.pub")
    assert codes(delivered(capsys, *arguments, status=1)) == {"BG791"}
    assert main(["inputs/30.yaml", "--to", "docx,pdf,text", "--quiet", "--sign", "desk.key"]) == 0
    capsys.readouterr()
    assert [each["state"] for each in delivered(capsys, *arguments)["drafts"]] == ["written"]


# --- what is there already ---------------------------------------------------------------------------


def test_a_draft_that_was_changed_by_hand_is_kept(desk: Path, capsys: Captured) -> None:
    delivered(capsys, "inputs/30.yaml", "--list", "board")
    path = Path("mail/board/30/30.eml")
    written = path.read_bytes()
    path.write_bytes(b"Dear all\r\n" + written)
    said = delivered(capsys, "inputs/30.yaml", "--list", "board")
    assert codes(said) == {"BG763"} and said["drafts"][0]["state"] == "edited"
    assert path.read_bytes() == b"Dear all\r\n" + written
    configure(LISTS.replace('from = "Desk', 'from = "Other desk'))
    said = delivered(capsys, "inputs/30.yaml", "--list", "board")
    assert codes(said) == {"BG763"} and said["drafts"][0]["state"] == "written"
    assert path.with_name("30.edited.eml").read_bytes() == b"Dear all\r\n" + written
    assert b"Other desk" in path.read_bytes()


def test_a_changed_draft_that_may_not_go_out_is_kept_and_reported(desk: Path, capsys: Captured) -> None:
    delivered(capsys, "inputs/30.yaml", "--list", "board")
    path = Path("mail/board/30/30.eml")
    path.write_bytes(b"Dear all\r\n")
    configure(LISTS.replace('marking = "TLP:AMBER"', 'marking = "TLP:CLEAR"').replace('edition = "', 'edition = "'))
    shutil.rmtree("outputs/30.tlp-clear")
    said = delivered(capsys, "inputs/30.yaml", "--list", "board", status=1)
    assert [each["severity"] for each in said["findings"]].count("warning") == 1
    assert path.read_bytes() == b"Dear all\r\n"


def test_a_file_of_somebody_s_own_is_kept(desk: Path, capsys: Captured) -> None:
    path = Path("mail/board/30/30.eml")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"mine")
    assert codes(delivered(capsys, "inputs/30.yaml", "--list", "board")) == {"BG763"}
    assert path.with_name("30.edited.eml").read_bytes() == b"mine"


# --- since when --------------------------------------------------------------------------------------


def test_what_was_built_since_a_run_or_a_day_is_delivered(desk: Path, capsys: Captured) -> None:
    first = json.loads(Path("outputs/ledger.jsonl").read_text("utf-8").splitlines()[0])
    assert len(delivered(capsys, "--since", first["run"], "--dry-run")["drafts"]) == 9
    assert len(delivered(capsys, "--since", first["time"][:10], "--dry-run")["drafts"]) == 9
    assert delivered(capsys, "--since", "9999-01-01")["drafts"] == []
    path = Path("inputs/30.yaml")
    path.write_text(path.read_text("utf-8") + "# checked\n", "utf-8")
    assert main(["inputs", "--to", "docx,pdf,text", "--quiet"]) == 0
    capsys.readouterr()
    last = json.loads(Path("outputs/ledger.jsonl").read_text("utf-8").splitlines()[-1])
    said = delivered(capsys, "--since", last["run"], "--list", "board")
    assert [each["input"] for each in said["drafts"]] == ["inputs/30.yaml"]


def test_a_time_is_compared_as_the_ledger_writes_it(desk: Path, capsys: Captured) -> None:
    time = json.loads(Path("outputs/ledger.jsonl").read_text("utf-8").splitlines()[0])["time"]
    for since in (time, time[:16], f"{time[:16]}Z", time[:16].replace("T", " "), time[:7]):
        assert len(delivered(capsys, "--since", since, "--dry-run")["drafts"]) == 9, since
    assert delivered(capsys, "--since", f"{time[:10]} 23:59:59", "--dry-run")["drafts"] == []


@pytest.mark.parametrize(
    "since",
    [
        "yesterday",
        "2025-13-01",
        "x" * 500,
        "20250330",
        "2025-W13-7",
        "2025-03-30T01:00+02:00",
        "\uff12\uff10\uff12\uff15-03-30",
    ],
)
def test_what_is_neither_a_run_nor_a_day_is_wrong_use(desk: Path, capsys: Captured, since: str) -> None:
    assert main(["deliver", "--since", since]) == 2
    assert "BG772" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [([], "say what to deliver"), (["inputs", "--list", "nobody"], "there are public, community, board")],
)
def test_wrong_use_is_said(desk: Path, capsys: Captured, arguments: list[str], said: str) -> None:
    assert main(["deliver", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_without_lists_there_is_nothing_to_deliver(desk: Path, capsys: Captured) -> None:
    configure("strict = false")
    assert main(["deliver", "inputs"]) == 2
    assert "[lists.NAME]" in capsys.readouterr().err


# --- the configuration -------------------------------------------------------------------------------

HOSTILE = [
    "a@example.org\\r\\nBcc: x@example.com",
    "Desk\\nBcc: x@example.com <a@example.org>",
    "De\\u2028sk <a@example.org>",
    "De\\u202esk <a@example.org>",
    "a@example.org, b@example.org",
    "<a@example.org> <b@example.org>",
    "a@example",
    "@example.org",
    "a b@example.org",
    "ä@example.org",
    "a@exa mple.org",
    "a@stra\u00dfe.example",
    "a@exam\u200dple.org",
    "a@-example.org",
    "a..b@example.org",
    "desk",
    "x" * 65 + "@example.org",
    "a@" + "x" * 64 + ".org",
    "N" * 201 + " <a@example.org>",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_what_is_no_mailbox_is_refused_with_its_place(desk: Path, capsys: Captured, words: str) -> None:
    quoted = words.replace('"', '\\"')
    configure(f'[lists.x]\nmarking = "TLP:RED"\nto = ["{quoted}"]')
    assert main(["deliver", "inputs"]) == 2
    assert "briefgen.toml:3:7: error BG802" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[lists.x]\nto = ["a@example.org"]', "`marking` is missing"),
        ('[lists.x]\nto = []\nmarking = "TLP:RED"', "at least 1 item"),
        ('[lists.x]\nto = ["a@example.org"]\nmarking = "TLP:GREN"', "Did you mean TLP:GREEN?"),
        ('[lists.x]\nto = ["a@example.org"]\nmarking = "TLP:RED"\nedition = "SECRET//XYZZY//"', "BG802"),
        (f"{LISTS}\n[lists.Board]\nto = ['a@example.org']\nmarking = 'TLP:RED'", "`Board` cannot be"),
        ('recipient-domains = ["example.net"]\n' + LISTS, "which `recipient-domains` does not allow"),
        ('recipient-domains = ["no domain"]', "is not a domain"),
        ('[lists."../x"]\nto = ["a@example.org"]\nmarking = "TLP:RED"', "BG802"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused(desk: Path, capsys: Captured, text: str, said: str) -> None:
    configure(text)
    assert main(["deliver", "inputs"]) == 2
    assert said in capsys.readouterr().err
    assert not Path("mail").exists()


def test_domains_that_are_allowed_are_compared_as_servers_have_them(desk: Path, capsys: Captured) -> None:
    configure('recipient-domains = ["EXAMPLE.org", "例え.example"]\n' + LISTS)
    assert len(delivered(capsys, "inputs/30.yaml", "--dry-run")["drafts"]) == 3


def test_the_lists_of_the_readme_can_be_used(desk: Path, capsys: Captured) -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
    configure(readme.split("<!-- lists -->\n```toml\n")[1].split("```")[0])
    said = delivered(capsys, "inputs/30.yaml", "--dry-run")
    assert [(each["list"], each["marking"]) for each in said["drafts"]] == [
        ("board", "TLP:AMBER"),
        ("community", "TLP:CLEAR"),
    ]


def test_lists_make_no_packet_stale(desk: Path, capsys: Captured) -> None:
    configure(LISTS + '\n[lists.more]\nto = ["a@example.org"]\nmarking = "TLP:RED"')
    assert main(["inputs", "--to", "docx,pdf,text", "--dry-run", "--quiet", "--why"]) == 0
    assert "would be built" not in capsys.readouterr().out


# --- templates ---------------------------------------------------------------------------------------


def own_template(text: str) -> None:
    Path("templates/own").mkdir(parents=True)
    Path("templates/own/own.md.j2").write_text(text, "utf-8")
    configure('[lists.x]\nto = ["a@example.org"]\nmarking = "TLP:RED"\nformats = ["text"]\ntemplate = "own"')


def test_a_template_gives_subject_and_body(desk: Path, capsys: Captured) -> None:
    own_template("{.title}\nDaily: {{ briefing.reference }}\n\nGood morning,\n\n{{ briefing.series }} follow.\n")
    delivered(capsys, "inputs/30.yaml")
    mail = opened("mail/x/30/30.eml")
    assert mail["Subject"] == "Daily: N-30"
    assert body_of(mail) == "TLP:AMBER\n\nGood morning,\n\nTalks follow.\n\nTLP:AMBER\n"


@pytest.mark.parametrize(
    "heading",
    [
        "A{{ br }}Bcc: evil@example.org{{ br }}{{ br }}body",
        '{{ "A\\r\\nBcc: evil@example.org\\r\\n\\r\\nbody" }}',
        '{{ "A\\u2028Bcc: evil@example.org\\x85\\x0b\\x0c" }}',
        "=?utf-8?q?A=0D=0ABcc:_evil@example.org?=",
    ],
)
def test_no_template_adds_a_header(desk: Path, capsys: Captured, heading: str) -> None:
    own_template(f"{{.title}}\n{heading}\n\n{{{{ briefing.title }}}}\n")
    delivered(capsys, "inputs/30.yaml")
    mail = opened("mail/x/30/30.eml")
    assert [*mail.keys()] == ["To", "Subject", "X-Unsent", "MIME-Version", "Content-Type"]
    assert mail["Subject"].startswith(("A", "=?")) and "evil@example.org" in mail["Subject"]


@pytest.mark.parametrize("text", ["{{ briefing.reference }}\n", "", "# x\n", "{.title}\n{{ none }}\n"])
def test_a_template_without_a_subject_is_refused(desk: Path, capsys: Captured, text: str) -> None:
    own_template(text)
    assert codes(delivered(capsys, "inputs/30.yaml", status=1)) == {"BG792"}


def test_a_template_reaches_nothing_beyond_the_briefing(desk: Path, capsys: Captured) -> None:
    own_template("{.title}\n{{ briefing.__class__.__mro__ }}\n")
    assert codes(delivered(capsys, "inputs/30.yaml", status=1)) <= {"BG603", "BG608"}


def test_a_portion_without_its_mark_is_reported_in_a_mail_too(desk: Path, capsys: Captured) -> None:
    own_template("{.title}\nx\n\n{% for each in briefing.key_judgments %}\n- {{ each.statement }}\n{% endfor %}\n")
    assert codes(delivered(capsys, "inputs/30.yaml")) == {"BG609"}


# --- languages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "title", "subject", "changed"),
    [
        ("ar", "محادثات في أوسلو بين وزيري الدفاع حول مستقبل الاتفاق", "30 مارس 2025", "ما تغيّر"),
        ("ja", "オスロでの防衛相会談、協定の将来を協議し共同声明を採択", "2025年3月30日", "変わった"),
    ],
)
def test_a_draft_is_in_the_briefing_s_language(
    desk: Path, capsys: Captured, language: str, title: str, subject: str, changed: str
) -> None:
    configure(f'[lists.x]\nto = ["{title[:9]} <a@example.org>"]\nmarking = "TLP:AMBER"\nformats = ["text"]')
    for day, likely in (("29", "likely"), ("30", "very likely")):
        more = "supersedes: N-29\n" if day == "30" else ""
        text = briefing(day, language=language, more=more, likely=likely).replace("Talks in Oslo", title)
        Path(f"inputs/{day}-{title[:8]}.yaml").write_text(text.replace(f"N-{day}", f"N-{day}"), "utf-8")
    Path("inputs/29.yaml").unlink()
    name = f"30-{title[:8]}"
    assert main([f"inputs/{name}.yaml", "--to", "text", "--quiet"]) == 0
    capsys.readouterr()
    delivered(capsys, f"inputs/{name}.yaml")
    data = Path(f"mail/x/{name}/{name}.eml").read_bytes()
    mail = opened(f"mail/x/{name}/{name}.eml")
    assert mail["Subject"].startswith("TLP:AMBER")
    assert title in mail["Subject"] and subject in mail["Subject"]
    assert mail["To"].addresses[0].display_name == title[:9].strip()
    assert [each.get_filename() for each in mail.iter_attachments()] == [f"{name}.txt"]
    part = mail.get_body(("plain",))
    assert part is not None and part["Content-Language"] == language
    heading = next(line for line in body_of(mail).splitlines() if line.startswith("# "))
    assert not re.search("[A-Za-z]", heading.replace("TLP:CLEAR", "")), "the heading of what changed is in the language"
    assert_well_formed(data)


# --- bytes -------------------------------------------------------------------------------------------


def assert_well_formed(data: bytes) -> None:
    """ASCII, in lines that end as they have to and are as short as they should be."""
    assert data.isascii() and b"\0" not in data
    lines = data.split(b"\r\n")
    assert lines[-1] == b"" and all(len(line) <= 78 for line in lines)
    assert b"\r" not in data.replace(b"\r\n", b"") and b"\n" not in data.replace(b"\r\n", b"")


def test_drafts_are_ascii_in_short_lines(desk: Path, capsys: Captured) -> None:
    delivered(capsys, "inputs/30.yaml")
    for path in Path("mail").rglob("*.eml"):
        assert_well_formed(path.read_bytes())


_TEXT = st.text(st.characters(blacklist_categories=("Cs",)), max_size=120)
_NAMES = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp")), max_size=120)
_FILES = _NAMES.map(lambda name: re.sub(r"[/\\:]", "", name).strip() or "x")


def _solid(name: str) -> str:
    return "".join(name.split())


@settings(max_examples=60, deadline=None)
@given(
    subject=_TEXT, body=_TEXT, names=st.lists(_NAMES, min_size=1, max_size=3), file=_FILES, data=st.binary(max_size=99)
)
def test_a_mail_says_what_it_was_given(subject: str, body: str, names: list[str], file: str, data: bytes) -> None:
    boxes = tuple(Mailbox(header_line(name), f"a{n}@example.org") for n, name in enumerate(names))
    made = encoded_mail(Mail(boxes, subject, body, (Attachment(file, "application/pdf", data),), cc=boxes))
    assert_well_formed(made)
    read = email.message_from_bytes(made, policy=email.policy.default)
    assert isinstance(read, EmailMessage)
    assert [*read.keys()] == ["To", "Cc", "Subject", "X-Unsent", "MIME-Version", "Content-Type"]
    assert read["Subject"] == header_line(subject)
    assert [each.addr_spec for each in read["To"].addresses] == [each.address for each in boxes]
    # Python before 3.14 puts a blank between two encoded words of a name, where RFC 2047 has none.
    assert [_solid(each.display_name) for each in read["Cc"].addresses] == [_solid(each.name) for each in boxes]
    assert body_of(read).rstrip("\n") == re.sub(r"\r\n|\r|\n", "\n", body).rstrip("\n")
    (part,) = read.iter_attachments()
    assert part.get_filename() == file and part.get_payload(decode=True) == data
