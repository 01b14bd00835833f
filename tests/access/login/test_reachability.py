"""Waiting for the web server: what is waited for, and what ends the wait at once."""

from __future__ import annotations

import base64
import select
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from mwaa_tf.access.login import LoginError, Via, WebAddress, wait_until_answers
from mwaa_tf.access.login.connection import proxy_of
from mwaa_tf.errors import UsageError
from tests.access.login.web_server import WebServer, web_server

HOST = "abc-vpce.c1.us-east-1.airflow.amazonaws.com"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    with web_server(tmp_path, HOST) as running:
        monkeypatch.setenv("SSL_CERT_FILE", str(running.bundle))
        yield running


def address(server: WebServer) -> WebAddress:
    """The web server behind a forwarded port."""
    return WebAddress(Via.BASTION, HOST, HOST, "127.0.0.1", server.port)


def messages_of_wait(where: WebAddress, seconds: float = 30) -> list[str]:
    told: list[str] = []
    wait_until_answers(where, seconds, told.append, doctor="mwaa_tf doctor etl --only access", sleep=lambda _: None)
    return told


def test_a_login_page_that_answers_is_not_waited_for(server: WebServer) -> None:
    assert messages_of_wait(address(server)) == []
    (_, path, headers, _) = server.requests[0]
    assert (path, headers["Host"]) == ("/aws_mwaa/aws-console-sso?login=true", HOST)


def test_a_balancer_without_a_healthy_target_is_waited_for(server: WebServer) -> None:
    server.login_statuses = [503, 503, 200]
    through_balancer = replace(address(server), via=Via.ALB)
    assert messages_of_wait(through_balancer) == [
        f"Waiting for {HOST}: it answers 503: the load balancer does not reach the web server"
    ]
    assert len(server.requests) == 3


def test_the_wait_ends_with_the_last_reason_and_a_hint(server: WebServer) -> None:
    server.login_statuses = [502]
    with pytest.raises(
        LoginError, match=r"did not answer within 0 seconds: it answers 502; `mwaa_tf doctor etl --only access`"
    ):
        messages_of_wait(address(server), seconds=0)


def test_a_port_where_nothing_listens_is_named() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        where = WebAddress(Via.BASTION, HOST, HOST, "127.0.0.1", unused.getsockname()[1])
        with pytest.raises(LoginError, match=rf"no connection to port {where.port}: .*[Cc]onnection refused"):
            messages_of_wait(where, seconds=0)


class RefusingProxy(BaseHTTPRequestHandler):
    def do_CONNECT(self) -> None:
        self.send_error(403, "Refused")


def test_a_proxy_that_refuses_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), RefusingProxy) as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.server_port}")
        monkeypatch.setenv("NO_PROXY", "")
        with pytest.raises(LoginError, match=f"^the proxy refuses {HOST}: Tunnel connection failed: 403 Refused$"):
            messages_of_wait(WebAddress(Via.HOST, HOST, HOST, HOST))
        proxy.shutdown()


class TunnelProxy(BaseHTTPRequestHandler):
    """Wants a user and a password, and tunnels to the web server whatever it is asked for."""

    def do_CONNECT(self) -> None:
        if self.headers["Proxy-Authorization"] != f"Basic {base64.b64encode(b'ada:p@ss word').decode()}":
            self.send_error(407, "Proxy Authentication Required")
            return
        self.send_response(200)
        self.end_headers()
        with socket.create_connection(("127.0.0.1", self.server.web_port)) as web:  # type: ignore[attr-defined]
            ends = {self.connection: web, web: self.connection}
            while ready := select.select(list(ends), [], [], 30)[0]:
                for end in ready:
                    data = end.recv(65536)
                    if not data:
                        return
                    ends[end].sendall(data)


@pytest.fixture
def proxy(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of a proxy that leads to the web server."""
    with ThreadingHTTPServer(("127.0.0.1", 0), TunnelProxy) as running:
        running.web_port = server.port  # type: ignore[attr-defined]
        threading.Thread(target=running.serve_forever, args=(0.05,), daemon=True).start()
        monkeypatch.setenv("NO_PROXY", "")
        yield running.server_port
        running.shutdown()


def test_a_proxy_gets_its_user_and_password(proxy: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://ada:p%40ss%20word@127.0.0.1:{proxy}")
    assert messages_of_wait(WebAddress(Via.HOST, HOST, HOST, HOST)) == []


def test_a_password_that_a_proxy_refuses_is_not_waited_for_and_not_shown(
    proxy: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://ada:secret@127.0.0.1:{proxy}")
    with pytest.raises(LoginError, match=f"^the proxy refuses {HOST}: Tunnel connection failed: 407 ") as raised:
        messages_of_wait(WebAddress(Via.HOST, HOST, HOST, HOST))
    assert "secret" not in f"{raised.value!r} {proxy_of(WebAddress(Via.HOST, HOST, HOST, HOST))!r}"


@pytest.mark.parametrize(
    "value", ["http://ada:secret@proxy:https", "http://[secret", "https://secret:1", "socks5://secret"]
)
def test_a_proxy_that_cannot_be_asked_is_an_error_in_words(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", value)
    monkeypatch.setenv("NO_PROXY", "")
    with pytest.raises(UsageError, match=r"^HTTPS_PROXY") as raised:
        messages_of_wait(WebAddress(Via.HOST, HOST, HOST, HOST), seconds=0)
    assert "secret" not in str(raised.value)


def test_a_proxy_that_does_not_answer_is_not_taken_for_the_web_server(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        monkeypatch.setenv("HTTPS_PROXY", f"127.0.0.1:{port}")
        monkeypatch.setenv("NO_PROXY", "")
        with pytest.raises(LoginError, match=rf"no connection to port {port} of the proxy 127\.0\.0\.1: "):
            messages_of_wait(WebAddress(Via.HOST, HOST, HOST, HOST), seconds=0)


def test_a_name_that_does_not_resolve_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> object:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    with pytest.raises(LoginError, match=rf"{HOST} does not resolve; a private web server is reached from its VPC"):
        messages_of_wait(WebAddress(Via.HOST, HOST, HOST, HOST), seconds=0)


def test_a_network_that_is_refused_is_not_waited_for(server: WebServer) -> None:
    server.login_statuses = [403]
    with pytest.raises(LoginError, match=r"refuses this network \(403\)"):
        messages_of_wait(address(server))
    assert len(server.requests) == 1


def test_a_certificate_of_another_name_ends_the_wait(server: WebServer) -> None:
    with pytest.raises(LoginError, match=r"the certificate of other\.example\.com is not valid"):
        messages_of_wait(replace(address(server), host="other.example.com", server_name="other.example.com"))


def test_a_load_balancers_own_name_needs_no_certificate_for_it(server: WebServer) -> None:
    name = "portal-1.us-east-1.elb.amazonaws.com"
    messages_of_wait(WebAddress(Via.ALB, name, name, "127.0.0.1", server.port, is_covered=False))


def test_an_unknown_authority_is_refused_until_the_bundle_is_given(
    server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(LoginError, match="SSL_CERT_FILE or AWS_CA_BUNDLE"):
        messages_of_wait(address(server))
    monkeypatch.setenv("AWS_CA_BUNDLE", str(server.bundle))
    assert messages_of_wait(address(server)) == []


def test_a_bundle_that_cannot_be_read_is_named(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", "/nowhere/bundle.pem")
    with pytest.raises(UsageError, match=r"AWS_CA_BUNDLE: /nowhere/bundle\.pem: cannot be read"):
        messages_of_wait(address(server))
