"""The principal of ``--principal`` gets into Airflow."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.airflow_access import ACCESS_PAGE, access_issues
from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, passed
from mwaa_tf.doctor.reading import GapKind
from mwaa_tf.doctor.view import EnvironmentView


@check(
    "permissions.airflow-login",
    title="The principal of --principal gets a role of Airflow",
    fix="Allow the principal to log in, in one role of Airflow.",
    source=ACCESS_PAGE,
    reads=("principal",),
    covers=("guide: 403, Oops, something went wrong", "guide: access policies"),
)
def airflow_login(view: EnvironmentView) -> Iterator[Issue]:
    """Says which roles of Airflow a user or role gets, or the statement that it lacks.

    Without `airflow:CreateWebLoginToken` for a role of this environment, the console's link ends with 403 or "Oops,
    something went wrong". Policies, those of groups and the permissions boundary count. Service control policies and
    the policies of a session may forbid what this finds; they are not visible here.
    """
    reading = view.principal.principal
    if reading.gap and reading.gap.kind is GapKind.NOT_ASKED:
        yield passed("no principal was named")
        return
    yield from access_issues(view)
