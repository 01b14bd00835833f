"""Whether policies allow a call: what IAM does with the identity-based policies of whoever calls.

What a call needs is told from its request: the action itself, and where the request shows it the rights to tag and to
pass a role that come with it. A request names the resource it is about as an ARN, an id or a name; where it cannot be
told (what is about to be made has no id yet), any resource of the action's will do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl

from mwaa_tf.iam.actions import iam_action
from mwaa_tf.iam.arns import Place, arn, asked_for
from mwaa_tf.iam.document import PolicyDocument
from mwaa_tf.iam.evaluation import Decision, Verdict, evaluate_policies
from mwaa_tf.iam.parsing import parse_policy
from mwaa_tf.iam.patterns import ANY
from mwaa_tf.iam.principals import RequestPrincipal
from mwaa_tf.iam.requests import AccessRequest
from mwaa_tf.iam.variables import ContextValue
from mwaa_tf.local_aws.accounts import Caller
from mwaa_tf.local_aws.calls import Question

#: Requests whose tags need a right of their own: the parameter with the tags, and the action.
_TAGGED = {
    "airflow:CreateEnvironment": ("Tags", "airflow:TagResource"),
    "cloudwatch:PutMetricAlarm": ("Tags.member.1.Key", "cloudwatch:TagResource"),
    "elasticloadbalancing:CreateListener": ("Tags.member.1.Key", "elasticloadbalancing:AddTags"),
    "elasticloadbalancing:CreateLoadBalancer": ("Tags.member.1.Key", "elasticloadbalancing:AddTags"),
    "elasticloadbalancing:CreateTargetGroup": ("Tags.member.1.Key", "elasticloadbalancing:AddTags"),
    "iam:CreatePolicy": ("Tags.member.1.Key", "iam:TagPolicy"),
    "iam:CreateRole": ("Tags.member.1.Key", "iam:TagRole"),
    "kms:CreateKey": ("Tags", "kms:TagResource"),
    "logs:CreateLogGroup": ("tags", "logs:TagResource"),
    "ram:CreateResourceShare": ("tags", "ram:TagResource"),
    "sns:CreateTopic": ("Tags.member.1.Key", "sns:TagResource"),
}

#: Requests that pass a role: the parameter with its ARN, and to which service.
_PASSED = {
    "airflow:CreateEnvironment": ("ExecutionRoleArn", "airflow.amazonaws.com"),
    "airflow:UpdateEnvironment": ("ExecutionRoleArn", "airflow.amazonaws.com"),
    "ec2:CreateFlowLogs": ("DeliverLogsPermissionArn", "vpc-flow-logs.amazonaws.com"),
}

#: Keys that calls have on AWS, but not here.
_UNKNOWN_KEYS = ("aws:PrincipalOrg*", "aws:PrincipalTag/*", "aws:RequestTag/*", "aws:Resource*", "aws:TagKeys")

_TAGGED_KIND = re.compile(r"^TagSpecification\.\d+\.ResourceType$")


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that policies have to allow."""

    action: str
    resource: str = ANY
    context: Mapping[str, str] = field(default_factory=dict)
    decision: Decision | None = None
    """What the policies say to it, once they were asked."""


def access_request(
    caller: Caller, action: str, resource: str = "*", context: Mapping[str, ContextValue] | None = None
) -> AccessRequest:
    """The request of ``caller`` as policies see it, with the condition keys that the local AWS knows.

    What reaches it counts as TLS: see ``s3_tls``. Of the keys in ``context`` those without values are absent; all other
    keys of the action's service, and tags, are unknown.
    """
    known = {"aws:SecureTransport": "true", "aws:ViaAWSService": "false", **(context or {})}
    service = action.partition(":")[0]
    return AccessRequest(RequestPrincipal.of_arn(caller.arn), action, resource, known, (*_UNKNOWN_KEYS, f"{service}:*"))


