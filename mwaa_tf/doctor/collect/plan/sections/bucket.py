"""The bucket of an environment, as plans have it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mwaa_tf.doctor.collect.plan.objects import UNKNOWN, PlannedObject
from mwaa_tf.doctor.collect.plan.source import NO_PLAN, PlanSource, attempt, not_in_plans, unknown
from mwaa_tf.doctor.reading import Gap, GapKind, Reading, unread_section
from mwaa_tf.doctor.view.bucket import BucketEncryption, BucketSection, PublicAccessBlock, StoredObject
from mwaa_tf.iam.document import PolicyDocument

_BUCKET = "aws_s3_bucket"
_OBJECTS = ("aws_s3_object", "aws_s3_bucket_object", "aws_s3_object_copy")

#: What S3 gives a new bucket (S3 user guide, bucket-encryption and access-control-block-public-access; since 2023).
_NEW_ENCRYPTION = BucketEncryption("AES256", "")
_NEW_BLOCK = PublicAccessBlock(block_acls=True, ignore_acls=True, block_policy=True, restrict=True)


def collect(source: PlanSource) -> BucketSection:
    """The bucket that the environment names, if it is in a plan, and the resources about it."""
    name = source.environment.value.bucket_arn
    bucket = source.objects.find((_BUCKET,), name)
    if bucket is None:
        missing: Reading[Any] = (
            unknown(source.planned, "source_bucket_arn") if name == UNKNOWN else not_in_plans(f"the bucket {name}")
        )
        return unread_section(BucketSection, missing.gap or NO_PLAN)
    return BucketSection(
        exists=Reading.of(True, bucket.source),
        region=_region(bucket),
        versioning=attempt(lambda: _versioning(source, bucket)),
        public_access_block=attempt(lambda: _public_access_block(source, bucket)),
        account_public_access_block=_account_block(source, bucket),
        encryption=attempt(lambda: _encryption(source, bucket)),
        policy=attempt(lambda: _policy(source, bucket)),
        objects=attempt(lambda: _objects(source, bucket)),
    )


def _region(bucket: PlannedObject) -> Reading[str]:
    region = bucket.text("bucket_region") or bucket.text("region") or bucket.provider.region
    return Reading.of(region, bucket.source) if region else unknown(bucket, "region")


def _of(source: PlanSource, bucket: PlannedObject, kind: str) -> PlannedObject | None:
    """The resource about the bucket of that type."""
    return next((planned for planned in source.objects.of(kind) if source.belongs(planned, "bucket", bucket)), None)


def _setting(
    source: PlanSource,
    bucket: PlannedObject,
    kind: str,
    read: Callable[[PlannedObject], Reading[Any]],
    *,
    of_new: Any,
    without: Any,
) -> Reading[Any]:
    """A setting that has a resource of its own; else what a new bucket has; none if the plan deletes it."""
    planned = _of(source, bucket, kind)
    if planned is not None:
        return read(planned)
    if bucket.is_new:
        return Reading.of(of_new, bucket.source)
    if _is_deleted(source, bucket, kind):
        return Reading.of(without, f"{kind} that the plan deletes")
    return Reading.unread(Gap(GapKind.NOT_IN_PLAN, f"no plan has an {kind} of {bucket.address}"), bucket.source)


def _is_deleted(source: PlanSource, bucket: PlannedObject, kind: str) -> bool:
    return any(before.get("bucket") == bucket.text("bucket") for before in source.objects.undone(kind))


def _versioning(source: PlanSource, bucket: PlannedObject) -> Reading[str]:
    inline = bucket.values.get("versioning") or ()

    def status(planned: PlannedObject) -> Reading[str]:
        blocks: Sequence[Mapping[str, Any]] = planned.values.get("versioning_configuration") or ({},)
        value = blocks[0].get("status")
        if not value:
            return unknown(planned, "versioning_configuration")
        return Reading.of("" if value == "Disabled" else str(value), planned.source)

    if _of(source, bucket, "aws_s3_bucket_versioning") is None and inline and inline[0].get("enabled") is not None:
        return Reading.of("Enabled" if inline[0]["enabled"] else "", bucket.source)
    return _setting(source, bucket, "aws_s3_bucket_versioning", status, of_new="", without="Suspended")


def _public_access_block(source: PlanSource, bucket: PlannedObject) -> Reading[PublicAccessBlock | None]:
    return _setting(source, bucket, "aws_s3_bucket_public_access_block", _block, of_new=_NEW_BLOCK, without=None)


def _block(planned: PlannedObject) -> Reading[PublicAccessBlock | None]:
    names = ("block_public_acls", "ignore_public_acls", "block_public_policy", "restrict_public_buckets")
    for name in names:
        if planned.is_unknown(name):
            return unknown(planned, name)
    return Reading.of(PublicAccessBlock(*(bool(planned.values.get(name)) for name in names)), planned.source)


def _account_block(source: PlanSource, bucket: PlannedObject) -> Reading[PublicAccessBlock | None]:
    of_account = [
        planned
        for planned in source.objects.of("aws_s3_account_public_access_block")
        if planned.provider == bucket.provider
    ]
    return _block(of_account[0]) if len(of_account) == 1 else Reading.unread(NO_PLAN)


def _encryption(source: PlanSource, bucket: PlannedObject) -> Reading[BucketEncryption | None]:
    def rule(planned: PlannedObject) -> Reading[BucketEncryption | None]:
        blocks = planned.values.get("rule") or ()
        defaults = [
            default for block in blocks for default in block.get("apply_server_side_encryption_by_default") or ()
        ]
        if len(defaults) != 1 or not defaults[0].get("sse_algorithm"):
            return unknown(planned, "rule")
        return Reading.of(_default(source, planned, defaults[0]), planned.source)

    kind = "aws_s3_bucket_server_side_encryption_configuration"
    return _setting(source, bucket, kind, rule, of_new=_NEW_ENCRYPTION, without=_NEW_ENCRYPTION)


def _default(source: PlanSource, planned: PlannedObject, default: Mapping[str, Any]) -> BucketEncryption:
    algorithm, key = str(default["sse_algorithm"]), str(default.get("kms_master_key_id") or "")
    if not key and planned.is_unknown("rule") and algorithm.startswith("aws:kms"):
        targets = source.references.targets(
            planned, "rule.apply_server_side_encryption_by_default.kms_master_key_id", ("aws_kms_key",)
        )
        key = targets[0].name if len(targets) == 1 else UNKNOWN
    return BucketEncryption(algorithm, key)


def _policy(source: PlanSource, bucket: PlannedObject) -> Reading[PolicyDocument | None]:
    return _setting(source, bucket, "aws_s3_bucket_policy", source.policy, of_new=None, without=None)


def _objects(source: PlanSource, bucket: PlannedObject) -> Reading[tuple[StoredObject, ...]]:
    facts = source.environment.value
    named = {
        facts.requirements_path: facts.requirements_version,
        facts.plugins_path: facts.plugins_version,
        facts.startup_script_path: facts.startup_script_version,
    }
    named.pop("", None)
    if not named:
        return Reading.of((), bucket.source)
    stored = dict(_stored(source, bucket))
    if missing := [path for path in named if path not in stored]:
        return not_in_plans(f"the object {missing[0]}")
    return Reading.of(
        tuple(StoredObject(path, version, stored[path]) for path, version in named.items()), bucket.source
    )


def _stored(source: PlanSource, bucket: PlannedObject) -> Iterator[tuple[str, int]]:
    for planned in source.objects.of(*_OBJECTS):
        if source.belongs(planned, "bucket", bucket):
            yield planned.text("key"), len(planned.text("content").encode())
