"""What an organization has before Terraform runs: the organization itself, roles to assume, a bucket for the state."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from mwaa_tf.config import Deployment
from mwaa_tf.config.owner import Owner
from mwaa_tf.config.participant import Participant
from mwaa_tf.errors import UsageError
from mwaa_tf.local_aws.local_aws import LocalAws

ROLE = "terraform"
"""The role that every account has."""

_UNIT_NAME = "workloads"
_ROLE_ARN = re.compile(r"^arn:[^:]+:iam::(?P<account>\d{12}):role(?P<path>/(?:.*/)?)(?P<name>[^/]+)$")
_ORGANIZATION_ARN = re.compile(
    r"^arn:[^:]+:organizations::(?P<management>\d{12}):(?:organization|ou)/(?P<id>o-[a-z0-9]+)(?:/(?P<unit>ou-[a-z0-9-]+))?$"
)


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization with all features, and the units that every member account is in."""

    id: str
    arn: str
    unit_arns: tuple[str, ...]


def local_aws_for(
    deployment: Deployment, *, speed: float = 600.0, faults: Iterable[str] = (), seed: int = 0, port: int = 0
) -> LocalAws:
    """A local AWS with the accounts of ``deployment`` and the management account that its principals name.

    It is not started yet. Where the owner is to switch sharing within the organization on, the owner is the management
    account: no other can. Raises :class:`UsageError` for principals of several organizations, and what
    :class:`LocalAws` does.
    """
    named = {match["management"] for match in _organizations(deployment)}
    if deployment.owner.sharing.organization_sharing:
        named.add(deployment.owner.account_id)
    if len(named) > 1:
        raise UsageError(
            "owner.sharing: the principals are of an organization whose management account is another "
            f"({', '.join(sorted(named))}), so this cannot be rehearsed"
        )
    options: dict[str, Any] = {"management_account": named.pop()} if named else {}
    return LocalAws(
        _accounts(deployment), region=deployment.region, speed=speed, faults=faults, seed=seed, port=port, **options
    )


def prepare_for(aws: LocalAws, deployment: Deployment) -> Organization:
    """Prepare what ``deployment`` takes for granted: its organization, its roles and profiles, and its state bucket.

    A bucket that stage 0 makes is not among it.
    """
    state = deployment.state
    for account in _who(deployment):
        if account.profile:
            aws.add_profile(account.profile, account.account_id)
    return prepare(
        aws,
        roles=[account.role_arn for account in _who(deployment) if account.role_arn],
        principals=[match.string for match in _organizations(deployment)],
        # Where the deployment does not do it, somebody in the management account has done it before.
        ram_sharing=not deployment.owner.sharing.organization_sharing,
        state_bucket=state.bucket if state.backend == "s3" and not state.create else None,
        state_account=deployment.owner.account_id,
        state_region=state.region,
    )


def prepare(
    aws: LocalAws,
    *,
    roles: Iterable[str] = (),
    principals: Iterable[str] = (),
    ram_sharing: bool = False,
    state_bucket: str | None = None,
    state_account: str | None = None,
    state_region: str | None = None,
) -> Organization:
    """Make what is not there yet; a second time changes nothing.

    Every account but the management account becomes a member of the organization, in a unit below its root, and gets
    the role `terraform`; ``roles`` are ARNs of further ones. All may do everything and may be assumed from every
    account. ``principals`` are ARNs of organizations and units that have to exist: the organization gets that id, and
    of several units each is inside the one before, so that every account is in all of them. ``ram_sharing`` lets RAM
    share within the organization. ``state_bucket`` is versioned, blocked to the public, and open to the organization;
    it belongs to ``state_account`` (the first account, by default).

    Raises :class:`UsageError` for a role of an account that there is not.
    """
    organization = _organization(aws, list(principals))
    own = [f"arn:{aws.partition}:iam::{account_id}:role/{ROLE}" for account_id in aws.accounts]
    for arn in (*own, *roles):
        _role(aws, arn)
    if ram_sharing:
        aws.client("ram", aws.management_account).enable_sharing_with_aws_organization()
    if state_bucket is not None:
        _bucket(aws, state_bucket, state_account or aws.accounts[0], state_region or aws.region, organization)
    return organization


