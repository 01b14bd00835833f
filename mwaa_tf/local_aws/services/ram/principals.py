"""Whom a share is for: accounts, organizational units, the organization; looked up in AWS Organizations.

moto keeps an organization in the backend of its management account; a member finds it through there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from moto.iam.models import iam_backends
from moto.organizations.models import OrganizationsBackend, organizations_backends

from mwaa_tf.local_aws.services.ram.exceptions import InvalidParameterError, PrincipalNotFoundError

SERVICE_PRINCIPAL = "ram.amazonaws.com"
SERVICE_LINKED_ROLE = "AWSServiceRoleForResourceAccessManager"

_ACCOUNT = re.compile(r"^(?P<account>\d{12})$|^arn:aws[\w-]*:iam::(?P<root>\d{12}):root$")
_IDENTITY = re.compile(r"^arn:aws[\w-]*:iam::(?P<account>\d{12}):(?:role|user)/.+$")
_ORGANIZATION = re.compile(r"^arn:aws[\w-]*:organizations::\d{12}:organization/(?P<id>o-\w+)$")
_UNIT = re.compile(r"^arn:aws[\w-]*:organizations::\d{12}:ou/o-\w+/(?P<id>ou-[\w-]+)$")
_SERVICE = re.compile(r"^[a-z0-9.-]+\.amazonaws\.com$")


@dataclass(frozen=True, slots=True)
class Organization:
    """The organization as RAM sees it from one of its accounts."""

    backend: OrganizationsBackend

    @property
    def arn(self) -> str:
        """The organization's ARN, of its management account."""
        return str(self.backend.describe_organization()["Organization"]["Arn"])

    @property
    def sharing_enabled(self) -> bool:
        """Whether RAM may share within the organization.

        It takes both the trusted access and RAM's service-linked role, which EnableSharingWithAwsOrganization makes:
        without the role, sharing fails as if it were off (page tshoot-sharing-outside-org of the RAM user guide).
        """
        trusted = any(service["ServicePrincipal"] == SERVICE_PRINCIPAL for service in self.backend.services)
        roles = iam_backends[self.backend.account_id][self.backend.partition].roles.values()
        return trusted and any(role.name == SERVICE_LINKED_ROLE for role in list(roles))

    def has(self, account_id: str) -> bool:
        """Whether the account is a member, or the management account itself."""
        return any(account.id == account_id for account in list(self.backend.accounts))

    def has_unit(self, arn: str) -> bool:
        """Whether the ARN is that of one of its organizational units."""
        return any(unit.arn == arn for unit in list(self.backend.ou))

    def units_of(self, account_id: str) -> set[str]:
        """ARNs of the units that the account is in, at any depth."""
        parents = {unit.id: unit for unit in list(self.backend.ou)}
        found: set[str] = set()
        for account in list(self.backend.accounts):
            unit = parents.get(account.parent_id) if account.id == account_id else None
            while unit is not None:
                found.add(unit.arn)
                unit = parents.get(unit.parent_id or "")
        return found


def organization_of(account_id: str, partition: str) -> Organization | None:
    """The organization that the account manages or belongs to; none where it stands alone."""
    own = organizations_backends[account_id][partition]
    if own.org is not None:
        return Organization(own)
    if account_id in organizations_backends.master_accounts:
        management, where = organizations_backends.master_accounts[account_id]
        backend = organizations_backends[management][where]
        return Organization(backend) if backend.org is not None else None
    return None


def is_external(principal: str, organization: Organization | None) -> bool:
    """Whether sharing with ``principal`` goes beyond the organization, or cannot be told to stay inside it.

    Raises :class:`InvalidParameterError` where it is no principal at all, :class:`PrincipalNotFoundError` for an
    organization or a unit that is not the caller's, or while sharing within the organization is off.
    """
    enabled = organization is not None and organization.sharing_enabled
    if match := _ORGANIZATION.match(principal):
        if organization is None or not enabled or organization.arn != principal:
            raise PrincipalNotFoundError("Organization", match["id"])
        return False
    if match := _UNIT.match(principal):
        if organization is None or not enabled or not organization.has_unit(principal):
            raise PrincipalNotFoundError("OrganizationalUnit", match["id"])
        return False
    if _SERVICE.match(principal):
        return False
    return not (enabled and is_member(principal, organization))


def is_member(principal: str, organization: Organization | None) -> bool:
    """Whether the account that ``principal`` is, or is a role or user of, belongs to the organization.

    Raises :class:`InvalidParameterError` where it is neither an account nor of one.
    """
    match = _ACCOUNT.match(principal) or _IDENTITY.match(principal)
    if match is None:
        raise InvalidParameterError(f"Principal ID {principal} is malformed. Verify the ID and try again.")
    account_id = next(group for group in match.groups() if group)
    return organization is not None and organization.has(account_id)


def includes(principal: str, account_id: str, organization: Organization | None) -> bool:
    """Whether what is shared with ``principal`` can be used by everyone in the account.

    Never for a role or a user: subnets are not among the resources that can be shared with one.
    """
    if match := _ACCOUNT.match(principal):
        return (match["account"] or match["root"]) == account_id
    if organization is None:
        return False
    if _ORGANIZATION.match(principal):
        return organization.arn == principal and organization.has(account_id)
    return principal in organization.units_of(account_id)
