"""The principals of a share: accounts, organizational units, the organization; looked up in AWS Organizations.

moto keeps an organization in the backend of its management account; members find it there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from moto.iam.models import iam_backends
from moto.organizations.models import OrganizationsBackend, organizations_backends

from mwaa_tf.local_aws.services.ram.exceptions import InvalidParameterError, PrincipalNotFoundError
from mwaa_tf.mwaa.principals import RAM

SERVICE_LINKED_ROLE = "AWSServiceRoleForResourceAccessManager"

_ACCOUNT = re.compile(r"^(?P<account>\d{12})$|^arn:aws[\w-]*:iam::(?P<root>\d{12}):root$")
_IDENTITY = re.compile(r"^arn:aws[\w-]*:iam::(?P<account>\d{12}):(?:role|user)/.+$")
_ORGANIZATION = re.compile(r"^arn:aws[\w-]*:organizations::\d{12}:organization/(?P<id>o-\w+)$")
_UNIT = re.compile(r"^arn:aws[\w-]*:organizations::\d{12}:ou/o-\w+/(?P<id>ou-[\w-]+)$")
_SERVICE = re.compile(r"^[a-z0-9.-]+\.amazonaws\.com$")


@dataclass(frozen=True, slots=True)
class SharingOrganization:
    """The organization of an account, as far as RAM needs it."""

    backend: OrganizationsBackend

    @property
    def arn(self) -> str:
        """The organization's ARN, of its management account."""
        return str(self.backend.describe_organization()["Organization"]["Arn"])

    @property
    def sharing_enabled(self) -> bool:
        """Whether RAM may share within the organization.

        It takes both trusted access and RAM's service-linked role, which EnableSharingWithAwsOrganization creates:
        without the role, sharing fails as if it were disabled (page tshoot-sharing-outside-org of the RAM user guide).
        """
        trusted = any(service["ServicePrincipal"] == RAM for service in self.backend.services)
        roles = iam_backends[self.backend.account_id][self.backend.partition].roles.values()
        return trusted and any(role.name == SERVICE_LINKED_ROLE for role in list(roles))

    def has(self, account_id: str) -> bool:
        """Whether the account is a member, or the management account itself."""
        return any(account.id == account_id for account in list(self.backend.accounts))

    def has_unit(self, arn: str) -> bool:
        """Whether one of its organizational units has that ARN."""
        return any(unit.arn == arn for unit in list(self.backend.ou))

    def units_of(self, account_id: str) -> set[str]:
        """ARNs of the units that the account is in, at any depth."""
        parents = {unit.id: unit for unit in list(self.backend.ou)}
        arns: set[str] = set()
        for account in list(self.backend.accounts):
            unit = parents.get(account.parent_id) if account.id == account_id else None
            while unit is not None:
                arns.add(unit.arn)
                unit = parents.get(unit.parent_id or "")
        return arns


def organization_of(account_id: str, partition: str) -> SharingOrganization | None:
    """The organization that the account manages or belongs to; None for a standalone account."""
    own = organizations_backends[account_id][partition]
    if own.org is not None:
        return SharingOrganization(own)
    if account_id in organizations_backends.master_accounts:
        management, partition = organizations_backends.master_accounts[account_id]
        backend = organizations_backends[management][partition]
        return SharingOrganization(backend) if backend.org is not None else None
    return None


def is_external(principal: str, organization: SharingOrganization | None) -> bool:
    """Whether sharing with ``principal`` goes beyond the organization, or cannot be shown to stay inside it.

    Raises :class:`InvalidParameterError` for an invalid principal, :class:`PrincipalNotFoundError` for an organization
    or a unit that is not the caller's, or while sharing within the organization is disabled.
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


def is_member(principal: str, organization: SharingOrganization | None) -> bool:
    """Whether the account that ``principal`` is, or is a role or user of, belongs to the organization.

    Raises :class:`InvalidParameterError` for any other principal.
    """
    match = _ACCOUNT.match(principal) or _IDENTITY.match(principal)
    if match is None:
        raise InvalidParameterError(f"Principal ID {principal} is malformed. Verify the ID and try again.")
    account_id = next(group for group in match.groups() if group)
    return organization is not None and organization.has(account_id)


def includes(principal: str, account_id: str, organization: SharingOrganization | None) -> bool:
    """Whether a whole account can use what is shared with ``principal``.

    Never for a role or a user: subnets cannot be shared with one (RAM user guide, shareable).
    """
    if match := _ACCOUNT.match(principal):
        return (match["account"] or match["root"]) == account_id
    if organization is None:
        return False
    if _ORGANIZATION.match(principal):
        return organization.arn == principal and organization.has(account_id)
    return principal in organization.units_of(account_id)
