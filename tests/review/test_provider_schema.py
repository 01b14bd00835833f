"""What rules read of resources, compared with the schema of the AWS provider: it may have more, or other names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.review.attachments import ATTACHMENTS, POLICY_ATTACHMENTS
from mwaa_tf.review.judgeable import has_form
from mwaa_tf.review.policy_attributes import policy_attributes, required_attributes
from mwaa_tf.terraform import Terraform

pytestmark = [pytest.mark.slow, pytest.mark.terraform]

#: How attributes are called that may have a policy.
_POLICY_NAME = re.compile(r"(?:^|_)(?:policy|policies|policy_document)")

#: Attributes that are no policies of access, whatever the resource: what they are instead.
_OTHER_POLICIES = {
    "alpn_policy": "protocols",
    "archive_policy": "retention",
    "auto_import_policy": "imports",
    "autoscaling_policy": "scaling",
    "base_policy_document": "a network",
    "browser_policy": "a browser",
    "data_deletion_policy": "deletion",
    "delivery_policy": "retries",
    "dns_record_client_routing_policy": "routing",
    "excess_capacity_termination_policy": "scaling",
    "filter_policy": "messages",
    "game_server_protection_policy": "scaling",
    "lifecycle_policy": "retention",
    "new_game_session_protection_policy": "scaling",
    "notification_policy": "notifications",
    "redrive_allow_policy": "queues",
    "redrive_policy": "queues",
    "replay_policy": "messages",
    "security_policy": "versions of TLS",
    "snapshot_policy": "snapshots",
    "ssl_policy": "versions of TLS",
    "tls_policy": "whether TLS is required",
    "user_context_policy": "tokens",
}

#: The same of single types.
_NO_POLICIES = {
    "aws_acmpca_permission.policy": "computed",
    "aws_cloudwatch_log_account_policy.policy_document": "what is done with logs",
    "aws_cloudwatch_log_data_protection_policy.policy_document": "what is masked",
    "aws_cloudwatch_log_index_policy.policy_document": "indexes",
    "aws_glacier_vault_lock.policy": "it only denies, until it is locked for good",
    "aws_iot_policy_attachment.policy": "a name",
    "aws_lambda_layer_version_permission.policy": "computed",
    "aws_networkmanager_core_network_policy_attachment.policy_document": "a network",
    "aws_rolesanywhere_profile.session_policy": "it narrows what the role allows",
    "aws_ses_receipt_filter.policy": "Block or Allow",
    "aws_transfer_access.policy": "it narrows what the role allows",
    "aws_transfer_user.policy": "it narrows what the role allows",
    "aws_verifiedaccess_endpoint.policy_document": "Cedar",
    "aws_verifiedaccess_group.policy_document": "Cedar",
}


#: Types ending in ``_policy`` that have no policy of access, of which nothing is read. That of an organization only
#: limits what other policies allow.
_WITHOUT_POLICY = frozenset(
    (
        "aws_app_cookie_stickiness_policy",
        "aws_appautoscaling_policy",
        "aws_autoscaling_policy",
        "aws_batch_scheduling_policy",
        "aws_cloudfront_cache_policy",
        "aws_cloudfront_continuous_deployment_policy",
        "aws_cloudfront_origin_request_policy",
        "aws_cloudfront_response_headers_policy",
        "aws_cloudwatch_log_account_policy",
        "aws_cloudwatch_log_data_protection_policy",
        "aws_cloudwatch_log_index_policy",
        "aws_dlm_lifecycle_policy",
        "aws_efs_backup_policy",
        "aws_emr_managed_scaling_policy",
        "aws_fms_policy",
        "aws_iam_account_password_policy",
        "aws_imagebuilder_lifecycle_policy",
        "aws_lb_cookie_stickiness_policy",
        "aws_lb_ssl_negotiation_policy",
        "aws_lightsail_lb_https_redirection_policy",
        "aws_lightsail_lb_stickiness_policy",
        "aws_load_balancer_backend_server_policy",
        "aws_load_balancer_listener_policy",
        "aws_load_balancer_policy",
        "aws_networkfirewall_firewall_policy",
        "aws_organizations_policy",
        "aws_proxy_protocol_policy",
        "aws_route53_traffic_policy",
        "aws_securityhub_configuration_policy",
        "aws_sqs_queue_redrive_allow_policy",
        "aws_sqs_queue_redrive_policy",
        "aws_verifiedpermissions_policy",
    )
)

#: Types with an attribute that has the form of one that rules read, but of which none reads it.
_NOT_JUDGED = frozenset(("aws_eks_access_policy_association",))


#: Attributes that are called like a resource type of their own, and in which every difference is shown: why.
_NOT_ATTACHED = {
    "aws_acmpca_certificate_authority.certificate": "set once, by the other type",
    "aws_autoscaling_group.tag": "how a group of tags is compared depends on the configuration",
    "aws_bedrock_guardrail.version": "the other type is a version of it",
    "aws_cognito_user_pool.domain": "a name",
    "aws_db_proxy.endpoint": "an address; the other type is a further one",
    "aws_dynamodb_table.replica": "the other type lacks most of its values",
    "aws_neptune_cluster.endpoint": "an address; the other type is a further one",
    "aws_network_interface.attachment": "Terraform's own resource of instances attaches it, too",
    "aws_rds_cluster.endpoint": "an address; the other type is a further one",
    "aws_s3_bucket.acl": "it is not read back",
    "aws_vpc.ipv6_cidr_block": "the first of several",
    "aws_vpc_peering_connection.accepter": "options of the other side",
    "aws_vpn_connection.routes": "AWS adds routes of its own",
}

#: How a type that manages an attribute of another is called, beside the attribute's name.
_SUFFIXES = ("", "_configuration", "_association", "_attachment", "_entry")


@pytest.fixture(scope="module")
def schemas(terraform: Terraform, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Type of each resource -> its schema."""
    workspace = Path(tmp_path_factory.mktemp("schema"))
    (workspace / "main.tf").write_text(
        'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n  }\n}\n'
    )
    terraform.init(workspace, backend=False)
    schema = terraform.providers_schema(workspace)["registry.terraform.io/hashicorp/aws"]
    resources: dict[str, Any] = schema["resource_schemas"]
    return resources


