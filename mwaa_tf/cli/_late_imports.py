"""Modules that a dependency imports at once and few commands use: loaded at their first use.

pydantic imports :mod:`importlib.metadata` to look for plugins, which the command line switches off. That module
imports those for e-mail, archives and sockets, a twentieth of the time that a small `render` takes. Jinja2 imports
:mod:`tempfile` and :mod:`random` for what no template here uses.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from functools import partial
from types import ModuleType
from typing import Any

#: Module -> the functions that are taken from it when it is imported; they load it when they are called.
_LATE = {"importlib.metadata": ("entry_points",), "random": (), "secrets": (), "tempfile": ()}


def import_late() -> None:
    """Put a stand-in into the place of each of the modules that is not loaded yet. It loads the module when used."""
    for name, functions in _LATE.items():
        if name not in sys.modules:
            sys.modules[name] = stand_in = _stand_in(name, functions)
            package, _, module = name.rpartition(".")
            if package:
                setattr(sys.modules[package], module, stand_in)  # as an import does


def _stand_in(name: str, functions: tuple[str, ...]) -> ModuleType:
    stand_in = ModuleType(name)
    if (spec := importlib.util.find_spec(name)) and spec.submodule_search_locations:
        stand_in.__path__ = spec.submodule_search_locations

    def used(attribute: str) -> Any:
        if attribute == "__path__":  # each `from … import …` looks for it
            raise AttributeError(attribute)
        # Another thread may have replaced it already; import_module then waits until that one has finished.
        if sys.modules.get(name) is stand_in:
            del sys.modules[name]
        return getattr(importlib.import_module(name), attribute)

    def call(function: str, *args: Any, **options: Any) -> Any:
        return used(function)(*args, **options)

    stand_in.__dict__["__getattr__"] = used  # what Python asks for an attribute that a module lacks (PEP 562)
    stand_in.__dict__.update({function: partial(call, function) for function in functions})
    return stand_in
