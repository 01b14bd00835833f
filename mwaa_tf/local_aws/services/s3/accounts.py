"""A bucket of another account is open only where its policy says so, one's own unless its policy denies it.

moto lets every account into every bucket. Of a bucket's policy it reads what is about everybody, takes every condition
that it does not know for fulfilled, and judges calls on objects before anything else can; none of that is used. On AWS
a call from another account needs a statement of the bucket's policy that allows it; without one it is AccessDenied. So
is asking for an object that is not there, where listing is not allowed under its key (Amazon S3 API Reference,
GetObject).
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mwaa_tf.iam.actions import iam_action
from mwaa_tf.iam.document import FULL_IDENTITY_ACCESS, PolicyDocument
from mwaa_tf.iam.evaluation import ApplicablePolicies, Decision, Verdict, evaluate
from mwaa_tf.iam.parsing import parse_policy
from mwaa_tf.iam.variables import ContextValue
from mwaa_tf.local_aws.accounts import Caller, caller_of, organization_of
from mwaa_tf.local_aws.authorization import access_request, unjudged
from mwaa_tf.local_aws.patching import replace, wrap

if TYPE_CHECKING:
    from moto.iam.access_control import PermissionResult
    from moto.s3.models import FakeBucket
    from moto.s3.responses import S3Response

_LISTS = ("ListBucket", "ListBucketVersions")
_READS = ("GetObject", "GetObjectVersion")


def install() -> None:
    """Make this the only judge of bucket policies."""
    from moto.s3.models import FakeBucket
    from moto.s3.responses import S3Response

    wrap(S3Response, "_authenticate_and_authorize_s3_action", _authorize)
    wrap(S3Response, "_bucket_response_delete_keys", _delete_keys)
    replace(FakeBucket, "get_permission", _get_permission)


def _authorize(
    authorize: Callable[..., None], response: S3Response, bucket_name: str | None = None, key_name: str | None = None
) -> None:
    from moto.s3.exceptions import BucketAccessDeniedError

    authorize(response, bucket_name=bucket_name, key_name=key_name)
    # DeleteObjects names no key here: each of its objects is judged for itself.
    names_objects_later = not key_name and _permission(response.data.get("Action")) == "DeleteObject"
    if bucket_name and not names_objects_later and (refusal := _refusal(response, bucket_name, key_name)):
        error = BucketAccessDeniedError(bucket=bucket_name)
        if refusal.verdict is Verdict.UNKNOWN:
            error.message = f"{error.message}, {unjudged(refusal)}"
        raise error


_deleting: ContextVar[S3Response | None] = ContextVar("deleting", default=None)
"""The DeleteObjects that is carried out."""


def _delete_keys(delete: Callable[..., Any], response: S3Response, *arguments: Any, **options: Any) -> Any:
    reset = _deleting.set(response)
    try:
        return delete(response, *arguments, **options)
    finally:
        _deleting.reset(reset)


def _get_permission(bucket: FakeBucket, _action: str, resource: str) -> PermissionResult:
    """Deny an object of DeleteObjects; moto asks before other calls too, which :func:`_authorize` judges."""
    from moto.iam.access_control import PermissionResult

    response = _deleting.get()
    key_name = resource.partition(f":::{bucket.name}/")[2]
    if response is not None and _refusal(response, bucket.name, key_name):
        return PermissionResult.DENIED
    return PermissionResult.NEUTRAL


def _refusal(response: S3Response, bucket_name: str, key_name: str | None) -> Decision | None:
    """Why the call in ``response`` may not have the bucket, or the object in it; ``None`` if it may."""
    from moto.s3.models import s3_backends

    action = _permission(response.data.get("Action"))
    if action == "GetObject" and "versionId" in response.querystring:
        # moto knows that of GET only.
        action = "GetObjectVersion"
    # moto takes any other change of a bucket whose name it does not have for its creation.
    creates = action == "CreateBucket" and not response.request.args.keys() - {"x-id"}
    if creates or bucket_name not in s3_backends.bucket_accounts:
        return None
    partition, owner = s3_backends.bucket_accounts[bucket_name]
    bucket = s3_backends[owner][partition].buckets.get(bucket_name)
    caller = caller_of(response.get_access_key())
    if bucket is None or bucket.policy is None or caller is None:
        return None if owner == response.current_account else Decision(Verdict.IMPLICIT_DENY)
    access = _BucketAccess(parse_policy(bucket.policy), owner, caller, f"arn:{partition}:s3:::{bucket_name}")
    if not key_name:
        prefix = (response.querystring.get("prefix") or [""])[0] if action in _LISTS else None
        return access.refusal(action, prefix=prefix)
    refusal = access.refusal(action, key_name)
    if refusal or owner == response.current_account or action not in _READS or key_name in bucket.keys:
        return refusal
    return access.refusal("ListBucket", prefix=key_name)


@dataclass(frozen=True, slots=True)
class _BucketAccess:
    """What the policy of a bucket says to a caller whose own policies allow everything."""

    policy: PolicyDocument
    owner: str
    caller: Caller
    arn: str

    def refusal(self, action: str, key_name: str = "", *, prefix: str | None = None) -> Decision | None:
        """The decision against ``action`` on the bucket or on an object; ``None`` if it is allowed."""
        # What comes in counts as TLS: see `access_request`.
        organization = organization_of(self.caller.account_id)
        context: dict[str, ContextValue] = {"s3:TlsVersion": "1.3", "aws:PrincipalOrgID": organization or ()}
        if prefix is not None:
            context["s3:prefix"] = prefix
        resource = f"{self.arn}/{key_name}" if key_name else self.arn
        policies = ApplicablePolicies(
            identity=(FULL_IDENTITY_ACCESS,), resource=self.policy, resource_account=self.owner
        )
        decision = evaluate(policies, access_request(self.caller, f"s3:{action}", resource, context))
        return None if decision.allowed else decision


def _permission(action: Any) -> str:
    """The IAM action, without its prefix, that moto's name of an operation needs."""
    name = str(action[0] if isinstance(action, list) else action)
    return (iam_action("s3", name) or name).removeprefix("s3:")
