"""The environment's account sees its subnets."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.handshake._context import SHARING_PAGE, is_active, is_associated, participant_id, subnet_ids
from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.doctor.view import EnvironmentView


@check(
    "handshake.subnets-visible",
    title="The environment's account sees its subnets",
    fix="Wait until RAM has told EC2 about the share, some minutes at the most; then share the subnet again",
    source=SHARING_PAGE,
    reads=("share",),
)
def subnets_visible(view: EnvironmentView) -> Iterator[Issue]:
    """EC2 shows the environment's account both subnets: it is EC2 that MWAA asks, and not RAM.

    RAM may be done before EC2 knows (terraform-provider-aws #11902). Where RAM itself lacks the subnet or the account,
    the checks of the share say so, and this one says nothing.
    """
    wanted = subnet_ids(view)
    visible = view.share.visible_subnet_ids.value
    for subnet_id in wanted:
        if subnet_id not in visible and _is_shared(view, subnet_id):
            yield failure(
                f"Account {participant_id(view)} does not see the subnet {subnet_id}.",
                subject=subnet_id,
                fix=_fix(view, subnet_id),
            )


def _is_shared(view: EnvironmentView, subnet_id: str) -> bool:
    """Whether the subnet should be visible, as far as RAM tells."""
    if not view.share.shares.is_known or not view.share.is_shared.value:
        return True
    return any(
        is_active(share)
        and any(is_associated(subnet) and subnet.entity.endswith(f"/{subnet_id}") for subnet in share.subnets)
        and (not view.share.received_share_arns.is_known or share.arn in view.share.received_share_arns.value)
        for share in view.share.shares.value
    )


def _fix(view: EnvironmentView, subnet_id: str) -> str:
    if view.share.is_shared.is_known and not view.share.is_shared.value:
        return f"Find out who deleted {subnet_id}: an environment cannot move to another subnet"
    if not view.share.shares.is_known:
        return f"Look in AWS RAM of the account that owns {subnet_id} whether it is still shared"
    return ""
