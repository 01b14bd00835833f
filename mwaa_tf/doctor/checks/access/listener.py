"""The load balancer answers HTTPS and forwards to the web server."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, passed, warning
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.load_balancer import LoadBalancerFacts
from mwaa_tf.mwaa.web_access import PORT, ListenerProtocol, LoadBalancerState


@check(
    "access.listener",
    title="The load balancer is active and forwards HTTPS to the web server",
    fix="Forward TCP 443 of the load balancer to the target group of the web server: `mwaa_tf apply 4-access`",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-vpe-access.html",
    reads=("load_balancer",),
    covers=("guide: HTTPS listener on port 443 that forwards to the target group",),
)
def listener(view: EnvironmentView) -> Iterator[Issue]:
    """The load balancer is active, and its listener on port 443 speaks HTTPS and forwards all paths to the web server.

    The login of Airflow 3 is below another path than that of Airflow 2, so the default action has to forward. The web
    login token must not travel over HTTP, and the session cookie of Airflow is not sent without TLS.
    """
    balancer = view.load_balancer.balancer.value
    if balancer is None:
        yield passed("there is no load balancer")
        return
    yield from _state(balancer)
    group = view.load_balancer.target_group.value
    if group is None:
        yield failure(f"The load balancer {balancer.name} has no target group.", subject=balancer.arn)
        return
    listeners = {each.port: each for each in view.load_balancer.listeners.value}
    if PORT not in listeners:
        fix = f"Create a listener HTTPS:{PORT} in {balancer.name} that forwards to {group.name}"
        yield failure(
            f"The load balancer {balancer.name} has no listener on port {PORT}.", fix=fix, subject=balancer.arn
        )
        return
    https = listeners[PORT]
    if https.protocol not in set(ListenerProtocol):
        reason = f"the listener on port {PORT} of {balancer.name} speaks the unknown protocol {https.protocol!r}"
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, reason), subject=https.arn)
    elif https.protocol != ListenerProtocol.HTTPS:
        fix = f"Change the listener on port {PORT} of {balancer.name} to HTTPS with a certificate"
        yield failure(
            f"The listener on port {PORT} of {balancer.name} speaks {https.protocol}, not HTTPS.",
            fix=fix,
            subject=https.arn,
        )
    if group.arn not in https.target_group_arns:
        fix = f"Let the default action of the listener forward to {group.name}"
        yield failure(
            f"The listener on port {PORT} of {balancer.name} does not forward to {group.name}.",
            fix=fix,
            subject=https.arn,
        )


def _state(balancer: LoadBalancerFacts) -> Iterator[Issue]:
    match balancer.state:
        case "" | LoadBalancerState.ACTIVE:
            return
        case LoadBalancerState.PROVISIONING:
            fix = "Wait a few minutes and look again"
            yield warning(f"The load balancer {balancer.name} is being created.", fix=fix, subject=balancer.arn)
        case LoadBalancerState.ACTIVE_IMPAIRED:
            fix = "Free addresses in its subnets: a load balancer needs 8 in each to scale"
            yield warning(f"The load balancer {balancer.name} cannot scale.", fix=fix, subject=balancer.arn)
        case LoadBalancerState.FAILED:
            fix = "Delete the load balancer and create it again: `mwaa_tf apply 4-access`"
            yield failure(f"The load balancer {balancer.name} could not be created.", fix=fix, subject=balancer.arn)
        case _:
            reason = f"the load balancer {balancer.name} has the unknown state {balancer.state!r}"
            yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, reason), subject=balancer.arn)
