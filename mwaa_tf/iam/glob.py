"""Patterns with many stars, matched in time that grows with the text alone.

A regular expression tries the places of each star in turn: with ten stars, the tenth power of the length. Here, all
places that a pattern may have reached are the bits of one number, which each character moves on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

#: With this many stars, a regular expression is faster, and takes at most the square of the length.
_FEW_STARS = 2


@dataclass(slots=True)
class Glob:
    """A pattern: its parts are appended one by one."""

    _characters: list[str | None] = field(default_factory=list)
    """What is matched by one character each; None for any."""
    _stars: int = 0
    """The places of stars: the bit of the character before which each stands."""
    _confined: int = 0
    """The same of stars that match no colon."""
    _count: int = 0
    _expression: list[str] = field(default_factory=list)
    _compiled: re.Pattern[str] | None = None
    _moves: dict[str, int] = field(default_factory=dict)

    def add_star(self, *, confined: bool = False) -> None:
        """Append a star: any number of any characters, without colons if ``confined``."""
        place = 1 << len(self._characters)
        if confined:
            self._confined |= place
        else:
            self._stars |= place
        self._count += 1
        self._expression.append("[^:]*" if confined else ".*")

    def add(self, characters: Iterable[str | None]) -> None:
        """Append characters that are matched each by itself; None stands for any."""
        for character in characters:
            self._characters.append(character)
            self._expression.append("." if character is None else re.escape(character))

    def matches(self, text: str) -> bool:
        """Whether the pattern matches ``text`` as a whole."""
        if self._count <= _FEW_STARS:
            if self._compiled is None:
                self._compiled = re.compile("".join(self._expression), re.DOTALL)
            return self._compiled.fullmatch(text) is not None
        return self._places_after(text) >> len(self._characters) & 1 == 1

    def _places_after(self, text: str) -> int:
        """The places in the pattern, as bits, that ``text`` may lead to."""
        places = 1
        for character in text:
            stars = self._stars if character == ":" else self._stars | self._confined
            places = (places & self._move(character)) << 1 | places & stars
            if not places:
                break
        return places

    def _move(self, character: str) -> int:
        """The places from which ``character`` leads to the next one."""
        if character not in self._moves:
            self._moves[character] = sum(
                1 << place for place, wanted in enumerate(self._characters) if wanted is None or wanted == character
            )
        return self._moves[character]
