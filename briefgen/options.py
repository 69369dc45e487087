"""Settings and what a run asks for in, the options of each packet that it makes out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from briefgen.formats import USUAL_FORMATS, formats_of
from briefgen.packets import InputFile, edition, variant, variant_name
from briefgen.settings import USUAL, Settings


class Options(Struct, frozen=True):
    """What a run is asked for."""

    template: str = "packet"
    theme: str = "default"
    formats: tuple[str, ...] = USUAL_FORMATS
    """Names of `FORMATS`."""
    out: Path = Path("outputs")
    settings: Settings = USUAL
    release: str = ""
    """The banner of an edition that leaves out what is marked higher; empty for the whole briefing."""
    variant: str = ""
    """Ends the names of the packet's folder and files; empty for the usual packet."""
    sign: str = ""
    """The file of the key that packets are signed with; empty for none."""
    signer: str = ""
    """The key's identifier, which manifests record."""

    @property
    def each(self) -> tuple[Options, ...]:
        """These options, and those of every variant that is made in the same run."""
        own = replace(self.settings, variants=())
        variants = (
            replace(
                self,
                template=each.template or self.template,
                theme=each.theme or self.theme,
                formats=each.formats or self.formats,
                settings=own,
                variant=each.name,
            )
            for each in self.settings.variants
        )
        return replace(self, settings=own), *variants

    def placed(self, source: InputFile) -> InputFile:
        """The input with the folder that these options make its packet in."""
        return edition(variant(source, self.variant), self.release)


def chosen(
    settings: Settings,
    *,
    template: str = "",
    theme: str = "",
    formats: tuple[str, ...] = (),
    out: str = "",
    release: str = "",
    sign: str = "",
) -> Options:
    """What a run makes: the usual packets with their variants, or where template or theme is named, that packet alone.

    One that is not the usual packet has a folder of its own, so that neither takes the place of the other.
    """
    first = _signing(_usual(settings, formats, out, release), sign)
    if not (template or theme):
        return first
    asked = replace(
        first, template=template or first.template, theme=theme or first.theme, settings=replace(settings, variants=())
    )
    for each in first.each:
        if (each.template, each.theme) == (asked.template, asked.theme):
            return replace(each, formats=formats or each.formats)
    return replace(asked, variant=variant_name(asked.template, asked.theme, {each.name for each in settings.variants}))


def _usual(settings: Settings, formats: tuple[str, ...], out: str, release: str) -> Options:
    """What the configuration says, or where it is silent, what is usual."""
    usual = dict(settings.options)
    return Options(
        usual.get("template", "packet"),
        usual.get("theme", "default"),
        formats or formats_of(usual.get("to", "").split(",")) or USUAL_FORMATS,
        Path(out or usual.get("out", "outputs")),
        settings,
        release.strip(),
    )


def _signing(options: Options, sign: str) -> Options:
    """The options with the key that signs. UsageError where it cannot be used: better no packet than an unsigned one."""
    path = sign or dict(options.settings.options).get("sign", "")
    if not path:
        return options
    from briefgen.signing import shown, signing_key

    return replace(options, sign=path, signer=shown(signing_key(path).identifier))


def recorded(options: Options) -> dict[str, Any]:
    """The options that shape a packet, as its manifest records them."""
    recorded: dict[str, Any] = {
        "template": Path(options.template).name,
        "theme": Path(options.theme).name,
        "to": list(options.formats),
    }
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        recorded["source_date_epoch"] = epoch
    if options.release:
        recorded["release"] = options.release
    if options.signer:
        recorded["signed"] = options.signer
    if digest := options.settings.digest():
        recorded["configuration"] = digest
    return recorded
