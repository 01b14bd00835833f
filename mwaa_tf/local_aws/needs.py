"""What a call needs to be allowed: its own action and, as AWS checks them too, the dependent ones.

The request names its resource by ARN, id or name. Dependent actions are those of
:mod:`mwaa_tf.iam.dependent_actions`, each with the page of AWS that documents it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from mwaa_tf.arn import Arn
from mwaa_tf.iam.actions import iam_action, resource_kinds
from mwaa_tf.iam.arns import ArnScope, requested_arn, resource_arn
from mwaa_tf.iam.dependent_actions import DEPENDENT_ACTIONS, DependentAction
from mwaa_tf.iam.evaluation import Decision
from mwaa_tf.iam.patterns import ANY
from mwaa_tf.iam.variables import ContextValue
from mwaa_tf.local_aws.api_requests import ApiRequest
from mwaa_tf.local_aws.object_needs import key_uses, object_actions
from mwaa_tf.local_aws.resource_policies import key_arn, queue_arn
from mwaa_tf.mwaa.airflow_roles import AIRFLOW_ROLES

#: Kinds of IAM resources that a request names without their path, and where moto keeps them.
_KINDS_WITH_PATH = {
    "group": "groups",
    "instance-profile": "instance_profiles",
    "policy": "managed_policies",
    "role": "roles",
    "user": "users",
}

_LISTS = frozenset({"ListObjectVersions", "ListObjects", "ListObjectsV2"})

_TAGGED_KIND = re.compile(r"^TagSpecification\.\d+\.ResourceType$")

#: Policies name roles of Airflow for these, and the caller gets one that is allowed (MWAA user guide, access-policies).
_IN_ANY_AIRFLOW_ROLE = frozenset({"airflow:CreateWebLoginToken", "airflow:InvokeRestApi"})

#: Tagging what a call creates is demanded for each kind that its request tags.
_EC2_TAGGING = "ec2:CreateTags"


@dataclass(frozen=True, slots=True)
class Need:
    """An action, on a resource, that policies have to allow."""

    action: str
    resource: str = ANY
    context: Mapping[str, ContextValue] = field(default_factory=dict)
    decision: Decision | None = None
    """The answer of the policies; ``None`` before they are evaluated."""
    alternatives: tuple[str, ...] = ()
    """Other resources: one that is allowed is enough."""


def needs(request: ApiRequest, body: bytes, account_id: str, partition: str) -> Iterator[Need]:
    """The needs of a call from ``account_id``, its own action first."""
    action = iam_action(request.service, request.action)
    if action is None:
        return
    # A request does not say who owns the VPC: any account will do.
    scope = ArnScope(partition, request.region, account_id, ANY)
    parameters = {} if request.service == "s3" else parameters_of(body)
    yield from _own(action, request, body, parameters, scope)
    for name, value in parameters.items():
        if action.startswith("ec2:") and _TAGGED_KIND.match(name) and request.action != "CreateTags":
            tagged = resource_arn(value, ANY, _EC2_TAGGING, scope)
            yield Need(_EC2_TAGGING, tagged, {"ec2:CreateAction": request.action})
    for dependent in _by_action().get(action, ()):
        value = parameters.get(dependent.parameter) if dependent.parameter else None
        if dependent.parameter and value in (None, "", "false", False, [], {}):
            continue
        for resource in _resources(dependent, value, request, scope):
            if dependent.action != "iam:CreateServiceLinkedRole" or not _exists(resource, scope):
                yield Need(_literal(dependent.action), resource, _context(dependent, partition))


def _own(
    action: str, request: ApiRequest, body: bytes, parameters: Mapping[str, Any], scope: ArnScope
) -> Iterator[Need]:
    """What the call itself needs. In S3 that depends on versions, headers and the encryption of the object."""
    context = _call_context(request)
    if action in _IN_ANY_AIRFLOW_ROLE:
        first, *others = _airflow_roles(str(request.resource), scope)
        yield Need(action, first, context, alternatives=tuple(others))
        return
    if request.service != "s3":
        resource = _named(action, request, parameters, scope)
        yield Need(action, _requested(action, resource, scope, str(parameters.get("Path") or "/")), context)
        return
    for object_action, resource in object_actions(request, action, body):
        yield Need(object_action, _requested(object_action, resource, scope), context)
    for key_action, key, context_of_key in key_uses(request, scope):
        yield Need(key_action, key, context_of_key)


def _airflow_roles(name: str, scope: ArnScope) -> Iterator[str]:
    """The ARNs of an environment's roles of Airflow."""
    for role in AIRFLOW_ROLES:
        yield resource_arn("role", f"{name}/{role}", "airflow:role", scope)


