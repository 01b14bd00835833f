"""Why an environment stays in PENDING."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_SERVICES = (
    ("DatabaseVpcEndpointService", "the metadata database"),
    ("WebserverVpcEndpointService", "the web server"),
)


def why_pending(environment: Mapping[str, Any], ec2: Any) -> tuple[str, ...]:
    """What keeps ``environment``, MWAA's answer to GetEnvironment, in PENDING; nothing where all it waits for is there.

    ``ec2`` is a client of the VPC owner's account, the only one that sees the endpoints. The reasons are those of
    "Troubleshooting" in the MWAA user guide, vpc-endpoint-management.
    """
    return tuple(_reasons(environment, ec2))


def _reasons(environment: Mapping[str, Any], ec2: Any) -> Iterator[str]:
    subnets = set(environment.get("NetworkConfiguration", {}).get("SubnetIds", ()))
    for key, what in _SERVICES:
        service = environment.get(key)
        if not service:
            continue
        try:
            answer = ec2.describe_vpc_endpoints(Filters=[{"Name": "service-name", "Values": [service]}])
        except Exception as error:  # noqa: BLE001 - an explanation that fails must not hide what it explains
            yield f"the endpoint of {what} cannot be looked at: {error}"
            continue
        endpoints = [item for item in answer["VpcEndpoints"] if item["State"].lower() not in ("deleting", "deleted")]
        if not endpoints:
            yield f"there is no endpoint of {what} to {service} in the owner's account; apply the endpoints' workspace"
        for endpoint in endpoints:
            name = endpoint["VpcEndpointId"]
            if (state := endpoint["State"]).lower() != "available":
                yield f"the endpoint of {what}, {name}, is {state}, not available"
            if subnets and (missing := subnets - set(endpoint.get("SubnetIds", ()))):
                yield f"the endpoint of {what}, {name}, is not in {', '.join(sorted(missing))}"
