"""Files of other tools in; articles, and drafts of annotations at their passages, in an input out.

    file ──importer──► articles and passages ──spans, labels──► drafts ──editing──► the input's text

`IMPORTERS` is the table of what can be read. Nothing is fetched; each file is hostile until it was read.
"""
