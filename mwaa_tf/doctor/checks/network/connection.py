"""The environment answers this machine."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.resolution import ConnectionAttempt, ConnectionResult

_FIXES = {
    ConnectionResult.REFUSED: "Look at what listens there: the endpoint may be of another service",
    ConnectionResult.TIMED_OUT: "Admit this machine on TCP {port} in the endpoint's security group, and look at routes "
    "and network ACLs between them",
    ConnectionResult.NO_TLS: "Connect by the host name that the certificate has, without a proxy that replaces it",
}


@check(
    "network.connection",
    title="The environment answers this machine",
    fix="Run it on a machine in the VPC, or connected to it: a bastion, or Client VPN",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/t-vpc-nacl-sg.html",
    reads=("resolution",),
    covers=("verify_env: check_connectivity_to_dep_services",),
)
def connection(view: EnvironmentView) -> Iterator[Issue]:
    """The web server answers this machine on 443, with a certificate of its name, and each endpoint on its port.

    Only with ``--from-here``, which is for a machine in the VPC. What fails says where to look: the name, the
    connection, or TLS.
    """
    for attempt in view.resolution.connections.value:
        if attempt.result in (ConnectionResult.CONNECTED, ConnectionResult.NO_NAME):
            continue  # that the name does not resolve is another check's
        yield _failed(attempt)


def _failed(attempt: ConnectionAttempt) -> Issue:
    why = f" ({attempt.detail})" if attempt.detail else ""
    return failure(
        f"The {attempt.purpose} at {attempt.host}:{attempt.port} cannot be reached from here: {attempt.result}{why}.",
        fix=_FIXES.get(attempt.result, "").format(port=attempt.port),
        subject=attempt.host,
    )
