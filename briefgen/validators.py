"""Nothing goes in; the part of pydantic's core that makes and runs validators comes out.

`import pydantic_core` also loads the types that describe its schemas to a type checker, which takes ten times
as long as the core itself. So the compiled module is loaded alone, under its own name: whoever imports the whole
package later gets the same one. Where it does not stand where it stands today, the package is imported as a whole.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import TYPE_CHECKING

_PACKAGE = "pydantic_core"
_NAME = f"{_PACKAGE}._pydantic_core"


def _core() -> ModuleType:
    package = None if _NAME in sys.modules else find_spec(_PACKAGE)
    spec = PathFinder.find_spec(_NAME, package.submodule_search_locations) if package else None
    if spec is None or spec.loader is None:
        return import_module(_NAME)
    module = module_from_spec(spec)
    sys.modules[_NAME] = module
    spec.loader.exec_module(module)
    return module


if TYPE_CHECKING:
    from pydantic_core import PydanticCustomError, SchemaSerializer, SchemaValidator, ValidationError
else:
    _found = _core()
    PydanticCustomError, ValidationError = _found.PydanticCustomError, _found.ValidationError
    SchemaSerializer, SchemaValidator = _found.SchemaSerializer, _found.SchemaValidator

__all__ = ["PydanticCustomError", "SchemaSerializer", "SchemaValidator", "ValidationError"]
