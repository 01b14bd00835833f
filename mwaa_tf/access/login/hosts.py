"""Lines of the hosts file, for names that do not lead where they should."""

from __future__ import annotations

import socket

from mwaa_tf.access.login.addresses import Via, WebAddress
from mwaa_tf.access.login.errors import LoginError
from mwaa_tf.doctor import EnvironmentView


def hosts_lines(view: EnvironmentView, address: WebAddress) -> tuple[str, ...]:
    """The lines that lead the host name to the load balancer, the endpoint or the forwarded port; none where it does.

    Raises :class:`LoginError` where these addresses are not known.
    """
    names, addresses = _expected(view, address)
    return tuple(f"{ip} {name}" for name in names if not addresses & set(resolved(name)) for ip in sorted(addresses))


def resolved(name: str) -> tuple[str, ...]:
    """The IPv4 addresses of a name; none for one that does not resolve."""
    try:
        answers = socket.getaddrinfo(name, None, family=socket.AF_INET, type=socket.SOCK_STREAM)
    except OSError:
        return ()
    return tuple(sorted({str(answer[4][0]) for answer in answers}))


def _expected(view: EnvironmentView, address: WebAddress) -> tuple[tuple[str, ...], set[str]]:
    """Host names, and the addresses of which each should have one."""
    web_server = view.environment.value.webserver_url
    match address.via:
        case Via.ALB:
            # Without a domain, Airflow redirects to the web server's own name.
            name = address.host if address.is_covered else web_server
            return (name,), _of_balancer(view)
        case Via.BASTION:
            return (web_server,), {"127.0.0.1"}
    return (web_server,), _of_endpoint(view)


def _of_balancer(view: EnvironmentView) -> set[str]:
    reading = view.load_balancer.balancer
    if reading.gap:
        raise LoginError(f"the load balancer cannot be read: {reading.gap.reason}")
    if reading.value is None:
        raise LoginError(f"{view.target.key} has no load balancer")
    addresses = set(resolved(reading.value.dns_name))
    if not addresses:
        raise LoginError(f"{reading.value.dns_name} does not resolve")
    return addresses


def _of_endpoint(view: EnvironmentView) -> set[str]:
    section, service = view.network, view.environment.value.webserver_service
    gap = section.endpoints.gap or section.endpoint_addresses.gap
    if gap:
        raise LoginError(f"the endpoint of the web server cannot be read: {gap.reason}")
    by_interface = section.endpoint_addresses.value
    interfaces = [id for each in section.endpoints.value if each.service == service for id in each.interface_ids]
    addresses = {by_interface[id] for id in interfaces if id in by_interface}
    if not service or not addresses:
        raise LoginError(f"the web server of {view.target.key} has no endpoint")
    return addresses
