"""The organization of both accounts, and what it denies them."""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_tf.doctor.reading import Reading
from mwaa_tf.iam.document import PolicyDocument


@dataclass(frozen=True, slots=True)
class OrganizationFacts:
    """The organization of an account."""

    id: str
    feature_set: str
    """``ALL`` or ``CONSOLIDATED_BILLING``."""
    management_account_id: str


@dataclass(frozen=True, slots=True)
class ControlPolicy:
    """A service control policy."""

    id: str
    name: str
    document: PolicyDocument


ControlLevels = tuple[tuple[ControlPolicy, ...], ...]
"""The policies that hold for an account, by level, from the root of the organization to the account."""


@dataclass(frozen=True, slots=True)
class OrganizationSection:
    """The organization. Of most of it, only the management account and delegated administrators may see anything."""

    owner: Reading[OrganizationFacts | None]
    """That of the VPC's owner; None for an account in none."""
    participant: Reading[OrganizationFacts | None]
    account_ids: Reading[tuple[str, ...]]
    """The members of the organization that are not suspended."""
    trusted_services: Reading[tuple[str, ...]]
    """Service principals that may work in the whole organization, such as RAM."""
    owner_control_policies: Reading[ControlLevels]
    """Those that limit the owner's account; none for a management account, or where the type is not enabled."""
    participant_control_policies: Reading[ControlLevels]
