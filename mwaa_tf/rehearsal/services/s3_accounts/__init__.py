"""A bucket of another account is open only where its policy says so.

moto lets every account into every bucket. On AWS a call from another account needs a statement of the bucket's policy
that allows it; without one it is AccessDenied.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from mwaa_tf.rehearsal.accounts import caller_of
from mwaa_tf.rehearsal.policies import Request, allows

if TYPE_CHECKING:
    from moto.s3.responses import S3Response

# Where moto's name of the permission is not that of IAM (API_HeadBucket.html).
_PERMISSIONS = {"HeadBucket": "ListBucket"}


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
    if owner == response.current_account:
        return True
    bucket = s3_backends[owner][partition].buckets.get(bucket_name)
    caller = caller_of(response.get_access_key())
    if bucket is None or bucket.policy is None or caller is None:
        return False
    resource = f"arn:{partition}:s3:::{bucket_name}" + (f"/{key_name}" if key_name else "")
    context = {"aws:PrincipalOrgID": organization} if (organization := _organization_of(caller.account_id)) else {}
    return allows(bucket.policy, Request(caller, f"s3:{action}", resource, context))


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
