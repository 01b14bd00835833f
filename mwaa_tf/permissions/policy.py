"""From permissions to policy documents that IAM accepts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mwaa_tf.iam.policy_size import MANAGED_POLICY_CHARACTERS, one_or_list, policies_of_statements
from mwaa_tf.permissions.model import Evidence, Permission

#: How statement ids spell the services that are not one capitalized word.
_SERVICES = {"airflow": "Mwaa"}

#: What permissions of one statement have in common: whether they are documented, service, kind, condition without
#: values.
_Subject = tuple[bool, str, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class PermissionStatement:
    """A statement of a policy, and the permissions that it consists of with the evidence for each."""

    sid: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    condition: tuple[str, ...]
    """Operator, key and values; empty for none."""
    evidence: Mapping[Permission, frozenset[Evidence]] = field(compare=False)

    @property
    def observed(self) -> bool:
        """Whether calls showed all of it; else AWS documents it."""
        return all(permission.observed for permission in self.evidence)

    def as_data(self) -> dict[str, Any]:
        """The statement in the grammar of IAM policies."""
        data: dict[str, Any] = {
            "Sid": self.sid,
            "Effect": "Allow",
            "Action": one_or_list(self.actions),
            "Resource": one_or_list(self.resources),
        }
        if self.condition:
            operator, key, *values = self.condition
            data["Condition"] = {operator: {key: one_or_list(values)}}
        return data


def statements(permissions: Mapping[Permission, frozenset[Evidence]]) -> tuple[PermissionStatement, ...]:
    """One statement for the actions that are allowed on the same resources of one kind, observed ones first.

    An action that needs several resources, as `ec2:CreateSubnet` needs a subnet and its VPC, is in the statement of
    each: IAM looks at each resource of a call by itself.
    """
    arns: dict[tuple[_Subject, str], set[str]] = defaultdict(set)
    values: dict[tuple[_Subject, str], set[str]] = defaultdict(set)
    for permission in permissions:
        key = (_subject(permission), permission.action)
        arns[key].add(permission.arn)
        values[key].update(permission.condition[2:])
    grouped: dict[tuple[_Subject, tuple[str, ...], tuple[str, ...]], list[str]] = defaultdict(list)
    for key in sorted(arns):
        subject, action = key
        grouped[(subject, tuple(sorted(arns[key])), tuple(sorted(values[key])))].append(action)
    sids = _unique([_sid(subject) for subject, _, _ in grouped])
    return tuple(
        PermissionStatement(
            sid,
            tuple(actions),
            resources,
            (*subject[3], *condition_values),
            {
                permission: evidence
                for permission, evidence in permissions.items()
                if _subject(permission) == subject and permission.action in actions
            },
        )
        for sid, ((subject, resources, condition_values), actions) in zip(sids, grouped.items(), strict=True)
    )


def documents(
    statements: Iterable[PermissionStatement], limit: int = MANAGED_POLICY_CHARACTERS
) -> tuple[dict[str, Any], ...]:
    """Policies with all statements in their order, each no longer than ``limit`` characters."""
    return policies_of_statements((statement.as_data() for statement in statements), limit)


def _subject(permission: Permission) -> _Subject:
    return (not permission.observed, permission.service, permission.kind, permission.condition[:2])


def _sid(subject: _Subject) -> str:
    """Letters and digits only, as IAM requires: `Ec2VpcEndpoint`, `DocumentedIamRole`."""
    documented, service, kind, _ = subject
    name = "".join(part.capitalize() for part in kind.split("-")) or "AnyResource"
    return f"{'Documented' if documented else ''}{_SERVICES.get(service, service.capitalize())}{name}"


def _unique(sids: list[str]) -> list[str]:
    """``sids``, numbered from 1 where there are several of a name."""
    count, used = Counter(sids), Counter[str]()
    numbered = []
    for sid in sids:
        used[sid] += 1
        numbered.append(f"{sid}{used[sid]}" if count[sid] > 1 else sid)
    return numbered
