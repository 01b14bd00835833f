"""Both accounts are in one organization with all features."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.prerequisites._planned import is_shared
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, passed
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.organization import OrganizationFacts

FEATURE_SETS = ("ALL", "CONSOLIDATED_BILLING")
"""Of an organization (Organizations service model, OrganizationFeatureSet)."""


@check(
    "prerequisites.organization",
    title="Both accounts are in one organization with all features",
    fix="Invite the account into the organization of the VPC's owner",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html",
    reads=("organization", "share"),
    covers=("guide: vpc-endpoint-management: one organization",),
)
def organization(view: EnvironmentView) -> Iterator[Issue]:
    """The VPC's owner and the environment's account belong to the same organization, and it has all features.

    Subnets are shared within an organization only, and an organization for consolidated billing alone cannot enable
    sharing (RAM user guide, getting-started-sharing).
    """
    if not is_shared(view):
        yield passed("environment and VPC are in one account")
        return
    facts = view.organization
    sides = (("owner", facts.owner), ("participant", facts.participant))
    yield from (issue for side, reading in sides if reading.is_known for issue in _of_side(view, side, reading))
    known = [reading.value for _, reading in sides if reading.is_known and reading.value]
    if len({organization.id for organization in known}) > 1:
        yield failure(
            f"Account {_account(view, 'participant')} is in the organization {known[1].id}, and account "
            f"{_account(view, 'owner')} in {known[0].id}."
        )
    unread = [(side, reading.gap) for side, reading in sides if reading.gap]
    if unread and not (known and _is_member(view, unread[0][0])):
        yield from _of_other_side(view, unread, is_known=bool(known))


def _of_side(view: EnvironmentView, side: str, reading: Reading[OrganizationFacts | None]) -> Iterator[Issue]:
    account_id, organization = _account(view, side), reading.value
    if organization is None:
        yield failure(f"Account {account_id} is in no organization.", subject=account_id)
    elif organization.feature_set not in FEATURE_SETS:
        reason = f"unknown feature set {organization.feature_set!r} of the organization {organization.id}"
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, reason), subject=organization.id)
    elif organization.feature_set != "ALL" and side == "owner":
        yield failure(
            f"The organization {organization.id} has the features {organization.feature_set}, and not all.",
            subject=organization.id,
            fix=f"Enable all features in the management account {organization.management_account_id}: "
            "`aws organizations enable-all-features`",
        )


def _of_other_side(view: EnvironmentView, unread: list[tuple[str, Gap]], *, is_known: bool) -> Iterator[Issue]:
    """What the list of accounts tells about a side whose own answer is missing."""
    for side, gap in unread:
        accounts = view.organization.account_ids
        if is_known and accounts.is_known:
            account_id = _account(view, side)
            yield failure(f"Account {account_id} is not in the organization of the other account.", subject=account_id)
        else:
            yield not_checkable(gap)


def _is_member(view: EnvironmentView, side: str) -> bool:
    accounts = view.organization.account_ids
    return accounts.is_known and _account(view, side) in accounts.value


def _account(view: EnvironmentView, side: str) -> str:
    if side == "participant":
        return view.target.participant.account_id or view.share.participant_id.value
    return (view.target.owner.account_id if view.target.owner else "") or "of the VPC's owner"
