"""BG6xx, template and theme: the pages of what composing finds; a briefing in, whether its language has words out."""

from collections.abc import Iterator

from briefgen.checks.rule import ERROR, WARNING, Finding, Rule, Subject
from briefgen.diagnostics import Severity
from briefgen.words import has_catalogue, locale_tags


def language_without_catalogue(subject: Subject) -> Iterator[Finding]:
    """A briefing whose headings and labels stay English."""
    language = subject.input.language
    if not has_catalogue(language):
        message = f"there is no catalogue of the language {language}: headings, labels and terms are printed in English"
        name = next(locale_tags(language))
        yield Finding(
            ("language",), message, f"Put one into templates/locales/{name}.po; the packet is complete without it."
        )


RULES = (
    Rule(
        "BG601",
        "No such template or theme",
        ERROR,
        "Neither the templates folder here nor those that came with briefgen hold a template or theme of this name.",
        "Falling back to another one would print a packet that nobody asked for.",
        "briefgen --theme leter inputs/",
        "briefgen --theme letter inputs/",
    ),
    Rule(
        "BG602",
        "Template that cannot be read",
        ERROR,
        "The template breaks the grammar of Jinja2, names a filter that does not exist, or is not UTF-8 text.",
        "Half a template would make half a packet.",
        "{% for actor in briefing.key_actors %}",
        "{% for actor in briefing.key_actors %} ... {% endfor %}",
    ),
    Rule(
        "BG603",
        "Undefined name in a template",
        ERROR,
        "The template asks for a value, a field or a helper that does not exist.",
        "An undefined value would be printed as nothing, and nobody would see that something is missing.",
        "{{ briefing.titel }}",
        "{{ briefing.title }}",
    ),
    Rule(
        "BG604",
        "Construct that a briefing cannot hold",
        ERROR,
        "The template yields something that has no place in a briefing: raw HTML, a picture that is not there, an address that is not one.",
        "Both files must say the same. What only one of them could show is refused rather than dropped.",
        "<div>Bottom line</div>",
        "::: bottom-line Bottom line\nThe conclusion first.\n:::",
    ),
    Rule(
        "BG605",
        "Role that the theme does not know",
        ERROR,
        "A block or span has a role for which the theme has no look, or a role of paragraphs stands on a few words.",
        "Words without a look would come out as plain text in one file and as something else in the other.",
        "[note]{.secundary}",
        "[note]{.secondary}",
    ),
    Rule(
        "BG606",
        "Attributes or block marks that say nothing",
        ERROR,
        "Attributes cannot be read or do not belong to their block, or a ::: closes nothing.",
        "An attribute without effect is usually a misspelt one.",
        "::: columns {cuont=2}",
        "::: columns {count=2}",
    ),
    Rule(
        "BG607",
        "Anchor missing or doubled",
        ERROR,
        "A link leads to a part of the document that is not there, or two parts have the same name.",
        "A reference must land, on the one place that it names.",
        "[see the annex](#anex)",
        "[see the annex](#annex)",
    ),
    Rule(
        "BG608",
        "Template that fails while it is filled",
        ERROR,
        "A helper was given something that it cannot use, an operation is not allowed, or templates include one another without end.",
        "The template could be read, but cannot be filled from this briefing.",
        "{{ briefing.title + 1 }}",
        "{{ briefing.title }}",
    ),
    Rule(
        "BG609",
        "Portion printed without its mark",
        WARNING,
        "The marking says `portions: true`, and the template prints a text that bears a portion mark, but its mark nowhere.",
        "A portion without its mark is taken to be as low as the reader likes, or as high as the banner.",
        "- {{ gap }}",
        "- {{ portion(briefing.portions.gaps, loop.index0) }}{{ gap }}",
    ),
    Rule(
        "BG611",
        "Theme that cannot be read",
        ERROR,
        "A theme file is not YAML, not UTF-8, or too large.",
        "A theme is read as strictly as an input.",
        "colours:\n\taccent: '#0B3A66'",
        "colours:\n  accent: '#0B3A66'",
    ),
    Rule(
        "BG612",
        "Wrong value in a theme",
        ERROR,
        "A theme has an unknown key, lacks one that it needs, or has a value that does not fit.",
        "A misspelt key would change nothing, and the theme's keeper would look for the reason in vain.",
        "page:\n  margins: {top: 20}",
        "page:\n  margins: {top: 20mm}",
    ),
    Rule(
        "BG613",
        "Name in a theme that stands for nothing",
        ERROR,
        "A theme names a colour or a style that it does not declare.",
        "Neither writer could look it up.",
        "colour: acent",
        "colour: accent",
    ),
    Rule(
        "BG614",
        "Missing font file",
        ERROR,
        "A font file that the theme names is neither beside the theme nor among the fonts that came with briefgen, or cannot be read.",
        "A PDF set in another font than the theme's would be another PDF.",
        "regular: NotoSans-Regullar.ttf",
        "regular: NotoSans-Regular.ttf",
    ),
    Rule(
        "BG621",
        "Font file that is not whole",
        ERROR,
        """A font file that the theme names was cut short or damaged: its directory, the bounds or checksums of its tables
        or its measures are wrong, it has no outlines for characters that must show on paper, or it cannot be cut down to
        the glyphs in use.""",
        "Words would be set with gaps in them where the outlines are missing.",
        "regular: Gotham.ttf      # half of a copy that was interrupted",
        "regular: Gotham.ttf      # copied whole",
    ),
    Rule(
        "BG616",
        "Reference document that cannot be used",
        ERROR,
        "The Word file that the theme names as `reference_docx` cannot be opened, is not a Word file, or holds macros.",
        "Its pages, headers and styles are what the packet's Word file is built on.",
        "reference_docx: ministry.docm",
        "reference_docx: ministry.docx",
    ),
    Rule(
        "BG617",
        "Defect in the reference document",
        Severity.WARNING,
        """The Word file that the theme names as `reference_docx` has a defect that every packet inherits: it names no
        language, tracks changes, opens in compatibility mode, has pictures without alternative text in its header or
        footer, or a style of too little contrast.""",
        "The packet keeps the document's look as it is; whoever maintains the file can fix it once for all packets.",
        "a heading style in light grey",
        "the same style in a grey of at least 4.5 to 1",
    ),
    Rule(
        "BG618",
        "Text in the reference document",
        Severity.NOTE,
        "The Word file that the theme names as `reference_docx` holds text in its body. No packet prints it.",
        "Its pages, headers, footers and styles are used. Its text belongs to another day.",
        "a letterhead with a specimen letter",
        "the same file, its body empty",
    ),
    Rule(
        "BG619",
        "Part of the reference document left out",
        Severity.WARNING,
        """A header or footer of the Word file that the theme names as `reference_docx` holds something that no packet
        takes: hidden text, tracked changes, a field other than the number of a page, an embedded object, a chart, a
        control, or a picture that is not in the file or of a kind such as SVG. Or its pages have a
        document grid, columns, line numbers, a vertical alignment, a direction of text or page numbers of their own, or
        are in landscape.""",
        """What nobody sees, what asks another file or program, and what speaks of another day has no place in a packet.
        Text, tables, pictures, shapes and text boxes are taken.""",
        "a header with the field INCLUDEPICTURE",
        "the picture itself in the header",
    ),
    Rule(
        "BG620",
        "Repaired reference document",
        Severity.NOTE,
        """The Word file that the theme names as `reference_docx` breaks a rule of its format: a style is based on one
        that is not there, is there twice or hides its words, elements are out of order, or an attribute says what no
        reader sees. Packets have it repaired.""",
        "A packet would inherit it, and Word or a validator could refuse the packet.",
        "a style based on one that was deleted",
        "the same file, opened and saved by Word",
    ),
    Rule(
        "BG622",
        "Logo that cannot be used",
        ERROR,
        "The picture that the theme names as its logo is not there, is damaged, or is of a kind that no packet takes, such as SVG.",
        "A packet that should bear a logo would go out without it.",
        "logo: {file: seal.svg, alt: Seal of the ministry}",
        "logo: {file: seal.png, alt: Seal of the ministry}",
    ),
    Rule(
        "BG623",
        "Catalogue that cannot be used",
        ERROR,
        """A catalogue of words in `templates/locales/` cannot be read as one of gettext, its `Plural-Forms` do not give
        each number a form, or a translation has other placeholders than its message, or a control character.""",
        "A packet would be printed in words that are not those of its language, or without a number that belongs in them.",
        'msgid "Page %(page)s of %(pages)s"\nmsgstr "Seite %(seite)s"',
        'msgid "Page %(page)s of %(pages)s"\nmsgstr "Seite %(page)s von %(pages)s"',
    ),
    Rule(
        "BG626",
        "Borders that cannot be used",
        ERROR,
        """The file that the theme names as the borders of its maps is not there, is no GeoJSON, holds more than a map can
        show, has a position that is no longitude and latitude in degrees, or the code of no country.""",
        "Maps would be drawn with other borders than those that the organisation has decided on.",
        "map: {borders: {file: borders.shp}}",
        "map: {borders: {file: borders.geojson}}",
    ),
    Rule(
        "BG624",
        "Language without a catalogue",
        Severity.NOTE,
        """There is no catalogue of the briefing's language, so what the program prints of its own, such as headings, labels
        and terms of scales, is in English.""",
        "A packet in two languages is read by people who know both. Each format says which words are English.",
        "language: pt",
        "language: pt      # with a catalogue of your own, templates/locales/pt.po",
        language_without_catalogue,
    ),
)
