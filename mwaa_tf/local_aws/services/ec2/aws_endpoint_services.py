"""The endpoint services that AWS offers to all accounts, as DescribeVpcEndpointServices lists them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from moto.ec2.models import EC2Backend

from mwaa_tf.mwaa.endpoint_services import AIRFLOW_OPS
from mwaa_tf.mwaa.regions import WITHOUT_AIRFLOW_OPS


class EndpointServiceOperations(EC2Backend):
    """DescribeVpcEndpointServices with filters, whose values moto reads under another name than that of the request.

    moto also lists the endpoint service for MWAA's health metrics in regions that do not have it.
    """

    def describe_vpc_endpoint_services(
        self,
        service_names: list[str],
        filters: Iterable[Mapping[str, Any]],
        max_results: int,
        next_token: str | None,
        region: str,
    ) -> dict[str, Any]:
        moto_filters = [
            {**filter_, "Value": filter_.get("Values") or filter_.get("Value") or []} for filter_ in filters or ()
        ]
        response = super().describe_vpc_endpoint_services(service_names, moto_filters, max_results, next_token, region)
        if region not in WITHOUT_AIRFLOW_OPS:
            return response
        details = [
            service for service in response["servicesDetails"] if not service["ServiceName"].endswith(f".{AIRFLOW_OPS}")
        ]
        return {
            **response,
            "servicesDetails": details,
            "serviceNames": [service["ServiceName"] for service in details],
        }
