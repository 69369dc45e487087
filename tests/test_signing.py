"""Signed packets: what is signed, what a verification with the key finds, and which keys are refused."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from base64 import b64decode, b64encode
from hashlib import blake2b
from pathlib import Path

import pytest
from test_batch import write_inputs

from briefgen.cli import main
from briefgen.packets import MANIFEST, SIGNATURE, sha256

pytest.importorskip("cryptography", reason="signatures need the extra sign")

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

Captured = pytest.CaptureFixture[str]
SECRET, PUBLIC = "desk.key", "desk.pub"


def private_file(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    path.chmod(0o600)
    return path


def minisign_keys(folder: Path, name: str, seed: int, *, derivation: bytes = b"\0\0") -> None:
    """`NAME.key` and `NAME.pub` as minisign writes them."""
    key = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    public, identifier = key.public_key().public_bytes_raw(), bytes([seed]) * 8
    body = identifier + bytes([seed]) * 32 + public
    secret = b"Ed" + derivation + b"B2" + bytes(48) + body + blake2b(b"Ed" + body, digest_size=32).digest()
    private_file(folder / f"{name}.key", b"untrusted comment: secret\n" + b64encode(secret) + b"\n")
    (folder / f"{name}.pub").write_bytes(
        b"untrusted comment: public\n" + b64encode(b"Ed" + identifier + public) + b"\n"
    )


def openssl_keys(folder: Path, name: str, passphrase: str = "") -> None:
    key = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
    locked = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    private_file(folder / f"{name}.key", key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked))
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder / f"{name}.pub").write_bytes(public)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_inputs(tmp_path / "inputs", "a")
    minisign_keys(tmp_path, "desk", 1)
    minisign_keys(tmp_path, "other", 2)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def build(*arguments: str) -> int:
    return main(["--to", "text", "--jobs", "1", *arguments, "inputs"])


def findings(capsys: Captured, *arguments: str) -> list[tuple[str, str]]:
    """Code and message of each finding of a verification; its exit status says whether there are any."""
    capsys.readouterr()
    code = main(["verify", "--output-format", "json", *arguments, "outputs"])
    found = [(each["code"], each["message"]) for each in json.loads(capsys.readouterr().out)["findings"]]
    assert code == (1 if found else 0)
    return found


# --- signing ---------------------------------------------------------------------------------


def test_a_signed_packet_is_verified_with_the_public_key(folder: Path, capsys: Captured) -> None:
    assert build("--sign", SECRET) == 0
    assert findings(capsys, "--key", PUBLIC) == []
    assert main(["verify", "--key", PUBLIC, "outputs"]) == 0
    assert "1 packet verified with the key" in capsys.readouterr().out
    assert json.loads((folder / "outputs/a" / MANIFEST).read_bytes())["options"]["signed"] == "01" * 8


@pytest.mark.parametrize(("command", "option"), [("build", "--sign"), ("build", "--release"), ("verify", "--key")])
@pytest.mark.parametrize("given", ["", " "])
def test_an_option_that_came_out_empty_is_no_leave_to_do_without(
    folder: Path, capsys: Captured, command: str, option: str, given: str
) -> None:
    """Of `--release "$BANNER"` with a variable that is not set, the whole packet would come."""
    assert main([command, option, given, "inputs"]) == 2
    assert f"{option}: it is empty" in capsys.readouterr().err
    assert not (folder / "outputs").exists()


@pytest.mark.parametrize("passphrase", ["", "open sesame"])
def test_openssl_s_keys_sign_as_well(
    folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, passphrase: str
) -> None:
    openssl_keys(folder, "desk", passphrase)
    monkeypatch.setenv("BRIEFGEN_SIGN_PASSPHRASE", passphrase)
    assert build("--sign", SECRET) == 0
    assert findings(capsys, "--key", PUBLIC) == []


def test_a_configuration_names_the_key(folder: Path, capsys: Captured) -> None:
    (folder / "briefgen.toml").write_text('sign = "desk.key"\n')
    assert build() == 0
    assert findings(capsys, "--key", PUBLIC) == []


def test_workers_sign_as_well(folder: Path, capsys: Captured) -> None:
    write_inputs(folder / "inputs", "a", "b", "c", "d")
    assert main(["--to", "text", "--jobs", "2", "--sign", SECRET, "inputs"]) == 0
    assert len(list((folder / "outputs").rglob(SIGNATURE))) == 4
    assert findings(capsys, "--key", PUBLIC) == []


@pytest.mark.skipif(not shutil.which("minisign"), reason="needs minisign")
def test_minisign_itself_verifies_a_signature(folder: Path) -> None:
    assert build("--sign", SECRET) == 0
    manifest = folder / "outputs/a" / MANIFEST
    command = ["minisign", "-Vm", str(manifest), "-p", PUBLIC]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    manifest.write_bytes(manifest.read_bytes() + b" ")
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def test_the_same_packet_has_the_same_signature(folder: Path) -> None:
    assert build("--sign", SECRET) == 0
    first = (folder / "outputs/a" / SIGNATURE).read_bytes()
    assert build("--sign", SECRET, "--force") == 0
    assert (folder / "outputs/a" / SIGNATURE).read_bytes() == first


def test_no_byte_of_the_secret_key_gets_out(folder: Path, capsys: Captured) -> None:
    secret = (folder / SECRET).read_text().split()[-1]
    assert build("--sign", SECRET, "--why", "--log-format", "json") == 0
    shown = "".join(capsys.readouterr())
    written = b"".join(path.read_bytes() for path in (folder / "outputs").rglob("*") if path.is_file())
    assert secret[:40] not in shown
    assert secret[:40].encode() not in written
    assert b"\1" * 32 not in written


# --- what a verification finds ---------------------------------------------------------------


def test_a_packet_without_a_signature_is_reported(folder: Path, capsys: Captured) -> None:
    assert build() == 0
    assert findings(capsys) == []
    assert findings(capsys, "--key", PUBLIC) == [("BG773", "the packet is not signed")]


def test_another_key_is_named(folder: Path, capsys: Captured) -> None:
    assert build("--sign", "other.key") == 0
    ((code, message),) = findings(capsys, "--key", PUBLIC)
    assert (code, message) == ("BG773", f"it is signed with another key: {'02' * 8}, where {'01' * 8} is expected")


def test_a_key_with_a_borrowed_identifier_deceives_nobody(folder: Path, capsys: Captured) -> None:
    assert build("--sign", "other.key") == 0
    path = folder / "outputs/a" / SIGNATURE
    lines = path.read_bytes().split(b"\n")
    from base64 import b64decode

    forged = b64decode(lines[1])
    lines[1] = b64encode(forged[:2] + b"\1" * 8 + forged[10:])
    path.write_bytes(b"\n".join(lines))
    assert findings(capsys, "--key", PUBLIC) == [("BG773", "manifest.json is not as it was signed")]


def test_a_manifest_that_was_written_again_with_right_hashes_is_reported(folder: Path, capsys: Captured) -> None:
    """What hashes alone cannot show."""
    assert build("--sign", SECRET) == 0
    packet = folder / "outputs/a"
    content = json.loads((packet / MANIFEST).read_bytes())
    forged = (packet / "a.txt").read_bytes().replace(b"met", b"wed")
    (packet / "a.txt").write_bytes(forged)
    content["files"][0] |= {"size": len(forged), "sha256": sha256(forged)}
    (packet / MANIFEST).write_text(json.dumps(content))
    assert findings(capsys) == []
    assert findings(capsys, "--key", PUBLIC) == [("BG773", "manifest.json is not as it was signed")]


def test_a_file_that_was_changed_is_reported_with_the_key_too(folder: Path, capsys: Captured) -> None:
    assert build("--sign", SECRET) == 0
    with (folder / "outputs/a/a.txt").open("ab") as file:
        file.write(b"And more.\n")
    assert [code for code, _ in findings(capsys, "--key", PUBLIC)] == ["BG702"]


def test_the_signature_of_another_packet_does_not_hold(folder: Path, capsys: Captured) -> None:
    write_inputs(folder / "inputs", "b")
    assert build("--sign", SECRET) == 0
    shutil.copy(folder / "outputs/b" / SIGNATURE, folder / "outputs/a" / SIGNATURE)
    assert findings(capsys, "--key", PUBLIC) == [("BG773", "manifest.json is not as it was signed")]


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda data: b"", "minisign's format"),
        (lambda data: data.replace(b"RUQ", b"RWQ"), "another kind or length"),
        (lambda data: data.replace(b"RUQ", b"!!!"), "base 64"),
        (lambda data: b"\xff" * 5000, "minisign's format"),
        (lambda data: data.replace(b"sha256 ", b"sha256  "), "trusted comment is not as it was signed"),
        (lambda data: data + b"more\n", "minisign's format"),
    ],
)
def test_a_damaged_signature_is_reported(folder: Path, capsys: Captured, damage: object, said: str) -> None:
    assert build("--sign", SECRET) == 0
    path = folder / "outputs/a" / SIGNATURE
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    ((code, message),) = findings(capsys, "--key", PUBLIC)
    assert code == "BG773"
    assert said in message


@pytest.mark.skipif(os.name != "posix", reason="needs links and pipes")
@pytest.mark.parametrize("odd", ["link", "pipe", "folder"])
def test_no_signature_is_read_through_a_link_or_a_pipe(folder: Path, capsys: Captured, odd: str) -> None:
    assert build("--sign", SECRET) == 0
    path = folder / "outputs/a" / SIGNATURE
    (folder / "elsewhere").write_bytes(path.read_bytes())
    path.unlink()
    {"link": lambda: path.symlink_to(folder / "elsewhere"), "pipe": lambda: os.mkfifo(path), "folder": path.mkdir}[
        odd
    ]()
    ((code, message),) = findings(capsys, "--key", PUBLIC)
    assert code == "BG773"
    assert f"the signature cannot be read: it is a {odd}" in message


def test_the_key_s_signature_of_other_words_is_none_of_a_packet(folder: Path, capsys: Captured) -> None:
    """The organisation may sign files by minisign itself, a manifest-like one among them."""
    assert build("--sign", SECRET) == 0
    manifest = (folder / "outputs/a" / MANIFEST).read_bytes()
    key = Ed25519PrivateKey.from_private_bytes(bytes([1]) * 32)
    signature, words = key.sign(blake2b(manifest, digest_size=64).digest()), b"timestamp:1 file:manifest.json"
    lines = (
        b"untrusted comment: x",
        b64encode(b"ED" + bytes([1]) * 8 + signature),
        b"trusted comment: " + words,
        b64encode(key.sign(signature + words)),
    )
    (folder / "outputs/a" / SIGNATURE).write_bytes(b"\n".join(lines) + b"\n")
    assert findings(capsys, "--key", PUBLIC) == [("BG773", "the key signed this file, but not as a packet's manifest")]


def test_no_file_outside_of_a_packet_s_folder_is_verified_whatever_its_manifest_names(
    folder: Path, capsys: Captured
) -> None:
    """Whoever may write manifests would learn whether a file that only the user may read has a certain digest."""
    assert build() == 0
    (folder / "secret.txt").write_bytes(b"secret")
    path = folder / "outputs/a" / MANIFEST
    manifest = json.loads(path.read_bytes())
    for name in ("../../secret.txt", str(folder / "secret.txt"), "..", "a\\b", "a:b"):
        manifest["files"] = [{"name": name, "size": 6, "sha256": sha256(b"secret")}]
        path.write_text(json.dumps(manifest))
        ((code, message),) = findings(capsys)
        assert (code, "the manifest cannot be read" in message) == ("BG702", True)


def test_a_file_that_is_too_large_is_not_read(folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    assert build() == 0
    most = (folder / "outputs/a" / MANIFEST).stat().st_size
    monkeypatch.setattr("briefgen.files.LARGEST_READ", most)
    with (folder / "outputs/a/a.txt").open("ab") as file:
        file.write(b"x" * most)
    ((code, message),) = findings(capsys)
    assert (code, "it is larger than" in message) == ("BG702", True)


# --- what no signature covers ----------------------------------------------------------------


def test_a_packet_whose_manifest_was_deleted_is_not_overlooked(folder: Path, capsys: Captured) -> None:
    write_inputs(folder / "inputs", "a", "b")
    assert build("--sign", SECRET) == 0
    (folder / "outputs/a" / MANIFEST).unlink()
    assert findings(capsys, "--key", PUBLIC) == [("BG773", "no signature covers a.txt, manifest.json.minisig")]
    (folder / "outputs/a" / SIGNATURE).unlink()
    assert findings(capsys, "--key", PUBLIC) == [("BG773", "no signature covers a.txt")]
    assert findings(capsys) == []


def test_one_of_several_packets_without_a_signature_is_reported(folder: Path, capsys: Captured) -> None:
    write_inputs(folder / "inputs", "a", "b", "c")
    assert build("--sign", SECRET) == 0
    (folder / "outputs/b" / SIGNATURE).unlink()
    assert findings(capsys, "--key", PUBLIC) == [("BG773", "the packet is not signed")]


def test_a_signed_packet_laid_on_top_hides_none_of_those_below(folder: Path, capsys: Captured) -> None:
    write_inputs(folder / "inputs", "a", "b")
    assert build("--sign", SECRET) == 0
    (folder / "outputs/b" / SIGNATURE).unlink()
    for each in (folder / "outputs/a").iterdir():
        shutil.copy(each, folder / "outputs")
    (folder / "outputs/a/a.txt").write_bytes(b"changed")
    codes = {code for code, _ in findings(capsys, "--key", PUBLIC)}
    assert codes == {"BG773", "BG702"}
    assert {code for code, _ in findings(capsys)} == {"BG702"}


def test_a_file_laid_beside_a_signed_packet_is_reported(folder: Path, capsys: Captured) -> None:
    assert build("--sign", SECRET) == 0
    for name in ("a.docx", ".hidden.pdf", *(f"z{number}.txt" for number in range(5))):
        (folder / "outputs/a" / name).write_bytes(b"else")
    expected = "no signature covers .hidden.pdf, a.docx, z0.txt, z1.txt, z2.txt and 2 more"
    assert findings(capsys, "--key", PUBLIC) == [("BG773", expected)]


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_a_folder_that_is_a_link_is_reported_and_not_entered(folder: Path, capsys: Captured) -> None:
    assert build("--sign", SECRET) == 0
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere/b.txt").write_bytes(b"else")
    (folder / "outputs/b").symlink_to(folder / "elsewhere")
    assert findings(capsys, "--key", PUBLIC) == [("BG773", "no signature covers b")]


def test_a_folder_that_cannot_be_read_is_reported(
    folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_inputs(folder / "inputs", "a", "b")
    assert build("--sign", SECRET) == 0
    scandir = os.scandir

    def refuse(path: str) -> object:
        if Path(path).name == "b":
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    said = ("BG702", "this folder cannot be read, and may hold packets: Permission denied")
    assert findings(capsys) == [said]
    assert findings(capsys, "--key", PUBLIC) == [said]


def test_records_of_runs_are_named_and_are_no_findings(folder: Path, capsys: Captured) -> None:
    assert build("--sign", SECRET) == 0
    assert main(["freeze", "outputs/a"]) == 0
    capsys.readouterr()
    assert main(["verify", "--key", PUBLIC, "outputs", "outputs/a"]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "never signed, for runs write them: outputs/.briefgen, outputs/index.html, outputs/ledger.jsonl"
    assert main(["verify", "--key", PUBLIC, "--output-format", "json", "outputs"]) == 0
    assert json.loads(capsys.readouterr().out)["never_signed"] == [
        "outputs/.briefgen", "outputs/index.html", "outputs/ledger.jsonl"
    ]  # fmt: skip


# --- staying up to date ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        (lambda packet: (packet / SIGNATURE).unlink(), ""),
        (lambda packet: (packet / SIGNATURE).write_bytes(b"else"), "manifest.json.edited.minisig"),
    ],
)
def test_a_packet_that_lost_its_signature_is_built_again(
    folder: Path, capsys: Captured, change: object, kept: str
) -> None:
    assert build("--sign", SECRET) == 0
    change(folder / "outputs/a")  # type: ignore[operator]
    capsys.readouterr()
    assert build("--sign", SECRET, "--why") == 0
    assert f"{SIGNATURE} is not as it was built" in "".join(capsys.readouterr())
    assert findings(capsys, "--key", PUBLIC) == ([("BG773", f"no signature covers {kept}")] if kept else [])


def test_another_key_or_none_makes_a_packet_stale_and_leaves_nothing_behind(folder: Path, capsys: Captured) -> None:
    assert build("--sign", SECRET) == 0
    assert build("--sign", "other.key") == 0
    assert findings(capsys, "--key", "other.pub") == []
    assert build() == 0
    assert sorted(path.name for path in (folder / "outputs/a").iterdir()) == ["a.txt", MANIFEST]


def test_a_signature_that_somebody_else_made_is_kept(folder: Path) -> None:
    assert build() == 0
    (folder / "outputs/a" / SIGNATURE).write_bytes(b"untrusted comment: mine\n")
    assert build("--sign", SECRET) == 0
    assert (folder / "outputs/a/manifest.json.edited.minisig").read_bytes() == b"untrusted comment: mine\n"


def test_a_pruned_packet_leaves_no_signature(folder: Path) -> None:
    write_inputs(folder / "inputs", "b", "c")
    assert build("--sign", SECRET) == 0
    (folder / "inputs/a.yaml").unlink()
    assert build("--sign", SECRET, "--prune") == 0
    assert not (folder / "outputs/a").exists()


# --- keys ------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="needs permissions")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o602])
def test_a_secret_key_that_others_may_use_is_refused(folder: Path, capsys: Captured, mode: int) -> None:
    (folder / SECRET).chmod(mode)
    assert build("--sign", SECRET) == 2
    assert "desk.key: error BG808 others than its owner may use the secret key" in capsys.readouterr().err
    assert not (folder / "outputs").exists()


def odd_keys(folder: Path) -> dict[str, bytes]:
    minisign_keys(folder, "locked", 3, derivation=b"Sc")
    other = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    good = (folder / SECRET).read_bytes()
    openssl_keys(folder, "phrase", "open sesame")
    return {
        "is not a key": b"neither\n",
        "this is not a secret key": (folder / PUBLIC).read_bytes(),
        "has a passphrase; only": (folder / "locked.key").read_bytes(),
        "is damaged": good[:-60] + b"A" * 10 + good[-50:],
        "another kind than Ed25519": other,
        "BRIEFGEN_SIGN_PASSPHRASE": (folder / "phrase.key").read_bytes(),
        "too large": b"x" * 70_000,
    }


@pytest.mark.parametrize("place", [(126, 158), (94, 126)], ids=["its checksum", "its public half"])
def test_a_secret_key_that_contradicts_itself_is_refused(
    folder: Path, capsys: Captured, place: tuple[int, int]
) -> None:
    """One with another public half and the checksum to it would give signatures that hold for nobody."""
    line = (folder / SECRET).read_bytes().split()[-1]
    body = bytearray(b64decode(line))
    body[place[0] : place[1]] = bytes(32)
    if place[0] == 94:
        body[126:] = blake2b(b"Ed" + body[54:126], digest_size=32).digest()
    private_file(folder / SECRET, b"untrusted comment: secret\n" + b64encode(body) + b"\n")
    assert build("--sign", SECRET) == 2
    assert "the key is damaged" in capsys.readouterr().err


def test_a_public_key_of_another_kind_is_refused(folder: Path, capsys: Captured) -> None:
    public = generate_private_key(SECP256R1()).public_key()
    (folder / "curve.pub").write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    body = b64decode((folder / PUBLIC).read_bytes().split()[-1])
    (folder / "hashed.pub").write_bytes(b"untrusted comment: public\n" + b64encode(b"ED" + body[2:]) + b"\n")
    for name, said in (("curve.pub", "another kind than Ed25519"), ("hashed.pub", "this is not a public key")):
        assert main(["verify", "--key", name, "outputs"]) == 2
        assert said in capsys.readouterr().err


def test_a_key_that_cannot_be_used_ends_the_run_before_it_begins(folder: Path, capsys: Captured) -> None:
    for number, (said, data) in enumerate(odd_keys(folder).items()):
        private_file(folder / f"odd{number}.key", data)
        assert build("--sign", f"odd{number}.key") == 2
        shown = capsys.readouterr().err
        assert "BG808" in shown
        assert said in shown
    assert not (folder / "outputs").exists()


def test_a_wrong_passphrase_is_said(folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    openssl_keys(folder, "phrase", "open sesame")
    monkeypatch.setenv("BRIEFGEN_SIGN_PASSPHRASE", "wrong horse")
    assert build("--sign", "phrase.key") == 2
    shown = capsys.readouterr().err
    assert "the passphrase is not that of the key" in shown
    assert "horse" not in shown


@pytest.mark.parametrize("key", ["desk.key", "none.pub", "inputs"])
def test_a_public_key_that_is_none_is_wrong_use(folder: Path, capsys: Captured, key: str) -> None:
    assert main(["verify", "--key", key, "outputs"]) == 2
    assert "BG808" in capsys.readouterr().err


def test_without_the_package_a_sentence_says_what_to_install(
    folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "cryptography", None)
    minisign_keys(folder, "fresh", 4)
    for arguments in (["--sign", "fresh.key", "inputs"], ["verify", "--key", "fresh.pub", "outputs"]):
        assert main(arguments) == 2
        shown = capsys.readouterr().err
        assert "signatures need the package cryptography" in shown
        assert "pip install 'briefgen[sign]'" in shown
