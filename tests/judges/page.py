"""Judge a web page: its bytes go in, what is wrong with it comes out, by judges that are not ours.

`nu` is the Nu Html Checker (the jar of the npm package vnu-jar 24), `axe` axe-core in Chromium; `computed` asks Chromium
itself. Each skips the test where its tool is missing.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from patience import PATIENCE

_MODULES = Path(__file__).parents[2] / "node_modules"
_POLICY = re.compile(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>")
_DARK = re.compile(r"@media (screen and )?\(prefers-color-scheme: ?dark\)")
"""What makes a page dark where the browser prefers it."""


def nu(*pages: Path) -> list[str]:
    """Errors that the Nu Html Checker finds."""
    named = os.environ.get("VNU_JAR")
    jar = Path(named) if named else _MODULES / "vnu-jar/build/dist/vnu.jar"
    java = shutil.which("java")
    if java is None or not jar.exists():
        pytest.skip("no Nu Html Checker: npm i vnu-jar@24.10.17, set VNU_JAR to its vnu.jar, and install Java")
    # Half the time of a run this short would go into compiling Java for a longer one.
    command = [
        java,
        "-XX:TieredStopAtLevel=1",
        "-jar",
        str(jar),
        "--errors-only",
        "--stdout",
        "--exit-zero-always",
        *map(str, pages),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True)
    return done.stdout.splitlines()


def axe(page: Path, folder: Path, *, dark: bool = False, width: int = 1280) -> list[str]:
    """Violations of WCAG 2.2 AA and of good practice that axe-core finds."""
    named = os.environ.get("AXE_CORE")
    script = Path(named) if named else _MODULES / "axe-core/axe.min.js"
    if not script.exists():
        pytest.skip("no axe-core: npm i axe-core, and set AXE_CORE to its axe.min.js")
    asked = "axe.run(document, {resultTypes: ['violations']})"
    shown = "found.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.target + ' ' + n.failureSummary))"
    return computed(page, folder, f"{asked}.then(found => {shown})", script.read_text("utf-8"), dark=dark, width=width)


def computed(
    page: Path,
    folder: Path,
    expression: str,
    library: str = "",
    *,
    dark: bool = False,
    width: int = 1280,
    contrast: bool = False,
) -> list[str]:
    """What an expression gives in Chromium, on a copy of the page whose policy lets it run; a list of texts.

    With `contrast`, as a reader sees the page whose system forces colours of its own.
    """
    source = page.read_text("utf-8")
    if dark:
        source, count = _DARK.subn("@media screen", source)
        assert count == 1
    library = library.replace("</script", r"<\/script")
    script = (
        f"<script>{library}</script><script>"
        f"Promise.resolve().then(() => {expression}).then(found => {{ const out = document.createElement('pre');"
        "out.id = 'found'; out.textContent = JSON.stringify(found); document.body.append(out); });</script>"
    )
    copy = folder / f"computed-{page.name}"
    copy.write_text(_POLICY.sub("", source).replace("</body>", f"{script}</body>"), "utf-8")
    found = re.search(r'<pre id="found">(.*?)</pre>', dom(copy, folder, width, contrast=contrast), re.DOTALL)
    assert found is not None, "the browser gave no answer"
    answer: list[str] = json.loads(unescape(found[1]))
    return answer


def dom(page: Path, folder: Path, width: int = 1280, *, contrast: bool = False) -> str:
    """The page as Chromium has it once it is loaded, as markup."""
    forced = ["--force-high-contrast"] if contrast else []
    more = [*forced, "--virtual-time-budget=20000", "--dump-dom"]
    return _run(folder, f"--window-size={width},1000", *more, page.as_uri())


def printed(page: Path, folder: Path) -> Path:
    """The page as Chromium prints it, as a PDF."""
    out = folder / "printed.pdf"
    _run(folder, f"--print-to-pdf={out}", "--no-pdf-header-footer", page.as_uri())
    return out


def _run(folder: Path, *arguments: str) -> str:
    fixed = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        f"--user-data-dir={folder / 'profile'}",
    ]
    done = subprocess.run(
        [browser(), *fixed, *arguments], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    return done.stdout


@cache
def browser() -> str:
    """Chromium. Skips the test where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.skip("no chromium is installed")
