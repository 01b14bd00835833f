"""Elements of attributes, and the resources that add them, in a form in which both can be compared.

The provider joins rules of a security group that differ only in their source into one element, for instance.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from mwaa_tf.arn import Arn
from mwaa_tf.review.values import NOTHING

#: Kinds of source in an element of ``ingress`` and ``egress``, and in the two resources that are one rule.
_SOURCES = ("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups")
_RULE_SOURCES = ("cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id")

#: All that an element of ``ingress`` and ``egress`` has.
_RULE = (*_SOURCES, "description", "from_port", "protocol", "self", "to_port")

#: How the default permission of a share is called: https://docs.aws.amazon.com/ram/latest/userguide/
#: security-ram-permissions.html. AWS adds it with the first resource of a type.
_DEFAULT_PERMISSION = "AWSRAMDefaultPermission"


def rule(element: Any, _: Mapping[str, Any]) -> Iterator[object]:
    """The single rules that an element of ``ingress`` or ``egress`` stands for."""
    if not isinstance(element, Mapping) or not _has_only(element, _RULE):
        return
    what = _traffic(element, element.get("protocol"))
    for kind in _SOURCES:
        for source in _listed(element.get(kind)):
            yield (*what, kind, source)
    if element.get("self"):
        yield (*what, "self", True)


def rule_of(direction: str, source: Mapping[str, Any], target: Mapping[str, Any]) -> Iterator[object]:
    """The rules that ``aws_vpc_security_group_*_rule`` or ``aws_security_group_rule`` adds to a group."""
    if "ip_protocol" in source:
        values = {kind: [source.get(name)] for kind, name in zip(_SOURCES, _RULE_SOURCES, strict=True)}
        protocol = source.get("ip_protocol")
    elif source.get("type") != direction:
        return
    else:
        values = {kind: _listed(source.get(kind)) for kind in _SOURCES}
        values["security_groups"] = [source.get("source_security_group_id")]
        protocol = source.get("protocol")
    what = _traffic(source, protocol)
    for kind, members in values.items():
        for member in members:
            if member == target.get("id"):
                yield (*what, "self", True)
            elif member:
                yield (*what, kind, member)
    if source.get("self"):
        yield (*what, "self", True)


def route(element: Any, _: Mapping[str, Any]) -> Iterator[object]:
    """A route: where to, and through what."""
    if not isinstance(element, Mapping):
        return
    told = {name: value for name, value in element.items() if value not in NOTHING and name not in _NOT_OF_A_ROUTE}
    if told and all(isinstance(value, str) for value in told.values()):
        yield tuple(
            sorted(
                (name.replace("destination_cidr", "cidr").replace("destination_ipv6", "ipv6"), value)
                for name, value in told.items()
            )
        )


#: What ``aws_route`` has besides the destination and the next hop.
_NOT_OF_A_ROUTE = ("id", "instance_id", "instance_owner_id", "origin", "region", "route_table_id", "state", "timeouts")


def prefix(element: Any, _: Mapping[str, Any]) -> Iterator[object]:
    """An entry of a prefix list."""
    if isinstance(element, Mapping) and isinstance(element.get("cidr"), str):
        yield element["cidr"], element.get("description") or ""


def inline_policy(element: Any, _: Mapping[str, Any]) -> Iterator[object]:
    """A policy within a role, by name and meaning: the order of keys in its document says nothing."""
    name, text = (element.get(key) for key in ("name", "policy")) if isinstance(element, Mapping) else (None, None)
    if not (isinstance(name, str) and isinstance(text, str)):
        return
    try:
        yield name, json.dumps(json.loads(text), sort_keys=True)
    except (ValueError, RecursionError):
        yield name, text


def permission(element: Any, _: Mapping[str, Any]) -> Iterator[object]:
    """The default permission of the type of resource that is shared; another permission as it is."""
    if isinstance(element, Mapping):
        if shared := Arn.find(str(element.get("resource_arn"))):
            yield _DEFAULT_PERMISSION, shared.resource_type.replace("-", "")
        return
    text = str(element)
    name = text.rpartition("/")[2]
    is_default = text.startswith("arn:") and ":ram::aws:permission/" in text
    if is_default and name.startswith(_DEFAULT_PERMISSION):
        yield _DEFAULT_PERMISSION, name.removeprefix(_DEFAULT_PERMISSION).lower()
    else:
        yield element


def _traffic(values: Mapping[str, Any], protocol: Any) -> tuple[object, ...]:
    """Protocol, ports and description; all protocols have no ports."""
    ports = (0, 0) if str(protocol) == "-1" else (values.get("from_port") or 0, values.get("to_port") or 0)
    return (str(protocol), *ports, values.get("description") or "")


def _has_only(element: Mapping[str, Any], names: Collection[str]) -> bool:
    """Whether nothing else is in an element: what is not compared is not accounted for."""
    return all(value in NOTHING for name, value in element.items() if name not in names)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
