"""Patterns with ``*`` and ``?``: which ones match all that others match, and which have something in common."""

from __future__ import annotations

import re

#: Characters from which patterns are not looked into: AWS has none as long.
_LONGEST = 2_048

_STARS = re.compile(r"\*+")
_SIGN = re.compile(r"[*?]")


def covers(outer: str, inner: str) -> bool:
    """Whether ``outer`` matches all that ``inner`` matches; False where that cannot be told."""
    if outer in ("*", inner):
        return True
    # Most patterns have no sign in them, or begin with other letters.
    found = _SIGN.search(outer)
    if not found or not inner.startswith(outer[: found.start()]) or max(len(outer), len(inner)) > _LONGEST:
        return False
    outer, inner = _STARS.sub("*", outer), _STARS.sub("*", inner)
    # As if `inner` were a text in which a star is a character that only a star matches.
    at = reached = 0
    star, mark = -1, 0
    while reached < len(inner):
        if at < len(outer) and outer[at] == "*":
            star, mark = at, reached
            at += 1
        elif at < len(outer) and inner[reached] != "*" and outer[at] in ("?", inner[reached]):
            at, reached = at + 1, reached + 1
        elif star >= 0:
            mark += 1
            at, reached = star + 1, mark
        else:
            return False
    return outer[at:] in ("", "*")


def meet(one: str, other: str) -> bool:
    """Whether something is matched by both; True where that cannot be told."""
    if max(len(one), len(other)) > _LONGEST:
        return True
    seen: set[tuple[int, int]] = set()
    ahead = [(0, 0)]
    while ahead:
        place = ahead.pop()
        if place in seen:
            continue
        seen.add(place)
        i, j = place
        if i == len(one) and j == len(other):
            return True
        if i < len(one) and one[i] == "*":
            ahead += [(i + 1, j), *[(i, j + 1)] * (j < len(other))]
        elif j < len(other) and other[j] == "*":
            ahead += [(i, j + 1), *[(i + 1, j)] * (i < len(one))]
        elif i < len(one) and j < len(other) and ("?" in (one[i], other[j]) or one[i] == other[j]):
            ahead.append((i + 1, j + 1))
    return False
