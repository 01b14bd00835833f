"""What the checks of the handshake have in common: commands, accounts, and when there is nothing to check."""

from __future__ import annotations

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.doctor.reading import Gap, GapKind, UnreadError
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.share import Association, Share
from mwaa_tf.mwaa.resource_shares import AssociationStatus, ShareStatus

CUSTOMER, SERVICE = "CUSTOMER", "SERVICE"
"""Who manages the endpoints of an environment (MWAA service model, EndpointManagement)."""

MANAGEMENT_PAGE = "https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-endpoint-management.html"
SHARING_PAGE = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html"


def apply(view: EnvironmentView, stage: Stage) -> str:
    """The command that applies the workspace of ``stage``; empty for an environment without a configuration."""
    if view.target.settings is None:
        return ""
    key = None if stage in (Stage.STATE, Stage.NETWORK) else view.target.key
    return f"`mwaa_tf apply {stage.path(key)}`"


def participant_id(view: EnvironmentView) -> str:
    """The account of the environment. Raises :class:`UnreadError` where it is not known."""
    configured = view.target.participant.account_id
    return configured or view.share.participant_id.value


def customer_manages_endpoints(view: EnvironmentView) -> bool:
    """Whether the endpoints are the customer's. Raises :class:`UnreadError` for a word that is not known."""
    management = view.environment.value.endpoint_management
    if management not in (CUSTOMER, SERVICE):
        raise UnreadError(Gap(GapKind.NOT_UNDERSTOOD, f"unknown endpoint management {management!r}"))
    return management == CUSTOMER


def subnet_ids(view: EnvironmentView) -> tuple[str, ...]:
    """The subnets of the environment; before it exists, those that the configuration names or its share has.

    Raises :class:`UnreadError` as long as there is no share either: the first apply creates it.
    """
    shares = view.share.shares.value if not view.environment.is_known else ()
    if not shares:
        return tuple(sorted(view.environment.value.subnet_ids))
    existing = view.target.deployment.owner.network.existing if view.target.deployment else None
    if existing:
        return tuple(sorted(existing.private_subnet_ids))
    return tuple(sorted({subnet.entity.rpartition("/")[2] for share in shares for subnet in share.subnets}))


def is_active(share: Share) -> bool:
    """Whether the share is active; one that is only planned is taken to become active."""
    return share.status in ("", ShareStatus.ACTIVE)


def is_associated(association: Association) -> bool:
    """Whether a principal or a resource is in its share; one that is only planned is taken to become so."""
    return association.status in ("", AssociationStatus.ASSOCIATED)


def is_removed(association: Association) -> bool:
    """Whether it is only listed still because it was in the share a while ago."""
    return association.status in (AssociationStatus.DISASSOCIATED, AssociationStatus.DISASSOCIATING)
