"""What a template may call: filters that change words, helpers that make inlines out of values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from jinja2 import filters as jinja
from jinja2 import pass_environment
from markupsafe import Markup

from briefgen.compose.annotate import annotated
from briefgen.compose.environment import (
    Rich,
    TemplateEnvironment,
    concatenated,
    current,
    fields_of,
    noted,
    own_pieces,
    pieces,
    sentence,
)
from briefgen.compose.references import cited
from briefgen.document import Control, Gauge, Inline, Inlines, LineBreak, PageCount, PageNumber, Reference, Span, Text
from briefgen.readers.markdown_inlines import Anchor, ParagraphBreak, Piece, isolated, merged, tidy
from briefgen.schema.briefing import (
    AnnotatedArticle,
    ArticleParagraph,
    EarlierStatement,
    Entry,
    EntryChange,
    Evidence,
    FilledDissent,
    FilledPoint,
    FilledQuestion,
    Judgment,
    Likelihood,
    MovedJudgment,
)
from briefgen.schema.input import Source
from briefgen.schema.vocabulary import CONFIDENCE_RANGES, CONFIDENCES, CREDIBILITY, HORIZON, RELIABILITY
from briefgen.scripts import is_unspaced
from briefgen.words.messages import OwnWords, like

_LINE_ENDS = re.compile("[\r\n\u2028\u2029]+")
_ENDS = (".", "!", "?", "…", ".”", ".’", '."', "。", "！", "？", "。」", "؟", "।")
BREAK = Rich((LineBreak(),))
PARAGRAPH = Rich((ParagraphBreak(),))
_BETWEEN_SCALES = Text("\u00a0" * 4)
"""Wider than a dot, so that the ends of a range are not taken for one scale."""


# --- filters -----------------------------------------------------------------------------------


def _words(value: Any) -> str:
    """A value that a filter of words can work on."""
    if isinstance(value, Markup | Rich):
        raise TypeError("this filter takes a value, not text that is rendered already")
    if value is None:
        return ""
    if isinstance(value, str | int | float):
        return str(noted(value))
    raise TypeError(f"this filter takes words, not {type(value).__name__.lower()}")


def upper(value: Any) -> str:
    """All letters capital."""
    return like(value, _words(value).upper())


def lower(value: Any) -> str:
    """All letters small."""
    return like(value, _words(value).lower())


def capitalize(value: Any) -> Any:
    """The first letter capital, the others as they are."""
    if isinstance(value, Rich):
        return Rich(_capitalized(value))
    words = _words(value)
    return like(value, words[:1].upper() + words[1:])


def _capitalized(inlines: Rich | Inlines) -> tuple[Any, ...]:
    """Words of several languages, the first letter of the first capital."""
    match inlines:
        case (Text(text), *others):
            return (Text(capitalize(text)), *others)
        case (Span(children, role, language), *others):
            return (Span(_capitalized(children), role, language), *others)
        case _:
            return tuple(inlines)


def trim(value: Any) -> Any:
    """Without spaces at either end."""
    return value if isinstance(value, Markup) else like(value, _words(value).strip())


def replace(value: Any, old: str, new: str) -> str:
    """With some words in place of others."""
    words, before, after = _words(value), _words(old), _words(new)
    current().allowance.characters(words.count(before) * len(after))
    return like(value, words.replace(before, after))


@pass_environment
def join(
    environment: TemplateEnvironment, value: Iterable[Any], between: str = "", attribute: str | None = None
) -> Any:
    """The items one after the other, with words between."""
    items = list(value)
    current().allowance.steps(len(items))
    if attribute is not None:
        items = [_path(environment, item, attribute) for item in items]
    parts: list[Any] = []
    for number, item in enumerate(items):
        parts += [between, item] if number else [item]
    return concatenated(tuple(parts))


@pass_environment
def commas(environment: TemplateEnvironment, value: Iterable[Any], attribute: str | None = None) -> Any:
    """The items one after the other, with the commas of the briefing's language between."""
    return join(environment, value, current().catalogue.pgettext("punctuation", ", "), attribute)


@pass_environment
def groupby(environment: TemplateEnvironment, value: Iterable[Any], attribute: str) -> list[tuple[Any, list[Any]]]:
    """Pairs of a name and the items that bear it, in the order in which names first appear."""
    groups: dict[Any, list[Any]] = {}
    for item in value:
        groups.setdefault(_path(environment, item, attribute), []).append(item)
    return list(groups.items())


