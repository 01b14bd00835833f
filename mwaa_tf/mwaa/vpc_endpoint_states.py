"""The state of a VPC endpoint (EC2 API reference, data type VpcEndpoint; PrivateLink guide, interface-endpoints)."""

from __future__ import annotations

from enum import StrEnum


class VpcEndpointState(StrEnum):
    """Every state that the API has, in lower case: EC2 writes ``available`` and ``pendingAcceptance``, its service
    model ``Available`` and ``PendingAcceptance``."""

    PENDING_ACCEPTANCE = "pendingacceptance"
    PENDING = "pending"
    AVAILABLE = "available"
    DELETING = "deleting"
    DELETED = "deleted"
    REJECTED = "rejected"
    FAILED = "failed"
    EXPIRED = "expired"
    PARTIAL = "partial"

    @property
    def words(self) -> str:
        """The state as people read it: ``pending acceptance``."""
        return self.name.lower().replace("_", " ")
