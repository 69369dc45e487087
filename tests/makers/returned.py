"""Goes in: a sample document and LibreOffice; comes out: `tests/data/returned/`, a packet whose Word file LibreOffice saved.

For maintainers, where what a manifest keeps changes: `python tests/makers/returned.py`. So a machine without LibreOffice
tests what LibreOffice writes. The fonts are left out of the file: nobody reads them, and they are large.
"""

from __future__ import annotations

import json
import sys
import tempfile
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import office
from msgspec.structs import replace
from samples import everything
from test_nested_highlights import nested
from test_verify import packet

from briefgen.document import Document, Highlight, Paragraph, Span, Text

FOLDER = Path(__file__).parents[1] / "data" / "returned"


def returned() -> Document:
    """Each kind of block and inline, and passages in one another, each kind within each: LibreOffice tints these itself."""
    sample = everything()
    within = [Paragraph((nested(depth, first),)) for depth in (2, 3) for first in range(5)]
    number = Highlight("actor", (Text("words "), Span((Text("P-1"),), role="mark")))
    within.append(Paragraph((Highlight("event", (number,)),)))
    return replace(sample, blocks=(*sample.blocks, *within))


def record(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        packet(scratch / "packet", returned())
        saved = office.converted(scratch / "packet" / "packet.docx", "docx", scratch)
        folder.mkdir(exist_ok=True)
        manifest = json.loads((scratch / "packet" / "manifest.json").read_text(encoding="utf-8"))
        manifest["files"] = [file for file in manifest["files"] if file["name"].endswith(".docx")]
        (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
        _without_fonts(saved, folder / "packet.docx")


def _without_fonts(saved: Path, kept: Path) -> None:
    with zipfile.ZipFile(saved) as before, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.namelist():
            if not part.endswith(".odttf"):
                after.writestr(zipfile.ZipInfo(part), before.read(part), zipfile.ZIP_DEFLATED, 9)


if __name__ == "__main__":
    record(FOLDER)
