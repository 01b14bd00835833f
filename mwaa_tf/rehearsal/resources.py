"""The resources in accounts, to compare what exists before a rehearsal with what remains after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mwaa_tf.local_aws import LocalAws


@dataclass(frozen=True, slots=True, order=True)
class AccountResource:
    """A resource in an account."""

    account_id: str
    kind: str
    """As a person calls it: ``NAT gateway``."""
    name: str
    kept_because: str = ""
    """Why AWS keeps it although its owner was deleted; empty for what must be deleted."""

    def __str__(self) -> str:
        return f"{self.kind} {self.name} in {self.account_id}"


#: What neither AWS nor Terraform deletes.
_LOG_GROUPS = "MWAA leaves the logs of an environment"
_SERVICE_LINKED = "AWS keeps service-linked roles"
_SERVICES_KEYS = "AWS keeps the keys of its own services"

#: How many names of kept resources a note has.
_NAMES_IN_NOTE = 2

#: Yields name and ``kept_because`` of each resource of a kind that a client sees.
_Lister = Callable[[Any], Iterator[tuple[str, str]]]


def list_resources(local: LocalAws, account_ids: tuple[str, ...]) -> frozenset[AccountResource]:
    """All resources in the accounts and the region that are of a service of deployments."""
    listings = [(account_id, *kind) for account_id in account_ids for kind in _KINDS]

    def list_kind(listing: tuple[str, str, str, _Lister]) -> list[AccountResource]:
        account_id, service, kind, lister = listing
        names = lister(local.client(service, account_id))
        return [AccountResource(account_id, kind, name, kept_because) for name, kept_because in names]

    with ThreadPoolExecutor(max_workers=2) as executor:
        return frozenset(resource for resources in executor.map(list_kind, listings) for resource in resources)


def notes_on_kept(resources: Iterable[AccountResource]) -> list[str]:
    """A line for each reason why AWS keeps some of ``resources``, with the names of a few."""
    names_by_reason: dict[str, list[str]] = {}
    for resource in resources:
        names = names_by_reason.setdefault(resource.kept_because, [])
        if resource.name not in names:
            names.append(resource.name)
    return [f"{reason}: {_first_names(names)}" for reason, names in names_by_reason.items() if reason]


def _first_names(names: list[str]) -> str:
    more = len(names) - _NAMES_IN_NOTE
    return ", ".join(names[:_NAMES_IN_NOTE]) + (f" and {more} more" if more > 0 else "")


def _lister(operation: str, key: str, name: str, *, deleted_states: tuple[str, ...] = ()) -> _Lister:
    """A lister for an operation that returns one list; EC2 shows resources in ``deleted_states`` for a while."""

    def list_names(client: Any) -> Iterator[tuple[str, str]]:
        for page in _pages(client, operation):
            for resource in page[key]:
                if str(resource.get("State", "")).lower() not in deleted_states:
                    yield str(resource[name]), ""

    return list_names


def _pages(client: Any, operation: str, **arguments: Any) -> Iterator[Any]:
    if client.can_paginate(operation):
        yield from client.get_paginator(operation).paginate(**arguments)
    else:
        yield getattr(client, operation)(**arguments)


def _instances(client: Any) -> Iterator[tuple[str, str]]:
    for page in _pages(client, "describe_instances"):
        for reservation in page["Reservations"]:
            for instance in reservation["Instances"]:
                # EC2 shows a terminated instance for a while.
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
            metadata = client.describe_key(KeyId=key["KeyId"])["KeyMetadata"]
            # KMS deletes a key after seven to thirty days; one that is scheduled counts as deleted.
            if metadata["KeyState"] != "PendingDeletion":
                yield metadata["Arn"], _SERVICES_KEYS if metadata["KeyManager"] == "AWS" else ""


def _shares(client: Any) -> Iterator[tuple[str, str]]:
    for page in _pages(client, "get_resource_shares", resourceOwner="SELF"):
        for share in page["resourceShares"]:
            if share["status"] != "DELETED":
                yield share["resourceShareArn"], ""


def _environments(client: Any) -> Iterator[tuple[str, str]]:
    for page in _pages(client, "list_environments"):
        for name in page["Environments"]:
            yield name, ""


#: Service, kind and lister.
_KINDS: tuple[tuple[str, str, _Lister], ...] = (
    ("ec2", "VPC", _lister("describe_vpcs", "Vpcs", "VpcId")),
    ("ec2", "subnet", _lister("describe_subnets", "Subnets", "SubnetId")),
    ("ec2", "route table", _lister("describe_route_tables", "RouteTables", "RouteTableId")),
    ("ec2", "internet gateway", _lister("describe_internet_gateways", "InternetGateways", "InternetGatewayId")),
    (
        "ec2",
        "NAT gateway",
        _lister("describe_nat_gateways", "NatGateways", "NatGatewayId", deleted_states=("deleted",)),
    ),
    ("ec2", "address", _lister("describe_addresses", "Addresses", "AllocationId")),
    ("ec2", "network ACL", _lister("describe_network_acls", "NetworkAcls", "NetworkAclId")),
    ("ec2", "network interface", _lister("describe_network_interfaces", "NetworkInterfaces", "NetworkInterfaceId")),
    ("ec2", "security group", _lister("describe_security_groups", "SecurityGroups", "GroupId")),
    (
        "ec2",
        "VPC endpoint",
        _lister("describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId", deleted_states=("deleted",)),
    ),
    ("ec2", "instance", _instances),
    ("ec2", "volume", _lister("describe_volumes", "Volumes", "VolumeId")),
    (
        "ec2",
        "Client VPN endpoint",
        _lister("describe_client_vpn_endpoints", "ClientVpnEndpoints", "ClientVpnEndpointId"),
    ),
    ("ec2", "flow log", _lister("describe_flow_logs", "FlowLogs", "FlowLogId")),
    ("elbv2", "load balancer", _lister("describe_load_balancers", "LoadBalancers", "LoadBalancerArn")),
    ("elbv2", "target group", _lister("describe_target_groups", "TargetGroups", "TargetGroupArn")),
    ("route53", "hosted zone", _lister("list_hosted_zones", "HostedZones", "Id")),
    ("s3", "bucket", _lister("list_buckets", "Buckets", "Name")),
    ("iam", "role", _roles),
    ("iam", "instance profile", _instance_profiles),
    ("iam", "policy", _policies),
    ("ram", "resource share", _shares),
    ("mwaa", "environment", _environments),
    ("kms", "key", _keys),
    ("logs", "log group", _log_groups),
)
