"""The three answers to whether something matches: yes, no, and that it cannot be judged."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Match(Enum):
    """Whether a part of a policy matches a request. Matches combine as in Kleene's logic."""

    NO = 0
    UNKNOWN = 1
    YES = 2

    @classmethod
    def of(cls, matches: bool) -> Match:
        """``YES`` or ``NO``."""
        return cls.YES if matches else cls.NO

    def __invert__(self) -> Match:
        return _NEGATED[self]


_NEGATED = {Match.NO: Match.YES, Match.UNKNOWN: Match.UNKNOWN, Match.YES: Match.NO}


def all_of(matches: Iterable[Match]) -> Match:
    """``NO`` if one is ``NO``, else ``UNKNOWN`` if one is, else ``YES``; ``YES`` for none."""
    result = Match.YES
    for match in matches:
        if match is Match.NO:
            return Match.NO
        if match is Match.UNKNOWN:
            result = Match.UNKNOWN
    return result


def any_of(matches: Iterable[Match]) -> Match:
    """``YES`` if one is ``YES``, else ``UNKNOWN`` if one is, else ``NO``; ``NO`` for none."""
    result = Match.NO
    for match in matches:
        if match is Match.YES:
            return Match.YES
        if match is Match.UNKNOWN:
            result = Match.UNKNOWN
    return result
