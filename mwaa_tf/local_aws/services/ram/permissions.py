"""The managed permissions of shares."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mwaa_tf.local_aws.services.ram import resources
from mwaa_tf.local_aws.services.ram.exceptions import InvalidParameterError, InvalidStateTransitionError, UnknownError
from mwaa_tf.local_aws.services.ram.share_store import Holdings
from mwaa_tf.local_aws.services.ram.shares import Share


class Permissions(Holdings):
    """Which permissions there are, and which a share has."""

    def list_permissions(self, resource_type: str, permission_type: str) -> dict[str, Any]:
        found = super().list_permissions(resource_type, permission_type)["permissions"]
        return {"permissions": [_with_times(permission) for permission in found]}

    def list_resource_share_permissions(self, resource_share_arn: str) -> list[dict[str, Any]]:
        """The permissions of the share: those chosen, and RAM's default for each other type of resource in it."""
        return [self._permission(arn) for arn in self._permissions(self._own(resource_share_arn))]

    def associate_resource_share_permission(
        self, resource_share_arn: str, permission_arn: str, *, replace: bool
    ) -> None:
        """Choose the permission for its type of resource; a share has one per type, so another takes ``replace``."""
        share = self._own(resource_share_arn)
        kind = self._permission(permission_arn)["resourceType"]
        others = [arn for arn in self._permissions(share) if self._permission(arn)["resourceType"] == kind]
        if permission_arn in others:
            return
        if others and not replace:
            raise InvalidParameterError(f"ResourceShare {resource_share_arn} already has a permission for {kind}.")
        share.permission_arns = [arn for arn in share.permission_arns if arn not in others] + [permission_arn]

    def disassociate_resource_share_permission(self, resource_share_arn: str, permission_arn: str) -> None:
        """Take a permission out of a share that has no resource of its type."""
        share = self._own(resource_share_arn)
        kind = self._permission(permission_arn)["resourceType"]
        if any(resources.type_of(arn) == kind for arn in share.wanted("RESOURCE")):
            raise InvalidStateTransitionError(f"ResourceShare {resource_share_arn} has resources of type {kind}.")
        if permission_arn not in share.permission_arns:
            raise UnknownError(f"{permission_arn} is not associated with ResourceShare {resource_share_arn}.")
        share.permission_arns.remove(permission_arn)

    def _permissions(self, share: Share) -> list[str]:
        chosen = list(share.permission_arns)
        covered = {self._permission(arn)["resourceType"] for arn in chosen}
        missing = {resources.type_of(arn) for arn in share.wanted("RESOURCE")} - covered
        return chosen + [arn for kind in sorted(missing) if (arn := resources.default_permission(kind))]

    def _permission(self, arn: str) -> dict[str, Any]:
        for permission in self.managed_permissions:
            if permission.arn == arn:
                return _with_times(permission.describe())
        raise UnknownError(f"Permission {arn} could not be found.")


def _with_times(permission: dict[str, Any]) -> dict[str, Any]:
    """``permission`` with times as the API has them; moto answers with texts, which Go's SDK does not read."""
    times = {key: permission[key] for key in ("creationTime", "lastUpdatedTime") if permission.get(key)}
    return {**permission, **{key: datetime.fromisoformat(f"{text}+00:00").timestamp() for key, text in times.items()}}
