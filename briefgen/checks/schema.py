"""BG1xx, schema: the pages of what validation finds."""

from briefgen.checks.rule import Rule
from briefgen.diagnostics import Severity

ERROR = Severity.ERROR

RULES = (
    Rule(
        "BG101",
        "Unknown key",
        ERROR,
        "A key is none of those that can stand here.",
        "A key that is misspelt would be left out of the packet without a word.",
        "botom_line: The upgrade is likely to ...",
        "bottom_line: The upgrade is likely to ...",
    ),
    Rule(
        "BG102",
        "Missing key",
        ERROR,
        "A key that must be there is not.",
        "The packet has a place that only this value can fill.",
        "title: Talks in Tokyo\narticles: [...]",
        "title: Talks in Tokyo\ndate: 2025-03-30\narticles: [...]",
    ),
    Rule(
        "BG103",
        "Value of the wrong type",
        ERROR,
        "A list stands where text is expected, text where a list is expected, and so on. Nothing is converted silently.",
        "A value that is bent to fit prints something that nobody wrote.",
        "gaps: The date is not known",
        "gaps:\n  - The date is not known",
    ),
    Rule(
        "BG104",
        "Value not allowed",
        ERROR,
        "The field takes one of a few words, and this is none of them.",
        "Tables, legends and checks rest on these words.",
        "kind: actr",
        "kind: actor",
    ),
    Rule(
        "BG105",
        "No date",
        ERROR,
        "A date is not written YYYY-MM-DD (or with its time, in ISO 8601), or is not in the calendar.",
        "03/04/2025 is two different days on the two sides of the Atlantic.",
        "date: 30.3.2025",
        "date: 2025-03-30",
    ),
    Rule(
        "BG106",
        "Value that does not fit",
        ERROR,
        "The value has the right type, but is empty, too long, out of range or not in the form that the field requires.",
        "An empty name or a broken address would be printed as it stands.",
        "url: example.org/article",
        "url: https://example.org/article",
    ),
    Rule(
        "BG107",
        "Duplicate id",
        ERROR,
        "Two annotations, two articles or two judgments bear the same id.",
        "A reference to that id would mean either.",
        "- id: hq\n  quote: joint war-fighting headquarters\n- id: hq\n  quote: command structure",
        "- id: hq\n  quote: joint war-fighting headquarters\n- id: command\n  quote: command structure",
    ),
    Rule(
        "BG108",
        "Fields that need one another",
        ERROR,
        "An event has neither date nor period, or an article has neither text nor text_file, or both.",
        "Each alone is optional, but one of the two must be there.",
        "- kind: event\n  quote: held talks\n  what: Ministers held talks.",
        "- kind: event\n  quote: held talks\n  what: Ministers held talks.\n  date: 2025-03-30",
    ),
)
