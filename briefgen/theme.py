"""The look of a packet: fonts, colours, sizes and spaces, declared once in YAML, read by both writers.

`templates/themes/default.yaml` gives every value; any other theme names only what differs. A style
is found by the role that a block or inline bears; roles, not call sites, have looks. Units are
types: `11pt`, `18mm`, `2cm`, `1in` become a `Length`, which is a number of points; Word's writer asks for its `.twips`.
"""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from briefgen.kinds import Kind

_UNITS = {"pt": 1.0, "mm": 72 / 25.4, "cm": 720 / 25.4, "in": 72.0}
_LENGTH = re.compile(r"(-?\d+(?:\.\d+)?)\s*(pt|mm|cm|in)")
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")
_LENGTH_PATTERN = r"^-?\d+(\.\d+)?\s*(pt|mm|cm|in)$"


class Length(float):
    """A length in points."""

    @property
    def twips(self) -> int:
        """Twentieths of a point, Word's unit for spaces and widths."""
        return round(self * 20)

    @property
    def half_points(self) -> int:
        """Half points, Word's unit for type sizes."""
        return round(self * 2)

    @property
    def emu(self) -> int:
        """English metric units, Word's unit for pictures."""
        return round(self * 12700)

    @classmethod
    def parse(cls, value: Any) -> "Length":
        """A `Length` from text such as `11pt`; 0 needs no unit. ValueError says what is expected."""
        if isinstance(value, Length):
            return value
        if value == 0 and not isinstance(value, bool):
            return cls(0)
        match = _LENGTH.fullmatch(value.strip()) if isinstance(value, str) else None
        if match is None:
            raise ValueError("expected a length with its unit, such as 11pt, 18mm, 2cm or 1in")
        return cls(float(match[1]) * _UNITS[match[2]])

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return _LENGTH_SCHEMA

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {
            "anyOf": [{"type": "string", "pattern": _LENGTH_PATTERN}, {"const": 0}],
            "examples": ["11pt", "18mm", "2cm", "1in"],
        }


_LENGTH_SCHEMA = core_schema.no_info_plain_validator_function(
    Length.parse,
    serialization=core_schema.plain_serializer_function_ser_schema(
        lambda value: f"{float(value):g}pt", return_schema=core_schema.str_schema()
    ),
)
"""Made once: a theme has some fifty lengths."""


ColourName = Annotated[
    str,
    Field(
        description="A name from `colours`, or a colour written #RRGGBB.",
        examples=["ink", "#0B3A66"],
    ),
]
Weight = Literal["regular", "semibold", "bold"]
WEIGHTS: dict[Weight, int] = {"regular": 400, "semibold": 600, "bold": 700}


class _Part(BaseModel):
    # Lengths and fonts are not JSON types, so validation is strict by the fields' own validators.
    # Parts are built with the theme that holds them.
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True)


class Margins(_Part):
    """The paper's edge to the text."""

    top: Length = Field(description="Top edge to the first line of text.")
    right: Length = Field(description="Right edge to the text.")
    bottom: Length = Field(description="Bottom edge to the last line of text.")
    left: Length = Field(description="Left edge to the text.")


class Page(_Part):
    """The paper, its margins and where header and footer stand."""

    size: Literal["A4", "Letter"] = Field(description="Paper size.", examples=["A4"])
    margins: Margins = Field(description="Paper edge to text.")
    marking: Length = Field(description="Paper edge to the marking line, top and bottom.")
    header: Length = Field(description="Top paper edge to the running line.")
    footer: Length = Field(description="Bottom paper edge to the bottom of the foot line.")
    column_gap: Length = Field(description="Space between newspaper columns.")
    margin_column: Length = Field(description="Width kept at the left of paragraphs that bear a margin label.")

    @property
    def width(self) -> Length:
        return Length(_PAPER[self.size][0])

    @property
    def height(self) -> Length:
        return Length(_PAPER[self.size][1])


_PAPER = {"A4": (210 * _UNITS["mm"], 297 * _UNITS["mm"]), "Letter": (612.0, 792.0)}


