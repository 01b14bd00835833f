"""EC2's backend, composed of moto's and of one class per kind of resource."""

from __future__ import annotations

from moto.core.common_types import TYPE_RESPONSE

from mwaa_tf.local_aws.services.ec2.aws_endpoint_services import EndpointServiceOperations
from mwaa_tf.local_aws.services.ec2.endpoints import VpcEndpointOperations
from mwaa_tf.local_aws.services.ec2.lookups import LookupOperations
from mwaa_tf.local_aws.services.ec2.network_interfaces import NetworkInterfaceOperations
from mwaa_tf.local_aws.services.ec2.security_groups import SecurityGroupOperations
from mwaa_tf.local_aws.services.ec2.subnets import SubnetOperations
from mwaa_tf.local_aws.services.ec2.zones import RegionOperations


class SharedVpcBackend(
    LookupOperations,
    SubnetOperations,
    NetworkInterfaceOperations,
    SecurityGroupOperations,
    VpcEndpointOperations,
    EndpointServiceOperations,
    RegionOperations,
):
    """EC2 of one account in one region, next to the accounts that share VPCs with it.

    Each base overrides operations of moto's EC2Backend on one kind of resource; none of them inherits from another.
    """

    def __init__(self, region_name: str, account_id: str) -> None:
        #: Responses to requests with a ClientToken, by operation and token.
        self.token_responses: dict[tuple[str, str], TYPE_RESPONSE] = {}
        super().__init__(region_name, account_id)
