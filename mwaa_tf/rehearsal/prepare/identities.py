"""Roles, users, groups and policies."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from mwaa_tf.arn import Arn
from mwaa_tf.errors import UsageError
from mwaa_tf.mwaa import principals

if TYPE_CHECKING:
    from mwaa_tf.local_aws import LocalAws

ALLOW_ALL: Mapping[str, Any] = {"Effect": "Allow", "Action": "*", "Resource": "*"}
"""A statement of a policy that allows everything."""

_TRUST_OF_MWAA = {
    "Effect": "Allow",
    "Principal": {"Service": list(principals.EXECUTION_ROLE)},
    "Action": "sts:AssumeRole",
}


_DENY_LISTING_BUCKETS = {"Effect": "Deny", "Action": "s3:ListAllMyBuckets", "Resource": "*"}


def policy_document(*statements: Mapping[str, Any]) -> str:
    """A policy, as JSON."""
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def create_role(
    local: LocalAws,
    arn: str,
    trust: Mapping[str, Any] = _TRUST_OF_MWAA,
    statements: Sequence[Mapping[str, Any]] = (ALLOW_ALL,),
) -> None:
    """Create a role that may do what ``statements`` say, by default everything; an existing one is not changed.

    ``trust`` is the statement of its trust policy: by default, MWAA may assume it. Raises :class:`UsageError` if the
    account has a role of that name with another path: names of roles are unique in an account (IAM user guide,
    reference_identifiers).
    """
    role = Arn.parse(arn)
    iam = local.client("iam", role.account_id)
    arns = {existing["RoleName"]: existing["Arn"] for existing in iam.list_roles()["Roles"]}
    other = arns.get(role.resource_name)
    if other not in (None, arn):
        raise UsageError(f"{arn}: the account already has {other}, and names of roles are unique in an account")
    if other is None:
        iam.create_role(Path=_path(role), RoleName=role.resource_name, AssumeRolePolicyDocument=policy_document(trust))
        iam.put_role_policy(
            RoleName=role.resource_name, PolicyName="everything", PolicyDocument=policy_document(*statements)
        )


def create_execution_role(local: LocalAws, arn: str) -> None:
    """Create a role that MWAA may assume and that may do everything, except list the account's buckets.

    AWS's policy for the role denies that (MWAA user guide, mwaa-create-role). An existing role is not changed.
    """
    create_role(local, arn, statements=(ALLOW_ALL, _DENY_LISTING_BUCKETS))


def create_principal(local: LocalAws, arn: str) -> None:
    """Create a role, user or group to attach policies to; an existing one is not changed."""
    principal = Arn.parse(arn)
    path, name = _path(principal), principal.resource_name
    iam = local.client("iam", principal.account_id)
    match principal.resource_type:
        case "user" if name not in {user["UserName"] for user in iam.list_users()["Users"]}:
            iam.create_user(Path=path, UserName=name)
        case "group" if name not in {group["GroupName"] for group in iam.list_groups()["Groups"]}:
            iam.create_group(Path=path, GroupName=name)
        case "role":
            create_role(local, arn)


def create_policy(local: LocalAws, account_id: str, arn: str) -> None:
    """Create a managed policy that allows everything, of the account or of AWS; an existing one is not changed."""
    from moto.iam.models import AWSManagedPolicy, iam_backends

    policies = iam_backends[account_id][local.partition].managed_policies
    if arn in policies:
        return
    policy = Arn.parse(arn)
    path, name = _path(policy), policy.resource_name
    if policy.account_id != "aws":
        iam = local.client("iam", account_id)
        iam.create_policy(Path=path, PolicyName=name, PolicyDocument=policy_document(ALLOW_ALL))
        return
    # moto has AWS's own policies only when told to load all twelve hundred.
    now = datetime.now(UTC).isoformat()
    document = {"Version": "2012-10-17", "Statement": [ALLOW_ALL]}
    details = {"Path": path, "DefaultVersionId": "v1", "Document": document, "CreateDate": now, "UpdateDate": now}
    policies[arn] = AWSManagedPolicy.from_data(name, account_id, local.partition, details)


def _path(arn: Arn) -> str:
    """The path of an IAM resource: ``/ci/`` for ``role/ci/terraform``, else ``/``."""
    path = arn.resource_id.removesuffix(arn.resource_name)
    return f"/{path}"
