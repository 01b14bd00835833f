"""The execution role, from IAM in the account that its ARN names."""

from __future__ import annotations

from mwaa_tf.arn import Arn
from mwaa_tf.doctor.collect.aws.accounts import caller_of
from mwaa_tf.doctor.collect.aws.calls import Answer
from mwaa_tf.doctor.collect.aws.operations import operation
from mwaa_tf.doctor.collect.aws.policies import NO_SUCH_ENTITY, PolicyOperations, boundary_of, policies_of
from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.reading import Gap, GapKind, Reading, unread_section
from mwaa_tf.doctor.view.execution_role import ExecutionRoleSection, Role
from mwaa_tf.iam.parsing import parse_policy
from mwaa_tf.text import escape_control_characters as printable

_ROLE = "{role}"
_POLICY = "arn:{partition}:iam::*:policy/*"

GET_ROLE = operation("iam", "GetRole", why="whether the execution role exists, and whom it trusts", resource=_ROLE)
POLICIES = PolicyOperations(
    kind="Role",
    list_inline=operation("iam", "ListRolePolicies", why="the policies in the execution role", resource=_ROLE),
    get_inline=operation("iam", "GetRolePolicy", why="what the execution role may do", resource=_ROLE),
    list_attached=operation(
        "iam", "ListAttachedRolePolicies", why="the policies attached to the execution role", resource=_ROLE
    ),
    get_policy=operation("iam", "GetPolicy", why="the current version of attached policies", resource=_POLICY),
    get_version=operation("iam", "GetPolicyVersion", why="what attached policies allow", resource=_POLICY),
)


def collect(source: AwsSource) -> ExecutionRoleSection:
    """Read the role, its policies and its permissions boundary."""
    arn = source.environment.value.execution_role_arn
    calls = caller_of(source, arn)
    name = Arn.parse(arn).resource_name
    role: Reading[Role | None] = calls.read(GET_ROLE, _role, RoleName=name)
    if role.gap and role.gap.code in NO_SUCH_ENTITY:
        absent = unread_section(ExecutionRoleSection, Gap(GapKind.ABSENT, f"the execution role {arn} does not exist"))
        return ExecutionRoleSection(role.absent_as(NO_SUCH_ENTITY, None), absent.policies, absent.boundary)
    if role.content:
        boundary = boundary_of(calls, POLICIES, role.content.boundary_arn, role.source)
    else:
        boundary = Reading(role.source, gap=role.gap)
    return ExecutionRoleSection(role, policies_of(calls, POLICIES, name), boundary)


def _role(answer: Answer) -> Role:
    role = answer["Role"]
    boundary = role.get("PermissionsBoundary")
    return Role(
        arn=printable(role["Arn"]),
        trust=parse_policy(role["AssumeRolePolicyDocument"]),
        boundary_arn=boundary["PermissionsBoundaryArn"] if boundary else "",
    )
