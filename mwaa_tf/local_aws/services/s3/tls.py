"""Bucket policies as they apply to requests over TLS, although the local AWS speaks plain HTTP on 127.0.0.1.

Many bucket policies deny requests without TLS. moto does not know the condition operators that such statements use,
takes them for fulfilled, and so denies everything. Statements that a TLS 1.3 request does not meet are therefore left
out before moto evaluates a bucket's policy.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_TLS_VERSION = 1.3


def over_tls(policy: bytes) -> bytes:
    """The policy without the statements that a request over TLS cannot meet.

    >>> over_tls(b'{"Statement": [{"Effect": "Deny", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}')
    b'{"Statement": []}'
    """
    document = json.loads(policy)
    statements = document.get("Statement", [])
    statements = statements if isinstance(statements, list) else [statements]
    document["Statement"] = [statement for statement in statements if _can_be_met(statement.get("Condition", {}))]
    return json.dumps(document).encode()


def _can_be_met(conditions: Mapping[str, Mapping[str, Any]]) -> bool:
    return all(
        _key_can_be_met(operator.removesuffix("IfExists"), key.lower(), value if isinstance(value, list) else [value])
        for operator, keys in conditions.items()
        for key, value in keys.items()
    )


def _key_can_be_met(operator: str, key: str, values: list[Any]) -> bool:
    """Whether the condition can hold over TLS; conditions on other keys always can."""
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
