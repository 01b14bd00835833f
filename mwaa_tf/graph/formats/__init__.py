"""The formats of the picture: one module each, with a function ``write`` from diagrams to the file's text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mwaa_tf.plugins import load_plugin, plugin_names

if TYPE_CHECKING:
    from mwaa_tf.blueprint import Blueprint


def format_names() -> tuple[str, ...]:
    """The names of the formats, sorted."""
    return plugin_names(__name__)


def draw(blueprints: Sequence[Blueprint], format: str) -> str:
    """Draw ``blueprints`` as one picture; several are stacked.

    Raises :class:`ValueError` for a ``format`` that :func:`format_names` does not name.
    """
    from mwaa_tf.graph.diagram import diagram

    if format not in format_names():
        raise ValueError(f"unknown format {format!r}; known are {', '.join(format_names())}")
    text: str = load_plugin(__name__, format).write(tuple(diagram(blueprint) for blueprint in blueprints))
    return text
