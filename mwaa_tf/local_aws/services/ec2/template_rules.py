"""Rules of security groups in templates: resources of their own, and lists in the group's.

moto has no AWS::EC2::SecurityGroupEgress, deletes no rule with its stack, fails at a rule for all protocols in the list
of a group, and drops a group's list of outbound rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto.core.common_models import CloudFormationModel
from moto.ec2.exceptions import MissingParameterError
from moto.ec2.models import EC2Backend, ec2_backends
from moto.ec2.models.security_groups import SecurityGroup, SecurityGroupRule

from mwaa_tf.local_aws.services.ec2.cloudformation import replace_tags


class _TemplateRule:
    """A rule of a stack. `Ref` is its id (the type's schema, primaryIdentifier)."""

    is_egress: bool

    def __init__(self, group_id: str, rule: SecurityGroupRule) -> None:
        self.group_id = group_id
        self.rule = rule

    @property
    def physical_resource_id(self) -> str:
        """The id of the rule."""
        return str(self.rule.id)

    @staticmethod
    def cloudformation_name_type() -> str:
        return ""

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        return attr == "Id"

    def get_cfn_attribute(self, attribute_name: str) -> str:
        if attribute_name != "Id":
            # moto's CloudFormation is imported with its first call: it takes long, and imports ten services.
            from moto.cloudformation.exceptions import UnformattedGetAttTemplateException

            raise UnformattedGetAttTemplateException
        return self.physical_resource_id

    @classmethod
    def create_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **_: Any
    ) -> Any:
        """Add the rule to its group; it has no name."""
        del resource_name
        properties = cloudformation_json["Properties"]
        backend = ec2_backends[account_id][region_name]
        group_id = properties.get("GroupId")
        if group_id is None:
            (group,) = backend.describe_security_groups(groupnames=[properties.get("GroupName")])
            group_id = group.id
        return cls(group_id, add_rule(backend, group_id, properties, is_egress=cls.is_egress))

    @classmethod
    def update_from_cloudformation_json(
        cls,
        original_resource: Any,
        new_resource_name: str,  # noqa: ARG003 - moto's signature
        cloudformation_json: Any,
        account_id: str,
        region_name: str,
    ) -> Any:
        """Change the description: all that can change in place."""
        rule: Any = original_resource.rule
        source = rule.source_group.get("GroupId") or rule.ip_range.get("CidrIp") or rule.ip_range.get("CidrIpv6")
        change = {
            "IpProtocol": rule.ip_protocol,
            "FromPort": rule.from_port,
            "ToPort": rule.to_port,
            "Description": cloudformation_json["Properties"].get("Description"),
            rule.source_kind: source or rule.prefix_list_id.get("PrefixListId"),
        }
        backend = ec2_backends[account_id][region_name]
        backend.modify_security_group_rules(original_resource.group_id, {str(rule.id): change})
        return original_resource

    def delete(self, account_id: str, region_name: str) -> None:
        """Remove the rule; one that is already removed, perhaps with its group, is no error."""
        group = ec2_backends[account_id][region_name].get_security_group_from_id(self.group_id)
        if group is not None:
            rules = group.egress_rules if self.is_egress else group.ingress_rules
            rules[:] = [rule for rule in rules if rule.id != self.rule.id]


class TemplateIngressRule(_TemplateRule, CloudFormationModel):
    """AWS::EC2::SecurityGroupIngress, in place of moto's."""

    is_egress = False

    @staticmethod
    def cloudformation_type() -> str:
        return "AWS::EC2::SecurityGroupIngress"


class TemplateEgressRule(_TemplateRule, CloudFormationModel):
    """AWS::EC2::SecurityGroupEgress, which moto does not have."""

    is_egress = True

    @staticmethod
    def cloudformation_type() -> str:
        return "AWS::EC2::SecurityGroupEgress"


