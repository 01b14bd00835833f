"""Buckets and bucket policies in templates.

Of a bucket, moto sets its encryption and tags only, and takes one that it could not delete for deleted; it has no
AWS::S3::BucketPolicy.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto.core.common_models import CloudFormationModel
from moto.core.exceptions import ServiceException
from moto.s3.cloud_formation import cfn_to_api_encryption
from moto.s3.models import FakeBucket, S3Backend, s3_backends
from moto.utilities.utils import get_partition

from mwaa_tf.local_aws.authorization import as_text

_PUBLIC_ACCESS_BLOCK = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
_RULE_SHORTHANDS = {
    "ExpirationInDays": ("Expiration", "Days"),
    "ExpirationDate": ("Expiration", "Date"),
    "ExpiredObjectDeleteMarker": ("Expiration", "ExpiredObjectDeleteMarker"),
    "NoncurrentVersionExpirationInDays": ("NoncurrentVersionExpiration", "NoncurrentDays"),
}
"""By property of a lifecycle rule in a template, where S3's API has it (aws-properties-s3-bucket-rule)."""
_RULE_MEMBERS = {"Id": "ID", "Status": "Status", "Prefix": "Prefix"}
_RULE_STRUCTURES = ("AbortIncompleteMultipartUpload", "NoncurrentVersionExpiration")


class _S3Error(ServiceException):
    """An error of S3, for the events of a stack."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)


def create_bucket(
    _model: type, /, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **_: Any
) -> FakeBucket:
    """Create a bucket with all of its properties; its generated name is in lower case."""
    backend = s3_backends[account_id][get_partition(region_name)]
    bucket = backend.create_bucket(resource_name, region_name)
    _configure(backend, bucket, cloudformation_json.get("Properties") or {})
    return bucket


def update_bucket(
    _model: type,
    /,
    original_resource: FakeBucket,
    new_resource_name: str,  # noqa: ARG001 - moto's signature
    cloudformation_json: Any,
    account_id: str,
    region_name: str,
) -> FakeBucket:
    """Configure a bucket; a property that the template no longer has is off again."""
    backend = s3_backends[account_id][get_partition(region_name)]
    _configure(backend, original_resource, cloudformation_json["Properties"])
    return original_resource


def delete_bucket(bucket: FakeBucket, account_id: str, region_name: str) -> None:
    """Delete an empty bucket; one that is already deleted is no error."""
    backend = s3_backends[account_id][get_partition(region_name)]
    if bucket.name not in backend.buckets:
        return
    if backend.delete_bucket(bucket.name) is None:
        raise _S3Error("BucketNotEmpty", "The bucket you tried to delete is not empty")


def _configure(backend: S3Backend, bucket: FakeBucket, properties: Mapping[str, Any]) -> None:
    if properties.get("AccessControl", "Private") != "Private":
        raise _S3Error("NotImplemented", f"the local AWS cannot set the ACL {properties['AccessControl']}")
    encryption = properties.get("BucketEncryption")
    if encryption:
        backend.put_bucket_encryption(bucket.name, cfn_to_api_encryption(encryption))
    elif _set_before(bucket, "BucketEncryption"):
        backend.delete_bucket_encryption(bucket.name)
    versioning = properties.get("VersioningConfiguration")
    if versioning or bucket.versioning_status:
        backend.put_bucket_versioning(bucket.name, (versioning or {}).get("Status", "Suspended"))
    block = properties.get("PublicAccessBlockConfiguration")
    if block is not None:
        configuration = {name: str(block.get(name, False)).lower() for name in _PUBLIC_ACCESS_BLOCK}
        backend.put_public_access_block(bucket.name, configuration)
    elif _set_before(bucket, "PublicAccessBlockConfiguration"):
        backend.delete_public_access_block(bucket.name)
    ownership = properties.get("OwnershipControls")
    if ownership:
        bucket.ownership_rule = ownership["Rules"][0]["ObjectOwnership"]
    elif _set_before(bucket, "OwnershipControls"):
        backend.delete_bucket_ownership_controls(bucket.name)
    bucket.template_properties = frozenset(properties)  # type: ignore[attr-defined]
    rules = (properties.get("LifecycleConfiguration") or {}).get("Rules", [])
    backend.put_bucket_lifecycle_configuration(bucket.name, [_lifecycle_rule(rule) for rule in rules])
    backend.put_bucket_tagging(bucket.name, {tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])})


def _set_before(bucket: FakeBucket, name: str) -> bool:
    """Whether the template had the property ``name`` before; a bucket keeps defaults that no template has set."""
    return name in getattr(bucket, "template_properties", ())


def _lifecycle_rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    """A rule as S3's API has it. Raises for a member that the local AWS would drop."""
    result: dict[str, Any] = {"Prefix": ""}
    for name, value in rule.items():
        if name in _RULE_SHORTHANDS:
            structure, member = _RULE_SHORTHANDS[name]
            result.setdefault(structure, {})[member] = str(value)
        elif name in _RULE_MEMBERS:
            result[_RULE_MEMBERS[name]] = value
        elif name in _RULE_STRUCTURES:
            result[name] = {member: str(amount) for member, amount in value.items()}
        else:
            raise _S3Error("NotImplemented", f"the local AWS cannot set {name} of a lifecycle rule")
    return result


class TemplateBucketPolicy(CloudFormationModel):
    """AWS::S3::BucketPolicy. `Ref` is the bucket (the type's schema, primaryIdentifier)."""

    def __init__(self, bucket_name: str) -> None:
        self.bucket_name = bucket_name

    @property
    def physical_resource_id(self) -> str:
        """The name of the bucket."""
        return self.bucket_name

    @staticmethod
    def cloudformation_type() -> str:
        return "AWS::S3::BucketPolicy"

    @staticmethod
    def cloudformation_name_type() -> str:
        return ""

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        del attr
        return False

    @classmethod
    def create_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **_: Any
    ) -> TemplateBucketPolicy:
        """Set the policy of the bucket, unless it has one: a bucket has one policy."""
        del resource_name
        properties = cloudformation_json["Properties"]
        backend = s3_backends[account_id][get_partition(region_name)]
        if backend.get_bucket_policy(properties["Bucket"]):
            raise _S3Error("AlreadyExists", "The bucket policy already exists on bucket " + properties["Bucket"])
        return cls._put(properties, backend)

    @classmethod
    def update_from_cloudformation_json(
        cls,
        original_resource: Any,  # noqa: ARG003 - moto's signature
        new_resource_name: str,  # noqa: ARG003 - moto's signature
        cloudformation_json: Any,
        account_id: str,
        region_name: str,
    ) -> TemplateBucketPolicy:
        """Replace the policy of the bucket."""
        return cls._put(cloudformation_json["Properties"], s3_backends[account_id][get_partition(region_name)])

    @classmethod
    def _put(cls, properties: Mapping[str, Any], backend: S3Backend) -> TemplateBucketPolicy:
        backend.put_bucket_policy(properties["Bucket"], as_text(properties["PolicyDocument"]).encode())
        return cls(properties["Bucket"])

    def delete(self, account_id: str, region_name: str) -> None:
        """Remove the policy, unless the bucket is already deleted."""
        backend = s3_backends[account_id][get_partition(region_name)]
        if self.bucket_name in backend.buckets:
            backend.delete_bucket_policy(self.bucket_name)
