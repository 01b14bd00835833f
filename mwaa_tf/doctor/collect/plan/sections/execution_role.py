"""The execution role, with the policies that plans give it."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.collect.plan.objects import UNKNOWN, PlannedObject
from mwaa_tf.doctor.collect.plan.source import PlanSource, attempt, not_in_plans, unknown
from mwaa_tf.doctor.reading import Gap, GapKind, Reading, unread_section
from mwaa_tf.doctor.view.execution_role import ExecutionRoleSection, Role
from mwaa_tf.iam.document import PolicyDocument
from mwaa_tf.iam.parsing import parse_policy

_ROLE = "aws_iam_role"

Documents = Reading[tuple[PolicyDocument, ...]]


def collect(source: PlanSource) -> ExecutionRoleSection:
    """The role that the environment names, if it is in a plan."""
    name = source.environment.value.execution_role_arn
    role = source.objects.find((_ROLE,), name)
    if role is None:
        what = source.planned.address if name == UNKNOWN else name
        gap = not_in_plans(f"the execution role of {what}" if name == UNKNOWN else f"the execution role {name}").gap
        return unread_section(ExecutionRoleSection, gap or Gap(GapKind.NOT_IN_PLAN, what))
    return ExecutionRoleSection(
        role=_role(role),
        policies=attempt(lambda: _joined([*_inline(source, role), *_attached(source, role)], role)),
        boundary=attempt(lambda: _boundary(source, role)),
    )


def _role(role: PlannedObject) -> Reading[Role | None]:
    if role.is_unknown("assume_role_policy"):
        return unknown(role, "assume_role_policy")
    trust = parse_policy(role.text("assume_role_policy"))
    return Reading.of(Role(role.arn, trust, role.text("permissions_boundary")), role.source)


def _inline(source: PlanSource, role: PlannedObject) -> Iterator[Documents]:
    for block in role.values.get("inline_policy") or ():
        if block.get("policy"):
            yield Reading.of((parse_policy(block["policy"]),), role.source)
        elif block.get("name"):
            yield unknown(role, "inline_policy")
    for policy in source.objects.of("aws_iam_role_policy"):
        if source.belongs(policy, "role", role):
            yield _documents(source, policy)


def _attached(source: PlanSource, role: PlannedObject) -> Iterator[Documents]:
    arns = role.values.get("managed_policy_arns") or ()
    yield from (_managed(source, str(arn)) for arn in arns)
    for attachment in source.objects.of("aws_iam_role_policy_attachment"):
        if source.belongs(attachment, "role", role):
            yield _managed(source, source.text(attachment, "policy_arn", "aws_iam_policy"))
    for attachment in source.objects.of("aws_iam_policy_attachment"):
        names = source.names(attachment, "roles", _ROLE) or ()
        if {role.name, role.text("name")} & set(names):
            yield _managed(source, source.text(attachment, "policy_arn", "aws_iam_policy"))


def _managed(source: PlanSource, arn: str) -> Documents:
    policy = source.objects.find(("aws_iam_policy",), arn)
    if policy is None:
        return not_in_plans(f"the policy {arn}")
    return _documents(source, policy)


def _documents(source: PlanSource, policy: PlannedObject) -> Documents:
    reading = source.policy(policy)
    return reading.map(lambda document: (document,) if document else ())


def _joined(readings: list[Documents], role: PlannedObject) -> Documents:
    """All documents; the first gap if there is one."""
    for reading in readings:
        if reading.gap:
            return Reading.unread(reading.gap, reading.source)
    sources = ", ".join(dict.fromkeys(reading.source for reading in readings if reading.source)) or role.source
    return Reading.of(tuple(document for reading in readings for document in reading.content or ()), sources)


def _boundary(source: PlanSource, role: PlannedObject) -> Reading[PolicyDocument | None]:
    if not role.is_unknown("permissions_boundary") and not role.text("permissions_boundary"):
        return Reading.of(None, role.source)
    arn = source.text(role, "permissions_boundary", "aws_iam_policy")
    return _managed(source, arn).map(lambda documents: documents[0] if documents else None)
