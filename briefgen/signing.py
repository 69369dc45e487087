"""A key and a packet's manifest go in, a signature comes out; a signature and the public key in, what is wrong with it out.

A manifest holds the hash of every file of its packet, so one signature covers them all. Signatures are Ed25519 in the
format of minisign (https://jedisct1.github.io/minisign/), which verifies them too; keys are minisign's or OpenSSL's.
The package `cryptography` does the arithmetic, and is imported only where something is signed or verified.
"""

from __future__ import annotations

import os
import stat
from base64 import b64decode, b64encode
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from msgspec import Struct

from briefgen.diagnostics import Diagnostic, Place, UsageError
from briefgen.files import open_plain
from briefgen.packets import MANIFEST, SIGNATURE, sha256

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_BAD_KEY = "BG808"
PASSPHRASE = "BRIEFGEN_SIGN_PASSPHRASE"  # noqa: S105 - the name of a variable
_LARGEST = 65_536
"""Bytes of a key's file."""
_PREHASHED, _PLAIN, _CHECKSUM = b"ED", b"Ed", b"B2"
_UNTRUSTED, _TRUSTED = b"untrusted comment: ", b"trusted comment: "
_HOW = b"briefgen verify --key, or minisign -V"
_OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_MAKE_ONE = (
    "Make a pair of keys with `minisign -G -W -p desk.pub -s desk.key`, or with `openssl genpkey -algorithm ed25519`."
)


class SigningKey(Struct, frozen=True):
    """The organisation's secret key. Nothing prints it: the library's object shows no more than its type."""

    secret: Ed25519PrivateKey
    identifier: bytes


class PublicKey(Struct, frozen=True):
    """What signatures of the secret key are verified with."""

    key: Ed25519PublicKey
    identifier: bytes


class BadSignature(Exception):
    """Why a signature does not hold."""


def shown(identifier: bytes) -> str:
    """A key's identifier as minisign shows it."""
    return identifier[::-1].hex().upper()


# --- signing ---------------------------------------------------------------------------------


def signature_file(manifest: bytes, key_file: str) -> dict[str, bytes]:
    """The signature's name and content; nothing where no key is named. UsageError where the key cannot be used."""
    return {SIGNATURE: signature_of(manifest, signing_key(key_file))} if key_file else {}


def signature_of(manifest: bytes, key: SigningKey) -> bytes:
    """The file that stands beside the manifest; the same for the same manifest and key."""
    words = _words_of(manifest)
    signature = key.secret.sign(_hashed(manifest))
    lines = (
        _UNTRUSTED + _HOW,
        b64encode(_PREHASHED + key.identifier + signature),
        _TRUSTED + words,
        b64encode(key.secret.sign(signature + words)),
    )
    return b"\n".join(lines) + b"\n"


def is_signature_of(signature: bytes, manifest: bytes) -> bool:
    """Whether the file was put beside this manifest, by its words: such a file may be replaced like others of its
    packet. It says nothing of whether the signature holds, and needs no key."""
    lines = signature.split(b"\n")
    return len(lines) == 5 and lines[0] == _UNTRUSTED + _HOW and lines[2] == _TRUSTED + _words_of(manifest)


def _words_of(manifest: bytes) -> bytes:
    """The words that are signed with a manifest, and tell which one."""
    return f"briefgen {MANIFEST} sha256 {sha256(manifest)}".encode()


def _hashed(data: bytes) -> bytes:
    return blake2b(data, digest_size=64).digest()


# --- verification ----------------------------------------------------------------------------


def refuse_bad_signature(manifest: bytes, signature: bytes, key: PublicKey) -> None:
    """BadSignature where the key's owner did not sign this manifest with these words."""
    from cryptography.exceptions import InvalidSignature

    identifier, signed, words, of_words = _parts(signature)
    try:
        key.key.verify(signed, _hashed(manifest))
    except InvalidSignature:
        if identifier != key.identifier:
            theirs, ours = shown(identifier), shown(key.identifier)
            raise BadSignature(f"it is signed with another key: {theirs}, where {ours} is expected") from None
        raise BadSignature(f"{MANIFEST} is not as it was signed") from None
    try:
        key.key.verify(of_words, signed + words)
    except InvalidSignature:
        raise BadSignature("the signature's trusted comment is not as it was signed") from None
    if words != _words_of(manifest):
        raise BadSignature("the key signed this file, but not as a packet's manifest")


