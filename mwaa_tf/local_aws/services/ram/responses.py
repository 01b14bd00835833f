"""RAM's operations at the level of requests and responses."""

from __future__ import annotations

import json
from typing import Any

from moto.ram.responses import ResourceAccessManagerResponse

from mwaa_tf.local_aws.services.ram.models import SharingBackend, sharing_backend


class SharingResponse(ResourceAccessManagerResponse):
    """moto's operations and those that it does not have."""

    @property
    def ram_backend(self) -> SharingBackend:
        return sharing_backend(self.current_account, self.region)

    def get_resource_shares(self) -> str:
        params = self.request_params
        return json.dumps(
            self.ram_backend.get_resource_shares(
                params.get("resourceOwner"),
                arns=params.get("resourceShareArns") or [],
                name=params.get("name"),
                status=params.get("resourceShareStatus"),
                tag_filters=params.get("tagFilters") or [],
                permission_arn=params.get("permissionArn"),
            )
        )

    def get_resource_share_invitations(self) -> str:
        """Always none: an organization needs no invitations, and subnets cannot be shared outside of one."""
        return json.dumps({"resourceShareInvitations": []})

    def associate_resource_share(self) -> str:
        params = self.request_params
        associations = self.ram_backend.associate_resource_share(
            params["resourceShareArn"], params.get("principals") or [], params.get("resourceArns") or []
        )
        return _with_token({"resourceShareAssociations": associations}, params)

    def disassociate_resource_share(self) -> str:
        params = self.request_params
        associations = self.ram_backend.disassociate_resource_share(
            params["resourceShareArn"], params.get("principals") or [], params.get("resourceArns") or []
        )
        return _with_token({"resourceShareAssociations": associations}, params)

    def list_resource_share_permissions(self) -> str:
        arn = self.request_params["resourceShareArn"]
        return json.dumps({"permissions": self.ram_backend.list_resource_share_permissions(arn)})

    def associate_resource_share_permission(self) -> str:
        params = self.request_params
        self.ram_backend.associate_resource_share_permission(
            params["resourceShareArn"], params["permissionArn"], replace=bool(params.get("replace"))
        )
        return _with_token({"returnValue": True}, params)

    def disassociate_resource_share_permission(self) -> str:
        params = self.request_params
        self.ram_backend.disassociate_resource_share_permission(params["resourceShareArn"], params["permissionArn"])
        return _with_token({"returnValue": True}, params)

    def list_resources(self) -> str:
        params = self.request_params
        resources = self.ram_backend.list_resources(
            params.get("resourceOwner"),
            principal=params.get("principal"),
            resource_type=params.get("resourceType"),
            arns=params.get("resourceArns") or [],
            share_arns=params.get("resourceShareArns") or [],
        )
        return json.dumps({"resources": resources})

    def list_principals(self) -> str:
        params = self.request_params
        principals = self.ram_backend.list_principals(
            params.get("resourceOwner"),
            resource_arn=params.get("resourceArn"),
            principal_ids=params.get("principals") or [],
            share_arns=params.get("resourceShareArns") or [],
        )
        return json.dumps({"principals": principals})

    def tag_resource(self) -> str:
        params = self.request_params
        self.ram_backend.tag_resource(_arn(params), {tag["key"]: tag["value"] for tag in params["tags"]})
        return "{}"

    def untag_resource(self) -> str:
        params = self.request_params
        self.ram_backend.untag_resource(_arn(params), params["tagKeys"])
        return "{}"


def _arn(params: dict[str, Any]) -> str:
    return str(params.get("resourceShareArn") or params.get("resourceArn"))


def _with_token(response: dict[str, Any], params: dict[str, Any]) -> str:
    token = params.get("clientToken")
    return json.dumps({**response, "clientToken": token} if token else response)
