"""The HTTP server: a proxy that forwards nothing, and that can be paused and resumed."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from mwaa_tf.errors import UsageError
from mwaa_tf.local_aws.server import ConnectionCutError, Server

Respond = Callable[[dict[str, Any]], tuple[str, bytes]]


class Recorder:
    """An application that remembers what it was asked and answers as it is told to."""

    def __init__(self) -> None:
        self.seen: list[dict[str, Any]] = []
        self.respond: Respond = lambda environ: ("200 OK", environ["body"])

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ["body"] = environ["wsgi.input"].read()
        self.seen.append(environ)
        status, body = self.respond(environ)
        start_response(status, [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        return [body]


@pytest.fixture
def application() -> Recorder:
    return Recorder()


@pytest.fixture
def refused() -> list[str]:
    return []


@pytest.fixture
def server(application: Recorder, refused: list[str]) -> Iterator[Server]:
    with Server(application, on_refused_tunnel=refused.append) as running:
        yield running


@pytest.fixture
def connection(server: Server) -> Iterator[http.client.HTTPConnection]:
    opened = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    yield opened
    opened.close()


def read(connection: http.client.HTTPConnection, method: str, url: str, **options: Any) -> tuple[int, bytes]:
    connection.request(method, url, **options)
    answer = connection.getresponse()
    return answer.status, answer.read()


def test_it_listens_on_this_machine_only(server: Server) -> None:
    assert server.address == f"127.0.0.1:{server.port}"
    with socket.socket() as other:
        # Another address of the loopback network stands for any other address of the machine.
        assert other.connect_ex(("127.0.0.2", server.port)) != 0


def test_a_proxied_request_keeps_its_host(connection: http.client.HTTPConnection, application: Recorder) -> None:
    read(connection, "GET", "http://api.airflow.test/environments/etl%2F1?x=1", headers={"Host": "other.test"})
    environ = application.seen[0]
    assert (environ["HTTP_HOST"], environ["PATH_INFO"]) == ("api.airflow.test", "/environments/etl/1")
    assert environ["RAW_URI"] == "http://api.airflow.test/environments/etl%2F1?x=1"
    assert environ["QUERY_STRING"] == "x=1"


def test_a_connection_is_used_again(connection: http.client.HTTPConnection) -> None:
    assert read(connection, "POST", "/", body=b"one") == (200, b"one")
    first = connection.sock
    assert read(connection, "POST", "/", body=b"two") == (200, b"two")
    assert connection.sock is first is not None


def test_a_body_in_chunks_is_read(connection: http.client.HTTPConnection, application: Recorder) -> None:
    answer = read(connection, "PUT", "/", body=iter([b"one ", b"two ", b"three"]), encode_chunked=True)
    assert answer == (200, b"one two three")
    assert application.seen[0]["CONTENT_LENGTH"] == "13"
    assert read(connection, "PUT", "/", body=b"more") == (200, b"more")


def test_a_large_body_comes_back_whole(connection: http.client.HTTPConnection) -> None:
    body = bytes(range(256)) * 20_000
    assert read(connection, "PUT", "/", body=body) == (200, body)


def test_a_client_that_waits_to_be_told_is_told_once(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as client:
        client.sendall(b"PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        assert client.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"ok")
        answer = client.recv(1000)
        assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
        assert answer.endswith(b"\r\n\r\nok")


@pytest.mark.parametrize(
    ("method", "status"), [("HEAD", "200 OK"), ("GET", "204 No Content"), ("GET", "304 Not Modified")]
)
def test_answers_without_a_body_do_not_spoil_the_next(
    connection: http.client.HTTPConnection, application: Recorder, method: str, status: str
) -> None:
    application.respond = lambda _: (status, b"body")
    assert read(connection, method, "/") == (int(status[:3]), b"")
    application.respond = lambda _: ("200 OK", b"next")
    assert read(connection, "GET", "/") == (200, b"next")


def test_a_tunnel_is_refused(server: Server, refused: list[str], application: Recorder) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as client:
        client.sendall(b"CONNECT sts.amazonaws.com:443 HTTP/1.1\r\nHost: sts.amazonaws.com:443\r\n\r\n")
        answer = b"".join(iter(lambda: client.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 403 ")
    assert b"sts.amazonaws.com:443 is not reachable" in answer
    assert (refused, application.seen) == (["sts.amazonaws.com:443"], [])


def test_a_connection_can_be_cut_without_an_answer(
    connection: http.client.HTTPConnection, application: Recorder
) -> None:
    def cut(_: dict[str, Any]) -> tuple[str, bytes]:
        raise ConnectionCutError

    application.respond = cut
    with pytest.raises(http.client.RemoteDisconnected):
        read(connection, "GET", "/")


def test_many_clients_are_served_side_by_side(server: Server, application: Recorder) -> None:
    together = threading.Barrier(8, timeout=60)
    application.respond = lambda _: ("200 OK", str(together.wait()).encode())
    places: list[bytes] = []

    def ask() -> None:
        one = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        places.append(read(one, "GET", "/")[1])
        one.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(places) == [str(place).encode() for place in range(8)]


def test_paused_it_refuses_and_resumed_it_serves_on_the_same_port(
    server: Server, connection: http.client.HTTPConnection
) -> None:
    assert read(connection, "GET", "/") == (200, b"")
    port = server.port
    server.pause()
    assert not server.listening
    with pytest.raises((ConnectionError, http.client.RemoteDisconnected)):
        read(connection, "GET", "/")
    with socket.socket() as client:
        assert client.connect_ex(("127.0.0.1", port)) != 0
    server.resume()
    connection.close()
    assert server.port == port
    assert read(connection, "GET", "/") == (200, b"")


@pytest.mark.parametrize("finish", [True, False])
def test_a_call_under_way_is_answered_or_lost(server: Server, application: Recorder, finish: bool) -> None:
    begun, go_on, done = threading.Event(), threading.Event(), threading.Event()

    def slow(_: dict[str, Any]) -> tuple[str, bytes]:
        begun.set()
        go_on.wait(60)
        done.set()
        return "200 OK", b"done"

    application.respond = slow
    results: list[object] = []

    def ask() -> None:
        one = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        try:
            results.append(read(one, "GET", "/"))
        except (ConnectionError, http.client.HTTPException) as error:
            results.append(type(error))
        one.close()

    client = threading.Thread(target=ask)
    client.start()
    begun.wait(60)
    pause = threading.Thread(target=lambda: server.pause(finish=finish))
    pause.start()
    if not finish:
        pause.join(60)
    time.sleep(0.05)
    go_on.set()
    pause.join(60)
    client.join(60)
    assert done.wait(60)
    assert results == ([(200, b"done")] if finish else [http.client.RemoteDisconnected])


def test_a_port_that_is_taken_is_said_so(server: Server, application: Recorder) -> None:
    with pytest.raises(UsageError, match=f"port {server.port} of 127.0.0.1 cannot be used"):
        Server(application, port=server.port)


def test_stopping_twice_does_nothing_more(application: Recorder) -> None:
    server = Server(application)
    server.stop()
    server.stop()
    assert not server.listening
