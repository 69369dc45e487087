"""Exports of Label Studio, doccano, Prodigy and spaCy in; articles with their passages out.

Each counts characters its own way: Label Studio and Prodigy in code points, doccano, and Label Studio before 1.5, in UTF-16
units. Where a file has the passage's words, they decide.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec.structs import replace

from briefgen.importing.foreign import (
    CannotImport,
    Imported,
    ImportedArticle,
    ImportedPassage,
    SourceFile,
    taken_apart,
)
from briefgen.importing.json_values import is_json_with, items, json_values, mapping, offset, words_at
from briefgen.importing.labels import fields_of_words
from briefgen.importing.spans import Utf16
from briefgen.importing.web_page import words_of_fragment

_CUT = re.compile(r"\w\b\w|\w\w")
_ADDRESS = re.compile(r"(?:https?|s3|gs|azure-blob)://\S+|/data/(?:local-files|upload)/\S+")
"""What Label Studio has in the place of a text that it loads from elsewhere."""
_SAID = {
    "headline": ("headline", "title"),
    "outlet": ("outlet", "source", "publisher"),
    "author": ("author", "byline"),
    "url": ("url", "link"),
    "language": ("language", "lang"),
    "place": ("place",),
}


def _article(words: str, said: dict[str, Any], passages: Iterable[ImportedPassage]) -> ImportedArticle:
    known = {
        field: next((found for key in keys if (found := words_at(said.get(key))) and "\n" not in found), "")
        for field, keys in _SAID.items()
    }
    return taken_apart(replace(ImportedArticle(words, passages=tuple(passages)), **known))


def _remarks(left_out: Counter[str]) -> tuple[str, ...]:
    return tuple(f"left out: {count} × {what}" for what, count in left_out.items() if count)


def _passage(words: str, start: int, end: int, quote: str, label: str, fields: dict[str, Any]) -> ImportedPassage:
    """By code points where they agree with the quote, else by UTF-16 units, else by the quote alone."""
    wanted, units = "".join(quote.split()), Utf16(words)
    for first, last in ((start, end), (units.code_point(start), units.code_point(end))):
        if 0 <= first < last <= len(words) and "".join(words[first:last].split()) == wanted:
            return ImportedPassage(first, last, quote, label=label, fields=fields)
    return ImportedPassage(quote=quote, label=label, fields=fields)


# --- Label Studio -----------------------------------------------------------------------------


def is_label_studio(file: SourceFile) -> bool:
    """Whether it holds tasks with their annotations, or the short form of them."""
    return is_json_with(file, "completed_by", "completions", "annotation_id", "from_name")


def read_label_studio(file: SourceFile) -> Imported:
    """An article a task, with the passages of the annotation that counts: ground truth, else the newest."""
    left_out: Counter[str] = Counter()
    tasks = [mapping(each) for each in json_values(file)]
    articles = [each for task in tasks if (each := _task(task, left_out)) is not None]
    if not articles:
        at = "".join(f" {each}." for each in left_out if "address" in each)
        raise CannotImport(f"no task in it has its text{at and f':{at}'}", "Export it with the texts, as JSON.")
    return Imported(tuple(articles), remarks=_remarks(left_out))


def _task(task: dict[str, Any], left_out: Counter[str]) -> ImportedArticle | None:
    data = mapping(task.get("data")) or task
    key = next((key for key in ("text", "html") if words_at(data.get(key))), "") or _longest(data)
    if not key:
        left_out["task without its text"] += 1
        return None
    if _ADDRESS.fullmatch(data[key].strip()):
        left_out[f"task whose text stands at an address ({data[key].strip()[:60]})"] += 1
        return None
    results = [*_results(task, left_out)] if "data" in task else [*_short_results(task)]
    words = words_of_fragment(data[key]) if key == "html" or any(map(_is_of_page, results)) else data[key]
    said = {name: each for name, each in data.items() if name != key}
    return _article(words, said, _regions(words, results, left_out))


def _is_of_page(result: dict[str, Any]) -> bool:
    """Whether a region stands in the nodes of a page: then its text is HTML, whatever the key is called."""
    start = mapping(result.get("value")).get("start")
    return result.get("type") == "hypertextlabels" or (isinstance(start, str) and "text()" in start)


def _longest(data: dict[str, Any]) -> str:
    texts = {key: each for key, each in data.items() if isinstance(each, str) and len(each) > 80}
    return max(texts, key=lambda key: len(texts[key]), default="")


def _results(task: dict[str, Any], left_out: Counter[str]) -> Iterator[dict[str, Any]]:
    made = [mapping(each) for each in items(task.get("annotations") or task.get("completions"))]
    counted = [each for each in made if not (each.get("was_cancelled") or each.get("skipped"))]
    left_out["cancelled annotation of a task"] += len(made) - len(counted)
    left_out["prediction"] += len(items(task.get("predictions")))
    if counted:
        newest = max(counted, key=lambda each: (bool(each.get("ground_truth")), str(each.get("updated_at") or "")))
        left_out["older annotation of a task"] += len(counted) - 1
        yield from (mapping(each) for each in items(newest.get("result")))


def _short_results(task: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Of the short form, where each control has a list of values."""
    for control, values in task.items():
        for value in items(values):
            if isinstance(value, dict) and "start" in value:
                yield {"value": value, "type": "labels", "from_name": control}


