"""What RAM says about resource shares, their principals and their resources (RAM API reference)."""

from __future__ import annotations

from enum import StrEnum


class ShareStatus(StrEnum):
    """The status of a resource share (data type ResourceShare)."""

    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    FAILED = "FAILED"
    DELETING = "DELETING"
    DELETED = "DELETED"

    @property
    def is_deleted(self) -> bool:
        """Whether it shares nothing any more, and is only listed for a while."""
        return self in (ShareStatus.DELETING, ShareStatus.DELETED)


class AssociationStatus(StrEnum):
    """The status of a principal or a resource in a share (data type ResourceShareAssociation)."""

    ASSOCIATING = "ASSOCIATING"
    ASSOCIATED = "ASSOCIATED"
    FAILED = "FAILED"
    DISASSOCIATING = "DISASSOCIATING"
    DISASSOCIATED = "DISASSOCIATED"
    SUSPENDED = "SUSPENDED"
    SUSPENDING = "SUSPENDING"
    RESTORING = "RESTORING"


class ResourceStatus(StrEnum):
    """The status of a resource, as an account sees it that it is shared with (data type Resource)."""

    AVAILABLE = "AVAILABLE"
    ZONAL_RESOURCE_INACCESSIBLE = "ZONAL_RESOURCE_INACCESSIBLE"
    LIMIT_EXCEEDED = "LIMIT_EXCEEDED"
    UNAVAILABLE = "UNAVAILABLE"
    PENDING = "PENDING"
