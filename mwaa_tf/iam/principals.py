"""Who makes a request, and whether a policy's principals name them.

See the IAM user guide, pages reference_policies_elements_principal and reference_policies_elements_notprincipal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, IntEnum

from mwaa_tf.iam.document import Principal, PrincipalElement
from mwaa_tf.iam.match import Match, any_of

_PRINCIPAL_ARN = re.compile(
    r"arn:(?P<partition>[^:]+):(?P<service>iam|sts)::(?P<account>\d{12}):"
    r"(?P<kind>root|user|role|assumed-role|federated-user)(?:/(?P<name>.+))?"
)
_ACCOUNT = re.compile(r"\d{12}")
_SERVICE_LINKED = ":role/aws-service-role/"


class PrincipalKind(Enum):
    """Kinds of principals that make requests."""

    ROOT = "root"
    USER = "user"
    ROLE_SESSION = "role session"
    FEDERATED_USER = "federated user"
    SERVICE = "service"
    FEDERATED = "federated identity"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class RequestPrincipal:
    """Who makes a request.

    ``arn`` is empty for services, identities of an identity provider and anonymous requests: they have no account.
    Of a role session it is the ARN of the session or, where the name of the session is not known, that of the role.
    """

    kind: PrincipalKind
    arn: str = ""
    account_id: str = ""
    role_arn: str = ""
    """Of a role session, with the role's path; empty where only the role's name is known."""
    name: str = ""
    """The friendly name of a user, role or federated user; the principal of a service; the provider of an identity."""

    @property
    def is_service_linked(self) -> bool:
        """Whether it is a session of a service-linked role, which service control policies do not affect."""
        return _SERVICE_LINKED in self.role_arn

    @classmethod
    def of_arn(cls, arn: str) -> RequestPrincipal:
        """The principal of an ARN; a role's ARN stands for some session of the role.

        Raises :class:`ValueError` for an ARN that is no principal's.
        """
        match = _PRINCIPAL_ARN.fullmatch(arn)
        if match is None:
            raise ValueError(f"{arn!r} is not the ARN of a principal")
        account_id, path = match["account"], (match["name"] or "").split("/")
        match match["kind"]:
            case "root":
                return cls(PrincipalKind.ROOT, arn, account_id)
            case "user":
                return cls(PrincipalKind.USER, arn, account_id, name=path[-1])
            case "role":
                return cls(PrincipalKind.ROLE_SESSION, arn, account_id, role_arn=arn, name=path[-1])
            case "assumed-role":
                return cls(PrincipalKind.ROLE_SESSION, arn, account_id, name=path[0])
            case _:
                return cls(PrincipalKind.FEDERATED_USER, arn, account_id, name=path[-1])

    @classmethod
    def service(cls, name: str) -> RequestPrincipal:
        """An AWS service, such as ``airflow.amazonaws.com``."""
        return cls(PrincipalKind.SERVICE, name=name)

    @classmethod
    def federated(cls, provider: str) -> RequestPrincipal:
        """An identity of a provider, such as ``accounts.google.com`` or the ARN of a SAML or OIDC provider."""
        return cls(PrincipalKind.FEDERATED, name=provider)


ANONYMOUS = RequestPrincipal(PrincipalKind.ANONYMOUS)


class Grant(IntEnum):
    """How directly a policy of a resource names a principal.

    It decides which other policies limit what the policy allows (page reference_policies_evaluation-logic_policy-eval-
    denyallow, table of resource-based policies and implicit denies).
    """

    ACCOUNT = 1
    """By its account, which delegates to the policies of the account's principals."""
    ROLE = 2
    """A session by its role, a federated user by its user: permissions boundary and session policy limit it."""
    DIRECT = 3
    """By its own ARN, or as everyone: no implicit denial of another policy of the account limits it."""


