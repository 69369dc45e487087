"""Finished packets and distribution lists in, a draft of a mail for each list out; nothing is sent.

`message` makes the bytes of a mail, `audience` says who may get what, `finished` takes packets out of the output folder,
`drafts` keeps the drafts on the disk, and `delivering` is the run.
"""
