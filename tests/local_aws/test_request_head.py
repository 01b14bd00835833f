"""Heads that are read at once give the environment of WSGI that the library gives."""

from __future__ import annotations

import io
import socket
from collections.abc import Iterable, Iterator
from typing import Any, cast

import pytest

from mwaa_tf.local_aws import request_head
from mwaa_tf.local_aws.server import Server

_PLAIN = {
    "a query": b"POST / HTTP/1.1\r\nHost: ec2.amazonaws.com\r\nContent-Length: 3\r\nContent-Type: text/a\r\n\r\nabc",
    "a path": b"GET /a%2Fb%20c/d+e?list-type=2&prefix=%C3%A9&x= HTTP/1.1\r\nHost: s3.localhost:80\r\n\r\n",
    "text that is not ASCII": b"GET /b/%C3%A9%FF HTTP/1.1\r\nHost: a\r\n\r\n",
    "a proxy": b"PUT http://b.aws.test:80/k/?acl HTTP/1.1\r\nHost: other\r\nContent-Length: 0\r\n\r\n",
    "a query without value": b"GET /b? HTTP/1.1\r\nHost: a\r\n\r\n",
    "an empty field": b"GET / HTTP/1.1\r\nHost:\r\nAccept: \r\nX-A:  b\t \r\n\r\n",
    "a field twice": b"GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\nx-a: 2, 3\r\n\r\n",
    "lengths twice": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "colons": b'GET /a:b@c;d=e HTTP/1.1\r\nHost: a:80\r\nAuthorization: AWS4 a=b, c="d:e"\r\n\r\n',
}
_UNUSUAL = {
    "names with underscores": b"GET / HTTP/1.1\r\nHost: a\r\nx-amz-meta-my_key: b\r\nX_A: c\r\n\r\n",
    "folded lines": b"GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n\r\n",
    "latin-1": b"GET / HTTP/1.1\r\nHost: a\r\nX-A: \xe9\r\n\r\n",
    "version 1.0": b"GET / HTTP/1.0\r\nHost: a\r\n\r\n",
    "line feeds alone": b"GET / HTTP/1.1\nHost: a\n\n",
    "two slashes": b"GET //a/b HTTP/1.1\r\nHost: a\r\n\r\n",
    "a fragment": b"GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n",
    "chunks": b"PUT /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
    "a last request": b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    "no fields": b"GET / HTTP/1.1\r\n\r\n",
    "a long head": b"GET / HTTP/1.1\r\nHost: a\r\nX-A: " + b"b" * 9000 + b"\r\n\r\n",
    "spaces": b"GET  / HTTP/1.1\r\nHost : a\r\n\r\n",
}


@pytest.fixture
def environs() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def server(environs: list[dict[str, Any]]) -> Iterator[Server]:
    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environs.append({**environ, "body": environ["wsgi.input"].read()})
        start_response("200 OK", [])
        return [b"ok"]

    with Server(application) as running:
        yield running


def answer(server: Server, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def split(request: bytes) -> tuple[bytes, io.BufferedReader]:
    """The first line, and the rest, which is not read."""
    line, _, rest = request.partition(b"\n")
    return line + b"\n", io.BufferedReader(cast("io.RawIOBase", io.BytesIO(rest)))


def both_ways(
    server: Server, environs: list[dict[str, Any]], request: bytes, monkeypatch: pytest.MonkeyPatch
) -> tuple[list[Any], list[Any]]:
    """The answer and the environments, with heads that are read at once and without."""
    results: list[list[Any]] = []
    for _ in range(2):
        environs.clear()
        text = [line for line in answer(server, request).split(b"\r\n") if not line.startswith(b"Date: ")]
        ours = [{key: value for key, value in environ.items() if _is_compared(key)} for environ in environs]
        results.append([text, ours])
        monkeypatch.setattr(request_head, "read_head", lambda *_: None)
    return results[0], results[1]


def _is_compared(key: str) -> bool:
    """Whether a key of an environment says something of the request, and not of the connection."""
    return key not in {"wsgi.input", "wsgi.errors", "werkzeug.socket", "REMOTE_PORT"}


@pytest.mark.parametrize("request_", _PLAIN.values(), ids=_PLAIN)
def test_a_plain_head_is_read_at_once_as_the_library_reads_it(
    server: Server, environs: list[dict[str, Any]], request_: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert request_head.read_head(*split(request_)) is not None

    quick, slow = both_ways(server, environs, request_, monkeypatch)

    assert len(quick[1]) == 1
    assert quick == slow


@pytest.mark.parametrize("request_", _UNUSUAL.values(), ids=_UNUSUAL)
def test_an_unusual_head_is_left_to_the_library(
    server: Server, environs: list[dict[str, Any]], request_: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    line, unread = split(request_)
    assert request_head.read_head(line, unread) is None
    assert line + unread.read() == request_

    quick, slow = both_ways(server, environs, request_, monkeypatch)

    assert quick == slow


def test_requests_that_are_sent_together_are_answered_in_turn(server: Server, environs: list[dict[str, Any]]) -> None:
    one = b"POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
    two = b"POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nde"

    answers = answer(server, one + two)

    assert answers.count(b"HTTP/1.1 200 OK") == 2
    assert [(environ["PATH_INFO"], environ["body"]) for environ in environs] == [("/1", b"abc"), ("/2", b"de")]
