"""Names and connections: what failed is named, and nothing takes longer than its time limit."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mwaa_tf.doctor.collect import connections
from mwaa_tf.doctor.collect.connections import connect, resolve
from mwaa_tf.doctor.view.resolution import ConnectionResult


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate of localhost, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "localhost.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.fixture
def tls_port(certificate: Path, listener: socket.socket) -> int:
    """The port of a server that completes one TLS handshake."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def serve() -> None:
        try:
            connection, _ = listener.accept()
            with context.wrap_socket(connection, server_side=True):
                pass
        except OSError:
            pass

    threading.Thread(target=serve, daemon=True).start()
    return int(listener.getsockname()[1])


def test_what_listens_is_connected_to(listener: socket.socket) -> None:
    attempt = connect("database", "127.0.0.1", listener.getsockname()[1])
    assert attempt.result is ConnectionResult.CONNECTED


def test_a_port_where_nothing_listens_refuses() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert connect("database", "127.0.0.1", port).result is ConnectionResult.REFUSED


def test_a_certificate_that_is_not_trusted_is_named(tls_port: int) -> None:
    attempt = connect("web server", "localhost", tls_port, tls=True)
    assert attempt.result is ConnectionResult.NO_TLS
    assert "self-signed certificate" in attempt.detail


def test_a_trusted_certificate_of_the_name_is_right(tls_port: int, certificate: Path) -> None:
    context = ssl.create_default_context(cafile=str(certificate))
    assert connect("web server", "localhost", tls_port, tls=True, context=context).result is ConnectionResult.CONNECTED


def test_a_server_that_never_answers_times_out(listener: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "TIMEOUT", 0.2)
    attempt = connect("web server", "127.0.0.1", listener.getsockname()[1], tls=True)
    assert (attempt.result, attempt.detail) == (ConnectionResult.TIMED_OUT, "for 0.2 seconds")


def test_a_name_resolves_to_its_addresses() -> None:
    assert resolve("localhost") == ("127.0.0.1",)


@pytest.mark.parametrize("name", ["a..b", "x" * 70 + ".invalid"])
def test_a_name_that_no_host_can_have_has_no_addresses(name: str) -> None:
    assert resolve(name) == ()


def test_a_name_that_does_not_exist_has_no_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    def getaddrinfo(*_: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    assert resolve("web.invalid") == ()
    assert connect("web server", "web.invalid", 443, tls=True).result is ConnectionResult.NO_NAME


def test_a_resolver_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_resolve", lambda host, answers: None)  # noqa: ARG005 - the resolver's signature
    with pytest.raises(TimeoutError, match=r"did not answer for 0\.1 seconds"):
        resolve("localhost", 0.1)
