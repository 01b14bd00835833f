"""What moto lacks, one sub-package per subject; adding one is adding a folder that nothing here must list.

A sub-package has ``install()``, which teaches moto its subject, and where it keeps state outside moto's backends also
``reset()``. Those that have neither are left alone.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import threading
from collections.abc import Iterator
from functools import cache
from types import ModuleType

_lock = threading.RLock()
_installed: set[str] = set()


def install() -> None:
    """Teach moto everything, each subject once per process; later calls do nothing."""
    with _lock:
        # Set, it would make every call one of this account, whoever signed it.
        os.environ.pop("MOTO_ACCOUNT_ID", None)
        _quiet()
        for package in _packages():
            if hasattr(package, "install") and package.__name__ not in _installed:
                package.install()
                _installed.add(package.__name__)


def reset() -> None:
    """Forget all that any account has, in moto's own backends too. What :func:`install` taught stays."""
    from moto.moto_api._internal.models import moto_api_backend
    from moto.organizations.models import organizations_backends

    with _lock:
        moto_api_backend.reset()
        # moto itself would go on taking the accounts for members of an organization that is gone.
        organizations_backends.master_accounts.clear()
        for package in _packages():
            if hasattr(package, "reset"):
                package.reset()


def _quiet() -> None:
    """Errors of AWS that its service models do not list are moto's authors' affair, not that of who rehearses."""
    from moto.core import errors

    errors.warn = lambda *_, **__: None  # type: ignore[attr-defined]


@cache
def _packages() -> tuple[ModuleType, ...]:
    return tuple(_found())


def _found() -> Iterator[ModuleType]:
    for found in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        if found.ispkg:
            yield importlib.import_module(f"{__name__}.{found.name}")
