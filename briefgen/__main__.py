"""`python -m briefgen`: the command line, as `briefgen` runs it."""

from briefgen.cli import run

if __name__ == "__main__":
    run()
