"""The endpoint services that AWS offers to everybody, as DescribeVpcEndpointServices tells them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mwaa_tf.local_aws.services.ec2.lookups import Lookups

#: Not every region of MWAA has the endpoint that takes its health metrics (AWS General Reference, mwaa).
WITHOUT_AIRFLOW_OPS = frozenset({"af-south-1", "cn-north-1", "cn-northwest-1", "us-west-1"})


class AwsServices(Lookups):
    """DescribeVpcEndpointServices with filters, which moto reads under another name than they come in."""

    def describe_vpc_endpoint_services(
        self,
        service_names: list[str],
        filters: Iterable[Mapping[str, Any]],
        max_results: int,
        next_token: str | None,
        region: str,
    ) -> dict[str, Any]:
        named = [{**given, "Value": given.get("Values") or given.get("Value") or []} for given in filters or ()]
        found = super().describe_vpc_endpoint_services(service_names, named, max_results, next_token, region)
        if region in WITHOUT_AIRFLOW_OPS:
            kept = [each for each in found["servicesDetails"] if not each["ServiceName"].endswith(".airflow.ops")]
            found = {**found, "servicesDetails": kept, "serviceNames": [each["ServiceName"] for each in kept]}
        return found
