"""Briefings of a series in, what became of their judgments, entries and sources from one edition to the next out."""
