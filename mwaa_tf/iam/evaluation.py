"""What policies together say to a request (IAM user guide, pages reference_policies_evaluation-logic and
reference_policies_evaluation-logic-cross-account).

A statement that denies wins over all that allow, and nothing is allowed that no statement allows. Where it cannot be
judged whether a statement is about the request, the answer is unknown, unless it is the same either way: no request is
allowed because of a statement that may not allow it, or in spite of one that may deny it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import chain
from typing import TypeAlias

from mwaa_tf.iam.document import PolicyDocument, PolicyStatement
from mwaa_tf.iam.judgement import Judgement, PolicyType, allowed_by, denied_by, judge
from mwaa_tf.iam.match import Match, all_of, any_of
from mwaa_tf.iam.principals import Grant, PrincipalKind, RequestPrincipal
from mwaa_tf.iam.requests import AccessRequest, context_of


class Verdict(Enum):
    """The answer of policies to a request."""

    ALLOW = "allowed"
    IMPLICIT_DENY = "implicitly denied"
    EXPLICIT_DENY = "explicitly denied"
    UNKNOWN = "cannot be judged"


@dataclass(frozen=True, slots=True)
class DecidingStatement:
    """A statement that decided, and the type of its policy."""

    policy_type: PolicyType
    statement: PolicyStatement


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to a request, and why."""

    verdict: Verdict
    statements: tuple[DecidingStatement, ...] = ()
    """Those that deny the request or, if it is allowed, those that allow it."""
    missing: PolicyType | None = None
    """Of an implicit denial, the first type of policy that does not allow the request."""
    unjudged: tuple[str, ...] = ()
    """Of an unknown answer, what could not be judged."""

    @property
    def allowed(self) -> bool:
        """Whether the request is allowed. One that cannot be judged is not."""
        return self.verdict is Verdict.ALLOW


@dataclass(frozen=True, slots=True)
class ApplicablePolicies:
    """The policies that apply to a request. ``None``, or no documents, stands for a type that limits nothing."""

    identity: tuple[PolicyDocument, ...] = ()
    """Those of the principal and of its groups."""
    resource: PolicyDocument | None = None
    boundary: PolicyDocument | None = None
    session: tuple[PolicyDocument, ...] = ()
    service_control: tuple[tuple[PolicyDocument, ...], ...] = ()
    """By level, from the root of the organization to the account: each has to allow (page orgs_manage_policies_scps_
    evaluation of the AWS Organizations user guide). Give none for a management account."""
    resource_control: tuple[tuple[PolicyDocument, ...], ...] = ()
    """By level, those of the account that owns the resource."""
    endpoint: PolicyDocument | None = None
    """That of the VPC endpoint through which the request comes."""
    resource_account: str = ""
    """The account that owns the resource; empty for that of the principal."""
    resource_must_allow: bool = False
    """Whether the policy of the resource has to allow also in its own account, as those of roles (trust policies) and
    of KMS keys have to."""


#: The judged statements of each type of policy, by level: all types but those of an organization have one level.
_Judged: TypeAlias = Mapping[PolicyType, tuple[tuple[Judgement, ...], ...]]

#: Principals that belong to no account, so that no policies but those of resources apply to them.
_WITHOUT_ACCOUNT = frozenset({PrincipalKind.SERVICE, PrincipalKind.FEDERATED, PrincipalKind.ANONYMOUS})

_ANY_GRANT = (Grant.ACCOUNT, Grant.ROLE, Grant.DIRECT)


def evaluate(policies: ApplicablePolicies, request: AccessRequest) -> Decision:
    """What ``policies`` together say to ``request``."""
    context = context_of(request)
    judged = {
        policy_type: tuple(tuple(judge(policy_type, documents, request, context)) for documents in levels)
        for policy_type, levels in _levels(policies, request.principal).items()
    }
    limits = _limits(policies, request.principal, judged)
    return _decision(list(chain.from_iterable(chain.from_iterable(judged.values()))), limits)


def evaluate_policies(
    documents: Iterable[PolicyDocument], request: AccessRequest, policy_type: PolicyType = PolicyType.IDENTITY
) -> Decision:
    """What policies of one type by themselves say to ``request``, such as the policies of a principal."""
    judgements = list(judge(policy_type, documents, request, context_of(request)))
    return _decision(judgements, {policy_type: allowed_by(judgements)})


def evaluate_policy(
    document: PolicyDocument, request: AccessRequest, policy_type: PolicyType = PolicyType.RESOURCE
) -> Decision:
    """What one policy by itself says to ``request``, such as a trust policy or the policy of an endpoint.

    Whether a policy of a resource names the principal or its account makes no difference here.
    """
    return evaluate_policies((document,), request, policy_type)


