"""The web server's host name leads to its endpoint."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure, passed
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.text import join_words


@check(
    "network.resolution",
    title="The web server's host name leads to its endpoint",
    fix="Let the resolver of the network answer public names with private addresses, or add the lines of "
    "`mwaa_tf login KEY --hosts`",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-vpe-access.html",
    reads=("network", "resolution"),
    covers=("guide: host name of a private web server",),
)
def resolution(view: EnvironmentView) -> Iterator[Issue]:
    """The host name of a private web server resolves to the addresses of its endpoint, on the machine that asks.

    The name is a public one, with private addresses: resolvers of offices often drop such answers (DNS rebinding
    protection). Only checked with ``--from-here``, since from outside of the VPC it proves nothing.
    """
    facts = view.environment.value
    mode = facts.known_access_mode
    if mode is not None and not mode.has_private_endpoint:
        yield passed("the web server is public")
        return
    addresses = view.resolution.addresses.value
    if not addresses:
        yield failure(f"The host name {facts.webserver_url} does not resolve on this machine.")
        return
    by_interface = view.network.endpoint_addresses.value
    expected = {
        by_interface[interface_id]
        for endpoint in view.network.endpoints.value
        if facts.webserver_service and endpoint.service == facts.webserver_service
        for interface_id in endpoint.interface_ids
        if interface_id in by_interface
    }
    others = sorted(set(addresses) - expected)
    if expected and others and not (mode is not None and mode.is_public):
        yield failure(
            f"The host name {facts.webserver_url} resolves to {join_words(others)} on this machine; the web server's "
            f"endpoint has {join_words(sorted(expected))}."
        )
