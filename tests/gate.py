"""A run that stops before a packet until it is let on: a folder goes in; the environment of such a run comes out.

So that what happens while a run is at work does not depend on how fast it is.
"""

from __future__ import annotations

import os
from pathlib import Path

from patience import until

ROOT = Path(__file__).parent.parent
_CODE = """
import time
from pathlib import Path
import briefgen.batch.worker as worker

def stopping(source, kit, options, real=worker.build):
    here = Path({folder!r})
    if {name!r} in source.path:
        (here / "reached").touch()
        while not (here / "open").exists():
            time.sleep(0.02)
    return real(source, kit, options)

worker.build = stopping
"""


class Gate:
    """Where a run stops: before the packet of the input with that in its name."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir()
        (folder / "sitecustomize.py").write_text(_CODE.format(folder=str(folder), name=name))
        self.folder = folder
        self.environment = {"PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}

    def wait(self) -> None:
        """Until a run stands before it."""
        until((self.folder / "reached").exists, "no run came to the gate")

    def open(self) -> None:
        (self.folder / "open").touch()
