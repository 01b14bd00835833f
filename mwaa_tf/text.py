"""Text that came from somebody else, made safe for a terminal."""

from __future__ import annotations

import unicodedata

_LONGEST_LINE = 2_000


def escape_control_characters(text: str) -> str:
    """``text`` on one line without control, bidirectional or other invisible characters.

    What is not printable appears as an escape (``\\x1b``), so that a configuration or an answer of AWS can neither
    recolour a terminal nor fake a second message.
    """
    text = truncate(text, _LONGEST_LINE)
    if text.isascii() and text.isprintable():
        return text
    return "".join(character if _visible(character) else _escaped(character) for character in text)


def truncate(text: str, length: int = 80) -> str:
    """``text``, its end cut off where it is longer than ``length`` characters."""
    return text if len(text) <= length else text[: length - 1] + "…"


def _visible(character: str) -> bool:
    return character == " " or unicodedata.category(character)[0] not in "CZ"


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
