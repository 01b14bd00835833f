"""Access through a Client VPN."""

from __future__ import annotations

from collections.abc import Mapping

from mwaa_tf.blueprint.access._methods import AccessMethod
from mwaa_tf.blueprint.environments import of_environment
from mwaa_tf.blueprint.model import ModuleCall, RemoteValue, Value
from mwaa_tf.blueprint.outputs import module_outputs
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.config.access import ClientVpn
from mwaa_tf.config.base import Model
from mwaa_tf.config.deployment import Deployment, ResolvedEnvironment

_CALL = "web_access_client_vpn"

#: What the method reads, by the stage that has it.
READS: Mapping[Stage, tuple[str, ...]] = {
    Stage.NETWORK: ("private_subnet_ids", "vpc_cidr_block", "vpc_id"),
    Stage.ENVIRONMENTS: ("webserver_url",),
    Stage.ENDPOINTS: ("security_group_id", "webserver_endpoint_ips"),
}

_OUTPUTS = module_outputs(
    _CALL,
    {
        "vpn_client_configuration_command": "Command that writes the clients' configuration.",
        "vpn_dns_name": "DNS name that clients connect to.",
        "vpn_endpoint_id": "The Client VPN endpoint.",
        "vpn_log_group_name": "Log group of the connections; null without a log.",
        "vpn_login_url": "URL of the UI, to which a web login token is appended.",
        "vpn_security_group_id": "Security group of the VPN.",
        "vpn_self_service_portal_url": "Where users download their configuration; null without a self-service portal.",
    },
    prefix="vpn_",
    names={"vpn_endpoint_id": "vpn_endpoint_id"},
)
"""Shared by all workspaces: there may be thousands."""

#: Arguments of the module's object ``clients``, by the configuration's field.
_CLIENTS = {
    name: name
    for name in (
        "split_tunnel",
        "transport_protocol",
        "port",
        "dns_servers",
        "session_timeout_hours",
        "login_banner",
    )
}
_AUTHENTICATION = (
    "server_certificate_arn",
    "client_certificate_arn",
    "saml_provider_arn",
    "self_service_saml_provider_arn",
)


def access_method(_deployment: Deployment, environment: ResolvedEnvironment) -> AccessMethod | None:
    """The call of web-access-client-vpn where ``access.client_vpn`` is set."""
    vpn = environment.settings.access.client_vpn
    if vpn is None:
        return None
    groups: list[dict[str, Value]] = [
        {"name": environment.access_name},
        {"network": _network(vpn)},
        {
            "webserver": {
                "host_name": of_environment(environment, "webserver_url"),
                "endpoint_ips": RemoteValue("endpoints", "webserver_endpoint_ips"),
                "security_group_id": RemoteValue("endpoints", "security_group_id"),
            }
        },
        {"authentication": {name: value for name in _AUTHENTICATION if (value := getattr(vpn, name))}},
        {"clients": {"cidr_block": vpn.client_cidr, **_changed(vpn, _CLIENTS)}},
        _options(vpn),
        {"tags": dict(environment.settings.tags)} if environment.settings.tags else {},
    ]
    call = ModuleCall(_CALL, "web-access-client-vpn", tuple(group for group in groups if group))
    return AccessMethod("Client VPN", call, _OUTPUTS)


def vpn_description(environment: str) -> str:
    """The description that the module gives the VPN of the environment of that name."""
    return f"The way to the web server of {environment}"


def _network(vpn: ClientVpn) -> dict[str, Value]:
    network: dict[str, Value] = {
        "vpc_id": RemoteValue("network", "vpc_id"),
        "vpc_cidr_block": RemoteValue("network", "vpc_cidr_block"),
        "subnet_ids": RemoteValue("network", "private_subnet_ids"),
    }
    return {**network, **_changed(vpn, {"associations": "associations"})}


def _options(vpn: ClientVpn) -> dict[str, Value]:
    log = vpn.connection_log
    options = {
        "authorization": _changed(vpn, {"access_group_ids": "access_group_ids", "authorized_cidrs": "cidrs"}),
        "connection_log": _changed(log, {name: name for name in type(log).model_fields}),
    }
    return {name: dict(value) for name, value in options.items() if value}


def _changed(model: Model, arguments: dict[str, str]) -> dict[str, Value]:
    """Arguments by the fields that differ from their defaults, which are those of the module."""
    fields = type(model).model_fields
    return {
        argument: getattr(model, field)
        for field, argument in arguments.items()
        if getattr(model, field) != fields[field].default
    }
