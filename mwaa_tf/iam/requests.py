"""A request as policies see it: who wants to do what to which resource, in which context."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mwaa_tf.iam.patterns import text_matches
from mwaa_tf.iam.principals import PrincipalKind, RequestPrincipal
from mwaa_tf.iam.variables import UNKNOWN_VALUE, ContextValue

#: Keys that every request has (IAM user guide, page reference_policies_condition-keys: "always included"), and
#: aws:SourceIp, which only a request through a VPC endpoint does not have. One that a caller of this package does not
#: give is not absent but unknown.
ALWAYS_PRESENT = (
    "aws:CurrentTime",
    "aws:EpochTime",
    "aws:RequestedRegion",
    "aws:SecureTransport",
    "aws:SourceIp",
    "aws:UserAgent",
)

#: Keys that every request of a principal of an account has.
_OF_ACCOUNTS = ("aws:userid",)

_UNKNOWN: Mapping[str, ContextValue] = {key.lower(): UNKNOWN_VALUE for key in ALWAYS_PRESENT}

#: Values of aws:PrincipalType (page reference_policies_variables, table "Principal key values").
_TYPES = {
    PrincipalKind.ROOT: "Account",
    PrincipalKind.USER: "User",
    PrincipalKind.ROLE_SESSION: "AssumedRole",
    PrincipalKind.FEDERATED_USER: "FederatedUser",
    PrincipalKind.ANONYMOUS: "Anonymous",
}


@dataclass(frozen=True, slots=True)
class AccessRequest:
    """A request to be judged.

    ``action`` has its service's prefix. ``resource`` is an ARN, ``*`` for an action without resources, or has an
    :data:`ANY` for what is not known of it: a statement allows such a request if it does so for some value of that.
    ``context`` maps condition keys, in any case, to their values; give :data:`UNKNOWN_VALUE` for a key that the request
    has with a value that is not known, and no values for one that it does not have. What follows from the principal is
    added. Of all other keys those that match ``unknown_keys`` are unknown, and the rest is absent.
    """

    principal: RequestPrincipal
    action: str
    resource: str = "*"
    context: Mapping[str, ContextValue] = field(default_factory=dict)
    unknown_keys: tuple[str, ...] = ()
    """Patterns, such as ``aws:ResourceTag/*``."""


@dataclass(frozen=True, slots=True)
class RequestContext:
    """The whole context of a request."""

    values: Mapping[str, ContextValue]
    """By key in lower case."""
    unknown_keys: tuple[str, ...] = ()

    def get(self, key: str, /) -> ContextValue | None:
        """The value, or values, of ``key``, in lower case; ``None`` for a key that the request does not have."""
        value = self.values.get(key)
        if value is None and any(text_matches(pattern, key) for pattern in self.unknown_keys):
            return UNKNOWN_VALUE
        return value


def context_of(request: AccessRequest) -> RequestContext:
    """The context of ``request``: what it gives, what follows from the principal, and what every request has."""
    given = {key.lower(): value for key, value in request.context.items()}
    values = {**_UNKNOWN, **_principal_context(request.principal), **given}
    return RequestContext(values, tuple(pattern.lower() for pattern in request.unknown_keys))


def _principal_context(principal: RequestPrincipal) -> Mapping[str, ContextValue]:
    """The keys that follow from ``principal`` (page reference_policies_condition-keys, properties of the principal)."""
    context: dict[str, ContextValue] = {"aws:principalisawsservice": "false"}
    if principal.kind in _TYPES:
        context["aws:principaltype"] = _TYPES[principal.kind]
    if principal.kind is PrincipalKind.SERVICE:
        return {"aws:principalisawsservice": "true", "aws:principalservicename": principal.name}
    if principal.account_id:
        context["aws:principalaccount"] = principal.account_id
        context["aws:principalarn"] = _principal_arn(principal)
        context.update(dict.fromkeys(_OF_ACCOUNTS, UNKNOWN_VALUE))
    if principal.kind is PrincipalKind.USER:
        context["aws:username"] = principal.name
    return context


def _principal_arn(principal: RequestPrincipal) -> ContextValue:
    """For a session the ARN of its role, not its own."""
    if principal.kind is not PrincipalKind.ROLE_SESSION or principal.role_arn:
        return principal.role_arn or principal.arn
    # The path of the role is not in the ARN of its session.
    return UNKNOWN_VALUE
