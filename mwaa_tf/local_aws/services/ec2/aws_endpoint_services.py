"""The endpoint services that AWS offers to all accounts, as DescribeVpcEndpointServices lists them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from moto.ec2.models import EC2Backend

from mwaa_tf.local_aws.services.ec2 import endpoint_services
from mwaa_tf.mwaa.endpoint_services import AIRFLOW_OPS
from mwaa_tf.mwaa.regions import WITHOUT_AIRFLOW_OPS


class EndpointServiceOperations(EC2Backend):
    """DescribeVpcEndpointServices with filters, whose values moto reads under another name than that of the request.

    moto also lists the endpoint service for MWAA's health metrics in regions that do not have it. The services of
    environments are listed for the account that owns their VPC, by name and among all (inferred from the button "Verify
    service" of the console, page vpc-endpoint-management).
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
        private = {service.name: service for service in endpoint_services.open_to(self.account_id, region)}
        public_names = [name for name in service_names if name not in private]
        if service_names and not public_names:
            response: dict[str, Any] = {"servicesDetails": [], "serviceNames": [], "nextToken": None}
        else:
            response = super().describe_vpc_endpoint_services(
                public_names, moto_filters, max_results, next_token, region
            )
        wanted = [service for name, service in private.items() if not service_names or name in service_names]
        described = self._filter_endpoint_services([], moto_filters, list(map(self._describe, wanted)))
        response = {
            **response,
            "servicesDetails": [*response["servicesDetails"], *described],
            "serviceNames": [*response["serviceNames"], *(service["ServiceName"] for service in described)],
        }
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

    def _describe(self, service: endpoint_services.EndpointService) -> dict[str, Any]:
        """A service of an environment; its zones are those of the VPC's subnets (inferred)."""
        service_id = service.name.rpartition(".")[2]
        zones = {subnet.availability_zone for subnet in self.describe_subnets() if subnet.vpc_id == service.vpc_id}
        return {
            "AcceptanceRequired": False,
            "AvailabilityZones": sorted(zones),
            "BaseEndpointDnsNames": [f"{service_id}.{service.region}.vpce.amazonaws.com"],
            "ManagesVpcEndpoints": False,
            "Owner": "amazon",
            "ServiceId": service_id,
            "ServiceName": service.name,
            "ServiceType": [{"ServiceType": "Interface"}],
            "Tags": [],
            "VpcEndpointPolicySupported": False,
        }
