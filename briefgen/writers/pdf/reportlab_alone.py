"""Importing this gives what is used of ReportLab, imported as it was installed, without what a home folder or the working folder adds to it.

ReportLab runs `reportlab_mods` and `reportlab_settings` from anywhere on the path, and `~/.reportlab_mods` and
`~/.reportlab_settings`, whoever owns them. It looks for the first two before it looks in the home folder, so while it is
imported there are two of these names that hold nothing. Afterwards they are gone again: nobody else in the process
meets them. Where a program has imported ReportLab before briefgen, that program has settled what it runs.
"""

from __future__ import annotations

import sys
from types import ModuleType

_NAMES = ("reportlab_mods", "reportlab_settings")


def _import_alone() -> None:
    if "reportlab" in sys.modules:
        return
    before = {name: sys.modules.get(name) for name in _NAMES}
    sys.modules.update((name, ModuleType(name)) for name in _NAMES)
    try:
        import reportlab.rl_config  # noqa: F401
    finally:
        for name, module in before.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module


_import_alone()

from reportlab.pdfbase.pdfdoc import (  # noqa: E402 - after the above
    Destination,
    OutlineEntryObject,
    PDFDictionary,
    PDFDocument,
    PDFObject,
)
from reportlab.pdfbase.pdfdoc import format as rendered  # noqa: E402

__all__ = ["Destination", "OutlineEntryObject", "PDFDictionary", "PDFDocument", "PDFObject", "rendered"]
