"""A document and a theme go in; a tagged PDF comes out, built on ReportLab's canvas with a layout of our own.

blocks, tables, pictures    blocks -> boxes: pieces of the column that know how high they are and how to draw themselves
inlines, lines              inlines -> runs for the typesetter; set lines -> the page
pages, furniture            boxes -> pages, with what stands on every page
canvas, tags, fonts         the page's code, its structure tree, its fonts
objects, metadata           all of it -> bytes
"""

from __future__ import annotations

from briefgen.writers.pdf.order import in_order_of_pages
from briefgen.writers.pdf.writer import PdfResult, write_pdf

__all__ = ["PdfResult", "in_order_of_pages", "write_pdf"]
