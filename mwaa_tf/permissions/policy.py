"""From permissions to policy documents that IAM takes."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mwaa_tf.permissions.model import Permission, Seen

#: Characters of a managed policy; IAM does not count white space (IAM user guide, reference_iam-quotas).
LIMIT = 6_144

_SERVICES = {"airflow": "Mwaa", "ec2": "Ec2", "iam": "Iam", "kms": "Kms", "logs": "Logs", "ram": "Ram", "s3": "S3"}


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of a policy, and the permissions that it was made from with who showed the need for each."""

    sid: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    condition: tuple[str, ...]
    """Operator, key and values; empty for none."""
    reasons: Mapping[Permission, frozenset[Seen]] = field(compare=False)

    @property
    def observed(self) -> bool:
        """Whether calls showed it, and not only AWS's documentation."""
        return all(permission.observed for permission in self.reasons)

    def as_data(self) -> dict[str, Any]:
        """As it stands in a policy."""
        data: dict[str, Any] = {
            "Sid": self.sid,
            "Effect": "Allow",
            "Action": _one(self.actions),
            "Resource": _one(self.resources),
        }
        if self.condition:
            operator, key, *values = self.condition
            data["Condition"] = {operator: {key: _one(values)}}
        return data


def statements(permissions: Mapping[Permission, frozenset[Seen]]) -> tuple[Statement, ...]:
    """One statement for the actions that are allowed on the same resources of one kind, observed ones first.

    An action that needs several resources, as `ec2:CreateSubnet` needs a subnet and its VPC, stands in the statement of
    each: IAM looks at each resource of a call by itself.
    """
    permitted: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    values: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    for each in permissions:
        subject = (not each.observed, each.service, each.kind, each.condition[:2])
        permitted[(subject, each.action)].add(each.arn)
        values[(subject, each.action)].update(each.condition[2:])
    grouped: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for (subject, action), arns in sorted(permitted.items()):
        grouped[(subject, tuple(sorted(arns)), tuple(sorted(values[(subject, action)])))].append(action)
    names = [_sid(subject) for subject, _, _ in grouped]
    count, used = Counter(names), Counter[str]()
    found = []
    for ((subject, arns, conditions), actions), name in zip(grouped.items(), names, strict=True):
        used[name] += 1
        reasons = {
            each: seen
            for each, seen in permissions.items()
            if (not each.observed, each.service, each.kind, each.condition[:2]) == subject and each.action in actions
        }
        sid = f"{name}{used[name]}" if count[name] > 1 else name
        found.append(Statement(sid, tuple(actions), arns, (*subject[3], *conditions), reasons))
    return tuple(found)


def documents(given: Iterable[Statement], limit: int = LIMIT) -> tuple[dict[str, Any], ...]:
    """Policies with all statements in their order, each no longer than ``limit``."""
    found: list[list[dict[str, Any]]] = [[]]
    for statement in given:
        for part in _parts(statement.as_data(), limit):
            if found[-1] and _length(_document([*found[-1], part])) > limit:
                found.append([])
            found[-1].append(part)
    return tuple(_document(part) for part in found if part)


def _parts(statement: dict[str, Any], limit: int) -> list[dict[str, Any]]:
    """A statement that alone is too long for a policy, as several with a part of its resources or actions each."""
    if _length(_document([statement])) <= limit:
        return [statement]
    name = max(("Resource", "Action"), key=lambda each: _length(statement[each]))
    if not isinstance(statement[name], list):
        return [statement]
    middle = len(statement[name]) // 2
    halves = (statement[name][:middle], statement[name][middle:])
    split = [
        {**statement, "Sid": f"{statement['Sid']}{letter}", name: _one(half)}
        for letter, half in zip("AB", halves, strict=True)
    ]
    return [part for half in split for part in _parts(half, limit)]


def _document(given: list[dict[str, Any]]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": given}


def _length(data: Any) -> int:
    return len(json.dumps(data, separators=(",", ":")))


def _one(values: Iterable[str]) -> str | list[str]:
    listed = list(values)
    return listed[0] if len(listed) == 1 else listed


def _sid(subject: tuple[Any, ...]) -> str:
    """Letters and digits only, as IAM wants it: `Ec2VpcEndpoint`, `DocumentedIamRole`."""
    documented, service, kind, _ = subject
    name = "".join(part.capitalize() for part in kind.split("-")) or "AnyResource"
    return f"{'Documented' if documented else ''}{_SERVICES.get(service, service.capitalize())}{name}"
