"""Making, changing and deleting shares, and letting RAM share within the organization."""

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
from mwaa_tf.local_aws.services.ram.permissions import Permissions
from mwaa_tf.local_aws.services.ram.shares import Association, Share


class Changes(Permissions):
    """RAM's operations that change something."""

    def create_resource_share(self, **kwargs: Any) -> dict[str, Any]:
        token = kwargs.get("clientToken")
        if token and (known := next((share for share in self.shares.values() if share.token == token), None)):
            return {"resourceShare": _without_feature_set(known.describe(tags=True))}
        for arn in kwargs.get("permissionArns") or []:
            self._permission(arn)
        share = Share(self.account_id, self.region_name, **kwargs)
        self._associate(share, kwargs.get("principals") or [], kwargs.get("resourceArns") or [])
        self.shares[share.arn] = share
        self.resource_shares.append(share)
        return {"resourceShare": _without_feature_set(share.describe(tags=True))}

    def associate_resource_share(
        self, resource_share_arn: str, principal_ids: Sequence[str], resource_arns: Sequence[str]
    ) -> list[dict[str, Any]]:
        """Put principals and resources into a share; what is in it already stays as it is."""
        share = self._own(resource_share_arn)
        return [share.describe_association(item) for item in self._associate(share, principal_ids, resource_arns)]

    def _associate(self, share: Share, principal_ids: Sequence[str], resource_arns: Sequence[str]) -> list[Association]:
        # All are looked at before the first is put in: a call either works or changes nothing.
        externals = {principal: self._external(share, principal) for principal in principal_ids}
        enabled = self.organization is not None and self.organization.sharing_enabled
        for arn in resource_arns:
            kind = resources.type_of(arn)
            if not kind:
                # moto's own answers to an ARN that is none, and to a type that RAM does not share.
                ResourceShare(self.account_id, self.region_name, name=share.name).add_resources([arn])
            if kind == resources.SUBNET_TYPE:
                resources.check_subnet(arn, self.account_id, sharing_enabled=enabled)
        subnets = [arn for arn in [*share.wanted("RESOURCE"), *resource_arns] if resources.subnet_id(arn)]
        if subnets and (any(externals.values()) or any(item.external and item.wanted for item in share.associations)):
            raise SharingNotPermittedError
        done = [share.associate("PRINCIPAL", entity, external=external) for entity, external in externals.items()]
        return done + [share.associate("RESOURCE", entity) for entity in resource_arns]

    def _external(self, share: Share, principal: str) -> bool:
        external = principals.is_external(principal, self.organization)
        if external and not share.allow_external_principals:
            if principals.is_member(principal, self.organization):
                raise SharingNotPermittedError
            raise ExternalPrincipalError(principal)
        return external

    def disassociate_resource_share(
        self, resource_share_arn: str, principal_ids: Sequence[str], resource_arns: Sequence[str]
    ) -> list[dict[str, Any]]:
        """Take principals and resources out of a share. What participants made in a subnet goes on running."""
        share = self._own(resource_share_arn)
        wanted = [("PRINCIPAL", entity) for entity in principal_ids] + [("RESOURCE", arn) for arn in resource_arns]
        found = [share.find(kind, entity) for kind, entity in wanted]
        present = [item for item in found if item is not None and item.wanted]
        if len(present) != len(wanted):
            gone = next(entity for (_, entity), item in zip(wanted, found, strict=True) if item not in present)
            raise UnknownError(f"{gone} is not associated with ResourceShare {resource_share_arn}.")
        for item in present:
            item.want(False)
        return [share.describe_association(item) for item in present]

    def update_resource_share(
        self, resource_share_arn: str | None, allow_external_principals: bool, name: str | None
    ) -> dict[str, Any]:
        share = self._own(resource_share_arn)
        if not allow_external_principals and any(item.external and item.wanted for item in share.associations):
            raise InvalidParameterError("The resource share has principals outside of your organization.")
        share.update(allow_external_principals, name)
        return {"resourceShare": _without_feature_set(share.describe(tags=True))}

    def delete_resource_share(self, resource_share_arn: str | None) -> dict[str, Any]:
        self._own(resource_share_arn).delete()
        return {"returnValue": True}

    def enable_sharing_with_aws_organization(self) -> dict[str, Any]:
        organization = self.organization
        if organization is None or organization.backend.account_id != self.account_id:
            raise OperationNotPermittedException
        organization.backend.enable_aws_service_access(ServicePrincipal=principals.SERVICE_PRINCIPAL)
        if not organization.sharing_enabled:
            _make_service_linked_role(self.account_id, self.partition)
        return {"returnValue": True}


def _make_service_linked_role(account_id: str, partition: str) -> None:
    role = iam_backends[account_id][partition].create_service_linked_role(principals.SERVICE_PRINCIPAL, "", "")
    # moto derives the name from the principal's, and does not know RAM's.
    role.name = principals.SERVICE_LINKED_ROLE


def _without_feature_set(described: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in described.items() if key != "featureSet"}
