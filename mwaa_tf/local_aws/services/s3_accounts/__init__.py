"""A bucket of another account is open only where its policy says so, one's own unless its policy denies it.

moto lets every account into every bucket, and of a bucket's policy it reads what is about everybody. On AWS a call from
another account needs a statement of the bucket's policy that allows it; without one it is AccessDenied. So is asking
for an object that is not there, where listing is not allowed under its key (Amazon S3 API Reference, GetObject).
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from mwaa_tf.iam.policies import Request, decision
from mwaa_tf.local_aws.accounts import caller_of

if TYPE_CHECKING:
    from moto.s3.responses import S3Response

# Where moto's name of the permission is not that of IAM (API_HeadBucket.html).
_PERMISSIONS = {"HeadBucket": "ListBucket"}

_LISTS = ("ListBucket", "ListBucketVersions")
_READS = ("GetObject", "GetObjectVersion")


def install() -> None:
    """Put the check before moto's own. A second call changes nothing."""
    from moto.s3.exceptions import BucketAccessDeniedError
    from moto.s3.responses import S3Response

    authorize = S3Response._authenticate_and_authorize_s3_action
    if hasattr(authorize, "__wrapped__"):
        return

    @wraps(authorize)
    def checked(self: S3Response, bucket_name: str | None = None, key_name: str | None = None) -> None:
        authorize(self, bucket_name=bucket_name, key_name=key_name)
        if bucket_name and not _open(self, bucket_name, key_name):
            raise BucketAccessDeniedError(bucket=bucket_name)

    S3Response._authenticate_and_authorize_s3_action = checked  # type: ignore[assignment,method-assign]


def _open(response: S3Response, bucket_name: str, key_name: str | None) -> bool:
    from moto.s3.models import s3_backends

    action = _permission(response.data.get("Action"))
    if action == "CreateBucket" or bucket_name not in s3_backends.bucket_accounts:
        return True
    partition, owner = s3_backends.bucket_accounts[bucket_name]
    bucket = s3_backends[owner][partition].buckets.get(bucket_name)
    caller = caller_of(response.get_access_key())
    own = owner == response.current_account
    policy = bucket.policy if bucket else None
    if bucket is None or policy is None or caller is None:
        return own
    arn = f"arn:{partition}:s3:::{bucket_name}"
    # What comes in counts as TLS: see s3_tls.
    context = {"s3:TlsVersion": "1.3"}
    if organization := _organization_of(caller.account_id):
        context["aws:PrincipalOrgID"] = organization

    def says(action: str, resource: str, prefix: str | None = None) -> str | None:
        listing = {} if prefix is None else {"s3:prefix": prefix}
        return decision(policy, Request(caller, f"s3:{action}", resource, {**context, **listing}))

    if own:
        return says(action, f"{arn}/{key_name}" if key_name else arn) != "Deny"
    if not key_name:
        prefix = (response.querystring.get("prefix") or [""])[0] if action in _LISTS else None
        return says(action, arn, prefix) == "Allow"
    if says(action, f"{arn}/{key_name}") != "Allow":
        return False
    return action not in _READS or key_name in bucket.keys or says("ListBucket", arn, key_name) == "Allow"


def _permission(action: Any) -> str:
    name = str(action[0] if isinstance(action, list) else action)
    return _PERMISSIONS.get(name, name)


def _organization_of(account_id: str) -> str | None:
    from moto.organizations.models import organizations_backends

    for backends in list(organizations_backends.values()):
        for backend in list(backends.values()):
            if backend.org is not None and any(account.id == account_id for account in backend.accounts):
                return str(backend.org.id)
    return None
