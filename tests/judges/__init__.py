"""Checkers that are not ours, wrapped so that tests can ask them."""
