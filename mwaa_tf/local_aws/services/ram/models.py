"""RAM's backend, put together: what it holds, permissions, changes, each in its own file; and here what it lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from moto.core.utils import unix_time
from moto.ram.models import ram_backends

from mwaa_tf.local_aws.services.ram import resources
from mwaa_tf.local_aws.services.ram.changes import Changes
from mwaa_tf.local_aws.services.ram.exceptions import InvalidParameterError, ShareNotFoundError
from mwaa_tf.local_aws.services.ram.shares import Association

_OWNERS = ("SELF", "OTHER-ACCOUNTS")


class SharingBackend(Changes):
    """RAM of one account in one region."""

    def get_resource_shares(
        self,
        resource_owner: str | None,
        *,
        arns: Sequence[str] = (),
        name: str | None = None,
        status: str | None = None,
        tag_filters: Sequence[dict[str, Any]] = (),
        permission_arn: str | None = None,
    ) -> dict[str, Any]:
        own = _owner(resource_owner) == "SELF"
        shares = {share.arn: share for share in self._visible(own=own)}
        for arn in arns:
            if arn not in shares:
                raise ShareNotFoundError(arn)
        found = [
            share.describe(tags=own)
            for share in shares.values()
            if (not arns or share.arn in arns)
            and (name is None or share.name == name)
            and (status is None or share.status == status)
            and (permission_arn is None or permission_arn in self._permissions(share))
            and all(
                wanted["tagKey"] in share.tags
                and (not wanted.get("tagValues") or share.tags[wanted["tagKey"]] in wanted["tagValues"])
                for wanted in tag_filters
            )
        ]
        return {"resourceShares": found}

    def get_resource_share_associations(
        self,
        association_type: str | None,
        association_status: str | None,
        resource_share_arns: list[str],
        resource_arn: str | None,
        principal: str | None,
    ) -> dict[str, Any]:
        # moto has the checks of the arguments; it has no shares of its own, so that nothing else comes of it.
        super().get_resource_share_associations(
            association_type, association_status, resource_share_arns, resource_arn, principal
        )
        for arn in resource_share_arns:
            self._own(arn, deleted=True)
        entity = resource_arn or principal
        found = [
            share.describe_association(item)
            for share in self._visible(own=True)
            if not resource_share_arns or share.arn in resource_share_arns
            for item in share.of(str(association_type))
            if (entity is None or item.entity == entity)
            and (association_status is None or item.status == association_status)
        ]
        return {"resourceShareAssociations": found}

    def list_resources(
        self,
        resource_owner: str | None,
        *,
        principal: str | None = None,
        resource_type: str | None = None,
        arns: Sequence[str] = (),
        share_arns: Sequence[str] = (),
    ) -> list[dict[str, Any]]:
        """The resources that the account shares (SELF), or that are shared with it (OTHER-ACCOUNTS)."""
        own = _owner(resource_owner) == "SELF"
        return [
            {
                "arn": item.entity,
                "type": resources.type_of(item.entity),
                "resourceShareArn": share.arn,
                "status": "AVAILABLE" if item.status == "ASSOCIATED" else "PENDING",
                "creationTime": unix_time(item.created),
                "lastUpdatedTime": unix_time(item.changed),
                "resourceRegionScope": "REGIONAL",
            }
            for share in self._visible(own=own)
            if not share_arns or share.arn in share_arns
            if principal is None or principal in (share.wanted("PRINCIPAL") if own else [share.owning_account_id])
            for item in share.of("RESOURCE")
            if item.wanted
            and (not arns or item.entity in arns)
            and (resource_type is None or resources.type_of(item.entity).lower() == resource_type.lower())
        ]

    def list_principals(
        self,
        resource_owner: str | None,
        *,
        resource_arn: str | None = None,
        principal_ids: Sequence[str] = (),
        share_arns: Sequence[str] = (),
    ) -> list[dict[str, Any]]:
        """Whom the account shares with (SELF), or who shares with it (OTHER-ACCOUNTS)."""
        own = _owner(resource_owner) == "SELF"
        found = []
        for share in self._visible(own=own):
            if (share_arns and share.arn not in share_arns) or (
                resource_arn is not None and resource_arn not in share.wanted("RESOURCE")
            ):
                continue
            described: list[tuple[str, Association | None]] = (
                [(item.entity, item) for item in share.of("PRINCIPAL") if item.wanted]
                if own
                else [(share.owning_account_id, None)]
            )
            found += [
                {
                    "id": identity,
                    "resourceShareArn": share.arn,
                    "creationTime": unix_time(item.created if item else share.creation_time),
                    "lastUpdatedTime": unix_time(item.changed if item else share.last_updated_time),
                    "external": item.external if item else False,
                }
                for identity, item in described
                if not principal_ids or identity in principal_ids
            ]
        return found


def sharing_backend(account_id: str, region: str) -> SharingBackend:
    """RAM of the account in the region."""
    return cast("SharingBackend", ram_backends[account_id][region])


def shared_resources(account_id: str, region: str) -> set[str]:
    """ARNs of what others share with the account in the region, by the time of the clock."""
    backend = sharing_backend(account_id, region)
    return {arn for share in backend.shared_with_me() for arn in share.effective("RESOURCE")}


def _owner(value: str | None) -> str:
    if value not in _OWNERS:
        raise InvalidParameterError(
            f"{value} is not a valid resource owner. Specify either SELF or OTHER-ACCOUNTS and try again."
        )
    return value
