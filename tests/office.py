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
from patience import PATIENCE

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
        command, env=_environment(home, fonts), capture_output=True, text=True, check=True, timeout=PATIENCE
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


def edited_by_macro(file: Path, steps: str, scratch: Path) -> Path:
    """The Word file with tracked changes, made by LibreOffice itself: a macro in Basic opens it as `doc`, with `Found(doc, words)`."""
    home, made = scratch / "home", scratch / f"{file.stem}.tracked.docx"
    home.mkdir(exist_ok=True)
    profile = f"-env:UserInstallation={(home / 'profile').as_uri()}"
    start = ["soffice", profile, "--headless", "--norestore"]
    # A profile that LibreOffice has not made itself runs no macro.
    subprocess.run(
        [*start, "--terminate_after_init"],
        env=_environment(home, FONTS),
        capture_output=True,
        check=True,
        timeout=PATIENCE,
    )
    library = home / "profile" / "user" / "basic" / "Standard"
    library.mkdir(parents=True, exist_ok=True)
    (library.parent / "script.xlc").write_text(_LIBRARIES, "utf-8")
    (library / "script.xlb").write_text(_LIBRARY, "utf-8")
    macro = _MACRO.format(file=file.absolute().as_uri(), made=made.absolute().as_uri(), steps=steps)
    (library / "Module1.xba").write_text(_MODULE.format(macro=escape(macro)), "utf-8")
    command = [*start, "macro:///Standard.Module1.Main"]
    done = subprocess.run(command, env=_environment(home, FONTS), capture_output=True, text=True, timeout=PATIENCE)
    assert made.is_file(), f"LibreOffice saved nothing: {done.stdout[-500:]}{done.stderr[-500:]}"
    return made


_BASIC = '<!DOCTYPE {0} PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "{1}.dtd">'
_NAMES = 'xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink"'
_LIBRARIES = f"""<?xml version="1.0" encoding="UTF-8"?>
{_BASIC.format("library:libraries", "libraries")}
<library:libraries {_NAMES}>
 <library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple" library:link="false"/>
</library:libraries>
"""
_LIBRARY = f"""<?xml version="1.0" encoding="UTF-8"?>
{_BASIC.format("library:library", "library")}
<library:library {_NAMES} library:name="Standard" library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Module1"/>
</library:library>
"""
_MODULE = f"""<?xml version="1.0" encoding="UTF-8"?>
{_BASIC.format("script:module", "module")}
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">{{macro}}</script:module>
"""
_MACRO = """
Sub Main
  On Error Goto Failed
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  doc = StarDesktop.loadComponentFromURL("{file}", "_blank", 0, hidden())
  doc.RecordChanges = True
{steps}
  Dim word(0) As New com.sun.star.beans.PropertyValue
  word(0).Name = "FilterName" : word(0).Value = "MS Word 2007 XML"
  doc.storeToURL("{made}", word())
  doc.close(True)
Failed:
  StarDesktop.terminate()
End Sub

Function Found(doc, words)
  search = doc.createSearchDescriptor()
  search.SearchString = words
  search.SearchCaseSensitive = True
  Found = doc.findFirst(search)
End Function

Sub Swap(doc, before, after)
  Set place = Found(doc, before)
  place.String = after
End Sub
"""
