"""Targets are the endpoint's addresses."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.access._admission import web_addresses, web_endpoint
from mwaa_tf.doctor.finding import Issue, failure, passed, warning
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.web_access import TargetState
from mwaa_tf.text import join_words

_APPLY = "`mwaa_tf apply 3-endpoints` and `mwaa_tf apply 4-access`"


@check(
    "access.target-addresses",
    title="The load balancer's targets are the addresses of the web server's endpoint",
    fix=f"Register the addresses of the endpoint: {_APPLY}",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-vpe-access.html",
    reads=("load_balancer", "network"),
    covers=("guide: target group with the private addresses of the web server's endpoint",),
)
def target_addresses(view: EnvironmentView) -> Iterator[Issue]:
    """The target group has each private address of the web server's endpoint, and no other address.

    An endpoint that is recreated gets other addresses, and the load balancer goes on sending people to the old ones:
    time-outs, or the web server of someone else who got the address.
    """
    if view.load_balancer.balancer.value is None:
        yield passed("there is no load balancer")
        return
    group = view.load_balancer.target_group.value
    if group is None or web_endpoint(view) is None:
        return
    expected = set(web_addresses(view))
    states = {target.address: target.state for target in group.targets}
    leaving = {address for address, state in states.items() if state in {s.value for s in TargetState if s.is_leaving}}
    if missing := sorted(expected - (states.keys() - leaving)):
        report = failure if len(missing) == len(expected) else warning
        yield report(
            f"The target group {group.name} lacks {join_words(missing)} of the web server's endpoint.",
            fix=f"Register {join_words(missing)} on port 443 in {group.name}: {_APPLY}",
            subject=group.arn,
        )
    if stale := sorted(states.keys() - leaving - expected):
        yield failure(
            f"The target group {group.name} has {join_words(stale)}, which the web server's endpoint does not have.",
            fix=f"Deregister {join_words(stale)} from {group.name}: {_APPLY}",
            subject=group.arn,
        )
