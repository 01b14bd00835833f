"""Listing shares, their associations, and what they share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from moto.core.utils import unix_time

from mwaa_tf.local_aws.services.ram import resources
from mwaa_tf.local_aws.services.ram.exceptions import InvalidParameterError, ShareNotFoundError
from mwaa_tf.local_aws.services.ram.permissions import permission_arns
from mwaa_tf.local_aws.services.ram.shares import AssociatedShare
from mwaa_tf.local_aws.services.ram.store import ShareStore

_OWNERS = ("SELF", "OTHER-ACCOUNTS")


class ShareQueryOperations(ShareStore):
    """RAM's operations that list shares and their contents."""

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
        shares = {share.arn: share for share in self.visible_shares(own=own)}
        for arn in arns:
            if arn not in shares:
                raise ShareNotFoundError(arn)
        matches = [
            share.describe(tags=own)
            for share in shares.values()
            if (not arns or share.arn in arns)
            and (name is None or share.name == name)
            and (status is None or share.status == status)
            and (permission_arn is None or permission_arn in permission_arns(self, share))
            and all(
                tag_filter["tagKey"] in share.tags
                and (not tag_filter.get("tagValues") or share.tags[tag_filter["tagKey"]] in tag_filter["tagValues"])
                for tag_filter in tag_filters
            )
        ]
        return {"resourceShares": matches}

    def get_resource_share_associations(
        self,
        association_type: str | None,
        association_status: str | None,
        resource_share_arns: list[str],
        resource_arn: str | None,
        principal: str | None,
    ) -> dict[str, Any]:
        # Only for moto's checks of the arguments: it has no shares of its own to return.
        super().get_resource_share_associations(
            association_type, association_status, resource_share_arns, resource_arn, principal
        )
        for arn in resource_share_arns:
            self.own_share(arn, deleted=True)
        entity = resource_arn or principal
        associations = [
            share.describe_association(association)
            for share in self.visible_shares(own=True)
            if not resource_share_arns or share.arn in resource_share_arns
            for association in share.of(str(association_type))
            if (entity is None or association.entity == entity)
            and (association_status is None or association.status == association_status)
        ]
        return {"resourceShareAssociations": associations}

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
                "arn": association.entity,
                "type": resources.type_of(association.entity),
                "resourceShareArn": share.arn,
                "status": "AVAILABLE" if association.status == "ASSOCIATED" else "PENDING",
                "creationTime": unix_time(association.created),
                "lastUpdatedTime": unix_time(association.changed),
                "resourceRegionScope": "REGIONAL",
            }
            for share in self.visible_shares(own=own)
            if not share_arns or share.arn in share_arns
            if principal is None or principal in (share.wanted("PRINCIPAL") if own else [share.owning_account_id])
            for association in share.of("RESOURCE")
            if association.wanted
            and (not arns or association.entity in arns)
            and (resource_type is None or resources.type_of(association.entity).lower() == resource_type.lower())
        ]

    def list_principals(
        self,
        resource_owner: str | None,
        *,
        resource_arn: str | None = None,
        principal_ids: Sequence[str] = (),
        share_arns: Sequence[str] = (),
    ) -> list[dict[str, Any]]:
        """The principals that the account shares with (SELF), or the accounts that share with it (OTHER-ACCOUNTS)."""
        own = _owner(resource_owner) == "SELF"
        shares = [
            share
            for share in self.visible_shares(own=own)
            if (not share_arns or share.arn in share_arns)
            and (resource_arn is None or resource_arn in share.wanted("RESOURCE"))
        ]
        principals = [principal for share in shares for principal in (_recipients(share) if own else [_sharer(share)])]
        return [principal for principal in principals if not principal_ids or principal["id"] in principal_ids]


def _recipients(share: AssociatedShare) -> list[dict[str, Any]]:
    """The principals of the share, as ListPrincipals returns them to its owner."""
    return [
        {
            "id": association.entity,
            "resourceShareArn": share.arn,
            "creationTime": unix_time(association.created),
            "lastUpdatedTime": unix_time(association.changed),
            "external": association.external,
        }
        for association in share.of("PRINCIPAL")
        if association.wanted
    ]


def _sharer(share: AssociatedShare) -> dict[str, Any]:
    """The owner of the share, as ListPrincipals returns it to an account that the share includes."""
    return {
        "id": share.owning_account_id,
        "resourceShareArn": share.arn,
        "creationTime": unix_time(share.creation_time),
        "lastUpdatedTime": unix_time(share.last_updated_time),
        "external": False,
    }


def _owner(value: str | None) -> str:
    if value not in _OWNERS:
        raise InvalidParameterError(
            f"{value} is not a valid resource owner. Specify either SELF or OTHER-ACCOUNTS and try again."
        )
    return value
