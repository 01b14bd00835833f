"""Security groups whose rules may reference groups of other accounts, inside one VPC.

"Participants can create rules in the security groups that they own that reference security groups that belong to other
participants or the owner" as account/sg-id (VPC guide, page vpc-sharing).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from moto.ec2.exceptions import (
    DependencyViolationError,
    InvalidParameterCombination,
    InvalidParameterValue,
    InvalidSecurityGroupNotFoundError,
    InvalidSecurityGroupRuleIdNotFoundError,
    MissingParameter,
)
from moto.ec2.models import EC2Backend
from moto.ec2.models.security_groups import SecurityGroup, SecurityGroupRule
from moto.ec2.utils import is_valid_security_group_id

from mwaa_tf.local_aws.services.ec2.exceptions import GroupIdMalformedError, GroupsOfDifferentNetworksError
from mwaa_tf.local_aws.services.ec2.security_group_rules import VpcSecurityGroupRule
from mwaa_tf.local_aws.services.ec2.visibility import (
    backends,
    is_terminated,
    own_security_groups,
    participants_security_groups,
)

_SOURCES = ("CidrIpv4", "CidrIpv6", "PrefixListId", "ReferencedGroupId")


class SecurityGroupOperations(EC2Backend):
    """Security groups in the account's own VPCs and in those shared with it."""

    def create_security_group(
        self,
        name: str,
        description: str,
        vpc_id: str | None = None,
        tags: dict[str, str] | None = None,
        force: bool = False,
        is_default: bool | None = None,
    ) -> SecurityGroup:
        if vpc_id:
            self.get_vpc(vpc_id)
        group = super().create_security_group(name, description, vpc_id, tags, force, is_default)
        # moto adds it only where the VPC is the account's own.
        if not group.egress_rules:
            group.egress_rules = [VpcSecurityGroupRule(self, "-1", group.id, None, None, {"CidrIp": "0.0.0.0/0"})]
        if is_default:
            # "Allows inbound traffic from all resources that are assigned to this security group" (VPC guide, page
            # default-security-group); moto's lets nothing in.
            itself = {"GroupId": group.id, "UserId": self.account_id, "OwnerId": self.account_id}
            group.ingress_rules = [
                VpcSecurityGroupRule(self, "-1", group.id, None, None, None, itself, is_egress=False)
            ]
        return group

    def describe_security_groups(
        self, group_ids: list[str] | None = None, groupnames: list[str] | None = None, filters: Any = None
    ) -> list[SecurityGroup]:
        visible = {group.id: group for group in self._visible_groups()}
        for group_id in group_ids or []:
            if group_id not in visible:
                raise InvalidSecurityGroupNotFoundError(group_id)
        names = {group.name for group in visible.values()}
        for name in groupnames or []:
            if name not in names:
                raise InvalidSecurityGroupNotFoundError(name)
        return [
            group
            for group in visible.values()
            if (not group_ids or group.id in group_ids)
            and (not groupnames or group.name in groupnames)
            and (not filters or group.matches_filters(filters))
        ]

    def describe_security_group_rules(
        self, sg_rule_ids: list[str], filters: dict[str, list[str]]
    ) -> list[SecurityGroupRule]:
        for group_id in filters.get("group-id", []):
            if not is_valid_security_group_id(group_id):
                raise GroupIdMalformedError(group_id)
        visible = {rule.id: rule for group in self._visible_groups() for rule in _rules_of(group)}
        for rule_id in sg_rule_ids:
            if rule_id not in visible:
                raise InvalidSecurityGroupRuleIdNotFoundError(rule_id)
        return [
            rule.as_described()
            for rule in visible.values()
            if (not sg_rule_ids or rule.id in sg_rule_ids) and rule.matches_filters(filters)
        ]

    def _visible_groups(self) -> list[SecurityGroup]:
        return [*own_security_groups(self), *participants_security_groups(self)]

    def delete_security_group(self, name: str | None = None, group_id: str | None = None) -> None:
        group = self.get_security_group_by_name_or_id(group_id or name or "")
        if group is not None and any(True for _ in self._users_of(group)):
            raise DependencyViolationError(f"resource {group.id} has a dependent object")
        super().delete_security_group(name, group_id)

    def _users_of(self, group: SecurityGroup) -> Iterator[object]:
        """What keeps the group from being deleted: rules that reference it, in any account, interfaces, balancers."""
        from moto.elbv2.models import elbv2_backends

        for backend in backends(self.region_name):
            yield from (
                rule
                for other in own_security_groups(backend)
                if other.id != group.id
                for rule in _rules_of(other)
                if rule.source_group.get("GroupId") == group.id
            )
        for interface in list(self.enis.values()):
            if not is_terminated(interface) and any(attached.id == group.id for attached in interface.group_set):
                yield interface
        balancers = elbv2_backends[self.account_id][self.region_name].load_balancers
        yield from (balancer for balancer in list(balancers.values()) if group.id in balancer.security_groups)

    def _iterate_security_rules(
        self,
        ip_protocol: str,
        group_id: str,
        from_port: str,
        to_port: str,
        ip_ranges: list[Any],
        source_groups: list[dict[str, Any]],
        prefix_list_ids: list[dict[str, str]],
        is_egress: bool = False,
        tags: dict[str, str] | None = None,
    ) -> Iterator[SecurityGroupRule]:
        group = self.get_security_group_from_id(group_id)
        sources: list[tuple[Any, Any, Any]] = [
            *((ip_range, None, None) for ip_range in ip_ranges),
            *((None, self._in_network_of(group, source), None) for source in source_groups),
            *((None, None, prefix_list) for prefix_list in prefix_list_ids),
        ]
        for ip_range, source, prefix_list in sources:
            yield VpcSecurityGroupRule(
                self, ip_protocol, group_id, from_port, to_port, ip_range, source, prefix_list, is_egress, tags or {}
            )

    def _add_source_group(self, source_groups: list[dict[str, Any]] | None, vpc_id: str | None) -> list[dict[str, Any]]:
        """The groups by id instead of name; their accounts are looked up when the rule is created."""
        by_id = []
        for named_group in source_groups or []:
            source = dict(named_group)
            if "GroupId" not in source and (name := source.pop("GroupName", None)):
                group = self.get_security_group_from_name(name, vpc_id)
                if group is None:
                    raise InvalidSecurityGroupNotFoundError(name)
                source["GroupId"] = group.id
            by_id.append(source)
        return by_id

    def _in_network_of(self, group: SecurityGroup | None, source: dict[str, Any]) -> dict[str, Any]:
        """``source`` with the account of its group. Raises where that is not in the VPC of ``group``, or a peer of it.

        Without an account the group is looked for in the caller's, then in the VPC: EC2 finds it there, and returns it
        with the account, so that a Terraform configuration that names the bare id always shows a change.
        """
        account_id, group_id = source.get("UserId"), source["GroupId"]
        if not is_valid_security_group_id(group_id):
            raise GroupIdMalformedError(group_id)
        owners = [backend for backend in backends(self.region_name) if account_id in (None, backend.account_id)]
        groups = (other for backend in owners for other in own_security_groups(backend) if other.id == group_id)
        other = next(groups, None)
        if other is None:
            raise InvalidSecurityGroupNotFoundError(group_id)
        if group is not None and other.vpc_id != group.vpc_id and not self._peers(group.vpc_id, other.vpc_id):
            if other.owner_id != self.account_id and account_id is None:
                raise InvalidSecurityGroupNotFoundError(group_id)
            raise GroupsOfDifferentNetworksError
        details = {key: value for key, value in source.items() if key in ("Description", "PeeringStatus", "VpcId")}
        return {"GroupId": group_id, "UserId": other.owner_id, "OwnerId": other.owner_id, **details}

    def _peers(self, vpc_id: str | None, other_vpc_id: str | None) -> bool:
        return any(
            {peering.vpc.id, peering.peer_vpc.id} == {vpc_id, other_vpc_id} and peering._status.code == "active"
            for backend in backends(self.region_name)
            for peering in list(backend.vpc_pcxs.values())
        )

    def modify_security_group_rules(self, group_id: str, rules: dict[str, dict[str, Any]]) -> None:
        group = self.get_security_group_from_id(group_id)
        if group is None:
            raise InvalidSecurityGroupNotFoundError(group_id)
        changes = [(self._checked_change(group, rule_id, change), change) for rule_id, change in rules.items()]
        for rule, change in changes:
            source = change.get("ReferencedGroupId")
            rule.modify(change, self._in_network_of(group, {"GroupId": source}) if source else None)

    @staticmethod
    def _checked_change(group: SecurityGroup, rule_id: str, change: dict[str, Any]) -> VpcSecurityGroupRule:
        sources = [source for source in _SOURCES if change.get(source) is not None]
        if len(sources) > 1:
            raise InvalidParameterCombination(
                "Only one of cidrIp, cidrIpv6, prefixListId, or referencedGroupId can be specified"
            )
        if not sources:
            raise MissingParameter(
                "The request must contain exactly one of: cidrIp, cidrIpv6, prefixListId, or referencedGroupId"
            )
        rule = next((rule for rule in _rules_of(group) if rule.id == rule_id), None)
        if rule is None:
            raise InvalidSecurityGroupRuleIdNotFoundError(rule_id)
        if change.get("IpProtocol") is None:
            raise InvalidParameterValue(
                "Invalid value 'null' for protocol. VPC security group rules must specify protocols explicitly."
            )
        ports = change.get("FromPort"), change.get("ToPort")
        if None in ports and str(change["IpProtocol"]).lower() in ("tcp", "udp", "6", "17"):
            raise InvalidParameterValue(
                "Invalid value for portRange. Must specify both from and to ports with TCP/UDP."
            )
        if sources[0] != rule.source_kind:
            raise InvalidParameterValue(
                f"Invalid rule type for security group rule '{rule_id}'. You may not specify {sources[0]} for an "
                f"existing {rule.source_kind} rule."
            )
        source = change.get("ReferencedGroupId")
        if source is not None and not is_valid_security_group_id(source):
            raise GroupIdMalformedError(source)
        return rule


def _rules_of(group: SecurityGroup) -> list[VpcSecurityGroupRule]:
    rules = itertools.chain(group.egress_rules, group.ingress_rules)
    return [rule for rule in rules if isinstance(rule, VpcSecurityGroupRule)]
