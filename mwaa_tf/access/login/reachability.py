"""Wait until the web server answers: a token that is requested before is over before it is used."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Callable

from mwaa_tf.access.login.addresses import Via, WebAddress
from mwaa_tf.access.login.connection import connection
from mwaa_tf.access.login.errors import LoginError
from mwaa_tf.mwaa.web_access import LOGIN_PATH
from mwaa_tf.text import escape_control_characters as printable

#: Seconds of one attempt, and between two.
_ATTEMPT, _PAUSE = 5.0, 2.0

_HINTS = {
    Via.HOST: "a private web server is reached from its VPC or a connected network; use --via for another way",
    Via.ENDPOINT: "an endpoint is reached from its VPC or a connected network",
    Via.VPN: "connect the Client VPN first",
}


#: What http.client says of a proxy that allows no tunnel to a host, such as the local AWS, which runs no Airflow, or
#: that wants another user or password.
_REFUSED_BY_PROXY = ("Tunnel connection failed: 403", "Tunnel connection failed: 407")


class _NoAnswerError(Exception):
    """Why an attempt failed that may succeed later."""


def wait_until_answers(
    address: WebAddress,
    seconds: float,
    tell: Callable[[str], None],
    *,
    doctor: str,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Try until the login page answers: name, TCP, TLS, HTTP. Raises :class:`LoginError` after ``seconds``.

    ``doctor`` is the command that examines the way there.
    """
    deadline, last = time.monotonic() + seconds, ""
    while True:
        try:
            return _try(address)
        except _NoAnswerError as error:
            reason = str(error)
        if time.monotonic() + _PAUSE > deadline:
            hint = _hint(address.via, doctor)
            raise LoginError(f"{address.host} did not answer within {seconds:g} seconds: {reason}; {hint}")
        if reason != last:
            tell(f"Waiting for {address.host}: {reason}")
            last = reason
        sleep(_PAUSE)


def _hint(via: Via, doctor: str) -> str:
    """What to do where the web server does not answer; ``doctor`` is the command that examines the way there."""
    match via:
        case Via.ALB:
            return f"`{doctor}` looks at the load balancer"
        case Via.BASTION:
            return f"`{doctor}` looks at the bastion"
    return _HINTS[via]


def _try(address: WebAddress) -> None:
    """One attempt. Raises :class:`LoginError` for what does not get better by itself."""
    link = connection(address, _ATTEMPT)
    try:
        status, _ = link.send_request("GET", LOGIN_PATH, None, {})
    except ssl.SSLCertVerificationError as error:
        raise LoginError(
            f"the certificate of {address.host} is not valid for {address.server_name}: "
            f"{printable(error.verify_message)}; a private authority's goes into SSL_CERT_FILE or AWS_CA_BUNDLE"
        ) from error
    except socket.gaierror as error:
        raise _NoAnswerError(f"{link.host} does not resolve") from error
    except ssl.SSLError as error:
        raise _NoAnswerError(f"no TLS on port {address.port}: {error.reason or error}") from error
    except TimeoutError as error:
        raise _NoAnswerError(f"no connection to {link.peer} within {_ATTEMPT:g} seconds") from error
    except (OSError, http.client.HTTPException) as error:
        if str(error).startswith(_REFUSED_BY_PROXY):
            raise LoginError(f"the proxy refuses {address.host}: {printable(str(error))}") from error
        raise _NoAnswerError(f"no connection to {link.peer}: {printable(str(error)) or 'closed'}") from error
    finally:
        link.close()
    if status == http.HTTPStatus.FORBIDDEN:
        raise LoginError(f"{address.host} refuses this network (403) before any login: look at web ACLs and proxies")
    if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
        raise _NoAnswerError(f"it answers {status}{_meaning(address, status)}")


def _meaning(address: WebAddress, status: int) -> str:
    if address.via is Via.ALB and status in (502, 503, 504):
        return ": the load balancer does not reach the web server"
    return ""
