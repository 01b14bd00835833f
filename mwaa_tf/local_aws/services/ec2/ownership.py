"""Who may change a resource that two accounts see: only its owner.

"Participants can modify or delete only the resources in a shared VPC that they created"; "VPC owners cannot modify or
delete resources created by participants" (VPC guide, page vpc-sharing). Every operation that does more than read is
refused if a parameter of its own names a resource of another account, except for the uses listed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from moto.ec2.models import EC2Backend

from mwaa_tf.local_aws.services.ec2.exceptions import NotTheOwnerError
from mwaa_tf.local_aws.services.ec2.visibility import (
    participants_interfaces,
    participants_security_groups,
    shared_vpcs,
    shared_with,
)

#: Operations that change nothing, by how their names begin.
READING = ("Describe", "Get", "List", "Search")

#: Other permitted uses of another account's resources: by operation the id prefixes that it may name.
USES: dict[str, tuple[str, ...]] = {
    "CreateNetworkInterface": ("subnet",),
    "CreateSecurityGroup": ("vpc",),
    # An owner may log all of its VPC.
    "CreateFlowLogs": ("eni",),
    # Tags on another account's resources are the caller's own and visible to no other account.
    "CreateTags": ("acl", "eni", "igw", "rtb", "sg", "subnet", "vpc"),
    "DeleteTags": ("acl", "eni", "igw", "rtb", "sg", "subnet", "vpc"),
    "RunInstances": ("subnet",),
}


def check(backend: EC2Backend, operation: str, params: Mapping[str, Any]) -> None:
    """Raise :class:`NotTheOwnerError` where the operation would change what another account owns."""
    if operation.startswith(READING):
        return
    allowed = USES.get(operation, ())
    for value in _string_parameters(params):
        if value.partition("-")[0] not in allowed and is_of_another_account(backend, value):
            raise NotTheOwnerError(operation)


def is_of_another_account(backend: EC2Backend, resource_id: str) -> bool:
    """Whether the account of ``backend`` sees the resource and another account owns it."""
    resources: Iterable[Any]
    match resource_id.partition("-")[0]:
        case "subnet":
            return resource_id in shared_with(backend)
        case "vpc":
            return resource_id in shared_vpcs(backend)
        case "eni":
            resources = participants_interfaces(backend)
        case "sg":
            resources = participants_security_groups(backend)
        case "rtb":
            resources = backend.describe_route_tables()
        case "acl":
            resources = backend.describe_network_acls()
        case "igw":
            resources = backend.describe_internet_gateways()
        case _:
            return False
    return any(resource.id == resource_id and resource.owner_id != backend.account_id for resource in resources)


def _string_parameters(params: Mapping[str, Any]) -> Iterator[str]:
    for value in params.values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from (member for member in value if isinstance(member, str))
