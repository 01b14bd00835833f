"""DescribeInstanceInformation (Systems Manager API reference): the instances whose agent has registered.

An agent registers when its instance runs with an instance profile, and is lost minutes after the instance stops; here
it is so at once. What permissions the profile has is not looked at.
"""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.models import ec2_backends
from moto.ssm.responses import SimpleSystemManagerResponse

_PLATFORM = {"PlatformType": "Linux", "PlatformName": "Amazon Linux", "PlatformVersion": "2023"}


def install() -> None:
    """Put the operation into moto's responses."""
    SimpleSystemManagerResponse.describe_instance_information = _describe  # type: ignore[attr-defined]


def _describe(response: SimpleSystemManagerResponse) -> ActionResult:
    backend = ec2_backends[response.current_account][response.region]
    filters = {each["Key"]: each["Values"] for each in response._get_param("Filters") or ()}
    chosen = filters.get("InstanceIds")
    profiles = {association.instance.id for association in backend.iam_instance_profile_associations.values()}
    return ActionResult(
        {
            "InstanceInformationList": [
                _information(instance)
                for instance in backend.all_instances()
                if instance.id in profiles
                and instance.state in ("running", "stopping", "stopped")
                and (chosen is None or instance.id in chosen)
            ]
        }
    )


def _information(instance: Any) -> dict[str, Any]:
    return {
        "InstanceId": instance.id,
        "PingStatus": "Online" if instance.state == "running" else "ConnectionLost",
        "AgentVersion": "3.3.1957.0",
        "IsLatestVersion": True,
        "ResourceType": "EC2Instance",
        "IPAddress": instance.private_ip,
        **_PLATFORM,
    }
