"""A document and a theme go in; the bytes of one kind of file come out. One package a kind; none knows another."""
