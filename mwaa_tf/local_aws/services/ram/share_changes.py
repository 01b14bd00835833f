"""Creating, changing and deleting shares, and enabling sharing within the organization."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from moto.iam.models import iam_backends
from moto.ram.exceptions import OperationNotPermittedException
from moto.ram.models import ResourceShare

from mwaa_tf.local_aws.services.ram import principals, resources
from mwaa_tf.local_aws.services.ram.exceptions import (
    ExternalPrincipalError,
    InvalidParameterError,
    SharingNotPermittedError,
    UnknownError,
)
from mwaa_tf.local_aws.services.ram.permissions import managed_permission
from mwaa_tf.local_aws.services.ram.shares import AssociatedShare, ShareAssociation
from mwaa_tf.local_aws.services.ram.store import ShareStore
from mwaa_tf.mwaa.principals import RAM


class ShareChangeOperations(ShareStore):
    """RAM's operations that change shares."""

    def create_resource_share(self, **kwargs: Any) -> dict[str, Any]:
        token = kwargs.get("clientToken")
        if token and (known := next((share for share in self.shares.values() if share.token == token), None)):
            return {"resourceShare": _without_feature_set(known.describe(tags=True))}
        for arn in kwargs.get("permissionArns") or []:
            managed_permission(self, arn)
        share = AssociatedShare(self.account_id, self.region_name, **kwargs)
        self._associate(share, kwargs.get("principals") or [], kwargs.get("resourceArns") or [])
        self.shares[share.arn] = share
        self.resource_shares.append(share)
        return {"resourceShare": _without_feature_set(share.describe(tags=True))}

    def associate_resource_share(
        self, resource_share_arn: str, principal_ids: Sequence[str], resource_arns: Sequence[str]
    ) -> list[dict[str, Any]]:
        """Add principals and resources to a share; those that are already in it stay as they are."""
        share = self.own_share(resource_share_arn)
        associations = self._associate(share, principal_ids, resource_arns)
        return [share.describe_association(association) for association in associations]

    def _associate(
        self, share: AssociatedShare, principal_ids: Sequence[str], resource_arns: Sequence[str]
    ) -> list[ShareAssociation]:
        # All are checked before the first is added: a call either succeeds or changes nothing.
        externals = {principal: self._external(share, principal) for principal in principal_ids}
        enabled = self.organization is not None and self.organization.sharing_enabled
        for arn in resource_arns:
            resource_type = resources.type_of(arn)
            if not resource_type:
                # Raises moto's errors for an invalid ARN, and for a type that RAM does not share.
                ResourceShare(self.account_id, self.region_name, name=share.name).add_resources([arn])
            if resource_type == resources.SUBNET_TYPE:
                resources.check_subnet(arn, self.account_id, sharing_enabled=enabled)
        subnets = [arn for arn in [*share.wanted("RESOURCE"), *resource_arns] if resources.subnet_id(arn)]
        if subnets and (any(externals.values()) or share.has_external_principals):
            raise SharingNotPermittedError
        associations = [
            share.associate("PRINCIPAL", entity, external=external) for entity, external in externals.items()
        ]
        return associations + [share.associate("RESOURCE", arn) for arn in resource_arns]

    def _external(self, share: AssociatedShare, principal: str) -> bool:
        external = principals.is_external(principal, self.organization)
        if external and not share.allow_external_principals:
            if principals.is_member(principal, self.organization):
                raise SharingNotPermittedError
            raise ExternalPrincipalError(principal)
        return external

    def disassociate_resource_share(
        self, resource_share_arn: str, principal_ids: Sequence[str], resource_arns: Sequence[str]
    ) -> list[dict[str, Any]]:
        """Remove principals and resources from a share. What participants run in a subnet keeps running."""
        share = self.own_share(resource_share_arn)
        wanted = [("PRINCIPAL", entity) for entity in principal_ids] + [("RESOURCE", arn) for arn in resource_arns]
        associations = []
        for kind, entity in wanted:
            association = share.find(kind, entity)
            if association is None or not association.wanted:
                raise UnknownError(f"{entity} is not associated with ResourceShare {resource_share_arn}.")
            associations.append(association)
        for association in associations:
            association.want(False)
        return [share.describe_association(association) for association in associations]

    def update_resource_share(
        self, resource_share_arn: str | None, allow_external_principals: bool, name: str | None
    ) -> dict[str, Any]:
        share = self.own_share(resource_share_arn)
        if not allow_external_principals and share.has_external_principals:
            raise InvalidParameterError("The resource share has principals outside of your organization.")
        share.update(allow_external_principals, name)
        return {"resourceShare": _without_feature_set(share.describe(tags=True))}

    def delete_resource_share(self, resource_share_arn: str | None) -> dict[str, Any]:
        self.own_share(resource_share_arn).delete()
        return {"returnValue": True}

    def enable_sharing_with_aws_organization(self) -> dict[str, Any]:
        organization = self.organization
        if organization is None or organization.backend.account_id != self.account_id:
            raise OperationNotPermittedException
        organization.backend.enable_aws_service_access(ServicePrincipal=RAM)
        if not organization.sharing_enabled:
            _create_service_linked_role(self.account_id, self.partition)
        return {"returnValue": True}


def _create_service_linked_role(account_id: str, partition: str) -> None:
    role = iam_backends[account_id][partition].create_service_linked_role(RAM, "", "")
    # moto derives the name from the principal's, and does not know that of RAM's role.
    role.name = principals.SERVICE_LINKED_ROLE


def _without_feature_set(described: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in described.items() if key != "featureSet"}
