"""The endpoints admit the environment."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.handshake._context import MANAGEMENT_PAGE
from mwaa_tf.doctor.checks.handshake._endpoints import WEBSERVER, existing_endpoints
from mwaa_tf.doctor.checks.handshake._rules import ingress_issue, workers_call_webserver
from mwaa_tf.doctor.finding import Issue
from mwaa_tf.doctor.view import EnvironmentView


@check(
    "handshake.endpoint-rule",
    title="The endpoints admit the environment",
    fix="Admit ACCOUNT/GROUP of the environment in the endpoints' security group: `mwaa_tf apply 3-endpoints`",
    source=MANAGEMENT_PAGE,
    reads=("network",),
    covers=("guide: vpc-endpoint-management: security group of the endpoints",),
)
def endpoint_rule(view: EnvironmentView) -> Iterator[Issue]:
    """The endpoints' security group lets in the environment's, of another account as ``account/group``: 5432 to the
    database, 443 to the web server.

    A group of a deleted environment, or one without its account, admits none, and the environment ends in
    CREATE_FAILED. Under Airflow 3 the web server's side is a check of its own.
    """
    for needed, endpoint in existing_endpoints(view):
        if needed.purpose == WEBSERVER and workers_call_webserver(view):
            continue
        yield from ingress_issue(view, needed, endpoint)
