"""Each subnet of the environment is in the share."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.handshake._context import apply, is_active, is_associated, is_removed, subnet_ids
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, passed
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.share import Association, Share
from mwaa_tf.mwaa.resource_shares import AssociationStatus, ResourceStatus
from mwaa_tf.text import join_words, without_full_stop

_KNOWN = {*AssociationStatus, *ResourceStatus}


@check(
    "handshake.subnets-associated",
    title="Each subnet of the environment is in the share",
    fix="Add the subnet to the resource share: `mwaa_tf apply 1-network`",
    source="https://docs.aws.amazon.com/ram/latest/userguide/working-with-sharing-update.html",
    reads=("share",),
    covers=("guide: vpc-endpoint-management: shared subnets",),
)
def subnets_associated(view: EnvironmentView) -> Iterator[Issue]:
    """Both subnets of the environment are ASSOCIATED with an active share.

    With one of two MWAA can create no environment, and one that runs cannot be updated.
    """
    if not view.share.is_shared.value:
        yield passed("environment and VPC are in one account")
        return
    active = [share for share in view.share.shares.value if is_active(share)]
    if not active:
        return
    for subnet_id in subnet_ids(view):
        of_subnet = [(share, subnet) for share in active for subnet in share.subnets if _is(subnet, subnet_id)]
        if any(is_associated(subnet) for _, subnet in of_subnet):
            continue
        yield _issue(view, subnet_id, active, [subnet for _, subnet in of_subnet])


def _is(subnet: Association, subnet_id: str) -> bool:
    return subnet.entity.rpartition("/")[2] == subnet_id


def _issue(view: EnvironmentView, subnet_id: str, active: list[Share], subnets: list[Association]) -> Issue:
    names = join_words(share.name for share in active)
    command = apply(view, Stage.NETWORK)
    fix = f"Add {subnet_id} to the share {names}{f': {command}' if command else ' in AWS RAM'}"
    for subnet in subnets:
        if is_removed(subnet):
            continue
        if subnet.status not in _KNOWN:
            gap = Gap(GapKind.NOT_UNDERSTOOD, f"unknown status {subnet.status!r} of {subnet_id} in the share {names}")
            return not_checkable(gap, subject=subnet_id)
        why = f": {without_full_stop(subnet.message)}" if subnet.message else ""
        wait = "Wait a minute, and run `mwaa_tf doctor` again"
        return failure(
            f"The subnet {subnet_id} is {subnet.status} in the resource share {names}{why}.",
            subject=subnet_id,
            fix=wait if subnet.status == AssociationStatus.ASSOCIATING else fix,
        )
    return failure(f"The subnet {subnet_id} is not in the resource share {names}.", subject=subnet_id, fix=fix)
