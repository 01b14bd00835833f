"""The HTTP server of the local AWS, on 127.0.0.1, which is also the proxy of its clients.

A client with the invented endpoint ``http://aws.mwaa-tf-rehearsal.test`` and this server as ``HTTP_PROXY`` requests
absolute addresses, ``GET http://api.aws.mwaa-tf-rehearsal.test/environments HTTP/1.1``, which keeps host prefixes and
names of buckets. The server never forwards anything: it responds to requests for any host itself, and refuses
``CONNECT``, which would tunnel TLS to that host.
"""

from __future__ import annotations

import io
import logging
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from werkzeug.serving import ThreadedWSGIServer

from mwaa_tf.errors import UsageError
from mwaa_tf.local_aws import api_responses
from mwaa_tf.local_aws.api_responses import ApiResponse
from mwaa_tf.local_aws.request_head import HeadReader

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

ADDRESS = "127.0.0.1"
_IDLE_SECONDS = 300.0
LARGEST_BODY = 512 * 1024 * 1024
"""In bytes; a body is kept in memory. AWS accepts objects of 5 GiB in one request (S3 API reference, PutObject)."""


LOG = logging.getLogger(__name__)
_LONGEST_LENGTH = 20
"""The most digits of a `Content-Length` that are read as a number."""


class _BodyError(Exception):
    """The body of a request is not read."""

    def __init__(self, response: ApiResponse) -> None:
        super().__init__(response.status)
        self.response = response


class ConnectionCutError(Exception):
    """Raised by the application to close the connection without a response."""


