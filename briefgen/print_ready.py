"""A briefing, a template and a theme go in; the document as all its files say it, and the theme that suits it, come out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from briefgen.compose import compose
from briefgen.writers.fitting import Fitted, fitted

if TYPE_CHECKING:
    from briefgen.compose import Template
    from briefgen.diagnostics import Diagnostic
    from briefgen.schema.briefing import Briefing
    from briefgen.theme import Theme
    from briefgen.typeset import Typesetter


def print_ready(
    briefing: Briefing,
    template: Template,
    theme: Theme,
    typesetter: Typesetter,
    *,
    paged: bool,
    identifier: str = "",
    findings: list[Diagnostic] | None = None,
) -> Fitted:
    """Composed, its running lines fitted; where any of its files is `paged`, in the order in which the pages say it."""
    fit = fitted(compose(briefing, template, theme, identifier=identifier, findings=findings), theme, typesetter)
    if not paged:
        return fit
    from briefgen.writers.pdf import in_order_of_pages

    return replace(fit, document=in_order_of_pages(fit.document, fit.theme, typesetter))
