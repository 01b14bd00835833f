"""How many old versions a lifecycle rule keeps is remembered.

moto takes `NewerNoncurrentVersions` of a rule's expiration and forgets it, so that who asks finds another rule than the
one that was put: Terraform waits for its own until it gives up.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from moto.s3.models import FakeBucket
    from moto.s3.responses import S3Response


def install() -> None:
    """Have moto's buckets remember, and answer with it. A second call changes nothing."""
    from moto.s3.models import FakeBucket
    from moto.s3.responses import S3Response

    set_lifecycle, serialized = FakeBucket.set_lifecycle, S3Response.serialized
    if hasattr(set_lifecycle, "__wrapped__"):
        return

    @wraps(set_lifecycle)
    def remembering(self: FakeBucket, rules: list[dict[str, Any]]) -> None:
        set_lifecycle(self, rules)
        for rule, given in zip(self.rules, rules, strict=True):
            rule.newer_noncurrent_versions = _newer(given)  # type: ignore[attr-defined]

    @wraps(serialized)
    def answering(self: S3Response, result: Any) -> Any:
        if self.data.get("Action") == "GetBucketLifecycleConfiguration" and isinstance(result.result, dict):
            kept = {rule.id: rule.newer_noncurrent_versions for rule in _rules(self)}
            for rule in result.result.get("Rules", ()):
                if kept.get(rule.get("ID")):
                    rule.setdefault("NoncurrentVersionExpiration", {})["NewerNoncurrentVersions"] = kept[rule["ID"]]
        return serialized(self, result)

    FakeBucket.set_lifecycle = remembering  # type: ignore[method-assign]
    S3Response.serialized = answering  # type: ignore[assignment,method-assign]


def _newer(rule: Mapping[str, Any]) -> Any:
    return (rule.get("NoncurrentVersionExpiration") or {}).get("NewerNoncurrentVersions")


def _rules(response: S3Response) -> list[Any]:
    rules: list[Any] = response.backend.get_bucket_lifecycle(response.bucket_name)
    return rules
