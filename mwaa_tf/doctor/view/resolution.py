"""What this machine sees of the environment: what its host name resolves to and, if asked, what answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mwaa_tf.doctor.reading import Reading


class ConnectionResult(StrEnum):
    """How an attempt to connect ended."""

    CONNECTED = "connected"
    NO_NAME = "the name does not resolve"
    REFUSED = "the connection is refused"
    TIMED_OUT = "nothing answers"
    NO_TLS = "the TLS handshake fails"
    FAILED = "the connection fails"


@dataclass(frozen=True, slots=True)
class ConnectionAttempt:
    """An attempt to connect from this machine."""

    purpose: str
    """``web server`` or ``database``."""
    host: str
    """A host name or an address."""
    port: int
    result: ConnectionResult
    detail: str = ""
    """What the operating system or TLS says about a failure, in one line."""


@dataclass(frozen=True, slots=True)
class ResolutionSection:
    """The web server's host name and its endpoints, from this machine."""

    addresses: Reading[tuple[str, ...]]
    """What the host name resolves to, sorted; none if it does not resolve."""
    connections: Reading[tuple[ConnectionAttempt, ...]]
    """A gap unless connecting was asked for."""
