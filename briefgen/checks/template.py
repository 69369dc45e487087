"""BG6xx, template and theme: the pages of what composing finds."""

from briefgen.checks.rule import Rule
from briefgen.diagnostics import Severity

ERROR = Severity.ERROR

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
        "BG604",
        "Construct that a briefing cannot hold",
        ERROR,
        "The template yields something that has no place in a briefing: raw HTML, a picture that is not there, an address that is none.",
        "Both files must say the same. What only one of them could show is refused rather than dropped.",
        "<div>Bottom line</div>",
        "::: callout {.bottom-line}\nBottom line\n:::",
    ),
    Rule(
        "BG605",
        "Role that the theme does not know",
        ERROR,
        "A block or span bears a role for which the theme has no look, or a role of paragraphs stands on a few words.",
        "Words without a look would come out as plain text in one file and as something else in the other.",
        "[note]{.secundary}",
        "[note]{.secondary}",
    ),
    Rule(
        "BG606",
        "Attributes or block marks that say nothing",
        ERROR,
        "Attributes cannot be read or do not belong to their block, or a ::: closes nothing.",
        "An attribute without effect is mostly a misspelt one.",
        "::: table {colums=2}",
        "::: table {columns=2}",
    ),
    Rule(
        "BG607",
        "Anchor missing or doubled",
        ERROR,
        "A link leads to a part of the document that is not there, or two parts bear one name.",
        "A reference must land, on the one place that it names.",
        "[see the annex](#anex)",
        "[see the annex](#annex)",
    ),
)
