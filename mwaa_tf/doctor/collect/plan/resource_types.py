"""Types of resources: those that a planned view is made of, and others that may decide about an environment.

The AWS provider has more types every week. Of the families below, each type is either read or known to decide nothing
here; a test compares them with the provider's schema. What other providers make is not read, whatever it is.
"""

from __future__ import annotations

#: Types that the collectors of this package read.
READ = frozenset(
    {
        "aws_default_network_acl",
        "aws_default_route_table",
        "aws_default_security_group",
        "aws_default_subnet",
        "aws_default_vpc",
        "aws_iam_policy",
        "aws_iam_policy_attachment",
        "aws_iam_role",
        "aws_iam_role_policy",
        "aws_iam_role_policy_attachment",
        "aws_internet_gateway",
        "aws_internet_gateway_attachment",
        "aws_kms_external_key",
        "aws_kms_key",
        "aws_kms_key_policy",
        "aws_kms_replica_key",
        "aws_main_route_table_association",
        "aws_mwaa_environment",
        "aws_nat_gateway",
        "aws_network_acl",
        "aws_network_acl_association",
        "aws_network_acl_rule",
        "aws_ram_principal_association",
        "aws_ram_resource_association",
        "aws_ram_resource_share",
        "aws_route",
        "aws_route_table",
        "aws_route_table_association",
        "aws_s3_account_public_access_block",
        "aws_s3_bucket",
        "aws_s3_bucket_object",
        "aws_s3_bucket_policy",
        "aws_s3_bucket_public_access_block",
        "aws_s3_bucket_server_side_encryption_configuration",
        "aws_s3_bucket_versioning",
        "aws_s3_object",
        "aws_s3_object_copy",
        "aws_security_group",
        "aws_security_group_rule",
        "aws_subnet",
        "aws_vpc",
        "aws_vpc_block_public_access_exclusion",
        "aws_vpc_block_public_access_options",
        "aws_vpc_endpoint",
        "aws_vpc_endpoint_policy",
        "aws_vpc_endpoint_route_table_association",
        "aws_vpc_endpoint_security_group_association",
        "aws_vpc_endpoint_subnet_association",
        "aws_vpc_ipv4_cidr_block_association",
        "aws_vpc_security_group_egress_rule",
        "aws_vpc_security_group_ingress_rule",
    }
)

#: Types of the same families that decide nothing that a check reads: logs, names, addresses of IPv6, what others own.
WITHOUT_EFFECT = frozenset(
    {
        "aws_default_vpc_dhcp_options",
        "aws_iam_role_policies_exclusive",
        "aws_iam_role_policy_attachments_exclusive",
        "aws_ram_resource_share_accepter",
        "aws_ram_sharing_with_organization",
        "aws_vpc_endpoint_connection_accepter",
        "aws_vpc_endpoint_connection_notification",
        "aws_vpc_endpoint_private_dns",
        "aws_vpc_endpoint_service",
        "aws_vpc_endpoint_service_allowed_principal",
        "aws_vpc_endpoint_service_private_dns_verification",
        "aws_vpc_ipv6_cidr_block_association",
        "aws_vpc_network_performance_metric_subscription",
        "aws_vpc_peering_connection",
        "aws_vpc_peering_connection_accepter",
        "aws_vpc_peering_connection_options",
    }
)

#: Types of the same families that are not read, and may decide something: they are named.
NAMED = frozenset({"aws_vpc_security_group_vpc_association"})

#: What the names of types of these families begin with, besides the types that are read.
FAMILIES = (
    "aws_default_",
    "aws_iam_role_",
    "aws_internet_gateway",
    "aws_main_route_table",
    "aws_mwaa_",
    "aws_nat_gateway",
    "aws_network_acl",
    "aws_ram_",
    "aws_route_table",
    "aws_security_group",
    "aws_vpc_block_public_access",
    "aws_vpc_endpoint",
    "aws_vpc_ipv",
    "aws_vpc_security_group",
)

#: Resources that make others, of which a plan does not say what.
_MAKERS = ("aws_cloudcontrolapi_resource", "aws_cloudformation_stack", "aws_servicecatalog_provisioned_product")

#: The services of the provider of the Cloud Control API that could make what is read here.
_CLOUD_CONTROL = ("awscc_ec2_", "awscc_iam_", "awscc_kms_", "awscc_mwaa_", "awscc_ram_", "awscc_s3_")


def may_matter(kind: str) -> bool:
    """Whether a type that is not read may decide about an environment."""
    if kind in READ or kind in WITHOUT_EFFECT:
        return False
    return kind.startswith((*FAMILIES, *_MAKERS, *_CLOUD_CONTROL))
