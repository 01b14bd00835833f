"""Versions and version constraints, in the little that finding a provider on disk needs of them."""

from __future__ import annotations

import re

Version = tuple[int, int, int]

_VERSION = re.compile(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?")
_TERM = re.compile(r"(>=|<=|!=|~>|>|<|=|)\s*([\d.]+)")


def parse(text: str) -> Version | None:
    """``"5.100.0"`` as ``(5, 100, 0)``; nothing for a pre-release, which Terraform takes only when named exactly."""
    match = _VERSION.fullmatch(text)
    return (int(match[1]), int(match[2] or 0), int(match[3] or 0)) if match else None


def satisfies(version: Version, constraint: str) -> bool:
    """Whether ``version`` is within a constraint such as ``>= 5.68, < 7.0``; false for one that cannot be read."""
    return all(_holds(version, term.strip()) for term in constraint.split(","))


def _holds(version: Version, term: str) -> bool:
    match = _TERM.fullmatch(term)
    bound = parse(match[2]) if match else None
    if match is None or bound is None:
        return False
    match match[1]:
        case ">=":
            return version >= bound
        case "<=":
            return version <= bound
        case ">":
            return version > bound
        case "<":
            return version < bound
        case "!=":
            return version != bound
        case "~>":
            fixed = max(match[2].count("."), 1)
            return version >= bound and version[:fixed] == bound[:fixed]
        case _:
            return version == bound