def _path(environment: TemplateEnvironment, item: Any, attribute: str) -> Any:
    """`regions.0.name` of an item."""
    for step in attribute.split("."):
        item = environment.getitem(item, int(step)) if step.isdigit() else environment.getattr(item, step)
        if isinstance(item, environment.undefined):
            str(item)  # raises, with the name and its owner
    return item


def date_filter(value: Any) -> str:
    """A date in words: 30 March 2025; a point in time with its hour in UTC."""
    if value is None:
        return ""
    if not isinstance(value, str | date | datetime):
        raise TypeError(f"expected a date, not {type(value).__name__.lower()}")
    try:
        return current().catalogue.date(value)
    except ValueError:
        raise TypeError(f"expected a date, not '{value}'") from None


def paragraphs(value: Any, before: str = "") -> Rich:
    """Each line of the words as a paragraph of its own, with the same words before each."""
    lines = [line for line in _LINE_ENDS.split(_words(value)) if line.strip()]
    made: list[Piece] = []
    for line in lines:
        made += [ParagraphBreak()] if made else []
        words = own_pieces(like(value, line)) if isinstance(value, OwnWords) else isolated(line, current().language)
        made += [Text(before), *words] if before else words
    return Rich(made)


def sentences(value: Iterable[Any]) -> str:
    """The items one after the other, each ended by a full stop where it has no end of its own."""
    items, catalogue = [_words(item) for item in value], current().catalogue
    stop = catalogue.stop
    return str(catalogue.together(item if item.rstrip().endswith(_ENDS) else f"{item}{stop}" for item in items))


def word(value: Any, context: str = "") -> str:
    """A word of the program, such as a term of a scale, in the briefing's language. The context is that of catalogues."""
    return "" if value is None else current().catalogue.find(str(value), context)


def horizon(value: Any) -> str:
    """A horizon in words: near term."""
    return word(HORIZON.get(value, value), "horizon")


def anchor(value: Any) -> str:
    """The name of the place of an entry, a judgment, an article or one of its paragraphs."""
    match value:
        case Entry(id=key) | Judgment(id=key) | ArticleParagraph(reference=key):
            name = current().anchors.get(key)
        case AnnotatedArticle(id=key):
            name = current().anchors.get(f"article {key}")
        case _:
            name = None
    if name is None:
        raise TypeError(f"{type(value).__name__.lower()} has no place of its own")
    return name


# --- helpers -------------------------------------------------------------------------------------


def here(value: Any) -> Rich:
    """Nothing to see: names the paragraph or row in which it stands, so that references lead to it."""
    return Rich((Anchor(anchor(value)),))


def portion(value: Any, number: int = 0) -> str:
    """The portion mark of a value, with a space behind it; nothing unless the marking asks for portion marks.

    Of a list of marks it is the one with that number, from 0.
    """
    if isinstance(value, tuple):
        value = value[number] if number < len(value) else None
    mark = value if value is None or isinstance(value, str) else _marked(value).portion
    return f"{mark}\u00a0" if mark and current().portions else ""


_BEARERS = (
    *(Entry, Judgment, FilledPoint, FilledQuestion, FilledDissent, AnnotatedArticle, ArticleParagraph),
    *(MovedJudgment, EarlierStatement, EntryChange),
)


def _marked(value: Any) -> Any:
    if not isinstance(value, _BEARERS):
        raise TypeError(f"{type(value).__name__.lower()} has no portion mark")
    current().marks.add(id(value))
    return value


def control(value: Any, tag: str, title: str, placeholder: str = "") -> Any:
    """A value that staff may edit: in the Word file a control with this title. Nothing where it is empty, unless words stand in."""
    inner = () if value is None or value == "" else tidy(pieces(value))[0]
    return Rich((Control(tag, str(title), inner, str(placeholder)),)) if inner or placeholder else ""


def label(words: Any, role: str = "label") -> Rich:
    """Words that say what follows them, with a blank behind, but after a full-width sign, which brings its own."""
    said = _words(words)
    if not said:
        return Rich()
    shown = (Span(tidy(pieces(words))[0], role),) if role else pieces(words)
    return Rich((*shown, Text("" if is_unspaced(said[-1]) else " ")))


