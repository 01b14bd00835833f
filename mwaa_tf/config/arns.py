"""The kinds of ARN in a configuration, as strict as the AWS provider (terraform-provider-aws, verify.ValidARN)."""

from __future__ import annotations

from typing import Annotated

from mwaa_tf.config.fields import ACCOUNT, ACCOUNT_DIGITS, BUCKET, ScalarText, Text, matching

#: The first field of an ARN after `arn:`, as a pattern.
PARTITION = r"aws(?:-[a-z]+)*"

#: A region, and the name of a role with its path (IAM API reference, CreateRole), as patterns.
_REGION = "[a-z]{2,4}(?:-[a-z]+)+-[0-9]{1,2}"
_PATH_AND_NAME = "[A-Za-z0-9_+=,.@/-]{1,576}"

#: A UUID of versions 1 to 5, the only ids of keys that the AWS provider and Terraform's S3 backend take
#: (terraform-provider-aws, verify.UUIDRegexPattern; terraform, backend/remote-state/s3). The key id on AWS's pages,
#: 1234abcd-12ab-34cd-56ef-1234567890ab, is none.
_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


def regional(service: str, resource: str) -> str:
    """A pattern of ARNs of ``service`` in a region and an account."""
    return rf"arn:{PARTITION}:{service}:{_REGION}:{ACCOUNT}:{resource}"


def iam(kinds: str, account: str = ACCOUNT) -> str:
    """A pattern of ARNs of IAM, such as roles."""
    return rf"arn:{PARTITION}:iam::{account}:{kinds}/{_PATH_AND_NAME}"


RoleArn = Annotated[
    Text,
    matching(
        iam("role"),
        "the ARN of an IAM role, arn:aws:iam::…:role/…",
        example="arn:aws:iam::111111111111:role/terraform",
    ),
]
PolicyArn = Annotated[
    Text,
    matching(
        iam("policy", f"(?:{ACCOUNT}|aws)"),
        "the ARN of an IAM policy, arn:aws:iam::…:policy/…",
        example="arn:aws:iam::aws:policy/AmazonAthenaFullAccess",
    ),
]
PrincipalArn = Annotated[
    Text,
    matching(
        iam("(?:role|user|group)"),
        "the ARN of an IAM role, user or group, arn:aws:iam::ACCOUNT:role/…; a session is not one, its role is",
        example="arn:aws:iam::222222222222:role/data-leads",
    ),
]
"""To whom a policy can be attached."""
SamlProviderArn = Annotated[
    Text,
    matching(
        rf"arn:{PARTITION}:iam::{ACCOUNT}:saml-provider/[A-Za-z0-9._-]{{1,128}}",
        "the ARN of a SAML provider of IAM, arn:aws:iam::ACCOUNT:saml-provider/NAME",
        example="arn:aws:iam::111111111111:saml-provider/vpn",
    ),
]
BucketArn = Annotated[
    Text,
    matching(
        rf"arn:{PARTITION}:s3:::{BUCKET}",
        "the ARN of an S3 bucket, arn:aws:s3:::bucket-name",
        example="arn:aws:s3:::acme-dags",
    ),
]
KmsKeyArn = Annotated[
    Text,
    matching(
        regional("kms", f"key/(?:{_UUID}|mrk-[0-9a-f]{{32}})"),
        "the ARN of a KMS key, arn:aws:kms:REGION:ACCOUNT:key/ID, where ID is a UUID of version 1 to 5 in lower case; "
        "MWAA takes no alias",
        example="arn:aws:kms:us-east-1:222222222222:key/1a2b3c4d-5e6f-4a0b-9c8d-7e6f5a4b3c2d",
    ),
]
ResourceShareArn = Annotated[
    Text,
    matching(
        regional("ram", "resource-share/[0-9a-f-]{36}"),
        "the ARN of a resource share, arn:aws:ram:REGION:ACCOUNT:resource-share/…",
        example="arn:aws:ram:us-east-1:111111111111:resource-share/7ab63972-b505-4e2a-820d-6f5d3c1b0a99",
    ),
]
CertificateArn = Annotated[
    Text,
    matching(
        regional("acm", "certificate/[0-9a-zA-Z-]{1,64}"),
        "the ARN of a certificate of AWS Certificate Manager, arn:aws:acm:REGION:ACCOUNT:certificate/…",
        example="arn:aws:acm:us-east-1:111111111111:certificate/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
    ),
]
WebAclArn = Annotated[
    Text,
    matching(
        regional("wafv2", "regional/webacl/[A-Za-z0-9_-]{1,128}/[0-9a-f-]{1,36}"),
        "the ARN of a regional web ACL of AWS WAF, arn:aws:wafv2:REGION:ACCOUNT:regional/webacl/NAME/ID",
        example="arn:aws:wafv2:us-east-1:111111111111:regional/webacl/airflow/5e6f7a8b-9c0d-4e1f-a2b3-c4d5e6f7a8b9",
    ),
]
TopicArn = Annotated[
    Text,
    matching(
        regional("sns", r"[A-Za-z0-9_-]{1,256}(?:\.fifo)?"),
        "the ARN of an SNS topic, arn:aws:sns:REGION:ACCOUNT:NAME",
        example="arn:aws:sns:us-east-1:222222222222:on-call",
    ),
]
Principal = Annotated[
    ScalarText,
    matching(
        rf"{ACCOUNT}|arn:{PARTITION}:organizations::{ACCOUNT}:(?:organization/o-[a-z0-9]{{10,32}}"
        r"|ou/o-[a-z0-9]{10,32}/ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})",
        "a principal: an account id, the ARN of an organizational unit or the ARN of an organization",
        example="222222222222",
        **ACCOUNT_DIGITS,
    ),
]
Resource = Annotated[
    Text,
    matching(
        r"\*|arn:[^:]+:[^:]+:[^:]*:[^:]*:[^\n]+",
        "an ARN, which may have wildcards, or * for any resource",
        example="arn:aws:s3:::acme-market-data/*",
    ),
]
