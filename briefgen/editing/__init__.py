"""An input's text and an edit in; the text with that edit and nothing else changed out.

    text, edit ──splicing──► new text ──read again──► old data plus the edit? ──► the file, whole

Comments, order, quotes, indentation, line ends and the byte-order mark stay as they are: an edit is made in the text, at
the places that the reader keeps. What cannot be made so is refused, and the file is untouched.
"""

from __future__ import annotations

from briefgen.editing.editor import edited, edited_nodes, edited_text
from briefgen.editing.edits import Append, Cut, Delete, Edit, Insert, MoveItem, Rename, Set
from briefgen.editing.saving import digest_of, edit_file, replace_file

__all__ = [
    "Append",
    "Cut",
    "Delete",
    "Edit",
    "Insert",
    "MoveItem",
    "Rename",
    "Set",
    "digest_of",
    "edit_file",
    "edited",
    "edited_nodes",
    "edited_text",
    "replace_file",
]