def _named(action: str, request: ApiRequest, parameters: Mapping[str, Any], scope: ArnScope) -> str:
    """The resource that a call names: for the alias of a key the key, and for the URL of a queue the queue."""
    if request.service == "kms" and request.resource.rpartition(":")[2].startswith("alias/") and "Alias" not in action:
        return key_arn(request.resource, scope.account_id, scope.region, scope.partition)
    if request.service == "sqs":
        queue = queue_arn(parameters, scope.region, scope.partition, scope.account_id)
        return str(queue) if queue else ""
    return request.resource


def _call_context(request: ApiRequest) -> Mapping[str, ContextValue]:
    """The condition keys of a call that its service adds, as far as policies of resources often have them."""
    if request.service == "kms":
        return {"kms:ViaService": ()}
    if request.service == "s3":
        listed = {"s3:prefix": request.query.get("prefix", "")} if request.action in _LISTS else {}
        # What reaches the local AWS counts as TLS.
        return {"s3:TlsVersion": "1.3", **listed}
    return {}


@cache
def _by_action() -> dict[str, tuple[DependentAction, ...]]:
    demanded = [dependent for dependent in DEPENDENT_ACTIONS if dependent.action != _EC2_TAGGING]
    return {
        action: tuple(dependent for dependent in demanded if dependent.after == action)
        for action in {dependent.after for dependent in demanded}
    }


def _resources(dependent: DependentAction, value: object, request: ApiRequest, scope: ArnScope) -> Iterator[str]:
    """The resources of a dependent action, as far as the request names them; else an unknown one.

    ``value`` is that of the parameter.
    """
    if isinstance(value, str) and Arn.find(value):
        yield value
    elif dependent.arns:
        for template in dependent.arns:
            arn = template.format(partition=scope.partition, region=scope.region, account_id=scope.account_id)
            yield arn if arn == "*" else arn.replace("*", ANY)
    elif dependent.parameter == "IamInstanceProfile.Name":
        yield from _roles_of_profile(str(value), scope) or (ANY,)
    elif dependent.action == "elasticloadbalancing:AddTags":
        # The name of a load balancer that is created is not enough for its ARN.
        yield ANY
    else:
        named = str(value) if dependent.needs_key or dependent.parameter == "RoleName" else request.resource
        yield _requested(dependent.action, named, scope)


def _roles_of_profile(name: str, scope: ArnScope) -> tuple[str, ...]:
    """The ARNs of the roles in an instance profile."""
    from moto.iam.models import iam_backends

    profiles = iam_backends[scope.account_id][scope.partition].instance_profiles.values()
    return tuple(str(role.arn) for profile in profiles if profile.name == name for role in profile.roles)


def _requested(action: str, resource: str, scope: ArnScope, new_path: str = "/") -> str:
    """The resource that a policy has to name: `*` for an action that AWS limits to none."""
    if resource_kinds(action) == ():
        return "*"
    arn, requested = Arn.find(resource), requested_arn(action, resource, scope)
    if requested and arn and arn.account_id not in ("", scope.account_id):
        return resource
    return _with_path(requested, scope, new_path) or ANY


def _literal(action: str) -> str:
    """An action for one that has a wildcard: `kms:ReEncrypt*` stands for actions that come together."""
    return {"kms:GenerateDataKey*": "kms:GenerateDataKey", "kms:ReEncrypt*": "kms:ReEncryptFrom"}.get(action, action)


def _context(dependent: DependentAction, partition: str) -> Mapping[str, ContextValue]:
    if not dependent.condition:
        return {}
    _, key, value = dependent.condition_in(partition)
    return {key: value}


def _exists(arn: str, scope: ArnScope) -> bool:
    """Whether the service of a linked role has one: only its first resource creates it. The path names the service."""
    from moto.iam.models import iam_backends

    roles = iam_backends[scope.account_id][scope.partition].roles.values()
    return any(str(role.arn).rpartition("/")[0] == arn.rpartition("/")[0] for role in roles)


def _with_path(arn: str, scope: ArnScope, new_path: str = "/") -> str:
    """The ARN of an IAM resource with its path, which a request names only when it creates the resource."""
    from moto.iam.models import iam_backends

    kind, slash, name = arn.rpartition(":")[2].partition("/")
    if not slash or ":iam:" not in arn or kind not in _KINDS_WITH_PATH or "/" in name:
        return arn
    backend = iam_backends[scope.account_id][scope.partition]
    existing: Mapping[str, Any] = getattr(backend, _KINDS_WITH_PATH[kind])
    new = f"{arn.removesuffix(name)}{new_path.removeprefix('/')}{name}"
    return next((str(resource.arn) for resource in list(existing.values()) if resource.name == name), new)


def parameters_of(body: bytes) -> Mapping[str, Any]:
    """The parameters in the body of a request, a JSON object or a form; none for any other body."""
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
