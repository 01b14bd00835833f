"""Workers reach the web server under Airflow 3."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.handshake._endpoints import WEBSERVER, access_mode, existing_endpoints
from mwaa_tf.doctor.checks.handshake._rules import egress_issue, ingress_issue, workers_call_webserver
from mwaa_tf.doctor.finding import Issue, passed
from mwaa_tf.doctor.view import EnvironmentView


@check(
    "handshake.workers-webserver",
    title="Workers reach the web server under Airflow 3",
    fix="Admit the environment's group on TCP 443 to the web server's endpoint: `mwaa_tf apply 3-endpoints`",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/configuring-networking.html",
    reads=("network",),
)
def workers_webserver(view: EnvironmentView) -> Iterator[Issue]:
    """From Airflow 3 on, the environment's groups and those of the web server's endpoint let TCP 443 pass.

    Tasks report to the API server there: without it the UI works for people, and every task fails. With PUBLIC_ONLY
    workers take the internet instead.
    """
    if not workers_call_webserver(view):
        yield passed("workers call the web server from Airflow 3 on")
        return
    if not access_mode(view).has_private_endpoint:
        yield passed("the web server is called over the internet")
        return
    for needed, endpoint in existing_endpoints(view):
        if needed.purpose == WEBSERVER:
            yield from ingress_issue(view, needed, endpoint)
            yield from egress_issue(view, needed, endpoint)
