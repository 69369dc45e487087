"""What files held in; edits that add it to an input, and findings about what was guessed, unknown or not placed, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from pydantic import ValidationError

from briefgen.diagnostics import Diagnostic, Place, Severity
from briefgen.editing.edits import Append
from briefgen.importing.foreign import Imported, ImportedArticle, ImportedPassage
from briefgen.importing.labels import LabelMap
from briefgen.importing.spans import NotPlaced, PassageFinder
from briefgen.readers.article_markup import ArticleFormat, article_paragraphs
from briefgen.readers.source import RAW_FORBIDDEN
from briefgen.schema.input import Article, Source
from briefgen.schema.kinds import ENTRY_KINDS

if TYPE_CHECKING:
    from briefgen.readers.yaml_reader import ReadInput

_NOT_STATED = "Not stated"
_PLACE = ("quote", "prefix", "suffix", "occurrence")


class Added(Struct):
    """What is to be added to an input."""

    labels: LabelMap
    read: ReadInput | None = None
    """The input as it is; None for a new one."""
    url: str = ""
    source: str = ""
    articles: list[dict[str, Any]] = field(default_factory=list)
    drafts: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    """By index of an article that the input has."""
    findings: list[Diagnostic] = field(default_factory=list)
    count: int = 0
    """Of drafts."""
    not_placed: int = 0
    finders: dict[int, PassageFinder] = field(default_factory=dict)
    known: dict[str, list[int]] | None = None
    """The input's articles, by their paragraphs' words; None until one is looked for."""

    def take(self, imported: Imported, name: str) -> None:
        """Take in what one file held."""
        for remark in imported.remarks:
            self.findings.append(Diagnostic("BG035", remark, Place(name), Severity.NOTE))
        for article in imported.articles:
            number = f" {len(self.articles) + 1}" if len(imported.articles) > 1 else ""
            there = self._number_of(article)
            if there is not None:
                self._more_of(there, article, name)
            elif (made := self._article(article, name, number)) not in self.articles:
                self.articles.append(made)
            else:
                self._not_again(made["headline"], "was imported already", name)
        for passage in imported.passages:
            self._passage(passage, name)

    @property
    def edits(self) -> list[Append]:
        """In the order in which they can be made."""
        drafts = [Append(("articles", n, "annotations"), tuple(each)) for n, each in sorted(self.drafts.items())]
        return [*drafts, *([Append(("articles",), tuple(self.articles))] if self.articles else [])]

    # --- articles --------------------------------------------------------------------------

    def _article(self, article: ImportedArticle, name: str, number: str) -> dict[str, Any]:
        from pathlib import PurePath

        guessed = [*article.guessed]
        if not article.headline.strip():
            guessed.append("headline")
        source = {"name": self.source or article.outlet or _NOT_STATED, "author": article.author}
        source["url"] = self._address(self.url or article.url, name)
        form = _form(article)
        found: dict[str, Any] = {
            "headline": " ".join(article.headline.split()) or PurePath(name).stem + number,
            "source": {key: value for key, value in source.items() if value},
            "published": _when(article.published),
            "place": article.place,
            "language": self._language(article.language, name),
            "format": form if form == "markdown" else "",
            "text": article.text.strip("\n") + "\n",
        }
        if guessed:
            words = ", ".join(dict.fromkeys(guessed))
            hint = "The file does not say it itself. Look it over."
            message = f"guessed of “{found['headline'][:60]}”: {words}"
            self.findings.append(Diagnostic("BG035", message, Place(name), Severity.NOTE, hint))
        if article.passages:
            finder = PassageFinder(found["text"], form)
            shift = len(article.text) - len(article.text.lstrip("\n"))
            drafts = [self._draft(finder, _moved_up(each, shift), name) for each in article.passages]
            found["annotations"] = tuple(each for each in drafts if each)
        return {key: _printable(value) for key, value in found.items() if value}

    def _address(self, url: str, name: str) -> str:
        try:
            return Source.model_validate({"name": "x", "url": url}).url or "" if url else ""
        except ValidationError:
            message = f"the address “{url[:80]}” was left out: it is none that a briefing takes"
            self.findings.append(Diagnostic("BG035", message, Place(name), Severity.NOTE))
            return ""

    def _language(self, tag: str, name: str) -> str:
        if not tag:
            return ""
        try:
            known = Article.model_validate({"headline": "x", "source": {"name": "x"}, "text": "x", "language": tag})
        except ValidationError:
            message = f"the language “{tag[:40]}” was left out: it is not a language tag"
            self.findings.append(Diagnostic("BG035", message, Place(name), Severity.NOTE))
            return ""
        return known.language

    # --- articles that are there -----------------------------------------------------------

    def _number_of(self, article: ImportedArticle) -> int | None:
        """The index of the input's article that has these words, and is not said to be another outlet's copy of them."""
        if self.read is None or not article.text.strip():
            return None
        articles = self.read.input.articles
        if self.known is None:
            self.known = {}
            for number, each in enumerate(articles):
                self.known.setdefault(_words_of(self.read.texts[number], each.format), []).append(number)
        same = self.known.get(_words_of(article.text, _form(article)), ())
        return next((number for number in same if self._is_of(articles[number].source, article)), None)

    def _is_of(self, source: Source, article: ImportedArticle) -> bool:
        address, outlet = _bare(self.url or article.url), self.source or article.outlet
        if address and source.url:
            return address == _bare(source.url)
        return _NOT_STATED in (outlet or _NOT_STATED, source.name) or outlet == source.name

    def _more_of(self, number: int, article: ImportedArticle, name: str) -> None:
        """The passages of an article that the input has, but for those that are marked there."""
        finder = PassageFinder(article.text, _form(article))
        drafts = [self._draft(finder, each, name) for each in article.passages]
        marked = [draft for draft in drafts if draft and self._is_marked(number, draft)]
        self.count -= len(marked)
        if more := [draft for draft in drafts if draft and draft not in marked]:
            self.drafts.setdefault(number, []).extend(more)
        headline = self.read.input.articles[number].headline if self.read else ""
        self._not_again(headline, f"is article {number + 1} of the input", name)

    def _is_marked(self, number: int, draft: dict[str, Any]) -> bool:
        """Whether the same words are marked as the same kind, or as one where the draft says none."""
        if self.read is None:
            return False
        marked = [each.model_dump() for each in self.read.input.articles[number].annotations]
        marked += [each.value for each in self.read.drafts if each.article == number]
        same = [each for each in marked if all(each.get(key) == draft.get(key) for key in _PLACE)]
        return any(draft.get("kind") in (None, each.get("kind")) for each in same)

    def _not_again(self, headline: str, why: str, name: str) -> None:
        message = f"not added again: “{' '.join(headline.split())[:60]}” {why}"
        self.findings.append(Diagnostic("BG035", message, Place(name), Severity.NOTE))

    # --- passages --------------------------------------------------------------------------

    def _passage(self, passage: ImportedPassage, name: str) -> None:
        """A passage of an article that the input has: the one of its address, else the first that holds it."""
        articles = self.read.input.articles if self.read else ()
        address = _bare(passage.url)
        named = [n for n, each in enumerate(articles) if address and _bare(each.source.url or "") == address]
        reasons = []
        for number in named or range(len(articles)):
            try:
                draft = self._as_draft(self._finder(number), passage)
            except NotPlaced as reason:
                reasons.append(str(reason))
            else:
                self.drafts.setdefault(number, []).append(draft)
                return
        self._lost(passage, reasons[0] if len(reasons) == 1 else "no article of the input holds it", name)

    def _finder(self, number: int) -> PassageFinder:
        if number not in self.finders and self.read is not None:
            self.finders[number] = PassageFinder(self.read.texts[number], self.read.input.articles[number].format)
        return self.finders[number]

    def _draft(self, finder: PassageFinder, passage: ImportedPassage, name: str) -> dict[str, Any]:
        try:
            return self._as_draft(finder, passage)
        except NotPlaced as reason:
            self._lost(passage, str(reason), name)
            return {}

    def _as_draft(self, finder: PassageFinder, passage: ImportedPassage) -> dict[str, Any]:
        place = finder.keys(passage)
        fields = _fitting({**self.labels.fields(passage.label), **passage.fields})
        self.count += 1
        kind = {"kind": fields.pop("kind")} if "kind" in fields else {}
        return {"draft": True, **kind, **place, **{key: _printable(value) for key, value in fields.items()}}

    def _lost(self, passage: ImportedPassage, reason: str, name: str) -> None:
        self.not_placed += 1
        somewhere = (
            f"characters {passage.start} to {passage.end}" if passage.start >= 0 else "its words are not in the file"
        )
        words = passage.quote or somewhere
        label = passage.label or passage.fields.get("kind", "")
        message = f"a passage was not placed: {reason}"
        hint = f"{label}: {' '.join(words.split())[:200]}".removeprefix(": ")
        self.findings.append(Diagnostic("BG036", message, Place(name), Severity.WARNING, hint))


def _form(article: ImportedArticle) -> ArticleFormat:
    return "markdown" if "draft=true}" in article.text else "plain"


def _words_of(text: str, form: ArticleFormat) -> str:
    return "\n".join(" ".join(each.text.split()) for each in article_paragraphs(text, form))


def _fitting(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields, with a summary where the kind has none as its title."""
    found = dict(fields)
    row = next((row for row in ENTRY_KINDS.values() if row.name == found.get("kind")), None)
    if row is not None and "summary" in found and "summary" not in row.annotation.model_fields:
        found.setdefault(row.title, found.pop("summary"))
    return found


def _printable(value: Any) -> Any:
    """The value without characters that no document may hold: mails and properties may bring any."""
    if isinstance(value, str):
        return RAW_FORBIDDEN.sub("\ufffd", value)
    if isinstance(value, dict):
        return {key: _printable(each) for key, each in value.items()}
    return tuple(map(_printable, value)) if isinstance(value, tuple) else value


def _bare(url: str) -> str:
    """An address without what does not tell pages apart."""
    return url.partition("#")[0].partition("://")[2].rstrip("/")


def _moved_up(passage: ImportedPassage, shift: int) -> ImportedPassage:
    from msgspec.structs import replace

    return passage if passage.start < 0 else replace(passage, start=passage.start - shift, end=passage.end - shift)


def _when(published: datetime | date | None) -> str:
    if published is None:
        return ""
    return f"{published:%Y-%m-%dT%H:%M:%SZ}" if isinstance(published, datetime) else published.isoformat()


def unknown_labels(added: Added, names: Iterable[str]) -> Iterator[Diagnostic]:
    """The finding for labels that nothing is known of."""
    if found := added.labels.finding(next(iter(names), "")):
        yield found
