"""Ids that moto draws by chance, replaced by those that a configuration names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


@contextmanager
def next_id(module: ModuleType, function: str, value: str) -> Iterator[None]:
    """Have moto's ``module`` create its next resources with the id ``value``.

    ``function`` is the name by which the module calls what otherwise draws an id.
    """
    random_id = getattr(module, function)
    setattr(module, function, lambda *_, **__: value)
    try:
        yield
    finally:
        setattr(module, function, random_id)