def aside(words: Any) -> Rich:
    """Words in brackets, as the briefing's language has them, with a blank before where it sets one."""
    catalogue = current().catalogue
    opening, closing = catalogue.pgettext("punctuation", " ("), catalogue.pgettext("punctuation", ")")
    return Rich((*own_pieces(opening), *pieces(words), *own_pieces(closing)))


def lines(*parts: Any) -> Any:
    """The parts that say anything, one below the other."""
    return _stacked(parts, BREAK)


def stack(*parts: Any) -> Any:
    """The parts that say anything, each a paragraph."""
    return _stacked(parts, PARAGRAPH)


def _stacked(parts: Sequence[Any], separator: Rich) -> Any:
    said = [part for part in parts if part is not None and part != "" and part != ()]
    mixed: list[Any] = []
    for number, part in enumerate(said):
        mixed += [separator, part] if number else [part]
    return concatenated(tuple(mixed))


def gauge(likelihood: Likelihood | None) -> Rich:
    """The likelihood's step, drawn small."""
    if likelihood is None:
        return Rich()
    _expect(likelihood, Likelihood, "gauge")
    step, steps = likelihood.step, likelihood.steps
    alt = current().catalogue.gettext("Likelihood: step %(step)s of %(steps)s", step=step, steps=steps)
    return Rich((Gauge("likelihood", step, steps, str(alt), _language(alt)),))


def dots(confidence: str | None) -> Rich:
    """The level of confidence, drawn small; of a range, both its ends."""
    if confidence is None:
        return Rich()
    if confidence in CONFIDENCE_RANGES:
        low, high = CONFIDENCE_RANGES[confidence]
        return Rich((*dots(low), _BETWEEN_SCALES, *dots(high)))
    if confidence not in CONFIDENCES:
        raise TypeError(f"dots() takes a level of confidence ({', '.join(CONFIDENCES)}), not '{confidence}'")
    step = CONFIDENCES.index(confidence) + 1
    steps = len(CONFIDENCES)
    alt = current().catalogue.gettext("Confidence: %(step)s of %(steps)s", step=step, steps=steps)
    return Rich((Gauge("confidence", step, steps, str(alt), _language(alt)),))


def _language(words: str) -> str | None:
    """The language of the program's words, where it is not the briefing's."""
    return words.language if isinstance(words, OwnWords) else None


def entry_number(entry: Entry | Judgment) -> Rich:
    """The number by which the packet knows an entry; it leads to the first passage that bears it in the annex."""
    if not isinstance(entry, Entry | Judgment):
        raise TypeError(f"number() takes an entry or a judgment, not {type(entry).__name__.lower()}")
    target = current().target(f"mark {entry.id}") if isinstance(entry, Entry) else None
    words: Inline = Text(entry.id)
    if target:
        tooltip = current().catalogue.gettext("%(number)s in the annex", number=entry.id)
        words = Reference(target, (words,), str(tooltip))
    return Rich((Span((words,), "number"), Text("\u00a0")))


def judgment_links(ids: Iterable[str]) -> Rich:
    """Ids of judgments, each leading to where it stands."""
    run = current()
    between = str(run.catalogue.pgettext("punctuation", ", "))
    made: list[Inline] = []
    for each in ids:
        target, words = run.target(each), (Text(each),)
        made += [Text(between)] if made else []
        made.append(Reference(target, words) if target else words[0])
    return Rich(merged(made))


def percent(number: int | None) -> str:
    """A number of percent: 70%."""
    return "" if number is None else current().catalogue.percent(number)


def refs(evidence: Iterable[Evidence]) -> Rich:
    """The references of the evidence, by article, each leading to its paragraph."""
    items = list(evidence)
    for item in items:
        _expect(item, Evidence, "refs")
    run = current()
    return Rich(merged(list(cited(items, run.target, run.catalogue))))


def annotated_paragraph(paragraph: ArticleParagraph) -> Rich:
    """A paragraph of an article with its highlights and their references."""
    _expect(paragraph, ArticleParagraph, "annotated")
    noted(paragraph.text)
    article = paragraph.reference.partition("¶")[0]
    run = current()
    return Rich(annotated(paragraph, run.target, run.catalogue, quiet=article in run.quiet))


