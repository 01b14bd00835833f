"""What the execution role may do, judged by its policies and its permissions boundary.

What decides in AWS and is not visible here is never guessed: condition keys that a request has and that are not known,
and service control policies, which only the organization's management account sees.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from mwaa_tf.arn import Arn
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, warning
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.iam.document import PolicyDocument
from mwaa_tf.iam.evaluation import ApplicablePolicies, Decision, Verdict, evaluate
from mwaa_tf.iam.judgement import PolicyType
from mwaa_tf.iam.patterns import ANY
from mwaa_tf.iam.principals import RequestPrincipal
from mwaa_tf.iam.requests import AccessRequest
from mwaa_tf.iam.variables import ContextValue
from mwaa_tf.mwaa.regions import partition_of
from mwaa_tf.text import join_words

ROLE_PAGE = "https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html"


_PLACES = {
    PolicyType.IDENTITY: "its policies",
    PolicyType.BOUNDARY: "its permissions boundary",
    PolicyType.RESOURCE: "the key's policy",
}


@dataclass(frozen=True, slots=True)
class RoleNeed:
    """Something that the execution role must be allowed to do."""

    action: str
    resource: str = "*"
    context: Mapping[str, ContextValue] = field(default_factory=dict)
    is_required: bool = True
    """Whether something does not work without it; else AWS only documents it."""
    service: str = ""
    """The service that calls on behalf of the role, such as ``SQS``; empty for the role itself."""
    pattern: str = ""
    """What a statement that allows it should name, for several resources together; empty for the resource."""

    @property
    def granted_on(self) -> str:
        """What a statement that allows it names."""
        return self.pattern or self.resource.replace(ANY, "*")


@dataclass(frozen=True, slots=True)
class _Cause:
    """Why needs are not met: one finding for all that have it in common."""

    reason: str
    place: str
    """Where to allow it; empty for a statement that denies."""
    need: RoleNeed
    denied_by: str = ""
    """The statement that denies it."""

    @property
    def key(self) -> tuple[str, ...]:
        """Equal for needs that one finding is about."""
        return self.reason, self.need.granted_on, self.need.service, str(self.need.is_required)


def account_id_of(view: EnvironmentView) -> str:
    """The account of the environment; :data:`ANY` where nothing tells, as in a plan without an account."""
    facts = view.environment.value
    arns = (Arn.find(facts.arn), Arn.find(facts.execution_role_arn))
    known = next((arn.account_id for arn in arns if arn and arn.account_id), view.target.participant.account_id)
    return known or ANY


def resource_arn(view: EnvironmentView, service: str, resource: str, account_id: str | None = None) -> str:
    """The ARN of something in the region of the environment; in its account if no other is given."""
    partition = partition_of(view.target.region) or "aws"
    owner = account_id_of(view) if account_id is None else account_id
    return f"arn:{partition}:{service}:{view.target.region}:{owner}:{resource}"


def role_issues(
    view: EnvironmentView, needs: Iterable[RoleNeed], *, key_policy: PolicyDocument | None = None
) -> Iterator[Issue]:
    """What the execution role lacks of ``needs``, together what has the same cause, and what cannot be judged.

    ``key_policy`` is that of the KMS key that all needs are about.
    """
    unmet: dict[tuple[str, ...], list[_Cause]] = defaultdict(list)
    unknown: dict[tuple[str, ...], list[str]] = defaultdict(list)
    allowed = False
    for need in needs:
        decision = decide(view, need, key_policy=key_policy)
        if decision.verdict is Verdict.UNKNOWN:
            unknown[decision.unjudged].append(need.action)
        elif decision.allowed:
            allowed = True
        else:
            cause = _cause(view, need, decision)
            unmet[cause.key].append(cause)
    role = _name(view)
    for causes in unmet.values():
        yield _unmet(role, causes[0], tuple(dict.fromkeys(cause.need.action for cause in causes)))
    for reasons, actions in unknown.items():
        called = join_words(dict.fromkeys(actions), "and")
        text = f"it cannot be judged whether the execution role {role} may call {called}: {'; '.join(reasons)}"
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, text))
    if allowed and view.execution_role.boundary.gap:
        yield not_checkable(view.execution_role.boundary.gap)


def decide(view: EnvironmentView, need: RoleNeed, *, key_policy: PolicyDocument | None = None) -> Decision:
    """What the role's policies and its boundary say to ``need``; a boundary that could not be read limits nothing."""
    section = view.execution_role
    owner = Arn.find(need.resource) if key_policy else None
    policies = ApplicablePolicies(
        identity=section.policies.value,
        boundary=None if section.boundary.gap else section.boundary.value,
        resource=key_policy,
        resource_must_allow=key_policy is not None,
        resource_account=owner.account_id if owner else "",
    )
    return evaluate(policies, request_of(view, need))


def request_of(view: EnvironmentView, need: RoleNeed) -> AccessRequest:
    """The request of the execution role as policies see it: over TLS, in the region of the environment."""
    context = {"aws:SecureTransport": "true", "aws:RequestedRegion": view.target.region, **need.context}
    service = need.action.partition(":")[0]
    return AccessRequest(role_principal(view), need.action, need.resource, context, ("aws:*", f"{service}:*"))


def role_principal(view: EnvironmentView) -> RequestPrincipal:
    """A session of the execution role."""
    role = view.execution_role.role.value
    arn = role.arn if role else view.environment.value.execution_role_arn
    if Arn.find(arn) is None:
        # In a plan, an address stands for a role that has no ARN yet.
        account_id = account_id_of(view).replace(ANY, "0" * 12)
        arn = f"arn:{partition_of(view.target.region) or 'aws'}:iam::{account_id}:role/{arn}"
    return RequestPrincipal.of_arn(arn)


def as_statement(actions: Iterable[str], resource: str) -> str:
    """A statement that allows ``actions``, as JSON on one line."""
    listed = list(actions)
    action = listed[0] if len(listed) == 1 else listed
    return json.dumps({"Effect": "Allow", "Action": action, "Resource": resource})


def _unmet(role: str, cause: _Cause, actions: tuple[str, ...]) -> Issue:
    need = cause.need
    report = failure if need.is_required else warning
    through = f" through {need.service}" if need.service else ""
    on = "" if need.granted_on == "*" else f" on {need.granted_on}"
    message = f"The execution role {role} may not call {join_words(actions, 'and')}{through}{on}: {cause.reason}."
    if not cause.place:
        return report(message, fix=f"Exempt that from {cause.denied_by}.", subject=role)
    return report(message, fix=f"Add to {cause.place}: `{as_statement(actions, need.granted_on)}`", subject=role)


def _cause(view: EnvironmentView, need: RoleNeed, decision: Decision) -> _Cause:
    if decision.verdict is Verdict.EXPLICIT_DENY:
        deciding = decision.statements[0]
        statement = f"{deciding.statement.name} of {_PLACES.get(deciding.policy_type, deciding.policy_type.value)}"
        return _Cause(f"{statement} denies that", "", need, statement)
    if decision.missing is PolicyType.BOUNDARY:
        role = view.execution_role.role.value
        boundary = f"its permissions boundary {role.boundary_arn if role else ''}".strip()
        return _Cause(f"{boundary} does not allow that", boundary, need)
    if decision.missing is PolicyType.RESOURCE:
        return _Cause("the key's policy does not allow that", "the key's policy", need)
    return _Cause("none of its policies allows that", "a policy of the role", need)


def _name(view: EnvironmentView) -> str:
    return view.environment.value.execution_role_arn.rpartition("/")[2]
