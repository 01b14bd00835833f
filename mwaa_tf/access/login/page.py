"""A page of this machine that a browser opens once, and that leads it to the login.

A browser gets its address as an argument, which other users of the machine can read in the list of processes. So the
argument is the address of this page, without the token: a random path on a random port of 127.0.0.1, which answers one
request, of a process of the same user, and is gone.
"""

from __future__ import annotations

import hmac
import os
import secrets
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any

_LOCAL = "127.0.0.1"


class LoginPage:
    """Serves the redirect until it has been fetched once. ``url`` is called for it, in another thread."""

    def __init__(self, url: Callable[[], str]) -> None:
        self._url = url
        self._path = f"/{secrets.token_urlsafe(32)}"
        self._fetched = threading.Event()
        self._claim = threading.Lock()
        self._error: Exception | None = None
        self._server = _PageServer((_LOCAL, 0), _PageHandler)
        self._server.page = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def address(self) -> str:
        """What a browser opens."""
        return f"http://{self.host}{self._path}"

    @property
    def host(self) -> str:
        """Host and port of the page."""
        return f"{_LOCAL}:{self._server.server_address[1]}"

    def __enter__(self) -> LoginPage:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def wait(self, seconds: float) -> bool:
        """Whether the page has been fetched, within ``seconds``. Raises what ``url`` raised."""
        fetched = self._fetched.wait(seconds)
        if self._error:
            raise self._error
        return fetched

    def claims(self, path: str, host: str) -> bool:
        """Whether a request is the one that the page is for; only the first one is."""
        if host != self.host or not hmac.compare_digest(path.encode(), self._path.encode()):
            return False
        return self._claim.acquire(blocking=False)

    def location(self) -> str | None:
        """Where the browser goes; None where no URL could be made."""
        try:
            return self._url()
        except Exception as error:  # noqa: BLE001 - raised again where the page is waited for
            self._error = error
            return None

    def done(self) -> None:
        """The answer has been sent."""
        self._fetched.set()


class _PageServer(HTTPServer):
    page: LoginPage

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a traceback on the terminal helps no reader."""


class _PageHandler(BaseHTTPRequestHandler):
    server: _PageServer
    #: Seconds for a request to arrive: one that never comes must not block the page.
    timeout = 5
    server_version, sys_version = "mwaa_tf", ""

    def do_GET(self) -> None:
        """Answer the one request with the redirect, and any other with 404."""
        page = self.server.page
        if not is_of_this_user(self.client_address[1]) or not page.claims(self.path, self.headers.get("Host", "")):
            self._answer(HTTPStatus.NOT_FOUND)
            return
        location = page.location()
        try:
            self._answer(HTTPStatus.FOUND if location else HTTPStatus.BAD_GATEWAY, location)
        finally:
            page.done()

    def _answer(self, status: HTTPStatus, location: str | None = None) -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing: the path is a secret, too."""


def is_of_this_user(port: int, table: Path = Path("/proc/net/tcp")) -> bool:
    """Whether the socket of that local port belongs to this user; where the system does not tell, True."""
    try:
        lines = table.read_text(encoding="ascii").splitlines()[1:]
    except (OSError, UnicodeError):
        return True
    owners = {fields[7] for fields in map(str.split, lines) if fields[1].endswith(f":{port:04X}")}
    return not owners or str(os.getuid()) in owners
