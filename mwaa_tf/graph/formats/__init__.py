"""The formats of the picture: one module each.

It has a function ``write`` from diagrams to the file's text, and ``ENDINGS`` of the files' names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mwaa_tf.plugins import load_plugin, plugin_names

if TYPE_CHECKING:
    from mwaa_tf.blueprint import Blueprint


def format_names() -> tuple[str, ...]:
    """The names of the formats, sorted."""
    return plugin_names(__name__)


def format_of_ending(ending: str) -> str | None:
    """The format that the ``ending`` of a file's name, such as ``.svg``, stands for; None where there is none."""
    by_ending = {ending: format for format in format_names() for ending in load_plugin(__name__, format).ENDINGS}
    return by_ending.get(ending.lower())


def draw(blueprints: Sequence[Blueprint], format: str, *, detail: bool = False) -> str:
    """Draw ``blueprints`` as one picture; several are stacked. In ``detail``, with addresses, zones and endpoints.

    Raises :class:`ValueError` for a ``format`` that :func:`format_names` does not name.
    """
    from mwaa_tf.graph.diagram import diagram

    if format not in format_names():
        raise ValueError(f"unknown format {format!r}; known are {', '.join(format_names())}")
    text: str = load_plugin(__name__, format).write(
        tuple(diagram(blueprint, detail=detail) for blueprint in blueprints)
    )
    return text
