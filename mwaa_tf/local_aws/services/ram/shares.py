"""A resource share and its associations with principals and resources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from moto.core.utils import unix_time
from moto.ram.models import ResourceShare

from mwaa_tf.local_aws import clock
from mwaa_tf.local_aws.faults import faults

#: How long it takes to associate or disassociate, on a client's clock: seconds on AWS, in which Terraform may go on
#: (terraform-provider-aws #11902). The number itself is inferred.
TRANSITION = timedelta(seconds=2)

#: How long deleted shares and associations are still listed. That AWS does so for a while is documented, the number is
#: inferred.
REMEMBERED = timedelta(hours=2)


def now() -> datetime:
    """The present time of a client's clock as moto keeps times: UTC, without a time zone."""
    return clock.client_now().replace(tzinfo=None)


def transition() -> timedelta:
    """How long it takes to associate or disassociate; the fault `share` can stretch it."""
    seconds = faults.plan.share
    return TRANSITION if seconds is None else timedelta(seconds=seconds)


@dataclass
class ShareAssociation:
    """A principal or a resource of a share, with a status that follows from the clock."""

    entity: str
    kind: str
    external: bool
    created: datetime
    changed: datetime
    wanted: bool = True

    @property
    def status(self) -> str:
        """ASSOCIATING, ASSOCIATED, DISASSOCIATING or DISASSOCIATED.

        A principal outside the organization stays ASSOCIATING: it would have to accept an invitation, which the local
        AWS does not have.
        """
        settled = now() >= self.changed + transition()
        if self.wanted:
            return "ASSOCIATED" if settled and not self.external else "ASSOCIATING"
        return "DISASSOCIATED" if settled else "DISASSOCIATING"

    @property
    def forgotten(self) -> bool:
        """Whether it was removed so long ago that AWS no longer lists it."""
        return not self.wanted and now() >= self.changed + REMEMBERED

    def want(self, wanted: bool) -> None:
        """Associate or disassociate; a second time changes nothing."""
        if self.wanted != wanted:
            self.wanted, self.changed = wanted, now()


class AssociatedShare(ResourceShare):
    """moto's resource share, with its associations, tags and permissions."""

    def __init__(self, account_id: str, region: str, **kwargs: Any) -> None:
        super().__init__(account_id, region, **kwargs)
        self.creation_time = self.last_updated_time = now()
        self.associations: list[ShareAssociation] = []
        self.tags: dict[str, str] = {tag["key"]: tag["value"] for tag in kwargs.get("tags") or []}
        # Two requests with the same token create one share.
        self.token: str | None = kwargs.get("clientToken")
        self.permission_arns: list[str] = list(kwargs.get("permissionArns") or [])

    @property
    def forgotten(self) -> bool:
        """Whether it was deleted so long ago that AWS no longer lists it."""
        return self.status == "DELETED" and now() >= self.last_updated_time + REMEMBERED

    @property
    def has_external_principals(self) -> bool:
        """Whether it includes a principal outside the organization."""
        return any(association.external and association.wanted for association in self.associations)

    def of(self, kind: str) -> list[ShareAssociation]:
        """The associations of ``kind`` PRINCIPAL or RESOURCE, recently removed ones included."""
        return [
            association
            for association in list(self.associations)
            if association.kind == kind and not association.forgotten
        ]

    def wanted(self, kind: str) -> list[str]:
        """The principals or resources that are in the share, or are being added."""
        return [association.entity for association in self.of(kind) if association.wanted]

    def effective(self, kind: str) -> list[str]:
        """The principals or resources for which sharing is already effective."""
        return [association.entity for association in self.of(kind) if association.status == "ASSOCIATED"]

    def associate(self, kind: str, entity: str, *, external: bool = False) -> ShareAssociation:
        """Add ``entity`` to the share."""
        association = self.find(kind, entity)
        if association is None:
            time = now()
            association = ShareAssociation(entity, kind, external, created=time, changed=time)
            self.associations.append(association)
        association.external = external
        association.want(True)
        self.last_updated_time = now()
        return association

    def find(self, kind: str, entity: str) -> ShareAssociation | None:
        """The association of ``entity``, even if it was removed recently."""
        return next(
            (
                association
                for association in self.associations
                if (association.kind, association.entity) == (kind, entity)
            ),
            None,
        )

    def delete(self) -> None:
        """Delete the share and disassociate everything from it."""
        for association in self.associations:
            association.want(False)
        self.status = "DELETED"
        self.last_updated_time = now()

    def update(self, allow_external_principals: bool, name: str | None) -> None:
        """Change the settings of the share; a ``name`` of None keeps the name."""
        self.allow_external_principals = allow_external_principals
        self.name = name or self.name
        self.last_updated_time = now()

    def describe(self, *, tags: bool = False) -> dict[str, Any]:
        """As the API returns it; with ``tags`` only for its owner."""
        described = super().describe()
        if tags:
            described["tags"] = [{"key": key, "value": value} for key, value in self.tags.items()]
        return described

    def describe_association(self, association: ShareAssociation) -> dict[str, Any]:
        """An association of this share, as the API returns it."""
        return {
            "resourceShareArn": self.arn,
            "resourceShareName": self.name,
            "associatedEntity": association.entity,
            "associationType": association.kind,
            "status": association.status,
            "creationTime": unix_time(association.created),
            "lastUpdatedTime": unix_time(association.changed),
            "external": association.external,
        }
