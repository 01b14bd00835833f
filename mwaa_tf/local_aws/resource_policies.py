"""The policies of buckets, keys, topics and queues, as moto keeps them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mwaa_tf.arn import Arn
from mwaa_tf.iam.document import PolicyDocument
from mwaa_tf.iam.parsing import parse_policy
from mwaa_tf.iam.patterns import ANY

if TYPE_CHECKING:
    from moto.s3.models import FakeBucket

_QUEUE_URL = re.compile(r"^https?://[^/]+/(?P<account>\d{12})/(?P<name>[^/]+)$")

#: What a bucket or a queue without a policy has: nothing is allowed, nothing denied.
_EMPTY = json.dumps({"Version": "2012-10-17", "Statement": []})


@dataclass(frozen=True, slots=True)
class ResourcePolicy:
    """The policy of a resource that exists."""

    document: PolicyDocument
    account_id: str
    """The account that owns the resource."""
    must_allow: bool = False
    """Whether the account's own principals need it, too: "Unless the key policy explicitly allows it, you cannot use
    IAM policies to allow access to a KMS key" (AWS KMS developer guide, key-policies)."""


def resource_policy(resource: str) -> ResourcePolicy | None:
    """The policy of the bucket, object, key, topic or queue with the ARN ``resource``.

    None for any other resource, for one that does not exist, and where the ARN is not wholly known.
    """
    arn = None if ANY in resource else Arn.find(resource)
    if arn is None:
        return None
    if arn.service == "s3":
        return _of_bucket(arn)
    if arn.service not in _POLICIES or arn.resource_type == "alias":
        return None
    policy = _POLICIES[arn.service](arn)
    if policy is None:
        return None
    return ResourcePolicy(parse_policy(policy), arn.account_id, must_allow=arn.service == "kms")


def topic_policy(arn: Arn) -> str | None:
    """The policy of a topic as JSON; None if there is no such topic."""
    from moto.sns.models import sns_backends

    if arn.account_id not in sns_backends or arn.region not in sns_backends[arn.account_id]:
        return None
    topic = sns_backends[arn.account_id][arn.region].topics.get(str(arn))
    return None if topic is None else str(topic.policy)


def queue_policy(arn: Arn) -> str | None:
    """The policy of a queue as JSON; None if there is no such queue."""
    from moto.sqs.models import sqs_backends

    if arn.account_id not in sqs_backends or arn.region not in sqs_backends[arn.account_id]:
        return None
    queue = sqs_backends[arn.account_id][arn.region].queues.get(arn.resource)
    if queue is None:
        return None
    policy = queue.policy
    return policy if isinstance(policy, str) and policy else json.dumps(policy) if policy else _EMPTY


def queue_arn(parameters: Mapping[str, Any], region: str, partition: str, account_id: str = "") -> Arn | None:
    """The queue that a request names by URL, name or ARN; one by name is that of ``account_id`` unless it says more."""
    if match := _QUEUE_URL.match(str(parameters.get("QueueUrl") or "")):
        return Arn(partition, "sqs", region, match["account"], match["name"])
    owner = str(parameters.get("QueueOwnerAWSAccountId") or account_id)
    name = str(parameters.get("QueueName") or "")
    arn = str(parameters.get("SourceArn") or "")
    return Arn(partition, "sqs", region, owner, name) if owner and name else Arn.find(arn)


def key_policy(arn: Arn) -> str | None:
    """The policy of a key, which an alias may name, as JSON; None if there is no such key."""
    key = _key(arn)
    return None if key is None else str(key.policy)


def key_arn(key_id: str, account_id: str, region: str, partition: str) -> str:
    """The ARN of the key that ``key_id`` names: an ARN, an id or an alias, of ``account_id`` if it does not say.

    Empty for an alias that does not exist.
    """
    arn = Arn.find(key_id) or Arn(
        partition, "kms", region, account_id, key_id if key_id.startswith("alias/") else f"key/{key_id}"
    )
    if arn.resource_type != "alias":
        return str(arn)
    key = _key(arn)
    return str(key.arn) if key else ""


def _key(arn: Arn) -> Any:
    from moto.kms.models import kms_backends

    if arn.account_id not in kms_backends or arn.region not in kms_backends[arn.account_id]:
        return None
    backend = kms_backends[arn.account_id][arn.region]
    if arn.resource_type == "alias":
        return next((key for key in list(backend.keys.values()) if arn.resource in key.aliases), None)
    return backend.keys.get(arn.resource_id)


def find_bucket(name: str) -> FakeBucket | None:
    """The bucket ``name``, whichever account owns it; None if there is none."""
    from moto.s3.models import s3_backends

    if name not in s3_backends.bucket_accounts:
        return None
    partition, owner = s3_backends.bucket_accounts[name]
    return s3_backends[owner][partition].buckets.get(name)


def _of_bucket(arn: Arn) -> ResourcePolicy | None:
    bucket = find_bucket(arn.resource.partition("/")[0])
    return ResourcePolicy(parse_policy(bucket.policy or _EMPTY), bucket.account_id) if bucket else None


_POLICIES: Mapping[str, Callable[[Arn], str | None]] = {"kms": key_policy, "sns": topic_policy, "sqs": queue_policy}
