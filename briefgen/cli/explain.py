"""`briefgen explain`: a rule's code in, its page out; without one, the list of all rules."""

from __future__ import annotations

import click

from briefgen.diagnostics import Exit


@click.command(
    "explain",
    short_help="Explain what a finding means, and what to do.",
    epilog="\b\nExample:\n  briefgen explain BG203",
)
@click.argument("code", required=False)
def command(code: str | None) -> int:
    """Print the page of a rule: what it finds, why, an example, and what to write instead.

    Without CODE, list all rules.
    """
    from briefgen.checks import RULES

    if code is None:
        _list()
        return Exit.OK
    rule = RULES.get(code.upper())
    if rule is None:
        raise click.UsageError(_unknown(code))
    click.echo(rule.page(), nl=False)
    return Exit.OK


def _list() -> None:
    from briefgen.checks import FAMILIES, RULES

    for prefix, family in FAMILIES.items():
        rules = [rule for rule in RULES.values() if rule.code.startswith(prefix)]
        if rules:
            click.echo(f"{prefix}xx  {family}")
        for rule in rules:
            click.echo(f"  {rule.code}  {rule.severity.word:<7}  {rule.title}")


def _unknown(code: str) -> str:
    from difflib import get_close_matches

    from briefgen.checks import RULES

    requested = code.upper() if code.upper().startswith("BG") else f"BG{code.upper()}"
    near = get_close_matches(requested, RULES, n=3, cutoff=0.7)
    guess = f" Did you mean {' or '.join(near)}?" if near else ""
    return f"there is no rule {code}.{guess} `briefgen explain` lists them all."
