"""What an organization has before Terraform runs: its accounts, roles to assume, and a bucket for the state."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from mwaa_tf.arn import Arn
from mwaa_tf.config import Deployment
from mwaa_tf.config.owner import Owner
from mwaa_tf.config.participant import Participant
from mwaa_tf.errors import UsageError
from mwaa_tf.local_aws.local_aws import LocalAws
from mwaa_tf.rehearsal.prepare.identities import create_role, policy_document
from mwaa_tf.rehearsal.prepare.storage import create_private_bucket

ROLE = "terraform"
"""The role that every account has."""

_UNIT_NAME = "workloads"
_ORGANIZATION = re.compile(r"(?:organization|ou)/(?P<id>o-[a-z0-9]+)(?:/(?P<unit>ou-[a-z0-9-]+))?")


@dataclass(frozen=True, slots=True)
class PreparedOrganization:
    """An organization with all features, and the units that every member account is in."""

    id: str
    arn: str
    unit_arns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _OrganizationPrincipal:
    """An organization, or a unit of it, as a share names it."""

    arn: str
    management_account: str
    organization_id: str
    unit_id: str | None

    @classmethod
    def find(cls, text: str) -> _OrganizationPrincipal | None:
        """The principal of that ARN; None for text that is neither an organization nor a unit."""
        arn = Arn.find(text)
        match = _ORGANIZATION.fullmatch(arn.resource) if arn and arn.service == "organizations" else None
        return cls(text, arn.account_id, match["id"], match["unit"]) if arn and match else None


def local_aws_for(
    deployment: Deployment,
    *,
    speed: float = 600.0,
    faults: Iterable[str] = (),
    seed: int = 0,
    port: int = 0,
    enforce_iam: bool = False,
) -> LocalAws:
    """A local AWS, not started yet, with the accounts of ``deployment`` and the management account of its principals.

    If the deployment enables sharing within the organization, the owner is the management account: no other can do so.
    Raises :class:`UsageError` for principals of several organizations, and what :class:`LocalAws` does.
    """
    management_accounts = {principal.management_account for principal in _organization_principals(deployment)}
    if deployment.owner.sharing.organization_sharing:
        management_accounts.add(deployment.owner.account_id)
    if len(management_accounts) > 1:
        raise UsageError(
            "owner.sharing: cannot be rehearsed: the principals belong to organizations with different management "
            f"accounts ({', '.join(sorted(management_accounts))})"
        )
    options: dict[str, Any] = {"management_account": management_accounts.pop()} if management_accounts else {}
    return LocalAws(
        _account_ids(deployment),
        region=deployment.region,
        speed=speed,
        faults=faults,
        seed=seed,
        port=port,
        enforce_iam=enforce_iam,
        **options,
    )


def prepare_for(local: LocalAws, deployment: Deployment) -> PreparedOrganization:
    """Prepare what ``deployment`` takes for granted: its organization, its roles and profiles, and its state bucket.

    A bucket that stage 0 creates is not among it.
    """
    state = deployment.state
    for account in _accounts(deployment):
        if account.profile:
            local.add_profile(account.profile, account.account_id)
    return prepare(
        local,
        roles=[account.role_arn for account in _accounts(deployment) if account.role_arn],
        principals=[principal.arn for principal in _organization_principals(deployment)],
        # If the deployment does not enable sharing, somebody in the management account has done so before.
        ram_sharing=not deployment.owner.sharing.organization_sharing,
        state_bucket=state.bucket if state.backend == "s3" and not state.create else None,
        state_account=deployment.owner.account_id,
        state_region=state.region,
    )


def prepare(
    local: LocalAws,
    *,
    roles: Iterable[str] = (),
    principals: Iterable[str] = (),
    ram_sharing: bool = False,
    state_bucket: str | None = None,
    state_account: str | None = None,
    state_region: str | None = None,
) -> PreparedOrganization:
    """Create what does not exist yet; a second call changes nothing.

    Every account but the management account becomes a member of the organization, in a unit below its root, and gets
    the role `terraform`, unless ``roles``, ARNs of further ones, have a role of that name with a path. All may do
    everything and may be assumed from every account. ``principals`` are ARNs of organizations and units that have to
    exist: the organization gets that id, and of several units each is inside the one before, so that every account is
    in all of them. ``ram_sharing`` lets RAM share within the organization. ``state_bucket`` is versioned, blocked to
    the public, and open to the organization; it belongs to ``state_account`` (by default the first account).

    Raises :class:`UsageError` for a role of an account that ``local`` does not have.
    """
    organization = _create_organization(local, list(principals))
    roles = tuple(roles)
    for arn in roles:
        _create_terraform_role(local, arn)
    named = {(arn.account_id, arn.resource_name) for arn in map(Arn.parse, roles)}
    for account_id in local.accounts:
        # Names of roles are unique in an account, whatever their paths are.
        if (account_id, ROLE) not in named:
            _create_terraform_role(local, f"arn:{local.partition}:iam::{account_id}:role/{ROLE}")
    if ram_sharing:
        local.client("ram", local.management_account).enable_sharing_with_aws_organization()
    if state_bucket is not None:
        account_id, region = state_account or local.accounts[0], state_region or local.region
        _create_state_bucket(local, state_bucket, account_id, region, organization)
    return organization


def _create_organization(local: LocalAws, arns: Sequence[str]) -> PreparedOrganization:
    from moto.organizations.models import FakeRoot, organizations_backends

    backend = organizations_backends[local.management_account][local.partition]
    principals = [principal for principal in map(_OrganizationPrincipal.find, arns) if principal]
    if backend.org is None:
        backend.create_organization(local.region, FeatureSet="ALL")
    if backend.org is None:
        raise AssertionError("moto did not create an organization")
    if principals:
        _set_organization_id(backend, principals[0].organization_id)
    units = [unit for unit in backend.ou if not isinstance(unit, FakeRoot)]
    unit_ids = list(dict.fromkeys(principal.unit_id for principal in principals if principal.unit_id))
    for number in range(len(units), max(1, len(unit_ids))):
        name = _UNIT_NAME if number == 0 else f"{_UNIT_NAME}-{number + 1}"
        parent_id = units[-1].id if units else backend.org.root_id
        backend.create_organizational_unit(ParentId=parent_id, Name=name)
        units.append(backend.ou[-1])
        if number < len(unit_ids):
            units[-1].id = unit_ids[number]
    for account_id in local.accounts:
        _join(backend, account_id, units[-1].id)
    return PreparedOrganization(backend.org.id, backend.org.arn, tuple(unit.arn for unit in units))


def _set_organization_id(backend: Any, organization_id: str) -> None:
    backend.org.id = organization_id
    for member in (*backend.ou, *backend.accounts):
        member.organization_id = organization_id


def _join(backend: Any, account_id: str, unit_id: str) -> None:
    """Make an account a member under its own id; moto's API would draw one."""
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


