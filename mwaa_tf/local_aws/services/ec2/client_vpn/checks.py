"""Validation of an endpoint's settings (EC2 API reference, CreateClientVpnEndpoint).

The reference says what is allowed; error codes and messages are inferred.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from moto.ec2.exceptions import InvalidParameterCombination, InvalidParameterValue, MissingParameterError

PORTS = (443, 1194)
PROTOCOLS = ("tcp", "udp")
SESSION_HOURS = (8, 10, 12, 24)
_MEMBERS = {
    "certificate-authentication": "MutualAuthentication",
    "directory-service-authentication": "ActiveDirectory",
    "federated-authentication": "FederatedAuthentication",
}


def check_settings(settings: Mapping[str, Any], account_id: str, region: str, partition: str) -> None:
    """Raise for an invalid setting, or one that names a missing resource."""
    _check_addresses(settings)
    for name, allowed in (
        ("VpnPort", PORTS),
        ("TransportProtocol", PROTOCOLS),
        ("SessionTimeoutHours", SESSION_HOURS),
    ):
        if settings[name] not in allowed:
            raise InvalidParameterValue(f"{name} must be one of {', '.join(map(str, allowed))}")
    _check_certificate(settings["ServerCertificateArn"], account_id, region)
    if not settings["AuthenticationOptions"]:
        raise MissingParameterError("Authentication")
    for option in settings["AuthenticationOptions"]:
        _check_authentication(option, account_id, region, partition)
    log = settings["ConnectionLogOptions"]
    if log.get("Enabled"):
        _check_log_group(log.get("CloudwatchLogGroup"), account_id, region)


def _check_addresses(settings: Mapping[str, Any]) -> None:
    try:
        clients = IPv4Network(settings["ClientCidrBlock"])
    except ValueError as error:
        raise InvalidParameterValue(f"{settings['ClientCidrBlock']} is not a network") from error
    if not 12 <= clients.prefixlen <= 22:
        raise InvalidParameterValue("The client CIDR block must be between /12 and /22")
    for server in settings["DnsServers"]:
        try:
            IPv4Address(server)
        except ValueError as error:
            raise InvalidParameterValue(f"{server} is not an address") from error


def _check_authentication(option: Mapping[str, Any], account_id: str, region: str, partition: str) -> None:
    member = _MEMBERS.get(option.get("Type", ""))
    if member is None or member not in option:
        raise InvalidParameterCombination(f"{option.get('Type')} needs {member}")
    method = option[member]
    if member == "MutualAuthentication":
        _check_certificate(method["ClientRootCertificateChainArn"], account_id, region)
    if member == "FederatedAuthentication":
        for name in ("SAMLProviderArn", "SelfServiceSAMLProviderArn"):
            if name in method:
                _check_saml_provider(method[name], account_id, partition)


def _check_certificate(arn: str, account_id: str, region: str) -> None:
    from moto.acm.models import acm_backends

    if arn not in acm_backends[account_id][region]._certificates:
        raise InvalidParameterValue(f"Certificate {arn} does not exist")


def _check_saml_provider(arn: str, account_id: str, partition: str) -> None:
    from moto.iam.models import iam_backends

    providers = iam_backends[account_id][partition].saml_providers.values()
    if arn not in {provider.arn for provider in providers}:
        raise InvalidParameterValue(f"SAML provider {arn} does not exist")


def _check_log_group(name: str | None, account_id: str, region: str) -> None:
    from moto.logs.models import logs_backends

    if not name:
        raise MissingParameterError("CloudwatchLogGroup")
    if name not in logs_backends[account_id][region].groups:
        raise InvalidParameterValue(f"Log group {name} does not exist")
