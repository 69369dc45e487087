"""briefgen: annotated articles in, a briefing packet out as DOCX and PDF that say the same thing.

    inputs/2025-03-30.yaml ──read──► BriefingInput ──fill──► Briefing ──compose──► Document ──write──► outputs/2025-03-30/
      articles + annotations          what people write       the fields,           what gets            2025-03-30.docx
      + the analyst's judgments       (pydantic)              with evidence         printed              2025-03-30.pdf
                                                              (pydantic)            (blocks, inlines)    manifest.json
                                           check ◄──────────────┘        ▲    Theme ──┘
                                       diagnostics with line      templates/*.md.j2

Read, fill, check, compose, write. Nothing flows back.
"""

__version__ = "0.1.0"
