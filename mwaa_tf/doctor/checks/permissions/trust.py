"""MWAA may assume the execution role."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.permissions._role import ROLE_PAGE, account_id_of, resource_arn
from mwaa_tf.doctor.finding import Issue, failure, not_checkable
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.execution_role import Role
from mwaa_tf.iam.evaluation import Decision, Verdict, evaluate_policy
from mwaa_tf.iam.principals import RequestPrincipal
from mwaa_tf.iam.requests import AccessRequest
from mwaa_tf.mwaa import principals
from mwaa_tf.text import join_words


@check(
    "permissions.trust",
    title="MWAA may assume the execution role",
    fix="Name both services of MWAA as principals of `sts:AssumeRole` in the role's trust policy.",
    source=ROLE_PAGE,
    reads=("execution_role",),
    covers=("verify_env: check_iam_permissions", "guide: execution role"),
)
def trust(view: EnvironmentView) -> Iterator[Issue]:
    """The trust policy lets both services of MWAA assume the role for this environment.

    Conditions on `aws:SourceArn` and `aws:SourceAccount`, which AWS recommends against a confused deputy, must name
    this environment and its account. One service alone is not enough: creation fails, or workers get no credentials.
    """
    role = view.execution_role.role.value
    if role is None:
        return
    decisions = {service: _decision(view, role, service) for service in principals.EXECUTION_ROLE}
    denied = [service for service, decision in decisions.items() if not _may_assume(decision)]
    if denied:
        services = join_words(principals.EXECUTION_ROLE, "and")
        yield failure(
            f"The trust policy of the execution role {role.arn.rpartition('/')[2]} does not let "
            f"{join_words(denied, 'and')} assume it.",
            fix=f"Allow `sts:AssumeRole` to {services} in the role's trust policy, for this environment and account.",
            subject=role.arn,
        )
    for service, decision in decisions.items():
        if decision.verdict is Verdict.UNKNOWN:
            reasons = "; ".join(decision.unjudged)
            yield not_checkable(
                Gap(GapKind.NOT_UNDERSTOOD, f"it cannot be judged whether {service} may assume the role: {reasons}")
            )


def _may_assume(decision: Decision) -> bool:
    return decision.verdict in (Verdict.ALLOW, Verdict.UNKNOWN)


def _decision(view: EnvironmentView, role: Role, service: str) -> Decision:
    environment = resource_arn(view, "airflow", f"environment/{view.environment.value.name}")
    context = {"aws:SourceArn": environment, "aws:SourceAccount": account_id_of(view)}
    request = AccessRequest(RequestPrincipal.service(service), "sts:AssumeRole", role.arn, context, ("aws:*", "sts:*"))
    return evaluate_policy(role.trust, request)
