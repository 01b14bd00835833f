"""Attributes that the AWS provider fills from what other resources manage: the rules of a security group, for instance.

A resource that is applied before its attachments has an old value of such an attribute in its state. The next plan
reads the new one, and lists it as a change outside Terraform, though Terraform made it a moment later.

Each entry comes from the schema of hashicorp/aws (``terraform providers schema -json``): the attribute is computed or a
block, and a resource type of its own manages the same. tests/review/test_provider_schema.py compares them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from mwaa_tf.review.attachment_parts import inline_policy, permission, prefix, route, rule, rule_of

Values = Mapping[str, Any]

#: What one element of an attribute stands for, or one resource adds to it, in a form in which both can be compared.
Parts = Iterator[object]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A resource type that manages an attribute of another, or a part of it."""

    target: str
    attribute: str
    source: str
    link: tuple[str, str]
    """Attributes of the source and of the target that have the same value where they belong together."""
    added: Callable[[Values, Values], Parts] | None = None
    """What a source adds to a target; None: it manages the whole attribute, and reads it back itself."""
    parts: Callable[[Any, Values], Parts] = lambda element, _: iter((element,))
    """What an element of the attribute stands for."""


def attachments_of(target: str) -> tuple[Attachment, ...]:
    """The attachments to a type of resource."""
    return _BY_TARGET.get(target, ())


def _value(name: str) -> Callable[[Values, Values], Parts]:
    """The source has the value in its own attribute ``name``."""
    return lambda source, _: iter((source.get(name),))


def _whole(target: str, own: str, sources: Mapping[str, tuple[str, str]]) -> Iterator[Attachment]:
    """Attribute -> the type that manages the whole of it, and its attribute with the target's ``own``."""
    for attribute, (source, link) in sources.items():
        yield Attachment(target, attribute, source, (link, own))


def _security_group(target: str) -> Iterator[Attachment]:
    for direction in ("ingress", "egress"):
        for source in (f"aws_vpc_security_group_{direction}_rule", "aws_security_group_rule"):
            link = ("security_group_id", "id")
            yield Attachment(target, direction, source, link, partial(rule_of, direction), rule)


def _routes(target: str) -> Attachment:
    return Attachment(target, "route", "aws_route", ("route_table_id", "id"), route, route)


def _member(path: str, source_path: str, link: str, own: str = "id") -> Attachment:
    """The attribute ``path`` of a type is, or has, the values of ``source_path`` of the sources that belong to it."""
    (target, attribute), (source, name) = path.split("."), source_path.split(".")
    return Attachment(target, attribute, source, (link, own), _value(name))


def _elastic_ip(source: str, names: Mapping[str, str]) -> Iterator[Attachment]:
    for attribute, name in names.items():
        yield _member(f"aws_eip.{attribute}", f"{source}.{name}", "allocation_id")


def _private_name(element: Any, _: Values) -> Parts:
    """The address that the name of a private address begins with: ``ip-10-0-0-4.ec2.internal``."""
    label = str(element).partition(".")[0]
    yield label.removeprefix("ip-").replace("-", ".") if label.startswith("ip-") else element


_BUCKET = {
    "acceleration_status": "aws_s3_bucket_accelerate_configuration",
    "cors_rule": "aws_s3_bucket_cors_configuration",
    "grant": "aws_s3_bucket_acl",
    "lifecycle_rule": "aws_s3_bucket_lifecycle_configuration",
    "logging": "aws_s3_bucket_logging",
    "object_lock_configuration": "aws_s3_bucket_object_lock_configuration",
    "policy": "aws_s3_bucket_policy",
    "replication_configuration": "aws_s3_bucket_replication_configuration",
    "request_payer": "aws_s3_bucket_request_payment_configuration",
    "server_side_encryption_configuration": "aws_s3_bucket_server_side_encryption_configuration",
    "versioning": "aws_s3_bucket_versioning",
    "website": "aws_s3_bucket_website_configuration",
    "website_domain": "aws_s3_bucket_website_configuration",
    "website_endpoint": "aws_s3_bucket_website_configuration",
}

_QUEUE = {name: f"aws_sqs_queue_{name}" for name in ("policy", "redrive_policy", "redrive_allow_policy")}

