"""Which briefgen this is; in a module of its own, so that all that says so imports nothing else."""

__version__ = "0.1.0"
