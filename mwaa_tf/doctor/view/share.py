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
    """``ACTIVE``, ``PENDING``, ``FAILED``, ``DELETING``, ``DELETED``; empty of one that is only planned."""
    allows_external_principals: bool
    principals: tuple[Association, ...]
    subnets: tuple[Association, ...]


@dataclass(frozen=True, slots=True)
class ShareSection:
    """The sharing of an environment's subnets."""

    is_shared: Reading[bool]
    """Whether the environment is in another account than its VPC. If not, there is nothing to share."""
    participant_id: Reading[str]
    """The account of the environment."""
    shares: Reading[tuple[Share, ...]]
    """The owner's shares that have subnets of the environment or, before it exists, are named in the configuration."""
    received_share_arns: Reading[tuple[str, ...]]
    """The shares of other accounts that include the participant, as RAM tells the participant."""
    visible_subnet_ids: Reading[tuple[str, ...]]
    """Those of the environment's subnets that the participant sees."""
