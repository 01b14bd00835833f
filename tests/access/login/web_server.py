"""A web server of an environment: HTTPS with a certificate of a private authority, and what MWAA's pages document."""

from __future__ import annotations

import base64
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


@dataclass
class WebServer:
    """The server, what it answers, and what it was asked."""

    port: int
    bundle: Path
    """The certificate of the authority."""
    login_statuses: list[int] = field(default_factory=lambda: [200])
    """Answers to requests of the login page, one after the other; the last one stays."""
    page: bytes = b"<html>"
    """The login page."""
    cli_answer: tuple[int, bytes] = (200, b"{}")
    during: Callable[[], None] = lambda: None
    """Called before a POST is answered, while its client waits."""
    requests: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    """Method, path, headers and body of each request."""


def cli_output(stdout: str, stderr: str = "") -> bytes:
    """What the CLI answers (MWAA user guide, call-mwaa-apis-cli)."""
    return json.dumps(
        {
            "stdout": base64.b64encode(stdout.encode()).decode(),
            "stderr": base64.b64encode(stderr.encode()).decode(),
        }
    ).encode()


@contextmanager
def web_server(folder: Path, *names: str) -> Iterator[WebServer]:
    """A server on 127.0.0.1 with a certificate for ``names``, as long as the block lasts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    bundle = _certificates(folder, names, context)
    http_server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    http_server.socket = context.wrap_socket(http_server.socket, server_side=True)
    answers = WebServer(http_server.server_address[1], bundle)
    http_server.answers = answers  # type: ignore[attr-defined]
    thread = threading.Thread(target=http_server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield answers
    finally:
        http_server.shutdown()
        http_server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        answers = self._record(b"")
        statuses = answers.login_statuses
        self._answer(statuses.pop(0) if len(statuses) > 1 else statuses[0], answers.page)

    def do_POST(self) -> None:
        answers = self._record(self.rfile.read(int(self.headers["Content-Length"])))
        answers.during()
        self._answer(*answers.cli_answer)

    def _record(self, body: bytes) -> WebServer:
        answers: WebServer = self.server.answers  # type: ignore[attr-defined]
        answers.requests.append((self.command, self.path, dict(self.headers), body))
        return answers

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def _certificates(folder: Path, names: tuple[str, ...], context: ssl.SSLContext) -> Path:
    """Put a certificate into ``context``; return the file of its authority."""
    authority, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "authority of a test")])
    now = datetime.now(UTC)

    def builder(subject: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
        )

    root = builder(issuer, authority).add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    bundle = folder / "authority.pem"
    bundle.write_bytes(root.sign(authority, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "web server of a test")])
    alternatives = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
    leaf = builder(subject, own).add_extension(alternatives, critical=False).sign(authority, hashes.SHA256())
    chain, key = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(leaf.public_bytes(serialization.Encoding.PEM))
    key.write_bytes(
        own.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context.load_cert_chain(chain, key)
    return bundle
