"""Rules of security groups: each may have a description, and two are equal if they allow the same traffic."""

from __future__ import annotations

import copy
from typing import Any

from moto.ec2.models.security_groups import SecurityGroupRule

_ALL_PROTOCOLS = "-1"


class VpcSecurityGroupRule(SecurityGroupRule):
    """moto's rule keeps only the description of an address range, and compares the descriptions of groups."""

    def __init__(
        self,
        ec2_backend: Any,
        ip_protocol: str,
        group_id: str,
        from_port: str | None,
        to_port: str | None,
        ip_range: dict[str, str] | None,
        source_group: dict[str, str] | None = None,
        prefix_list_id: dict[str, str] | None = None,
        is_egress: bool = True,
        tags: dict[str, str] | None = None,
    ) -> None:
        super().__init__(
            ec2_backend,
            ip_protocol,
            group_id,
            from_port,
            to_port,
            ip_range,
            source_group,
            prefix_list_id,
            is_egress,
            tags,
        )
        self.prefix_list_description = (prefix_list_id or {}).get("Description")

    @property
    def description(self) -> str | None:
        return self.ip_range.get("Description") or self.source_group.get("Description") or self.prefix_list_description

    @property
    def group_owner_id(self) -> str:
        """The account of the group that the rule is in."""
        return self.owner_id

    @property
    def source_kind(self) -> str:
        """The kind of source or destination, as the parameter of ModifySecurityGroupRules that names it."""
        if self.source_group:
            return "ReferencedGroupId"
        if self.prefix_list_id:
            return "PrefixListId"
        return "CidrIpv6" if "CidrIpv6" in self.ip_range else "CidrIpv4"

    @property
    def allows(self) -> tuple[Any, ...]:
        """Protocol, ports and source: two rules of a group never have the same."""
        return (
            self.ip_protocol,
            None if self.ip_protocol == _ALL_PROTOCOLS else (self.from_port, self.to_port),
            self.ip_range.get("CidrIp"),
            self.ip_range.get("CidrIpv6"),
            self.source_group.get("GroupId"),
            self.prefix_list_id,
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, VpcSecurityGroupRule) and self.allows == other.allows

    __hash__ = None  # type: ignore[assignment] # rules are modified in place

    def as_described(self) -> VpcSecurityGroupRule:
        """As DescribeSecurityGroupRules returns it: ports that do not matter are -1."""
        described = copy.copy(self)
        described.from_port = -1 if self.from_port is None else self.from_port
        described.to_port = -1 if self.to_port is None else self.to_port
        return described

    def modify(self, change: dict[str, Any], source_group: dict[str, str] | None) -> None:
        """Apply a SecurityGroupRuleRequest; the id and the tags stay."""
        new = VpcSecurityGroupRule(
            self.ec2_backend,
            str(change["IpProtocol"]),
            self.group_id,
            change.get("FromPort"),
            change.get("ToPort"),
            _ip_range(change),
            source_group,
            {"PrefixListId": change["PrefixListId"]} if change.get("PrefixListId") else None,
            self.is_egress,
        )
        self.ip_protocol, self.from_port, self.to_port = new.ip_protocol, new.from_port, new.to_port
        self.ip_range, self.source_group, self.prefix_list_id = new.ip_range, new.source_group, new.prefix_list_id
        description = change.get("Description")
        self.prefix_list_description = description
        for described in (self.ip_range, self.source_group):
            if described:
                described.pop("Description", None)
                described.update({"Description": description} if description else {})


def _ip_range(change: dict[str, Any]) -> dict[str, str]:
    if change.get("CidrIpv4"):
        return {"CidrIp": change["CidrIpv4"]}
    return {"CidrIpv6": change["CidrIpv6"]} if change.get("CidrIpv6") else {}
