"""The HTTP side of the local AWS: a server on 127.0.0.1 that is also the proxy its clients are told to use.

A client that was given the made-up endpoint ``http://aws.mwaa-tf-rehearsal.test`` and this server as ``HTTP_PROXY``
asks for whole addresses, ``GET http://api.aws.mwaa-tf-rehearsal.test/environments HTTP/1.1``, so that prefixes of hosts
and names of buckets arrive. Nothing is ever passed on: whatever host a client asks for, the answer comes from here, and
``CONNECT``, which would tunnel TLS to that host, is refused.
"""

from __future__ import annotations

import io
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import ThreadedWSGIServer
from werkzeug.test import run_wsgi_app

from mwaa_tf.errors import UsageError

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

ADDRESS = "127.0.0.1"
_IDLE_SECONDS = 300.0


class ConnectionCutError(Exception):
    """Raised by the application: the connection is to be closed without an answer."""


class Server:
    """Serves ``application`` in threads of this process; a context manager that stops it.

    ``port`` 0 takes a free one. ``refused`` is told the host of every ``CONNECT``.
    Raises :class:`UsageError` where the port is taken.
    """

    def __init__(
        self, application: WSGIApplication, *, port: int = 0, refused: Callable[[str], None] = lambda _: None
    ) -> None:
        self._application = application
        self._refused = refused
        self._listening: _Listener | None = None
        self.port = port
        self.resume()

    @property
    def address(self) -> str:
        """``127.0.0.1:PORT``; the port stays the same for the life of the server."""
        return f"{ADDRESS}:{self.port}"

    @property
    def listening(self) -> bool:
        """Whether connections are accepted."""
        return self._listening is not None

    def pause(self, *, finish: bool = True, seconds: float = 30.0) -> None:
        """Accept no connections any more, as when the server had gone.

        With ``finish``, calls under way get their answers, for up to ``seconds``; without, they are carried out and
        their answers lost. All connections are closed when this returns.
        """
        listener, self._listening = self._listening, None
        if listener is not None:
            listener.end(seconds if finish else 0.0)

    def resume(self) -> None:
        """Accept connections again, on the same port."""
        if self._listening is None:
            self._listening = _Listener(self._application, self.port, self._refused)
            self.port = self._listening.port

    def stop(self) -> None:
        """End it; without waiting for calls under way."""
        self.pause(finish=False)

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Listener(ThreadedWSGIServer):
    """One listening socket, its connections and their threads."""

    daemon_threads = True
    multithread = True

    def __init__(self, application: WSGIApplication, port: int, refused: Callable[[str], None]) -> None:
        self.refused = refused
        self._change = threading.Condition()
        self._connections: set[socket.socket] = set()
        self._active = 0
        self.ending = False
        with socket.socket() as bound:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                bound.bind((ADDRESS, port))
            except OSError as error:
                raise UsageError(f"port {port} of {ADDRESS} cannot be used: {error.strerror}") from None
            bound.listen(128)
            # werkzeug takes a copy of the descriptor. On its own it would end the process where the port is taken.
            super().__init__(ADDRESS, port, application, _Handler, fd=bound.fileno())
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), name="local AWS", daemon=True)
        self._thread.start()

    def end(self, seconds: float) -> None:
        """Close everything, after up to ``seconds`` for the calls under way."""
        self.shutdown()
        self._thread.join()
        deadline = time.monotonic() + seconds
        with self._change:
            self.ending = True
            # Whoever waits for a next request reads the end of the connection; answers still go out.
            for connection in self._connections:
                _shut(connection, socket.SHUT_RD)
            self._change.wait_for(lambda: self._active == 0, max(0.0, deadline - time.monotonic()))
            for connection in self._connections:
                _shut(connection, socket.SHUT_RDWR)

    def begin_call(self) -> bool:
        """Count a call; ``False`` where it came too late."""
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
        """A client that goes away in the middle is no news."""


def _shut(connection: socket.socket, how: int) -> None:
    with suppress(OSError):
        connection.shutdown(how)


class _Handler(MotoRequestHandler):
    """Reads a request to its end, so that the connection can be used again, and writes the answer in one piece.

    werkzeug's own handler closes the connection after each answer and waits 10 ms for a rest of the request.
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
        body = self._body(environ)
        if body is None or not self.server.begin_call():
            self.close_connection = True
            return
        try:
            environ["wsgi.input"] = io.BytesIO(body)
            environ["CONTENT_LENGTH"] = str(len(body))
            answer, status, headers = run_wsgi_app(self.server.app, environ, buffered=True)
            self._write(status, list(headers), b"".join(answer))
        except ConnectionCutError:
            self.close_connection = True
        finally:
            self.server.end_call()

    def _body(self, environ: dict[str, Any]) -> bytes | None:
        """All of the request's body; ``None`` where the client stopped in the middle."""
        if environ.pop("wsgi.input_terminated", False):
            environ.pop("HTTP_TRANSFER_ENCODING", None)
            try:
                return bytes(environ["wsgi.input"].read())
            except OSError:
                return None
        try:
            length = int(environ.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return None
        body = self.rfile.read(length) if length > 0 else b""
        return body if len(body) == length else None

    def _write(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        code, _, reason = status.partition(" ")
        bodiless = self.command == "HEAD" or code in {"204", "304"}
        names = {name.lower() for name, _ in headers}
        lines = [f"{self.protocol_version} {code} {reason}"]
        lines += [f"{name}: {value}" for name, value in headers if self._kept(name, bodiless)]
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
    def _kept(name: str, bodiless: bool) -> bool:
        """The length of what `HEAD` would have got is the application's to say, that of an answer ours."""
        lower = name.lower()
        return lower not in {"connection", "transfer-encoding"} and (lower != "content-length" or bodiless)

    def _refuse(self) -> None:
        self.server.refused(self.path)
        self.close_connection = True
        text = (
            f"{self.path} is not reachable from a rehearsal: the local AWS passes nothing on. "
            "Point the client at it with AWS_ENDPOINT_URL (http, not https)."
        )
        self._write("403 Refused by the local AWS", [("Content-Type", "text/plain; charset=utf-8")], text.encode())

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Calls are kept by the record, not printed."""
