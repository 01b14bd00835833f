"""`from mwaa_tf import render` is a function, and `mwaa_tf.render` the package that holds it.

Python binds a submodule as an attribute of its package when it is first imported, over a function of the same name.
A module that can be called is both, whichever was imported first.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any


def make_callable(module: str, function: Callable[..., Any]) -> None:
    """Let a call of ``module`` be a call of ``function``."""

    class CallableModule(ModuleType):
        __doc__ = function.__doc__
        __wrapped__ = function  # what inspect.signature and help() show

        def __call__(self, *arguments: Any, **options: Any) -> Any:
            return function(*arguments, **options)

    sys.modules[module].__class__ = CallableModule
