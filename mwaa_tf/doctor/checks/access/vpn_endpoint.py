"""The Client VPN is available and associated."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, passed, warning
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.client_vpn import VpnAssociation, VpnFacts
from mwaa_tf.mwaa.web_access import VpnAssociationState, VpnState
from mwaa_tf.text import without_full_stop


@check(
    "access.vpn-endpoint",
    title="The Client VPN is available and associated with a subnet",
    fix="Associate the Client VPN with a private subnet of the VPC: `mwaa_tf apply 4-access`",
    source="https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/cvpn-working-target.html",
    reads=("client_vpn",),
    covers=("guide: Client VPN endpoint associated with a private subnet",),
)
def vpn_endpoint(view: EnvironmentView) -> Iterator[Issue]:
    """The endpoint of the VPN is available, and a subnet of the VPC is associated with it.

    Without an association clients cannot connect at all. An association takes a few minutes.
    """
    vpn = view.client_vpn.vpn.value
    if vpn is None:
        yield passed("there is no Client VPN")
        return
    associations = view.client_vpn.associations.value
    working = [each for each in associations if each.state in ("", VpnAssociationState.ASSOCIATED)]
    yield from _state(vpn, is_associated=bool(working))
    for association in associations:
        yield from _association(vpn, association)
    if not associations:
        yield failure(
            f"The Client VPN {vpn.id} is associated with no subnet.",
            fix=f"Associate a private subnet of the VPC with {vpn.id}: `mwaa_tf apply 4-access`",
            subject=vpn.id,
        )


def _state(vpn: VpnFacts, *, is_associated: bool) -> Iterator[Issue]:
    match vpn.state:
        case "" | VpnState.AVAILABLE:
            return
        case VpnState.PENDING | VpnState.PENDING_ASSOCIATE:
            if is_associated:
                fix = "Wait a few minutes and look again"
                yield warning(f"The Client VPN {vpn.id} is {vpn.state}.", fix=fix, subject=vpn.id)
        case _:
            gap = Gap(GapKind.NOT_UNDERSTOOD, f"the Client VPN {vpn.id} has the unknown state {vpn.state!r}")
            yield not_checkable(gap, subject=vpn.id)


def _association(vpn: VpnFacts, association: VpnAssociation) -> Iterator[Issue]:
    name = f"The association of {vpn.id} with {association.subnet_id}"
    match association.state:
        case "" | VpnAssociationState.ASSOCIATED | VpnAssociationState.DISASSOCIATED:
            return
        case VpnAssociationState.ASSOCIATING | VpnAssociationState.DISASSOCIATING:
            yield warning(f"{name} is {association.state}.", fix="Wait a few minutes and look again", subject=vpn.id)
        case VpnAssociationState.ASSOCIATION_FAILED:
            reason = f": {without_full_stop(association.message)}" if association.message else ""
            yield failure(f"{name} failed{reason}.", subject=vpn.id)
        case _:
            gap = Gap(GapKind.NOT_UNDERSTOOD, f"{name} has the unknown state {association.state!r}")
            yield not_checkable(gap, subject=vpn.id)
