"""Modules that are discovered: adding a rule, a risk, a format or a service is adding one file."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from functools import cache
from types import ModuleType


@cache
def plugin_names(package: str) -> tuple[str, ...]:
    """The names of the modules and packages in ``package``, sorted, without those that begin with ``_``.

    Nothing is imported but, of the packages around it, the outermost: a command lists formats without loading any.
    """
    outer, _, inner = package.partition(".")
    module = sys.modules.get(package)
    path = module.__path__ if module else _folders(importlib.import_module(outer), inner)
    return tuple(sorted(module.name for module in pkgutil.iter_modules(path) if not module.name.startswith("_")))


def _folders(module: ModuleType, inner: str) -> list[str]:
    return [os.path.join(folder, *inner.split(".")) for folder in module.__path__]  # noqa: PTH118 - without pathlib


def load_plugin(package: str, name: str) -> ModuleType:
    """Import the module ``name`` of ``package``. Raises :class:`KeyError` for a name that is not among its plugins."""
    if name not in plugin_names(package):
        raise KeyError(name)
    return importlib.import_module(f"{package}.{name}")


@cache
def load_plugins(package: str) -> tuple[ModuleType, ...]:
    """Import all plugins of ``package``, in the order of their names."""
    return tuple(load_plugin(package, name) for name in plugin_names(package))
