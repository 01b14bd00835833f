"""Buckets that lose versioning, encryption or the block of public access."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mwaa_tf.review.changes import values_after, values_before
from mwaa_tf.review.model import Action, PlanReview, ReviewedChange
from mwaa_tf.review.phrasing import listed, quoted
from mwaa_tf.review.risk import Severity
from mwaa_tf.review.risks import RiskFinding, risk

_BLOCKS = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
_PUBLIC_ACLS = ("public-read", "public-read-write", "authenticated-read", "website")
_TYPES = (
    "aws_s3_bucket",
    "aws_s3_bucket_acl",
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_versioning",
    "aws_s3_account_public_access_block",
)
_BUCKETS = ("aws_s3_bucket", "aws_s3_directory_bucket")

_WITHOUT_VERSIONS = "its objects are lost when they are overwritten or deleted, and MWAA refuses such a bucket"
_WITHOUT_BLOCK = "a policy or an ACL can make it public, and MWAA refuses such a bucket"


@risk(
    "bucket-unprotected",
    severity="high",
    title="Bucket loses protection",
    remediation="Keep versioning enabled, all public access blocked, and the encryption as it is.",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-s3-bucket.html",
)
def bucket_unprotected(plan: PlanReview) -> Iterator[RiskFinding]:
    """A bucket loses its versioning, its encryption with a KMS key or its block of public access, or gets a public ACL.

    DAGs, requirements and Terraform's states live in buckets. MWAA requires versioning and Block Public Access of the
    bucket with the DAGs. A change of the encryption is a medium risk, everything else is high. Nothing is said of a
    bucket that the same plan deletes.
    """
    deleted: list[Any] | None = None
    for change in plan.changes:
        if change.type not in _TYPES or change.action not in (Action.UPDATE, Action.DELETE, Action.REPLACE):
            continue
        before = values_before(change)
        after = values_after(change) if change.action is not Action.DELETE else {}
        for severity, reason in _lost(change, before, after):
            if deleted is None:
                deleted = _deleted_buckets(plan)
            if before.get("bucket") not in deleted:
                yield RiskFinding(change, f"{_bucket(before)}: {reason}.", severity=severity)


def _lost(
    change: ReviewedChange, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[tuple[Severity, str]]:
    deleted = change.action is Action.DELETE
    if change.type == "aws_s3_bucket_versioning":
        old, new = (_first(values, "versioning_configuration", "status") for values in (before, after))
        if old == "Enabled" and (deleted or new in ("Suspended", "Disabled")):
            yield "high", _WITHOUT_VERSIONS
    elif change.type in ("aws_s3_bucket_public_access_block", "aws_s3_account_public_access_block"):
        lost = [name for name in _BLOCKS if before.get(name) is True and (deleted or after.get(name) is False)]
        if lost:
            yield "high", f"without {listed(map(quoted, lost))}, {_WITHOUT_BLOCK}"
    elif change.type == "aws_s3_bucket_server_side_encryption_configuration":
        old, new = (_key(_first(values, "rule") or {}) for values in (before, after))
        if old and deleted:
            yield "medium", f"new objects are encrypted with a key of S3's, and no longer with {quoted(old)}"
        elif old and new != old and isinstance(new, str):
            key = f"with {quoted(new)}" if new else "with a key of S3's"
            yield "medium", f"new objects are encrypted {key}, and no longer with {quoted(old)}"
    elif change.type == "aws_s3_bucket_acl":
        if after.get("acl") in _PUBLIC_ACLS and before.get("acl") not in _PUBLIC_ACLS:
            yield "high", f"its ACL {quoted(after['acl'])} lets others read it"
    elif change.type == "aws_s3_bucket" and change.action is Action.UPDATE:
        # As arguments of the bucket itself, which provider 4 and older write.
        old, new = (_first(values, "versioning", "enabled") for values in (before, after))
        if old is True and new is False:
            yield "high", _WITHOUT_VERSIONS


def _first(value: Any, *names: str) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
        if isinstance(value, list):
            value = value[0] if value else None
    return value


def _key(rule: Any) -> Any:
    """The KMS key that a rule of encryption names; the algorithm where it names none; "" for S3's own."""
    default = _first(rule, "apply_server_side_encryption_by_default") or {}
    algorithm = _first(default, "sse_algorithm")
    if algorithm in (None, "", "AES256"):
        return ""
    return _first(default, "kms_master_key_id") or algorithm


def _deleted_buckets(plan: PlanReview) -> list[Any]:
    """The names of buckets that are deleted themselves: what protects them is deleted with them."""
    buckets = [change for change in plan.changes if change.type in _BUCKETS and change.action is Action.DELETE]
    return [name for change in buckets if (name := values_before(change).get("bucket"))]


def _bucket(before: Mapping[str, Any]) -> str:
    name = before.get("bucket")
    return f"The bucket {quoted(name)}" if name else "The account's buckets"
