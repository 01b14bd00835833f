"""PNG: the SVG drawn by resvg, at twice its size. Needs the library resvg_py and any common font.

resvg is a library without a browser, a server or a process of its own; it reads no media queries, so that a picture
has one theme: the light one unless the dark one is asked for.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Sequence
from importlib.util import find_spec
from types import ModuleType

from mwaa_tf.errors import UsageError
from mwaa_tf.graph.diagram import Diagram
from mwaa_tf.graph.formats import svg
from mwaa_tf.graph.formats._style import MONO, SANS, Theme
from mwaa_tf.installation import install_extra

#: Of the names of files in this format.
ENDINGS = (".png",)
THEMES: tuple[Theme, ...] = ("light", "dark")

_LIBRARY = "resvg_py"
_SCALE = 2
#: A picture with more pixels is drawn at its own size; with more even then, not at all: 4 bytes per pixel in memory.
_MOST_PIXELS = 64_000_000


def write(diagrams: Sequence[Diagram], theme: Theme | None = None) -> bytes:
    """Write one picture with the deployments stacked.

    Raises :class:`UsageError` if the library or a font is missing, and for deployments that are too large together.
    """
    library = _library()
    text = svg.write(diagrams, theme or "light")
    width, height = map(int, re.findall(r' (?:width|height)="(\d+)"', text)[:2])
    scale = next((scale for scale in (_SCALE, 1) if width * height * scale**2 <= _MOST_PIXELS), None)
    if scale is None:
        raise UsageError(f"{width} x {height} pixels are too many for a PNG; draw fewer configurations, or an SVG")
    _require_fonts(library)
    picture: bytes = library.svg_to_bytes(svg_string=text, zoom=scale)
    return picture


def _library() -> ModuleType:
    if find_spec(_LIBRARY) is None:
        raise UsageError(f"PNG needs a library that is not installed: {install_extra('png')}; SVG needs none")
    return importlib.import_module(_LIBRARY)


def _require_fonts(library: ModuleType) -> None:
    """Raise :class:`UsageError` if text would be left out: resvg does that silently where it finds no font."""
    empty = _probe(library, "sans-serif", "")
    for kind, family in (("proportional", SANS), ("monospaced", MONO)):
        if _probe(library, family, "A") == empty:
            raise UsageError(
                f"PNG needs a {kind} font, and none of these is installed: {family}; "
                "on Linux, install the package fonts-dejavu (Debian, Ubuntu) or dejavu-fonts-all (Fedora)"
            )


def _probe(library: ModuleType, family: str, text: str) -> bytes:
    sample = f'<text x="2" y="14" font-size="14" font-family="{family}">{text}</text>'
    picture: bytes = library.svg_to_bytes(
        svg_string=f'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">{sample}</svg>'
    )
    return picture
