"""Goes in: the program's code and templates; comes out: its catalogues in `briefgen/locales/`, complete and compiled.

For maintainers: `python tests/makers/catalogues.py [language ...]`. Messages that are new stand in each catalogue without
a translation, those that are gone are taken out, and each catalogue is compiled. A language that is named, and has no
catalogue yet, gets one. The same code, templates and translations give the same files.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2.ext import extract_from_ast

import briefgen
from briefgen.compose.environment import TemplateEnvironment
from briefgen.compose.helpers import FILTERS, HELPERS
from briefgen.kinds import KINDS
from briefgen.resources import packaged_schema, packaged_templates
from briefgen.schema.vocabulary import PRINTED

PACKAGE = Path(briefgen.__file__).parent
LOCALES = PACKAGE / "locales"
KEYWORDS = {
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "_": None,
}
_GIVEN = ("MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Language", "Plural-Forms")
_NO_TIME = datetime(1980, 1, 1, tzinfo=UTC)
Found = tuple[str, int, str | tuple[str, str], str | None]
"""File, line, message (or its two forms), context."""


def extracted() -> Catalog:
    """All messages that packets are made with."""
    return _catalog((*_of_code(), *_of_templates(), *_of_tables()))


def extracted_of_page() -> Catalog:
    """All messages of the page that edits an input, in catalogues of their own: no packet is stale because of them."""
    return _catalog((*_of_scripts(), *_of_fields()))


def _catalog(found: Iterable[Found]) -> Catalog:
    catalog = Catalog(project="briefgen", charset="utf-8")
    for file, line, message, context in found:
        catalog.add(message, locations=[(file, line)] if line else [], context=context)
    return catalog


def _of_code() -> Iterator[Found]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.parent.name == "words":  # defines what the others call
            continue
        name = f"briefgen/{path.relative_to(PACKAGE).as_posix()}"
        for line, message, _, context in extract_from_file("python", path, keywords=KEYWORDS):
            yield name, line, message, context
    yield "briefgen/words/__init__.py", 0, "%(date)s, %(time)s UTC", None
    yield "briefgen/words/__init__.py", 0, ".", "punctuation"


def _of_templates() -> Iterator[Found]:
    environment = TemplateEnvironment(FILTERS, HELPERS)
    root = packaged_templates()
    for path in sorted(root.rglob("*.j2")):
        name = f"templates/{path.relative_to(root).as_posix()}"
        for line, function, said in extract_from_ast(environment.parse(path.read_text(encoding="utf-8"))):
            words = [each for each in ((said,) if isinstance(said, str) else said) if each is not None]
            context = words.pop(0) if function in ("pgettext", "npgettext") else None
            yield name, line, words[0] if len(words) == 1 else (words[0], words[1]), context


def _of_tables() -> Iterator[Found]:
    for context, words in PRINTED.items():
        yield from (("briefgen/schema/vocabulary.py", 0, each, context) for each in words)


def _of_scripts() -> Iterator[Found]:
    for path in sorted((PACKAGE / "annotate" / "static").glob("*.js")):
        name = f"briefgen/annotate/static/{path.name}"
        for line, message, _, _ in extract_from_file("javascript", path, keywords={"t": None}):
            if isinstance(message, str):
                yield name, line, message, None
        for match in _OTHER_WORDS.finditer(path.read_text(encoding="utf-8")):
            yield name, 0, match[1] or match[2], None


_OTHER_WORDS = re.compile(r'shown: "[^"]*", words: "([^"]+)"|\$\{t\("([^"]+)"')
"""Of the table of keys, and within other words, where Babel's reader of JavaScript does not look."""


def _of_fields() -> Iterator[Found]:
    """What the page calls kinds and fields: their names as a sentence begins."""
    schema = json.loads(Path(packaged_schema("input.schema.json")).read_text(encoding="utf-8"))
    parts = (schema, *schema["$defs"].values())
    names = {name for part in parts for name in part.get("properties", ())} - _UNSHOWN
    for name in sorted({*names, *KINDS}):
        yield "schemas/input.schema.json", 0, name.replace("_", " ").capitalize(), None


_UNSHOWN = {"draft", "annotations"}
"""Fields that the page never names."""


def updated(path: Path, messages: Catalog) -> Catalog:
    """The catalogue of a file with these messages, each with the translation that it has there."""
    locale = path.parents[1].name
    old = Catalog(locale)
    if path.is_file():
        old = read_po(BytesIO(path.read_bytes()), locale=locale)
    new = Catalog(locale, project="briefgen", charset="utf-8", fuzzy=False)
    # The forms that its numbers have are its translators' choice; Babel's own change with its releases.
    new.mime_headers = [each for each in old.mime_headers if each[0] == "Plural-Forms"]
    for message in messages:
        if message.id:
            known = old.get(message.id, message.context)
            string = known.string if known is not None and not known.fuzzy else None
            new.add(message.id, string, locations=message.locations, context=message.context)
    return new


def as_po(catalog: Catalog) -> bytes:
    out = BytesIO()
    write_po(out, catalog, sort_by_file=True, ignore_obsolete=True, include_lineno=False, omit_header=True, width=110)
    header = "".join(f'"{name}: {value}\\n"\n' for name, value in catalog.mime_headers if name in _GIVEN)
    return f'msgid ""\nmsgstr ""\n{header}\n'.encode() + out.getvalue()


def as_mo(po: bytes, locale: str) -> bytes:
    """A catalogue as programs read it; messages without a translation are left out."""
    catalog = read_po(BytesIO(po), locale=locale)
    catalog.creation_date = catalog.revision_date = _NO_TIME
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def files(*languages: str) -> Iterator[tuple[Path, bytes]]:
    """Each file of catalogues as it has to be."""
    for domain, messages in (("briefgen", extracted()), ("annotate", extracted_of_page())):
        yield LOCALES / f"{domain}.pot", as_po(messages)
        for language in sorted({path.name for path in LOCALES.iterdir() if path.is_dir()} | {*languages}):
            path = LOCALES / language / "LC_MESSAGES" / f"{domain}.po"
            po = as_po(updated(path, messages))
            yield path, po
            yield path.with_suffix(".mo"), as_mo(po, language)


def main() -> None:
    for path, data in files(*sys.argv[1:]):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_bytes() != data:
            path.write_bytes(data)
            print(f"wrote {path}")


if __name__ == "__main__":
    main()
