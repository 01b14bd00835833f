"""States and modes of what is in a VPC, as EC2 says them (botocore, ec2)."""

from __future__ import annotations

from enum import StrEnum


class RouteState(StrEnum):
    """RouteState. A black hole leads to a target that is gone, and drops what is sent there; one that AWS filters is
    not used."""

    ACTIVE = "active"
    BLACK_HOLE = "blackhole"
    FILTERED = "filtered"


class NatGatewayState(StrEnum):
    """NatGatewayState."""

    PENDING = "pending"
    FAILED = "failed"
    AVAILABLE = "available"
    DELETING = "deleting"
    DELETED = "deleted"


class PublicAccessMode(StrEnum):
    """InternetGatewayBlockMode of VPC Block Public Access (VPC user guide, security-vpc-bpa)."""

    OFF = "off"
    BLOCK_BIDIRECTIONAL = "block-bidirectional"
    """Internet gateways pass nothing."""
    BLOCK_INGRESS = "block-ingress"
    """Only NAT gateways and egress-only internet gateways still reach the internet."""


class ExclusionState(StrEnum):
    """VpcBlockPublicAccessExclusionState."""

    CREATE_IN_PROGRESS = "create-in-progress"
    CREATE_COMPLETE = "create-complete"
    CREATE_FAILED = "create-failed"
    UPDATE_IN_PROGRESS = "update-in-progress"
    UPDATE_COMPLETE = "update-complete"
    UPDATE_FAILED = "update-failed"
    DELETE_IN_PROGRESS = "delete-in-progress"
    DELETE_COMPLETE = "delete-complete"
    DISABLE_IN_PROGRESS = "disable-in-progress"
    DISABLE_COMPLETE = "disable-complete"

    @property
    def is_in_effect(self) -> bool:
        """Whether what it is about is exempted, or about to be; of one that goes away that is inferred."""
        return self not in (
            ExclusionState.CREATE_FAILED,
            ExclusionState.DELETE_COMPLETE,
            ExclusionState.DISABLE_COMPLETE,
        )


class SubnetState(StrEnum):
    """SubnetState."""

    PENDING = "pending"
    AVAILABLE = "available"
    UNAVAILABLE = "unavailable"
    FAILED = "failed"
    FAILED_INSUFFICIENT_CAPACITY = "failed-insufficient-capacity"