def _regions(words: str, results: list[dict[str, Any]], left_out: Counter[str]) -> Iterator[ImportedPassage]:
    """One passage a region: what is said of it stands in several results of one id."""
    comments: dict[str, list[str]] = {}
    for result in results:
        for said in items(mapping(result.get("value")).get("text")) if result.get("type") == "textarea" else ():
            comments.setdefault(str(result.get("id")), []).append(words_at(said))
    for result in results:
        value = mapping(result.get("value"))
        if result.get("type") == "textarea":
            continue
        labels = next((items(each) for key, each in value.items() if key.endswith("labels")), None)
        if labels is None or not ("start" in value or "text" in value):
            left_out[str(result.get("type") or "result of a whole task")] += 1
            continue
        left_out.update(f"further label of a passage ({str(each)[:60]})" for each in labels[1:])
        fields = fields_of_words("; ".join(comments.get(str(result.get("id")), [])))
        yield _region(words, value, words_at(labels[0]) if labels else "", fields)


def _region(words: str, value: dict[str, Any], label: str, fields: dict[str, Any]) -> ImportedPassage:
    quote = words_at(value.get("text")).replace("\\n", "\n")
    start, end = offset(value.get("start")), offset(value.get("end"))
    if quote:
        return _passage(words, start, end, quote, label, fields)
    return ImportedPassage(start, end, label=label, fields=fields) if 0 <= start < end else ImportedPassage(label=label)


# --- doccano ----------------------------------------------------------------------------------


def is_doccano(file: SourceFile) -> bool:
    """Whether it holds texts with triples of offsets and label, or entities."""
    return is_json_with(file, "text") and is_json_with(file, "label", "labels", "entities", "start_offset")


def read_doccano(file: SourceFile) -> Imported:
    """An article a text."""
    left_out: Counter[str] = Counter()
    articles = []
    for value in map(mapping, json_values(file)):
        words = words_at(value.get("text"))
        if not words:
            left_out["value without a text"] += 1
            continue
        spans = [*_doccano_spans(value, left_out)]
        left_out.update({"relation": len(items(value["relations"]))} if value.get("relations") else {})
        left_out.update({"comment": len(items(value["Comments"]))} if value.get("Comments") else {})
        said = {key: each for key, each in value.items() if key not in ("text", "label", "labels")}
        articles.append(_article(words, said, _by_units(words, spans)))
    if not articles:
        raise CannotImport("there is no text in it")
    return Imported(tuple(articles), remarks=_remarks(left_out))


def _doccano_spans(value: dict[str, Any], left_out: Counter[str]) -> Iterator[tuple[int, int, str]]:
    left_out["label of a whole text"] += len(items(value.get("cats")))
    for each in (each for key in _SPANS for each in items(value.get(key))):
        if isinstance(each, list) and len(each) == 3:
            yield offset(each[0]), offset(each[1]), str(each[2])
        elif isinstance(each, dict) and "start_offset" in each:
            yield (
                offset(each["start_offset"]),
                offset(each.get("end_offset")),
                str(each.get("label_name") or each.get("label")),
            )
        else:
            left_out["label of a whole text"] += 1


_SPANS = ("label", "labels", "entities", "annotations")


def _by_units(words: str, spans: list[tuple[int, int, str]]) -> list[ImportedPassage]:
    """In UTF-16 units, as doccano writes them; in code points where those cut fewer words."""
    units = Utf16(words)
    converted = [(units.code_point(start), units.code_point(end), label) for start, end, label in spans]
    chosen = min((converted, spans), key=lambda each: sum(_cuts(words, start, end) for start, end, _ in each))
    return [
        ImportedPassage(start, end, label=label) if start >= 0 else ImportedPassage(label=label)
        for start, end, label in chosen
    ]