def _attributes(schemas: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for kind, schema in schemas.items():
        for name, attribute in schema["block"].get("attributes", {}).items():
            yield kind, name, attribute


def test_every_policy_of_the_provider_is_judged_or_known_to_be_none(schemas: dict[str, Any]) -> None:
    unknown = [
        f"{kind}.{name}"
        for kind, name, attribute in _attributes(schemas)
        if _POLICY_NAME.search(name)
        and name.endswith(("policy", "policies", "document"))
        and attribute["type"] == "string"
        and name not in policy_attributes(kind)
        and name not in _OTHER_POLICIES
        and f"{kind}.{name}" not in _NO_POLICIES
    ]

    assert unknown == []


def test_every_policy_that_is_judged_is_one_of_the_provider(schemas: dict[str, Any]) -> None:
    for kind in schemas:
        block = schemas[kind]["block"]
        for name in policy_attributes(kind):
            is_there = name in block.get("attributes", {}) or name in block.get("block_types", {})
            assert is_there or kind in _WITHOUT_POLICY, f"{kind}.{name}"
    assert {f"{kind}.{name}" for kind, name, _ in _attributes(schemas)} >= _NO_POLICIES.keys()
    assert {name for _, name, _ in _attributes(schemas)} >= _OTHER_POLICIES.keys()
    assert schemas.keys() >= _WITHOUT_POLICY


def test_what_may_be_null_is_what_the_provider_says(schemas: dict[str, Any]) -> None:
    differing = [
        f"{kind}.{name}"
        for kind, name, attribute in _attributes(schemas)
        if has_form(name, kind)
        and (name in policy_attributes(kind) or "policy_arn" in name)
        and (attribute.get("required", False) != (name in required_attributes(kind)))
        and kind not in _NOT_JUDGED
    ]

    assert differing == []


def test_every_attachment_is_one_of_the_provider(schemas: dict[str, Any]) -> None:
    def has(kind: str, name: str) -> dict[str, Any]:
        block = schemas[kind]["block"]
        found: dict[str, Any] = block.get("attributes", {}).get(name) or block.get("block_types", {})[name]
        return found

    for attachment in ATTACHMENTS:
        target, (link, own) = has(attachment.target, attachment.attribute), attachment.link
        # What Terraform alone may set has no other value than that of its configuration.
        assert target.get("computed") or "nesting_mode" in target, attachment
        assert has(attachment.source, link)
        assert has(attachment.target, own)
    assert all(has(kind, "policy_arn") for kind in POLICY_ATTACHMENTS)


def test_every_type_that_is_called_like_an_attribute_is_attached_or_known_not_to_be(schemas: dict[str, Any]) -> None:
    called = {
        f"{kind}.{name}"
        for kind, schema in schemas.items()
        for name, attribute in {
            **schema["block"].get("attributes", {}),
            **schema["block"].get("block_types", {}),
        }.items()
        if attribute.get("computed") or "nesting_mode" in attribute
        for stem in (name, name.rstrip("s"))
        for suffix in _SUFFIXES
        if f"{kind}_{stem}{suffix}" in schemas
    }
    attached = {f"{attachment.target}.{attachment.attribute}" for attachment in ATTACHMENTS}

    assert called - attached == _NOT_ATTACHED.keys()
