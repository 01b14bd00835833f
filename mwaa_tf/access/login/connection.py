"""HTTPS connections to the web server, whatever name leads to it."""

from __future__ import annotations

import base64
import http.client
import os
import ssl
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from mwaa_tf.access.login.addresses import WebAddress
from mwaa_tf.errors import UsageError


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy that is asked for a tunnel."""

    host: str
    port: int
    headers: dict[str, str] = field(repr=False)
    """Headers for the proxy alone: its user and password."""


class TlsConnection(http.client.HTTPSConnection):
    """A connection that asks for the certificate of another name than that which it connects to.

    Through a forwarded port or an endpoint the server has the certificate of its own name.
    """

    def __init__(self, address: WebAddress, context: ssl.SSLContext, timeout: float) -> None:
        self._address = address
        self._tls = context
        proxy = proxy_of(address)
        host, port = (proxy.host, proxy.port) if proxy else (address.connect_to, address.port)
        self.peer = f"port {port} of the proxy {host}" if proxy else f"port {port}"
        """What a connection is opened to, in words."""
        super().__init__(host, port, timeout=timeout, context=context)
        if proxy:
            self.set_tunnel(address.connect_to, address.port, proxy.headers)

    def connect(self) -> None:
        """Connect, and ask for the certificate of the web server's name."""
        http.client.HTTPConnection.connect(self)
        self.sock = self._tls.wrap_socket(self.sock, server_hostname=self._address.server_name)

    def send_request(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
        """Send a request as a browser would, with the host name of the URL; return status and body."""
        # The name of the URL, as a browser sends it, and not that which the connection goes to.
        self.request(method, path, body, {"Host": self._address.host, "User-Agent": "mwaa_tf", **headers})
        response = self.getresponse()
        return response.status, response.read()


def connection(address: WebAddress, timeout: float) -> TlsConnection:
    """A connection to ``address``, which is opened by the first request."""
    return TlsConnection(address, tls_context(is_covered=address.is_covered), timeout)


def tls_context(*, is_covered: bool = True) -> ssl.SSLContext:
    """The certificates that are trusted: the system's or those in SSL_CERT_FILE, and those in AWS_CA_BUNDLE.

    Raises :class:`UsageError` for a bundle that cannot be read.
    """
    context = ssl.create_default_context()
    if bundle := os.environ.get("AWS_CA_BUNDLE"):
        try:
            context.load_verify_locations(bundle)
        except OSError as error:  # ssl.SSLError is one
            raise UsageError(f"AWS_CA_BUNDLE: {bundle}: cannot be read: {error.strerror or error}") from error
    context.check_hostname = is_covered
    return context


def proxy_of(address: WebAddress) -> Proxy | None:
    """The proxy of HTTPS_PROXY, unless NO_PROXY has the web server; of none, None.

    Raises :class:`UsageError` for one that cannot be asked. Its value is not shown: it may have a password.
    """
    proxy = getproxies().get("https")
    if not proxy or address.connect_to == "127.0.0.1" or proxy_bypass(address.connect_to):
        return None
    try:
        parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        host, port = parts.hostname, parts.port
    except ValueError:  # whose text may be a part of the password
        raise UsageError("HTTPS_PROXY is not the address of a proxy, such as http://proxy.example.com:3128") from None
    if parts.scheme != "http" or not host:
        raise UsageError("HTTPS_PROXY: login reaches a proxy by http, such as http://proxy.example.com:3128")
    return Proxy(host, port or http.client.HTTP_PORT, _authorization(parts.username, parts.password))


def _authorization(user: str | None, password: str | None) -> dict[str, str]:
    if not user:
        return {}
    said = f"{unquote(user)}:{unquote(password or '')}".encode()
    return {"Proxy-Authorization": f"Basic {base64.b64encode(said).decode()}"}
