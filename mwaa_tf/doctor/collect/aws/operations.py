"""The calls that the doctor makes: all of them only read. Of these `doctor --permissions` makes its policies."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from mwaa_tf.iam.actions import iam_action
from mwaa_tf.plugins import load_plugins

#: The name that a service signs with, where boto3 has another (botocore, metadata of each service model).
_SIGNING_NAMES = {
    "cloudwatch": "monitoring",
    "elbv2": "elasticloadbalancing",
    "mwaa": "airflow",
    "s3control": "s3",
    "service-quotas": "servicequotas",
}


class CallerSide(StrEnum):
    """Whose credentials a call needs."""

    PARTICIPANT = "participant"
    OWNER = "owner"
    EITHER = "either"
    """The participant's, or else the owner's."""


@dataclass(frozen=True, slots=True)
class AwsOperation:
    """A call of an API, and what it needs."""

    service: str
    """As boto3 names it: ``ec2``."""
    name: str
    """As the service model names it: ``DescribeSubnets``."""
    caller: CallerSide
    why: str
    """What it is for, as the end of "needed to see": ``the routes of the subnets``."""
    resource: str = "*"
    """ARN that the permission can be limited to, with ``{partition}``, ``{region}``, ``{account}``, ``{environment}``,
    ``{bucket}``, ``{role}``, ``{key}`` and ``{terraform_role}`` in it, and for ``--principal`` ``{principal_role}``, or
    ``{principal_user}`` and ``{principal_groups}``. A call whose resource has one that an environment lacks, such as a
    key of its own, is not made for it."""
    actions: tuple[str, ...] = ()
    """The permissions that it needs, where they are not the one that has its name."""
    most_pages: int = 0
    """Pages of an answer that are read; 0 for all."""
    only_upgrades: bool = False
    """Whether only the preflight of an upgrade makes it: the doctor itself does without."""

    @property
    def needs(self) -> tuple[str, ...]:
        """The permissions: ``ec2:DescribeSubnets``; none for a call that everybody may make."""
        if self.actions:
            return self.actions
        action = iam_action(_SIGNING_NAMES.get(self.service, self.service), self.name)
        return (action,) if action else ()


_OPERATIONS: list[AwsOperation] = []


def operation(
    service: str,
    name: str,
    *,
    by: CallerSide = CallerSide.PARTICIPANT,
    why: str,
    resource: str = "*",
    actions: tuple[str, ...] = (),
    most_pages: int = 0,
    only_upgrades: bool = False,
) -> AwsOperation:
    """Declare a call that a collector makes: there is no other way to make one."""
    declared = AwsOperation(service, name, by, why, resource, actions, most_pages, only_upgrades)
    _OPERATIONS.append(declared)
    return declared


@cache
def operations() -> tuple[AwsOperation, ...]:
    """All calls that collectors make, by service and name."""
    load_plugins("mwaa_tf.doctor.collect.aws.sections")
    return tuple(sorted(dict.fromkeys(_OPERATIONS), key=lambda each: (each.service, each.name, each.caller)))