class Server:
    """Serves ``application`` in threads of this process; as a context manager, it stops at the end.

    ``port`` 0 takes a free port. ``on_refused_tunnel`` is called with the host of every ``CONNECT``.
    Raises :class:`UsageError` for a port that is in use.
    """

    def __init__(
        self,
        application: WSGIApplication,
        *,
        port: int = 0,
        on_refused_tunnel: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._application = application
        self._on_refused_tunnel = on_refused_tunnel
        self._listening: _Listener | None = None
        self.port = port
        self.resume()

    @property
    def address(self) -> str:
        """``127.0.0.1:PORT``; the port never changes."""
        return f"{ADDRESS}:{self.port}"

    @property
    def listening(self) -> bool:
        """Whether connections are accepted."""
        return self._listening is not None

    def pause(self, *, finish: bool = True, seconds: float = 30.0) -> None:
        """Refuse connections, as if the server were down.

        With ``finish``, calls in progress get their responses, for up to ``seconds``; without, they are executed and
        their responses lost. All connections are closed when this returns.
        """
        listener, self._listening = self._listening, None
        if listener is not None:
            listener.end(seconds if finish else 0.0)

    def resume(self) -> None:
        """Accept connections again, on the same port."""
        if self._listening is None:
            self._listening = _Listener(self._application, self.port, self._on_refused_tunnel)
            self.port = self._listening.port

    def stop(self) -> None:
        """Stop, without waiting for calls in progress."""
        self.pause(finish=False)

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Listener(ThreadedWSGIServer):
    """One listening socket, its connections and their threads."""

    daemon_threads = True
    multithread = True

    def __init__(self, application: WSGIApplication, port: int, on_refused_tunnel: Callable[[str], None]) -> None:
        self.on_refused_tunnel = on_refused_tunnel
        self._change = threading.Condition()
        self._connections: set[socket.socket] = set()
        self._active = 0
        self.ending = False
        with socket.socket() as bound:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                bound.bind((ADDRESS, port))
            except OSError as error:
                raise UsageError(f"port {port} of {ADDRESS} cannot be used: {error.strerror}") from error
            bound.listen(128)
            # werkzeug copies the descriptor. Without one it would exit the process if the port is in use.
            super().__init__(ADDRESS, port, application, _Handler, fd=bound.fileno())
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), name="local AWS", daemon=True)
        self._thread.start()

    def end(self, seconds: float) -> None:
        """Close everything, after up to ``seconds`` for the calls in progress."""
        self.shutdown()
        self._thread.join()
        deadline = time.monotonic() + seconds
        with self._change:
            self.ending = True
            # Threads that wait for a next request read the end of the connection; responses are still sent.
            for connection in self._connections:
                _shut(connection, socket.SHUT_RD)
            self._change.wait_for(lambda: self._active == 0, max(0.0, deadline - time.monotonic()))
            for connection in self._connections:
                _shut(connection, socket.SHUT_RDWR)

    def begin_call(self) -> bool:
        """Count a call; False if it came too late."""
        with self._change:
            self._active += not self.ending
            return not self.ending

    def end_call(self) -> None:
        with self._change:
            self._active -= 1
            self._change.notify_all()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._change:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._change:
            self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore a client that disconnects during a request."""


def _answer(application: WSGIApplication, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
    """Status, headers and body that ``application`` responds with (PEP 3333).

    werkzeug's `run_wsgi_app` does the same for any application, and copies the environment and the headers to do so.
    """
    answers: list[tuple[str, list[tuple[str, str]]]] = []
    written: list[bytes] = []

    def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Callable[[bytes], Any]:
        answers.append((status, headers))
        return written.append

    chunks = list(application(environ, start_response))
    status, headers = answers[-1]
    return status, headers, b"".join(written + chunks)


def _shut(connection: socket.socket, how: int) -> None:
    with suppress(OSError):
        connection.shutdown(how)


class _Handler(HeadReader):
    """Reads a request to its end, so that the connection can be reused, and writes the response at once.

    werkzeug's own handler closes the connection after each response and waits 10 ms for the rest of the request.
    """

    server: _Listener
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = _IDLE_SECONDS

    def run_wsgi(self) -> None:
        if self.command == "CONNECT":
            self._refuse()
            return
        environ = self.make_environ()
        try:
            body = self._body(environ)
        except _BodyError as error:
            self.close_connection = True
            self._write_response(error.response)
            return
        if body is None or not self.server.begin_call():
            self.close_connection = True
            return
        try:
            environ["wsgi.input"] = io.BytesIO(body)
            environ["CONTENT_LENGTH"] = str(len(body))
            self._write(*_answer(self.server.app, environ))
        except ConnectionCutError:
            self.close_connection = True
        except OSError:
            raise
        except Exception:
            LOG.exception("a request failed inside the local AWS")
            self.close_connection = True
            self._write_response(api_responses.internal_error("rest-json"))
        finally:
            self.server.end_call()

    def _body(self, environ: dict[str, Any]) -> bytes | None:
        """The whole body of the request; None if the client stopped before its end. Raises :class:`_BodyError`."""
        content_type = str(environ.get("CONTENT_TYPE", ""))
        if environ.pop("wsgi.input_terminated", False):
            environ.pop("HTTP_TRANSFER_ENCODING", None)
            try:
                body = bytes(environ["wsgi.input"].read(LARGEST_BODY + 1))
            except OSError:
                return None
            if len(body) > LARGEST_BODY:
                raise _BodyError(api_responses.too_large(content_type, LARGEST_BODY))
            return body
        length = str(environ.get("CONTENT_LENGTH") or 0)
        if not (length.isascii() and length.isdigit()):
            raise _BodyError(api_responses.malformed("json" if "json" in content_type else "s3"))
        # Many digits are no number for `int`.
        if len(length) > _LONGEST_LENGTH or int(length) > LARGEST_BODY:
            raise _BodyError(api_responses.too_large(content_type, LARGEST_BODY))
        body = self.rfile.read(int(length))
        return body if len(body) == int(length) else None

    def _write_response(self, response: ApiResponse) -> None:
        self._write(f"{response.status} {HTTPStatus(response.status).phrase}", list(response.headers), response.body)

    def _write(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        code, _, reason = status.partition(" ")
        bodiless = self.command == "HEAD" or code in {"204", "304"}
        names = {name.lower() for name, _ in headers}
        lines = [f"{self.protocol_version} {code} {reason}"]
        lines += [f"{name}: {value}" for name, value in headers if self._is_sent(name, bodiless)]
        if "date" not in names:
            lines.append(f"Date: {self.date_time_string()}")
        if not bodiless:
            lines.append(f"Content-Length: {len(body)}")
        if self.close_connection or self.server.ending:
            self.close_connection = True
            lines.append("Connection: close")
        head = "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")
        self.wfile.write(head if bodiless else head + body)

    @staticmethod
    def _is_sent(name: str, bodiless: bool) -> bool:
        """The application knows the length that `HEAD` reports; for other responses it is counted here."""
        lower = name.lower()
        return lower not in {"connection", "transfer-encoding"} and (lower != "content-length" or bodiless)

    def _refuse(self) -> None:
        self.server.on_refused_tunnel(self.path)
        self.close_connection = True
        text = (
            f"{self.path} is not reachable: the local AWS forwards nothing. Point the client at it with "
            "AWS_ENDPOINT_URL (http, not https). If the host is not AWS's, such as that of a registry, add it to "
            "NO_PROXY and no_proxy."
        )
        # Go's HTTP client shows the status, and not the text.
        status = "403 Refused by the local AWS (for hosts that are not AWS, set NO_PROXY)"
        self._write(status, [("Content-Type", "text/plain; charset=utf-8")], text.encode())

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Print nothing: the record has all calls."""
