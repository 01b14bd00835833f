"""The user or role that is named with ``--principal``, from IAM in its account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mwaa_tf.doctor.collect.aws.calls import Answer, Calls
from mwaa_tf.doctor.collect.aws.operations import AwsOperation, operation
from mwaa_tf.doctor.collect.aws.policies import (
    NO_SUCH_ENTITY,
    Documents,
    PolicyOperations,
    boundary_of,
    joined,
    policies_of,
)
from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.principal import parse_principal
from mwaa_tf.doctor.reading import Gap, GapKind, Reading, unread_section
from mwaa_tf.doctor.view.principal import PrincipalFacts, PrincipalSection
from mwaa_tf.iam.document import PolicyDocument
from mwaa_tf.iam.principals import PrincipalKind, RequestPrincipal

NOBODY = Gap(GapKind.NOT_ASKED, "no principal was named; --principal ARN names one")

_GROUP = "{principal_groups}"
OTHER_ACCOUNT = Gap(GapKind.NOT_ASKED, "the principal is of another account")

_POLICY = "arn:{partition}:iam::*:policy/*"
_WHY = "what the principal of --principal may do"


def _iam(name: str, resource: str, why: str = _WHY) -> AwsOperation:
    return operation("iam", name, why=why, resource=resource)


def _policy_operations(kind: str, resource: str) -> PolicyOperations:
    return PolicyOperations(
        kind=kind,
        list_inline=_iam(f"List{kind}Policies", resource),
        get_inline=_iam(f"Get{kind}Policy", resource),
        list_attached=_iam(f"ListAttached{kind}Policies", resource),
        get_policy=_iam("GetPolicy", _POLICY, "the current version of attached policies"),
        get_version=_iam("GetPolicyVersion", _POLICY, "what attached policies allow"),
    )


GET_ROLE = _iam("GetRole", "{principal_role}", "the path and the boundary of the role of --principal")
GET_USER = _iam("GetUser", "{principal_user}", "the boundary of the user of --principal")
LIST_GROUPS = _iam("ListGroupsForUser", "{principal_user}", "the groups of the user of --principal")
OF_ROLES = _policy_operations("Role", "{principal_role}")
OF_USERS = _policy_operations("User", "{principal_user}")
OF_GROUPS = _policy_operations("Group", _GROUP)


def collect(source: AwsSource) -> PrincipalSection:
    """Read the principal, its policies, and those of its groups."""
    arn = source.options.principal_arn
    if not arn:
        return unread_section(PrincipalSection, NOBODY)
    principal = parse_principal(arn)
    calls = source.participant
    if calls.identity.value.account_id != principal.account_id:
        # It gets no role there, whatever its policies are.
        section = unread_section(PrincipalSection, OTHER_ACCOUNT)
        return replace(section, principal=Reading.of(PrincipalFacts(principal), calls.identity.source))
    match principal.kind:
        case PrincipalKind.USER:
            return _section(principal, calls, GET_USER, OF_USERS, _user_policies(calls, principal.name))
        case PrincipalKind.ROOT:
            nothing: Documents = Reading.of((), "")
            return PrincipalSection(Reading.of(PrincipalFacts(principal), ""), nothing, Reading.of(None, ""))
        case _:
            return _section(principal, calls, GET_ROLE, OF_ROLES, policies_of(calls, OF_ROLES, principal.name))


def _section(
    principal: RequestPrincipal, calls: Calls, get: AwsOperation, used: PolicyOperations, policies: Documents
) -> PrincipalSection:
    facts = calls.read(get, lambda answer: _facts(principal, answer[used.kind]), **{f"{used.kind}Name": principal.name})
    facts = facts.absent_as(NO_SUCH_ENTITY, PrincipalFacts(principal, exists=False))
    if facts.gap:
        boundary: Reading[PolicyDocument | None] = Reading.unread(facts.gap, facts.source)
    else:
        boundary = boundary_of(calls, used, facts.value.boundary_arn, facts.source)
    return PrincipalSection(facts, policies, boundary)


def _user_policies(calls: Calls, name: str) -> Documents:
    groups = calls.read(LIST_GROUPS, _group_names, UserName=name)
    own = policies_of(calls, OF_USERS, name)
    return joined((groups, own, *(policies_of(calls, OF_GROUPS, group) for group in groups.content or ())))


def _group_names(answer: Answer) -> tuple[str, ...]:
    return tuple(group["GroupName"] for group in answer["Groups"])


def _facts(principal: RequestPrincipal, data: Mapping[str, Any]) -> PrincipalFacts:
    boundary = data.get("PermissionsBoundary")
    arn = str(data["Arn"])
    if principal.kind is PrincipalKind.USER:
        principal = replace(principal, arn=arn)
    elif principal.role_arn:
        principal = replace(principal, arn=arn, role_arn=arn)
    else:
        principal = replace(principal, role_arn=arn)
    return PrincipalFacts(principal, boundary["PermissionsBoundaryArn"] if boundary else "")
