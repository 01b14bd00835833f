"""Everything that EC2 describes in an account, told so that it can be compared with another account's.

Ids, ARNs, the account and the addresses that AWS allocates are different in every account; in their place stands what
the resource is for: `NAT gateway in subnet 10.192.10.0/24`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from botocore import xform_name  # type: ignore[import-untyped]
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from mwaa_tf.local_aws import LocalAws

Item = dict[str, Any]
Names = dict[str, str]
Inventory = dict[str, Item]
"""Resource -> property -> value."""

#: What AWS offers to everybody: the same for all, long, and slow to list.
OFFERED = {
    "DescribeImages",
    "DescribeInstanceTypeOfferings",
    "DescribeInstanceTypes",
    "DescribeReservedInstancesOfferings",
    "DescribeSnapshotTierStatus",
    "DescribeSnapshots",
    "DescribeSpotPriceHistory",
    "DescribeVpcEndpointServices",
}

#: The local AWS has no such thing at all, or there is no listing all of them.
_NOT_LISTED = ("NotInLocalAws", "MissingParameter")

_TAGS = "DescribeTags"

_VPC_ATTRIBUTES = ("enableDnsHostnames", "enableDnsSupport", "enableNetworkAddressUsageMetrics")
#: In the names of an endpoint's hosts, which AWS draws with the endpoint.
_ENDPOINT = re.compile(r"vpce(-svc)?-[0-9a-f]{17}(?:-[0-9a-f]{8})?")
#: What Terraform puts behind the prefix of a name: the time and a counter.
_SUFFIX = re.compile(r"\d{26}")
_ID = re.compile(r"^([a-z]+(?:-[a-z]+)*)-(?:[0-9a-f]{8}|[0-9a-f]{17})$")


@dataclass(frozen=True)
class Difference:
    """A property that is not the same in two inventories; without one, the whole resource. None: not there."""

    resource: str
    property: str | None
    here: Any
    there: Any


def inventory(local: LocalAws, account_id: str) -> Inventory:
    """All resources of the account in EC2, the default VPC's included, by what each is for."""
    ec2 = local.client("ec2", account_id)
    lists = dict(_described(ec2))
    for vpc in lists["DescribeVpcs"]:
        for attribute in _VPC_ATTRIBUTES:
            answer = ec2.describe_vpc_attribute(VpcId=vpc["VpcId"], Attribute=attribute)
            vpc[attribute] = answer[attribute[0].upper() + attribute[1:]]["Value"]
    # The local AWS, as AWS for a while, also lists the tags of what is gone.
    there = {value for call, items in lists.items() if call != _TAGS for item in items for value in _texts(item)}
    lists[_TAGS] = [tag for tag in lists[_TAGS] if tag["ResourceId"] in there]
    names = _names(lists, account_id)
    found: Inventory = {}
    for call, items in lists.items():
        # In an order that does not depend on that of their creation.
        all_told = sorted(((item, _told(item, names)) for item in items), key=lambda pair: _text(pair[1]))
        for item, told in all_told:
            if told:
                name = names[item[_KINDS[call].id]] if call in _KINDS else f"{call}: {_text(told)}"
                if call == "DescribeNetworkInterfaces":
                    # An environment has several in a subnet, and nothing tells one from the other.
                    name = next(text for text in _numbered(name) if text not in found)
                assert name not in found, f"two are the {name}"
                found[name] = told
    return found


def differences(here: Inventory, there: Inventory) -> Iterator[Difference]:
    """Where the two inventories are not the same."""
    for resource in sorted({*here, *there}):
        ours, theirs = here.get(resource), there.get(resource)
        if ours is None or theirs is None:
            yield Difference(resource, None, ours, theirs)
            continue
        for key in sorted({*ours, *theirs}):
            if ours.get(key) != theirs.get(key):
                yield Difference(resource, key, ours.get(key), theirs.get(key))


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}, {number}" for number in count(2))


def _described(ec2: Any) -> Iterator[tuple[str, list[Item]]]:
    """What each Describe call lists that needs no parameter and that the local AWS can do."""
    for operation in ec2.meta.service_model.operation_names:
        shape = ec2.meta.service_model.operation_model(operation).input_shape
        if not operation.startswith("Describe") or operation in OFFERED or (shape and shape.required_members):
            continue
        try:
            answers = list(_pages(ec2, xform_name(operation)))
        except ClientError as error:
            if error.response["Error"]["Code"] in _NOT_LISTED:
                continue
            raise
        members = [member for member, value in answers[0].items() if isinstance(value, list)]
        yield operation, [item for answer in answers for member in members for item in answer[member]]


def _pages(ec2: Any, call: str) -> Iterator[Item]:
    if ec2.can_paginate(call):
        yield from ec2.get_paginator(call).paginate()
    else:
        yield getattr(ec2, call)()


