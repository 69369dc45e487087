"""Goes in: the schemas of Office's elements, as the package `openxml-audit` carries them; comes out:
`briefgen/tables/office_attributes.tsv`, the attributes and the words that a letterhead's elements may have.

For maintainers: `python tests/makers/office_attributes.py`. The schemas are those of Microsoft's Open XML SDK.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import briefgen

TABLE = Path(briefgen.__file__).parent / "tables" / "office_attributes.tsv"
NEW = (
    "schemas_openxmlformats_org_wordprocessingml_2006_main",
    "schemas_openxmlformats_org_drawingml_2006_main",
    "schemas_openxmlformats_org_drawingml_2006_picture",
    "schemas_openxmlformats_org_drawingml_2006_wordprocessingDrawing",
    "schemas_microsoft_com_office_word_2010_wordprocessingDrawing",
    "schemas_microsoft_com_office_word_2010_wordprocessingShape",
    "schemas_microsoft_com_office_word_2010_wordprocessingGroup",
    "schemas_microsoft_com_office_word_2010_wordprocessingCanvas",
    "schemas_microsoft_com_office_drawing_2010_main",
    "schemas_microsoft_com_office_drawing_2014_main",
    "schemas_microsoft_com_office_drawing_2017_decorative",
    "schemas_microsoft_com_office_word_2010_wordml",
    "schemas_microsoft_com_office_word_2012_wordml",
)
OLD = ("schemas-microsoft-com_vml", "schemas-microsoft-com_office_office", "schemas-microsoft-com_office_word")
HEAD = """\
# What the attributes of a Word file's elements are called, and the words that stand in them where no other words may: from
# the schemas of Microsoft's Open XML SDK (MIT licence, (c) .NET Foundation and Contributors). Separated by tabs: what it
# is (attributes of DrawingML and WordprocessingML, their words, the words of VML), the prefix of attributes' namespace,
# and the names or words, separated by blanks. Made by tests/makers/office_attributes.py.
"""


def schemas(names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    package = find_spec("openxml_audit")
    assert package is not None and package.origin is not None
    folder = Path(package.origin).parent / "data" / "openxml" / "schemas"
    for name in names:
        path = folder / f"{name}.json"
        if path.is_file():
            yield json.loads(path.read_text(encoding="utf-8"))


def words(names: tuple[str, ...]) -> str:
    found = {each["Value"] for schema in schemas(names) for kind in schema.get("Enums", ()) for each in kind["Facets"]}
    return " ".join(sorted(each for each in found if each and " " not in each and not each.isdecimal()))


def table() -> str:
    attributes: dict[str, set[str]] = defaultdict(set)
    for schema in schemas(NEW):
        for kind in schema.get("Types", ()):
            for each in kind.get("Attributes", ()):
                prefix, _, name = each["QName"].rpartition(":")
                attributes[prefix].add(name)
    lines = [("attributes", prefix, " ".join(sorted(attributes[prefix]))) for prefix in sorted(attributes)]
    lines += [("words", "", words(NEW)), ("old words", "", words(OLD))]
    return HEAD + "".join("\t".join(line) + "\n" for line in lines)


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
