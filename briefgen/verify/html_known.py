"""The elements of a web page that are understood, each with its attributes: all that briefgen itself writes there.

Whatever is not named here may show words, hide them, run or lead elsewhere.
"""

from __future__ import annotations

_WORDS = "class id lang dir"
_PAINT = "fill fill-rule stroke stroke-width stroke-linecap stroke-linejoin"
_ELEMENTS = {
    "html": "lang dir",
    "head": "",
    "meta": "charset http-equiv name content",
    "title": "id",
    "style": "",
    "body": "",
    "header": "",
    "main": "",
    "footer": "",
    "section": "class aria-labelledby",
    "nav": "aria-labelledby",
    "div": "class",
    "blockquote": "",
    "figure": "id",
    "figcaption": _WORDS,
    "img": "class alt src",
    "ul": "class",
    "ol": "class start",
    "li": "class lang dir",
    "table": "class id aria-label aria-describedby",
    "caption": "class lang dir hidden",
    "colgroup": "",
    "col": "class",
    "thead": "",
    "tbody": "",
    "tr": "id",
    "th": f"scope {_WORDS}",
    "td": f"data-label {_WORDS}",
    "p": f"{_WORDS} role aria-label",
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5"), _WORDS),
    "h6": f"{_WORDS} aria-level",
    "strong": "",
    "em": "",
    "a": "class id href title",
    "mark": "class",
    "span": "class id lang dir hidden",
    "bdi": "",
    "br": "",
    "svg": "class role aria-label aria-labelledby aria-describedby lang viewBox direction",
    "desc": "id lang",
    "path": f"class d {_PAINT}",
    "circle": f"cx cy r {_PAINT}",
    "text": f"x y text-anchor direction font-size font-weight {_PAINT}",
}
KNOWN_MARKUP = {name: frozenset(attributes.split()) for name, attributes in _ELEMENTS.items()}
VOID = frozenset(("meta", "col", "br", "img", "path", "circle"))
"""Elements that hold nothing, and are closed where they begin."""
