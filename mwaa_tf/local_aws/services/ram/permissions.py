"""The managed permissions of shares."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mwaa_tf.local_aws.services.ram import resources
from mwaa_tf.local_aws.services.ram.exceptions import InvalidParameterError, InvalidStateTransitionError, UnknownError
from mwaa_tf.local_aws.services.ram.shares import AssociatedShare
from mwaa_tf.local_aws.services.ram.store import ShareStore


class PermissionOperations(ShareStore):
    """RAM's operations on permissions."""

    def list_permissions(self, resource_type: str, permission_type: str) -> dict[str, Any]:
        permissions = super().list_permissions(resource_type, permission_type)["permissions"]
        return {"permissions": [_with_times(permission) for permission in permissions]}

    def list_resource_share_permissions(self, resource_share_arn: str) -> list[dict[str, Any]]:
        """The permissions of the share: those chosen, and RAM's default for each other type of resource in it."""
        return [managed_permission(self, arn) for arn in permission_arns(self, self.own_share(resource_share_arn))]

    def associate_resource_share_permission(
        self, resource_share_arn: str, permission_arn: str, *, replace: bool
    ) -> None:
        """Choose the permission for its type of resource; a share has one per type, so another takes ``replace``."""
        share = self.own_share(resource_share_arn)
        resource_type = managed_permission(self, permission_arn)["resourceType"]
        present = [
            arn
            for arn in permission_arns(self, share)
            if managed_permission(self, arn)["resourceType"] == resource_type
        ]
        if permission_arn in present:
            return
        if present and not replace:
            raise InvalidParameterError(
                f"ResourceShare {resource_share_arn} already has a permission for {resource_type}."
            )
        share.permission_arns = [arn for arn in share.permission_arns if arn not in present] + [permission_arn]

    def disassociate_resource_share_permission(self, resource_share_arn: str, permission_arn: str) -> None:
        """Remove a permission from a share that has no resource of its type."""
        share = self.own_share(resource_share_arn)
        resource_type = managed_permission(self, permission_arn)["resourceType"]
        if any(resources.type_of(arn) == resource_type for arn in share.wanted("RESOURCE")):
            raise InvalidStateTransitionError(
                f"ResourceShare {resource_share_arn} has resources of type {resource_type}."
            )
        if permission_arn not in share.permission_arns:
            raise UnknownError(f"{permission_arn} is not associated with ResourceShare {resource_share_arn}.")
        share.permission_arns.remove(permission_arn)


def permission_arns(backend: ShareStore, share: AssociatedShare) -> list[str]:
    """ARNs of the permissions of ``share``: the chosen ones, then RAM's defaults for the other types of resources."""
    chosen = list(share.permission_arns)
    covered = {managed_permission(backend, arn)["resourceType"] for arn in chosen}
    uncovered = {resources.type_of(arn) for arn in share.wanted("RESOURCE")} - covered
    return chosen + [arn for kind in sorted(uncovered) if (arn := resources.default_permission(kind))]


def managed_permission(backend: ShareStore, arn: str) -> dict[str, Any]:
    """The managed permission with that ARN, as the API returns it. Raises :class:`UnknownError`."""
    for permission in backend.managed_permissions:
        if permission.arn == arn:
            return _with_times(permission.describe())
    raise UnknownError(f"Permission {arn} could not be found.")


def _with_times(permission: dict[str, Any]) -> dict[str, Any]:
    """``permission`` with times as numbers, as in the API; moto returns strings, which the SDK for Go cannot read."""
    times = {key: permission[key] for key in ("creationTime", "lastUpdatedTime") if permission.get(key)}
    return {**permission, **{key: datetime.fromisoformat(f"{text}+00:00").timestamp() for key, text in times.items()}}
