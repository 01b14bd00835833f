"""How each kind of condition operator compares one value of a policy with one of a request.

Kinds and formats are those of the IAM user guide, page reference_policies_elements_condition_operators. A comparison is
unknown where one of the values does not have the format of its kind: what AWS answers then is not documented.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from ipaddress import ip_address, ip_network
from typing import TypeAlias

from mwaa_tf.iam.match import Match
from mwaa_tf.iam.patterns import arn_matches, plain, text_matches

Ordered: TypeAlias = Decimal | datetime

#: How a value of a request compares with that of a policy, by the end of the operator's name.
ORDERINGS: dict[str, tuple[int, ...]] = {
    "Equals": (0,),
    "LessThan": (-1,),
    "LessThanEquals": (-1, 0),
    "GreaterThan": (1,),
    "GreaterThanEquals": (1, 0),
}

_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(r"\d{4}-\d{2}")
_EPOCH = re.compile(r"-?\d+(?:\.\d+)?")


def same_text(value: str, actual: str) -> Match:
    """Whether the texts are the same."""
    return Match.of(plain(value) == actual)


def same_text_in_any_case(value: str, actual: str) -> Match:
    """Whether the texts are the same but for upper and lower case."""
    return Match.of(plain(value).lower() == actual.lower())


def like_text(value: str, actual: str) -> Match:
    """Whether the pattern ``value`` matches; a ``*`` goes beyond colons and slashes."""
    return Match.of(text_matches(value, actual))


def like_arn(value: str, actual: str) -> Match:
    """Whether the ARN pattern ``value`` matches segment by segment."""
    return arn_matches(value, actual)


def same_boolean(value: str, actual: str) -> Match:
    """Whether the texts `true` and `false` are the same; that their case does not matter is inferred."""
    return same_text_in_any_case(value, actual)


def same_bytes(value: str, actual: str) -> Match:
    """Whether two values in Base64 stand for the same bytes."""
    try:
        return Match.of(b64decode(value, validate=True) == b64decode(actual, validate=True))
    except (binascii.Error, ValueError):
        return Match.UNKNOWN


def in_network(value: str, actual: str) -> Match:
    """Whether the IP address ``actual`` is in the range ``value``; one without a prefix length is a single address."""
    try:
        return Match.of(ip_address(actual) in ip_network(value, strict=False))
    except ValueError:
        return Match.UNKNOWN


def ordering(parse: Callable[[str], Ordered | None], accepted: tuple[int, ...]) -> Callable[[str, str], Match]:
    """Compare by order: ``accepted`` are the signs of ``actual`` minus ``value`` that match."""

    def compare(value: str, actual: str) -> Match:
        wanted, present = parse(value), parse(actual)
        if wanted is None or present is None:
            return Match.UNKNOWN
        sign = (present > wanted) - (present < wanted)  # type: ignore[operator]  # both from one `parse`
        return Match.of(sign in accepted)

    return compare


def number(text: str) -> Decimal | None:
    """An integer or decimal value; ``None`` for what is no number."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def date(text: str) -> datetime | None:
    """A date in one of the W3C's profiles of ISO 8601, or in seconds since 1970; ``None`` for what is neither.

    Without a time it is the beginning of the year, month or day; without an offset it is UTC (inferred).
    """
    if _YEAR.fullmatch(text):
        text += "-01-01"
    elif _MONTH.fullmatch(text):
        text += "-01"
    try:
        if _EPOCH.fullmatch(text):
            return datetime.fromtimestamp(float(text), UTC)
        parsed = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
