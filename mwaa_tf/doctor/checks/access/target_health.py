"""Targets of the load balancer are healthy."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.access._admission import web_addresses
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, passed, warning
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.load_balancer import TargetFacts, TargetGroupFacts
from mwaa_tf.mwaa.web_access import TargetState
from mwaa_tf.text import without_full_stop

_REGISTER = "Register the addresses of the endpoint: `mwaa_tf apply 3-endpoints` and `mwaa_tf apply 4-access`"
_LOOK = "Look at the reason: `aws elbv2 describe-target-health --target-group-arn {arn}`"

#: What to do by the reason (Elastic Load Balancing API reference, TargetHealth).
_FIXES = {
    "Target.Timeout": "Check that the endpoint's security group admits the load balancer on TCP 443, and that the "
    "endpoint is available",
    "Target.FailedHealthChecks": "Check that the endpoint's security group admits the load balancer on TCP 443, and "
    "that the endpoint is available",
    "Target.ResponseCodeMismatch": "Let the health check of {group} accept the codes 200 and 302",
    "Target.InvalidState": _REGISTER,
    "Target.IpUnusable": _REGISTER,
    "Target.HealthCheckDisabled": "Enable the health check of {group}",
}


@check(
    "access.target-health",
    title="The load balancer's targets are healthy",
    fix=_LOOK.format(arn="ARN"),
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
    reads=("load_balancer", "network"),
    covers=("guide: health check with the success codes 200 and 302",),
)
def target_health(view: EnvironmentView) -> Iterator[Issue]:
    """The load balancer's own health checks reach the web server at each address of its endpoint.

    With no healthy target, the load balancer answers 503, or sends requests to all targets in vain (504). Addresses
    that the endpoint does not have are left to the check of addresses.
    """
    if view.load_balancer.balancer.value is None:
        yield passed("there is no load balancer")
        return
    group = view.load_balancer.target_group.value
    if group is None:
        return
    addresses = web_addresses(view)
    targets = [target for target in group.targets if target.address in addresses]
    healthy = sum(target.state == TargetState.HEALTHY for target in targets)
    for target in targets:
        yield from _unhealthy(target, group, others_work=bool(healthy))


def _unhealthy(target: TargetFacts, group: TargetGroupFacts, *, others_work: bool) -> Iterator[Issue]:
    report = warning if others_work else failure
    words = without_full_stop(": ".join(filter(None, (target.reason, target.description))))
    match target.state:
        case "" | TargetState.HEALTHY | TargetState.DRAINING | TargetState.UNHEALTHY_DRAINING:
            return
        case TargetState.INITIAL:
            yield warning(
                f"The target {target.address} is being registered.",
                fix="Wait two minutes and look again",
                subject=group.arn,
            )
        case TargetState.UNHEALTHY | TargetState.UNUSED:
            fix = _FIXES.get(target.reason, _LOOK).format(group=group.name, arn=group.arn)
            yield report(
                f"The target {target.address} is {target.state}{f' ({words})' if words else ''}.",
                fix=fix,
                subject=group.arn,
            )
        case TargetState.UNAVAILABLE:
            gap = Gap(GapKind.UNAVAILABLE, f"the target group {group.name} has no health checks")
            yield not_checkable(gap, subject=group.arn)
        case _:
            gap = Gap(GapKind.NOT_UNDERSTOOD, f"the target {target.address} has the unknown state {target.state!r}")
            yield not_checkable(gap, subject=group.arn)