def add_rule(
    backend: EC2Backend, group_id: str, properties: Mapping[str, Any], *, is_egress: bool
) -> SecurityGroupRule:
    """Add the rule of a template to a group. Raises EC2's errors."""
    authorize = backend.authorize_security_group_egress if is_egress else backend.authorize_security_group_ingress
    description = {"Description": properties["Description"]} if "Description" in properties else {}
    side = "Destination" if is_egress else "Source"
    group = {
        "GroupId": properties.get(f"{side}SecurityGroupId"),
        "GroupName": properties.get("SourceSecurityGroupName"),
        "UserId": properties.get("SourceSecurityGroupOwnerId"),
    }
    ranges = [{name: properties[name], **description} for name in ("CidrIp", "CidrIpv6") if properties.get(name)]
    prefix_list = properties.get(f"{side}PrefixListId")
    group_vpc = backend.get_security_group_from_id(group_id)
    existing = _default_rule(backend, group_id, properties) if is_egress else None
    if existing is not None:
        return existing
    rules, _ = authorize(
        group_name_or_id=group_id,
        ip_protocol=str(properties["IpProtocol"]),
        from_port=_port(properties.get("FromPort")),
        to_port=_port(properties.get("ToPort")),
        ip_ranges=ranges,
        source_groups=[{**_without_none(group), **description}] if group["GroupId"] or group["GroupName"] else [],
        prefix_list_ids=[{"PrefixListId": prefix_list, **description}] if prefix_list else [],
        vpc_id=group_vpc.vpc_id if group_vpc else None,
    )
    if not rules:
        # The page of AWS::EC2::SecurityGroupEgress: exactly one destination; EC2's words.
        raise MissingParameterError("source or destination")
    return rules[0]


def _default_rule(backend: EC2Backend, group_id: str, properties: Mapping[str, Any]) -> SecurityGroupRule | None:
    """The rule that EC2 gives a new group, if ``properties`` describe it.

    The quick start of Amazon MWAA (page quick-start) adds just this rule to a new group, so that CloudFormation takes
    the existing one; inferred.
    """
    group = backend.get_security_group_from_id(group_id)
    if group is None or str(properties.get("IpProtocol")) != "-1" or properties.get("CidrIp") != "0.0.0.0/0":
        return None
    return next((rule for rule in group.egress_rules if rule.ip_range.get("CidrIp") == "0.0.0.0/0"), None)


def create_group(
    _model: type, /, name: str, definition: Any, account_id: str, region_name: str, **_: Any
) -> SecurityGroup:
    """Create a group with the rules in its lists.

    Outbound rules replace the one that EC2 gives a new group (template reference, aws-resource-ec2-securitygroup: how
    to remove the default rule).
    """
    properties = definition["Properties"]
    backend = ec2_backends[account_id][region_name]
    group = backend.create_security_group(name, properties.get("GroupDescription"), properties.get("VpcId"))
    for tag in properties.get("Tags", []):
        group.add_tag(tag["Key"], tag["Value"])
    _set_rules(backend, group, properties)
    return group


def update_group(
    _model: type,
    /,
    original_resource: SecurityGroup,
    new_resource_name: str,  # noqa: ARG001 - moto's signature
    cloudformation_json: Any,
    account_id: str,
    region_name: str,
) -> SecurityGroup:
    """Change the rules in the lists of a group, where moto deletes the group and creates another one."""
    backend = ec2_backends[account_id][region_name]
    _set_rules(backend, original_resource, cloudformation_json["Properties"])
    replace_tags(backend, original_resource, cloudformation_json)
    return original_resource


def delete_group(group: SecurityGroup, account_id: str, region_name: str) -> None:
    """Delete the group by its id; moto looks for its name."""
    ec2_backends[account_id][region_name].delete_security_group(group_id=group.id)


def _set_rules(backend: EC2Backend, group: SecurityGroup, properties: Mapping[str, Any]) -> None:
    """Bring the rules of the lists into being, and remove those of earlier lists."""
    before = set(getattr(group, "template_rule_ids", ()))
    kept = {"ingress_rules": group.ingress_rules, "egress_rules": group.egress_rules}
    created = []
    for is_egress, name in ((False, "SecurityGroupIngress"), (True, "SecurityGroupEgress")):
        attribute = "egress_rules" if is_egress else "ingress_rules"
        default = is_egress and properties.get(name) and not before
        setattr(group, attribute, [] if default else [rule for rule in kept[attribute] if rule.id not in before])
        created += [add_rule(backend, group.id, rule, is_egress=is_egress).id for rule in properties.get(name) or []]
    group.template_rule_ids = created  # type: ignore[attr-defined]


def _port(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.lstrip("-").isdigit() else value


def _without_none(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