class FontFamily(_Part):
    """A family of type: its name in Word, and the files the PDF embeds."""

    name: str = Field(description="The family's name as Word lists it.", examples=["Noto Sans"])
    alternative: str = Field(
        default="", description="What Word uses where the family is not installed.", examples=["Segoe UI"]
    )
    regular: str = Field(
        description="Font file: a path from the theme's own folder, or a packaged font's file name.",
        examples=["NotoSans-Regular.ttf"],
    )
    italic: str | None = Field(default=None, description="Italic cut.", examples=["NotoSans-Italic.ttf"])
    semibold: str | None = Field(
        default=None, description="Semibold cut (weight 600).", examples=["NotoSans-SemiBold.ttf"]
    )
    semibold_italic: str | None = Field(
        default=None, description="Semibold italic cut.", examples=["NotoSans-SemiBoldItalic.ttf"]
    )
    bold: str | None = Field(default=None, description="Bold cut (weight 700).", examples=["NotoSans-Bold.ttf"])


class Fonts(_Part):
    """The text family, and those that stand in for characters it lacks."""

    text: FontFamily = Field(description="The family of all text.")
    fallback: tuple[FontFamily, ...] = Field(
        default=(), description="Families tried in order, character by character, where the text family lacks a glyph."
    )
    embed_in_docx: bool = Field(
        default=True,
        description="Embed in the DOCX the parts of the fonts that it uses: the same look and pages on every machine.",
    )


class TextStyle(_Part):
    """The look of a paragraph."""

    size: Length = Field(description="Type size.", examples=["10pt"])
    leading: Length = Field(description="Line to line.", examples=["14pt"])
    weight: Weight = Field(default="regular", description="Stroke weight.")
    italic: bool = Field(default=False, description="Italic throughout.")
    colour: ColourName = "ink"
    before: Length = Field(default=Length(0), description="Space above.")
    after: Length = Field(default=Length(0), description="Space below.")
    left: Length = Field(default=Length(0), description="Indent at the left.")
    right: Length = Field(default=Length(0), description="Indent at the right.")
    align: Literal["start", "center", "end", "justify"] = Field(default="start", description="How lines are set.")
    keep_with_next: bool = Field(default=False, description="Never separated from what follows by a page break.")
    keep_together: bool = Field(default=False, description="Never split over two pages.")
    begins_group: bool = Field(
        default=False,
        description="Kept on one page with the paragraphs below it, up to the next of its kind, where that leaves no "
        "large gap.",
    )
    rule_below: Length = Field(default=Length(0), description="Thickness of a line under the paragraph.")
    rule_colour: ColourName = "rule"
    tabular: bool = Field(default=False, description="Figures of one width.")
    word_style: str | None = Field(
        default=None,
        description="The Word style that carries this look; a name of our own where absent.",
        examples=["Heading 1"],
    )


class InlineStyle(_Part):
    """The look of words within a paragraph. What is absent stays as it is around the words."""

    weight: Weight | None = Field(default=None, description="Stroke weight.")
    italic: bool | None = Field(default=None, description="Italic or upright.")
    colour: ColourName | None = Field(default=None, description="Colour of the words.")
    scale: float = Field(default=1.0, gt=0, le=2, description="Size against the words around.")
    rise: float = Field(default=0.0, description="Raised by this share of the size; negative lowers.")
    word_style: str | None = Field(
        default=None, description="The Word character style that carries this look.", examples=["Strong"]
    )


class RuleStyle(_Part):
    """A line."""

    width: Length = Field(description="Thickness; 0 for none.")
    colour: ColourName = "rule"


class TableStyle(_Part):
    """The look of a table."""

    text: str = Field(default="table-text", description="Text style of cells.")
    head: str = Field(default="table-head", description="Text style of the header row.")
    first: str = Field(default="table-first", description="Text style of first cells that name their row.")
    caption: str = Field(default="caption", description="Text style of the caption.")
    top: RuleStyle = Field(description="Line above the header row.")
    below_head: RuleStyle = Field(description="Line below the header row.")
    between: RuleStyle = Field(description="Line between rows.")
    bottom: RuleStyle = Field(description="Line below the last row.")
    padding_x: Length = Field(description="Text to column edge; the outer edges of the table have none.")
    padding_y: Length = Field(description="Above and below the text of a cell.")
    before: Length = Field(default=Length(0), description="Space above the table or its caption.")
    after: Length = Field(default=Length(0), description="Space below.")
    rail: bool = Field(
        default=False, description="A thin vertical line left of the second column with a dot for each row (timelines)."
    )
    rail_colour: ColourName = "rule"


