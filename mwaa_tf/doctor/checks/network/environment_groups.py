"""The environment's security groups exist, in its VPC."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.quotas import SECURITY_GROUPS
from mwaa_tf.text import join_words


@check(
    "network.environment-groups",
    title="The environment's security groups exist, in its VPC",
    fix="Give the environment groups of its VPC: `aws mwaa update-environment --name NAME --network-configuration …`",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html",
    reads=("network",),
    covers=("guide: one to five security groups", "runbook AWSSupport-TroubleshootMWAAEnvironmentCreation: groups"),
)
def environment_groups(view: EnvironmentView) -> Iterator[Issue]:
    """The environment has one to five security groups, and all belong to the VPC of its subnets.

    Its containers start with these groups, and do not start with one that is gone.
    """
    group_ids = view.environment.value.security_group_ids
    if not 1 <= len(group_ids) <= SECURITY_GROUPS:
        yield failure(f"The environment has {len(group_ids)} security groups; MWAA takes 1 to {SECURITY_GROUPS}.")
    groups = view.network.security_groups.value
    missing = sorted(set(group_ids) - {group.id for group in groups})
    if missing:
        yield failure(
            f"The environment's security group {join_words(missing)} does not exist, or neither account sees it.",
            subject=missing[0],
        )
    vpc_ids = {subnet.vpc_id for subnet in view.network.subnets.value}
    for group in groups:
        if group.vpc_id not in vpc_ids:
            yield failure(
                f"The environment's security group {group.id} belongs to {group.vpc_id}, and its subnets to "
                f"{join_words(sorted(vpc_ids))}.",
                subject=group.id,
            )
