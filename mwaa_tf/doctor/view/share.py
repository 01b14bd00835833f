"""How the subnets are shared, as RAM tells both sides."""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_tf.doctor.reading import Reading


@dataclass(frozen=True, slots=True)
class Association:
    """A principal or a resource of a share."""

    entity: str
    """Account id or ARN of a principal; ARN of a resource."""
    status: str
    """As RAM says it, such as ``ASSOCIATED``, ``ASSOCIATING`` or ``FAILED`` (RAM API reference)."""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """A resource share of the owner."""

    arn: str
    name: str
    status: str
    """``ACTIVE``, ``PENDING``, ``FAILED``, ``DELETING``, ``DELETED``."""
    allows_external_principals: bool
    principals: tuple[Association, ...]
    subnets: tuple[Association, ...]


@dataclass(frozen=True, slots=True)
class ShareSection:
    """The sharing of an environment's subnets; of one account alone, both are empty."""

    shares: Reading[tuple[Share, ...]]
    """The owner's shares with the participant or with subnets of the environment."""
    visible_subnet_ids: Reading[tuple[str, ...]]
    """Those of the environment's subnets that the participant sees."""
    organization_sharing: Reading[bool]
    """Whether RAM may share in the organization without invitations."""
