"""The services of AWS that moto does not have, or that answer differently there: one package per service.

A package is found by existing in this folder; nothing lists it. Its ``install()`` teaches moto the service, once per
process; ``install_on_first_use()`` does so once the service is called, for services that take long to import. Its
``reset()`` deletes what it keeps outside moto's backends. Each of the three may be missing.
"""

from __future__ import annotations

import os
import threading
from functools import cache
from types import ModuleType

from mwaa_tf.plugins import load_plugins

_lock = threading.RLock()
_installed: set[tuple[str, str]] = set()


def install() -> None:
    """Install all services, each once per process; later calls do nothing."""
    with _lock:
        # moto would attribute every call to this account, whoever signed it.
        os.environ.pop("MOTO_ACCOUNT_ID", None)
        _silence_moto()
        _prepare_moto()
        for package in _packages():
            _call_once(package, "install")


def install_on_first_use(name: str) -> None:
    """Install what waits for the first call of the service that moto calls ``name``; later calls do nothing."""
    with _lock:
        for package in _packages():
            if package.__name__ == f"{__name__}.{name}":
                _call_once(package, "install_on_first_use")


def reset() -> None:
    """Delete everything in all accounts, in moto's own backends too. Services stay installed."""
    from moto.moto_api._internal.models import moto_api_backend
    from moto.organizations.models import organizations_backends

    with _lock:
        moto_api_backend.reset()
        # moto itself would keep the accounts as members of an organization that no longer exists.
        organizations_backends.master_accounts.clear()
        for package in _packages():
            if hasattr(package, "reset"):
                package.reset()


def _call_once(package: ModuleType, name: str) -> None:
    if hasattr(package, name) and (package.__name__, name) not in _installed:
        getattr(package, name)()
        _installed.add((package.__name__, name))


def _silence_moto() -> None:
    """Warnings about errors that are not in the service models concern moto's authors, not its users."""
    from moto.core import errors

    errors.warn = lambda *_, **__: None  # type: ignore[attr-defined]


@cache
def _prepare_moto() -> None:
    """Validate requests, and remember what moto works out for each call."""
    from mwaa_tf.local_aws import remembered, request_validation, serializing

    request_validation.install()
    remembered.install()
    serializing.install()


def _packages() -> tuple[ModuleType, ...]:
    return load_plugins(__name__)
