"""A message in English goes in; it as Americans spell it comes out. The program's own words are spelt as in Britain."""

from __future__ import annotations

from gettext import NullTranslations

SPELT = {
    "organisation": "organization",
    "stabilising": "stabilizing",
    "destabilising": "destabilizing",
    "Stabilising in some respects, destabilising in others.": "Stabilizing in some respects, destabilizing in others.",
}
"""The messages that are spelt otherwise; a test looks for more."""


class American(NullTranslations):
    """Stands behind the catalogues that an organisation may have for the English of the United States."""

    def gettext(self, message: str) -> str:
        return SPELT.get(message, message)

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)
