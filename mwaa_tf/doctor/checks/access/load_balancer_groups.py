"""Security groups let people in to the load balancer, and the load balancer in to the web server."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.access._admission import path_to_endpoint
from mwaa_tf.doctor.finding import Issue, failure, passed, warning
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.network import SecurityGroupFacts
from mwaa_tf.mwaa.internet import described, is_open
from mwaa_tf.mwaa.web_access import PORT
from mwaa_tf.text import join_words


@check(
    "access.load-balancer-groups",
    title="Security groups admit people to the load balancer, and the load balancer to the web server",
    fix="Admit people on TCP 443 to the load balancer, and the load balancer to the web server's endpoint: "
    "`mwaa_tf apply 4-access`",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html",
    reads=("load_balancer", "network"),
)
def load_balancer_groups(view: EnvironmentView) -> Iterator[Issue]:
    """Groups admit the allowed networks to the load balancer, and the load balancer to the endpoint, on TCP 443.

    Each of the three closes the UI for everyone behind it: the first with a time-out of the browser, the others with
    targets that are unhealthy.
    """
    balancer = view.load_balancer.balancer.value
    if balancer is None:
        yield passed("there is no load balancer")
        return
    groups = view.load_balancer.groups.value
    yield from _inbound(view, balancer.name, groups)
    yield from path_to_endpoint(view, f"the load balancer {balancer.name}", groups)


def _inbound(view: EnvironmentView, name: str, groups: tuple[SecurityGroupFacts, ...]) -> Iterator[Issue]:
    peers = {rule.peer for group in groups for rule in group.rules if not rule.is_egress and rule.admits(PORT)}
    group = groups[0].id if groups else ""
    if not peers:
        yield failure(
            f"The groups of the load balancer {name} admit no network on TCP {PORT}.",
            fix=f"Allow TCP {PORT} inbound from your networks in {group}",
            subject=group,
        )
        return
    settings = view.target.settings
    alb = settings.settings.access.alb if settings else None
    missing = sorted(set(alb.allowed_cidrs) - peers) if alb else []
    if missing:
        yield failure(
            f"The group {group} of the load balancer {name} does not admit {join_words(missing)}.",
            fix=f"Allow TCP {PORT} inbound from {join_words(missing)} in {group}: `mwaa_tf apply 4-access`",
            subject=group,
        )
    if is_open(peers) and not (alb and is_open(alb.allowed_cidrs)):
        wide = sorted(peer for peer in peers if is_open([peer]))
        rules = f"the rule for {join_words(wide)}" if wide else f"the rules on TCP {PORT} that are not of your networks"
        yield warning(
            f"The group {group} of the load balancer {name} admits {described(peers)}.",
            fix=f"Remove {rules} from {group}, or put a web ACL in front",
            subject=group,
        )
