"""A part of a reference document goes in; it comes out without words that no program shows, wherever they were put.

Words are where Word shows words. Between elements, in attributes, in the prefixes of namespaces and in what old shapes keep
for their editor (a packed copy of the drawing, an equation's XML) anything may lie that a reader of the packet
does not see and who unpacks it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from docx.oxml.ns import qn
from lxml import etree

from briefgen.writers.word.attributes import PREFIXED, REQUIRES, is_of_office, is_word, kept_value, rename_guides

_SHOWN: Final = frozenset({qn("w:t"), qn("w:instrText")})
_MEASURE: Final = re.compile(r"\s*-?[0-9]{1,10}(\.[0-9]{1,9})?\s*")
_MEASURED: Final = ("posOffset", "align", "pctPosHOffset", "pctPosVOffset", "pctWidth", "pctHeight")
"""Elements that say where a shape stands, and how large it is."""
_SPOKEN: Final = frozenset({qn("w:tblCaption"), qn("w:tblDescription")})
"""What a table of a letterhead says of itself. It is one for the layout, and says so to nobody who reads the page."""
_LATENT: Final = qn("w:lsdException")
_MC: Final = f"{{{PREFIXED['mc']}}}"
_STANDARD: Final = {namespace: prefix for prefix, namespace in PREFIXED.items()}
_OFFICES_OWN: Final = ("{", "id", "rsid")
"""How attributes begin that Word or another program writes for itself, and nobody misses."""
_W: Final = qn("w:p")[:-1]
_FEW = 3


def drop_unseen(root: Any) -> Iterator[str]:
    """Leave in a part what some program shows, or what says how it is shown; what else it had, where somebody put it there."""
    rename_guides(root)
    _name_requirements(root)
    lost: dict[str, None] = {}
    for each in list(root.iter()):
        if not isinstance(each.tag, str):
            continue
        if each is not root and (not is_of_office(each.tag) or each.tag in _SPOKEN):
            each.getparent().remove(each)
            continue
        _drop_words(each)
        lost |= dict.fromkeys(_dropped(each))
        if each.tag == _LATENT and qn("w:name") not in each.attrib:
            each.getparent().remove(each)  # of no style, it is none that Word's schema allows
    if lost:
        more = f" and {len(lost) - _FEW} more" if len(lost) > _FEW else ""
        yield f"attributes that say what no reader sees: {', '.join([*lost][:_FEW])}{more}"


def _drop_words(element: Any) -> None:
    if element.tail and not element.tail.isspace():
        element.tail = None
    if not element.text or element.text.isspace() or element.tag in _SHOWN:
        return
    if not (element.tag.endswith(_MEASURED) and (_MEASURE.fullmatch(element.text) or is_word(element.text))):
        element.text = None


def _dropped(element: Any) -> Iterator[str]:
    """Leave what an element's attributes may say; the names of those that somebody else would miss."""
    for name, value in element.attrib.items():
        kept = kept_value(element.tag, name, value)
        if kept is None:
            del element.attrib[name]
            local = name.removeprefix(_W)
            if not local.startswith(_OFFICES_OWN):
                yield local[:40]
        elif kept != value:
            element.set(name, kept)


# --- namespaces --------------------------------------------------------------------------


def _name_requirements(root: Any) -> None:
    """Name namespaces by the prefixes that they have in packets. A choice that asks for another is none for a packet."""
    if written := root.get(f"{_MC}Ignorable"):
        known = [prefix for each in written.split() if (prefix := _STANDARD.get(root.nsmap.get(each, "")))]
        root.set(f"{_MC}Ignorable", " ".join(dict.fromkeys(known)))
    for each in list(root.iter(f"{_MC}Choice")):
        asked = [_STANDARD.get(each.nsmap.get(prefix, "")) for prefix in each.get(REQUIRES, "").split()]
        if asked and None not in asked:
            each.set(REQUIRES, " ".join(map(str, asked)))
        else:
            _without_choice(each)


def _without_choice(choice: Any) -> None:
    several = choice.getparent()
    several.remove(choice)
    if several.tag == f"{_MC}AlternateContent" and several.find(f"{_MC}Choice") is None:
        for each in [each for other in several.iter(f"{_MC}Fallback") for each in other]:
            several.addprevious(each)
        several.getparent().remove(several)


def with_standard_prefixes(root: Any) -> Any:
    """The same part, its namespaces under the prefixes that packets have and no other named."""
    used = {each.tag[1 : each.tag.find("}")] for each in root.iter() if isinstance(each.tag, str)}
    used |= {name[1 : name.find("}")] for each in root.iter() for name in each.attrib if name.startswith("{")}
    named = set(root.get(f"{_MC}Ignorable", "").split())
    named |= {prefix for each in root.iter(f"{_MC}Choice") for prefix in each.get(REQUIRES, "").split()}
    spaces = {
        prefix: each for prefix, each in PREFIXED.items() if (each in used or prefix in named) and prefix != "xml"
    }
    made = etree.Element(root.tag, root.attrib, spaces)
    made[:] = root[:]
    etree.cleanup_namespaces(made, keep_ns_prefixes=sorted(named))
    return made
