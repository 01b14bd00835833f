"""Needs that AWS documents for files, emptied buckets and encrypted states: they follow from several calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from mwaa_tf.blueprint import Workspace
from mwaa_tf.iam.arns import ArnScope, resource_name
from mwaa_tf.local_aws.calls import Call
from mwaa_tf.mwaa.regions import dns_suffix
from mwaa_tf.permissions.model import Permission

#: Its request has the keys of the objects; Terraform empties a bucket with it, versions included.
EMPTYING = "DeleteObjects"

_S3_REFERENCE = "Amazon S3 API Reference"


def object_permissions(calls: Iterable[Call]) -> Iterator[tuple[Permission, str]]:
    """Old versions of files that are uploaded, and of buckets that are emptied; each with its operation.

    Uploaded files have no tags (`modules/environment/source_objects.tf`): no upload needs the permission to tag.
    """
    calls = list(calls)
    resources: dict[str, set[str]] = defaultdict(set)
    for call in calls:
        if call.service == "s3" and resource_name("object", call.resource):
            resources[call.action].add(call.resource)
    # Terraform reads the tags of files that it manages, and of nothing else.
    for arn in resources["DeleteObject"] & resources["GetObjectTagging"]:
        source = f"{_S3_REFERENCE}, DeleteObject"
        yield Permission("s3:DeleteObjectVersion", arn, "object", (), source), "DeleteObject"
    for bucket_arn in {call.resource for call in calls if call.action == EMPTYING}:
        source = f"{_S3_REFERENCE}, {EMPTYING}"
        yield Permission("s3:DeleteObjectVersion", f"{bucket_arn}/*", "object", (), source), EMPTYING


def state_key_permissions(
    workspace: Workspace, calls: Iterable[Call], place: ArnScope
) -> Iterator[tuple[Permission, str]]:
    """Use of the key that the state of ``workspace`` is encrypted with; each with its operation."""
    settings = workspace.backend.settings
    key = settings.get("kms_key_id")
    condition: tuple[str, ...] = ()
    if workspace.backend.kind == "s3" and "encrypt" not in settings:
        # Stage 0 creates the key, whose id AWS generates. Its policy limits the bucket that it may be used for.
        key = f"arn:{place.partition}:kms:{settings['region']}:{place.owner_id}:key/*"
        condition = ("StringEquals", "kms:ViaService", f"s3.{settings['region']}.{dns_suffix(place.partition)}")
    operations = {call.action for call in calls}
    for action, operation in (("Decrypt", "GetObject"), ("GenerateDataKey", "PutObject")):
        if isinstance(key, str) and operation in operations:
            source = "Amazon S3 user guide, UsingKMSEncryption"
            yield Permission(f"kms:{action}", key, "key", condition, source), operation
