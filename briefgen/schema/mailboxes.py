"""What somebody wrote for a recipient of mail in, a `Mailbox` out: `Desk <desk@example.org>`, or the address alone.

Letters of any script may stand in a name and in a domain, which is sent in its ASCII form (IDNA); what stands before the
`@` is ASCII, for not all servers take more. A name with a line end in it, which could begin a header, is refused.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from msgspec import Struct
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from briefgen.schema.base import NonBlank

_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_LONGEST_LOCAL, _LONGEST_ADDRESS, _LONGEST_NAME = 64, 254, 200
_JOINERS = "\u200c\u200d"
"""What joins or parts letters of some scripts, and stands in names."""
_OTHER_DOMAINS = frozenset(f"ßẞς{_JOINERS}")
"""What the older IDNA writes as other letters or leaves out, and the newer one as it is: two domains, of two owners."""


class Mailbox(Struct, frozen=True):
    """A recipient, or who sends."""

    name: str
    """As it is shown; empty where the address stands alone."""
    address: str
    """In ASCII."""

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


def mailbox(words: str) -> Mailbox:
    """The mailbox. PydanticCustomError where it is none, or more than one."""
    found = _NAMED.fullmatch(words.strip())
    name, address = (found["name"], found["address"]) if found else ("", words)
    local, at, domain = address.strip().rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or len(local) > _LONGEST_LOCAL:
        hint = "Write one address, in letters of ASCII before the @: Desk <desk@example.org>."
        raise _wrong(words, "is not one address of a mailbox", hint)
    made = Mailbox(_name(name.strip(), words), f"{local}@{ascii_domain(domain)}")
    if len(made.address) > _LONGEST_ADDRESS:
        raise _wrong(words, "is longer than an address may be", "")
    return made


def _name(name: str, words: str) -> str:
    quoted = len(name) > 1 and name[0] == name[-1] == '"'
    name = re.sub(r"\\(.)", r"\1", name[1:-1], flags=re.DOTALL) if quoted else name
    if len(name) > _LONGEST_NAME or any(_is_odd(each) for each in name):
        raise _wrong(words, "has a name that no header can hold", "Leave line ends and invisible characters out.")
    return name


def _is_odd(character: str) -> bool:
    """Whether it is no letter, sign or blank that can be seen: a control character, one that turns the line round."""
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") and character not in _JOINERS


def ascii_domain(domain: str) -> str:
    """A domain as mail servers have it, in small letters. PydanticCustomError where it is none."""
    if not _OTHER_DOMAINS.isdisjoint(domain):
        raise _wrong(domain, "is not the same domain on all mail servers", "Write it in ASCII: xn--strae-oqa.example.")
    try:
        written = domain.encode("idna").decode("ascii").lower()
    except (UnicodeError, ValueError):
        written = ""
    labels = written.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(each) for each in labels):
        raise _wrong(domain, "is not a domain", "Write it as example.org.")
    return written


def _wrong(words: str, fault: str, hint: str) -> PydanticCustomError:
    shown = "".join("\N{REPLACEMENT CHARACTER}" if _is_odd(each) else each for each in words[:80])
    return PydanticCustomError("address", "{message}", {"message": f"“{shown}” {fault}", "hint": hint})


def _checked(words: str) -> str:
    mailbox(words)
    return words


def _checked_domain(words: str) -> str:
    return ascii_domain(words)


MailboxText = Annotated[NonBlank, AfterValidator(_checked), Field(examples=["Desk <desk@example.org>"])]
"""Words that are one mailbox."""
DomainText = Annotated[NonBlank, AfterValidator(_checked_domain), Field(examples=["example.org"])]
"""A domain; kept as mail servers have it."""
