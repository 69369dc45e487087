"""A catalogue as gettext read it goes in; why the forms that numbers have in it cannot be found out."""

from __future__ import annotations

import re
from gettext import GNUTranslations

MOST_FORMS = 6
"""No language has more; Arabic has as many."""
_DIVISION = re.compile(r"[%/](?!\s*0*[1-9])")
_COUNT = re.compile(r"nplurals\s*=\s*(\d{1,9})\s*;")
_TRIED = range(1000)


def plural_fault(translations: GNUTranslations) -> str:
    """What is wrong with `Plural-Forms`; nothing where each number has a form, whatever number a briefing counts to."""
    header = translations.info().get("plural-forms", "")
    expression = header.partition("plural=")[2]
    if _DIVISION.search(expression):
        return "its Plural-Forms divide by what may be zero"
    count = _COUNT.search(header)
    forms = int(count[1]) if count else MOST_FORMS
    if forms > MOST_FORMS:
        return f"its Plural-Forms count {forms} forms, and no language has more than {MOST_FORMS}"
    number = next((n for n in _TRIED if not 0 <= translations.plural(n) < forms), None)  # type: ignore[attr-defined]
    return "" if number is None else f"its Plural-Forms give the number {number} a form beyond the {forms} counted"
