"""The bucket of an environment, and the objects that the environment is configured with."""

from __future__ import annotations

from functools import partial
from typing import Any

from mwaa_tf.arn import Arn
from mwaa_tf.doctor.collect.aws.calls import Answer
from mwaa_tf.doctor.collect.aws.operations import AwsOperation, operation
from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.view.bucket import BucketEncryption, BucketSection, PublicAccessBlock, StoredObject
from mwaa_tf.doctor.view.environment import EnvironmentFacts
from mwaa_tf.iam.document import PolicyDocument
from mwaa_tf.iam.parsing import parse_policy
from mwaa_tf.mwaa.regions import DEFAULT_LOCATION
from mwaa_tf.text import escape_control_characters as printable

_BUCKET = "arn:{partition}:s3:::{bucket}"


def _of_bucket(name: str, why: str) -> AwsOperation:
    return operation("s3", name, why=why, resource=_BUCKET)


GET_LOCATION = _of_bucket("GetBucketLocation", "whether the bucket exists, and its region")
GET_VERSIONING = _of_bucket("GetBucketVersioning", "whether the bucket has versions")
GET_PUBLIC_ACCESS_BLOCK = _of_bucket("GetPublicAccessBlock", "whether the bucket can become public")
GET_ENCRYPTION = _of_bucket("GetBucketEncryption", "the key of the bucket")
GET_POLICY = _of_bucket("GetBucketPolicy", "whether the bucket's policy denies the execution role")
LIST_VERSIONS = _of_bucket("ListObjectVersions", "whether requirements, plugins and startup script exist")
GET_ACCOUNT_BLOCK = operation(
    "s3control",
    "GetPublicAccessBlock",
    why="whether the account keeps its buckets from being public",
    actions=("s3:GetAccountPublicAccessBlock",),
)

#: Error codes (S3 API reference, list of error codes).
_NO_BUCKET = ("NoSuchBucket",)
_NO_BLOCK = ("NoSuchPublicAccessBlockConfiguration",)
_NO_ENCRYPTION = ("ServerSideEncryptionConfigurationNotFoundError",)
_NO_POLICY = ("NoSuchBucketPolicy",)

#: What GetBucketLocation answers for two regions (S3 API reference, GetBucketLocation).
_LOCATIONS = {None: DEFAULT_LOCATION, "": DEFAULT_LOCATION, "EU": "eu-west-1"}


def collect(source: AwsSource) -> BucketSection:
    """Ask S3 for the settings of the bucket, and for the objects that the environment names."""
    facts = source.environment.value
    name = Arn.parse(facts.bucket_arn).resource
    region: Reading[str] = source.read(GET_LOCATION, _region, Bucket=name)
    exists = region.map(lambda _: True).absent_as(_NO_BUCKET, False)
    absent = Gap(GapKind.ABSENT, f"the bucket {name} does not exist")

    def read(called: AwsOperation, parse: Any, none_codes: tuple[str, ...] = ()) -> Reading[Any]:
        if exists.content is False:
            return Reading.unread(absent, exists.source)
        return source.read(called, parse, Bucket=name).absent_as(none_codes, None)

    return BucketSection(
        exists=exists,
        region=Reading.unread(absent, exists.source) if exists.content is False else region,
        versioning=read(GET_VERSIONING, _versioning),
        public_access_block=read(GET_PUBLIC_ACCESS_BLOCK, _public_access_block, _NO_BLOCK),
        account_public_access_block=_account_block(source),
        encryption=read(GET_ENCRYPTION, _encryption, _NO_ENCRYPTION),
        policy=read(GET_POLICY, _policy, _NO_POLICY),
        objects=Reading.unread(absent, exists.source) if exists.content is False else _objects(source, facts, name),
    )


def _account_block(source: AwsSource) -> Reading[PublicAccessBlock | None]:
    identity = source.participant.identity
    if identity.gap:
        return Reading.unread(identity.gap, identity.source)
    account_id = identity.value.account_id
    block: Reading[PublicAccessBlock | None] = source.read(
        GET_ACCOUNT_BLOCK, _public_access_block, AccountId=account_id
    )
    return block.absent_as(_NO_BLOCK, None)


def _objects(source: AwsSource, facts: EnvironmentFacts, bucket: str) -> Reading[tuple[StoredObject, ...]]:
    named = {
        facts.requirements_path: facts.requirements_version,
        facts.plugins_path: facts.plugins_version,
        facts.startup_script_path: facts.startup_script_version,
    }
    readings = [
        source.read(LIST_VERSIONS, partial(_stored, path, version), Bucket=bucket, Prefix=path)
        for path, version in named.items()
        if path
    ]
    for reading in readings:
        if reading.gap:
            return Reading.unread(reading.gap, reading.source)
    stored = tuple(stored for reading in readings for stored in reading.value)
    return Reading.of(stored, source.participant.source(LIST_VERSIONS))


def _stored(path: str, version_id: str, answer: Answer) -> tuple[StoredObject, ...]:
    """The object ``path`` in that version, or in the latest where none is named; nothing if there is none.

    S3 leaves out lists that are empty; it repeats the name of the bucket in every answer.
    """
    answer["Name"]
    versions = [version for version in answer.get("Versions", ()) if version["Key"] == path]
    chosen = [
        version for version in versions if (version["VersionId"] == version_id if version_id else version["IsLatest"])
    ]
    return tuple(
        StoredObject(printable(path), printable(version["VersionId"]), int(version["Size"])) for version in chosen
    )


def _region(answer: Answer) -> str:
    location = answer["LocationConstraint"]
    return _LOCATIONS.get(location) or printable(str(location))


def _versioning(answer: Answer) -> str:
    """Without a status, the bucket never had versions (S3 API reference, GetBucketVersioning)."""
    return printable(str(answer.get("Status", "")))


def _public_access_block(answer: Answer) -> PublicAccessBlock:
    settings = answer["PublicAccessBlockConfiguration"]
    return PublicAccessBlock(
        block_acls=settings["BlockPublicAcls"],
        ignore_acls=settings["IgnorePublicAcls"],
        block_policy=settings["BlockPublicPolicy"],
        restrict=settings["RestrictPublicBuckets"],
    )


def _encryption(answer: Answer) -> BucketEncryption:
    (rule,) = answer["ServerSideEncryptionConfiguration"]["Rules"]
    default = rule["ApplyServerSideEncryptionByDefault"]
    return BucketEncryption(printable(default["SSEAlgorithm"]), printable(default.get("KMSMasterKeyID", "")))


def _policy(answer: Answer) -> PolicyDocument:
    return parse_policy(str(answer["Policy"]))
