"""The principal of ``--principal`` has one role of Airflow, not several."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.airflow_access import ACCESS_PAGE, WEB_LOGIN, decide_roles, is_of_account, role_arn
from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.permissions._role import as_statement
from mwaa_tf.doctor.finding import Issue, not_checkable, passed, warning
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.iam.evaluation import Verdict
from mwaa_tf.iam.principals import PrincipalKind
from mwaa_tf.text import join_words


@check(
    "permissions.one-airflow-role",
    title="The principal of --principal has one role of Airflow, not several",
    fix="Allow `airflow:CreateWebLoginToken` for one role of Airflow only.",
    source=ACCESS_PAGE,
    reads=("principal",),
    covers=("guide: access policies",),
)
def one_airflow_role(view: EnvironmentView) -> Iterator[Issue]:
    """The policies give the principal no more than one role of Airflow in an environment.

    AWS does not document which of several roles a session gets. An article of AWS says that a wildcard leads to a role
    that lacks the permissions of Admin (repost.aws, "Forbidden" errors of the REST API): a page or an API call is then
    forbidden to people who should be administrators.
    """
    reading = view.principal.principal
    if reading.gap and reading.gap.kind is GapKind.NOT_ASKED:
        yield passed("no principal was named")
        return
    principal = reading.value.principal
    # The root user has no policies that could be narrower.
    if not reading.value.exists or principal.kind is PrincipalKind.ROOT or not is_of_account(view):
        return
    decisions = decide_roles(view)
    roles = decisions.allowed
    if unknown := decisions.with_verdict(Verdict.UNKNOWN):
        text = f"it cannot be judged whether {principal.arn} gets the Airflow roles {join_words(unknown, 'and')}"
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, text), subject=principal.arn)
    if len(roles) > 1:
        # The boundary may leave one of them: without it, this cannot be told.
        _ = view.principal.boundary.value
        name, listed = view.environment.value.name, join_words(roles, "and")
        statement = as_statement([WEB_LOGIN], role_arn(view, roles[0]))
        yield warning(
            f"{principal.arn} may log in to {name} as {listed}, and AWS does not say which one counts.",
            fix=f"Replace the statement that allows {WEB_LOGIN} by one for a single role: `{statement}`",
            subject=principal.arn,
        )
