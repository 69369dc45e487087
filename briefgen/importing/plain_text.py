"""A text or Markdown file in, its article out: the time-stamped layout of feeds, a headline of its own, or words alone."""

from __future__ import annotations

import re

from briefgen.diagnostics import InputError
from briefgen.importing.foreign import (
    CannotImport,
    Imported,
    ImportedArticle,
    SourceFile,
    taken_apart,
    tidied,
)
from briefgen.importing.labels import fields_of_words
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


_SPAN = re.compile(r"(\]\{)(?=[^{}\n]*\.(?:actor|agreement|capability|implication|event)\b)([^{}\n]*)\}")


def _with_drafts(article: ImportedArticle) -> ImportedArticle:
    """Marked spans as drafts; comments that pandoc writes around words become spans."""
    from msgspec.structs import replace

    text = _SPAN.sub(
        lambda m: m[0] if "draft=" in m[2] else f"]{{{m[2]} draft=true}}", _comments_as_spans(article.text)
    )
    return replace(article, text=text, guessed=article.guessed, language=article.language)


def _comments_as_spans(text: str) -> str:
    """`[actor: Name]{.comment-start …}words[]{.comment-end …}` as `[words]{.actor name="Name"}`."""
    match = _COMMENT_START.search(text)
    while match is not None:
        end = _COMMENT_END.search(text, match.end())
        if end is None:
            break
        fields = fields_of_words(match["words"])
        words = text[match.end() : end.start()]
        kind = fields.pop("kind", None)
        values = "".join(f' {key}="{_value(each)}"' for key, each in fields.items())
        marked = f"[{words}]{{.{kind}{values}}}" if kind and "\n\n" not in words else words
        text = text[: match.start()] + marked + text[end.end() :]
        match = _COMMENT_START.search(text, match.start() + len(marked))
    return text


def _value(value: object) -> str:
    words = "; ".join(value) if isinstance(value, tuple) else str(value)
    return words.replace('"', "'")
