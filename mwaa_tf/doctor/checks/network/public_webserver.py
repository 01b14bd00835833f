"""Workers reach a public web server."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.network._routes import Exit, exit_of
from mwaa_tf.doctor.finding import Issue, failure, passed
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.access_modes import WORKERS_CALL_WEBSERVER_SINCE, AccessMode
from mwaa_tf.text import join_words


@check(
    "network.public-webserver",
    title="Workers reach a public web server",
    fix="Route 0.0.0.0/0 to a NAT gateway, or make the web server private",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/configuring-networking.html",
    reads=("network",),
    covers=("guide: Airflow 3 with a public web server",),
)
def public_webserver(view: EnvironmentView) -> Iterator[Issue]:
    """From Airflow 3 on, an environment whose web server is only public has a route to the internet.

    Its workers report to the web server, which they reach over the internet alone: without a NAT gateway each task
    fails, while the UI works.
    """
    facts = view.environment.value
    if facts.known_access_mode is not AccessMode.PUBLIC_ONLY:
        yield passed("the web server has an endpoint in the VPC")
        return
    if facts.airflow_major is None or facts.airflow_major < WORKERS_CALL_WEBSERVER_SINCE[0]:
        return
    subnet_ids = [each for each in facts.subnet_ids if exit_of(view.network, each).exit is Exit.NONE]
    if subnet_ids:
        yield failure(
            f"Tasks fail: {join_words(subnet_ids)} has no route to the internet, where Airflow {facts.airflow_version} "
            "calls its public web server.",
            subject=subnet_ids[0],
        )
