"""What a template may draw: implications to a map, events to a timeline; each with its caption and, in words, what it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from briefgen.compose.environment import Rich, Run, current, own_pieces, pieces
from briefgen.diagnostics import Diagnostic, Place, TemplateError
from briefgen.document import Blocks, Drawing, Inline, List, ListItem, Paragraph, Text, is_backward, plain
from briefgen.figures.locator import LocatorMap, MapEntry, MapLook, MapWords, locator_map
from briefgen.figures.sites import NamedPlace
from briefgen.figures.timeline import AxisLook, DatedEvent, days_of, time_axis
from briefgen.figures.world import World, world
from briefgen.readers.markdown_inlines import merged, tidy
from briefgen.schema.briefing import Event, RegionalImplication
from briefgen.schema.marking import highest
from briefgen.scripts import is_unspaced
from briefgen.theme import Theme
from briefgen.words.messages import N_, OwnWords, sentence_parts

_SHARE = 0.2
"""Of a page's height, what a map takes at most; with its words it is a quarter."""
_NARROWEST = 0.3
"""Of the text's width."""
_DISTINCT = 3
"""A timeline of fewer different times says nothing that a table does not."""
_YEAR = 366
_ROLE = "grounds"
_PAPER = "FFFFFF"


def drawn_map(implications: Iterable[Any], least: int = 2, width: float = 1.0) -> Any:
    """A map of the countries, regions and seas that implications name; nothing where fewer than so many can be shown.

    `width`: of the text's, as a share, so that words keep their size in columns.
    """
    found = list(implications)
    for each in found:
        if not isinstance(each, RegionalImplication):
            raise TypeError(f"map() takes implications, not {type(each).__name__.lower()}")
    run = current()
    theme = run.theme
    if theme is None or not found:
        return ""
    places = [
        NamedPlace(place.name, place.code, each.direction or "")
        for each in found
        for place in (*each.regions, *each.countries)
    ]
    if len({place.code or place.name for place in places}) < least:
        return ""
    size = (_share_of(width, theme, "map"), round(theme.page.height * _SHARE, 1))
    made = locator_map(places, _borders(theme), _map_look(theme), _map_words(run), size, least)
    return "" if made is None else Rich((_map_drawing(made, run, theme, found),))


def _borders(theme: Theme) -> World:
    """The borders that a theme asks for. TemplateError where its file was changed since the theme was read."""
    own = theme.map.borders
    if own is None:
        return world()
    from briefgen.figures.geojson import borders_at

    try:
        return borders_at(Path(own.file), own.beside)
    except (OSError, ValueError) as error:
        message = f"the borders cannot be used: {getattr(error, 'strerror', None) or error}"
        hint = "They could be when the run began. Build again."
        raise TemplateError(Diagnostic("BG626", message, Place(own.file), hint=hint)) from None


def _share_of(width: float, theme: Theme, function: str) -> float:
    """Points."""
    if not isinstance(width, int | float) or not _NARROWEST <= width <= 1:
        raise ValueError(f"{function}() takes a width from {_NARROWEST} to 1, a share of the text's")
    return round(text_width(theme) * width, 1)


def text_width(theme: Theme) -> float:
    """The width that a page has for text."""
    return theme.page.width - theme.page.margins.left - theme.page.margins.right


def _map_look(theme: Theme) -> MapLook:
    style = theme.map
    directions = ("stabilising", "destabilising", "mixed", "unclear")
    tints = [(name, theme.colour(getattr(style, name))) for name in directions]
    return MapLook(
        sea=theme.colour(style.sea),
        land=theme.colour(style.land),
        border=theme.colour(style.border),
        coast=theme.colour(style.coast),
        ink=theme.colour(theme.styles["body"].colour),
        paper=_PAPER,
        water=theme.colour(style.water),
        named=theme.colour(style.named),
        directions=tuple((name, tint, _darker(tint)) for name, tint in tints),
    )


def _darker(colour: str) -> str:
    """The colour of lines that are seen on a tint, in grey as well."""
    return "".join(f"{int(colour[n : n + 2], 16) * 45 // 100:02X}" for n in (0, 2, 4))


def _map_words(run: Run) -> MapWords:
    directions = [
        ("stabilising", run.catalogue.pgettext("direction", "stabilising")),
        ("destabilising", run.catalogue.pgettext("direction", "destabilising")),
        ("mixed", run.catalogue.pgettext("direction", "mixed")),
        ("unclear", run.catalogue.pgettext("direction", "unclear")),
        ("", run.catalogue.pgettext("direction", "not stated")),
    ]
    return MapWords(
        tuple((name, str(words)) for name, words in directions),
        str(run.catalogue.gettext("%(number)s km", number="{}")),
    )


def _map_drawing(made: LocatorMap, run: Run, theme: Theme, found: Sequence[RegionalImplication]) -> Drawing:
    mark = _mark(run, [each.portion for each in found])
    caption = [
        (*mark, *own_pieces(run.catalogue.gettext("Places that the implications name."))),
        *_statement(run, theme),
    ]
    if any(entry.inset for entry in made.entries):
        caption.append(own_pieces(run.catalogue.gettext("Maps in a corner have scales of their own.")))
    alt = run.catalogue.gettext(
        "Locator map with %(number)s numbered places, which are listed below it", number=len(made.entries)
    )
    return Drawing(
        made.shapes, made.width, made.height, str(alt), _running(caption), _key(made, run, found), None, _language(alt)
    )


def _running(sentences: Iterable[Sequence[Any]]) -> tuple[Inline, ...]:
    """Sentences as running text: with a blank between, but after a full-width stop."""
    made: list[Any] = []
    for each in sentences:
        if made and not is_unspaced(plain(_inlines(made))[-1]):
            made.append(Text(" "))
        made += each
    return _inlines(made)


