"""Replacing functions and classes of moto.

moto answers some calls differently from AWS. Where its backends can be subclassed, the services do that; where moto
offers no such seam, a service's ``patches.py`` replaces what is wrong, each patch with the AWS behaviour it restores.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any


def replace(owner: Any, name: str, value: Any) -> None:
    """Set the attribute ``name`` of a module or class of moto. Raises :class:`AttributeError` where moto has none."""
    getattr(owner, name)
    setattr(owner, name, value)


def wrap(owner: Any, name: str, replacement: Callable[..., Any]) -> None:
    """Have ``replacement`` called instead of a function or method of moto.

    It gets the original before the arguments of the call. Raises :class:`AttributeError` where moto has no such
    function, so that a new version of moto cannot silently undo a patch.
    """
    original = getattr(owner, name)

    @wraps(original)
    def patched(*arguments: Any, **options: Any) -> Any:
        return replacement(original, *arguments, **options)

    setattr(owner, name, patched)
