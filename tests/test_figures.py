"""Maps and timelines in packets: where they stand, what they say, and what an edition of them does not show."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pikepdf
import pytest
from composed import written
from msgspec.structs import replace
from PIL import Image
from test_maps import meet

from briefgen.compose import compose, load_template, load_theme
from briefgen.compose.figures import text_width
from briefgen.deliver.finished import Finished, Shelves
from briefgen.diagnostics import TemplateError
from briefgen.document import Disc, Document, Drawing, Lettering, Outline, Stroke, lettering, plain, walk
from briefgen.figures.timeline import AxisLook, DatedEvent, TimeAxis, days_of, spread, time_axis
from briefgen.figures.widths import room_for
from briefgen.fill import fill
from briefgen.kit import load_kit
from briefgen.options import Options
from briefgen.packets import InputFile
from briefgen.pipeline import build
from briefgen.readers.yaml_reader import read_input
from briefgen.release import release
from briefgen.schema.briefing import Briefing
from briefgen.verify import content_of_pdf, content_of_word
from briefgen.writers.word.brush import Brush

THEME = load_theme("default").theme
WHOLE = """\
title: Talks
title_portion: TLP:CLEAR
date: 2025-03-30
language: {language}
marking: {{banner: TLP:AMBER, portions: true}}
articles:
  - headline: Talks
    portion: TLP:CLEAR
    source: {{name: Kyodo}}
    published: 2025-03-29T15:43:42Z
    text: |
      One two three four five six seven eight nine ten.
    annotations:
      - {{kind: implication, quote: One, statement: Ties deepen., regions: [Japan], countries: [China],
         direction: stabilising, portion: TLP:GREEN}}
      - {{kind: implication, quote: two, statement: Ties weaken., regions: [Fiji], countries: [Japan, Samoa],
         direction: destabilising, portion: TLP:AMBER}}
{events}
"""
EVENTS = (
    "2025-01-03", "2025-01-04", "2025-01-05", "2025-02", "2025-03-20", "2025-03-21",
)  # fmt: skip


def source(language: str = "en", dates: tuple[str, ...] = EVENTS) -> str:
    words = ("three", "four", "five", "six", "seven", "eight", "nine", "ten")
    events = "\n".join(
        f"      - {{kind: event, quote: {quote}, what: It was {quote}., date: {when}, portion: TLP:GREEN}}"
        for quote, when in zip(words, dates, strict=False)
    )
    return WHOLE.format(language=language, events=events)


def briefing(folder: Path, text: str) -> Briefing:
    path = folder / "talks.yaml"
    path.write_text(text, "utf-8")
    return fill(read_input(path)).briefing


def composed(given: Briefing, theme: object = THEME) -> Document:
    return compose(given, load_template("packet"), theme)  # type: ignore[arg-type]


def drawings(document: Document) -> list[Drawing]:
    return [each for each in walk(document.blocks) if isinstance(each, Drawing)]


def key(drawing: Drawing) -> str:
    return " / ".join(plain(each.children) for each in drawing.equivalent).replace("\u00a0", " ")  # type: ignore[union-attr]


# --- maps -------------------------------------------------------------------------------------


def test_a_map_says_where_implications_are_and_in_what_direction(tmp_path: Path) -> None:
    map_, _ = drawings(composed(briefing(tmp_path, source())))
    assert (
        key(map_)
        == "(TLP:AMBER) 1 Japan (mixed) · 2 China (stabilising) · 3 Fiji (destabilising) · 4 Samoa (destabilising)"
    )
    assert plain(map_.caption).startswith(
        "(TLP:AMBER)\u00a0Places that the implications name. Borders and names are those"
    )


def test_a_map_has_full_width_brackets_and_stops_where_its_language_has(tmp_path: Path) -> None:
    map_, _ = drawings(composed(briefing(tmp_path, source("ja"))))
    assert key(map_).startswith("(TLP:AMBER) 1 Japan（混在） · 2 China（")
    assert plain(map_.caption).count("。") == 3
    assert " " not in plain(map_.caption).replace("Natural Earth", "")


def test_an_edition_shows_nothing_that_is_marked_higher(tmp_path: Path) -> None:
    """Neither a place nor a direction that only the whole briefing knows of."""
    edition = composed(release(briefing(tmp_path, source()), "TLP:GREEN"))
    map_, _ = drawings(edition)
    assert key(map_) == "(TLP:GREEN) 1 Japan (stabilising) · 2 China (stabilising)"
    assert {*lettering(map_).split()[:2]} == {"1", "2"}
    alone = briefing(tmp_path, source().replace("portion: TLP:AMBER}", "portion: TLP:GREEN}", 1))
    same = alone.model_copy(update={"regional_implications": alone.regional_implications[:1]})
    assert map_.shapes == drawings(composed(same))[0].shapes


def test_no_file_of_an_edition_holds_a_place_of_what_is_withheld(tmp_path: Path) -> None:
    """Neither in words nor in a picture, nor in what is said of a picture."""
    text = source().replace("regions: [Fiji]", "regions: [Fiji, Taiwan Strait, Atlantis]")
    path = tmp_path / "talks.yaml"
    path.write_text(text, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "briefgen", path, "--release", "TLP:GREEN", "--to", "docx,pdf,html,text,json", "--out", tmp_path / "out"],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    held: dict[str, bytes] = {}
    for file in (each for each in (tmp_path / "out").rglob("*") if each.is_file()):
        held[file.name] = file.read_bytes()
        if file.suffix == ".docx":
            with ZipFile(file) as package:
                held |= {name: package.read(name) for name in package.namelist()}
        if file.suffix == ".pdf":
            with pikepdf.open(file) as opened:
                held |= {
                    f"{file.name} {n}": each.read_bytes()
                    for n, each in enumerate(opened.objects) if isinstance(each, pikepdf.Stream) and "/Filter" in each
                    and each.Filter == "/FlateDecode"
                }  # fmt: skip
            held["words"] = "".join(span.words for span in content_of_pdf(file.read_bytes()).spans).encode()
    assert [name for name in held if name.endswith((".html", ".svg", ".png", ".pdf", ".txt"))]
    for place in ("Fiji", "Samoa", "Taiwan", "Atlantis"):
        assert [name for name, data in held.items() if place.encode() in data] == []
    assert [name for name, data in held.items() if b"China" in data]
    pictures = [data for name, data in held.items() if name.endswith(".png") and b"IHDR" in data]
    assert pictures
    assert {
        chunk for data in pictures for chunk in (b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"tIME") if chunk in data
    } == set()


def test_a_name_of_any_length_is_printed_and_breaks_no_map(tmp_path: Path) -> None:
    name = "Far" + "away" * 2500
    text = source().replace("regions: [Fiji]", f"regions: [{name}, '<b>&amp; {{{{ 1 }}}}']")
    map_ = drawings(composed(briefing(tmp_path, text)))[0]
    assert name in key(map_)
    assert "<b>&amp; {{ 1 }}" in key(map_)
    assert (
        map_.shapes
        == drawings(composed(briefing(tmp_path, source().replace("regions: [Fiji]", "regions: [Cyberspace]"))))[
            0
        ].shapes
    )


def test_one_place_is_no_map(tmp_path: Path) -> None:
    text = (
        source()
        .replace("countries: [China]", "countries: []")
        .replace("regions: [Fiji], countries: [Japan, Samoa]", "regions: [Japan]")
    )
    assert [each for each in drawings(composed(briefing(tmp_path, text))) if "map" in each.alt] == []


def test_what_is_not_on_the_map_is_named(tmp_path: Path) -> None:
    text = source().replace("regions: [Fiji]", "regions: [Fiji, Cyberspace]")
    assert "Not on the map: Cyberspace" in key(drawings(composed(briefing(tmp_path, text)))[0])


def test_a_theme_says_what_a_map_says_of_borders(tmp_path: Path) -> None:
    theme = THEME.model_copy(
        update={"map": THEME.map.model_copy(update={"statement": "Ours alone.", "sea": "#010203"})}
    )
    map_ = drawings(composed(briefing(tmp_path, source()), theme))[0]
    assert "Places that the implications name. Ours alone." in plain(map_.caption)
    assert "Natural Earth" not in plain(map_.caption)
    assert isinstance(map_.shapes[0], Outline)
    assert map_.shapes[0].fill == "010203"


def test_a_map_takes_no_more_than_a_quarter_of_a_page(tmp_path: Path) -> None:
    map_ = drawings(composed(briefing(tmp_path, source())))[0]
    lines = 4 * THEME.styles["caption"].leading
    assert map_.height + lines <= THEME.page.height / 4 + 10


def test_text_that_goes_on_before_a_map_does_so_in_all_files(tmp_path: Path) -> None:
    """Where the map begins a page, and whichever file is written first."""
    above = "bottom_line: |\n" + "  Word.\n\n" * 20
    (tmp_path / "talks.yaml").write_text(f"{source()}\n{above}", "utf-8")
    options = Options(formats=("html", "text", "docx", "pdf"), out=tmp_path / "out")
    input_file = InputFile(str(tmp_path / "talks.yaml"), "talks")
    outcome = build(input_file, load_kit(options), options)
    assert outcome.files, outcome
    texts = [
        " ".join(span.words for span in read((tmp_path / f"out/talks/talks.{ending}").read_bytes()).spans)
        for ending, read in (("pdf", content_of_pdf), ("docx", content_of_word))
    ]
    texts.append((tmp_path / "out/talks/talks.txt").read_text("utf-8"))
    texts.append((tmp_path / "out/talks/talks.html").read_text("utf-8").partition("<main>")[2])
    for text in texts:
        assert 0 < text.index("Ties deepen.") < text.index("Places that the implications name."), text
    assert isinstance(Shelves(options).packet(input_file, ""), Finished)


@pytest.mark.parametrize("language", ["en", "fr", "de", "es", "uk", "ar", "ja"])
def test_figures_read_back_in_every_language(tmp_path: Path, language: str) -> None:
    packet = written(tmp_path, source(language))
    assert packet.findings == ()
    assert len(drawings(packet.document)) == 2


def test_the_next_packet_has_the_same_map(tmp_path: Path) -> None:
    given = briefing(tmp_path, source())
    assert drawings(composed(given))[0].shapes is drawings(composed(given))[0].shapes


def test_an_english_packet_with_figures_loads_no_babel(tmp_path: Path) -> None:
    path = tmp_path / "talks.yaml"
    path.write_text(source(), "utf-8")
    code = (
        "import sys; from pathlib import Path; from briefgen.compose import *; from briefgen.fill import fill\n"
        "from briefgen.readers.yaml_reader import read_input\n"
        f"compose(fill(read_input(Path({str(path)!r}))).briefing, load_template('packet'), load_theme('default').theme)\n"
        "sys.exit('babel' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[1]).returncode == 0


def test_figures_are_painted_once_and_before_there_are_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Painting takes memory, and pages take memory: not both at once."""
    path = tmp_path / "talks.yaml"
    path.write_text(source(), "utf-8")
    done: list[str] = []
    for where, name in (("word.drawn", "packed_png"), ("pdf", "write_pdf"), ("word", "write_word")):
        module = import_module(f"briefgen.writers.{where}")
        monkeypatch.setattr(module, name, noted(done, getattr(module, name)))
    kit, options = load_kit(Options()), Options(formats=("docx", "pdf"), out=tmp_path / "out")
    for _ in range(2):
        assert build(InputFile(str(path), "talks"), kit, options).files
    assert done == ["packed_png", "packed_png", "write_pdf", "write_word", "write_pdf", "write_word"]


