"""Where the web server is reached: by its own name, or through a load balancer, endpoint, VPN or bastion."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from mwaa_tf.access.login.errors import LoginError
from mwaa_tf.doctor import EnvironmentView, Target
from mwaa_tf.doctor.commands import command
from mwaa_tf.doctor.reading import Reading
from mwaa_tf.mwaa.status import Status
from mwaa_tf.mwaa.web_access import LOGIN_PATH, PORT

T = TypeVar("T")

#: The local port of a forwarding where no configuration says another; that of the module.
LOCAL_PORT = 8443

#: Statuses in which there is no web server (MWAA user guide, vpc-endpoint-management; inferred for the last two).
_WITHOUT_WEB_SERVER = (Status.CREATING, Status.PENDING, Status.CREATE_FAILED, Status.DELETING, Status.DELETED)


class Via(StrEnum):
    """How the web server is reached."""

    HOST = "host"
    """By its own host name."""
    ALB = "alb"
    ENDPOINT = "endpoint"
    """By the name of its VPC endpoint, for which it has no certificate."""
    VPN = "vpn"
    """By its own host name, while a Client VPN is connected."""
    BASTION = "bastion"
    """By its own host name, which the browser resolves to a forwarded port."""


@dataclass(frozen=True, slots=True)
class WebAddress:
    """The web server as a browser and this program reach it."""

    via: Via
    host: str
    """The host name in the URL."""
    server_name: str
    """The name for which the web server, or the load balancer, should have a certificate."""
    connect_to: str
    """Name or address that a TCP connection goes to."""
    port: int = PORT
    is_covered: bool = True
    """Whether a certificate can be valid for ``server_name``: none is for a load balancer's own name."""

    @property
    def url(self) -> str:
        """The URL of the login, without a token."""
        return f"https://{self.host}{LOGIN_PATH}"


def sections_for(target: Target, via: Via | None) -> frozenset[str]:
    """The sections of the view that :func:`address_of` needs."""
    match via or _configured_via(target):
        case Via.ALB:
            return frozenset({"load_balancer"})
        case Via.ENDPOINT:
            return frozenset({"network"})
        case Via.BASTION:
            return frozenset({"bastion", "network"})
        case Via.HOST | Via.VPN:
            return frozenset()
    return frozenset({"bastion", "client_vpn", "load_balancer", "network"})


def address_of(view: EnvironmentView, via: Via | None) -> WebAddress:
    """The address through ``via``, by default through what the deployment has.

    Raises :class:`LoginError` where there is no web server, or not through ``via``.
    """
    environment = _known(view.environment, f"the environment {view.target.name} cannot be read")
    if environment.known_status in _WITHOUT_WEB_SERVER or not environment.webserver_url:
        raise LoginError(
            f"{environment.name} is {environment.status} and has no web server yet; "
            f"`{command('doctor', view.target, '--only', 'handshake')}` shows what it waits for"
        )
    host = environment.webserver_url
    match via or _configured_via(view.target) or _existing_via(view):
        case Via.ALB:
            return _through_balancer(view)
        case Via.ENDPOINT:
            return WebAddress(Via.ENDPOINT, endpoint := endpoint_name(view), host, endpoint)
        case Via.BASTION:
            return WebAddress(Via.BASTION, host, host, "127.0.0.1", local_port(view.target))
        case Via.VPN:
            return WebAddress(Via.VPN, host, host, host)
    return WebAddress(Via.HOST, host, host, host)


def endpoint_name(view: EnvironmentView) -> str:
    """The DNS name of the web server's endpoint. Raises :class:`LoginError` where it has none."""
    environment = view.environment.value
    endpoints = _known(view.network.endpoints, "the endpoint of the web server cannot be read")
    names = [
        name
        for endpoint in endpoints
        if environment.webserver_service and endpoint.service == environment.webserver_service
        for name in endpoint.dns_names
    ]
    if not names:
        raise LoginError(f"the web server of {environment.name} has no endpoint ({environment.access_mode})")
    return names[0]


def local_port(target: Target) -> int:
    """The port of this machine that is forwarded to the web server."""
    bastion = target.settings.settings.access.bastion if target.settings else None
    return bastion.local_port if bastion else LOCAL_PORT


def _configured_via(target: Target) -> Via | None:
    """What the configuration has; None without a configuration."""
    if target.settings is None:
        return None
    access = target.settings.settings.access
    if access.alb:
        return Via.ALB
    if access.client_vpn:
        return Via.VPN
    return Via.BASTION if access.bastion and access.bastion.enabled else Via.HOST


def _existing_via(view: EnvironmentView) -> Via:
    """What there is, as far as it can be seen; a public web server is reached directly."""
    environment = view.environment.value
    if view.load_balancer.balancer.content:
        return Via.ALB
    mode = environment.known_access_mode
    if mode and mode.is_public:
        return Via.HOST
    if view.client_vpn.vpn.content:
        return Via.VPN
    return Via.BASTION if view.bastion.instance.content else Via.HOST


def _through_balancer(view: EnvironmentView) -> WebAddress:
    settings = view.target.settings
    alb = settings.settings.access.alb if settings else None
    if alb and alb.domain_name:
        return WebAddress(Via.ALB, alb.domain_name, alb.domain_name, alb.domain_name)
    balancer = _known(view.load_balancer.balancer, "the load balancer cannot be read")
    if balancer is None:
        raise LoginError(f"{view.target.key} has no load balancer; use another --via, or apply stage 4")
    if name := view.load_balancer.host_name.content:
        return WebAddress(Via.ALB, name, name, name)
    return WebAddress(Via.ALB, balancer.dns_name, balancer.dns_name, balancer.dns_name, is_covered=False)


def _known(reading: Reading[T], what: str) -> T:
    if reading.gap:
        raise LoginError(f"{what}: {reading.gap.reason}")
    return reading.value