def grants(element: PrincipalElement, requester: RequestPrincipal) -> Iterator[tuple[Grant, Match]]:
    """In which ways the principals of a statement that allows name ``requester``.

    `NotPrincipal` with `Allow` means everyone else, anonymous requests included.
    """
    if element.negated:
        yield (
            Grant.DIRECT,
            ~any_of(match for principal in element.principals for _, match in _named(principal, requester)),
        )
        return
    for principal in element.principals:
        yield from _named(principal, requester)


def is_denied(element: PrincipalElement, requester: RequestPrincipal) -> Match:
    """Whether a statement that denies is about ``requester``.

    `NotPrincipal` spares those that it names. To name only the account, or only the role of a session, might deny the
    principals in it all the same (page reference_policies_elements_notprincipal), so that it cannot be judged.
    """
    named = [named for principal in element.principals for named in _named(principal, requester)]
    if not element.negated:
        return any_of(match for _, match in named)
    # Nothing is as near to a session whose name is not known as its role.
    nearest = Grant.ROLE if requester.arn == requester.role_arn else Grant.DIRECT
    spared = any_of(match for grant, match in named if grant >= nearest)
    if spared is Match.NO and any(match is not Match.NO for _, match in named):
        return Match.UNKNOWN
    return ~spared


def _named(principal: Principal, requester: RequestPrincipal) -> Iterator[tuple[Grant, Match]]:
    if principal.is_everyone:
        yield Grant.DIRECT, Match.YES
        return
    match principal.type:
        case "AWS":
            yield _aws_principal(principal.value, requester)
        case "Service":
            is_it = requester.kind is PrincipalKind.SERVICE and principal.value == requester.name
            yield Grant.DIRECT, Match.of(is_it)
        case "Federated":
            is_it = requester.kind is PrincipalKind.FEDERATED and principal.value == requester.name
            yield Grant.DIRECT, Match.of(is_it)
        case _:
            # Canonical user ids of S3, and types that IAM does not have: who they are is not known here.
            yield Grant.DIRECT, Match.UNKNOWN if requester.account_id else Match.NO


def _aws_principal(value: str, requester: RequestPrincipal) -> tuple[Grant, Match]:
    if not requester.account_id:
        return Grant.DIRECT, Match.NO
    if _ACCOUNT.fullmatch(value):
        grant = Grant.DIRECT if requester.kind is PrincipalKind.ROOT else Grant.ACCOUNT
        return grant, Match.of(value == requester.account_id)
    if "*" in value or "?" in value:
        # AWS takes no wildcard within a principal.
        return Grant.DIRECT, Match.UNKNOWN
    if value == requester.arn:
        # A role's ARN limits its sessions; it is the requester's only where the session's name is not known.
        return (Grant.ROLE if value == requester.role_arn else Grant.DIRECT), Match.YES
    match = _PRINCIPAL_ARN.fullmatch(value)
    if match is None or match["account"] != requester.account_id:
        # A unique id stands for a principal that was deleted, and whatever has its name now is another.
        return Grant.DIRECT, Match.NO
    return _related(match, value, requester)


def _related(match: re.Match[str], value: str, requester: RequestPrincipal) -> tuple[Grant, Match]:
    """How an ARN other than its own names ``requester``: the role of a session, the user of a federated user."""
    path = (match["name"] or "").split("/")
    kind = match["kind"]
    if requester.kind is PrincipalKind.ROLE_SESSION and kind == "role":
        if requester.role_arn:
            return Grant.ROLE, Match.of(value == requester.role_arn)
        # Names of roles are unique in an account, whatever their paths are.
        return Grant.ROLE, Match.of(path[-1] == requester.name)
    if requester.kind is PrincipalKind.ROLE_SESSION and kind == "assumed-role" and requester.arn == requester.role_arn:
        return Grant.DIRECT, Match.UNKNOWN if path[0] == requester.name else Match.NO
    if requester.kind is PrincipalKind.FEDERATED_USER and kind == "user":
        return Grant.ROLE, Match.of(path[-1] == requester.name)
    return Grant.DIRECT, Match.NO
