"""The name of an installed distribution in, its version out, without reading what it says of itself.

The name of its folder says it, as every installer writes it. `importlib.metadata` parses a page of text
for each, which takes longer than anything else in a run that has nothing to do.
"""

from __future__ import annotations

import os
import re
import sys
from functools import cache

_FOLDER = re.compile(r"(.+?)-(\d.*)\.dist-info")


@cache
def installed_version(name: str) -> str:
    """The version that an import would take: the first on the path. PackageNotFoundError where there is none."""
    requested = _normal(name)
    for folder in sys.path:
        if found := _versions(folder).get(requested):
            return found
    from importlib.metadata import version

    return version(name)


def found_version(name: str) -> str:
    """The version of a package that need not be there, "" where it is not."""
    requested = _normal(name)
    return next((found for folder in sys.path if (found := _versions(folder).get(requested))), "")


@cache
def _versions(folder: str) -> dict[str, str]:
    """Name to version of what is installed in a folder of the path."""
    try:
        entries = os.listdir(folder or ".")  # noqa: PTH208  names are all that is needed, of folders of hundreds
    except OSError:
        return {}
    found = (_FOLDER.fullmatch(entry) for entry in entries if entry.endswith(".dist-info"))
    return {_normal(match[1]): match[2] for match in found if match}


def _normal(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")
