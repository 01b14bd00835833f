"""Whether security groups let an access method through to the web server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import ip_network

from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.doctor.reading import Gap, GapKind, UnreadError
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.network import GroupRule, SecurityGroupFacts, VpcEndpointFacts
from mwaa_tf.mwaa.web_access import PORT
from mwaa_tf.text import join_words


def web_endpoint(view: EnvironmentView) -> VpcEndpointFacts | None:
    """The endpoint of the web server; None where it has none. Raises :class:`UnreadError` where it is not named."""
    environment = view.environment.value
    service, mode = environment.webserver_service, environment.known_access_mode
    if not service and mode and mode.has_private_endpoint and environment.is_ready:
        reason = "GetEnvironment names no endpoint service of the web server"
        raise UnreadError(Gap(GapKind.NOT_UNDERSTOOD, reason))
    if not service:
        return None
    return next((endpoint for endpoint in view.network.endpoints.value if endpoint.service == service), None)


def web_addresses(view: EnvironmentView) -> tuple[str, ...]:
    """The private addresses of that endpoint, sorted. Raises :class:`UnreadError` where none of them is known."""
    endpoint = web_endpoint(view)
    by_interface = view.network.endpoint_addresses.value if endpoint else {}
    interfaces = endpoint.interface_ids if endpoint else ()
    addresses = sorted(by_interface[id] for id in interfaces if id in by_interface)
    if interfaces and not addresses:
        raise UnreadError(Gap(GapKind.NOT_UNDERSTOOD, "EC2 names no address of the web server's endpoint"))
    return tuple(addresses)


def path_to_endpoint(view: EnvironmentView, what: str, groups: tuple[SecurityGroupFacts, ...]) -> Iterator[Issue]:
    """What closes the way from ``what``, which has ``groups``, to the endpoint of the web server."""
    endpoint = web_endpoint(view)
    if endpoint is None:
        return
    of_endpoint = tuple(each for each in view.network.endpoint_groups.value if each.id in endpoint.security_group_ids)
    if not _open(view, groups, of_endpoint, is_egress=True):
        yield failure(
            f"The {_named(groups)} of {what} does not allow TCP {PORT} outbound to {_named(of_endpoint)}.",
            fix=f"Allow TCP {PORT} outbound to {_ids(of_endpoint)} in {_ids(groups)}",
            subject=groups[0].id if groups else "",
        )
    if not _open(view, of_endpoint, groups, is_egress=False):
        yield failure(
            f"The {_named(of_endpoint)} of the web server's endpoint does not admit {what} on TCP {PORT}.",
            fix=f"Allow TCP {PORT} inbound from {_ids(groups)} in {_ids(of_endpoint)}",
            subject=of_endpoint[0].id if of_endpoint else "",
        )


def _open(
    view: EnvironmentView,
    groups: Iterable[SecurityGroupFacts],
    peers: Iterable[SecurityGroupFacts],
    *,
    is_egress: bool,
) -> bool:
    """Whether a rule of ``groups`` is, or may be, about ``peers``: a CIDR in the VPC may be that of any of them."""
    peer_ids = {group.id for group in peers}
    rules = (rule for group in groups for rule in group.rules if rule.is_egress is is_egress and rule.admits(PORT))
    return any(rule.peer.rpartition("/")[2] in peer_ids or _reaches_vpc(view, rule) for rule in rules)


def _reaches_vpc(view: EnvironmentView, rule: GroupRule) -> bool:
    """Whether the rule is about addresses of the VPC, or about a prefix list, which may have some."""
    if rule.peer.startswith("pl-"):
        return True
    if rule.peer.startswith("sg-") or "/sg-" in rule.peer or ":" in rule.peer:
        return False
    try:
        network = ip_network(rule.peer, strict=False)
    except ValueError:
        return False  # the address of a group in a plan
    return any(network.overlaps(ip_network(cidr)) for cidr in view.network.vpc.value.cidrs)


def _named(groups: tuple[SecurityGroupFacts, ...]) -> str:
    return f"group {_ids(groups)}"


def _ids(groups: Iterable[SecurityGroupFacts]) -> str:
    return join_words([group.id for group in groups])