def _statement(run: Run, theme: Theme) -> Iterator[Sequence[Any]]:
    """What a map says of its borders, by sentences: the theme's words, or the program's."""
    if theme.map.statement:
        yield pieces(theme.map.statement)
        return
    yield own_pieces(
        run.catalogue.gettext("Borders and names are those of the data and say nothing on the status of any territory.")
    )
    if theme.map.borders is None or theme.map.borders.beside:
        yield own_pieces(run.catalogue.gettext("Data: Natural Earth."))


def _key(made: LocatorMap, run: Run, found: Sequence[RegionalImplication]) -> Blocks:
    """The numbers with what they stand for, and what has none."""
    mark = list(_mark(run, [each.portion for each in found]))
    words: list[Any] = [*mark]
    for at, entry in enumerate(made.entries):
        words += [Text("\u00a0· ")] if at else []
        words += _entry(entry, run)
    blocks = [Paragraph(_inlines(words), _ROLE)]
    if made.left_out:
        names: list[Any] = []
        for place in made.left_out:
            names += (
                [Text(str(run.catalogue.pgettext("punctuation", ", "))), *pieces(place.name)]
                if names
                else pieces(place.name)
            )
        message = run.catalogue.find(N_("Not on the map: %(places)s"))
        blocks.append(Paragraph(_inlines([*mark, *_with(message, {"places": names})]), _ROLE))
    return tuple(blocks)


def _entry(entry: MapEntry, run: Run) -> Iterator[Any]:
    yield Text(f"{entry.number}\u00a0")
    yield from pieces(entry.place.name)
    if entry.place.direction:
        yield Text(str(run.catalogue.pgettext("punctuation", " (")))
        yield from own_pieces(run.catalogue.find(entry.place.direction, "direction"))
        yield Text(str(run.catalogue.pgettext("punctuation", ")")))


# --- the timeline --------------------------------------------------------------------------------


def drawn_timeline(events: Iterable[Any], least: int = 5, listed: bool = False, width: float = 1.0) -> Any:
    """Events on an axis of time; nothing where fewer than so many are dated, or most at one time.

    `listed`: with a list of them below, in place of a table. `width`: of the text's, as a share.
    """
    found = list(events)
    for each in found:
        if not isinstance(each, Event):
            raise TypeError(f"timeline() takes events, not {type(each).__name__.lower()}")
    run = current()
    dated = [
        DatedEvent(each.id, *days)
        for each in found
        if each.date is not None and (days := days_of(each.date)) is not None
    ]
    precise = [each for each in dated if (each.last - each.first).days < _YEAR - 2]
    if run.theme is None or len(precise) < least or len({each.first for each in precise}) < _DISTINCT:
        return ""
    wide = _share_of(width, run.theme, "timeline")
    return Rich((_timeline_drawing(dated, found, run, run.theme, listed, wide),))


def _timeline_drawing(
    dated: Sequence[DatedEvent], found: Sequence[Event], run: Run, theme: Theme, listed: bool, width: float
) -> Drawing:
    body = theme.styles["body"].colour
    look = AxisLook(*map(theme.colour, (body, theme.styles["caption"].colour, "#0B3A66", theme.map.stabilising)))
    made = time_axis(dated, look, lambda day: str(run.catalogue.date(day)), width, is_backward(run.language))
    mark = _mark(run, [each.portion for each in found])
    caption: list[Sequence[Any]] = [(*mark, *own_pieces(run.catalogue.gettext("Events by time; numbers as below.")))]
    undated = [each for each in found if each.id not in {event.number for event in dated}]
    if undated:
        message = run.catalogue.find(N_("Without a date: %(events)s."))
        numbers = Text(str(run.catalogue.pgettext("punctuation", ", ")).join(each.id for each in undated))
        caption.append([*_with(message, {"events": [numbers]})])
    alt = run.catalogue.gettext("Timeline with %(number)s events, which are listed below it", number=len(dated))
    below = (_listed(found, run),) if listed else ()
    return Drawing(made.shapes, made.width, made.height, str(alt), _running(caption), below, None, _language(alt))


def _listed(events: Sequence[Event], run: Run) -> List:
    items = []
    for event in events:
        when = event.period or (run.catalogue.date(event.date) if event.date is not None else "")
        words: list[Any] = [*_mark(run, [event.portion]), Text(f"{event.id} ")]
        words += [*pieces(when), Text(": ")] if when else []
        items.append(ListItem((Paragraph(_inlines([*words, *pieces(event.what)]), _ROLE),)))
    return List(tuple(items), role=_ROLE if run.theme is not None and _ROLE in run.theme.lists else None)


# --- words ---------------------------------------------------------------------------------------


def _with(message: str, values: dict[str, list[Any]]) -> Iterator[Any]:
    """A message of the program with inlines in its places."""
    for words, name in sentence_parts(message):
        yield from own_pieces(words) if words else values[name]


def _mark(run: Run, marks: Sequence[str | None]) -> Iterator[Text]:
    """The portion mark that covers all that a figure shows, where portions are marked."""
    if run.portions and run.marking is not None:
        mark = highest(run.marking, marks)
        banner = run.marking.known(run.marking.banner)
        mark = mark or (banner.portion if banner else None)
        if mark:
            yield Text(f"{mark}\u00a0")


def _inlines(made: Sequence[Any]) -> tuple[Inline, ...]:
    return merged(tidy(made)[0])


def _language(words: str) -> str | None:
    return words.language if isinstance(words, OwnWords) else None
