"""A Word file in; the same as LibreOffice saves or prints it out, with the package's fonts and no others, or with those of a folder.

LibreOffice sees neither the machine's fonts nor the user's settings, so that a page breaks where it breaks elsewhere.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

import briefgen

FONTS = Path(briefgen.__file__).with_name("fonts")
_FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""

INSTALLED = shutil.which("soffice") is not None
needs_pages = pytest.mark.skipif(
    not (INSTALLED and shutil.which("pdftotext")), reason="LibreOffice or poppler is missing"
)


def converted(file: Path, to: str, scratch: Path, fonts: Path = FONTS) -> Path:
    """The file in another format, in a new folder below the scratch folder; `to` is LibreOffice's name of a filter.

    `fonts` is the folder of the machine's fonts: an empty one is a machine without any.
    """
    out, home = scratch / "converted", scratch / "home"
    home.mkdir(exist_ok=True)
    profile = f"-env:UserInstallation={(home / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", to, "--outdir", str(out), str(file)]
    done = subprocess.run(
        command, env=_environment(home, fonts), capture_output=True, text=True, check=True, timeout=120
    )
    made = out / f"{file.stem}.{to.partition(':')[0]}"
    assert made.is_file(), f"LibreOffice made nothing of {file.name}: {done.stdout}{done.stderr}"
    return made


def signs_alone(scratch: Path) -> Path:
    """A machine's fonts, of which none has letters, so that a Word file is shown in the fonts that are in it.

    Where LibreOffice has a font of the same name beside the one in the file, it takes now the one and now the other.
    LibreOffice does not start on a machine without any.
    """
    folder = scratch / "signs"
    folder.mkdir()
    shutil.copy(FONTS / "DejaVuSansSymbols-Regular.ttf", folder)
    return folder


def pages(pdf: Path) -> list[str]:
    """The text of each page, laid out as on the page."""
    command = ["pdftotext", "-layout", str(pdf), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\f")[:-1]


def _environment(home: Path, folder: Path) -> dict[str, str]:
    """What LibreOffice gets to know of the machine."""
    fonts = home / "fonts.conf"
    fonts.write_text(
        _FONTS_CONF.format(fonts=escape(str(folder)), cache=escape(str(home / "font-cache"))), encoding="utf-8"
    )
    own = {"HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"), "XDG_CACHE_HOME": str(home / "cache")}
    stated = {"FONTCONFIG_FILE": str(fonts), "LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"}
    return {"PATH": os.environ["PATH"], "TMPDIR": str(home)} | own | stated
