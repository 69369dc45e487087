"""A language in, the program's own words in it out: a `Catalogue`, read from gettext's files. English needs none.

What stands in the code and in the templates is English, and the name by which catalogues know it. An organisation's own
catalogues, in `templates/locales/`, come before those of the program, and a region falls back to its language. A
message that no catalogue holds is English, and says so, that every format may bear its language.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from gettext import NullTranslations

from msgspec import Struct

from briefgen.words.files import catalogue_digests, catalogue_files, has_catalogue, locale_tags, translations_of
from briefgen.words.localised import date_words, is_english, list_words, number_words, percent_words
from briefgen.words.messages import OwnWords, filled, like

__all__ = ["Catalogue", "catalogue_digests", "catalogue_of", "has_catalogue", "locale_tags"]


class Catalogue(Struct, frozen=True):
    """The program's words in one language."""

    language: str = "en"
    """As the briefing has it."""
    translations: NullTranslations | None = None

    # --- messages as they are written, their places open ---------------------------------------

    def find(self, message: str, context: str = "") -> str:
        """A message's words."""
        if self.translations is None or not message:
            return self._english(message)
        found = self.translations.pgettext(context, message) if context else self.translations.gettext(message)
        return self._said(found)

    def find_counted(self, one: str, many: str, number: int, context: str = "") -> str:
        """The form of a message that goes with a number."""
        if self.translations is None:
            return self._english(one if number == 1 else many)
        if context:
            return self._said(self.translations.npgettext(context, one, many, number))
        return self._said(self.translations.ngettext(one, many, number))

    def _said(self, found: str) -> str:
        if isinstance(found, _Missing):
            return self._english(str(found))
        return found if is_english(self.language) else OwnWords.of(found, None)

    def _english(self, words: str) -> str:
        return words if is_english(self.language) else OwnWords.of(words, "en")

    # --- whole messages, called as gettext calls them ------------------------------------------

    def gettext(self, message: str, **values: object) -> str:
        return filled(self.find(message), values)

    def ngettext(self, one: str, many: str, num: int, **values: object) -> str:
        return filled(self.find_counted(one, many, num), {"num": num, **values})

    def pgettext(self, context: str, message: str, **values: object) -> str:
        return filled(self.find(message, context), values)

    def npgettext(self, context: str, one: str, many: str, num: int, **values: object) -> str:
        return filled(self.find_counted(one, many, num, context), {"num": num, **values})

    # --- what is made of more than words -------------------------------------------------------

    def date(self, value: date | datetime | str) -> str:
        """A date in words. ValueError for what is none."""
        if not isinstance(value, datetime):
            return date_words(value, self.language)
        moment = value.astimezone(UTC) if value.tzinfo else value
        day = date_words(moment.date(), self.language)
        return str(self.gettext("%(date)s, %(time)s UTC", date=day, time=f"{moment:%H:%M}"))

    @property
    def stop(self) -> str:
        """What ends a sentence."""
        return self.pgettext("punctuation", ".")

    def together(self, sentences: Iterable[str]) -> str:
        """Sentences as running text: with a blank between, but after a full-width stop."""
        from briefgen.scripts import is_unspaced  # takes a while, and a run with nothing to do joins no sentences

        made = ""
        for each in sentences:
            made += f" {each}" if made and not is_unspaced(made[-1]) else each
        return like(self.stop, made)

    def number(self, number: int) -> str:
        return number_words(number, self.language)

    def percent(self, number: int) -> str:
        return percent_words(number, self.language)

    def listed(self, parts: Sequence[str]) -> str:
        return list_words(parts, self.language)


class _Missing(str):
    """A message that no catalogue holds."""

    __slots__ = ()


class _NoMore(NullTranslations):
    """Stands behind the last catalogue."""

    def gettext(self, message: str) -> str:
        return _Missing(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return _Missing(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return _Missing(message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return _Missing(msgid1 if n == 1 else msgid2)


def catalogue_of(language: str) -> Catalogue:
    """The words of a language. TemplateError where an organisation's own catalogue cannot be read."""
    files = tuple(catalogue_files(language))
    if not files:
        return Catalogue(language)
    first, *others = (translations_of(each) for each in files)
    for each in (*others, _NoMore()):
        first.add_fallback(each)
    return Catalogue(language, first)
