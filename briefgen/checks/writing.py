"""BG7xx, writing: the pages of what writers could not honour, and of packets that could not be put in their place."""

from briefgen.checks.rule import Rule
from briefgen.diagnostics import Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING

RULES = (
    Rule(
        "BG701",
        "Character that no font has",
        WARNING,
        "Neither the theme's text font nor any of its fallback fonts has a glyph for a character.",
        "The PDF shows a box in its place.",
        "a name in Chinese characters, without a font for them",
        "fonts:\n  fallback: [..., a family that has the script]",
    ),
    Rule(
        "BG702",
        "File that does not say what it should",
        ERROR,
        "A file, read back, does not hold the words, headings, cells, links, alternative texts or markings that it was made from, all of them and in order.",
        "The Word file and the PDF must say the same. A packet of which one does not is not released; `briefgen prove` finds what was changed in one since.",
        "",
        "in a build: please report it, for it is a fault in briefgen; in a finished packet: build it again",
    ),
    Rule(
        "BG703",
        "Address that cannot be a link",
        WARNING,
        "An address is not in a form that the file format takes for a link. Its words are printed without one.",
        "A link that Word cannot read makes it call the whole document unreadable.",
        "https://example.org:port/",
        "https://example.org/",
    ),
    Rule(
        "BG704",
        "Font that cannot be embedded in Word",
        WARNING,
        "The theme wants its fonts in the Word file, but one of them cannot be, or may not be by its licence.",
        "The document looks different where that font is not installed.",
        "",
        "a font whose licence allows embedding, or embed_in_docx: false",
    ),
    Rule(
        "BG705",
        "Character that a Word file cannot hold",
        ERROR,
        "A control character came as far as the Word writer and was replaced.",
        "XML forbids these characters; both files would no longer say the same.",
        "",
        "the text without them",
    ),
    Rule(
        "BG706",
        "Reference that leads nowhere",
        ERROR,
        "A reference leads to a part of the document that is not there. Its words are printed without a link.",
        "Every reference must be one that a reader can follow.",
        "",
        "a template that prints each entry and article that others refer to",
    ),
    Rule(
        "BG707",
        "Role without a look",
        WARNING,
        "The theme has no look for a role that the document uses; it is set like body text.",
        "The words are all there, but do not stand out as they should.",
        "",
        "the role, declared under styles or inlines in the theme",
    ),
    Rule(
        "BG708",
        "Picture that cannot be read",
        WARNING,
        "A picture is neither PNG nor JPEG, or is damaged. Its alternative text stands in its place.",
        "A picture is refused rather than guessed at.",
        "",
        "the picture, saved anew as PNG",
    ),
    Rule(
        "BG750",
        "Packet that cannot be written",
        ERROR,
        "The system does not let the packet's folder or one of its files be written.",
        "The files appear together or not at all: the last good packet is left as it is.",
        "briefgen --out /etc/packets inputs/",
        "briefgen --out outputs inputs/",
    ),
    Rule(
        "BG751",
        "No room for the packet",
        ERROR,
        "The disk is full, the quota is used up, or a file would be larger than the system allows.",
        "A file that is half written would look like a packet. The last good one is left as it is.",
        "",
        "the same command, once there is room",
    ),
)