class CalloutStyle(_Part):
    """The look of words set apart."""

    label: str = Field(default="callout-label", description="Text style of the label.")
    text: str = Field(default="body", description="Text style of paragraphs that have no role of their own.")
    fill: ColourName = Field(description="Colour of the panel.")
    bar: Length = Field(description="Thickness of the bar at the left.")
    bar_colour: ColourName = "accent"
    padding: Length = Field(description="Panel edge to text.")
    before: Length = Field(default=Length(0), description="Space above.")
    after: Length = Field(default=Length(0), description="Space below.")


class ListStyle(_Part):
    """The look of lists."""

    text: str = Field(default="list-item", description="Text style of items.")
    indent: Length = Field(description="How far each level stands in; the sign hangs in it.")
    bullets: tuple[str, ...] = Field(description="The sign of each level, the last repeated.", examples=[["•", "–"]])
    between: Length = Field(default=Length(0), description="Space between items.")
    after: Length = Field(default=Length(0), description="Space below the list.")


class GaugeStyle(_Part):
    """The look of a step on a scale."""

    size: Length = Field(description="Side of a square, width of a dot.")
    gap: Length = Field(description="Space between signs.")
    line: Length = Field(description="Outline thickness of signs not filled.")
    colour: ColourName = "accent"


LinePattern = Literal["solid", "dashed", "dotted", "dash-dotted", "thick"]


class MapBorders(_Part):
    """Borders of the organisation's own."""

    file: str = Field(
        min_length=1,
        description="A GeoJSON file: a path from the theme's own folder. Each feature is a Polygon or MultiPolygon in degrees, "
        "with the ISO code of its country as `iso_a2` or `iso_a3`; one without is land of no country.",
        examples=["borders.geojson"],
    )
    beside: bool = Field(
        default=False,
        description="Whether countries that the file does not have are drawn as the program has them; else they are not drawn.",
    )


class MapStyle(_Part):
    """The look of maps, and what they say of borders. Directions have tints, each with a pattern of its own."""

    sea: ColourName = "#DCE8F1"
    land: ColourName = "#F6F3EC"
    border: ColourName = "#B0A999"
    coast: ColourName = "#8FA3B0"
    water: ColourName = Field(default="#2F5D7C", description="Names of seas and straits.")
    named: ColourName = Field(default="#D9CDB4", description="Countries that are named, without a direction.")
    stabilising: ColourName = "#A9CBE0"
    destabilising: ColourName = "#EBA98F"
    mixed: ColourName = "#C9B3DA"
    unclear: ColourName = "#D6D6D2"
    borders: MapBorders | None = Field(
        default=None,
        description="Borders in place of the program's, or beside them.",
        examples=[{"file": "borders.geojson"}],
    )
    statement: str = Field(
        default="",
        description="What a map says of its borders and the source of its data, in place of the program's own words.",
        examples=["The boundaries shown do not imply official endorsement."],
    )


class KindStyle(_Part):
    """How one kind of annotation is distinguished, beside the letter of its numbers: by colour and line."""

    label: str = Field(description="Its name in the legend.", examples=["Key actor"])
    colour: ColourName = Field(description="The line below the words.")
    tint: ColourName = Field(description="The pale ground behind the words.")
    line: Length = Field(default=Length(0.75), description="Thickness of the line below.")
    pattern: LinePattern = Field(
        default="solid",
        description="The line itself, which sets kinds apart in grey and for eyes that see few colours.",
    )


class MarkingStyle(_Part):
    """How one handling marking is set."""

    colour: ColourName = Field(description="The words.")
    fill: ColourName | None = Field(default=None, description="The ground behind the words; none where absent.")
    align: Literal["start", "center", "end"] = Field(default="center", description="Where on the line.")


