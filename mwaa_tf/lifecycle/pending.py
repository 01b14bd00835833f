"""Why an environment stays in PENDING."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mwaa_tf.text import one_line, shell_quoted

#: Fields of GetEnvironment with the endpoint services of an environment, and what each one serves.
_SERVICES = (
    ("DatabaseVpcEndpointService", "the metadata database"),
    ("WebserverVpcEndpointService", "the web server"),
)


def why_pending(environment: Mapping[str, Any], ec2: Any, workspace: str) -> tuple[str, ...]:
    """What keeps ``environment``, MWAA's answer to GetEnvironment, in PENDING; empty if its endpoints are in order.

    ``ec2`` is a client of the VPC owner's account, the only one that sees the endpoints; ``workspace`` is the path of
    the workspace that creates them. The reasons are those of "Troubleshooting" in the MWAA user guide,
    vpc-endpoint-management.
    """
    subnet_ids = set(environment.get("NetworkConfiguration", {}).get("SubnetIds", ()))
    return tuple(
        reason
        for key, purpose in _SERVICES
        if (service := environment.get(key))
        for reason in _reasons(ec2, service, purpose, subnet_ids, workspace)
    )


def _reasons(ec2: Any, service: str, purpose: str, subnet_ids: set[str], workspace: str) -> Iterator[str]:
    try:
        answer = ec2.describe_vpc_endpoints(Filters=[{"Name": "service-name", "Values": [service]}])
    except Exception as error:  # noqa: BLE001 - an explanation that fails must not hide what it explains
        yield one_line(f"could not describe the endpoint of {purpose}: {error}")
        return
    endpoints = [
        endpoint for endpoint in answer["VpcEndpoints"] if endpoint["State"].lower() not in ("deleting", "deleted")
    ]
    if not endpoints:
        apply = f"run `mwaa_tf apply {shell_quoted(workspace)}`"
        yield f"no endpoint of {purpose} to {service} exists in the owner's account; {apply}"
    for endpoint in endpoints:
        endpoint_id = endpoint["VpcEndpointId"]
        if (state := endpoint["State"]).lower() != "available":
            yield f"the endpoint of {purpose}, {endpoint_id}, is {state}, not available"
        if subnet_ids and (missing := subnet_ids - set(endpoint.get("SubnetIds", ()))):
            yield f"the endpoint of {purpose}, {endpoint_id}, is not in {', '.join(sorted(missing))}"