def _organization(aws: LocalAws, principals: Sequence[str]) -> Organization:
    from moto.organizations.models import FakeRoot, organizations_backends

    backend = organizations_backends[aws.management_account][aws.partition]
    named = [match for match in map(_ORGANIZATION_ARN.match, principals) if match]
    if backend.org is None:
        backend.create_organization(aws.region, FeatureSet="ALL")
    if backend.org is None:
        raise AssertionError("moto has made no organization")
    if named:
        _rename(backend, named[0]["id"])
    units = [unit for unit in backend.ou if not isinstance(unit, FakeRoot)]
    wanted = list(dict.fromkeys(match["unit"] for match in named if match["unit"]))
    for number in range(len(units), max(1, len(wanted))):
        name = _UNIT_NAME if number == 0 else f"{_UNIT_NAME}-{number + 1}"
        parent = units[-1].id if units else backend.org.root_id
        backend.create_organizational_unit(ParentId=parent, Name=name)
        units.append(backend.ou[-1])
        if number < len(wanted):
            units[-1].id = wanted[number]
    for account_id in aws.accounts:
        _join(backend, account_id, units[-1].id)
    return Organization(backend.org.id, backend.org.arn, tuple(unit.arn for unit in units))


def _rename(backend: Any, organization_id: str) -> None:
    for held in (backend.org, *backend.ou, *backend.accounts):
        if held is backend.org:
            held.id = organization_id
        else:
            held.organization_id = organization_id


def _join(backend: Any, account_id: str, unit_id: str) -> None:
    """Make an account a member under its own id, where moto's API would draw one."""
    from moto.iam.models import iam_backends
    from moto.organizations.models import organizations_backends

    if any(account.id == account_id for account in backend.accounts):
        return
    backend.create_account(AccountName=f"account-{account_id}", Email=f"{account_id}@example.com")
    account = backend.accounts[-1]
    members = organizations_backends.master_accounts
    members[account_id] = members.pop(account.id)
    iam_backends.pop(account.id, None)
    account.id = account_id
    account.parent_id = unit_id


def _role(aws: LocalAws, arn: str) -> None:
    match = _ROLE_ARN.match(arn)
    if match is None or match["account"] not in aws.accounts:
        raise UsageError(f"{arn}: no role of an account that is rehearsed ({', '.join(aws.accounts)})")
    iam = aws.client("iam", match["account"])
    callers = [f"arn:{aws.partition}:iam::{account_id}:root" for account_id in aws.accounts]
    trust = {"Effect": "Allow", "Principal": {"AWS": callers}, "Action": ["sts:AssumeRole", "sts:TagSession"]}
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    try:
        iam.create_role(Path=match["path"], RoleName=match["name"], AssumeRolePolicyDocument=_policy(trust))
    except iam.exceptions.EntityAlreadyExistsException:
        return
    iam.put_role_policy(RoleName=match["name"], PolicyName="everything", PolicyDocument=_policy(everything))


def _bucket(aws: LocalAws, bucket: str, account_id: str, region: str, organization: Organization) -> None:
    s3 = aws.client("s3", account_id, region=region)
    place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    try:
        s3.create_bucket(Bucket=bucket, **place)
    except s3.exceptions.BucketAlreadyOwnedByYou:
        return
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    blocked = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=dict.fromkeys(blocked, True))
    arn = f"arn:{aws.partition}:s3:::{bucket}"
    members = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"],
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"StringEquals": {"aws:PrincipalOrgID": organization.id}},
    }
    s3.put_bucket_policy(Bucket=bucket, Policy=_policy(members))


def _policy(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _accounts(deployment: Deployment) -> list[str]:
    """The accounts of the deployment, and further ones that the subnets are shared with."""
    principals = deployment.owner.sharing.principals
    shared = [] if principals == "accounts" else [text for text in principals if text.isdigit()]
    return [deployment.owner.account_id, *(member.account_id for member in deployment.participants), *shared]


def _organizations(deployment: Deployment) -> list[re.Match[str]]:
    principals = deployment.owner.sharing.principals
    return [] if principals == "accounts" else [match for match in map(_ORGANIZATION_ARN.match, principals) if match]


def _who(deployment: Deployment) -> tuple[Owner | Participant, ...]:
    return (deployment.owner, *deployment.participants)
