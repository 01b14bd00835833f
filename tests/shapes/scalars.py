"""Values without members: enums and timestamps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

#: Values that AWS answers and that its models do not have. EC2's model spells the states of endpoints with a capital,
#: while responses and waiters have them small (EC2 API reference, CreateVpcEndpoint, example); an internet gateway's
#: attachment is `available` (DescribeInternetGateways, filter attachment.state). Simulations of IAM name the source of
#: a statement "IAM Policy" (public recordings of SimulatePrincipalPolicy and SimulateCustomPolicy). Events of a stack
#: have the statuses of stacks, for the stack itself is a resource in them (AWS CLI reference, describe-stack-events,
#: example; public recordings of DescribeStackEvents).
KNOWN_VALUES = {
    "State": frozenset({"available", "deleting", "failed", "pending", "pendingAcceptance"}),
    "AttachmentStatus": frozenset({"available"}),
    "PolicySourceType": frozenset({"IAM Policy"}),
    "ResourceStatus": frozenset(
        {
            "REVIEW_IN_PROGRESS",
            "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
            "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
        }
    ),
}
_ISO8601 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)")
_RFC822 = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")


def enum_problems(shape: Any, value: str, path: str) -> Iterator[str]:
    """A sentence for a value that is none of the enum of ``shape``, if it has one."""
    if shape.enum and value not in shape.enum and value not in KNOWN_VALUES.get(shape.name, ()):
        yield f"{path}: {value!r} is none of {', '.join(shape.enum[:8])}"


def timestamp_problems(shape: Any, value: Any, path: str, *, default: str) -> Iterator[str]:
    """A sentence for a time in another format than that of ``shape``, or of its protocol (``default``)."""
    time_format = shape.serialization.get("timestampFormat", default)
    if time_format == "unixTimestamp":
        fits = isinstance(value, (int, float)) or re.fullmatch(r"\d+(?:\.\d+)?", str(value)) is not None
    else:
        pattern = _ISO8601 if time_format == "iso8601" else _RFC822
        fits = isinstance(value, str) and pattern.fullmatch(value) is not None
    if not fits:
        yield f"{path}: {value!r} is no timestamp in the format {time_format}"
