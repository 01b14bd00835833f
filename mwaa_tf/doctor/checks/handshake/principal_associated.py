"""The share includes the environment's account."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.arn import Arn
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.handshake._context import apply, is_active, is_associated, is_removed, participant_id
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, passed
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.share import Association, Share
from mwaa_tf.mwaa.resource_shares import AssociationStatus
from mwaa_tf.text import join_words, without_full_stop


@check(
    "handshake.principal-associated",
    title="The share includes the environment's account",
    fix="Add the account to the resource share: `mwaa_tf apply 1-network`",
    source="https://docs.aws.amazon.com/ram/latest/userguide/working-with-sharing-update.html",
    reads=("share",),
    covers=("guide: vpc-endpoint-management: principals",),
)
def principal_associated(view: EnvironmentView) -> Iterator[Issue]:
    """An active share has the environment's account, its organizational unit or its organization as a principal.

    Whether a unit includes the account is what RAM tells that account: it receives the share or does not.
    """
    if not view.share.is_shared.value:
        yield passed("environment and VPC are in one account")
        return
    active = [share for share in view.share.shares.value if is_active(share)]
    if not active or any(_includes(view, share) for share in active):
        return
    for share in active:
        yield _issue(view, share)


def _includes(view: EnvironmentView, share: Share) -> bool:
    """Whether the share certainly reaches the account."""
    received = view.share.received_share_arns
    if received.is_known and share.arn in received.value:
        return True
    account_id = participant_id(view)
    return any(is_associated(principal) and _account(principal) == account_id for principal in share.principals)


def _issue(view: EnvironmentView, share: Share) -> Issue:
    account_id = participant_id(view)
    own = [principal for principal in share.principals if _account(principal) == account_id]
    wider = [principal for principal in share.principals if not _account(principal) and not is_removed(principal)]
    command = apply(view, Stage.NETWORK)
    add = f"Add account {account_id} to the share {share.name}{f': {command}' if command else ' in AWS RAM'}"
    for principal in own:
        if not is_removed(principal):
            return _not_associated(share, principal, add)
    if not wider:
        return failure(
            f"The resource share {share.name} does not include account {account_id}.", subject=share.arn, fix=add
        )
    gap = view.share.received_share_arns.gap
    names = join_words(Arn.parse(principal.entity).resource_name for principal in wider)
    if gap and any(is_associated(principal) for principal in wider):
        return not_checkable(gap, f"whether {names} includes account {account_id}: {gap.reason}", subject=share.arn)
    return failure(
        f"The resource share {share.name} is with {names}, and does not reach account {account_id}.",
        subject=share.arn,
        fix=f"Move the account into the unit, or: {add[0].lower()}{add[1:]}",
    )


def _not_associated(share: Share, principal: Association, add: str) -> Issue:
    if principal.status not in set(AssociationStatus):
        reason = f"unknown status {principal.status!r} of {principal.entity} in the resource share {share.name}"
        return not_checkable(Gap(GapKind.NOT_UNDERSTOOD, reason), subject=share.arn)
    why = f": {without_full_stop(principal.message)}" if principal.message else ""
    waiting = (
        "Wait a minute. If it stays so, the account is not in the owner's organization, or sharing is not enabled there"
    )
    return failure(
        f"Account {principal.entity} is {principal.status} in the resource share {share.name}{why}.",
        subject=share.arn,
        fix=waiting if principal.status == AssociationStatus.ASSOCIATING else add,
    )


def _account(principal: Association) -> str:
    """The account that the principal is: an id, or the ARN of a root; empty for a unit or an organization."""
    arn = Arn.find(principal.entity)
    if arn is None:
        return principal.entity
    return arn.account_id if arn.service == "iam" else ""
