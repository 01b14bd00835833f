"""VPC Block Public Access, which moto does not have: the mode of the account in the region, and what is exempted.

Members, states and modes are those of the service model (botocore, ec2), what they mean those of the VPC user guide
(security-vpc-bpa-basics). Changes take effect at once; on AWS they take minutes. No packet is blocked here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError, InvalidParameterValue, MissingParameterError
from moto.ec2.responses._base_response import EC2BaseResponse
from moto.ec2.utils import random_id
from moto.utilities.utils import get_partition

from mwaa_tf.local_aws import clock

_ATTRIBUTE = "_public_access"


class ExclusionNotFoundError(EC2ClientError):
    """The code is inferred: the API reference lists none for exclusions."""

    def __init__(self, exclusion_id: str) -> None:
        super().__init__(
            "InvalidVpcBlockPublicAccessExclusionId.NotFound", f"The exclusion {exclusion_id} does not exist"
        )


@dataclass
class PublicAccess:
    """VPC Block Public Access of one account in one region."""

    mode: str = "off"
    state: str = "default-state"
    updated: datetime | None = None
    exclusions: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By id, as they are described."""


class PublicAccessResponse(EC2BaseResponse):
    """The operations of VPC Block Public Access."""

    def describe_vpc_block_public_access_options(self) -> ActionResult:
        return ActionResult({"VpcBlockPublicAccessOptions": self._options()})

    def modify_vpc_block_public_access_options(self) -> ActionResult:
        settings = self._public_access()
        settings.mode = self._get_param("InternetGatewayBlockMode")
        settings.state, settings.updated = "update-complete", clock.now()
        return ActionResult({"VpcBlockPublicAccessOptions": self._options()})

    def create_vpc_block_public_access_exclusion(self) -> ActionResult:
        exclusion_id, now = random_id("vpcbpa-exclude"), clock.now()
        exclusion = {
            "ExclusionId": exclusion_id,
            "InternetGatewayExclusionMode": self._get_param("InternetGatewayExclusionMode"),
            "ResourceArn": self._resource_arn(),
            "State": "create-complete",
            "CreationTimestamp": now,
            "LastUpdateTimestamp": now,
            "Tags": [],
        }
        self._public_access().exclusions[exclusion_id] = exclusion
        return ActionResult({"VpcBlockPublicAccessExclusion": exclusion})

    def describe_vpc_block_public_access_exclusions(self) -> ActionResult:
        chosen = self._get_param("ExclusionIds", [])
        for exclusion_id in chosen:
            self._exclusion(exclusion_id)
        exclusions = self._public_access().exclusions
        described = [exclusion for key, exclusion in exclusions.items() if not chosen or key in chosen]
        return ActionResult({"VpcBlockPublicAccessExclusions": described})

    def modify_vpc_block_public_access_exclusion(self) -> ActionResult:
        exclusion = self._exclusion(self._get_param("ExclusionId"))
        exclusion["InternetGatewayExclusionMode"] = self._get_param("InternetGatewayExclusionMode")
        exclusion.update(State="update-complete", LastUpdateTimestamp=clock.now())
        return ActionResult({"VpcBlockPublicAccessExclusion": exclusion})

    def delete_vpc_block_public_access_exclusion(self) -> ActionResult:
        exclusion = self._exclusion(self._get_param("ExclusionId"))
        exclusion.update(State="delete-complete", DeletionTimestamp=clock.now())
        del self._public_access().exclusions[exclusion["ExclusionId"]]
        return ActionResult({"VpcBlockPublicAccessExclusion": exclusion})

    def _options(self) -> dict[str, Any]:
        settings = self._public_access()
        return {
            "AwsAccountId": self.current_account,
            "AwsRegion": self.region,
            "State": settings.state,
            "InternetGatewayBlockMode": settings.mode,
            "LastUpdateTimestamp": settings.updated,
            "ManagedBy": "account",
            "ExclusionsAllowed": "allowed",
        }

    def _resource_arn(self) -> str:
        subnet_id, vpc_id = self._get_param("SubnetId"), self._get_param("VpcId")
        if subnet_id and vpc_id:
            raise InvalidParameterValue("An exclusion is of a VPC or of a subnet, not of both")
        if subnet_id:
            self.ec2_backend.get_subnet(subnet_id)
        elif vpc_id:
            self.ec2_backend.get_vpc(vpc_id)
        else:
            raise MissingParameterError("VpcId")
        resource = f"subnet/{subnet_id}" if subnet_id else f"vpc/{vpc_id}"
        return f"arn:{get_partition(self.region)}:ec2:{self.region}:{self.current_account}:{resource}"

    def _public_access(self) -> PublicAccess:
        settings: PublicAccess = self.ec2_backend.__dict__.setdefault(_ATTRIBUTE, PublicAccess())
        return settings

    def _exclusion(self, exclusion_id: str) -> dict[str, Any]:
        exclusion = self._public_access().exclusions.get(exclusion_id)
        if exclusion is None:
            raise ExclusionNotFoundError(exclusion_id)
        return exclusion
