"""A packet's Word file as staff returned it, and its input, in; what was changed, at the input's own lines, out.

input ──fill, compose──► spans with their fields ─┐
                                                  ├─ align ─► edits ─► findings ─► edits of the input, comments in it
returned file ──read──► spans with who wrote what ┘
"""
