"""A resource share and what is associated with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from moto.core.utils import unix_time
from moto.ram.models import ResourceShare

from mwaa_tf.local_aws import clock

#: How long an association takes to come or go: seconds on AWS. The number itself is ours.
TRANSITION = timedelta(seconds=5)

#: How long what was deleted or taken out is still listed. That AWS does so for a while is documented, how long is ours.
REMEMBERED = timedelta(hours=2)


def now() -> datetime:
    """The present time as moto keeps times: UTC, without a time zone."""
    return clock.now().replace(tzinfo=None)


@dataclass
class Association:
    """One principal or one resource of a share, with its state as time passes."""

    entity: str
    kind: str
    external: bool
    created: datetime
    changed: datetime
    wanted: bool = True

    @property
    def status(self) -> str:
        """ASSOCIATING, ASSOCIATED, DISASSOCIATING or DISASSOCIATED.

        A principal outside the organization stays ASSOCIATING: it would have to accept an invitation, and there are
        none here.
        """
        settled = now() >= self.changed + TRANSITION
        if self.wanted:
            return "ASSOCIATED" if settled and not self.external else "ASSOCIATING"
        return "DISASSOCIATED" if settled else "DISASSOCIATING"

    @property
    def forgotten(self) -> bool:
        """Whether it was taken out so long ago that AWS lists it no more."""
        return not self.wanted and now() >= self.changed + REMEMBERED

    def want(self, wanted: bool) -> None:
        """Associate, or disassociate; nothing happens where it already is so."""
        if self.wanted != wanted:
            self.wanted, self.changed = wanted, now()


class Share(ResourceShare):
    """moto's resource share, with its associations, tags and permissions."""

    def __init__(self, account_id: str, region: str, **kwargs: Any) -> None:
        super().__init__(account_id, region, **kwargs)
        self.creation_time = self.last_updated_time = now()
        self.associations: list[Association] = []
        self.tags: dict[str, str] = {tag["key"]: tag["value"] for tag in kwargs.get("tags") or []}
        # A request that comes twice with the same token makes one share.
        self.token: str | None = kwargs.get("clientToken")
        self.permission_arns: list[str] = list(kwargs.get("permissionArns") or [])

    @property
    def forgotten(self) -> bool:
        """Whether it was deleted so long ago that AWS lists it no more."""
        return self.status == "DELETED" and now() >= self.last_updated_time + REMEMBERED

    def of(self, kind: str) -> list[Association]:
        """The associations of ``kind`` PRINCIPAL or RESOURCE, those taken out lately included."""
        return [item for item in list(self.associations) if item.kind == kind and not item.forgotten]

    def wanted(self, kind: str) -> list[str]:
        """The principals or resources that are in the share, or on their way in."""
        return [item.entity for item in self.of(kind) if item.wanted]

    def effective(self, kind: str) -> list[str]:
        """The principals or resources for which sharing works by now."""
        return [item.entity for item in self.of(kind) if item.status == "ASSOCIATED"]

    def associate(self, kind: str, entity: str, *, external: bool = False) -> Association:
        """Put ``entity`` into the share."""
        found = self.find(kind, entity)
        if found is None:
            time = now()
            found = Association(entity, kind, external, created=time, changed=time)
            self.associations.append(found)
        found.external = external
        found.want(True)
        self.last_updated_time = now()
        return found

    def find(self, kind: str, entity: str) -> Association | None:
        """The association of ``entity``, also where it was taken out lately."""
        return next((item for item in self.associations if (item.kind, item.entity) == (kind, entity)), None)

    def delete(self) -> None:
        """Delete the share: everything goes out of it."""
        for item in self.associations:
            item.want(False)
        self.status = "DELETED"
        self.last_updated_time = now()

    def update(self, allow_external_principals: bool, name: str | None) -> None:
        """Change what may be changed of a share; a ``name`` of None leaves the name."""
        self.allow_external_principals = allow_external_principals
        self.name = name or self.name
        self.last_updated_time = now()

    def describe(self, *, tags: bool = False) -> dict[str, Any]:
        """As the API has it; with ``tags`` only for its owner."""
        described = super().describe()
        if tags:
            described["tags"] = [{"key": key, "value": value} for key, value in self.tags.items()]
        return described

    def describe_association(self, item: Association) -> dict[str, Any]:
        """An association of this share, as the API has it."""
        return {
            "resourceShareArn": self.arn,
            "resourceShareName": self.name,
            "associatedEntity": item.entity,
            "associationType": item.kind,
            "status": item.status,
            "creationTime": unix_time(item.created),
            "lastUpdatedTime": unix_time(item.changed),
            "external": item.external,
        }
