"""moto opens no connection from the local AWS: not to an HTTP endpoint of a topic, to Docker, or to a real AWS.

Where moto would open one, the package of its service answers as AWS would answer for an endpoint that is not reachable,
or refuses the call, and logs what was not delivered. :func:`refused` is for what no package knows: it ends such a call.
"""

from __future__ import annotations

import logging
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

LOG = logging.getLogger(__name__)

_IN_OTHERS_STACKS = ("moto.core.models", "moto.core.decorator")
"""Modules of moto that call code of others: decorators of tests."""


class NotInLocalAwsError(NotImplementedError):
    """A call that AWS carries out and the local AWS cannot. The message is the end of the sentence for the caller."""


def log_undelivered(subject: str, destination: str) -> None:
    """Log that nothing of ``subject`` reached ``destination``: a URL, of which only the host is named, or a name."""
    LOG.warning("%s: nothing was delivered to %s: the local AWS opens no connections", subject, host_of(destination))


def host_of(url: str) -> str:
    """The host of a URL; paths, queries and users may hold tokens."""
    return urlsplit(url).hostname or url if "//" in url else url


@contextmanager
def refused() -> Iterator[None]:
    """Have every connection that moto tries to open raise :class:`NotInLocalAwsError`; those of others are opened.

    It covers the names of hosts as well: looking one up sends a request to a name server.
    """
    with (
        _guarded(socket.socket, "connect", lambda _, address: address),
        _guarded(socket.socket, "connect_ex", lambda _, address: address),
        _guarded(socket, "getaddrinfo", lambda host, port, *_: (host, port)),
    ):
        yield


@contextmanager
def _guarded(owner: Any, name: str, destination_of: Callable[..., Any]) -> Iterator[None]:
    """Replace a function that opens a connection; ``destination_of`` reads where to from its arguments."""
    original = getattr(owner, name)
    inherited = name not in vars(owner)

    def guarded(*arguments: Any, **options: Any) -> Any:
        if _is_moto_calling():
            destination = destination_of(*arguments, *options.values())
            text = ":".join(map(str, destination[:2])) if isinstance(destination, tuple) else str(destination)
            LOG.warning("a connection to %s was refused: the local AWS opens no connections", text)
            raise NotInLocalAwsError(f"this needs a connection to {text}, and the local AWS opens none")
        return original(*arguments, **options)

    setattr(owner, name, guarded)
    try:
        yield
    finally:
        if inherited:
            delattr(owner, name)
        else:
            setattr(owner, name, original)


def _is_moto_calling() -> bool:
    """Whether a function of moto is on the stack of this thread; moto's own threads begin with one."""
    frame = sys._getframe(2)
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if module.startswith("moto.") and module not in _IN_OTHERS_STACKS:
            return True
        frame = frame.f_back  # type: ignore[assignment]
    return False
