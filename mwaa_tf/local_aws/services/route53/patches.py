"""Where moto's Route 53 answers differently from AWS."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.route53.responses import Route53

from mwaa_tf.local_aws.patching import wrap


def install() -> None:
    """Apply all patches; once per process."""
    wrap(Route53, "create_hosted_zone", _create_hosted_zone)


def _create_hosted_zone(create: Callable[[Route53], Any], response: Route53) -> Any:
    """A zone whose request names a VPC is private (Route 53 API reference, CreateHostedZone).

    moto ignores the VPC unless the request also sets `PrivateZone`, which the API only returns.
    """
    result = create(response)
    zone, vpc_id = result.result["HostedZone"], response._get_param("VPC.VPCId")
    if vpc_id and not zone.private_zone:
        region = response._get_param("VPC.VPCRegion")
        zone.private_zone = True
        zone.vpcs = []
        zone.add_vpc(vpc_id, region)
        result.result.update(DelegationSet=None, VPC={"VPCId": vpc_id, "VPCRegion": region})
    return result
