"""A saved mail (EML) in, its article out: the subject as headline, the sender as author, the body as text."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC
from email.headerregistry import Address
from email.utils import parsedate_to_datetime
from typing import Any

from briefgen.importing.foreign import CannotImport, Imported, ImportedArticle, SourceFile, tidied
from briefgen.importing.message import parsed_message
from briefgen.importing.web_page import page_text, words_of_fragment
from briefgen.readers.raw_text import kind_of

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def is_mail(file: SourceFile) -> bool:
    """Whether it is called a mail, or begins as one."""
    kind = kind_of(file.data)
    return file.path.suffix.lower() == ".eml" or (kind is not None and "mail" in kind.title)


def read_mail(file: SourceFile) -> Imported:
    """The mail's own text, of one that is HTML alone its words; and the mails that are forwarded in it as they are."""
    articles: list[ImportedArticle] = []
    remarks: list[str] = []
    waiting: list[Any] = [parsed_message(file.data)]
    try:
        while waiting and len(articles) < _MOST:
            message = waiting.pop(0)
            text, forwarded, attached = _parts(message)
            if text.strip():
                articles.append(_article(message, text))
            remarks += (f"the attachment {name} was left out" for name in attached)
            waiting += forwarded
    except (LookupError, ValueError, KeyError, AttributeError) as error:
        raise CannotImport(f"the mail cannot be read: {type(error).__name__}", "Save it once more.") from None
    if not articles:
        raise CannotImport("the mail has no text", "Save what is attached to it, and import that.")
    return Imported(tuple(articles), remarks=tuple(remarks))


_MOST = 1000
"""Mails in a mail."""


def _parts(message: Any) -> tuple[str, list[Any], list[str]]:
    """The text, which may be parted by pictures; mails that are forwarded; the names of what else is attached."""
    body = message.get_body(("plain", "html"))
    texts = [_words(body)] if body is not None else []
    forwarded, attached = [], []
    for part in message.iter_attachments() if message.is_multipart() else ():
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            forwarded.append(part.get_payload(0))
        elif part.get_content_maintype() == "text" and not part.get_filename() and not part.is_attachment():
            texts.append(_words(part))
        else:
            attached.append(str(part.get_filename() or part.get_content_type()))
    return "\n\n".join(text.strip("\n") for text in texts if text.strip()), forwarded, attached


def _article(message: Any, text: str) -> ImportedArticle:
    sender = _sender(message)
    language = str(message.get("Content-Language") or "").split(",")[0].strip()
    article = ImportedArticle(
        text.strip("\n"),
        headline=" ".join(str(message.get("Subject") or "").split()),
        outlet=sender.domain if sender else "",
        author=(sender.display_name or sender.addr_spec) if sender else "",
        published=_sent(message),
        language=language if _TAG.fullmatch(language) else "",
        guessed=("outlet",) if sender else (),
    )
    return tidied(article)


def _words(body: Any) -> str:
    data = body.get_payload(decode=True) or b""
    text = page_text(data, body.get_content_charset() or "")
    return words_of_fragment(text) if body.get_content_type() == "text/html" else text


def _sender(message: Any) -> Address | None:
    with suppress(AttributeError, IndexError, ValueError):
        first: Address = message["From"].addresses[0]
        return first
    return None


def _sent(message: Any) -> Any:
    with suppress(TypeError, ValueError, OverflowError):
        sent = parsedate_to_datetime(str(message["Date"]))
        return (sent.replace(tzinfo=UTC) if sent.tzinfo is None else sent.astimezone(UTC)).replace(microsecond=0)
    return None
