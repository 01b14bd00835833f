"""Sharing within the organization is enabled."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.prerequisites._planned import is_shared
from mwaa_tf.doctor.finding import Issue, failure, passed
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.principals import RAM


@check(
    "prerequisites.organization-sharing",
    title="Sharing within the organization is enabled",
    fix="In the management account: `aws ram enable-sharing-with-aws-organization`",
    source="https://docs.aws.amazon.com/ram/latest/userguide/getting-started-sharing.html",
    reads=("organization", "share"),
)
def organization_sharing(view: EnvironmentView) -> Iterator[Issue]:
    """The organization trusts RAM, so that shares need no invitations; subnets can be shared in no other way.

    Only the management account and delegated administrators see it. That the environment's account sees its subnets
    proves it, too.
    """
    if not is_shared(view):
        yield passed("environment and VPC are in one account")
        return
    trusted = view.organization.trusted_services
    if not trusted.is_known and view.share.visible_subnet_ids.content:
        yield passed("the environment's account sees its subnets")
        return
    if RAM not in trusted.value:
        yield failure("AWS RAM may not share within the organization: invitations are no way to share subnets.")
