"""Words and values to WordprocessingML: escaped text, attributes, fields, bookmarks, as strings."""

from __future__ import annotations

import re

from briefgen.lazy_patterns import lazy_pattern

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'mc:Ignorable="w14"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NOT_IN_XML = lazy_pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold in any spelling."""
NUMBER = re.compile(r"[0-9]{1,18}")
"""What counts as a number where a file that others wrote should have one: `str.isdigit` takes `²` for one too."""

_CONTROLS = bytes({*range(32)} - {*b"\t\n\r"})
_PLAIN = bytes({*range(0x80)} - {*_CONTROLS})
_CONTROL_LIMIT = 64
_LINE_ENDS = re.compile("\r\n|\r|\n")


def part(tag: str, content: str) -> str:
    """A whole part: its root element, with every namespace that briefgen writes."""
    return f"{DECLARATION}<w:{tag} {NAMESPACES}>{content}</w:{tag}>"


def encoded(xml: str) -> tuple[bytes, str] | None:
    """A part as it is stored, and its characters beyond ASCII; None where it holds what XML cannot.

    As `NOT_IN_XML` says it, in a quarter of the time.
    """
    try:
        data = xml.encode()
    except UnicodeEncodeError:
        return None
    others = data.translate(None, _PLAIN)
    if len(others.translate(None, _CONTROLS)) < len(others):
        return None
    beyond = others.decode()
    return None if "\ufffe" in beyond or "\uffff" in beyond else (data, beyond)


def escape(words: str) -> str:
    """Words as element content."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(value: str) -> str:
    """A value as it stands between double quotes; line ends and tabs survive the parser."""
    escaped = escape(value).replace('"', "&quot;")
    return escaped.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")


def text(words: str) -> str:
    """Words as run content. A line end is a space, a tab is Word's tab."""
    if "\n" in words or "\r" in words:
        words = _LINE_ENDS.sub(" ", words)
    if "\t" not in words:
        return _words(words)
    return "<w:tab/>".join(_words(piece) if piece else "" for piece in words.split("\t"))


def _words(words: str) -> str:
    """Blanks at the ends, and several between words, stay only where the element says so."""
    if "  " in words or words.strip() != words:
        return f'<w:t xml:space="preserve">{escape(words)}</w:t>'
    return f"<w:t>{escape(words)}</w:t>"


def run_element(properties: str, content: str) -> str:
    """A run; `properties` is the inside of w:rPr, empty for none."""
    return f"<w:r><w:rPr>{properties}</w:rPr>{content}</w:r>" if properties else f"<w:r>{content}</w:r>"


def field(instruction: str, result: str, properties: str = "") -> str:
    """A complex field with the result that is shown until someone updates it; `result` is made of runs."""
    code = f'<w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText>'
    return (
        run_element(properties, '<w:fldChar w:fldCharType="begin"/>')
        + run_element(properties, code)
        + run_element(properties, '<w:fldChar w:fldCharType="separate"/>')
        + result
        + run_element(properties, '<w:fldChar w:fldCharType="end"/>')
    )


def controlled(number: int, title: str, tag: str, content: str, *, is_placeholder: bool) -> str:
    """Runs in a content control, which bears a title and a tag of at most 64 characters."""
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="{attribute(title[:_CONTROL_LIMIT])}"/>'
        f'<w:tag w:val="{attribute(tag[:_CONTROL_LIMIT])}"/><w:id w:val="{number}"/><w:lock w:val="sdtLocked"/>'
        f"{'<w:showingPlcHdr/>' if is_placeholder else ''}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"
    )


def bookmarked(number: int, name: str, content: str) -> str:
    """Content between the two ends of a bookmark."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{number}"/>'
