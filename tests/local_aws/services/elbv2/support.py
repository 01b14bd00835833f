"""A VPC, and balancers in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mwaa_tf.local_aws import LocalAws

OWNER, REGION = "111111111111", "us-east-1"


@dataclass(frozen=True)
class Vpc:
    """A VPC with three subnets, the first and the last in one zone, and a group."""

    aws: LocalAws
    id: str
    subnet_ids: tuple[str, ...]
    group_id: str

    def balancer(self, **changes: Any) -> dict[str, Any]:
        """An internal balancer in the first two subnets."""
        made = self.aws.client("elbv2", OWNER).create_load_balancer(
            **{
                "Name": "etl",
                "Scheme": "internal",
                "Type": "application",
                "Subnets": list(self.subnet_ids[:2]),
                "SecurityGroups": [self.group_id],
                **changes,
            }
        )
        return dict(made["LoadBalancers"][0])

    def interfaces(self) -> list[dict[str, Any]]:
        """The network interfaces in the VPC."""
        return list(self.aws.client("ec2", OWNER).describe_network_interfaces()["NetworkInterfaces"])
