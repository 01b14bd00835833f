"""Whether a statement allows everything, or enough of IAM to allow itself everything, however it is written."""

from __future__ import annotations

from functools import lru_cache

from mwaa_tf.iam.coverage import covers, resource_covers
from mwaa_tf.iam.document import EVERYTHING, Condition, Element, PolicyStatement
from mwaa_tf.mwaa.internet import is_open

_PARTITIONS = ("aws", "aws-cn", "aws-us-gov")

#: With both, a principal gives a role any policy and a service that role (inferred from what they do).
_ESCALATION = ("iam:passrole", "iam:putrolepolicy")


def allows_everything(statement: PolicyStatement) -> bool:
    """Whether it allows all actions or nearly all, or to grant them, on all resources or nearly all."""
    actions, resources = statement.actions or EVERYTHING, statement.resources or EVERYTHING
    return _covers_resources(resources) and _covers_actions(actions)


def limits_something(condition: Condition) -> bool:
    """Whether it is not fulfilled by everyone: `IpAddress` with a good part of the internet is."""
    if condition.operator.lower().removesuffix("ifexists") != "ipaddress":
        return True
    return not is_open(condition.values)


# Most statements of a large plan are those of others.
@lru_cache(maxsize=1_024)
def _covers_actions(actions: Element) -> bool:
    if actions.negated:
        return True
    patterns = [pattern.lower() for pattern in actions.patterns]
    if any(covers(pattern, "*:*") for pattern in patterns):
        return True
    return all(any(covers(pattern, action) for pattern in patterns) for action in _ESCALATION)


@lru_cache(maxsize=1_024)
def _covers_resources(resources: Element) -> bool:
    return resources.negated or any(
        resource_covers(pattern, f"arn:{partition}:iam::*:*") and resource_covers(pattern, f"arn:{partition}:s3:::*")
        for pattern in resources.patterns
        for partition in _PARTITIONS
    )