ATTACHMENTS: tuple[Attachment, ...] = (
    *_security_group("aws_security_group"),
    *_security_group("aws_default_security_group"),
    _routes("aws_route_table"),
    _routes("aws_default_route_table"),
    _member("aws_route_table.propagating_vgws", "aws_vpn_gateway_route_propagation.vpn_gateway_id", "route_table_id"),
    Attachment(
        "aws_ec2_managed_prefix_list",
        "entry",
        "aws_ec2_managed_prefix_list_entry",
        ("prefix_list_id", "id"),
        prefix,
        prefix,
    ),
    *_whole("aws_s3_bucket", "id", {name: (source, "bucket") for name, source in _BUCKET.items()}),
    *_whole("aws_sqs_queue", "url", {name: (source, "queue_url") for name, source in _QUEUE.items()}),
    *_whole("aws_api_gateway_rest_api", "id", {"policy": ("aws_api_gateway_rest_api_policy", "rest_api_id")}),
    *_whole("aws_kms_key", "key_id", {"policy": ("aws_kms_key_policy", "key_id")}),
    *_whole(
        "aws_redshift_cluster",
        "cluster_identifier",
        {"iam_roles": ("aws_redshift_cluster_iam_roles", "cluster_identifier")},
    ),
    *_whole(
        "aws_opensearch_domain", "domain_name", {"access_policies": ("aws_opensearch_domain_policy", "domain_name")}
    ),
    *_whole("aws_secretsmanager_secret", "arn", {"policy": ("aws_secretsmanager_secret_policy", "secret_arn")}),
    *_whole("aws_sns_topic", "arn", {"policy": ("aws_sns_topic_policy", "arn")}),
    *_whole("aws_vpc_endpoint", "id", {"policy": ("aws_vpc_endpoint_policy", "vpc_endpoint_id")}),
    *_elastic_ip(
        "aws_nat_gateway",
        {"association_id": "association_id", "network_interface": "network_interface_id", "private_ip": "private_ip"},
    ),
    *_elastic_ip(
        "aws_eip_association",
        {
            "association_id": "id",
            "instance": "instance_id",
            "network_interface": "network_interface_id",
            "private_ip": "private_ip_address",
        },
    ),
    replace(_member("aws_eip.private_dns", "aws_nat_gateway.private_ip", "allocation_id"), parts=_private_name),
    replace(
        _member("aws_eip.private_dns", "aws_eip_association.private_ip_address", "allocation_id"), parts=_private_name
    ),
    Attachment("aws_iam_role", "inline_policy", "aws_iam_role_policy", ("role", "name"), inline_policy, inline_policy),
    Attachment(
        "aws_ram_resource_share",
        "permission_arns",
        "aws_ram_resource_association",
        ("resource_share_arn", "arn"),
        permission,
        permission,
    ),
    _member("aws_iam_role.managed_policy_arns", "aws_iam_role_policy_attachment.policy_arn", "role", "name"),
    _member("aws_lb_target_group.load_balancer_arns", "aws_lb_listener.load_balancer_arn", "default_action", "arn"),
    _member("aws_vpc.dhcp_options_id", "aws_vpc_dhcp_options_association.dhcp_options_id", "vpc_id"),
    _member("aws_vpc.main_route_table_id", "aws_main_route_table_association.route_table_id", "vpc_id"),
    *(
        _member(f"aws_vpc_endpoint.{kind}_ids", f"aws_vpc_endpoint_{kind}_association.{kind}_id", "vpc_endpoint_id")
        for kind in ("route_table", "security_group", "subnet")
    ),
    _member(
        "aws_vpc_endpoint_service.allowed_principals",
        "aws_vpc_endpoint_service_allowed_principal.principal_arn",
        "vpc_endpoint_service_id",
    ),
    _member("aws_network_acl.subnet_ids", "aws_network_acl_association.subnet_id", "network_acl_id"),
    _member(
        "aws_network_interface.security_groups",
        "aws_network_interface_sg_attachment.security_group_id",
        "network_interface_id",
    ),
    _member(
        "aws_instance.vpc_security_group_ids",
        "aws_network_interface_sg_attachment.security_group_id",
        "network_interface_id",
        "primary_network_interface_id",
    ),
    _member(
        "aws_autoscaling_group.target_group_arns",
        "aws_autoscaling_attachment.lb_target_group_arn",
        "autoscaling_group_name",
        "name",
    ),
    _member("aws_rds_cluster.cluster_members", "aws_rds_cluster_instance.identifier", "cluster_identifier"),
)

#: Types that are attached to a policy, whose number the policy's ``attachment_count`` is.
POLICY_ATTACHMENTS = (
    "aws_iam_group_policy_attachment",
    "aws_iam_role_policy_attachment",
    "aws_iam_user_policy_attachment",
)

_BY_TARGET: Mapping[str, tuple[Attachment, ...]] = {
    target: tuple(attachment for attachment in ATTACHMENTS if attachment.target == target)
    for target in {attachment.target for attachment in ATTACHMENTS}
}
