"""A bucket that loses its versions, its encryption or its wall against the public."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mwaa_tf.review.changes import after_of, before_of
from mwaa_tf.review.model import Action, Change, PlanReview, Severity
from mwaa_tf.review.phrasing import listed, quoted
from mwaa_tf.review.risks import Found, risk

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
_BUCKET = ("aws_s3_bucket", "aws_s3_directory_bucket")

_VERSIONS = "its objects are no longer kept when they are overwritten or deleted, and MWAA refuses such a bucket"
_WALL = "a policy or an ACL can make it public, and MWAA refuses such a bucket"


@risk(
    "bucket-unprotected",
    severity="high",
    title="A bucket loses its protection",
    way_out="Keep versioning on, all public access blocked, and the encryption as it is.",
    source="Amazon MWAA user guide, mwaa-s3-bucket: versioning and Block Public Access are required",
)
def bucket_unprotected(plan: PlanReview) -> Iterator[Found]:
    """DAGs, requirements and Terraform's states live in buckets."""
    gone: list[Any] | None = None
    for change in plan.changes:
        if change.type not in _TYPES or change.action not in (Action.UPDATE, Action.DELETE, Action.REPLACE):
            continue
        before = before_of(change)
        after = after_of(change) if change.action is not Action.DELETE else {}
        for severity, reason in _lost(change, before, after):
            if gone is None:
                gone = _deleted(plan)
            if before.get("bucket") not in gone:
                yield Found(change, f"{_bucket(before)}: {reason}.", severity=severity)


def _lost(change: Change, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[Severity, str]]:
    deleted = change.action is Action.DELETE
    if change.type == "aws_s3_bucket_versioning":
        had, has = (_first(side, "versioning_configuration", "status") for side in (before, after))
        if had == "Enabled" and (deleted or has in ("Suspended", "Disabled")):
            yield "high", _VERSIONS
    elif change.type in ("aws_s3_bucket_public_access_block", "aws_s3_account_public_access_block"):
        lost = [name for name in _BLOCKS if before.get(name) is True and (deleted or after.get(name) is False)]
        if lost:
            yield "high", f"without {listed(map(quoted, lost))}, {_WALL}"
    elif change.type == "aws_s3_bucket_server_side_encryption_configuration":
        had, has = (_key(_first(side, "rule") or {}) for side in (before, after))
        if had and deleted:
            yield "medium", f"new objects are encrypted with a key of S3's, and no longer with {quoted(had)}"
        elif had and has != had and isinstance(has, str):
            kind = f"with {quoted(has)}" if has else "with a key of S3's"
            yield "medium", f"new objects are encrypted {kind}, and no longer with {quoted(had)}"
    elif change.type == "aws_s3_bucket_acl":
        if after.get("acl") in _PUBLIC_ACLS and before.get("acl") not in _PUBLIC_ACLS:
            yield "high", f"its ACL {quoted(after['acl'])} lets others read it"
    elif change.type == "aws_s3_bucket" and change.action is Action.UPDATE:
        # As arguments of the bucket itself, which provider 4 and older write.
        had, has = (_first(side, "versioning", "enabled") for side in (before, after))
        if had is True and has is False:
            yield "high", _VERSIONS


def _first(value: Any, *names: str) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
        if isinstance(value, list):
            value = value[0] if value else None
    return value


def _key(rule: Any) -> Any:
    """The key of KMS that a rule of encryption names; the algorithm where it names none; "" for S3's own."""
    default = _first(rule, "apply_server_side_encryption_by_default") or {}
    algorithm = _first(default, "sse_algorithm")
    if algorithm in (None, "", "AES256"):
        return ""
    return _first(default, "kms_master_key_id") or algorithm


def _deleted(plan: PlanReview) -> list[Any]:
    """Buckets that go themselves: what protects them goes with them."""
    gone = [item for item in plan.changes if item.type in _BUCKET and item.action is Action.DELETE]
    return [name for item in gone if (name := before_of(item).get("bucket"))]


def _bucket(before: Mapping[str, Any]) -> str:
    name = before.get("bucket")
    return f"The bucket {quoted(name)}" if name else "The account's buckets"
