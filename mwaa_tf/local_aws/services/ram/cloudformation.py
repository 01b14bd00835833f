"""AWS::RAM::ResourceShare, which moto's CloudFormation does not have."""

from __future__ import annotations

from typing import Any

from moto.cloudformation.exceptions import UnformattedGetAttTemplateException
from moto.core.common_models import CloudFormationModel

from mwaa_tf.local_aws.services.ram.models import sharing_backend
from mwaa_tf.local_aws.services.ram.shares import AssociatedShare

_TYPE = "AWS::RAM::ResourceShare"


class TemplateShare(CloudFormationModel):
    """A resource share of a stack. `Ref` and the attribute `Arn` are its ARN (the type's schema, primaryIdentifier)."""

    def __init__(self, share: AssociatedShare) -> None:
        self.share = share

    @property
    def physical_resource_id(self) -> str:
        """The ARN of the share."""
        return str(self.share.arn)

    @staticmethod
    def cloudformation_type() -> str:
        return _TYPE

    @staticmethod
    def cloudformation_name_type() -> str:
        return ""

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        return attr in ("Arn", "OwningAccountId", "Status")

    def get_cfn_attribute(self, attribute_name: str) -> str:
        match attribute_name:
            case "Arn":
                return str(self.share.arn)
            case "OwningAccountId":
                return str(self.share.owning_account_id)
            case "Status":
                return str(self.share.status)
        raise UnformattedGetAttTemplateException

    @classmethod
    def create_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **_: Any
    ) -> TemplateShare:
        """Create the share. Properties and defaults are those of the type's schema and of CreateResourceShare."""
        properties = cloudformation_json.get("Properties") or {}
        tags = [{"key": tag["Key"], "value": tag["Value"]} for tag in properties.get("Tags", [])]
        backend = sharing_backend(account_id, region_name)
        created = backend.create_resource_share(
            name=properties.get("Name", resource_name),
            allowExternalPrincipals=str(properties.get("AllowExternalPrincipals", True)).lower() == "true",
            principals=properties.get("Principals", []),
            resourceArns=properties.get("ResourceArns", []),
            permissionArns=properties.get("PermissionArns", []),
            tags=tags,
        )
        return cls(backend.own_share(created["resourceShare"]["resourceShareArn"]))

    @classmethod
    def update_from_cloudformation_json(
        cls,
        original_resource: Any,
        new_resource_name: str,  # noqa: ARG003 - moto's signature
        cloudformation_json: Any,
        account_id: str,
        region_name: str,
    ) -> TemplateShare:
        """Change the share: its name, who may be in it, its principals, resources and permissions, its tags."""
        properties = cloudformation_json["Properties"]
        template_share: TemplateShare = original_resource
        share, backend = template_share.share, sharing_backend(account_id, region_name)
        external = str(properties.get("AllowExternalPrincipals", True)).lower() == "true"
        principals, resources = properties.get("Principals", []), properties.get("ResourceArns", [])
        # What goes first, so that a share can be closed to other organizations in the same update.
        backend.disassociate_resource_share(
            share.arn,
            [principal for principal in share.wanted("PRINCIPAL") if principal not in principals],
            [arn for arn in share.wanted("RESOURCE") if arn not in resources],
        )
        backend.update_resource_share(share.arn, external, properties["Name"])
        backend.associate_resource_share(
            share.arn,
            [principal for principal in principals if principal not in share.wanted("PRINCIPAL")],
            [arn for arn in resources if arn not in share.wanted("RESOURCE")],
        )
        for arn in properties.get("PermissionArns", []):
            backend.associate_resource_share_permission(share.arn, arn, replace=True)
        share.tags = {tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])}
        return template_share

    def delete(self, account_id: str, region_name: str) -> None:
        """Delete the share, unless someone has already done so."""
        if self.share.status != "DELETED":
            sharing_backend(account_id, region_name).delete_resource_share(self.share.arn)
