"""What accounts hold, so that before and after can be compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mwaa_tf.local_aws import LocalAws


@dataclass(frozen=True, slots=True, order=True)
class Held:
    """A resource that an account holds."""

    account_id: str
    kind: str
    name: str
    stays: str = ""
    """Why AWS keeps it, where nobody could have removed it."""

    def __str__(self) -> str:
        return f"{self.kind} {self.name} in {self.account_id}"


#: What AWS does not remove by itself, nor Terraform.
_LOG_GROUPS = "MWAA leaves the logs of an environment"
_SERVICE_LINKED = "AWS keeps service-linked roles"
_SERVICES_KEYS = "AWS keeps the keys of its own services"

#: How many of the things that stay are named in a note.
_NAMED = 2

_Lister = Callable[[Any], Iterator[tuple[str, str]]]


def held(local: LocalAws, accounts: tuple[str, ...]) -> frozenset[Held]:
    """Everything of the services of a deployment that ``accounts`` hold in the region."""
    todo = [(account, service, kind, lister) for account in accounts for service, kind, lister in _KINDS]

    def look(item: tuple[str, str, str, _Lister]) -> list[Held]:
        account, service, kind, lister = item
        return [Held(account, kind, name, stays) for name, stays in lister(local.client(service, account))]

    with ThreadPoolExecutor(max_workers=2) as executor:
        return frozenset(found for items in executor.map(look, todo) for found in items)


def staying(left: Iterable[Held]) -> list[str]:
    """What of ``left`` AWS keeps by itself, a line for each reason."""
    reasons: dict[str, list[str]] = {}
    for item in left:
        if item.stays and item.name not in reasons.setdefault(item.stays, []):
            reasons[item.stays].append(item.name)
    return [f"{reason}: {_some(names)}" for reason, names in reasons.items()]


def _some(names: list[str]) -> str:
    rest = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _ids(call: str, key: str, name: str, *, gone: tuple[str, ...] = (), state: str = "State") -> _Lister:
    """A lister of a call with one list of things; those in a state of ``gone`` are only remembered."""

    def ids(client: Any) -> Iterator[tuple[str, str]]:
        for page in _pages(client, call):
            for item in page[key]:
                if str(item.get(state, "")).lower() not in gone:
                    yield str(item[name] if isinstance(item, dict) else item), ""

    return ids


def _pages(client: Any, call: str, **arguments: Any) -> Iterator[Any]:
    if client.can_paginate(call):
        yield from client.get_paginator(call).paginate(**arguments)
    else:
        yield getattr(client, call)(**arguments)


def _instances(client: Any) -> Iterator[tuple[str, str]]:
    for page in _pages(client, "describe_instances"):
        for reservation in page["Reservations"]:
            for instance in reservation["Instances"]:
                # EC2 shows an instance for a while after it is gone.
                if instance["State"]["Name"] != "terminated":
                    yield instance["InstanceId"], ""


def _instance_profiles(client: Any) -> Iterator[tuple[str, str]]:
    for page in _pages(client, "list_instance_profiles"):
        for profile in page["InstanceProfiles"]:
            yield profile["InstanceProfileName"], ""


def _roles(client: Any) -> Iterator[tuple[str, str]]:
    for page in _pages(client, "list_roles"):
        for role in page["Roles"]:
            yield role["RoleName"], _SERVICE_LINKED if role["Path"].startswith("/aws-service-role/") else ""


def _policies(client: Any) -> Iterator[tuple[str, str]]:
    for page in _pages(client, "list_policies", Scope="Local"):
        for policy in page["Policies"]:
            yield policy["Arn"], ""


def _log_groups(client: Any) -> Iterator[tuple[str, str]]:
    for page in _pages(client, "describe_log_groups"):
        for group in page["logGroups"]:
            name = group["logGroupName"]
            yield name, _LOG_GROUPS if name.startswith("airflow-") else ""


def _keys(client: Any) -> Iterator[tuple[str, str]]:
    for page in _pages(client, "list_keys"):
        for key in page["Keys"]:
            described = client.describe_key(KeyId=key["KeyId"])["KeyMetadata"]
            # Seven to thirty days pass before a key is gone: that is as gone as it gets.
            if described["KeyState"] != "PendingDeletion":
                yield described["Arn"], _SERVICES_KEYS if described["KeyManager"] == "AWS" else ""


def _shares(client: Any) -> Iterator[tuple[str, str]]:
    for page in _pages(client, "get_resource_shares", resourceOwner="SELF"):
        for share in page["resourceShares"]:
            if share["status"] != "DELETED":
                yield share["resourceShareArn"], ""


def _environments(client: Any) -> Iterator[tuple[str, str]]:
    for page in _pages(client, "list_environments"):
        for name in page["Environments"]:
            yield name, ""


_KINDS: tuple[tuple[str, str, _Lister], ...] = (
    ("ec2", "VPC", _ids("describe_vpcs", "Vpcs", "VpcId")),
    ("ec2", "subnet", _ids("describe_subnets", "Subnets", "SubnetId")),
    ("ec2", "route table", _ids("describe_route_tables", "RouteTables", "RouteTableId")),
    ("ec2", "internet gateway", _ids("describe_internet_gateways", "InternetGateways", "InternetGatewayId")),
    ("ec2", "NAT gateway", _ids("describe_nat_gateways", "NatGateways", "NatGatewayId", gone=("deleted",))),
    ("ec2", "address", _ids("describe_addresses", "Addresses", "AllocationId")),
    ("ec2", "network ACL", _ids("describe_network_acls", "NetworkAcls", "NetworkAclId")),
    ("ec2", "network interface", _ids("describe_network_interfaces", "NetworkInterfaces", "NetworkInterfaceId")),
    ("ec2", "security group", _ids("describe_security_groups", "SecurityGroups", "GroupId")),
    ("ec2", "VPC endpoint", _ids("describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId", gone=("deleted",))),
    ("ec2", "instance", _instances),
    ("ec2", "volume", _ids("describe_volumes", "Volumes", "VolumeId")),
    ("ec2", "Client VPN endpoint", _ids("describe_client_vpn_endpoints", "ClientVpnEndpoints", "ClientVpnEndpointId")),
    ("ec2", "flow log", _ids("describe_flow_logs", "FlowLogs", "FlowLogId")),
    ("elbv2", "load balancer", _ids("describe_load_balancers", "LoadBalancers", "LoadBalancerArn")),
    ("elbv2", "target group", _ids("describe_target_groups", "TargetGroups", "TargetGroupArn")),
    ("route53", "hosted zone", _ids("list_hosted_zones", "HostedZones", "Id")),
    ("s3", "bucket", _ids("list_buckets", "Buckets", "Name")),
    ("iam", "role", _roles),
    ("iam", "instance profile", _instance_profiles),
    ("iam", "policy", _policies),
    ("ram", "resource share", _shares),
    ("mwaa", "environment", _environments),
    ("kms", "key", _keys),
    ("logs", "log group", _log_groups),
)