def _texts(item: Item) -> Iterator[str]:
    return (value for value in item.values() if isinstance(value, str))


@dataclass(frozen=True)
class _Kind:
    """What a call describes: which member is the id, what one of them is for, and which others AWS allocates."""

    id: str
    role: Callable[[Item, Names], str]
    allocated: tuple[str, ...] = ()


def _tag(item: Item, key: str) -> str | None:
    return next((tag["Value"] for tag in item["Tags"] if tag["Key"] == key), None)


def _route_table(item: Item, names: Names) -> str:
    if any(association["Main"] for association in item["Associations"]):
        return f"main route table of {names[item['VpcId']]}"
    # Tags are not shared: a participant knows it by its subnets.
    subnets = [names[association["SubnetId"]] for association in item["Associations"]]
    return f"route table {_tag(item, 'Name') or ' and '.join(sorted(subnets))}"


def _network_interface(item: Item, names: Names) -> str:
    used_by = "".join(f" for {names[word]}" for word in item["Description"].split() if word in names)
    return f"network interface in {names[item['SubnetId']]}{used_by}"


def _rule(item: Item, names: Names) -> str:
    source = item.get("CidrIpv4") or item.get("CidrIpv6") or names[item["ReferencedGroupInfo"]["GroupId"]]
    direction = "out to" if item["IsEgress"] else "in from"
    ports = "all" if item["IpProtocol"] == "-1" else f"{item['IpProtocol']} {item['FromPort']}-{item['ToPort']}"
    return f"rule of {names[item['GroupId']]}: {ports} {direction} {source}"


#: In an order in which each is told by those before it.
_KINDS = {
    "DescribeVpcs": _Kind("VpcId", lambda item, _: f"VPC {item['CidrBlock']}"),
    "DescribeSubnets": _Kind("SubnetId", lambda item, _: f"subnet {item['CidrBlock']}"),
    "DescribeInternetGateways": _Kind(
        "InternetGatewayId",
        lambda item, names: f"internet gateway of {' and '.join(names[each['VpcId']] for each in item['Attachments'])}",
    ),
    "DescribeNetworkAcls": _Kind("NetworkAclId", lambda item, names: f"network ACL of {names[item['VpcId']]}"),
    "DescribeRouteTables": _Kind("RouteTableId", _route_table),
    "DescribeSecurityGroups": _Kind(
        "GroupId", lambda item, names: f"group {_SUFFIX.sub('…', item['GroupName'])} of {names[item['VpcId']]}"
    ),
    "DescribeSecurityGroupRules": _Kind("SecurityGroupRuleId", _rule),
    "DescribeNatGateways": _Kind("NatGatewayId", lambda item, names: f"NAT gateway in {names[item['SubnetId']]}"),
    "DescribeVpcEndpoints": _Kind(
        "VpcEndpointId",
        lambda item, _: f"endpoint {_tag(item, 'Name')}",
    ),
    "DescribeNetworkInterfaces": _Kind(
        "NetworkInterfaceId",
        _network_interface,
        ("MacAddress", "PrivateDnsName", "PrivateIpAddress"),
    ),
    "DescribeAddresses": _Kind(
        "AllocationId",
        lambda item, names: f"address of {names[item['NetworkInterfaceId']]}",
        ("PublicIp",),
    ),
}


def _names(lists: Mapping[str, list[Item]], account_id: str) -> Names:
    """What is to be read in place of each id, and of each address that AWS allocated."""
    names = {account_id: "the account"}
    for call, kind in _KINDS.items():
        for item in lists[call]:
            role = names[item[kind.id]] = kind.role(item, names)
            names |= {item[key]: f"{key} of {role}" for key in kind.allocated}
            if name := item.get("Association", {}).get("PublicDnsName"):
                names[name] = f"PublicDnsName of {role}"
    return names


def _told(value: Any, names: Names) -> Any:
    """``value`` with names for ids; None for a tag that AWS itself put there: which stack made it, for one."""
    if isinstance(value, dict):
        if str(value.get("Key")).startswith("aws:"):
            return None
        return {key: "…" if key == "HostedZoneId" else _told(each, names) for key, each in value.items()}
    if isinstance(value, list):
        told = (_told(each, names) for each in value)
        return sorted((each for each in told if each is not None), key=_text)
    if isinstance(value, datetime):
        return "a time"
    return _told_text(value, names) if isinstance(value, str) else value


def _told_text(text: str, names: Names) -> str:
    if text.startswith("arn:"):
        return re.sub(r"[^:/]+", lambda part: _told_text(part[0], names), text.removeprefix("arn:"))
    return names.get(text) or _ENDPOINT.sub(r"vpce\1-…", _SUFFIX.sub("…", _ID.sub(r"\1-…", text)))


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
