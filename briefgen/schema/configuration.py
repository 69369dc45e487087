"""What an organisation writes in `briefgen.toml`, or under `[tool.briefgen]` in `pyproject.toml`: the model of a configuration."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from briefgen.formats import FormatName
from briefgen.schema.base import Model, NonBlank
from briefgen.schema.elements import UnknownLabel
from briefgen.schema.label_words import EDITION_WORDS
from briefgen.schema.mailboxes import DomainText, MailboxText, mailbox
from briefgen.schema.marking import Marking
from briefgen.schema.vocabulary import ScaleName

CodePrefix = Annotated[str, Field(pattern=r"^BG[0-9]{0,3}$", examples=["BG403", "BG4"])]
"""A rule's code, or the beginning of several."""


def _kebab(name: str) -> str:
    return name.replace("_", "-")


class _Settled(Model):
    model_config = ConfigDict(alias_generator=_kebab)


class IgnoreEntry(_Settled):
    """A rule that does not count, and why."""

    code: CodePrefix
    reason: NonBlank


def _no_edition(name: str) -> str:
    if name in EDITION_WORDS:
        raise ValueError(f"that is what the edition for {EDITION_WORDS[name]} is called; expected another name")
    return name


VariantName = Annotated[
    str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", examples=["one-page"]), AfterValidator(_no_edition)
]
"""What ends the names of a variant's folder and files."""


class VariantEntry(_Settled):
    """Another packet of each input, beside the usual one."""

    template: NonBlank | None = Field(default=None, description="Its template; that of all packets where absent.")
    theme: NonBlank | None = Field(default=None, description="Its theme; that of all packets where absent.")
    to: tuple[FormatName, ...] | None = Field(
        default=None, min_length=1, description="What is written of it; as for all packets where absent."
    )


def _known_marking(banner: str) -> str:
    """A banner of a scheme that is known; one of an organisation's own means what its briefings say it means."""
    try:
        marking = Marking.model_validate(banner)
        if marking.scheme != "custom":
            _ = marking.label
    except ValidationError:
        raise ValueError("this is not a marking") from None
    except UnknownLabel as unknown:
        raise PydanticCustomError(
            "marking_levels", "{message}", {"message": unknown.message, "hint": unknown.hint}
        ) from None
    return marking.banner


ListName = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60, examples=["board"])]
"""Names the folder of a list's drafts."""
BannerText = Annotated[NonBlank, AfterValidator(_known_marking), Field(examples=["TLP:GREEN"])]


class ListEntry(_Settled):
    """A distribution list: who gets packets by mail, and how high they may be marked."""

    to: tuple[MailboxText, ...] = Field(min_length=1, description="Recipients.")
    cc: tuple[MailboxText, ...] = Field(default=(), description="Recipients of a copy.")
    sender: MailboxText | None = Field(
        default=None, alias="from", description="Who sends; whoever opens the draft where absent."
    )
    marking: BannerText = Field(description="The highest marking that these recipients may get.")
    edition: BannerText | None = Field(
        default=None,
        description="The banner of the edition that they get of packets marked higher; that of `marking` where absent.",
    )
    formats: tuple[FormatName, ...] | None = Field(
        default=None, min_length=1, description="What is attached; the Word file and the PDF where absent."
    )
    template: NonBlank = Field(default="mail", description="The template of subject and body.")


class FeedEntry(_Settled):
    """An Atom feed of the packets of the output folder, beside its index page."""

    marking: BannerText = Field(description="The highest marking of packets that are in it.")
    address: str = Field(
        pattern=r"^https?://[^\s<>\"?#/@\\]+(/[^\s<>\"?#]*)?$",
        description="The address of the output folder, as the feed's readers reach it; without a name or password.",
        examples=["https://desk.example.org/briefings/"],
    )
    title: NonBlank | None = Field(default=None, description="Of the feed.")
    author: NonBlank | None = Field(default=None, description="Who publishes it; its title where absent.")


class BoundsEntry(_Settled):
    """What one input may take before it is given up; the others of a run are built."""

    seconds: int = Field(default=300, ge=1, description="Seconds of computing.")
    pages: int = Field(default=5_000, ge=1, description="Pages of the PDF.")
    characters: int = Field(
        default=20_000_000, ge=1, description="Characters of the input and its texts, aliases written out."
    )
    findings: int = Field(default=1_000, ge=1, description="Findings that are shown, the worst first.")
    template_steps: int = Field(
        default=10_000_000, ge=1, description="Turns of loops, calls, filters and what they go through."
    )


class Configuration(_Settled):
    """A configuration file."""

    template: NonBlank | None = Field(default=None, description="The template of all packets.")
    theme: NonBlank | None = Field(default=None, description="The theme of all packets.")
    out: NonBlank | None = Field(default=None, description="The folder that packets are written to.")
    to: tuple[FormatName, ...] | None = Field(default=None, min_length=1, description="What is written.")
    sign: NonBlank | None = Field(default=None, description="The file of the secret key that packets are signed with.")
    scale: ScaleName | None = Field(default=None, description="The scale of inputs that name none.")
    names: NonBlank | None = Field(
        default=None, description="A table of the organisation's own names, beside the configuration."
    )
    register_file: NonBlank | None = Field(
        default=None, alias="register", description="The organisation's register of names, beside the configuration."
    )
    select: tuple[CodePrefix, ...] = Field(default=(), description="The only rules that count.")
    ignore: tuple[CodePrefix, ...] = Field(default=(), description="Rules that do not count.")
    strict: bool = Field(default=False, description="Whether warnings are errors.")
    per_file_ignores: dict[NonBlank, tuple[IgnoreEntry, ...]] = Field(
        default_factory=dict, description="By glob, rules that do not count in some files."
    )
    variants: dict[VariantName, VariantEntry] = Field(
        default_factory=dict, description="By name, other packets that are made of each input."
    )
    lists: dict[ListName, ListEntry] = Field(
        default_factory=dict, description="By name, the distribution lists that `briefgen deliver` writes drafts for."
    )
    feed: FeedEntry | None = Field(default=None, description="The feed of the output folder; none where absent.")
    recipient_domains: tuple[DomainText, ...] = Field(
        default=(), description="The only domains that recipients may have; any where absent."
    )
    stale_after: int = Field(default=30, ge=0, description="Days after which the newest source is stale.")
    bottom_line_words: int = Field(default=80, ge=1, description="The most that a bottom line may have.")
    limits: BoundsEntry = Field(default_factory=BoundsEntry, description="What one input may take.")
    input_limit: int = Field(default=16, ge=1, le=1024, description="The largest input, in MiB.")

    @model_validator(mode="after")
    def _keeps_to_its_domains(self) -> Configuration:
        allowed = frozenset(self.recipient_domains)
        for name, each in self.lists.items():
            for words in (*each.to, *each.cc):
                if allowed and (domain := mailbox(words).domain) not in allowed:
                    message = f"the list {name} has a recipient at {domain}, which `recipient-domains` does not allow"
                    hint = f"Take the address out, or add the domain to: {', '.join(sorted(allowed))}."
                    raise PydanticCustomError("address", "{message}", {"message": message, "hint": hint})
        return self
