"""Conditions of statements: which ones hold in no more cases than others."""

from __future__ import annotations

from ipaddress import ip_network

from mwaa_tf.review.policies.document import Conditions
from mwaa_tf.review.policies.patterns import covers

#: Operators that hold where the value is none of those named: naming fewer lets in more.
_NEGATIVE = ("stringnot", "arnnot", "numericnotequals", "datenotequals", "notipaddress")

#: Operators whose values are patterns.
_PATTERNS = ("stringlike", "arnlike", "arnequals")

#: What holds in fewer cases than each operator, with the same values.
_STRICTER = {"stringlike": ("stringequals",), "arnlike": ("arnequals", "stringequals", "stringlike")}
_STRICTER["arnequals"] = ("arnlike", "stringequals", "stringlike")


def missing(inner: Conditions, outer: Conditions) -> tuple[str, ...]:
    """Keys of the conditions of ``outer`` that ``inner`` does not imply; none where it is the narrower of the two."""
    return tuple(sorted({key for (operator, key), item in outer.items() if not _implied(inner, operator, key, item)}))


def _implied(inner: Conditions, operator: str, key: str, values: frozenset[str]) -> bool:
    return any(
        _narrower(operator, given, values)
        for stricter in _at_least(operator)
        if (given := inner.get((stricter, key))) is not None
    )


def _at_least(operator: str) -> list[str]:
    """``operator``, and those that hold in fewer cases: without IfExists, equal instead of like."""
    prefix, separator, name = operator.rpartition(":")
    base = name.removesuffix("ifexists")
    found = [base, *_STRICTER.get(base, ())]
    if base != name:
        found += [f"{item}ifexists" for item in found]
    return [f"{prefix}{separator}{item}" for item in found]


def _narrower(operator: str, inner: frozenset[str], outer: frozenset[str]) -> bool:
    base = operator.rpartition(":")[2].removesuffix("ifexists")
    if base.startswith(_NEGATIVE):
        return outer <= inner
    if inner <= outer:
        return True
    if base == "ipaddress":
        return all(any(_contains(network, item) for network in outer) for item in inner)
    return all(any(covers(pattern, item) for pattern in outer) for item in inner) if base in _PATTERNS else False


def _contains(outer: str, inner: str) -> bool:
    try:
        one, other = ip_network(outer, strict=False), ip_network(inner, strict=False)
    except ValueError:
        return False
    return one.version == other.version and other.subnet_of(one)  # type: ignore[arg-type]  # of one version
