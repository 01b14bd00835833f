"""Estimate the width of text without a font: never less than in the fonts that browsers use."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

#: Widths in em: of DejaVu Sans and Helvetica the larger, rounded up. Other common fonts are narrower.
_SANS = {
    character: em
    for em, characters in {
        0.3: "'Iijl",
        0.35: " ,./:;\\|",
        0.4: "()-[]ft",
        0.45: "!r",
        0.5: '"*J`',
        0.55: "csz",
        0.6: "?L_kvxy",
        0.65: "$0123456789FTabdeghnopqu{}",
        0.7: "ABEKPSVXYZ",
        0.75: "CNRU",
        0.8: "&DGHOQ",
        0.85: "#+<=>^w~",
        0.9: "M",
        1.05: "@",
    }.items()
    for character in characters
}
_BOLD = 1.15
#: Width of a monospaced font, where common ones have 0.55 to 0.6.
_MONO = 0.61
_EAST_ASIAN = 1.05
_PICTOGRAPH = 1.4


@dataclass(frozen=True, slots=True)
class Font:
    """A size in pixels, and one of two font families."""

    size: int
    mono: bool = False
    bold: bool = False


def width(text: str, font: Font) -> int:
    """Upper bound of the width of ``text`` in pixels, rounded up."""
    em = sum(_em(character, font.mono) for character in text)
    return math.ceil(em * font.size * (_BOLD if font.bold and not font.mono else 1.0))


def fit(text: str, font: Font, max_width: int) -> str:
    """``text``, its end replaced by "…" where it is wider than ``max_width`` pixels."""
    if width(text, font) <= max_width:
        return text
    start = text[: _longest(text, font, max_width - width("…", font))]
    return start.rstrip() + "…"


def fit_middle(text: str, font: Font, max_width: int) -> str:
    """Like :func:`fit`, but cut in the middle: in a path both ends matter."""
    if width(text, font) <= max_width:
        return text
    half = (max_width - width("…", font)) // 2
    head = text[: _longest(text, font, half)]
    tail = text[::-1][: _longest(text[::-1], font, half)][::-1]
    return f"{head}…{tail}"


def wrap(text: str, font: Font, max_width: int, lines: int) -> tuple[str, ...]:
    """``text`` in as few lines of ``max_width`` pixels as possible, at most ``lines``; the last is cut if it is longer.

    Broken at spaces and, where that saves a line or the end of a long name, after hyphens; but not before an asterisk.
    """
    whole = _filled(re.findall(r"\S+\s*", text), font, max_width)
    split = _filled(re.findall(r"(?:[^\s-]|-+\*)*-+\s*|(?:[^\s-]|-+\*)+\s*", text), font, max_width)
    is_too_wide = any(width(line.rstrip(), font) > max_width for line in whole)
    broken = split if len(split) < len(whole) or is_too_wide else whole
    if len(broken) > lines:
        broken = [*broken[: lines - 1], "".join(broken[lines - 1 :])]
    return tuple(fit(line.strip(), font, max_width) for line in broken)


def _filled(pieces: Sequence[str], font: Font, max_width: int) -> list[str]:
    """As many of ``pieces`` in each line as fit; one that is wider than a line has its own."""
    lines: list[str] = []
    for piece in pieces:
        if lines and width((lines[-1] + piece).rstrip(), font) <= max_width:
            lines[-1] += piece
        else:
            lines.append(piece)
    return lines


def _longest(text: str, font: Font, max_width: int) -> int:
    """How many characters from the start fit into ``max_width``."""
    count = 0
    while count < len(text) and width(text[: count + 1], font) <= max_width:
        count += 1
    return count


@cache
def _em(character: str, mono: bool) -> float:
    if not character.isascii():
        if unicodedata.category(character) == "So" or ord(character) >= 0x1F000:
            return _PICTOGRAPH
        if unicodedata.east_asian_width(character) in "WF":
            return _EAST_ASIAN
    if mono:
        # Other scripts than Latin are set in a fallback font, which has its own width.
        return _MONO if ord(character) < 0x250 or character in "…→" else 1.0
    # Accented letters are wide: a character that is not in the table counts as the widest one.
    return _SANS.get(character, 1.0)
