"""Modules that are discovered: adding a rule, a risk, a format or a service is adding one file."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from functools import cache
from types import ModuleType


@cache
def plugin_names(package: str) -> tuple[str, ...]:
    """The names of the modules and packages in ``package``, sorted, without those that begin with ``_``.

    Nothing is imported but ``package`` itself.
    """
    path = (sys.modules.get(package) or importlib.import_module(package)).__path__
    return tuple(sorted(module.name for module in pkgutil.iter_modules(path) if not module.name.startswith("_")))


def load_plugin(package: str, name: str) -> ModuleType:
    """Import the module ``name`` of ``package``. Raises :class:`KeyError` for a name that is not among its plugins."""
    if name not in plugin_names(package):
        raise KeyError(name)
    return importlib.import_module(f"{package}.{name}")


@cache
def load_plugins(package: str) -> tuple[ModuleType, ...]:
    """Import all plugins of ``package``, in the order of their names."""
    return tuple(load_plugin(package, name) for name in plugin_names(package))
