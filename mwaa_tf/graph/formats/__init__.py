"""The formats of the picture: one file each, with a function ``write`` from diagrams to the whole file's text."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mwaa_tf.blueprint import Blueprint


def names() -> tuple[str, ...]:
    """The formats there are: the files of this folder."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")))


def draw(blueprints: Sequence[Blueprint], form: str) -> str:
    """``blueprints`` as one picture in the format ``form``, below each other where there are several.

    Raises :class:`ValueError` where there is no such format.
    """
    from mwaa_tf.graph.diagram import diagram

    if form not in names():
        raise ValueError(f"no format {form!r}; there are {', '.join(names())}")
    module = importlib.import_module(f"{__name__}.{form}")
    text: str = module.write(tuple(diagram(blueprint) for blueprint in blueprints))
    return text
