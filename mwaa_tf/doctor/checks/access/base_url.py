"""Airflow redirects to the load balancer's name."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, passed, warning
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.access_modes import BASE_URL_OPTION, AccessMode


@check(
    "access.base-url",
    title="Airflow redirects to the load balancer's host name",
    fix=f"Set the Airflow option `{BASE_URL_OPTION}` to the host name that people open",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/configuring-custom-domain.html",
    reads=("load_balancer",),
    covers=("guide: custom domain in webserver.base_url",),
)
def base_url(view: EnvironmentView) -> Iterator[Issue]:
    """The option `webserver.base_url` of a private web server is the host name that people open.

    Without it, Airflow redirects browsers to MWAA's own host name, which leads into the VPC: the login page loads, and
    then nothing does. Its value is the host name alone, without a scheme and a path.
    """
    if view.load_balancer.balancer.value is None:
        yield passed("there is no load balancer")
        return
    environment = view.environment.value
    host_name = view.load_balancer.host_name.value
    if not host_name or environment.known_access_mode is not AccessMode.PRIVATE_ONLY:
        return
    value = environment.options.value.get(BASE_URL_OPTION)
    if value is None:
        state = "is not set"
    elif value != host_name:
        # Not the value itself: options may hold secrets.
        state = "is another"
    else:
        return
    yield warning(
        f"The Airflow option {BASE_URL_OPTION} {state}: redirects do not lead to {host_name}.",
        fix=f"Set `{BASE_URL_OPTION}` to `{host_name}`: `mwaa_tf apply 2-environments`",
        subject=environment.arn,
    )
