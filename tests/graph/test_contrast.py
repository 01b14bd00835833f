"""Contrast of text and lines on what is behind them, on light and on dark screens (WCAG 2.2, level AA)."""

from __future__ import annotations

import re

import pytest

from mwaa_tf.graph import draw
from tests.graph.cases import CASES

#: Text -> what may be behind it. 4.5:1 (success criterion 1.4.3).
TEXTS = {
    "name": ("page",),
    "quiet": ("page",),
    "note": ("page", "owner-lane", "lane-area"),
    "stage": ("owner-lane",),
    "step-number": ("step",),
    "lane-title": ("owner-lane", "lane-area"),
    "account": ("owner-lane", "lane-area"),
    "folder": ("box",),
    "path": ("box",),
    "text": ("box", "lane-area"),
    "fact": ("box",),
    "label": ("box",),
    "shared-title": ("lane-area",),
    "chip-text": ("chip",),
    "badge-text": ("badge",),
}
#: Lines and frames that have a meaning. 3:1 (success criterion 1.4.11).
LINES = {
    "dependency .line": ("owner-lane", "lane-area", "page"),
    "dependency .head": ("owner-lane", "lane-area", "page"),
    "share .line": ("owner-lane", "lane-area", "page"),
    "share .head": ("owner-lane", "lane-area", "page"),
    "completion .line": ("owner-lane", "lane-area", "page"),
    "completion .head": ("owner-lane", "lane-area", "page"),
    "shared-area": ("lane-area",),
    "box": ("owner-lane", "lane-area"),
}

Colours = dict[tuple[str, str], str]


def colours(theme: str) -> Colours:
    """Selector and attribute -> colour."""
    svg = draw([CASES["smallest"]], "svg", theme="dark" if theme == "dark" else "light")
    found: Colours = {}
    for selectors, attribute, colour in re.findall(
        r"^(\.mwaa-tf [^{]+) \{ (fill|stroke): (#\w{6}); \}$", svg, re.MULTILINE
    ):
        for selector in selectors.split(", "):
            found[selector.removeprefix(".mwaa-tf ").removeprefix("."), attribute] = colour
    return found


def luminance(colour: str) -> float:
    """Relative luminance of a colour (WCAG 2.2, definitions)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_has_the_contrast_that_wcag_gives() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "behind"), [(text, behind) for text, places in TEXTS.items() for behind in places])
def test_text_can_be_told_from_what_is_behind_it(theme: str, text: str, behind: str) -> None:
    palette = colours(theme)

    assert contrast(palette[text, "fill"], palette[behind, "fill"]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("line", "behind"), [(line, behind) for line, places in LINES.items() for behind in places])
def test_lines_and_frames_can_be_told_from_what_is_behind_them(theme: str, line: str, behind: str) -> None:
    palette = colours(theme)
    attribute = "fill" if line.endswith(".head") else "stroke"

    assert contrast(palette[line, attribute], palette[behind, "fill"]) >= 3


def test_all_text_is_measured() -> None:
    used = {
        name
        for case in CASES.values()
        for name in re.findall(r'<text class="([\w-]+)"', draw([case], "svg", detail=True))
    }

    assert used == TEXTS.keys()
