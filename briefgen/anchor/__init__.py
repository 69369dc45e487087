"""A quote and an article's paragraphs in, the span where the quote stands out; or what comes nearest, as a hint.

A quote is found as it is written; else with its `**` taken out; else folded: Unicode forms, quotation
marks, dashes and spaces alike, soft hyphens and zero-width characters dropped, blanks beside characters of
scripts without blanks dropped; else without hyphens at which the article's lines ended. Case always counts.
Where a quote stands both as whole words and inside longer words (`Japan`, `Japanese`), only the whole
words count. Nothing that merely resembles the quote is ever taken for it.
"""

from __future__ import annotations

from briefgen.anchor.article import ArticleText, ParagraphSpan
from briefgen.anchor.finding import context, find, first_place
from briefgen.anchor.folding import fold, fold_words, folded
from briefgen.anchor.outcomes import Ambiguous, Anchored, Contradicted, Found, Missing

__all__ = [
    "Ambiguous",
    "Anchored",
    "ArticleText",
    "Contradicted",
    "Found",
    "Missing",
    "ParagraphSpan",
    "context",
    "find",
    "first_place",
    "fold",
    "fold_words",
    "folded",
]
