"""BG3xx, filling: the pages of what merging the annotations into fields finds."""

from briefgen.checks.rule import Rule

RULES: tuple[Rule, ...] = ()