class MarkingStyles(_Part):
    """How the markings of one scheme are set."""

    text: str = Field(default="marking", description="Text style.")
    default: MarkingStyle = Field(description="For labels not named.")
    labels: dict[str, MarkingStyle] = Field(
        default_factory=dict, description="By the label's first part, such as TLP:AMBER or SECRET."
    )


_LOGO_HEIGHTS = (Length.parse("4mm"), Length.parse("12mm"))


def _logo_height(value: Length) -> Length:
    least, most = _LOGO_HEIGHTS
    if not least <= value <= most:
        raise ValueError("expected a height from 4mm to 12mm")
    return value


class Logo(_Part):
    """A picture at the head of the page: above the running line, below the marking."""

    file: str = Field(
        min_length=1,
        description="The picture: a path from the theme's own folder. PNG or JPEG, also WebP, GIF or BMP.",
        examples=["seal.png"],
    )
    alt: str = Field(
        pattern=r"\S",
        description="Words that stand for it in the Word file; in the PDF it is not part of the text.",
        examples=["Seal of the Ministry of Examples"],
    )
    height: Annotated[Length, AfterValidator(_logo_height)] = Field(
        default=Length.parse("10mm"), description="Its height on paper, from 4mm to 12mm.", examples=["10mm"]
    )
    pages: Literal["first", "all"] = Field(default="first", description="The pages that bear it.", examples=["first"])


class Theme(_Part):
    """Every value both writers take; `templates/themes/default.yaml` gives them all."""

    name: str = Field(description="What the theme is called.", examples=["default"])
    page: Page = Field(description="Paper, margins, header and footer.")
    fonts: Fonts = Field(description="Type.")
    colours: dict[str, Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]] = Field(
        description="Names for colours; styles use the names.", examples=[{"ink": "#1B1F24"}]
    )
    styles: dict[str, TextStyle] = Field(description="Paragraph roles.")
    inlines: dict[str, InlineStyle] = Field(description="Roles of words within a paragraph.")
    tables: dict[str, TableStyle] = Field(description="Table roles.")
    callouts: dict[str, CalloutStyle] = Field(description="Callout roles.")
    lists: dict[str, ListStyle] = Field(description="List roles.")
    gauges: dict[Literal["likelihood", "confidence"], GaugeStyle] = Field(description="Scales drawn small.")
    map: MapStyle = Field(default=MapStyle.model_construct(), description="Maps.")
    kinds: dict[Kind, KindStyle] = Field(description="Kinds of annotation.")
    markings: dict[str, MarkingStyles] = Field(description="Handling markings by scheme.")
    pdf: Literal["ua-1", "ua-2"] = Field(
        default="ua-1",
        description="What the PDF conforms to. ua-1: PDF 1.7 with PDF/UA-1 and PDF/A-2a; ua-2: PDF 2.0 with PDF/UA-2 and "
        "PDF/A-4f, which few programs know yet.",
    )
    pdf_direction: bool = Field(
        default=False,
        description="Whether a PDF that is written from right to left says so to viewers, which then lay two pages side by "
        "side from the right. Chrome and Edge search and copy Latin words in it from their end then: TLP:CLEAR as CLEAR:TLP.",
    )
    logo: Logo | None = Field(
        default=None,
        description="The organisation's logo; in a Word file on a reference document whose header has a picture, that one.",
    )
    reference_docx: str | None = Field(
        default=None,
        description="The reference document: a Word file of the organisation's own; its styles win in the DOCX.",
        examples=["ministry.docx"],
    )

    def colour(self, name: str) -> str:
        """The colour as `RRGGBB`, by its name here or written `#RRGGBB`. KeyError if it is neither."""
        value = name if _HEX.fullmatch(name) else self.colours[name]
        return value[1:].upper()

    def marking(self, scheme: str, text: str) -> MarkingStyle:
        """The look of a marking: by its whole text, else by the part before `//`, else the scheme's default."""
        styles = self.markings.get(scheme) or self.markings["custom"]
        return styles.labels.get(text) or styles.labels.get(text.split("//")[0]) or styles.default
