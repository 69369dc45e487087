"""`python -m briefgen`, and `briefgen`: the command line as a process."""

from briefgen.garbage import look_rarely

look_rarely()  # before libraries are imported, which leave nothing to be found

from briefgen.cli import run  # noqa: E402 - after the above

if __name__ == "__main__":
    run()
