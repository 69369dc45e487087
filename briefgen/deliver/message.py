"""Recipients, words and files in, the bytes of a mail that is not sent yet out: RFC 5322, as MIME has it for any script.

The same mail gives the same bytes: no clock, no chance, no Message-ID; date and sender are for the program that sends.
Headers are written here, for those of Python's library differ from release to release. Words of other scripts are encoded
by RFC 2047, names of files by RFC 2231, and bodies by Base64, so that no line of a text can be one of the mail's own.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from email.header import Header
from email.utils import quote
from urllib.parse import quote as percent_encoded

from msgspec import Struct

from briefgen.schema.mailboxes import Mailbox

_END = "\r\n"
_LINE = 76
_PLAIN_SUBJECT = 66
_PLAIN_NAME = 60
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_TOKEN = re.compile(r"[A-Za-z0-9!#$&+.^_`{|}~-]+")
_PIECE = 40
"""Characters of a parameter's value, encoded, on one line."""


class Attachment(Struct, frozen=True):
    """A file that a mail brings along."""

    name: str
    media_type: str
    data: bytes


class Mail(Struct, frozen=True):
    """What a draft holds."""

    to: tuple[Mailbox, ...]
    subject: str
    body: str
    attachments: tuple[Attachment, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    sender: Mailbox | None = None
    language: str = ""
    """Of the body, as BCP 47 has it."""


def encoded_mail(mail: Mail) -> bytes:
    """The mail as a file that mail programs open as a draft."""
    parts = [_text_part(mail), *map(_file_part, mail.attachments)]
    boundary = f"=_{hashlib.sha256(_END.join(parts).encode('ascii')).hexdigest()[:40]}"  # no line of Base64 has a _
    body = "".join(f"--{boundary}{_END}{part}" for part in parts)
    head = [*_head(mail), f'Content-Type: multipart/mixed;{_END} boundary="{boundary}"', "", ""]
    return f"{_END.join(head)}{body}--{boundary}--{_END}".encode("ascii")


def _head(mail: Mail) -> Iterator[str]:
    if mail.sender is not None:
        yield f"From: {_mailboxes((mail.sender,))}"
    yield f"To: {_mailboxes(mail.to)}"
    if mail.cc:
        yield f"Cc: {_mailboxes(mail.cc)}"
    yield f"Subject: {_subject(mail.subject)}"
    yield "X-Unsent: 1"
    yield "MIME-Version: 1.0"


def header_line(words: str) -> str:
    """Words as a header has them: without line ends and other control characters, each blank a single one."""
    return " ".join("".join(" " if _is_control(each) else each for each in words).split())


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")


def _subject(words: str) -> str:
    line = header_line(words)
    if line.isascii() and len(line) <= _PLAIN_SUBJECT and "=?" not in line:
        return line
    return _encoded_words(line, "Subject")


def _encoded_words(words: str, header: str) -> str:
    """Words by RFC 2047, folded between characters."""
    return Header(words, "utf-8", maxlinelen=_LINE, header_name=header).encode(linesep=_END)


def _mailboxes(boxes: Iterable[Mailbox]) -> str:
    """Each on a line of its own."""
    return f",{_END} ".join(map(_mailbox_words, boxes))


def _mailbox_words(box: Mailbox) -> str:
    if not box.name:
        return box.address
    if not box.name.isascii() or len(box.name) > _PLAIN_NAME or "=?" in box.name:
        return f"{_encoded_words(header_line(box.name), 'To')}{_END} <{box.address}>"
    name = box.name if _ATOMS.fullmatch(box.name) else f'"{quote(header_line(box.name))}"'
    return f"{name}{_END} <{box.address}>"


# --- parts -----------------------------------------------------------------------------------------


def _text_part(mail: Mail) -> str:
    lines = re.sub(r"\r\n|\r|\n", _END, mail.body)
    spoken = f"Content-Language: {mail.language}{_END}" if mail.language else ""
    return f'Content-Type: text/plain; charset="utf-8"{_END}{spoken}{_base64(lines.encode("utf-8", "replace"))}'


def _file_part(file: Attachment) -> str:
    named = _file_name(file.name)
    return (
        f"Content-Type:{_END} {file.media_type}{_END}Content-Disposition: attachment{named}{_END}{_base64(file.data)}"
    )


def _base64(data: bytes) -> str:
    encoded = base64.encodebytes(data).decode("ascii").replace("\n", _END)
    return f"Content-Transfer-Encoding: base64{_END}{_END}{encoded}"


def _file_name(name: str) -> str:
    """The parameter of a file's name; in pieces, by RFC 2231, where it is not a short word of ASCII."""
    if _TOKEN.fullmatch(name) and len(name) <= _PIECE:
        return f';{_END} filename="{name}"'
    pieces = [*_pieces(percent_encoded(name, safe=""))]
    if len(pieces) == 1:
        return f";{_END} filename*=utf-8''{pieces[0]}"
    numbered = (f"filename*{n}*={chr(39) * 2 if not n else ''}{each}" for n, each in enumerate(pieces))
    return "".join(f";{_END} {each}" for each in numbered).replace("filename*0*=''", "filename*0*=utf-8''")


def _pieces(encoded: str) -> Iterator[str]:
    """A percent-encoded text, cut where no code is cut."""
    piece = ""
    for sign in re.findall(r"%[0-9A-F]{2}|.", encoded):
        if len(piece) + len(sign) > _PIECE:
            yield piece
            piece = ""
        piece += sign
    yield piece