def _create_terraform_role(local: LocalAws, text: str) -> None:
    arn = Arn.find(text)
    if arn is None or (arn.service, arn.resource_type) != ("iam", "role") or arn.account_id not in local.accounts:
        raise UsageError(f"{text}: not a role of a rehearsed account ({', '.join(local.accounts)})")
    callers = [f"arn:{local.partition}:iam::{account_id}:root" for account_id in local.accounts]
    trust = {"Effect": "Allow", "Principal": {"AWS": callers}, "Action": ["sts:AssumeRole", "sts:TagSession"]}
    create_role(local, text, trust)


def _create_state_bucket(
    local: LocalAws, bucket: str, account_id: str, region: str, organization: PreparedOrganization
) -> None:
    s3 = local.client("s3", account_id, region=region)
    if not create_private_bucket(s3, bucket, region):
        return
    arn = f"arn:{local.partition}:s3:::{bucket}"
    members = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"],
        "Resource": [arn, f"{arn}/*"],
        # It would allow everybody in its own account everything: their own policies decide.
        "Condition": {
            "StringEquals": {"aws:PrincipalOrgID": organization.id},
            "StringNotEquals": {"aws:PrincipalAccount": account_id},
        },
    }
    s3.put_bucket_policy(Bucket=bucket, Policy=policy_document(members))


def _account_ids(deployment: Deployment) -> list[str]:
    """The accounts of the deployment, and further ones that the subnets are shared with."""
    principals = deployment.owner.sharing.principals
    shared = [] if principals == "accounts" else [text for text in principals if text.isdigit()]
    return [*(account.account_id for account in _accounts(deployment)), *shared]


def _organization_principals(deployment: Deployment) -> list[_OrganizationPrincipal]:
    principals = deployment.owner.sharing.principals
    if principals == "accounts":
        return []
    return [principal for principal in map(_OrganizationPrincipal.find, principals) if principal]


def _accounts(deployment: Deployment) -> tuple[Owner | Participant, ...]:
    return (deployment.owner, *deployment.participants)
