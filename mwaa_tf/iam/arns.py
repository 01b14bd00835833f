"""What a call was about, as an ARN.

The formats are those of the tables "Resource types defined by …" of the Service Authorization Reference.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mwaa_tf.iam.actions import kinds_of

#: The kind of an EC2 resource, by the beginning of its id.
_EC2_KINDS = {
    "acl": "network-acl",
    "ami": "image",
    "cvpn-endpoint": "client-vpn-endpoint",
    "eipalloc": "elastic-ip",
    "eni": "network-interface",
    "fl": "vpc-flow-log",
    "i": "instance",
    "igw": "internet-gateway",
    "nat": "natgateway",
    "rtb": "route-table",
    "sg": "security-group",
    "sgr": "security-group-rule",
    "subnet": "subnet",
    "vol": "volume",
    "vpc": "vpc",
    "vpce": "vpc-endpoint",
}

ID_PREFIXES = tuple(_EC2_KINDS)
ID_KINDS = frozenset(_EC2_KINDS.values())
"""Kinds of resources that have ids in place of names."""

#: What the owner of a VPC has, also where another account's call names it: an ARN has its owner's account.
_OWNERS = frozenset({"network-acl", "route-table", "subnet", "vpc"})

#: These take a log group's ARN without `:*` at its end, all others with it (CloudWatch Logs API Reference, LogGroup).
_BARE_LOG_GROUPS = frozenset({"logs:ListTagsForResource", "logs:TagResource", "logs:UntagResource"})

#: What stands before a web server: its service, whatever action is about it, and how the resource's part begins.
_IN_FRONT = {
    "change": ("route53", "change/"),
    "hosted-zone": ("route53", "hostedzone/"),
    "listener": ("elasticloadbalancing", "listener/"),
    "loadbalancer": ("elasticloadbalancing", "loadbalancer/"),
    "targetgroup": ("elasticloadbalancing", "targetgroup/"),
    "web-acl": ("wafv2", "regional/webacl/"),
}

#: Ids that Route 53 gives.
_OF_ROUTE_53 = {"change": re.compile(r"C[A-Z0-9]{8,32}"), "hosted-zone": re.compile(r"Z[A-Z0-9]{8,32}")}

_ID = re.compile(r"^(?P<prefix>[a-z]+(?:-[a-z]+)*)-[0-9a-f]{8,17}$")
_ARN = re.compile(r"^arn:[^:]+:(?P<service>[^:]*):[^:]*:[^:]*:(?P<rest>.+)$")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a call was made. ``owner_id`` is the account that owns the VPC."""

    partition: str
    region: str
    account_id: str
    owner_id: str


def arn(kind: str, name: str, action: str, place: Place) -> str:
    """The ARN of the ``kind`` of resource that is called ``name``, as ``action`` takes it."""
    service = action.split(":", 1)[0]
    account = place.owner_id if kind in _OWNERS else place.account_id
    if kind in _IN_FRONT:
        service, beginning = _IN_FRONT[kind]
        where = ":" if kind in _OF_ROUTE_53 else f"{place.region}:{account}"
        return f"arn:{place.partition}:{service}:{where}:{beginning}{name}"
    regional = f"arn:{place.partition}:{service}:{place.region}:{account}:"
    match service:
        case "ec2" if kind == "image":
            # Images are named without an account, whoever's they are.
            return f"arn:{place.partition}:ec2:{place.region}::image/{name}"
        case "ssm":
            # Parameters that AWS publishes are of no account.
            owner = "" if name.startswith("/aws/service/") else account
            return f"arn:{place.partition}:ssm:{place.region}:{owner}:parameter/{name.removeprefix('/')}"
        case "s3":
            return f"arn:{place.partition}:s3:::{name}"
        case "iam":
            return f"arn:{place.partition}:iam::{account}:{kind}/{name}"
        case "cloudwatch":
            # A dashboard is of no region.
            prefix = regional if kind == "alarm" else f"arn:{place.partition}:cloudwatch::{account}:"
            return f"{prefix}alarm:{name}" if kind == "alarm" else f"{prefix}{kind}/{name}"
        case "sns":
            return f"{regional}{name}"
        case "logs":
            return f"{regional}{kind}:{name}" + ("" if action in _BARE_LOG_GROUPS else ":*")
        case _:
            return f"{regional}{name if kind == 'alias' else f'{kind}/{name}'}"


def name_in(kind: str, resource: str) -> str | None:
    """What ``resource``, an ARN, id or name as calls have it, says of a ``kind``; ``None`` where it is of another.

    An id is that of a kind of EC2's only with its prefix; a name is taken to be of the kind that is asked for.
    """
    if kind in ("bucket", "object"):
        path = resource.partition(":::")[2]
        return path if path and ("/" in path) == (kind == "object") else None
    if kind in ID_KINDS:
        match = _ID.match(resource.rsplit("/", 1)[-1])
        return match[0] if match and _EC2_KINDS.get(match["prefix"]) == kind else None
    if kind in _IN_FRONT:
        return _name_in_front(kind, resource)
    if match := _ARN.match(resource):
        rest = match["rest"]
        if kind == "log-group":
            return rest.removeprefix("log-group:").removesuffix(":*") if rest.startswith("log-group:") else None
        if kind == "alias":
            return rest if rest.startswith("alias/") else None
        if kind == "alarm":
            return rest.removeprefix("alarm:") if rest.startswith("alarm:") else None
        if kind == "topic":
            return rest if match["service"] == "sns" else None
        return rest.removeprefix(f"{kind}/") if rest.startswith(f"{kind}/") else None
    if kind == "alias":
        return resource if resource.startswith("alias/") else None
    return resource if resource and not resource.startswith("alias/") else None


def _name_in_front(kind: str, resource: str) -> str | None:
    """Load balancers and web ACLs are named by their ARNs alone, what Route 53 has by its ids alone."""
    if kind in _OF_ROUTE_53:
        bare = resource.rsplit("/", 1)[-1]
        return bare if _OF_ROUTE_53[kind].fullmatch(bare) else None
    service, beginning = _IN_FRONT[kind]
    match = _ARN.match(resource)
    if match and match["service"] == service and match["rest"].startswith(beginning):
        return match["rest"].removeprefix(beginning)
    return None


def kind_of_id(resource: str) -> str | None:
    """The kind of EC2 resource that an id or ARN is of."""
    match = _ID.match(resource.rsplit("/", 1)[-1])
    return _EC2_KINDS.get(match["prefix"]) if match else None


def asked_for(action: str, resource: str, place: Place) -> str:
    """The ARN that a call of ``action`` about ``resource`` is about, as far as it can be told; else an empty text."""
    kinds = kinds_of(action)
    if kinds is None:
        # Tags may be put on anything.
        kind = kind_of_id(resource)
        return arn(kind, resource, action, place) if kind else resource if _ARN.match(resource) else ""
    for kind in kinds:
        if name := name_in(kind, resource):
            return arn(kind, name, action, place)
    return ""
