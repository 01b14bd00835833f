"""Stage 4: the way through a Client VPN."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_tf import build_blueprint
from mwaa_tf.blueprint import RemoteValue, Workspace
from mwaa_tf.config.access import ClientVpn
from tests.support import DATA, OWNER, deployment

CERTIFICATE = f"arn:aws:acm:us-east-1:{OWNER}:certificate/1a2b3c4d"
SAML = f"arn:aws:iam::{OWNER}:saml-provider/vpn"
VPN: dict[str, Any] = {
    "server_certificate_arn": CERTIFICATE,
    "client_certificate_arn": CERTIFICATE,
    "client_cidr": "10.8.0.0/22",
}


def planned(**changes: Any) -> tuple[Workspace, dict[str, Any]]:
    access = {"client_vpn": {name: value for name, value in {**VPN, **changes}.items() if value is not None}}
    environments = [{"name": "etl", "access": access}]
    plan = build_blueprint(
        deployment(participants=[{"name": "data", "account_id": DATA, "environments": environments}])
    )
    workspace = plan.by_path["4-access/data-etl"]
    (call,) = workspace.calls
    return workspace, call.arguments


def test_what_is_as_usual_is_left_to_the_module() -> None:
    workspace, arguments = planned()

    assert arguments == {
        "name": "analytics-data-etl",
        "network": {
            "vpc_id": RemoteValue("network", "vpc_id"),
            "vpc_cidr_block": RemoteValue("network", "vpc_cidr_block"),
            "subnet_ids": RemoteValue("network", "private_subnet_ids"),
        },
        "webserver": {
            "host_name": RemoteValue("environment", "webserver_url"),
            "endpoint_ips": RemoteValue("endpoints", "webserver_endpoint_ips"),
            "security_group_id": RemoteValue("endpoints", "security_group_id"),
        },
        "authentication": {"server_certificate_arn": CERTIFICATE, "client_certificate_arn": CERTIFICATE},
        "clients": {"cidr_block": "10.8.0.0/22"},
    }
    assert workspace.title.endswith("Client VPN")
    assert all(output.name.startswith("vpn_") for output in workspace.outputs)


def test_people_may_log_in_with_saml() -> None:
    groups = ("leads", "ops")
    _, arguments = planned(
        client_certificate_arn=None,
        saml_provider_arn=SAML,
        self_service_saml_provider_arn=SAML,
        access_group_ids=groups,
    )

    assert arguments["authentication"] == {
        "server_certificate_arn": CERTIFICATE,
        "saml_provider_arn": SAML,
        "self_service_saml_provider_arn": SAML,
    }
    assert arguments["authorization"] == {"access_group_ids": groups}


@pytest.mark.parametrize(
    ("changes", "argument", "expected"),
    [
        ({"split_tunnel": False}, "clients", {"split_tunnel": False}),
        ({"transport_protocol": "tcp", "port": 1194}, "clients", {"transport_protocol": "tcp", "port": 1194}),
        ({"dns_servers": ("10.192.20.53",)}, "clients", {"dns_servers": ("10.192.20.53",)}),
        ({"session_timeout_hours": 8}, "clients", {"session_timeout_hours": 8}),
        ({"login_banner": "For ${us} only"}, "clients", {"login_banner": "For ${us} only"}),
        ({"associations": 2}, "network", {"associations": 2}),
        ({"authorized_cidrs": ("10.192.20.0/24",)}, "authorization", {"cidrs": ("10.192.20.0/24",)}),
        ({"connection_log": {"retention_days": 30}}, "connection_log", {"retention_days": 30}),
        ({"connection_log": {"enabled": False}}, "connection_log", {"enabled": False}),
    ],
)
def test_what_is_asked_for_reaches_the_module(changes: dict[str, Any], argument: str, expected: dict[str, Any]) -> None:
    usual = planned()[1].get(argument, {})

    assert planned(**changes)[1][argument] == {**usual, **expected}


def test_every_field_is_one_of_the_above() -> None:
    tried = {*VPN, "saml_provider_arn", "self_service_saml_provider_arn", "access_group_ids", "split_tunnel"}
    tried |= {"transport_protocol", "port", "dns_servers", "session_timeout_hours", "login_banner", "associations"}
    tried |= {"authorized_cidrs", "connection_log"}

    assert set(ClientVpn.model_fields) == tried
