"""The same over HTTPS, with a certificate that only its own file vouches for."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mwaa_tf.review.post import post
from mwaa_tf.review.post._errors import PostError
from tests.review.post.fake_platform import StandIn

DOCUMENT = "<!-- mwaa_tf review: default 1 -->\n## Terraform plan\n"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of 127.0.0.1 that signed itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "certificate.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(built.public_bytes(pem) + private)
    return path


@pytest.fixture
def secured(certificate: Path) -> Iterator[StandIn]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with StandIn("gitlab", context).running() as running:
        yield running


def test_a_host_s_own_certificates_are_taken_from_the_file_that_gitlab_names(
    secured: StandIn, certificate: Path
) -> None:
    assert secured.url.startswith("https://")

    result = post("gitlab", [DOCUMENT], secured.environ(CI_SERVER_TLS_CA_FILE=str(certificate)))

    assert result.outcome == "created"


def test_a_certificate_that_nobody_vouches_for_gets_no_token(secured: StandIn) -> None:
    with pytest.raises(PostError, match=r"certificate is not accepted.*SSL_CERT_FILE"):
        post("gitlab", [DOCUMENT], secured.environ())

    assert secured.requests == []
