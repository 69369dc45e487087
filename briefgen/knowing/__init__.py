"""Past inputs and a register in; names already known out, and drafts of annotations where a new article has them.

inputs, register ──history──► known names ──suggesting──► drafts of an input
                                   └──────renewing──────► the register
"""
