"""ARNs of the resources that API calls name.

The formats are those of the tables "Resource types defined by …" in the Service Authorization Reference.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mwaa_tf.iam.actions import resource_kinds

#: The kind of an EC2 resource, by the prefix of its id.
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
"""Kinds of resources that have ids instead of names."""

#: Kinds of resources that belong to the owner of the VPC, whichever account names them in a call.
_OWNED_BY_VPC_OWNER = frozenset({"network-acl", "route-table", "subnet", "vpc"})

#: Actions that take a log group's ARN without `:*` at its end (CloudWatch Logs API Reference, LogGroup).
_BARE_LOG_GROUPS = frozenset({"logs:ListTagsForResource", "logs:TagResource", "logs:UntagResource"})

#: Kinds in front of a web server: the service in their ARNs, whatever the action's is, and the prefix of the resource.
_FRONT_KINDS = {
    "change": ("route53", "change/"),
    "hosted-zone": ("route53", "hostedzone/"),
    "listener": ("elasticloadbalancing", "listener/"),
    "loadbalancer": ("elasticloadbalancing", "loadbalancer/"),
    "targetgroup": ("elasticloadbalancing", "targetgroup/"),
    "web-acl": ("wafv2", "regional/webacl/"),
}

#: Formats of Route 53's ids.
_ROUTE_53_IDS = {"change": re.compile(r"C[A-Z0-9]{8,32}"), "hosted-zone": re.compile(r"Z[A-Z0-9]{8,32}")}

_ID = re.compile(r"^(?P<prefix>[a-z]+(?:-[a-z]+)*)-[0-9a-f]{8,17}$")
_ARN = re.compile(r"^arn:[^:]+:(?P<service>[^:]*):[^:]*:[^:]*:(?P<rest>.+)$")


@dataclass(frozen=True, slots=True)
class ArnScope:
    """What the ARNs of a call have in common. ``owner_id`` is the account that owns the VPC."""

    partition: str
    region: str
    account_id: str
    owner_id: str


def resource_arn(kind: str, name: str, action: str, scope: ArnScope) -> str:
    """The ARN of a resource of ``kind`` and ``name``, in the format that ``action`` takes."""
    service = action.split(":", 1)[0]
    account = scope.owner_id if kind in _OWNED_BY_VPC_OWNER else scope.account_id
    if kind in _FRONT_KINDS:
        service, prefix = _FRONT_KINDS[kind]
        location = ":" if kind in _ROUTE_53_IDS else f"{scope.region}:{account}"
        return f"arn:{scope.partition}:{service}:{location}:{prefix}{name}"
    regional = f"arn:{scope.partition}:{service}:{scope.region}:{account}:"
    match service:
        case "ec2" if kind == "image":
            # The ARNs of images have no account.
            return f"arn:{scope.partition}:ec2:{scope.region}::image/{name}"
        case "ssm":
            # The ARNs of parameters that AWS publishes have no account.
            owner = "" if name.startswith("/aws/service/") else account
            return f"arn:{scope.partition}:ssm:{scope.region}:{owner}:parameter/{name.removeprefix('/')}"
        case "s3":
            return f"arn:{scope.partition}:s3:::{name}"
        case "iam":
            return f"arn:{scope.partition}:iam::{account}:{kind}/{name}"
        case "cloudwatch":
            # The ARNs of dashboards have no region.
            prefix = regional if kind == "alarm" else f"arn:{scope.partition}:cloudwatch::{account}:"
            return f"{prefix}alarm:{name}" if kind == "alarm" else f"{prefix}{kind}/{name}"
        case "sns":
            return f"{regional}{name}"
        case "logs":
            return f"{regional}{kind}:{name}" + ("" if action in _BARE_LOG_GROUPS else ":*")
        case _:
            return f"{regional}{name if kind == 'alias' else f'{kind}/{name}'}"


def resource_name(kind: str, resource: str) -> str | None:
    """The name in ``resource``, an ARN, id or name from a call; ``None`` for a resource of another kind than ``kind``.

    An id of EC2 shows its kind by its prefix; a plain name is taken to be of ``kind``.
    """
    if kind in ("bucket", "object"):
        path = resource.partition(":::")[2]
        return path if path and ("/" in path) == (kind == "object") else None
    if kind in ID_KINDS:
        match = _ID.match(resource.rsplit("/", 1)[-1])
        return match[0] if match and _EC2_KINDS.get(match["prefix"]) == kind else None
    if kind in _FRONT_KINDS:
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
    """Load balancers and web ACLs are named by ARN only, hosted zones and changes by id only."""
    if kind in _ROUTE_53_IDS:
        resource_id = resource.rsplit("/", 1)[-1]
        return resource_id if _ROUTE_53_IDS[kind].fullmatch(resource_id) else None
    service, prefix = _FRONT_KINDS[kind]
    match = _ARN.match(resource)
    if match and match["service"] == service and match["rest"].startswith(prefix):
        return match["rest"].removeprefix(prefix)
    return None


def kind_of_id(resource: str) -> str | None:
    """The kind of an EC2 resource, by its id or ARN; ``None`` for anything else."""
    match = _ID.match(resource.rsplit("/", 1)[-1])
    return _EC2_KINDS.get(match["prefix"]) if match else None


def requested_arn(action: str, resource: str, scope: ArnScope) -> str:
    """The ARN of the ``resource`` that a call of ``action`` names; empty if it cannot be derived."""
    kinds = resource_kinds(action)
    if kinds is None:
        # Such as tags, which any resource can have.
        kind = kind_of_id(resource)
        return resource_arn(kind, resource, action, scope) if kind else resource if _ARN.match(resource) else ""
    for kind in kinds:
        if name := resource_name(kind, resource):
            return resource_arn(kind, name, action, scope)
    return ""
