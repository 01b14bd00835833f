"""How much a managed policy holds, and statements that are too many for one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

#: Characters of a managed policy; IAM does not count white space (IAM user guide, reference_iam-quotas).
MANAGED_POLICY_CHARACTERS = 6_144


def policies_of_statements(
    statements: Iterable[Mapping[str, Any]], limit: int = MANAGED_POLICY_CHARACTERS
) -> tuple[dict[str, Any], ...]:
    """Policies with all ``statements`` in their order, each no longer than ``limit`` characters.

    A statement that alone is too long becomes several, with a part of its resources or actions each; one that has a
    single resource and a single action stays as it is.
    """
    policies: list[list[dict[str, Any]]] = [[]]
    for statement in statements:
        for part in _parts(dict(statement), limit):
            if policies[-1] and policy_length(_document([*policies[-1], part])) > limit:
                policies.append([])
            policies[-1].append(part)
    return tuple(_document(parts) for parts in policies if parts)


def policy_length(policy: Any) -> int:
    """How many characters IAM counts of a policy or a part of it."""
    return len(json.dumps(policy, separators=(",", ":")))


def one_or_list(values: Iterable[str]) -> str | list[str]:
    """An element of a statement: a single value without brackets, as people write it."""
    listed = list(values)
    return listed[0] if len(listed) == 1 else listed


def _parts(statement: dict[str, Any], limit: int) -> list[dict[str, Any]]:
    """A statement that alone is too long for a policy, as several with a part of its resources or actions each."""
    if policy_length(_document([statement])) <= limit:
        return [statement]
    longest = max(("Resource", "Action"), key=lambda element: policy_length(statement[element]))
    values = statement[longest]
    if not isinstance(values, list) or len(values) == 1:
        return [statement]
    middle = len(values) // 2
    split = [
        {**statement, "Sid": f"{statement['Sid']}{letter}", longest: one_or_list(half)}
        for letter, half in zip("AB", (values[:middle], values[middle:]), strict=True)
    ]
    return [part for half in split for part in _parts(half, limit)]


def _document(statements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": statements}
