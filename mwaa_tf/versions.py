"""Versions and version constraints, as Terraform understands them."""

from __future__ import annotations

import re
from functools import reduce

from msgspec import Struct

Version = tuple[int, int, int]

_VERSION = re.compile(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?")
_TERM = re.compile(r"(>=|<=|!=|~>|>|<|=|)\s*v?([\d.]+)(-[\dA-Za-z.-]+)?(?:\+[\dA-Za-z.-]+)?")


class Range(Struct, frozen=True):
    """Released versions from ``low`` up to ``high``, which is not one of them, without those in ``without``."""

    low: Version = (0, 0, 0)
    high: Version | None = None
    without: frozenset[Version] = frozenset()

    def __contains__(self, version: Version) -> bool:
        return self.low <= version and (self.high is None or version < self.high) and version not in self.without

    def __and__(self, other: Range) -> Range:
        highs = [high for high in (self.high, other.high) if high is not None]
        return Range(max(self.low, other.low), min(highs, default=None), self.without | other.without)

    @property
    def is_empty(self) -> bool:
        """Whether no version can be in it."""
        if self.high is None:
            return False
        if self.low[:2] < self.high[:2]:
            return False  # there is always one more patch of the lower minor
        return self.low >= self.high or all(
            (*self.low[:2], patch) in self.without for patch in range(self.low[2], self.high[2])
        )


_NOTHING = Range(high=(0, 0, 0))


def parse(text: str) -> Version | None:
    """``"5.100.0"`` as ``(5, 100, 0)``; nothing for a pre-release, which Terraform takes only when named exactly."""
    match = _VERSION.fullmatch(text)
    return (int(match[1]), int(match[2] or 0), int(match[3] or 0)) if match else None


def allowed(constraint: str) -> Range | None:
    """The versions that a constraint such as ``>= 5.68, < 7.0`` admits; None for one that cannot be read.

    A pre-release is admitted by its exact name only, so that none is in any range.
    """
    terms = [_range(term.strip()) for term in constraint.split(",")]
    return None if None in terms else reduce(Range.__and__, (term for term in terms if term), Range())


def satisfies(version: Version, constraint: str) -> bool:
    """Whether ``version`` is within a constraint such as ``>= 5.68, < 7.0``; false for one that cannot be read."""
    found = allowed(constraint)
    return found is not None and version in found


def _range(term: str) -> Range | None:
    match = _TERM.fullmatch(term)
    bound = parse(match[2]) if match else None
    if match is None or bound is None:
        return None
    major, minor, patch = bound
    after = (major, minor, patch + 1)
    if match[3]:  # a pre-release comes right before its release
        after = bound
    match match[1]:
        case ">=":
            return Range(bound)
        case "<=":
            return Range(high=after)
        case ">":
            return Range(after)
        case "<":
            return Range(high=bound)
        case "!=":
            return Range(without=frozenset() if match[3] else frozenset({bound}))
        case _ if match[3]:
            return _NOTHING
        case "~>":
            return Range(bound, (major, minor + 1, 0) if match[2].count(".") > 1 else (major + 1, 0, 0))
        case _:
            return Range(bound, after)
