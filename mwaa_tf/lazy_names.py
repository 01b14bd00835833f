"""Packages whose names are imported on first use: who needs one of them does not pay for the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def lazy_names(package: str, modules: Mapping[str, str]) -> Callable[[str], Any]:
    """The ``__getattr__`` of ``package`` (PEP 562). ``modules`` maps each of its names to the module of it there.

    Raises :class:`ValueError` for a name that is also that of a module: to import the module would replace it.
    """
    if both := modules.keys() & set(modules.values()):
        raise ValueError(f"{package}: {', '.join(sorted(both))} would be a module once it is imported")

    def get(name: str) -> Any:
        if name not in modules:  # also of a module of the package, which Python looks for itself after this
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{modules[name]}"), name)

    return get
