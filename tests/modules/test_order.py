"""What Terraform cannot see from references: `depends_on` and `lifecycle`, each with the reason that it is there.

A mocked provider has no order and replaces nothing, so no other test notices one that is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from mwaa_tf.hcl.read import expression, read_blocks, text
from tests.support import REPOSITORY

#: Per module and block: the argument, its value, and why it is needed.
REVIEWED: dict[str, dict[tuple[str, str], str]] = {
    "environment": {
        ("aws_iam_role.execution ignore_changes", "name"): "roles of earlier versions stay",
        ("aws_iam_role.execution ignore_changes", "name_prefix"): "roles of earlier versions stay",
        (
            "aws_mwaa_environment.this depends_on",
            "aws_cloudwatch_log_group.airflow",
        ): "MWAA creates groups that do not exist, without a retention",
        ("aws_mwaa_environment.this depends_on", "aws_iam_role_policy.execution"): "MWAA validates the role's policies",
        ("aws_mwaa_environment.this depends_on", "aws_iam_role_policy_attachment.execution"): "DAGs need them at start",
        ("aws_mwaa_environment.this depends_on", "aws_s3_bucket_policy.source"): "no request without TLS",
        (
            "aws_mwaa_environment.this depends_on",
            "aws_s3_bucket_public_access_block.source",
        ): "MWAA refuses a bucket without",
        ("aws_mwaa_environment.this depends_on", "aws_s3_bucket_server_side_encryption_configuration.source"): (
            "MWAA compares its key with the environment's"
        ),
        ("aws_mwaa_environment.this depends_on", "aws_s3_bucket_versioning.source"): "MWAA refuses a bucket without",
        (
            "aws_mwaa_environment.this depends_on",
            "aws_vpc_security_group_egress_rule.all",
        ): "it installs packages while created",
        (
            "aws_mwaa_environment.this depends_on",
            "aws_vpc_security_group_ingress_rule.self",
        ): "its parts talk while created",
        ("aws_s3_bucket_lifecycle_configuration.source depends_on", "aws_s3_bucket_versioning.source"): (
            "rules for versions require a versioned bucket"
        ),
        (
            "aws_s3_bucket_policy.source depends_on",
            "aws_s3_bucket_public_access_block.source",
        ): "S3 refuses both at once",
        ("aws_s3_object.uploaded depends_on", "aws_s3_bucket_policy.source"): "no request without TLS",
        ("aws_s3_object.uploaded depends_on", "aws_s3_bucket_server_side_encryption_configuration.source"): (
            "encrypted from the first byte"
        ),
        ("aws_s3_object.uploaded depends_on", "aws_s3_bucket_versioning.source"): "an object before has no version",
        ("aws_s3_object.uploaded create_before_destroy", "true"): "the environment still uses the old path",
    },
    "environment-endpoints": {
        ("aws_security_group.this create_before_destroy", "true"): "a group in use cannot be deleted",
        ("aws_vpc_endpoint.database depends_on", "aws_vpc_security_group_egress_rule.all"): "MWAA connects at once",
        (
            "aws_vpc_endpoint.database depends_on",
            "aws_vpc_security_group_ingress_rule.environment",
        ): "MWAA connects at once",
        ("aws_vpc_endpoint.webserver depends_on", "aws_vpc_security_group_egress_rule.all"): "MWAA connects at once",
        (
            "aws_vpc_endpoint.webserver depends_on",
            "aws_vpc_security_group_ingress_rule.environment",
        ): "MWAA connects at once",
        (
            "aws_vpc_security_group_ingress_rule.environment create_before_destroy",
            "true",
        ): "access to the database stays",
        (
            "aws_vpc_security_group_ingress_rule.environment replace_triggered_by",
            "terraform_data.environment_security_group",
        ): "an update fails with InvalidGroupId.Malformed",
    },
    "network": {
        ("aws_eip.nat depends_on", "aws_internet_gateway.this"): "an address needs the gateway, also to be released",
        ("aws_flow_log.this depends_on", "aws_iam_role_policy.flow_logs"): "the first logs would be refused",
        ("terraform_data.zone_ids ignore_changes", "input"): "a subnet in another zone replaces environments",
        ("output.private_subnet_arns depends_on", "aws_route.private_default"): "a shared subnet may be used at once",
        ("output.private_subnet_arns depends_on", "aws_route_table_association.private"): "as above",
        ("output.private_subnet_ids depends_on", "aws_route.private_default"): "an environment installs while created",
        ("output.private_subnet_ids depends_on", "aws_route_table_association.private"): "as above",
        ("output.security_group_id depends_on", "aws_vpc_security_group_egress_rule.all"): "it may be used at once",
        ("output.security_group_id depends_on", "aws_vpc_security_group_ingress_rule.self"): "it may be used at once",
    },
    "network-tags": {
        ("output.subnet_ids depends_on", "aws_ec2_tag.this"): "the description promises tagged subnets",
        ("output.vpc_id depends_on", "aws_ec2_tag.this"): "the description promises a tagged VPC",
    },
    "service-endpoints": {
        ("aws_security_group.this create_before_destroy", "true"): "a group in use cannot be deleted",
        ("aws_vpc_endpoint.interface depends_on", "aws_vpc_security_group_ingress_rule.https"): (
            "private DNS sends all traffic there at once"
        ),
        ("aws_vpc_endpoint.interface depends_on", "aws_vpc_security_group_ingress_rule.postgresql"): (
            "private DNS sends all traffic there at once"
        ),
    },
    "state-bucket": {
        ("aws_s3_bucket_lifecycle_configuration.this depends_on", "aws_s3_bucket_versioning.this"): (
            "rules for versions require a versioned bucket"
        ),
        ("aws_s3_bucket_policy.this depends_on", "aws_s3_bucket_public_access_block.this"): "S3 refuses both at once",
        ("output.bucket depends_on", "aws_s3_bucket_ownership_controls.this"): "the first state is the owner's",
        ("output.bucket depends_on", "aws_s3_bucket_policy.this"): "no state without its policy",
        (
            "output.bucket depends_on",
            "aws_s3_bucket_server_side_encryption_configuration.this",
        ): "no state in clear text",
        ("output.bucket depends_on", "aws_s3_bucket_versioning.this"): "the first state has a version, too",
    },
    "subnet-share": {
        ("aws_ram_principal_association.this depends_on", "aws_ram_sharing_with_organization.this"): (
            "an organization is refused before sharing is enabled"
        ),
        ("output.resource_share_arn depends_on", "aws_ram_principal_association.this"): "the share is complete",
        ("output.resource_share_arn depends_on", "aws_ram_resource_association.this"): "the share is complete",
        ("output.subnet_ids depends_on", "aws_ram_principal_association.this"): "the participant sees them by then",
    },
    "web-access-alb": {
        ("output.login_url depends_on", "aws_lb_listener.https"): "the URL works when it is output",
        ("output.login_url depends_on", "aws_lb_target_group_attachment.webserver"): "the URL works when it is output",
        ("output.login_url depends_on", "aws_route53_record.this"): "the URL works when it is output",
        (
            "output.login_url depends_on",
            "aws_vpc_security_group_egress_rule.webserver",
        ): "the URL works when it is output",
        (
            "output.login_url depends_on",
            "aws_vpc_security_group_ingress_rule.webserver",
        ): "the URL works when it is output",
    },
    "web-access-bastion": {
        ("aws_instance.this depends_on", "aws_iam_role_policy.this"): "the agent registers once, at start",
        ("aws_instance.this depends_on", "aws_vpc_security_group_egress_rule.session_manager"): (
            "the agent registers once, at start"
        ),
        ("aws_instance.this ignore_changes", "ami"): "a release of Amazon Linux must not end sessions",
        ("aws_instance.this replace_triggered_by", "terraform_data.ami_id"): "an image of the caller is followed",
        ("aws_security_group.this create_before_destroy", "true"): "a group in use cannot be deleted",
        ("aws_vpc_security_group_ingress_rule.webserver create_before_destroy", "true"): "sessions keep their access",
    },
    "web-access-client-vpn": {
        ("aws_security_group.this create_before_destroy", "true"): "a group in use cannot be deleted",
        ("aws_vpc_security_group_ingress_rule.webserver create_before_destroy", "true"): "clients keep their access",
    },
}


@cache
def _bodies() -> tuple[tuple[str, str, dict[str, Any]], ...]:
    """Module, address and body of each resource, data source, output and module call."""
    return tuple(_read_bodies())


def _read_bodies() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for file in sorted(REPOSITORY.glob("modules/*/*.tf")):
        blocks = read_blocks(file)
        for keyword, prefix in (("resource", ""), ("data", "data.")):
            for block in blocks.get(keyword, []):
                for kind, named in block.items():
                    for name, body in named.items():
                        if isinstance(body, dict):
                            yield file.parent.name, f"{prefix}{text(kind)}.{text(name)}", body
        for keyword in ("output", "module"):
            for block in blocks.get(keyword, []):
                for name, body in block.items():
                    if isinstance(body, dict):
                        yield file.parent.name, f"{keyword}.{text(name)}", body


def _rows() -> Iterator[tuple[str, tuple[str, str]]]:
    for module, address, body in _bodies():
        for reference in body.get("depends_on", []):
            yield module, (f"{address} depends_on", expression(reference))
        for lifecycle in body.get("lifecycle", []):
            for argument, value in lifecycle.items():
                if argument in ("precondition", "postcondition") or argument.startswith("__"):
                    continue
                for element in value if isinstance(value, list) else [value]:
                    yield module, (f"{address} {argument}", _word(element))


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else expression(value)


def test_every_order_and_lifecycle_is_reviewed_and_none_is_dropped() -> None:
    rows = sorted(_rows())

    assert rows == sorted((module, row) for module, reviewed in REVIEWED.items() for row in reviewed)


def test_every_block_with_an_order_or_a_lifecycle_is_looked_at() -> None:
    files = [file.read_text("utf-8") for file in REPOSITORY.glob("modules/*/*.tf")]
    bodies = [body for _, _, body in _bodies()]

    assert sum(text.count("  depends_on = ") for text in files) == sum("depends_on" in body for body in bodies)
    assert sum(text.count("  lifecycle {") for text in files) == sum("lifecycle" in body for body in bodies)


def test_uploads_alone_leave_out_the_default_tags_of_the_provider() -> None:
    """An object has at most ten tags, and ``default_tags`` may have more (S3 user guide, object-tagging)."""
    overrides = [
        (module, address, body["override_provider"])
        for module, address, body in _bodies()
        if "override_provider" in body
    ]

    assert [(module, address) for module, address, _ in overrides] == [("environment", "aws_s3_object.uploaded")]
    assert [block["default_tags"][0]["tags"] for block in overrides[0][2]] == [{}]
