"""What a first apply needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mwaa_tf.doctor.reading import Reading
from mwaa_tf.doctor.view.network import Subnet
from mwaa_tf.iam.document import PolicyDocument


@dataclass(frozen=True, slots=True)
class ZoneFacts:
    """A zone of the region, as the owner of the VPC sees it."""

    id: str
    """``use1-az1``."""
    name: str
    state: str
    """``available``, ``information``, ``impaired``, ``unavailable`` or ``constrained``."""
    opt_in: str
    """``opt-in-not-required``, ``opted-in`` or ``not-opted-in``."""
    kind: str
    """``availability-zone``, ``local-zone`` or ``wavelength-zone``."""


class NameState(StrEnum):
    """Whether a name is taken."""

    FREE = "free"
    OWN = "own"
    """By the participant: of an apply that was interrupted, or from before."""
    FOREIGN = "foreign"
    """By another account."""


@dataclass(frozen=True, slots=True)
class PlannedBucket:
    """The bucket that the first apply will create."""

    name: str
    state: NameState


@dataclass(frozen=True, slots=True)
class CallerPolicies:
    """What limits a role that Terraform assumes."""

    arn: str
    boundary: PolicyDocument | None
    """Its permissions boundary; None for none."""


@dataclass(frozen=True, slots=True)
class PrerequisitesSection:
    """What a first apply needs, and cannot create itself."""

    zones: Reading[tuple[ZoneFacts, ...]]
    has_service_linked_role: Reading[bool]
    """Whether MWAA's service-linked role is in the participant's account."""
    may_create_service_linked_role: Reading[bool]
    """Whether the participant's caller may create it; read only where it is missing."""
    bucket: Reading[PlannedBucket | None]
    """None where an existing bucket is used; read only before the environment exists."""
    subnets: Reading[tuple[Subnet, ...]]
    """The private subnets that the configuration names, or that are shared already; read only before the environment
    exists."""
    block_public_access: Reading[str]
    """VPC Block Public Access of the owner's account: ``off``, ``block-bidirectional`` or ``block-ingress``."""
    owner_role: Reading[CallerPolicies | None]
    """The role of the owner that the configuration names; None if it names none."""
    participant_role: Reading[CallerPolicies | None]
    execution_role_boundary: Reading[PolicyDocument | None]
    """The permissions boundary that the configuration gives the created execution role; None for none."""
