"""EC2's backend, put together: lookups, subnets, interfaces, security groups, endpoints, each in its own file."""

from __future__ import annotations

from moto.core.common_types import TYPE_RESPONSE

from mwaa_tf.local_aws.services.ec2.aws_endpoint_services import AwsServices
from mwaa_tf.local_aws.services.ec2.endpoints import Endpoints


class SharedVpcBackend(Endpoints, AwsServices):
    """EC2 of one account in one region, beside those that share VPCs with it."""

    def __init__(self, region_name: str, account_id: str) -> None:
        #: What was answered to requests with a ClientToken, by operation and token.
        self.answered: dict[tuple[str, str], TYPE_RESPONSE] = {}
        super().__init__(region_name, account_id)
