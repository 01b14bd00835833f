"""Platforms that answer without end, with nonsense, or so slowly that nobody would wait: one sentence, soon."""

from __future__ import annotations

import json
import socketserver
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from mwaa_tf.review.post import _answer, _client, post
from mwaa_tf.review.post._errors import PostError
from tests.review.post.fake_platform import StandIn

_DOCUMENT = "<!-- mwaa_tf review: default 1 -->\n## Terraform plan\n"
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"

Write = Callable[[bytes], object]


@contextmanager
def _server(answer: Callable[[Write], object]) -> Iterator[str]:
    """A server on 127.0.0.1 that answers every call with what ``answer`` writes."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.rfile.readline()
            try:
                answer(self.wfile.write)
            except OSError:
                return  # the client hung up

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def _endless(write: Write) -> None:
    write(_OK + b"\r\n[")
    while True:
        write(b'{"id": 1},' * 10_000)


def _endless_headers(write: Write) -> None:
    write(b"HTTP/1.1 200 OK\r\n")
    while True:
        write(b"X-More: " + b"x" * 1_000 + b"\r\n")


def _endless_failure(write: Write) -> None:
    write(b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 9999999999999999999\r\n\r\n")
    while True:
        write(b"x" * 100_000)


def _bomb(write: Write) -> None:
    compressor = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    data = b"".join(compressor.compress(b" " * 1_000_000) for _ in range(200)) + compressor.flush()
    write(_OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(data) + data)


def _trickling(write: Write) -> None:
    write(_OK + b"Content-Length: 100000\r\n\r\n")
    for _ in range(600):
        write(b" ")
        threading.Event().wait(0.1)


def _trickling_headers(write: Write) -> None:
    write(b"HTTP/1.1 200 OK\r\nX: ")
    for _ in range(600):
        write(b"x")
        threading.Event().wait(0.1)


def _json(value: object) -> Callable[[Write], None]:
    def answer(write: Write) -> None:
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        write(_OK + b"Content-Length: %d\r\n\r\n" % len(data) + data)

    return answer


def _raw(data: bytes) -> Callable[[Write], object]:
    return lambda write: write(data)


_NO_COMMENTS: tuple[object, ...] = (None, 1, "text", [1], [[]], {"data": 1}, {"id": "x"}, {"id": None})

_MALFORMED = {
    "not HTTP": _raw(b"SSH-2.0-OpenSSH_9.6\r\n"),
    "nothing": _raw(b""),
    "a status that is none": _raw(b"HTTP/1.1 abc\r\n\r\n"),
    "a chunk that is none": _raw(_OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
    "too short": _raw(_OK + b"Content-Length: 100\r\n\r\n[]"),
    "not gzip": _raw(_OK + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n[]"),
    "another encoding": _raw(_OK + b"Content-Encoding: br\r\nContent-Length: 2\r\n\r\n[]"),
    "an address that is none": _raw(b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n"),
    "HTML": _json(b"<html>\n::error::Sign in</html>"),
    "not UTF-8": _json(b"\xff\xfe\x00"),
    "nested without end": _json(b"[" * 100_000),
    "a number without end": _json(b'{"id": ' + b"9" * 100_000 + b"}"),
    **{f"JSON {value}": _json(value) for value in _NO_COMMENTS},
}


@pytest.fixture
def refused(platform: StandIn) -> Callable[[Callable[[Write], object]], str]:
    """The sentence that posting to a server with that answer ends with."""

    def run(answer: Callable[[Write], object]) -> str:
        with _server(answer) as url:
            environ = platform.environ() | {"GITHUB_API_URL": f"{url}/api/v3", "CI_API_V4_URL": f"{url}/api/v4"}
            with pytest.raises(PostError) as caught:
                post(platform.dialect, [_DOCUMENT], environ)
        return str(caught.value)

    return run


@pytest.mark.parametrize("answer", [_endless, _endless_failure, _bomb, _endless_headers])
def test_an_answer_without_end_is_refused_within_bounded_memory(
    refused: Callable[..., str], answer: Callable[[Write], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_answer, "MOST_BYTES", 5_000_000)
    tracemalloc.start()
    started = time.monotonic()

    message = refused(answer)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert time.monotonic() - started < 120
    assert peak < 60_000_000
    assert "\n" not in message
    assert answer is _endless_headers or "more than 5,000,000 bytes" in message


@pytest.mark.parametrize("answer", [_trickling, _trickling_headers])
def test_an_answer_that_trickles_is_refused_in_time(
    refused: Callable[..., str], answer: Callable[[Write], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each byte comes well within the timeout of the socket."""
    monkeypatch.setattr(_answer, "MOST_SECONDS", 1.0)
    started = time.monotonic()

    assert "did not end within 1 seconds" in refused(answer)
    assert time.monotonic() - started < 30


@pytest.mark.parametrize("answer", _MALFORMED.values(), ids=_MALFORMED)
def test_an_answer_that_is_malformed_is_one_sentence(
    refused: Callable[..., str], answer: Callable[[Write], object]
) -> None:
    message = refused(answer)

    assert message.isprintable()
    assert len(message) < 600


@pytest.mark.parametrize("element", [None, 1, "x", {}, {"user": "x"}, {"user": {"id": 41}}, {"author": {"id": 41}}])
def test_a_malformed_comment_is_passed_over_or_one_sentence(platform: StandIn, element: object) -> None:
    platform.fail("GET", 200, said=[element])

    outcome = ""
    try:
        outcome = post(platform.dialect, [_DOCUMENT], platform.environ()).outcome
    except PostError as error:
        outcome = str(error)

    assert outcome == "created" or "no id" in outcome


def test_a_list_of_pages_without_end_is_given_up(platform: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_client, "_PAGES_SECONDS", 0.5)
    for _ in range(2):
        platform.add("x")
    path = "/api/v3/repos/acme/infra/issues/5/comments" if platform.dialect == "github" else ""
    path = path or "/api/v4/projects/12/merge_requests/5/notes"
    link = {"Link": f'<{path}?per_page=100>; rel="next"'}
    platform.fail("GET", 200, headers=link, said=[], times=1_000_000)

    with pytest.raises(PostError, match="does not end"):
        post(platform.dialect, [_DOCUMENT], platform.environ())
