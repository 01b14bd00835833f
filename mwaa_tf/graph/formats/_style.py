"""The style sheet of the SVG, with the fonts that the layout measures.

Plain classes without variables: viewers without media queries show the light picture, and those with little CSS
still show a correct one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from mwaa_tf.graph import contents, place
from mwaa_tf.graph.measure import Font

#: Colours for a light or a dark background.
Theme = Literal["light", "dark"]

#: Programs without a browser's generic families need names: the last ones are those of Linux distributions.
SANS = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, "
    "'Noto Sans', 'Liberation Sans', 'DejaVu Sans', sans-serif"
)
MONO = (
    "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', 'Noto Sans Mono', 'DejaVu Sans Mono', monospace"
)

_FONTS: Mapping[str, Font] = {
    "name": place.HEADING_FONT,
    "quiet": place.SUBTITLE_FONT,
    "stage": place.STAGE_FONT,
    "step-number": Font(11, bold=True),
    "lane-title": contents.LANE_FONT,
    "account": contents.ACCOUNT_FONT,
    "note": contents.NOTE_FONT,
    "folder": contents.FOLDER_FONT,
    "path": contents.PATH_FONT,
    "text": contents.TITLE_FONT,
    "chip-text": contents.CHIP_FONT,
    "badge-text": contents.BADGE_FONT,
    "shared-title": contents.SHARE_FONT,
    "fact": contents.FACT_FONT,
    "label": contents.READ_FONT,
}

#: Selector, attribute, colour on light and on dark screens.
_COLOURS = (
    (".page", "fill", "#ffffff", "#0d1117"),
    (".name, .stage, .lane-title, .path, .shared-title", "fill", "#1f2328", "#f0f6fc"),
    (".text, .fact", "fill", "#3d444d", "#c4ccd4"),
    (".quiet, .note, .folder, .account, .chip-text", "fill", "#59636e", "#9198a1"),
    (".step", "fill", "#3d444d", "#c4ccd4"),
    (".step-number", "fill", "#ffffff", "#0d1117"),
    (".lane-area, .owner-lane", "stroke", "#dde3ea", "#2a313c"),
    (".lane-area", "fill", "#f6f8fa", "#151b23"),
    (".owner-lane", "fill", "#eef4fb", "#131d2b"),
    (".box, .behind", "fill", "#ffffff", "#212830"),
    (".box, .behind", "stroke", "#7d8590", "#656c76"),
    (".chip", "fill", "#eef1f4", "#151b23"),
    (".shared-area", "stroke", "#1a7f64", "#3fb68b"),
    (".badge", "fill", "#fff3cd", "#3b2f0b"),
    (".badge", "stroke", "#9a6700", "#9e6a03"),
    (".badge-text", "fill", "#7d4e00", "#e3b341"),
    (".label", "fill", "#0757ba", "#79b8ff"),
    (".dependency .line", "stroke", "#0969da", "#4493f8"),
    (".dependency .head", "fill", "#0969da", "#4493f8"),
    (".share .line", "stroke", "#1a7f64", "#3fb68b"),
    (".share .head", "fill", "#1a7f64", "#3fb68b"),
    (".completion .line", "stroke", "#9a6700", "#d29922"),
    (".completion .head", "fill", "#9a6700", "#d29922"),
)

_SHAPES = """
.line { fill: none; stroke-width: 1.5; }
.completion .line { stroke-dasharray: 6 4; }
.share .line { stroke-width: 2; stroke-dasharray: 1 4; stroke-linecap: round; }
.shared-area { fill: none; stroke-width: 1.5; stroke-dasharray: 4 4; }
"""


def _rule(selectors: str, declarations: str) -> str:
    """With every selector below the picture's own class: in a page, the style stays inside."""
    scoped = ", ".join(f".mwaa-tf {selector}" for selector in selectors.split(", "))
    return f"{scoped} {{ {declarations}; }}"


def _font(font: Font) -> str:
    family = MONO if font.mono else SANS
    return f"font: {'600 ' if font.bold else ''}{font.size}px {family}"


def style(theme: Theme | None = None) -> str:
    """The style sheet of one ``theme`` or, without one, of both: the screen chooses."""
    rules = [_rule(f".{name}", _font(font)) for name, font in _FONTS.items()]
    rules += _colours("dark" if theme == "dark" else "light")
    rules += [".mwaa-tf " + line for line in _SHAPES.strip().splitlines()]
    lines = "\n" + "\n".join(rules) + "\n"
    if theme:
        return lines
    dark = "\n".join("  " + rule for rule in _colours("dark"))
    return f"{lines}@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n"


def _colours(theme: Theme) -> list[str]:
    return [
        _rule(selectors, f"{attribute}: {light if theme == 'light' else dark}")
        for selectors, attribute, light, dark in _COLOURS
    ]