def _levels(
    policies: ApplicablePolicies, requester: RequestPrincipal
) -> dict[PolicyType, tuple[tuple[PolicyDocument, ...], ...]]:
    """The documents of each type that applies to ``requester``, by level."""
    levels = {
        PolicyType.RESOURCE_CONTROL: policies.resource_control,
        PolicyType.ENDPOINT: _one_level(policies.endpoint),
        PolicyType.RESOURCE: _one_level(policies.resource),
    }
    if requester.kind in _WITHOUT_ACCOUNT:
        return levels
    if not requester.is_service_linked:
        levels[PolicyType.SERVICE_CONTROL] = policies.service_control
    levels[PolicyType.IDENTITY] = (policies.identity,)
    levels[PolicyType.BOUNDARY] = _one_level(policies.boundary)
    levels[PolicyType.SESSION] = (policies.session,) if policies.session else ()
    return levels


def _one_level(document: PolicyDocument | None) -> tuple[tuple[PolicyDocument, ...], ...]:
    return () if document is None else ((document,),)


def _limits(policies: ApplicablePolicies, requester: RequestPrincipal, judged: _Judged) -> dict[PolicyType, Match]:
    """What has to allow the request, in the order of the guide; the request is allowed if all do."""
    limits = {
        policy_type: all_of(map(allowed_by, judged.get(policy_type, ())))
        for policy_type in (PolicyType.SERVICE_CONTROL, PolicyType.RESOURCE_CONTROL, PolicyType.ENDPOINT)
    }
    resource = judged[PolicyType.RESOURCE]
    if requester.kind in _WITHOUT_ACCOUNT:
        return {**limits, PolicyType.RESOURCE: _granted(resource, Grant.DIRECT)}
    own = {
        PolicyType.IDENTITY: _identity(requester, judged),
        PolicyType.BOUNDARY: all_of(map(allowed_by, judged[PolicyType.BOUNDARY])),
        PolicyType.SESSION: _session(requester, judged),
    }
    if policies.resource_account not in ("", requester.account_id):
        return {**limits, **own, PolicyType.RESOURCE: _granted(resource, *_ANY_GRANT)}
    return {**limits, **_within_account(policies, own, resource)}


def _within_account(
    policies: ApplicablePolicies, own: dict[PolicyType, Match], resource: tuple[tuple[Judgement, ...], ...]
) -> dict[PolicyType, Match]:
    """The limits where the resource is in the principal's account: either side may allow.

    What the resource's policy grants directly is not limited by the principal's own policies; what it grants to a role
    is limited by permissions boundary and session policy, but needs no policy of the role.
    """
    direct = _granted(resource, Grant.DIRECT)
    role = _granted(resource, Grant.ROLE)
    identity, source = own[PolicyType.IDENTITY], PolicyType.IDENTITY
    if policies.resource_must_allow:
        account = _granted(resource, Grant.ACCOUNT)
        source = PolicyType.RESOURCE if account is Match.NO else PolicyType.IDENTITY
        identity = all_of((identity, account))
    return {
        source: any_of((direct, role, identity)),
        PolicyType.BOUNDARY: any_of((direct, own[PolicyType.BOUNDARY])),
        PolicyType.SESSION: any_of((direct, own[PolicyType.SESSION])),
    }


def _identity(requester: RequestPrincipal, judged: _Judged) -> Match:
    # The root user of an account may do everything.
    if requester.kind is PrincipalKind.ROOT:
        return Match.YES
    return all_of(map(allowed_by, judged[PolicyType.IDENTITY]))


def _session(requester: RequestPrincipal, judged: _Judged) -> Match:
    # A federated user has no permissions without a session policy (section "Session policies" of the flow chart).
    if requester.kind is PrincipalKind.FEDERATED_USER and not judged[PolicyType.SESSION]:
        return Match.NO
    return all_of(map(allowed_by, judged[PolicyType.SESSION]))


def _granted(levels: tuple[tuple[Judgement, ...], ...], *accepted: Grant) -> Match:
    return any_of(allowed_by(item for item in judgements if item.grant in accepted) for judgements in levels)


def _decision(judgements: list[Judgement], limits: Mapping[PolicyType, Match]) -> Decision:
    denied, allowed = denied_by(judgements), all_of(limits.values())
    if denied is Match.YES:
        denials = (item for item in judgements if item.may_deny and item.match is Match.YES)
        return Decision(Verdict.EXPLICIT_DENY, _deciding(denials))
    if allowed is Match.NO:
        missing = next(policy_type for policy_type, match in limits.items() if match is Match.NO)
        return Decision(Verdict.IMPLICIT_DENY, missing=missing)
    if Match.UNKNOWN in (denied, allowed):
        unknown = (item for item in judgements if item.match is Match.UNKNOWN)
        reasons = (item.reasons for item in unknown if item.may_deny or allowed is Match.UNKNOWN)
        return Decision(Verdict.UNKNOWN, unjudged=tuple(dict.fromkeys(chain.from_iterable(reasons))))
    permissions = (item for item in judgements if item.may_allow and item.match is Match.YES)
    return Decision(Verdict.ALLOW, _deciding(permissions))


def _deciding(judgements: Iterable[Judgement]) -> tuple[DecidingStatement, ...]:
    return tuple(
        dict.fromkeys(
            DecidingStatement(item.policy_type, item.statement) for item in judgements if item.statement is not None
        )
    )
