"""The attributes that have policies, of which types, and which of them always have a value.

A test compares them with the schema of the AWS provider: a policy under a name that is not here would not be judged.
"""

from __future__ import annotations

from collections.abc import Mapping

_POLICY = ("policy",)

#: Types ending in ``_policy`` that have policies under other names.
_OTHERWISE_NAMED: Mapping[str, tuple[str, ...]] = {
    "aws_cloudsearch_domain_service_access_policy": ("access_policy",),
    "aws_cloudwatch_log_delivery_destination_policy": ("delivery_destination_policy",),
    "aws_cloudwatch_log_destination_policy": ("access_policy",),
    "aws_cloudwatch_log_resource_policy": ("policy_document",),
    "aws_codeartifact_domain_permissions_policy": ("policy_document",),
    "aws_codeartifact_repository_permissions_policy": ("policy_document",),
    "aws_elasticsearch_domain_policy": ("access_policies",),
    "aws_opensearch_domain_policy": ("access_policies",),
    "aws_organizations_resource_policy": ("content",),
    "aws_s3control_multi_region_access_point_policy": ("details",),
    "aws_s3tables_table_bucket_policy": ("resource_policy",),
    "aws_s3tables_table_policy": ("resource_policy",),
    "aws_sagemaker_model_package_group_policy": ("resource_policy",),
    "aws_ssoadmin_permission_set_inline_policy": ("inline_policy",),
    "aws_xray_resource_policy": ("policy_document",),
}

#: Types with a name of their own whose policies may also be left out: AWS has one in their place, or none is needed.
_OPTIONAL: Mapping[str, tuple[str, ...]] = {
    "aws_api_gateway_domain_name": _POLICY,
    "aws_api_gateway_rest_api": _POLICY,
    "aws_ecr_repository_creation_template": ("repository_policy",),
    "aws_elasticsearch_domain": ("access_policies",),
    "aws_glacier_vault": ("access_policy",),
    "aws_kms_external_key": _POLICY,
    "aws_kms_key": _POLICY,
    "aws_kms_replica_external_key": _POLICY,
    "aws_kms_replica_key": _POLICY,
    "aws_opensearch_domain": ("access_policies",),
    "aws_s3_access_point": _POLICY,
    "aws_s3_bucket": _POLICY,
    "aws_secretsmanager_secret": _POLICY,
    "aws_sns_topic": _POLICY,
    "aws_sqs_queue": _POLICY,
    "aws_vpc_endpoint": _POLICY,
    "aws_vpc_endpoint_policy": _POLICY,
}

_ROLE = ("assume_role_policy", "inline_policy")

#: Types with the ARN of a managed policy.
_ATTACHMENTS: Mapping[str, str] = {
    "aws_iam_group_policy_attachment": "policy_arn",
    "aws_iam_group_policy_attachments_exclusive": "policy_arns",
    "aws_iam_policy_attachment": "policy_arn",
    "aws_iam_role_policy_attachment": "policy_arn",
    "aws_iam_role_policy_attachments_exclusive": "policy_arns",
    "aws_iam_user_policy_attachment": "policy_arn",
    "aws_iam_user_policy_attachments_exclusive": "policy_arns",
    "aws_ssoadmin_managed_policy_attachment": "managed_policy_arn",
}


def policy_attributes(kind: str) -> tuple[str, ...]:
    """The attributes of resources of the type ``kind`` that have policies."""
    if kind == "aws_iam_role":
        return _ROLE
    if named := _OPTIONAL.get(kind) or _OTHERWISE_NAMED.get(kind):
        return named
    return _POLICY if kind.startswith("aws_") and kind.endswith("_policy") else ()


def required_attributes(kind: str) -> tuple[str, ...]:
    """The attributes that rules judge without which AWS takes no resource of the type ``kind``: null is no value."""
    if kind == "aws_iam_role":
        return _ROLE[:1]
    if kind in _ATTACHMENTS:
        return (_ATTACHMENTS[kind],)
    return () if kind in _OPTIONAL else policy_attributes(kind)
