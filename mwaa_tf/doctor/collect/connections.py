"""Names and connections, as the operating system answers them; each attempt has a time limit."""

from __future__ import annotations

import socket
import ssl
import threading
from queue import Empty, Queue

from mwaa_tf.doctor.view.resolution import ConnectionAttempt, ConnectionResult
from mwaa_tf.text import one_line

TIMEOUT = 5.0
"""Seconds for a name or a connection."""


def resolve(host: str, timeout: float = TIMEOUT) -> tuple[str, ...]:
    """The IPv4 addresses of ``host``, sorted; none if it does not resolve. Raises :class:`TimeoutError`.

    In a thread of its own, since nothing interrupts the resolver of the operating system.
    """
    answers: Queue[tuple[str, ...] | OSError] = Queue()
    threading.Thread(target=_resolve, args=(host, answers), daemon=True).start()
    try:
        answer = answers.get(timeout=timeout)
    except Empty:
        raise TimeoutError(f"the resolver did not answer for {timeout:g} seconds") from None
    if isinstance(answer, OSError):
        raise answer
    return answer


def connect(
    purpose: str, host: str, port: int, *, tls: bool = False, context: ssl.SSLContext | None = None
) -> ConnectionAttempt:
    """Connect to a host and, with ``tls``, verify its certificate; then hang up."""
    result, detail = _connect(host, port, context or ssl.create_default_context() if tls else None)
    return ConnectionAttempt(purpose, host, port, result, one_line(detail))


def _connect(host: str, port: int, context: ssl.SSLContext | None) -> tuple[ConnectionResult, str]:
    try:
        with socket.create_connection((host, port), TIMEOUT) as connection:
            if context is None:
                return ConnectionResult.CONNECTED, ""
            with context.wrap_socket(connection, server_hostname=host):
                return ConnectionResult.CONNECTED, ""
    except ssl.SSLError as error:
        return ConnectionResult.NO_TLS, getattr(error, "verify_message", "") or str(error.reason or error)
    except socket.gaierror as error:
        return ConnectionResult.NO_NAME, str(error.strerror or error)
    except ConnectionRefusedError as error:
        return ConnectionResult.REFUSED, str(error.strerror or error)
    except TimeoutError:
        return ConnectionResult.TIMED_OUT, f"for {TIMEOUT:g} seconds"
    except OSError as error:
        return ConnectionResult.FAILED, str(error.strerror or error)


def _resolve(host: str, answers: Queue[tuple[str, ...] | OSError]) -> None:
    try:
        found = socket.getaddrinfo(host, None, socket.AF_INET, socket.SOCK_STREAM)
        answers.put(tuple(sorted({str(address[0]) for *_, address in found})))
    except socket.gaierror:
        answers.put(())
    except OSError as error:
        answers.put(error)
    except UnicodeError:
        answers.put(())  # a label that is empty or too long
