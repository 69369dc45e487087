"""What a document wants goes in; a print of it that fits a manifest comes out, and is held against files.

The print keeps no words of stretches, only a few letters for each, so that a changed one is found and
named; links, alternative texts and running lines are short and are kept as they are.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from briefgen.document import Document
from briefgen.proof import told
from briefgen.proof.compare import canonical, on_paper
from briefgen.proof.document import told_by_document
from briefgen.proof.told import Stretch, seen

_SIGNS = dict(zip(told.KINDS, "123456pient fcs".replace(" ", ""), strict=False))
