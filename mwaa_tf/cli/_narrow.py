"""Names that are too long for a narrow terminal."""

from __future__ import annotations

SHORTEST = 8
"""Columns that still tell one name from another."""


def shorten(name: str, width: int) -> str:
    """``name`` in at most ``width`` columns, but at least 8, its middle left out: ``2-environ…sk-models``.

    The beginning tells the stage of a workspace, the end which one it is.
    """
    width = max(width, SHORTEST)
    if len(name) <= width:
        return name
    end = width // 2
    return f"{name[: width - end - 1]}…{name[-end:]}"