def grade(source: Source) -> str:
    """A source's grade in words: B2: usually reliable, probably true."""
    _expect(source, Source, "grade")
    letter, number, catalogue = source.reliability, source.credibility, current().catalogue
    if letter is None and number is None:
        return catalogue.gettext("not graded")
    meanings = [catalogue.pgettext("reliability", RELIABILITY[letter])] if letter else []
    meanings += [catalogue.pgettext("credibility", CREDIBILITY[number])] if number else []
    meaning = str(catalogue.pgettext("punctuation", ", ")).join(meanings)
    return catalogue.gettext("%(grade)s: %(meaning)s", grade=f"{letter or ''}{number or ''}", meaning=meaning)


# --- messages, as Jinja's own extension asks for them ----------------------------------------------


def gettext(message: str, **values: Any) -> Any:
    """A message of the program in the briefing's language, with values in its places."""
    return sentence(current().catalogue.find(message), values)


def ngettext(one: str, many: str, num: int, **values: Any) -> Any:
    """The form of a message that goes with a number: 1 article, 2 articles."""
    return sentence(current().catalogue.find_counted(one, many, num), {"num": num, **values})


def pgettext(context: str, message: str, **values: Any) -> Any:
    """A message that means different things in different places."""
    return sentence(current().catalogue.find(message, context), values)


def npgettext(context: str, one: str, many: str, num: int, **values: Any) -> Any:
    """Such a message, in the form that goes with a number."""
    return sentence(current().catalogue.find_counted(one, many, num, context), {"num": num, **values})


def _expect(value: Any, expected: type, helper: str) -> None:
    if not isinstance(value, expected):
        given = type(value).__name__
        raise TypeError(
            f"{helper}() takes {expected.__name__.lower()}, not {given.lower()}: {', '.join(fields_of(expected))}"[:200]
        )


FILTERS: Mapping[str, Callable[..., Any]] = {
    "abs": abs,
    "anchor": anchor,
    "batch": jinja.do_batch,
    "capitalize": capitalize,
    "commas": commas,
    "count": len,
    "date": date_filter,
    "default": jinja.do_default,
    "first": jinja.do_first,
    "groupby": groupby,
    "horizon": horizon,
    "int": jinja.do_int,
    "items": jinja.do_items,
    "join": join,
    "last": jinja.do_last,
    "length": len,
    "list": list,
    "lower": lower,
    "map": jinja.do_map,
    "max": jinja.do_max,
    "min": jinja.do_min,
    "paragraphs": paragraphs,
    "percent": percent,
    "reject": jinja.do_reject,
    "rejectattr": jinja.do_rejectattr,
    "replace": replace,
    "reverse": jinja.do_reverse,
    "round": jinja.do_round,
    "select": jinja.do_select,
    "selectattr": jinja.do_selectattr,
    "sentences": sentences,
    "slice": jinja.do_slice,
    "sort": jinja.do_sort,
    "sum": jinja.do_sum,
    "trim": trim,
    "unique": jinja.do_unique,
    "upper": upper,
    "word": word,
}


def map_figure(implications: Iterable[Any], least: int = 2, width: float = 1.0) -> Any:
    """A map of the countries, regions and seas that implications name; nothing where fewer than so many can be shown."""
    from briefgen.compose import figures  # with all that draws, for a template that asks for it

    return figures.drawn_map(implications, least, width)


def timeline_figure(events: Iterable[Any], least: int = 5, listed: bool = False, width: float = 1.0) -> Any:
    """Events on an axis of time, with a list of them below, in place of a table, if `listed`."""
    from briefgen.compose import figures

    return figures.drawn_timeline(events, least, listed, width)


HELPERS: Mapping[str, Any] = {
    "_": gettext,
    "annotated": annotated_paragraph,
    "aside": aside,
    "br": BREAK,
    "control": control,
    "dots": dots,
    "gauge": gauge,
    "gettext": gettext,
    "grade": grade,
    "here": here,
    "judgments": judgment_links,
    "label": label,
    "lines": lines,
    "map": map_figure,
    "ngettext": ngettext,
    "npgettext": npgettext,
    "number": entry_number,
    "page_count": Rich((PageCount(),)),
    "page_number": Rich((PageNumber(),)),
    "par": PARAGRAPH,
    "pgettext": pgettext,
    "portion": portion,
    "refs": refs,
    "stack": stack,
    "timeline": timeline_figure,
}
