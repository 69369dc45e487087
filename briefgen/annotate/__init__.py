"""An input's path in; a page in the browser that marks, writes and checks it, and the edits in the file, out.

    page ──requests──► guard ──► routes ──► session ──edits──► the file, whole
      ▲                                       │
      └──────────state◄── reading ◄───────────┘        preview: the packet, made in a process of its own

The server listens to this computer alone. What it may do is what `briefgen.editing` may: an edit that cannot be made
without changing anything else is refused, and the file is as it was.
"""
