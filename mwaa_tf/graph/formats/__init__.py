"""The formats of the picture: one module each.

It has a function ``write`` from diagrams (and a theme, where it has ``THEMES``) to the file's text or bytes, and
``ENDINGS`` of the files' names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mwaa_tf.plugins import load_plugin, plugin_names

if TYPE_CHECKING:
    from mwaa_tf.blueprint import Blueprint
    from mwaa_tf.graph.formats._style import Theme


def format_names() -> tuple[str, ...]:
    """The names of the formats, sorted."""
    return plugin_names(__name__)


def format_of_ending(ending: str) -> str | None:
    """The format that the ``ending`` of a file's name, such as ``.svg``, stands for; None where there is none."""
    by_ending = {ending: format for format in format_names() for ending in load_plugin(__name__, format).ENDINGS}
    return by_ending.get(ending.lower())


def themes_of(format: str) -> tuple[str, ...]:
    """The themes that a picture in ``format`` may have; none where the program that shows it chooses the colours."""
    themes: tuple[str, ...] = load_plugin(__name__, format).THEMES
    return themes


def draw(blueprints: Sequence[Blueprint], format: str, *, detail: bool = False, theme: Theme | None = None) -> str:
    """Draw ``blueprints`` as one picture; several are stacked. In ``detail``, with addresses, zones and endpoints.

    Raises :class:`ValueError` for a ``format`` that :func:`format_names` does not name or that is not text (see
    :func:`draw_bytes`), and for a ``theme`` that it does not have.
    """
    text = _written(blueprints, format, detail, theme)
    if isinstance(text, bytes):
        raise ValueError(f"{format} is not text: use draw_bytes")
    return text


def draw_bytes(
    blueprints: Sequence[Blueprint], format: str, *, detail: bool = False, theme: Theme | None = None
) -> bytes:
    """The contents of a file with the picture that :func:`draw` draws, in any format.

    Raises :class:`mwaa_tf.errors.UsageError` if something that the format needs is not installed.
    """
    written = _written(blueprints, format, detail, theme)
    return written if isinstance(written, bytes) else written.encode()


def _written(blueprints: Sequence[Blueprint], format: str, detail: bool, theme: Theme | None) -> str | bytes:
    from mwaa_tf.graph.diagram import diagram

    if format not in format_names():
        raise ValueError(f"unknown format {format!r}; known are {', '.join(format_names())}")
    if theme and theme not in themes_of(format):
        raise ValueError(f"{format} has no theme {theme!r}")
    diagrams = tuple(diagram(blueprint, detail=detail) for blueprint in blueprints)
    write = load_plugin(__name__, format).write
    written: str | bytes = write(diagrams, theme) if theme else write(diagrams)
    return written
