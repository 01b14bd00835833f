"""Which requests the local AWS responds to at all: those of AWS clients, none that a web page can cause.

A page in a browser can send requests to 127.0.0.1, and with a DNS name of its own that leads there (DNS rebinding) it
can also read the responses. Browsers reveal such requests: by `Origin` (RFC 6454), by `Sec-Fetch-Site` (W3C, Fetch
Metadata Request Headers) and by the page's own name in `Host`. No SDK of AWS sends the first two.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any

_OWN_PAGES = frozenset({"", "none", "same-origin"})
"""Values of `Sec-Fetch-Site` of a request that no other site has caused; clients that are no browser send none."""

LOOPBACK = ("127.0.0.1", "localhost")
"""What clients without a proxy call. SDKs put buckets and host prefixes before `localhost`; names below it never leave
the machine (RFC 6761)."""

_DOMAINS_IN_ALL_PARTITIONS = ("on.aws",)
"""AWS's domains that botocore's partitions do not have: that of the UI of environments and of function URLs."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is refused."""

    status: HTTPStatus
    code: str
    message: str


def refusal(environ: Mapping[str, Any], endpoint_host: str) -> Refusal | None:
    """The refusal of the request of a WSGI ``environ``; None for one that is responded to.

    Clients name ``endpoint_host`` or a host of AWS through the proxy, or this server by its own address.
    """
    if environ.get("REQUEST_METHOD") == "OPTIONS":
        return _of_a_web_page("the method OPTIONS")
    if "HTTP_ORIGIN" in environ:
        return _of_a_web_page("the header Origin")
    if str(environ.get("HTTP_SEC_FETCH_SITE", "")).strip().lower() not in _OWN_PAGES:
        return _of_a_web_page(f"the header Sec-Fetch-Site: {environ['HTTP_SEC_FETCH_SITE']}")
    host = str(environ.get("HTTP_HOST", "")).lower()
    if not _is_served(host, endpoint_host, str(environ.get("SERVER_PORT", ""))):
        return Refusal(
            HTTPStatus.NOT_IMPLEMENTED,
            "NotInLocalAws",
            f"host {_without_port(host)!r} is not reachable: the local AWS forwards nothing, and responds only for "
            f"{endpoint_host}, hosts of AWS and its own address",
        )
    return None


def _of_a_web_page(sign: str) -> Refusal:
    return Refusal(
        HTTPStatus.FORBIDDEN,
        "AccessDenied",
        f"the local AWS refuses requests of web pages, and this one has {sign}",
    )


def _is_served(host: str, endpoint_host: str, port: str) -> bool:
    bare = _without_port(host)
    if bare in LOOPBACK or bare.endswith(".localhost"):
        return host == f"{bare}:{port}"
    return any(bare == domain or bare.endswith(f".{domain}") for domain in (endpoint_host, *_aws_domains()))


def _without_port(host: str) -> str:
    return re.sub(r":\d*$", "", host)


@cache
def _aws_domains() -> tuple[str, ...]:
    """The domains of AWS's endpoints in all partitions, as botocore knows them."""
    from botocore.loaders import create_loader  # type: ignore[import-untyped]

    partitions = create_loader().load_data("partitions")["partitions"]
    suffixes = {partition["outputs"][name] for partition in partitions for name in ("dnsSuffix", "dualStackDnsSuffix")}
    return (*sorted(suffixes), *_DOMAINS_IN_ALL_PARTITIONS)
