"""Classes declared in pydantic's words in; models out whose validators pydantic builds once and the cache keeps.

Importing pydantic and having it build our models takes longer than checking, composing and proving a packet.
All that a run needs of it is the validators, which are pydantic's core alone. So its words (`Field`,
`BeforeValidator`, ...) are only noted here; they are said to pydantic when a validator is not in the cache, when
a finding is to be explained, or when a schema is to be written. Type checkers are told that this is pydantic.

    from briefgen.models import BaseModel, Field        # in place of: from pydantic import BaseModel, Field
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefgen.declared import declarations, pydantic_model

if TYPE_CHECKING:
    from pydantic import (
        BaseModel,
        BeforeValidator,
        ConfigDict,
        Field,
        PlainSerializer,
        StringConstraints,
        WithJsonSchema,
        model_validator,
    )
else:
    from briefgen.declared import (
        BaseModel,
        BeforeValidator,
        ConfigDict,
        Field,
        PlainSerializer,
        StringConstraints,
        WithJsonSchema,
        model_validator,
    )

__all__ = [
    "BaseModel",
    "BeforeValidator",
    "ConfigDict",
    "Field",
    "PlainSerializer",
    "StringConstraints",
    "WithJsonSchema",
    "declarations",
    "model_validator",
    "pydantic_model",
]
