"""Who may do what to a resource that two accounts see: only its owner may change it.

"Participants can modify or delete only the resources in a shared VPC that they created"; "VPC owners cannot modify or
delete resources created by participants" (VPC guide, page vpc-sharing). So whatever is not a look at things is refused
where it names, in a parameter of its own, something of another account, except for the uses listed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mwaa_tf.local_aws.services.ec2.exceptions import NotTheOwnerError
from mwaa_tf.local_aws.services.ec2.lookups import Lookups

#: Operations that change nothing, by how their names begin.
READING = ("Describe", "Get", "List", "Search")

#: What else can be done with another account's resources, by operation: the kinds that it may name.
USES: dict[str, tuple[str, ...]] = {
    "CreateNetworkInterface": ("subnet",),
    "CreateSecurityGroup": ("vpc",),
    # An owner may log all of its VPC.
    "CreateFlowLogs": ("eni",),
    # Tags of another account's resources are the caller's own and seen by nobody else.
    "CreateTags": ("acl", "eni", "igw", "rtb", "sg", "subnet", "vpc"),
    "DeleteTags": ("acl", "eni", "igw", "rtb", "sg", "subnet", "vpc"),
    "RunInstances": ("subnet",),
}


def check(backend: Lookups, operation: str, params: Mapping[str, Any]) -> None:
    """Raise :class:`NotTheOwnerError` where the operation would change what another account owns."""
    if operation.startswith(READING):
        return
    allowed = USES.get(operation, ())
    for value in _named(params):
        if value.partition("-")[0] not in allowed and backend.sees_of_another(value):
            raise NotTheOwnerError(operation)


def _named(params: Mapping[str, Any]) -> Iterator[str]:
    for value in params.values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from (item for item in value if isinstance(item, str))
