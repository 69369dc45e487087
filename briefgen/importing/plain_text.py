"""A text or Markdown file in, its article out: the time-stamped layout of feeds, a headline of its own, or words alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from briefgen.diagnostics import InputError
from briefgen.importing.foreign import (
    CannotImport,
    Imported,
    ImportedArticle,
    ImportedPassage,
    SourceFile,
    taken_apart,
    tidied,
)
from briefgen.importing.labels import fields_of_words
from briefgen.kinds import KINDS
from briefgen.readers.article_markup import second_start
from briefgen.readers.raw_text import article_text, kind_of

_FRONT = re.compile(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
_ENDINGS = (".txt", ".text", "")
_MARKDOWN = (".md", ".markdown", ".mkd")
_COMMENT_START = re.compile(r"\[(?P<words>(?:[^\[\]\\]|\\.)*)\]\{\.comment-start[^}]*\}")
_COMMENT_END = re.compile(r"\[\]\{\.comment-end[^}]*\}")


def is_text(file: SourceFile) -> bool:
    """Whether it is called a text, and is nothing else."""
    return file.path.suffix.lower() in _ENDINGS and kind_of(file.data) is None


def is_markdown(file: SourceFile) -> bool:
    """Whether it is called Markdown, and is nothing else."""
    return file.path.suffix.lower() in _MARKDOWN and kind_of(file.data) is None


def plain_words(file: SourceFile) -> str:
    """The words of a plain text file, line ends and all. CannotImport where it is none."""
    try:
        return article_text(file.data, file.name)
    except InputError as error:
        found = error.diagnostics[0]
        raise CannotImport(found.message, found.hint) from None


def read_text(file: SourceFile) -> Imported:
    """Each article of the file: a time stamp further down begins another."""
    return Imported(
        tuple(taken_apart(ImportedArticle(text)) for text in _apart(tidied(ImportedArticle(plain_words(file))).text))
    )


def _apart(text: str) -> list[str]:
    articles: list[str] = []
    while (start := second_start(text)) is not None:
        articles.append(text[:start])
        text = text[start:]
    return [*articles, text]


def read_markdown_file(file: SourceFile) -> Imported:
    """The article, with its front matter for what it says; `[words]{.actor}` stays in the text, as a draft."""
    text = tidied(ImportedArticle(plain_words(file))).text
    front: dict[str, str] = {}
    if match := _FRONT.match(text):
        front = _front_matter(match[1])
        text = text[match.end() :]
    article = taken_apart(
        ImportedArticle(
            text,
            headline=front.get("title", ""),
            author=front.get("author", ""),
            url=front.get("url", front.get("source", "")),
            language=front.get("lang", front.get("language", "")),
            place=front.get("place", ""),
        )
    )
    return Imported((_with_drafts(article),))


def _front_matter(text: str) -> dict[str, str]:
    """The single values of YAML front matter."""
    from briefgen.readers.yaml_nodes import compose_nodes

    root = compose_nodes(text, "").places.root
    value = root.value if root is not None else None
    return {str(k).lower(): v for k, v in value.items() if isinstance(v, str)} if isinstance(value, dict) else {}


_BEGINNINGS = sorted({kind[:n] for kind in KINDS for n in range(1, len(kind) + 1)}, key=len, reverse=True)
_SPAN = re.compile(rf"\]\{{(?=[^{{}}\n]*\.(?:{'|'.join(_BEGINNINGS)})(?![\w-]))(?P<said>[^{{}}\n]*)\}}")
"""What follows a span's words: its kind, or the beginning of one, and its fields."""
_SINGLE = re.compile(r"(?<==)'(?P<words>[^'\"]*)'")
_NEAR = 32
"""Characters before and after a comment's words that say which are meant."""


def _with_drafts(article: ImportedArticle) -> ImportedArticle:
    """Marked spans as drafts; comments that pandoc writes around words become spans, or passages where they name no kind."""
    from msgspec.structs import replace

    text, passages = _comments_as_spans(article.text)
    return replace(article, text=_SPAN.sub(_as_draft, text), passages=(*article.passages, *passages))


def _as_draft(span: re.Match[str]) -> str:
    """The reader takes values in double quotes alone, pandoc either."""
    said = _SINGLE.sub(r'"\g<words>"', span["said"])
    return f"]{{{said}}}" if "draft=" in said else f"]{{{said} draft=true}}"


def _comments_as_spans(text: str) -> tuple[str, list[ImportedPassage]]:
    """`[actor: Name]{.comment-start …}words[]{.comment-end …}` as `[words]{.actor name="Name"}`; the others' words and fields."""
    others: list[tuple[int, int, dict[str, Any]]] = []
    match = _COMMENT_START.search(text)
    while match is not None:
        end = _COMMENT_END.search(text, match.end())
        if end is None:
            break
        fields = fields_of_words(match["words"])
        words = text[match.end() : end.start()]
        marked = _marked(words, fields)
        if marked == words:
            others.append((match.start(), len(words), fields))
        text = text[: match.start()] + marked + text[end.end() :]
        match = _COMMENT_START.search(text, match.start() + len(marked))
    return text, [_passage_at(text, *each) for each in others]


def _marked(words: str, fields: Mapping[str, Any]) -> str:
    """The words as a span with its fields; as they are, where no kind is named, or they go over paragraphs."""
    if not fields.get("kind") or "\n\n" in words:
        return words
    values = "".join(f' {key}="{_value(each)}"' for key, each in fields.items() if key != "kind")
    return f"[{words}]{{.{fields['kind']}{values}}}"


def _passage_at(text: str, start: int, length: int, fields: dict[str, Any]) -> ImportedPassage:
    end = start + length
    before, after = text[max(start - _NEAR, 0) : start], text[end : end + _NEAR]
    return ImportedPassage(quote=text[start:end], prefix=before, suffix=after, fields=fields)


def _value(value: object) -> str:
    words = "; ".join(value) if isinstance(value, tuple) else str(value)
    return words.replace('"', "'")
