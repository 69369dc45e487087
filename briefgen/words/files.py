"""A language in; its catalogues out, an organisation's own before the program's, each as Python's gettext reads it.

A catalogue of the program is compiled (`locales/fr/LC_MESSAGES/briefgen.mo`). One of an organisation is
`templates/locales/fr.po`, as people write it, or `fr.mo`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from briefgen.diagnostics import Diagnostic, Place, TemplateError
from briefgen.files import is_named, read_plain
from briefgen.resources import Resource, display_name, folder_or_nothing, folders
from briefgen.words.localised import is_english
from briefgen.words.plurals import plural_fault

LOCALES = Path(__file__).parents[1] / "locales"
OWN_LOCALES = "locales"
"""The folder of catalogues among an organisation's templates."""
CATALOGUE = "catalogue "
"""Begins their names in manifests, for only packets in their language are made with them."""


def catalogue_files(language: str) -> Iterator[Resource]:
    """The catalogues of a language: those of its region before those that all its regions share."""
    own = folder_or_nothing(folders()[0] / OWN_LOCALES)
    tags = tuple(locale_tags(language))
    for tag in tags if is_named(own) else ():
        for name in dict.fromkeys(
            (f"{tag}.po", f"{tag}.mo", *(f"{tag.replace('_', '-')}.{end}" for end in ("po", "mo")))
        ):
            if is_named(own / name):
                yield _read(own / name, f"{CATALOGUE}{own.as_posix()}/{name}")
    for tag in () if is_english(language) else tags:
        path = LOCALES / tag / "LC_MESSAGES" / "briefgen.mo"
        if path.is_file():
            yield _read(path, f"{CATALOGUE}{tag}.mo")


def catalogue_digests(language: str) -> dict[str, str]:
    """Name to SHA-256 of a language's catalogues, as a manifest lists them."""
    return dict(each.ingredient for each in catalogue_files(language))


def has_catalogue(language: str) -> bool:
    """Whether there are words of a language."""
    return is_english(language) or any(catalogue_files(language))


def locale_tags(language: str) -> Iterator[str]:
    """The names of a language's catalogues, the nearest first: `zh_Hant_HK`, `zh_Hant`, `zh`."""
    first, *others = language.replace("_", "-").split("-")
    parts = [first.lower(), *(each.title() if len(each) == 4 else each.upper() for each in others)]
    for end in range(len(parts), 0, -1):
        yield "_".join(parts[:end])


def _read(path: Path, name: str) -> Resource:
    try:
        return Resource(path, name, read_plain(path))
    except OSError as error:
        why = f"the catalogue cannot be read: {error.strerror or error}"
        raise TemplateError(Diagnostic("BG623", why, Place(path.as_posix()))) from None


def translations_of(file: Resource) -> GNUTranslations:
    """The catalogue as gettext reads it, with nothing behind it. TemplateError where it cannot be read."""
    made = GNUTranslations.__new__(GNUTranslations)
    made.__dict__.update(_parsed(file).__dict__)  # a copy: what stands behind a catalogue is each packet's own
    return made


@lru_cache(maxsize=32)
def _parsed(file: Resource) -> GNUTranslations:
    data = _compiled(file) if file.path.suffix == ".po" else file.data
    try:
        made = GNUTranslations(BytesIO(data))
    except Exception as error:  # whatever a damaged file may raise
        raise _of_the_whole(file, error) from None
    if fault := plural_fault(made):
        raise TemplateError(_unreadable(file.path, 0, fault))
    if file.path.suffix == ".mo" and LOCALES not in file.path.parents:  # tests look into those of the program
        _hold_compiled(file)
    return made


def _hold_compiled(file: Resource) -> None:
    """TemplateError where a translation of a compiled catalogue does not suit its message."""
    from babel.messages.mofile import read_mo

    from briefgen.words.catalogue_faults import faults

    try:
        found = [_unreadable(file.path, 0, fault) for _, fault in faults(read_mo(BytesIO(file.data)))]
    except Exception as error:  # as above
        raise _of_the_whole(file, error) from None
    if found:
        raise TemplateError(found)


def _compiled(file: Resource) -> bytes:
    """A catalogue as people write it, as programs read it."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, PoFileParser

    from briefgen.words.catalogue_faults import BoundedCatalog, faults

    catalog = BoundedCatalog(file.path.stem.replace("-", "_"))
    compiled = BytesIO()
    try:
        PoFileParser(catalog, ignore_obsolete=True, abort_invalid=True).parse(BytesIO(file.data))
        found = [_unreadable(file.path, line, fault) for line, fault in faults(catalog)]
        write_mo(compiled, catalog)
    except PoFileError as error:
        raise TemplateError(_unreadable(file.path, error.lineno + 1, str(error).partition(" on ")[0])) from None
    except (ValueError, LookupError, TypeError) as error:
        raise _of_the_whole(file, error) from None
    if found:
        raise TemplateError(found)
    return compiled.getvalue()


def _of_the_whole(file: Resource, error: Exception) -> TemplateError:
    return TemplateError(_unreadable(file.path, 0, " ".join(str(error).split())[:200]))


def _unreadable(path: Path, line: int, why: str) -> Diagnostic:
    hint = "A catalogue is a file of gettext, in UTF-8; a translation has the placeholders of its message, such as %(number)s."
    return Diagnostic("BG623", f"the catalogue cannot be used: {why}", Place(display_name(path), line), hint=hint)