def noted(done: list[str], function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*given: Any) -> Any:
        done.append(function.__name__)
        return function(*given)

    return call


def test_a_packet_with_figures_loads_no_reader_of_picture_files_and_no_font_engine(tmp_path: Path) -> None:
    path = tmp_path / "talks.yaml"
    path.write_text(source(), "utf-8")
    code = (
        "import sys; from pathlib import Path; from briefgen.kit import load_kit; from briefgen.options import Options\n"
        "from briefgen.packets import InputFile; from briefgen.pipeline import build\n"
        f"options = Options(formats=('docx', 'pdf', 'html'), out=Path({str(tmp_path / 'out')!r}))\n"
        f"packet = build(InputFile({str(path)!r}, 'talks'), load_kit(options), options)\n"
        "sys.exit(not packet.files or any(name.endswith(('ImagePlugin', '._imagingft')) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[1]).returncode == 0


@pytest.mark.parametrize(("width", "painted"), [(12, True), (4, False)])
def test_wide_lines_have_round_corners(width: int, painted: bool) -> None:
    """A sharp turn leaves a notch between two strokes."""
    picture = Image.new("L", (60, 60), 0)
    Brush(picture).line([5.0, 20.0, 40.0, 20.0, 40.0, 55.0], 1, width)
    assert picture.getpixel((5 + 15, 20)) == picture.getpixel((40, 40)) == 1
    assert (picture.getpixel((43, 17)) == 1) is painted
    assert picture.getpixel((45, 15)) == 0, "it is round"


# --- timelines --------------------------------------------------------------------------------

LOOK = AxisLook("111111", "555555", "0B3A66", "A9CBE0")


def axis(*dates: str, backward: bool = False) -> TimeAxis:
    events = [DatedEvent(f"E-{n}", *days) for n, each in enumerate(dates, 1) if (days := days_of(each)) is not None]
    return time_axis(events, LOOK, str, 460.0, backward)


def numbers(made: TimeAxis) -> list[Lettering]:
    return [each for each in made.shapes if isinstance(each, Lettering) and each.words.startswith("E-")]


def dots(made: TimeAxis) -> list[float]:
    return [each.x for each in made.shapes if isinstance(each, Disc)]


def test_distances_on_the_axis_are_those_in_time() -> None:
    first, second, third = dots(axis("2025-01-01", "2025-01-11", "2025-01-31"))
    assert (third - second) / (second - first) == pytest.approx(2, abs=0.02)
    assert dots(axis("2025-01-01", "2025-01-31", backward=True))[0] > 230


def test_numbers_of_events_close_together_are_opened_out() -> None:
    close = [f"2025-03-{day:02}" for day in range(1, 13)] + ["2024-01-01"]
    found = numbers(axis(*close))
    assert len(found) == 13
    spans = [
        (each.x - room_for(each.words, each.size) / 2, each.x + room_for(each.words, each.size) / 2) for each in found
    ]
    assert all(a[1] <= b[0] + 0.2 or b[1] <= a[0] + 0.2 for a, b in combinations(spans, 2))
    assert min(left for left, _ in spans) >= -0.1
    assert max(right for _, right in spans) <= 460.1


def test_a_month_is_a_bar_as_long_as_it_lasted() -> None:
    made = axis("2025-01-01", "2025-02", "2025-03-31")
    bar = next(each for each in made.shapes if isinstance(each, Outline))
    first, last = dots(made)
    assert (bar.runs[0][2] - bar.runs[0][0]) / 10 / (last - first) == pytest.approx(28 / 89, abs=0.01)


def test_bars_that_meet_lie_on_lines_of_their_own() -> None:
    bars = [each for each in axis("2025-02", "2025-02", "2025-01-01").shapes if isinstance(each, Outline)]
    assert len({each.runs[0][1] for each in bars}) == 2


def test_each_event_has_a_mark_of_its_own_where_numbers_are_shared() -> None:
    """Where it was on, not in the middle of those that share its number; a bar among days too."""
    days = [date(2025, 1, 1) + timedelta(n * n % 89) for n in range(60)]
    made = axis(*map(date.isoformat, days), "2025-02")
    assert len(dots(made)) == 60
    first, last = min(days), max(days)
    xs = sorted(dots(made))
    for day, x in zip(sorted(days), xs, strict=True):
        share = (x - xs[0]) / (xs[-1] - xs[0])
        assert share == pytest.approx((day - first).days / (last - first).days, abs=0.002)
    bars = [each for each in made.shapes if isinstance(each, Outline)]
    assert len(bars) == 1


def test_time_runs_with_the_text_within_a_day_too() -> None:
    day = ("2025-01-01", "2025-01-09", "2025-01-09", "2025-01-09")
    for backward in (False, True):
        found = [each.words for each in sorted(numbers(axis(*day, backward=backward)), key=lambda each: each.x)]
        assert found == sorted(found, reverse=backward)


def test_bars_that_follow_each_other_are_told_apart() -> None:
    one, other = (each.runs[0] for each in axis("2025-02", "2025-03", "2025-01-01").shapes if isinstance(each, Outline))
    assert max(one[::2]) + 5 < min(other[::2]) or max(other[::2]) + 5 < min(one[::2])


def test_more_events_than_there_is_room_for_share_numbers() -> None:
    many = [(date(2025, 1, 1) + timedelta(n)).isoformat() for n in range(90)]
    found = numbers(axis(*many))
    assert found[0].words.startswith("E-1–E-")
    assert found[-1].words.endswith("E-90")
    assert sum(room_for(each.words, each.size) for each in found) < 460


def test_events_share_a_number_with_those_nearest_to_them() -> None:
    days = [f"2025-03-0{1 + n % 5}" for n in range(36)]
    dates = sorted([*days, "2024-12-01", "2025-01-01", "2025-05-01", "2025-07-01"])
    found = [each.words for each in numbers(axis(*dates))]
    assert [each for each in found if "–" not in each] == ["E-1", "E-2", "E-39", "E-40"]
    assert found[2:-2] == ["E-3–E-10", "E-11–E-17", "E-18–E-24", "E-25–E-31", "E-32–E-38"]


@pytest.mark.parametrize("apart", [1, 7, 30])
def test_events_at_equal_distances_share_numbers_in_equal_parts(apart: int) -> None:
    found = numbers(axis(*((date(2020, 1, 1) + timedelta(apart * n)).isoformat() for n in range(64))))
    assert 4 < len(found) < 30
    sizes = [int(last or first) - int(first) + 1 for first, _, last in
             (each.words.replace("E-", "").partition("–") for each in found)]  # fmt: skip
    assert sum(sizes) == 64
    assert max(sizes) <= 2 * min(sizes)


@pytest.mark.parametrize("backward", [False, True])
def test_a_day_in_the_middle_of_a_month_does_not_turn_their_numbers_round(backward: bool) -> None:
    made = axis("2024", "2025-01", "2025-02", "2025-02-14", "2025-03", "2025-05-01", backward=backward)
    found = sorted(numbers(made), key=lambda each: each.x, reverse=backward)
    assert [each.words for each in found] == [f"E-{n}" for n in range(1, 7)]


@pytest.mark.parametrize("backward", [False, True])
def test_lines_to_numbers_cross_no_other(backward: bool) -> None:
    for dates in (
        [f"2025-03-0{1 + n % 5}" for n in range(36)] + ["2024-12", "2025-01-01", "2025-05-01", "2025-06"],
        [(date(2023, 1, 1) + timedelta(n * n * 13 % 700)).isoformat() for n in range(50)],
        [f"2025-01-0{1 + n // 2}" for n in range(8)] + [f"2025-03-2{n}" for n in range(6)],
    ):
        made = axis(*sorted(dates), backward=backward)
        turned = [
            ((each.x1, each.y1), (each.x2, each.y2)) for each in made.shapes
            if isinstance(each, Stroke) and each.line == LOOK.quiet
        ]  # fmt: skip
        assert len(turned) > 10
        assert [pair for pair in combinations(turned, 2) if meet(*pair)] == []


@pytest.mark.parametrize(
    "dates", [("0001-01-01", "9999-12-31"), ("2025-01-01", "2025-01-02"), ("1900", "2020", "1950-06")]
)
def test_an_axis_of_any_length_has_dates_that_do_not_meet(dates: tuple[str, ...]) -> None:
    made = axis(*dates)
    ticks = [each for each in made.shapes if isinstance(each, Lettering) and not each.words.startswith("E-")]
    spans = sorted((each.x - room_for(each.words, 7) / 2, each.x + room_for(each.words, 7) / 2) for each in ticks)
    assert spans
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert spans[0][0] >= -0.1
    assert spans[-1][1] <= 460.1


def test_labels_keep_their_order_and_stand_as_near_as_they_can() -> None:
    assert spread([10.0, 100.0], [20.0, 20.0], 200.0) == [10.0, 100.0]
    assert spread([100.0, 100.0, 100.0], [20.0, 20.0, 20.0], 200.0) == [80.0, 100.0, 120.0]
    assert spread([0.0, 200.0], [20.0, 20.0], 200.0) == [10.0, 190.0]
    crowded = spread([190.0] * 5, [30.0] * 5, 200.0)
    assert crowded == sorted(crowded)
    assert crowded[-1] <= 185.0


@pytest.mark.parametrize(
    "dates",
    [EVENTS[:4], ("2025-01-03",) * 6, ("2025-01-03",) * 5 + ("2025-02",), ("2020", "2021", "2022", "2023", "2024")],
    ids=["four", "one time", "two times", "years alone"],
)
def test_a_timeline_that_says_no_more_than_its_table_is_not_drawn(tmp_path: Path, dates: tuple[str, ...]) -> None:
    found = drawings(composed(briefing(tmp_path, source(dates=dates))))
    assert [each.alt for each in found if each.alt.startswith("Timeline")] == []


def test_sentences_below_a_timeline_follow_each_other_as_the_language_has_it(tmp_path: Path) -> None:
    for language, between in (("ja", "。日付なし"), ("en", "below. Without")):
        text = source(language).replace("date: 2025-03-21", "period: next autumn")
        (_, drawn) = drawings(composed(briefing(tmp_path, text)))
        assert between in plain(drawn.caption)


def test_a_list_stands_in_place_of_the_table_where_a_template_asks_for_it(tmp_path: Path) -> None:
    template = tmp_path / "own.md.j2"
    template.write_text("{{ timeline(briefing.events, listed=true) }}\n", "utf-8")
    given = briefing(tmp_path, source())
    (drawn,) = drawings(compose(given, load_template(str(template)), THEME))
    said = [
        plain(each.children) for each in walk(drawn.equivalent) if hasattr(each, "role") and hasattr(each, "children")
    ]
    assert len(said) == 6
    assert "E-1 3 January 2025: It was three." in said[0].replace("\u00a0", " ")


def test_what_is_no_implication_or_event_is_found(tmp_path: Path) -> None:
    given = briefing(tmp_path, source())
    for words in ("{{ map(briefing.events) }}", "{{ timeline(briefing.regional_implications) }}"):
        template = tmp_path / "own.md.j2"
        template.write_text(f"{words}\n", "utf-8")
        with pytest.raises(TemplateError, match="takes"):
            compose(given, load_template(str(template)), THEME)


def test_a_figure_is_as_wide_as_a_template_asks(tmp_path: Path) -> None:
    """So that its words keep their size in a column."""
    given = briefing(tmp_path, source())
    template = tmp_path / "own.md.j2"
    template.write_text(
        "{{ map(briefing.regional_implications, width=0.47) }}\n\n{{ timeline(briefing.events, width=0.47) }}\n",
        "utf-8",
    )
    found = drawings(compose(given, load_template(str(template)), THEME))
    wide = text_width(THEME) * 0.47
    assert [each.width <= wide + 0.1 for each in found] == [True, True]
    assert min(each.size for drawn in found for each in drawn.shapes if isinstance(each, Lettering)) >= 6.0


@pytest.mark.parametrize("width", ["0", "-1", "1.5", "0.1", "'wide'", "1/0.0"])
def test_a_width_that_no_figure_can_have_is_found(tmp_path: Path, width: str) -> None:
    given = briefing(tmp_path, source())
    for words in (f"map(briefing.regional_implications, width={width})", f"timeline(briefing.events, width={width})"):
        template = tmp_path / "own.md.j2"
        template.write_text(f"{{{{ {words} }}}}\n", "utf-8")
        with pytest.raises(TemplateError):
            compose(given, load_template(str(template)), THEME)


def test_a_drawing_can_be_compared() -> None:
    made = axis("2025-01-01", "2025-01-31")
    assert replace(made, width=1.0) != made
    assert axis("2025-01-01", "2025-01-31") == made
