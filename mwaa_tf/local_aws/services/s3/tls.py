"""Requests count as TLS, although the local AWS speaks plain HTTP on 127.0.0.1.

Nearly every careful bucket policy denies what comes without TLS. moto does not know the condition operators that such
statements use, takes them for fulfilled, and so denies everything. Here the statements that a TLS 1.3 request does not
meet are left out before moto evaluates a bucket's policy; the policy itself stays as it was put.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from moto.s3.models import FakeBucket

_TLS_VERSION = 1.3


def install() -> None:
    """Make moto's buckets evaluate their policies so. A second call changes nothing."""
    from moto.s3.models import FakeBucket

    evaluate = FakeBucket.get_permission
    if hasattr(evaluate, "__wrapped__"):
        return

    @wraps(evaluate)
    def get_permission(self: FakeBucket, action: str, resource: str) -> Any:
        policy = self.policy
        if policy is None:
            return evaluate(self, action, resource)
        return evaluate(_Seen(over_tls(policy)), action, resource)  # type: ignore[arg-type]

    FakeBucket.get_permission = get_permission  # type: ignore[method-assign]


class _Seen:
    """A bucket, as far as the evaluation of its policy looks at it."""

    def __init__(self, policy: bytes) -> None:
        self.policy = policy


def over_tls(policy: bytes) -> bytes:
    """The policy without the statements that a request over TLS cannot meet.

    >>> over_tls(b'{"Statement": [{"Effect": "Deny", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}')
    b'{"Statement": []}'
    """
    document = json.loads(policy)
    statements = document.get("Statement", [])
    statements = statements if isinstance(statements, list) else [statements]
    document["Statement"] = [each for each in statements if _can_be_met(each.get("Condition", {}))]
    return json.dumps(document).encode()


def _can_be_met(conditions: Mapping[str, Mapping[str, Any]]) -> bool:
    return all(
        _key_can_be_met(operator.removesuffix("IfExists"), key.lower(), value if isinstance(value, list) else [value])
        for operator, keys in conditions.items()
        for key, value in keys.items()
    )


def _key_can_be_met(operator: str, key: str, values: list[Any]) -> bool:
    """Whether the condition holds over TLS. Of conditions on anything else nothing is said: they can."""
    match operator, key:
        case "Bool", "aws:securetransport":
            return any(str(value).lower() == "true" for value in values)
        case "NumericLessThan", "s3:tlsversion":
            return any(float(value) > _TLS_VERSION for value in values)
        case "NumericLessThanEquals", "s3:tlsversion":
            return any(float(value) >= _TLS_VERSION for value in values)
        case "Null", "s3:tlsversion" | "aws:securetransport":
            return any(str(value).lower() == "false" for value in values)
    return True
