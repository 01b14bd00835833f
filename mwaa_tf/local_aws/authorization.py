"""Whether policies allow a call: those of the caller, of its organization, and of the resource.

What a call needs is in :mod:`mwaa_tf.local_aws.needs`. Where the resource is unknown (what a call creates has no id
yet), a policy that allows the action on any resource is enough. Of resources, buckets, keys, topics and queues have
policies here (:mod:`mwaa_tf.local_aws.resource_policies`); grants on keys do not count.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mwaa_tf.iam.document import FULL_IDENTITY_ACCESS, PolicyDocument
from mwaa_tf.iam.evaluation import ApplicablePolicies, Decision, Verdict, evaluate
from mwaa_tf.iam.judgement import PolicyType
from mwaa_tf.iam.parsing import parse_policy
from mwaa_tf.iam.patterns import ANY
from mwaa_tf.iam.requests import AccessRequest
from mwaa_tf.iam.variables import ContextValue
from mwaa_tf.local_aws.accounts import Caller, organization_of
from mwaa_tf.local_aws.api_requests import ApiRequest
from mwaa_tf.local_aws.identity_policies import IdentityPolicies, identity_policies
from mwaa_tf.local_aws.needs import Need, needs
from mwaa_tf.local_aws.resource_policies import ResourcePolicy, resource_policy
from mwaa_tf.local_aws.service_control import service_control_policies

#: Condition keys that a call may have on AWS and that the local AWS does not evaluate.
_UNKNOWN_KEYS = ("aws:PrincipalOrg*", "aws:PrincipalTag/*", "aws:RequestTag/*", "aws:Resource*", "aws:TagKeys")

#: Services give aws:SourceOwner, users do not: else the policy that a topic has by default would allow everybody in its
#: account everything (inferred: AWS refuses such calls "because no identity-based policy allows" them).
_CALLED_BY_USERS: Mapping[str, ContextValue] = {"aws:SourceOwner": ()}
#: Messages that name no caller. MwaaHook takes a web login token instead if "Airflow role" is in the message
#: (apache/airflow, providers/amazon, hooks/mwaa.py; the message is in its tests).
_OWN_MESSAGES = {"airflow:InvokeRestApi": "No Airflow role granted in IAM."}


def access_request(
    caller: Caller, action: str, resource: str = "*", context: Mapping[str, ContextValue] | None = None
) -> AccessRequest:
    """The request of ``caller`` as policies see it, with the condition keys that the local AWS knows.

    What reaches it counts as TLS, although it speaks plain HTTP on 127.0.0.1: many policies deny what comes without. Of
    the keys in ``context`` those without values are absent; all other keys of the action's service, and tags, are
    unknown.
    """
    known = {"aws:SecureTransport": "true", "aws:ViaAWSService": "false", **(context or {})}
    service = action.partition(":")[0]
    return AccessRequest(caller.principal, action, resource, known, (*_UNKNOWN_KEYS, f"{service}:*"))


def applicable_policies(
    caller: Caller, allowed: Sequence[str] | None, *, enforce_iam: bool
) -> ApplicablePolicies | None:
    """The policies that limit ``caller``; None if nothing does.

    ``allowed`` are policies (JSON) that stand in for those of the caller's account. Without them, the caller has those
    that IAM has for it if ``enforce_iam``, within the service control policies of its account; else it may do
    everything. Session policies count in each case.
    """
    boundary: PolicyDocument | None = None
    service_control: tuple[tuple[PolicyDocument, ...], ...] = ()
    if allowed is not None:
        identity = tuple(map(parse_policy, allowed))
    elif enforce_iam:
        own = identity_policies(caller.user_arn or caller.arn) or IdentityPolicies()
        identity = tuple(parse_policy(policy.document) for policy in own.attached)
        boundary = parse_policy(own.boundary.document) if own.boundary else None
        service_control = service_control_policies(caller.account_id)
    elif caller.session_policies:
        identity = (FULL_IDENTITY_ACCESS,)
    else:
        return None
    session = tuple(map(parse_policy, caller.session_policies))
    return ApplicablePolicies(identity, boundary=boundary, session=session, service_control=service_control)


@dataclass(frozen=True, slots=True)
class AccessCheck:
    """A need of a call, and what policies see of it."""

    need: Need
    request: AccessRequest
    resource: ResourcePolicy | None

    def decision(self, policies: ApplicablePolicies) -> Decision:
        """What ``policies``, those of the caller, and the policy of the resource together say."""
        if self.resource:
            policies = replace(
                policies,
                resource=self.resource.document,
                resource_account=self.resource.account_id,
                resource_must_allow=self.resource.must_allow,
            )
        decision = evaluate(policies, self.request)
        for resource in self.need.alternatives:
            if decision.allowed:
                break
            other = evaluate(policies, replace(self.request, resource=resource))
            decision = other if other.allowed else decision
        return decision


def missing(
    policies: ApplicablePolicies, request: ApiRequest, body: bytes, caller: Caller, partition: str
) -> Need | None:
    """The first need of a call that ``policies`` do not allow, with their decision; ``None`` for none."""
    for check in access_checks(request, body, caller, partition):
        decision = check.decision(policies)
        if not decision.allowed:
            return replace(check.need, decision=decision)
    return None


def access_checks(request: ApiRequest, body: bytes, caller: Caller, partition: str) -> Iterator[AccessCheck]:
    """All that policies have to allow for a call of ``caller``."""
    known: dict[str, ContextValue] = {"aws:RequestedRegion": request.region} if request.region else {}
    known["aws:PrincipalOrgID"] = organization_of(caller.account_id) or ()
    for need in needs(request, body, caller.account_id, partition):
        # A bucket that is created has no policy yet; one that exists may be another account's.
        resource = None if request.action == "CreateBucket" else resource_policy(need.resource)
        context = {**known, **_CALLED_BY_USERS, "kms:CallerAccount": caller.account_id, **need.context}
        yield AccessCheck(need, access_request(caller, need.action, need.resource, context), resource)


def refusal(need: Need, caller: Caller) -> str:
    """The message of AWS for a denied call (IAM user guide, page troubleshoot_access-denied)."""
    if need.action in _OWN_MESSAGES:
        return _OWN_MESSAGES[need.action]
    on = f" on resource: {need.resource}" if ANY not in need.resource and need.resource != "*" else ""
    return f"User: {caller.name} is not authorized to perform: {need.action}{on} {_because(need)}"


def _because(need: Need) -> str:
    verdict = need.decision.verdict if need.decision else Verdict.IMPLICIT_DENY
    if need.decision and verdict is Verdict.UNKNOWN:
        return unjudged(need.decision)
    if verdict is Verdict.EXPLICIT_DENY:
        denying = need.decision.statements if need.decision else ()
        policy_type = denying[0].policy_type if denying else PolicyType.IDENTITY
        return f"with an explicit deny in {_article(policy_type.value)} {policy_type.value}"
    missing_type = (need.decision and need.decision.missing) or PolicyType.IDENTITY
    return f"because no {missing_type.value} allows the {need.action} action"


def _article(noun: str) -> str:
    return "an" if noun.startswith("i") else "a"


def unjudged(decision: Decision) -> str:
    """The end of a message for a call that is refused because its policies cannot be judged."""
    return f"because the local AWS cannot judge it ({'; '.join(decision.unjudged)})"


def as_texts(policies: Iterable[Mapping[str, Any] | str]) -> tuple[str, ...]:
    """Policy documents as JSON."""
    return tuple(map(as_text, policies))


def as_text(policy: Mapping[str, Any] | str) -> str:
    """A policy document as JSON, which it may be already."""
    return policy if isinstance(policy, str) else json.dumps(policy)
