"""The head of an HTTP request, read at once if it is as SDKs send it.

The standard library reads heads with its parser of mails, which takes longer than many an answer of the local AWS. What
is unusual in any way is left to it: folded lines, names with underscores, other characters than those of ASCII, other
versions than 1.1, and fields that say how the connection or the body goes on.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import cached_property
from io import BufferedReader
from typing import Any, cast
from urllib.parse import unquote

from moto.core.request import PRESERVED_HEADER_NAMES_ENVIRON_KEY
from moto.moto_server.werkzeug_app import MotoRequestHandler

_REQUEST_LINE = re.compile(
    rb"(?P<method>[A-Z]+) (?P<target>(?:http://(?P<host>[A-Za-z0-9.:-]+))?(?P<path>/(?!/)[!\"$->@-~]*)"
    rb"(?:\?(?P<query>[!\"$-~]*))?) HTTP/1\.1\r\n"
)
_FIELDS = re.compile(rb"(?:[A-Za-z0-9-]+:[\t -~]*\r\n){1,99}\r\n")
_END = b"\r\n\r\n"
_LEFT_TO_THE_LIBRARY = frozenset({"HTTP_CONNECTION", "HTTP_EXPECT", "HTTP_TRANSFER_ENCODING"})
_WITHOUT_PREFIX = frozenset({"HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH"})


@dataclass(frozen=True, slots=True)
class RequestHead:
    """Request line and fields of a request of HTTP/1.1."""

    method: str
    target: str
    path: str
    """Percent-encoded."""
    query: str
    fields: dict[str, str]
    """By their keys in the environment of WSGI; values of equal names are joined."""

    def environ(self) -> dict[str, Any]:
        """What the environment of WSGI has of a request."""
        return {
            "REQUEST_METHOD": self.method,
            # PEP 3333: bytes as characters of latin-1.
            "PATH_INFO": unquote(self.path).encode().decode("latin-1") if "%" in self.path else self.path,
            "QUERY_STRING": self.query,
            "REQUEST_URI": self.target,
            "RAW_URI": self.target,
            **self.fields,
        }


def read_head(request_line: bytes, rest: BufferedReader) -> RequestHead | None:
    """The head that begins with ``request_line``; None, with ``rest`` unread, for one that the library should read."""
    line = _REQUEST_LINE.fullmatch(request_line)
    if line is None:
        return None
    buffered = rest.peek()
    length = buffered.find(_END) + len(_END)
    if not _FIELDS.fullmatch(buffered, 0, max(0, length)):
        return None
    fields = _fields(buffered[: length - len(_END)].decode("ascii"))
    if not _LEFT_TO_THE_LIBRARY.isdisjoint(fields):
        return None
    rest.read(length)
    target, host = line["target"].decode("ascii"), line["host"]
    if host is not None:
        # RFC 9112, section 3.2.2: an absolute target counts, not the field.
        fields["HTTP_HOST"] = host.decode("ascii")
    return RequestHead(
        line["method"].decode("ascii"),
        target,
        line["path"].decode("ascii"),
        (line["query"] or b"").decode("ascii"),
        fields,
    )


def _fields(text: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for field in text.split("\r\n"):
        name, _, value = field.partition(":")
        key = f"HTTP_{name.upper().replace('-', '_')}"
        value = value.lstrip(" \t")
        if key in _WITHOUT_PREFIX:
            fields[key.removeprefix("HTTP_")] = value
        else:
            fields[key] = f"{fields[key]},{value}" if key in fields else value
    return fields


class HeadReader(MotoRequestHandler):
    """Reads heads at once where it can, else as its base does; the environments of WSGI are the same."""

    _head: RequestHead | None = None

    def parse_request(self) -> bool:
        self._head = head = read_head(self.raw_requestline, cast("BufferedReader", self.rfile))
        if head is None:
            return super().parse_request()
        self.command, self.path, self.request_version = head.method, head.target, self.protocol_version
        self.requestline = self.raw_requestline.decode("ascii").rstrip("\r\n")
        self.close_connection = False
        return True

    def make_environ(self) -> dict[str, Any]:
        if self._head is None:
            return super().make_environ()
        return {**self._of_connection, **self._head.environ()}

    @cached_property
    def _of_connection(self) -> dict[str, Any]:
        """What the environments of WSGI of all requests of a connection have in common."""
        return {
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": self.rfile,
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": self.server.multithread,
            "wsgi.multiprocess": self.server.multiprocess,
            "wsgi.run_once": False,
            "werkzeug.socket": self.connection,
            "SERVER_SOFTWARE": self.server_version,
            "SCRIPT_NAME": "",
            "REMOTE_ADDR": self.address_string(),
            "REMOTE_PORT": self.port_integer(),
            "SERVER_NAME": self.server.server_address[0],
            "SERVER_PORT": str(self.server.server_address[1]),
            "SERVER_PROTOCOL": self.protocol_version,
            PRESERVED_HEADER_NAMES_ENVIRON_KEY: {},
        }
