"""The theme's values go in, as far as a page uses them; its style sheet comes out.

Sizes are of the root's, which is the size of body text: 16 pixels on a screen unless the reader has set another,
the theme's points on paper. Sides are logical, so that a page from right to left is mirrored. Selectors of blocks
weigh nothing: the order of the rules decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefgen.document import Furniture, is_backward
from briefgen.theme import WEIGHTS, CalloutStyle, InlineStyle, KindStyle, RuleStyle, TableStyle, TextStyle
from briefgen.writers.html.colours import in_the_dark
from briefgen.writers.html.job import HtmlJob
from briefgen.writers.html.markup import css_number, css_string
from briefgen.writers.html.running import in_margin, margin_boxes

_TARGET = "#FFF0B3"
"""The ground of what a reference leads to."""
_LARGE = 1.4
"""Type larger than this, in sizes of body text, is smaller on a phone."""
_SIDES = {"start": "left", "center": "center", "end": "right"}
"""Where a marking stands, whichever way the words run: a scheme prescribes the side, and the other files keep to it."""
_PHONE = "40rem"
_DEFAULTS = {"strong": InlineStyle(weight="semibold"), "emphasis": InlineStyle(italic=True)}
_ELEMENTS = {"strong": "strong", "emphasis": "em"}


def style_sheet(job: HtmlJob) -> str:
    """All rules, without a sign that means anything in the markup around them."""
    sheet = _Sheet(job)
    rules = [*sheet.rules()]
    return "\n".join(["", *sheet.palette(), *rules, ""])


class _Sheet:
    """Gathers the colours that rules use."""

    def __init__(self, job: HtmlJob) -> None:
        self.job = job
        self.theme = job.theme
        self.unit = float(job.theme.styles["body"].size)
        self.used: dict[str, None] = {}

    def palette(self) -> Iterator[str]:
        """The colours as variables, by day and in the dark; on paper it is always day."""
        light = "".join(f"--x{each}:#{each};" for each in self.used)
        dark = "".join(f"--x{each}:#{in_the_dark(each)};" for each in self.used)
        yield f":root{{color-scheme:light dark;{light}}}"
        yield f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"

    def rules(self) -> Iterator[str]:
        yield from self.ground()
        used = self.job
        for role in used.lists:
            yield from self.list(role)
        for role in used.callouts:
            yield self.callout(role, self.theme.callouts[role])
        for role in used.tables:
            yield from self.table(role, self.theme.tables[role])
        for role in used.styles:
            yield f".s-{_name(role)}{{{self.text(self.theme.styles[role])}}}"
        yield from self.words()
        yield from self.marking()
        if self.job.logo is not None:
            yield f".logo{{height:{self.rem(self.job.logo.height)};width:auto;margin-block-end:.8rem}}"
        yield from self.places()
        yield from self.narrow()
        yield from self.forced()
        yield from self.paper()

    # --- values --------------------------------------------------------------------------

    def colour(self, name: str) -> str:
        """A colour of the theme, for a reader by day or in the dark."""
        value = self.theme.colour(name)
        self.used[value] = None
        return f"var(--x{value})"

    def rem(self, points: float) -> str:
        return f"{css_number(points / self.unit)}rem" if points else "0"

    # --- the page ------------------------------------------------------------------------

    def ground(self) -> Iterator[str]:
        page, body, fonts = self.theme.page, self.theme.styles["body"], self.theme.fonts
        names = ",".join(css_string(each) for each in (fonts.text.name, fonts.text.alternative) if each)
        width = self.rem(page.width - page.margins.left - page.margins.right)
        yield "*,::before,::after{box-sizing:border-box;margin:0;padding:0}"
        yield "html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-block:4rem}"
        yield (
            f"body{{background:{self.colour('#FFFFFF')};color:{self.colour(body.colour)};"
            f"font:1rem/{_ratio(body)} {names},system-ui,sans-serif;overflow-wrap:break-word;text-autospace:normal}}"
        )
        yield f"main{{max-width:{css_number(page.width / self.unit)}rem;margin:0 auto;padding:1.5rem 1rem 3rem}}"
        yield f"main>*{{max-width:{width};margin-inline:auto}}"
        yield "h1,h2,h3,h4,h5,h6{font:inherit;break-after:avoid}"
        yield "img{max-width:100%;height:auto;display:block}"
        yield "p,li{orphans:2;widows:2}"
        yield ".running{display:none}"
        yield f":where(figure){{margin-block:{self.rem(body.after)};break-inside:avoid}}"
        for thousandths in self.job.widths:
            yield f".w{thousandths}{{width:{css_number(thousandths / 10)}%}}"
        for tenths in self.job.drawings:
            yield f".drawing-{tenths}{{width:{self.rem(tenths / 10)};max-width:100%;height:auto;display:block}}"
        for ink in self.job.inks:
            # What is drawn has its colours of the day as attributes; these rules are for the dark.
            colour = self.colour(f"#{ink}")
            yield f'[class^=drawing-] [fill="#{ink}"]{{fill:{colour}}}[class^=drawing-] [stroke="#{ink}"]{{stroke:{colour}}}'
        yield ".columns-2{column-count:2}.columns-3{column-count:3}.columns-4{column-count:4}"
        yield f"[class^=columns-]{{column-gap:{self.rem(page.column_gap)}}}.column-break{{break-after:column}}"

    def text(self, style: TextStyle) -> str:
        """The look of a paragraph."""
        size = style.size / self.unit
        shown = f"clamp({css_number(1 + (size - 1) / 2)}rem,{css_number(size * 2.6)}vw + .6rem,{css_number(size)}rem)"
        values = [
            f"font-size:{shown if size > _LARGE else self.rem(style.size)}",
            f"line-height:{_ratio(style)}",
            f"font-weight:{WEIGHTS[style.weight]}",
            f"font-style:{'italic' if style.italic else 'normal'}",
            f"color:{self.colour(style.colour)}",
            f"margin-block:{self.rem(style.before)} {self.rem(style.after)}" if style.before or style.after else "",
            f"padding-inline:{self.rem(style.left)} {self.rem(style.right)}" if style.left or style.right else "",
            f"text-align:{style.align}" if style.align != "start" else "",
            "break-after:avoid" if style.keep_with_next else "",
            "break-inside:avoid" if style.keep_together else "",
            f"border-block-end:{self.line(style.rule_below, style.rule_colour)}" if style.rule_below else "",
            "font-variant-numeric:tabular-nums" if style.tabular else "",
        ]
        return ";".join(filter(None, values))

    def line(self, width: float, colour: str) -> str:
        return f"{self.rem(width)} solid {self.colour(colour)}"

    # --- blocks --------------------------------------------------------------------------

    def list(self, role: str) -> Iterator[str]:
        style = self.theme.lists[role]
        name = f".l-{_name(role)}"
        yield f":where({name}){{padding-inline-start:{self.rem(style.indent)};margin-block-end:{self.rem(style.after)}}}"
        yield f":where(li {name},td {name},th {name}){{margin-block-end:0}}"
        yield f":where({name}>li+li){{margin-block-start:{self.rem(style.between)}}}"
        for level in range(min(len(style.bullets), 4)):
            sign = css_string(f"{style.bullets[level]} ")
            yield f"ul{name}.level-{level}{{list-style-type:{sign}}}"

    def callout(self, role: str, style: CalloutStyle) -> str:
        name = f".c-{_name(role)}"
        bar = f"border-inline-start:{self.line(style.bar, style.bar_colour)};" if style.bar else ""
        return (
            f":where({name}){{background:{self.colour(style.fill)};{bar}padding:{self.rem(style.padding)};"
            f"margin-block:{self.rem(style.before)} {self.rem(style.after)};break-inside:avoid;"
            f"print-color-adjust:exact;-webkit-print-color-adjust:exact}}"
            f"{name}>:first-child{{margin-block-start:0}}{name}>:last-child{{margin-block-end:0}}"
        )

    def table(self, role: str, style: TableStyle) -> Iterator[str]:
        name = f".t-{_name(role)}"
        yield (
            f":where({name}){{width:100%;border-collapse:collapse;"
            f"margin-block:{self.rem(style.before)} {self.rem(style.after)}}}"
        )
        for selector, used in (
            ("td", style.text),
            ("thead :is(td,th)", style.head),
            ("tbody :first-child", style.first),
        ):
            selector = f"{name} tbody>tr>th" if selector.startswith("tbody") else f"{name} {selector}"
            values = self.text(self.theme.styles[used])
            yield f":where({selector}){{text-align:start;vertical-align:top;{values};margin:0}}"
        yield f":where({name} :is(td,th)){{padding:{self.rem(style.padding_y)} {self.rem(style.padding_x)}}}"
        yield f":where({name} tr>:first-child){{padding-inline-start:0}}:where({name} tr>:last-child){{padding-inline-end:0}}"
        yield f":where({name} caption){{text-align:start;padding-block-end:{self.rem(self.theme.styles[style.caption].after)}}}"
        yield f"{name} tr{{break-inside:avoid}}{name} thead{{break-inside:avoid;break-after:avoid}}"
        yield f"{name} caption{{break-after:avoid}}{name} tbody>tr:first-child{{break-before:avoid}}"
        yield from self.table_rules(name, style)
        if style.rail:
            yield from self.rail(name, style)

    def table_rules(self, name: str, style: TableStyle) -> Iterator[str]:
        lines: tuple[tuple[str, str, RuleStyle], ...] = (
            (f"{name} thead", "start", style.top),
            (f"{name} tbody>tr+tr", "start", style.between),
            (f"{name} thead", "end", style.below_head),
            (f"{name} tbody", "end", style.bottom),
        )
        for selector, side, rule in lines:
            if rule.width:
                yield f":where({selector}){{border-block-{side}:{self.line(max(rule.width, 0.6), rule.colour)}}}"

    def rail(self, name: str, style: TableStyle) -> Iterator[str]:
        """A line before the second column with a dot for each row."""
        accent = self.colour("accent" if "accent" in self.theme.colours else style.rail_colour)
        second = f"{name} tbody>tr>:nth-child(2)"
        yield f"{second}{{position:relative;border-inline-start:{self.line(0.75, style.rail_colour)}}}"
        yield f"{name} tbody>tr>:nth-child(2){{padding-inline-start:{self.rem(style.padding_x + 2)}}}"
        yield (
            f"{second}::before{{content:'';position:absolute;inset-inline-start:-.24rem;width:.44rem;height:.44rem;"
            f"inset-block-start:{self.rem(style.padding_y + 3.5)};border-radius:50%;background:{accent};"
            "print-color-adjust:exact;-webkit-print-color-adjust:exact}"
        )

    # --- words ---------------------------------------------------------------------------

    def words(self) -> Iterator[str]:
        styles = {**_DEFAULTS, **self.theme.inlines}
        for role in (*_ELEMENTS, *self.job.inlines):
            if role in styles and (values := self.inline(styles[role])):
                yield f"{_ELEMENTS.get(role, f'.i-{_name(role)}')}{{{values}}}"
        yield "a{color:inherit;unicode-bidi:isolate;text-decoration:underline;text-decoration-thickness:.06em;text-underline-offset:.16em}"
        yield "a:hover{text-decoration-color:currentColor;text-decoration-thickness:.12em}a.back{text-decoration:none}a.back:hover{text-decoration:underline}"
        yield "a:focus-visible{outline:.15rem solid;outline-offset:.15rem;border-radius:.1rem}"
        yield from self.highlights()
        for role in ("likelihood", "confidence"):
            gauge = self.theme.gauges.get(role)  # type: ignore[call-overload]
            if gauge is not None:
                colour = self.colour(gauge.colour)
                yield (
                    f".g-{role}{{height:{self.rem(gauge.size)};vertical-align:.05em}}"
                    f".g-{role} path{{fill:none;stroke:{colour};stroke-width:{css_number(gauge.line)}}}"
                    f".g-{role} .solid{{fill:{colour};stroke:none}}"
                )

    def inline(self, style: InlineStyle) -> str:
        values = [
            f"font-weight:{WEIGHTS[style.weight]}" if style.weight else "",
            "" if style.italic is None else f"font-style:{'italic' if style.italic else 'normal'}",
            f"color:{self.colour(style.colour)}" if style.colour else "",
            f"font-size:{css_number(style.scale)}em" if style.scale != 1 else "",
            f"vertical-align:{css_number(style.rise / style.scale)}em;line-height:0" if style.rise else "",
        ]
        return ";".join(filter(None, values))

    def highlights(self) -> Iterator[str]:
        """A pale ground and a line below; of passages in one another, no more than two lines."""
        yield (
            "mark{color:inherit;padding-block:.1em;-webkit-box-decoration-break:clone;box-decoration-break:clone;"
            "print-color-adjust:exact;-webkit-print-color-adjust:exact}"
        )
        for kind, style in self.theme.kinds.items():
            yield f".k-{kind},.i-{kind}{{{self.ground_and_line(style)}}}"
        yield "mark mark{padding-block:0 .02em}mark mark mark{border:0}mark.quiet{background-color:transparent}"
        yield ".i-mark a{white-space:nowrap}"

    def ground_and_line(self, style: KindStyle) -> str:
        """The look of a kind: CSS has no dashes with dots for borders, so these are drawn as a picture made of colour."""
        colour = self.colour(style.colour)
        width = max(style.line, 0.75) * (2.0 if style.pattern == "thick" else 1.2)
        ground = f"background-color:{self.colour(style.tint)}"
        if style.pattern == "dash-dotted":
            dashes = f"{colour} 0 .5em,transparent 0 .65em,{colour} 0 .75em,transparent 0 .9em"
            picture = f"repeating-linear-gradient(90deg,{dashes})"
            return f"{ground};background-image:{picture};background-size:100% {self.rem(width)};background-position:0 100%;background-repeat:no-repeat"
        pattern = "solid" if style.pattern == "thick" else style.pattern
        return f"{ground};border-block-end:{self.rem(width)} {pattern} {colour}"

    def places(self) -> Iterator[str]:
        """What a reference leads to, and the label in the margin of what it leads to."""
        ground = self.colour(_TARGET)
        accent = self.colour("accent" if "accent" in self.theme.colours else "ink")
        yield (
            f":target,:has(>a:target){{background:{ground};box-shadow:0 0 0 .3rem {ground};border-radius:.1rem}}"
            f"a:target{{outline:.12rem solid {accent};outline-offset:.1rem;box-shadow:none}}"
            f"tr:target>*{{background:{ground}}}tr:target{{box-shadow:none}}"
        )
        column = self.rem(self.theme.page.margin_column)
        yield f".labelled{{position:relative;padding-inline-start:{column}}}"
        yield (
            ".label{position:absolute;inset-inline-start:0;font-weight:400;font-style:normal;white-space:nowrap}"
            if "margin-label" in self.job.styles
            else ""
        )
        if "margin-label" in self.job.styles:
            look = self.theme.styles.get("margin-label") or self.theme.styles["body"]
            yield f".label{{font-size:{self.rem(look.size)};color:{self.colour(look.colour)};font-variant-numeric:tabular-nums}}"
        yield "nav ul{list-style:none}nav a{text-decoration:none}nav a:hover{text-decoration:underline}.center{text-align:center}.end{text-align:end}"
        yield f".wide{{max-width:min({self.rem(self.theme.page.height - 96)},100%)}}"

    def marking(self) -> Iterator[str]:
        """The marking as its scheme prescribes it, whatever the reader's colours; it stays in view at the top."""
        banner = self.job.document.marking
        if banner is None:
            return
        style = self.theme.marking(banner.scheme, banner.text)
        look = self.theme.styles[self.theme.markings.get(banner.scheme, self.theme.markings["custom"]).text]
        ground = self.theme.colour(style.fill) if style.fill else "FFFFFF"
        yield (
            f".marking{{background:#{ground};color:#{self.theme.colour(style.colour)};text-align:{_SIDES[style.align]};"
            f"font-size:{css_number(min(look.size / self.unit, 1.0))}rem;font-weight:{WEIGHTS[look.weight]};line-height:1.4;"
            "padding:.25rem 1rem;overflow-wrap:anywhere;print-color-adjust:exact;-webkit-print-color-adjust:exact}"
        )
        yield f"header{{position:sticky;inset-block-start:0;z-index:1;border-block-end:{self.line(0.6, 'rule') if 'rule' in self.theme.colours else '1px solid'}}}"

    # --- narrow screens and paper --------------------------------------------------------

    def narrow(self) -> Iterator[str]:
        """On a phone a row is set as a card, each cell under the header of its column."""
        small = self.rem(self.theme.styles.get("table-head", self.theme.styles["body"]).size)
        secondary = self.colour("secondary" if "secondary" in self.theme.colours else "ink")
        yield (
            f"@media screen and (max-width:{_PHONE}){{"
            "table,tbody,tr,th,td,caption{display:block}thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}colgroup{display:none}"
            "table tr>*{padding-inline:0;text-align:start}table tr>*+*{padding-block-start:0}td:empty{display:none}"
            f"td[data-label]::before{{content:attr(data-label);display:block;font-size:{small};font-weight:600;font-style:normal;color:{secondary}}}"
            "[class^=columns-]{columns:auto}img{width:auto}.labelled{padding-inline-start:2rem}"
            + "".join(self._narrow_rails())
            + "}"
        )

    def _narrow_rails(self) -> Iterator[str]:
        for role in self.job.tables:
            if self.theme.tables[role].rail:
                name = f".t-{_name(role)}"
                yield f"{name} tbody>tr>:nth-child(n){{border-inline-start:0;padding-inline-start:0}}{name} tbody>tr>::before{{display:none}}"

    def forced(self) -> Iterator[str]:
        """Where readers have colours of their own (high contrast): passages keep their lines, scales their squares.

        A browser would set passages in its own colour for marks on the ground of the page. What a reference leads
        to is framed, for its ground is gone.
        """
        yield (
            "@media (forced-colors:active){"
            "mark{forced-color-adjust:none;background-color:transparent;color:CanvasText}mark a{forced-color-adjust:auto}"
            "[class^=g-] path{stroke:CanvasText}[class^=g-] .solid{fill:CanvasText;stroke:none}"
            ":target,:has(>a:target){outline:.15rem solid Highlight;outline-offset:.2rem}"
            ".marking{forced-color-adjust:none}}"
        )

    def paper(self) -> Iterator[str]:
        """On paper: the theme's points and margins, marking and running lines on every page."""
        page = self.theme.page
        margins = page.margins
        top, bottom = page.marking, page.marking
        document = self.job.document
        boxes = [*margin_boxes(document.header, document.footer, is_backward(document.metadata.language))]
        yield (
            f"@page{{size:{page.size};margin:{css_number(top)}pt {css_number(margins.right)}pt {css_number(bottom)}pt "
            f"{css_number(margins.left)}pt;{''.join(self._box(name, content) for name, content, _ in boxes)}}}"
        )
        if later := "".join(f"{name}{{content:none}}" for name, _, first in boxes if not first):
            yield f"@page:first{{{later}}}"
        yield f"@page wide{{size:{page.size} landscape}}"
        yield (
            f"@media print{{html{{font-size:{css_number(self.unit)}pt}}body{{display:table;width:100%;background:none}}"
            f"header,footer{{display:table-header-group;position:static;break-inside:avoid;border:0}}footer{{display:table-footer-group}}"
            f"header::after,footer::before{{content:'';display:block;height:{css_number(self._below_edge(document.footer))}pt}}"
            f"header::after{{height:{css_number(self._below_edge(document.header))}pt}}"
            "main{display:table-row-group}main>*{max-width:none}.marking{padding:1pt 4pt}"
            ".running{display:flex;justify-content:space-between;gap:1em;margin:4pt 0 0}footer .running{margin:0 0 4pt}"
            ".page-break{break-after:page}.wide{page:wide;max-width:none}a{text-decoration:none}nav{break-inside:avoid}}"
        )

    def _below_edge(self, line: Furniture) -> float:
        """From the marking and the running line to the text."""
        page = self.theme.page
        said = any(end and not in_margin(line, end) for end in (line.left, line.right))
        return max(page.margins.top - page.marking - (44 if said else 26), 6)

    def _box(self, name: str, content: str) -> str:
        """A box in the margin of a page, in the type of running lines."""
        style = self.theme.styles.get("header" if "top" in name else "footer") or self.theme.styles["body"]
        return (
            f"{name}{{content:{content};font:{css_number(style.size)}pt {css_string(self.theme.fonts.text.name)},sans-serif;"
            f"color:#{self.theme.colour(style.colour)}}}"
        )


def _ratio(style: TextStyle) -> str:
    return css_number(style.leading / style.size)


def _name(role: str) -> str:
    """A role as a name of CSS."""
    name = "-".join(re.split(r"\s+", role, flags=re.ASCII))
    return "".join(sign if sign.isalnum() or sign in "-_" else f"\\{ord(sign):x} " for sign in name)