def _parts(signature: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """The key's identifier, the signature, the trusted comment, and the signature of both. BadSignature for no such file."""
    lines = signature.splitlines()
    if len(lines) != 4 or not lines[0].startswith(_UNTRUSTED) or not lines[2].startswith(_TRUSTED):
        raise BadSignature("the signature cannot be read: it is not in minisign's format")
    try:
        first, second = b64decode(lines[1], validate=True), b64decode(lines[3], validate=True)
    except ValueError:
        raise BadSignature("the signature cannot be read: it is not in base 64") from None
    if len(first) != 74 or len(second) != 64 or first[:2] != _PREHASHED:
        raise BadSignature("the signature cannot be read: it is of another kind or length")
    return first[2:10], first[10:], lines[2].removeprefix(_TRUSTED), second


# --- keys ------------------------------------------------------------------------------------


def signing_key(path: str) -> SigningKey:
    """The secret key in the file. UsageError where it cannot be used, or where others may read it."""
    _require_library(path)
    data = _read(path, secret=True)
    phrase = os.environ.get(PASSPHRASE, "").encode("utf-8", "surrogateescape")
    try:
        return _secret_of_openssl(data, phrase) if b"-----BEGIN" in data else _secret_of_minisign(data)
    except (ValueError, TypeError) as error:
        raise _refused(path, str(error) or "this is not a key", _MAKE_ONE) from None


def public_key(path: str) -> PublicKey:
    """The public key in the file. UsageError where it cannot be used."""
    _require_library(path)
    data = _read(path)
    try:
        return _public_of_openssl(data) if b"-----BEGIN" in data else _public_of_minisign(data)
    except (ValueError, TypeError) as error:
        raise _refused(path, str(error) or "this is not a key", "Name the public key, such as desk.pub.") from None


def _require_library(path: str) -> None:
    try:
        import cryptography  # noqa: F401
    except ImportError:
        hint = "pip install 'briefgen[sign]'"
        raise _refused(path, "signatures need the package cryptography, which is not installed", hint) from None


def _read(path: str, *, secret: bool = False) -> bytes:
    try:
        with open_plain(path) as file:
            if secret and os.name == "posix" and os.fstat(file.fileno()).st_mode & _OPEN_TO_OTHERS:
                raise _refused(path, "others than its owner may use the secret key", f"chmod 600 {path}")
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise _refused(path, f"the key cannot be read: {error.strerror or error}", _MAKE_ONE) from None
    if len(data) > _LARGEST:
        raise _refused(path, "this is not a key: it is too large", _MAKE_ONE)
    return data


def _refused(path: str, message: str, hint: str) -> UsageError:
    return UsageError(Diagnostic(_BAD_KEY, message, Place(path), hint=hint))


def _identifier(key: Ed25519PublicKey) -> bytes:
    """Of a key that brings none."""
    return bytes.fromhex(sha256(key.public_bytes_raw()))[:8]


@cache  # a passphrase is meant to take time, and a key signs every packet of a run
def _secret_of_openssl(data: bytes, phrase: bytes) -> SigningKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    passphrase = phrase if b"ENCRYPTED" in data else b""
    if b"ENCRYPTED" in data and not passphrase:
        raise ValueError(f"the key has a passphrase; give it in the environment, as {PASSPHRASE}")
    try:
        key = load_pem_private_key(data, passphrase or None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        wrong = "the passphrase is not that of the key" if passphrase else "this is not a secret key"
        raise ValueError(wrong) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("the key is of another kind than Ed25519")
    return SigningKey(key, _identifier(key.public_key()))


def _public_of_openssl(data: bytes) -> PublicKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(data)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ValueError("this is not a public key") from None
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("the key is of another kind than Ed25519")
    return PublicKey(key, _identifier(key))


def _secret_of_minisign(data: bytes) -> SigningKey:
    """Kinds of key, derivation and checksum; salt and costs of a passphrase; identifier, seed, public key, checksum."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    body = _last_line(data)
    if len(body) != 158 or body[:2] != _PLAIN or body[4:6] != _CHECKSUM:
        raise ValueError("this is not a secret key")
    if body[2:4] != b"\0\0":
        raise ValueError("the key has a passphrase; only those of OpenSSL's keys are taken")
    identifier, seed, public, checksum = body[54:62], body[62:94], body[94:126], body[126:]
    key = Ed25519PrivateKey.from_private_bytes(seed)
    sound = blake2b(_PLAIN + identifier + seed + public, digest_size=32).digest() == checksum
    if not sound or key.public_key().public_bytes_raw() != public:
        raise ValueError("the key is damaged")
    return SigningKey(key, identifier)


def _public_of_minisign(data: bytes) -> PublicKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    body = _last_line(data)
    if len(body) != 42 or body[:2] != _PLAIN:
        raise ValueError("this is not a public key")
    return PublicKey(Ed25519PublicKey.from_public_bytes(body[10:]), body[2:10])


def _last_line(data: bytes) -> bytes:
    """What the last line with anything in it stands for. ValueError where that is nothing."""
    lines = data.split()
    try:
        return b64decode(lines[-1], validate=True) if lines else b""
    except ValueError:
        raise ValueError("this is not a key") from None
