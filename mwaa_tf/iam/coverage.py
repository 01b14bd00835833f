"""What patterns, principals and conditions cover of others: all that matches the one matches the other.

Where that cannot be told, the answer is no. A policy variable stands for any text: see :func:`covers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_network

from mwaa_tf.iam.document import Condition, Principal

#: Characters from which patterns are not looked into: AWS has none as long.
_LONGEST = 2_048

#: Segments of an ARN before the resource, in which a star within a segment does not match a colon.
_CONFINED_SEGMENTS = 5

_STARS = re.compile(r"\*+")
_WILDCARD = re.compile(r"[*?]")
_VARIABLE = re.compile(r"\$\{[^}]*\}")
_ACCOUNT = re.compile(r"arn:[\w-]+:(?:iam|sts)::(\d{12}):")

#: Operators that hold where the value is none of those named: naming fewer lets in more.
_NEGATED = ("stringnot", "arnnot", "numericnotequals", "datenotequals", "notipaddress")

#: Operators whose values are patterns.
_PATTERNS = ("stringlike", "arnlike", "arnequals")

#: What holds in fewer cases than each operator, with the same values.
_STRICTER = {"stringlike": ("stringequals",), "arnlike": ("arnequals", "stringequals", "stringlike")}
_STRICTER["arnequals"] = ("arnlike", "stringequals", "stringlike")


def covers(outer: str, inner: str) -> bool:
    """Whether ``outer`` matches all that ``inner`` matches; False where that cannot be told.

    A variable of ``inner`` may have any value, one of ``outer`` covers only itself.
    """
    if outer in ("*", inner):
        return True
    # Most patterns have no wildcard in them, or begin with other letters.
    wildcard = _WILDCARD.search(outer)
    if not wildcard or not inner.startswith(outer[: wildcard.start()]) or max(len(outer), len(inner)) > _LONGEST:
        return False
    return "${" not in outer and _walk(_STARS.sub("*", outer), _STARS.sub("*", _VARIABLE.sub("*", inner)))


def resource_covers(outer: str, inner: str) -> bool:
    """:func:`covers` for the `Resource` element, where a star within a segment of an ARN does not match a colon."""
    if outer in ("*", inner):
        return True
    if any(_has_confined_star(segment) for segment in outer.split(":")[:_CONFINED_SEGMENTS]):
        # Only what has the same segments is compared: each star of `inner` stays within its own.
        wanted, segments = (pattern.split(":", _CONFINED_SEGMENTS) for pattern in (outer, inner))
        if len(wanted) != len(segments) or any(segment.endswith("*") for segment in segments[:_CONFINED_SEGMENTS]):
            return False
        return all(map(covers, wanted, segments))
    return covers(outer, inner)


def overlap(one: str, other: str) -> bool:
    """Whether something is matched by both patterns; True where that cannot be told."""
    one, other = (_VARIABLE.sub("*", pattern) for pattern in (one, other))
    if max(len(one), len(other)) > _LONGEST:
        return True
    return _intersect(_STARS.sub("*", one), _STARS.sub("*", other))


def principal_covers(outer: Principal, inner: Principal) -> bool:
    """Whether ``outer`` names all that ``inner`` names: an account is all its users and roles."""
    if outer.is_everyone or outer == inner:
        return True
    account = _ACCOUNT.match(inner.value) if inner.type == "AWS" else None
    return account is not None and outer == Principal("AWS", account[1])


def principals_overlap(one: Principal, other: Principal) -> bool:
    """Whether both name a common principal."""
    return principal_covers(one, other) or principal_covers(other, one)


def uncovered_keys(inner: Iterable[Condition], outer: Iterable[Condition]) -> tuple[str, ...]:
    """Keys of the conditions of ``outer`` that ``inner`` does not imply; none where ``inner`` is the narrower one.

    As they are written, sorted without attention to case.
    """
    stricter = tuple(inner)
    keys = {item.key.lower(): item.key for item in outer if not any(_implies(other, item) for other in stricter)}
    return tuple(keys[key] for key in sorted(keys))


@dataclass(frozen=True, slots=True)
class _PatternPlaces:
    """The places of a pattern's characters, each as a bit: all places of a text are followed at once."""

    stars: int
    single: int
    """Of question marks."""
    others: Mapping[str, int]

    def of(self, character: str) -> int:
        """Where one ``character`` is matched, but for stars."""
        return self.others.get(character, 0) | self.single

    def all_but_stars(self, length: int) -> int:
        return ((1 << length) - 1) & ~self.stars

    def beyond_stars(self, reached: int) -> int:
        """``reached``, and what follows a star there; no star follows another."""
        return reached | ((reached & self.stars) << 1)


@lru_cache(maxsize=4_096)
def _places(pattern: str) -> _PatternPlaces:
    places: dict[str, int] = {}
    for index, character in enumerate(pattern):
        places[character] = places.get(character, 0) | (1 << index)
    return _PatternPlaces(places.pop("*", 0), places.pop("?", 0), places)


def _walk(outer: str, inner: str) -> bool:
    """Match ``inner`` like a text in which a star is a character that only a star of ``outer`` matches."""
    places = _places(outer)
    reached = places.beyond_stars(1)
    for character in inner:
        fits = 0 if character == "*" else places.of(character)
        reached = places.beyond_stars((reached & places.stars) | ((reached & fits) << 1))
        if not reached:
            return False
    return bool(reached >> len(outer) & 1)


def _intersect(one: str, other: str) -> bool:
    """Whether a text is matched by both patterns: which places of ``other`` go with each place of ``one``."""
    places = _places(other)
    end = (1 << (len(other) + 1)) - 1
    reached = places.beyond_stars(1)
    for character in one:
        if character == "*":
            reached = end & ~((reached & -reached) - 1)  # from the first place on
            continue
        fits = places.all_but_stars(len(other)) if character == "?" else places.of(character)
        reached = places.beyond_stars((reached & places.stars) | ((reached & fits) << 1))
        if not reached:
            return False
    return bool(reached >> len(other) & 1)


def _has_confined_star(segment: str) -> bool:
    return "*" in segment.rstrip("*")


def _implies(inner: Condition, outer: Condition) -> bool:
    if inner.key.lower() != outer.key.lower() or inner.operator.lower() not in _at_least(outer.operator.lower()):
        return False
    return _values_within(outer.operator.lower(), frozenset(inner.values), frozenset(outer.values))


def _at_least(operator: str) -> list[str]:
    """``operator``, and those that hold in fewer cases: without IfExists, equal instead of like."""
    prefix, separator, name = operator.rpartition(":")
    base = name.removesuffix("ifexists")
    names = [base, *_STRICTER.get(base, ())]
    if base != name:
        names += [f"{item}ifexists" for item in names]
    return [f"{prefix}{separator}{item}" for item in names]


def _values_within(operator: str, inner: frozenset[str], outer: frozenset[str]) -> bool:
    base = operator.rpartition(":")[2].removesuffix("ifexists")
    if base.startswith(_NEGATED):
        return outer <= inner
    if inner <= outer:
        return True
    if base == "ipaddress":
        return all(any(_contains(network, item) for network in outer) for item in inner)
    return base in _PATTERNS and all(any(covers(pattern, item) for pattern in outer) for item in inner)


def _contains(outer: str, inner: str) -> bool:
    try:
        wide, narrow = ip_network(outer, strict=False), ip_network(inner, strict=False)
    except ValueError:
        return False
    return wide.version == narrow.version and narrow.subnet_of(wide)  # type: ignore[arg-type]  # of one version