def missing(policies: Sequence[str], asked: Question, body: bytes, caller: Caller, partition: str) -> Need | None:
    """The first thing that ``asked``, a request with ``body``, needs and ``policies`` (JSON) do not allow."""
    documents = [parse_policy(policy) for policy in policies]
    for need in needs(asked, body, caller.account_id, partition):
        decision = _decision(documents, need, asked, caller)
        if not decision.allowed:
            return replace(need, decision=decision)
    return None


def _decision(documents: Iterable[PolicyDocument], need: Need, asked: Question, caller: Caller) -> Decision:
    context = {"aws:RequestedRegion": asked.region} if asked.region else {}
    return evaluate_policies(documents, access_request(caller, need.action, need.resource, {**context, **need.context}))


def needs(asked: Question, body: bytes, account_id: str, partition: str) -> Iterator[Need]:
    """What ``asked`` of ``account_id`` needs, its own action first."""
    action = iam_action(asked.service, asked.action)
    if action is None:
        return
    # Whose the VPC is cannot be told from a request, so that any account's will do.
    place = Place(partition, asked.region, account_id, ANY)
    about = _with_path(asked_for(action, asked.resource, place), place)
    yield Need(action, about or ANY)
    given = _parameters(body)
    for name, value in given.items():
        if action.startswith("ec2:") and _TAGGED_KIND.match(name) and asked.action != "CreateTags":
            tagged = arn(value, ANY, "ec2:CreateTags", place)
            yield Need("ec2:CreateTags", tagged, {"ec2:CreateAction": asked.action})
    if action in _TAGGED and given.get(_TAGGED[action][0]):
        tagging = _TAGGED[action][1]
        of_balancers = tagging == "elasticloadbalancing:AddTags"
        created = {"elasticloadbalancing:CreateAction": asked.action} if of_balancers else {}
        # Not always as the same ARN: see that of a log group. What is tagged of a balancer has none yet.
        on = asked_for(tagging, asked.resource, place) if about and not of_balancers else ANY
        yield Need(tagging, on, created)
    if action in _PASSED and (role := given.get(_PASSED[action][0])):
        yield Need("iam:PassRole", str(role), {"iam:PassedToService": _PASSED[action][1]})


def refusal(need: Need, caller: Caller) -> str:
    """What AWS says, as far as can be (IAM user guide, page troubleshoot_access-denied)."""
    on = f" on resource: {need.resource}" if ANY not in need.resource else ""
    return f"User: {caller.arn} is not authorized to perform: {need.action}{on} {_because(need)}"


def _because(need: Need) -> str:
    verdict = need.decision.verdict if need.decision else Verdict.IMPLICIT_DENY
    if need.decision and verdict is Verdict.UNKNOWN:
        return unjudged(need.decision)
    if verdict is Verdict.EXPLICIT_DENY:
        return "with an explicit deny in an identity-based policy"
    return f"because no identity-based policy allows the {need.action} action"


def unjudged(decision: Decision) -> str:
    """Why the local AWS refuses what it cannot judge; AWS itself would know."""
    return f"because the local AWS cannot judge it ({'; '.join(decision.unjudged)})"


def as_texts(policies: Iterable[Mapping[str, Any] | str]) -> tuple[str, ...]:
    """Policy documents as JSON."""
    return tuple(policy if isinstance(policy, str) else json.dumps(policy) for policy in policies)


def _with_path(named: str, place: Place) -> str:
    """The ARN of an IAM role, user or group as it is: a request says the name, and a policy the path, too."""
    from moto.iam.models import iam_backends

    kind, slash, name = named.rpartition(":")[2].partition("/")
    if not slash or kind not in ("role", "user", "group"):
        return named
    backend = iam_backends[place.account_id][place.partition]
    every: dict[str, Mapping[str, Any]] = {"role": backend.roles, "user": backend.users, "group": backend.groups}
    return next((str(each.arn) for each in every[kind].values() if each.name == name), named)


def _parameters(body: bytes) -> Mapping[str, Any]:
    if body[:1] == b"{":
        try:
            given = json.loads(body)
        except ValueError:
            return {}
        return given if isinstance(given, dict) else {}
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    except UnicodeDecodeError:
        return {}
