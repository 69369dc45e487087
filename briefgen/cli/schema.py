"""`briefgen schema`: the models and rules in, JSON Schemas, the field reference and the page of all rules out."""

from __future__ import annotations

from pathlib import Path

import click

from briefgen.diagnostics import Exit, OutputError


@click.command(
    "schema",
    short_help="Write the JSON Schemas that editors use.",
    epilog="\b\nExample:\n  briefgen schema --check      end with 1 if the files are not what the models say now",
)
@click.option("--out", default="schemas", show_default=True, metavar="DIR", help="The folder to write to.")
@click.option("--check", is_flag=True, help="Write nothing; say which files are not current.")
def command(out: str, check: bool) -> int:
    """Write the schemas of inputs, briefings and themes, the reference of their fields, and the page of all rules."""
    from briefgen.packets import cannot_write

    folder = Path(out)
    texts = _texts()
    outdated = [name for name, text in texts.items() if _content(folder / name) != text]
    if check:
        for name in outdated:
            click.echo(f"{folder / name}: not current; run `briefgen schema`", err=True)
        return Exit.FAILED if outdated else Exit.OK
    for name, text in texts.items():
        target = folder / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if name in outdated:
                target.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise OutputError(cannot_write(target, error)) from error
        click.echo(f"{target}: {'written' if name in outdated else 'current'}")
    return Exit.OK


def _texts() -> dict[str, str]:
    """File name to text: the schemas, the reference of their fields, and the page of all rules."""
    from briefgen.checks.page import rules_page
    from briefgen.schema.export import schemas

    return {**schemas(), "RULES.md": rules_page()}


def _content(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
