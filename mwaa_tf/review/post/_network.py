"""Connections to a platform, with the certificates and proxies of the machine."""

from __future__ import annotations

import ssl
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3


def pool(url: str, ca_file: str | None = None) -> urllib3.PoolManager:
    """Connections to ``url``, through the proxy that ``HTTPS_PROXY`` and ``NO_PROXY`` say.

    Certificates are those of the machine (``SSL_CERT_FILE`` replaces them), and those in ``ca_file``. Raises
    :class:`OSError` where that cannot be read.
    """
    parts = urlsplit(url)
    if parts.scheme != "https":
        return urllib3.PoolManager()
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    proxy = getproxies().get("https")
    if not proxy or proxy_bypass(parts.netloc):
        return urllib3.PoolManager(ssl_context=context)
    if "://" not in proxy:
        proxy = f"http://{proxy}"
    said = urlsplit(proxy)
    headers = None
    if said.username:
        user = f"{unquote(said.username)}:{unquote(said.password or '')}"
        headers = urllib3.make_headers(proxy_basic_auth=user)
    return urllib3.ProxyManager(proxy, proxy_headers=headers, ssl_context=context)