def _cuts(words: str, start: int, end: int) -> int:
    """How many of a span's ends lie within a word; many for one that is none."""
    if not 0 <= start < end <= len(words):
        return 3
    return sum(bool(_CUT.fullmatch(words[max(at - 1, 0) : at + 1])) for at in (start, end))


# --- Prodigy, spaCy ---------------------------------------------------------------------------


def is_prodigy(file: SourceFile) -> bool:
    """Whether it holds texts with spans, or with spaCy's entities, or pairs that spaCy is trained with."""
    named = is_json_with(file, "text")
    pairs = not named and file.data.lstrip()[:1] == b"[" and is_json_with(file, "entities")
    return pairs or (named and is_json_with(file, "spans", "ents", "_input_hash"))


def read_prodigy(file: SourceFile) -> Imported:
    """An article a source: tasks are mostly sentences, and become paragraphs of what they come from."""
    left_out: Counter[str] = Counter()
    groups: dict[str, list[dict[str, Any]]] = {}
    for value in _spacy_tasks(json_values(file)):
        if value.get("answer", "accept") != "accept":
            left_out["task that was not accepted"] += 1
        elif not words_at(value.get("text")):
            left_out["task without a text"] += 1
        else:
            meta = mapping(value.get("meta"))
            groups.setdefault(words_at(meta.get("url")) or words_at(meta.get("source")), []).append(value)
    if not groups:
        raise CannotImport("there is no accepted text in it")
    return Imported(tuple(_joined(tasks, left_out) for tasks in groups.values()), remarks=_remarks(left_out))


def _spacy_tasks(values: list[Any]) -> Iterator[dict[str, Any]]:
    """Each value as a mapping; a pair of a text and its annotations, which spaCy is trained with, as what it says."""
    lone = len(values) == 2 and isinstance(values[0], str)
    for value in [values] if lone else values:
        if isinstance(value, list) and len(value) == 2 and isinstance(value[0], str):
            triples = (each for each in items(mapping(value[1]).get("entities")) if isinstance(each, list))
            spans = [dict(zip(("start", "end", "label"), each, strict=False)) for each in triples]
            yield {"text": value[0], "spans": spans}
        else:
            yield mapping(value)


def _joined(tasks: list[dict[str, Any]], left_out: Counter[str]) -> ImportedArticle:
    """The tasks' texts as paragraphs; one that several sessions had stands once."""
    starts: dict[str, int] = {}
    length = 0
    passages: dict[tuple[int, int, str], ImportedPassage] = {}
    for task in tasks:
        words = task["text"]
        if words not in starts:
            starts[words] = length
            length += len(words) + 2
        left_out.update({"relation": len(task["relations"])} if isinstance(task.get("relations"), list) else {})
        left_out.update(_chosen(task))
        for span in _spans(task):
            start, end, label = offset(span.get("start")), offset(span.get("end")), words_at(span.get("label"))
            base = starts[words]
            placed = 0 <= start < end <= len(words)
            made = ImportedPassage(base + start, base + end, label=label) if placed else ImportedPassage(label=label)
            passages.setdefault((base + start, base + end, label), made)
    return _article("\n\n".join(starts), mapping(tasks[0].get("meta")), passages.values())


def _chosen(task: dict[str, Any]) -> Iterator[str]:
    """The options that somebody chose for a task, such as who is meant by a name, each with its words."""
    options = {str(each.get("id")): each for each in map(mapping, items(task.get("options")))}
    for key in map(str, items(task.get("accept"))):
        option = options.get(key, {})
        words = words_at(option.get("text")) or re.sub(r"<[^>]*>", "", words_at(option.get("html")))
        about = " ".join((words or key).split())[:_SHOWN]
        yield f"chosen option ({about}) of “{' '.join(words_at(task.get('text')).split())[:_SHOWN]}”"


_SHOWN = 60
"""Characters of what is named in a remark."""


def _spans(task: dict[str, Any]) -> Iterator[dict[str, Any]]:
    groups = task.get("spans")
    held = [*groups.values()] if isinstance(groups, dict) else [groups]
    for spans in (*held, task.get("ents")):
        yield from (mapping(each) for each in items(spans))
