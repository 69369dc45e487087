"""An input's text goes in; the texts that it seems to name come out, to be sent along with it.

The input is not read as YAML here. A name that is missed is found missing where the packet is built.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

_TEXT_FILE = re.compile(r"""\btext_file["']?\s*:\s*(?:"([^"\n]+)"|'([^'\n]+)'|([^\s#'"][^\n#,}]*))""")


def named_texts(data: bytes) -> Iterator[str]:
    """Paths as they are written, below the input's folder."""
    for match in _TEXT_FILE.finditer(data.decode("utf-8", "replace")):
        written = next(filter(None, match.groups())).strip()
        path = PurePosixPath(written)
        if ".." not in path.parts and not path.is_absolute():
            yield written
