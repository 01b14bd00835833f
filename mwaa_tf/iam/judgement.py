"""The statements of policies of one type, judged for a request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from mwaa_tf.iam.document import PolicyDocument, PolicyStatement
from mwaa_tf.iam.match import Match, all_of, any_of
from mwaa_tf.iam.principals import Grant, grants, is_denied
from mwaa_tf.iam.requests import AccessRequest
from mwaa_tf.iam.statements import statement_match, unjudged
from mwaa_tf.iam.variables import Context


class PolicyType(Enum):
    """Types of policies (page access_policies, and vpc-endpoints-access of the AWS PrivateLink guide)."""

    IDENTITY = "identity-based policy"
    RESOURCE = "resource-based policy"
    BOUNDARY = "permissions boundary"
    SERVICE_CONTROL = "service control policy"
    RESOURCE_CONTROL = "resource control policy"
    SESSION = "session policy"
    ENDPOINT = "VPC endpoint policy"


#: Policies that name principals. In all others the principal is the one that has the policy.
_WITH_PRINCIPALS = frozenset({PolicyType.RESOURCE, PolicyType.RESOURCE_CONTROL, PolicyType.ENDPOINT})

_UNKNOWN_PRINCIPAL = "it is not known whether its principals name the caller"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A statement that is about a request, or may be."""

    policy_type: PolicyType
    match: Match
    statement: PolicyStatement | None = None
    """``None`` stands for a document that cannot be read, which may say anything."""
    grant: Grant = Grant.DIRECT
    """How a statement that allows names the principal."""
    reasons: tuple[str, ...] = ()
    """Of an unknown match, what cannot be judged."""

    @property
    def may_allow(self) -> bool:
        """Whether the effect is not `Deny`."""
        return self.statement is None or not self.statement.denies

    @property
    def may_deny(self) -> bool:
        """Whether the effect is not `Allow`."""
        return self.statement is None or not self.statement.allows


def allowed_by(judgements: Iterable[Judgement]) -> Match:
    """Whether one of the statements allows the request."""
    return any_of(judgement.match for judgement in judgements if judgement.may_allow)


def denied_by(judgements: Iterable[Judgement]) -> Match:
    """Whether one of the statements denies the request."""
    return any_of(judgement.match for judgement in judgements if judgement.may_deny)


def judge(
    policy_type: PolicyType, documents: Iterable[PolicyDocument], request: AccessRequest, context: Context
) -> Iterator[Judgement]:
    """Judge every statement of ``documents``, which all are of one type; those that do not match are left out."""
    for document in documents:
        if document.unreadable:
            yield Judgement(policy_type, Match.UNKNOWN, reasons=_named(policy_type, None, document.problems))
        for statement in document.statements:
            match = statement_match(document, statement, request, context)
            if match is Match.NO:
                continue
            problems = [*document.problems, *_problems(policy_type, statement)]
            if problems:
                match = Match.UNKNOWN
            elif match is Match.UNKNOWN:
                problems += unjudged(document, statement, request, context)
            for grant, principal in _principal_matches(statement, request):
                both = all_of((match, principal))
                if both is not Match.NO:
                    reasons = problems if principal is Match.YES else [*problems, _UNKNOWN_PRINCIPAL]
                    yield Judgement(policy_type, both, statement, grant, _named(policy_type, statement, reasons))


def _problems(policy_type: PolicyType, statement: PolicyStatement) -> Iterator[str]:
    """What the statement has or lacks that a policy of its type must not. AWS takes no such policy."""
    yield from statement.problems
    if statement.principals is None and policy_type in _WITH_PRINCIPALS:
        yield "Principal is missing"
    if statement.principals is not None and policy_type not in _WITH_PRINCIPALS:
        yield "only the policy of a resource has a Principal"
    # Of the policies of resources, trust policies have no resource.
    if statement.resources is None and policy_type is not PolicyType.RESOURCE:
        yield "Resource is missing"


def _principal_matches(statement: PolicyStatement, request: AccessRequest) -> Iterable[tuple[Grant, Match]]:
    element = statement.principals
    if element is None:
        return ((Grant.DIRECT, Match.YES),)
    if statement.allows:
        return grants(element, request.principal)
    return ((Grant.DIRECT, is_denied(element, request.principal)),)


def _named(policy_type: PolicyType, statement: PolicyStatement | None, reasons: Iterable[str]) -> tuple[str, ...]:
    subject = f"{policy_type.value}, {statement.name}" if statement else policy_type.value
    return tuple(f"{subject}: {reason}" for reason in reasons)
