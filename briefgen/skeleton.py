"""Words that `briefgen new` writes for somebody to write over: the command puts them in, a check finds them left."""

NOT_STATED = "Not stated"
PLACEHOLDERS = frozenset(
    {
        "...",
        "The upgrade is likely to ...",
        "Why that confidence.",
        "What is taken as given.",
        "Indicators that would change the judgment.",
        "words that stand in the article",
        "A sentence or two.",
    }
)
"""Texts of the skeleton's examples that nobody means."""
