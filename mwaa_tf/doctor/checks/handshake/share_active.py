"""An active resource share has the environment's subnets."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.handshake._context import SHARING_PAGE, apply, is_active, participant_id, subnet_ids
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, passed
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.resource_shares import ShareStatus
from mwaa_tf.text import join_words


@check(
    "handshake.share-active",
    title="An active resource share has the environment's subnets",
    fix="Share the private subnets with the environment's account: `mwaa_tf apply 1-network`",
    source=SHARING_PAGE,
    reads=("share",),
    covers=("guide: vpc-endpoint-management: resource share",),
)
def share_active(view: EnvironmentView) -> Iterator[Issue]:
    """RAM has a resource share of the VPC's owner with the environment's subnets, and it is ACTIVE.

    A participant uses subnets of another account by such a share alone. Without it MWAA can create no network
    interface: a creation ends in CREATE_FAILED, and an environment that runs loses what it has to replace.
    """
    if not view.share.is_shared.value:
        yield passed("environment and VPC are in one account")
        return
    subnets = subnet_ids(view)
    shares = view.share.shares.value
    if any(is_active(share) for share in shares):
        return
    fix = apply(view, Stage.NETWORK)
    if not shares:
        yield failure(
            f"No resource share has {join_words(subnets)} for account {participant_id(view)}.",
            fix=f"Share the subnets again: {fix}"
            if fix
            else "Create a resource share with both subnets in AWS RAM, "
            f"in the account that owns them, for account {participant_id(view)}",
        )
    for share in shares:
        if share.status not in set(ShareStatus):
            gap = Gap(GapKind.NOT_UNDERSTOOD, f"unknown status {share.status!r} of the resource share {share.name}")
            yield not_checkable(gap, subject=share.arn)
        elif ShareStatus(share.status).is_deleted:
            yield failure(
                f"The resource share {share.name} is {share.status}.",
                subject=share.arn,
                fix=f"Share the subnets again: {fix}" if fix else "Create a resource share with both subnets again",
            )
        else:
            yield failure(
                f"The resource share {share.name} is {share.status}, not {ShareStatus.ACTIVE}.",
                subject=share.arn,
                fix="Wait a minute; if it stays so, delete the share and create it again"
                if share.status == ShareStatus.PENDING
                else f"Delete the share and create it again{f': {fix}' if fix else ''}",
            )
