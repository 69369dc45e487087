"""What an organisation writes in its register of names: the model of that file, `register.yaml`.

A register holds what is steady about a name. What an article says of it, and what changes, stands in annotations.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from briefgen.schema.base import Model, NonBlank
from briefgen.schema.vocabulary import ActorType, CapabilityType

RegisterName = Annotated[NonBlank, Field(max_length=200)]
RegisterWords = Annotated[NonBlank, Field(max_length=500)]
OtherNames = Annotated[tuple[RegisterName, ...], Field(max_length=100, description="Other names for the same.")]
_MOST = 20_000


class RegisteredActor(Model):
    """An actor."""

    name: RegisterName
    aliases: OtherNames = ()
    type: ActorType | None = None
    role: RegisterWords | None = None
    affiliation: RegisterWords | None = None
    country: RegisterName | None = None


class RegisteredAgreement(Model):
    """An agreement."""

    name: RegisterName
    aliases: OtherNames = ()
    parties: Annotated[tuple[RegisterName, ...], Field(max_length=100)] = ()


class RegisteredCapability(Model):
    """A capability."""

    name: RegisterName
    aliases: OtherNames = ()
    type: CapabilityType | None = None
    holder: RegisterWords | None = None


class RegisterFile(Model):
    """A register of names."""

    actors: Annotated[tuple[RegisteredActor, ...], Field(max_length=_MOST)] = ()
    agreements: Annotated[tuple[RegisteredAgreement, ...], Field(max_length=_MOST)] = ()
    capabilities: Annotated[tuple[RegisteredCapability, ...], Field(max_length=_MOST)] = ()
