"""What patterns, principals and conditions cover of others: all that matches the one matches the other.

Where that cannot be told, the answer is no. A policy variable stands for any text: see :func:`covers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
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


def _walk(outer: str, inner: str) -> bool:
    """Match ``inner`` like a text in which a star is a character that only a star of ``outer`` matches."""
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
