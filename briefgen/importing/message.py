"""The bytes of a mail or of a saved page with its parts go in; the message comes out, where its parts are not too many inside one another."""

from __future__ import annotations

import re
from email import policy
from email.parser import BytesParser
from typing import Any

from briefgen.importing.foreign import CannotImport

_HOLDS_OTHERS = re.compile(rb"content-type:\s*(?:message|multipart)/", re.IGNORECASE)
_MOST = 200
"""Parts that hold others; each looks at all lines of what it holds."""
_LONGEST = 16_384
"""Characters of a header; the parser takes time by their square."""


def parsed_message(data: bytes) -> Any:
    """The message. CannotImport where it holds so many that reading them would not end."""
    if sum(1 for _ in _HOLDS_OTHERS.finditer(data)) > _MOST:
        raise CannotImport(f"more than {_MOST} parts of it hold others", "Save the one that is meant alone.")
    message: Any = BytesParser(policy=policy.default).parsebytes(data)
    if any(len(value) > _LONGEST for part in message.walk() for name, value in part.raw_items() if _is_read(name)):
        raise CannotImport("a header of it is longer than any that people write", "Save its text alone.")
    return message


def _is_read(name: str) -> bool:
    return name.lower().startswith(("content-", "subject", "from", "sender", "date", "snapshot-"))
