"""moto's answers of Route 53, with what they lack."""

from __future__ import annotations

from functools import wraps
from typing import Any


def install() -> None:
    """Have CreateHostedZone heed the VPC of its request. A second call changes nothing."""
    from moto.route53.responses import Route53

    create = Route53.create_hosted_zone
    if hasattr(create, "__wrapped__"):
        return

    @wraps(create)
    def create_hosted_zone(self: Route53) -> Any:
        answer: Any = create(self)
        zone, vpc_id = answer.result["HostedZone"], self._get_param("VPC.VPCId")
        if vpc_id and not zone.private_zone:
            region = self._get_param("VPC.VPCRegion")
            zone.private_zone = True
            zone.vpcs = []
            zone.add_vpc(vpc_id, region)
            answer.result.update(DelegationSet=None, VPC={"VPCId": vpc_id, "VPCRegion": region})
        return answer

    Route53.create_hosted_zone = create_hosted_zone  # type: ignore[method-assign]
