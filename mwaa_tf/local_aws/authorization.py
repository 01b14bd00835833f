"""Whether the identity-based policies of a caller allow its call.

A call needs its own action and, if its request sets tags or passes a role, the actions for that. The request names its
resource by ARN, id or name. Where the resource is unknown (what a call creates has no id yet), a policy that allows the
action on any resource is enough.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl

from mwaa_tf.iam.actions import iam_action
from mwaa_tf.iam.arns import ArnScope, requested_arn, resource_arn
from mwaa_tf.iam.document import PolicyDocument
from mwaa_tf.iam.evaluation import Decision, Verdict, evaluate_policies
from mwaa_tf.iam.parsing import parse_policy
from mwaa_tf.iam.patterns import ANY
from mwaa_tf.iam.principals import RequestPrincipal
from mwaa_tf.iam.requests import AccessRequest
from mwaa_tf.iam.variables import ContextValue
from mwaa_tf.local_aws.accounts import Caller
from mwaa_tf.local_aws.api_requests import ApiRequest
from mwaa_tf.mwaa import principals

#: Actions whose requests may set tags: the parameter with the tags, and the action that this needs.
_TAGGED = {
    "airflow:CreateEnvironment": ("Tags", "airflow:TagResource"),
    "cloudwatch:PutMetricAlarm": ("Tags.member.1.Key", "cloudwatch:TagResource"),
    "elasticloadbalancing:CreateListener": ("Tags.member.1.Key", "elasticloadbalancing:AddTags"),
    "elasticloadbalancing:CreateLoadBalancer": ("Tags.member.1.Key", "elasticloadbalancing:AddTags"),
    "elasticloadbalancing:CreateTargetGroup": ("Tags.member.1.Key", "elasticloadbalancing:AddTags"),
    "iam:CreateInstanceProfile": ("Tags.member.1.Key", "iam:TagInstanceProfile"),
    "iam:CreatePolicy": ("Tags.member.1.Key", "iam:TagPolicy"),
    "iam:CreateRole": ("Tags.member.1.Key", "iam:TagRole"),
    "kms:CreateKey": ("Tags", "kms:TagResource"),
    "logs:CreateLogGroup": ("tags", "logs:TagResource"),
    "ram:CreateResourceShare": ("tags", "ram:TagResource"),
    "sns:CreateTopic": ("Tags.member.1.Key", "sns:TagResource"),
}

#: Actions whose requests pass a role: the parameter with its ARN, and the service that gets the role.
_PASSED = {
    "airflow:CreateEnvironment": ("ExecutionRoleArn", principals.AIRFLOW),
    "airflow:UpdateEnvironment": ("ExecutionRoleArn", principals.AIRFLOW),
    "ec2:CreateFlowLogs": ("DeliverLogsPermissionArn", principals.FLOW_LOGS),
}

#: Condition keys that a call may have on AWS and that the local AWS does not evaluate.
_UNKNOWN_KEYS = ("aws:PrincipalOrg*", "aws:PrincipalTag/*", "aws:RequestTag/*", "aws:Resource*", "aws:TagKeys")

_TAGGED_KIND = re.compile(r"^TagSpecification\.\d+\.ResourceType$")


@dataclass(frozen=True, slots=True)
class Need:
    """An action, on a resource, that policies have to allow."""

    action: str
    resource: str = ANY
    context: Mapping[str, str] = field(default_factory=dict)
    decision: Decision | None = None
    """The answer of the policies; ``None`` before they are evaluated."""


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
    return AccessRequest(RequestPrincipal.of_arn(caller.arn), action, resource, known, (*_UNKNOWN_KEYS, f"{service}:*"))


def missing(policies: Sequence[str], request: ApiRequest, body: bytes, caller: Caller, partition: str) -> Need | None:
    """The first need of a call that ``policies`` (JSON) do not allow, with their decision; ``None`` for none."""
    documents = [parse_policy(policy) for policy in policies]
    for need in needs(request, body, caller.account_id, partition):
        decision = _decision(documents, need, request, caller)
        if not decision.allowed:
            return replace(need, decision=decision)
    return None


def _decision(documents: Iterable[PolicyDocument], need: Need, request: ApiRequest, caller: Caller) -> Decision:
    context = {"aws:RequestedRegion": request.region} if request.region else {}
    return evaluate_policies(documents, access_request(caller, need.action, need.resource, {**context, **need.context}))


def needs(request: ApiRequest, body: bytes, account_id: str, partition: str) -> Iterator[Need]:
    """The needs of a call from ``account_id``, its own action first."""
    action = iam_action(request.service, request.action)
    if action is None:
        return
    # A request does not say who owns the VPC: any account will do.
    scope = ArnScope(partition, request.region, account_id, ANY)
    resource = _with_path(requested_arn(action, request.resource, scope), scope)
    yield Need(action, resource or ANY)
    parameters = _parameters(body)
    for name, value in parameters.items():
        if action.startswith("ec2:") and _TAGGED_KIND.match(name) and request.action != "CreateTags":
            tagged = resource_arn(value, ANY, "ec2:CreateTags", scope)
            yield Need("ec2:CreateTags", tagged, {"ec2:CreateAction": request.action})
    if action in _TAGGED and parameters.get(_TAGGED[action][0]):
        tagging = _TAGGED[action][1]
        is_load_balancer = tagging == "elasticloadbalancing:AddTags"
        context = {"elasticloadbalancing:CreateAction": request.action} if is_load_balancer else {}
        # The ARN may differ from that of the action, as a log group's does; a new load balancer has none yet.
        tagged = requested_arn(tagging, request.resource, scope) if resource and not is_load_balancer else ANY
        yield Need(tagging, tagged, context)
    if action in _PASSED and (role := parameters.get(_PASSED[action][0])):
        yield Need("iam:PassRole", str(role), {"iam:PassedToService": _PASSED[action][1]})


def refusal(need: Need, caller: Caller) -> str:
    """The message of AWS for a denied call (IAM user guide, page troubleshoot_access-denied)."""
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
    """The end of a message for a call that is refused because its policies cannot be judged."""
    return f"because the local AWS cannot judge it ({'; '.join(decision.unjudged)})"


def as_texts(policies: Iterable[Mapping[str, Any] | str]) -> tuple[str, ...]:
    """Policy documents as JSON."""
    return tuple(policy if isinstance(policy, str) else json.dumps(policy) for policy in policies)


def _with_path(arn: str, scope: ArnScope) -> str:
    """The ARN of an IAM role, user or group with its path, which a request does not name."""
    from moto.iam.models import iam_backends

    kind, slash, name = arn.rpartition(":")[2].partition("/")
    if not slash or kind not in ("role", "user", "group"):
        return arn
    backend = iam_backends[scope.account_id][scope.partition]
    identities: dict[str, Mapping[str, Any]] = {"role": backend.roles, "user": backend.users, "group": backend.groups}
    return next((str(identity.arn) for identity in identities[kind].values() if identity.name == name), arn)


def _parameters(body: bytes) -> Mapping[str, Any]:
    if body[:1] == b"{":
        try:
            parameters = json.loads(body)
        except (ValueError, RecursionError):
            return {}
        return parameters if isinstance(parameters, dict) else {}
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    except UnicodeDecodeError:
        return {}
