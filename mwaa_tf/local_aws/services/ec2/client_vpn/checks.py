"""What an endpoint's settings must fulfil (EC2 API reference, CreateClientVpnEndpoint).

The reference says what is allowed; the codes and words of these refusals are inferred.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from moto.ec2.exceptions import InvalidParameterCombination, InvalidParameterValue, MissingParameterError

PORTS = (443, 1194)
PROTOCOLS = ("tcp", "udp")
SESSION_HOURS = (8, 10, 12, 24)
_KINDS = {
    "certificate-authentication": "MutualAuthentication",
    "directory-service-authentication": "ActiveDirectory",
    "federated-authentication": "FederatedAuthentication",
}


def check_settings(settings: Mapping[str, Any], account_id: str, region: str, partition: str) -> None:
    """Raise where one of the settings cannot be, or names what is not there."""
    _check_addresses(settings)
    for name, allowed in (
        ("VpnPort", PORTS),
        ("TransportProtocol", PROTOCOLS),
        ("SessionTimeoutHours", SESSION_HOURS),
    ):
        if settings[name] not in allowed:
            raise InvalidParameterValue(f"{name} must be one of {', '.join(map(str, allowed))}")
    _certificate(settings["ServerCertificateArn"], account_id, region)
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
    except ValueError:
        raise InvalidParameterValue(f"{settings['ClientCidrBlock']} is not a network") from None
    if not 12 <= clients.prefixlen <= 22:
        raise InvalidParameterValue("The client CIDR block must be between /12 and /22")
    for server in settings["DnsServers"]:
        try:
            IPv4Address(server)
        except ValueError:
            raise InvalidParameterValue(f"{server} is not an address") from None


def _check_authentication(option: Mapping[str, Any], account_id: str, region: str, partition: str) -> None:
    wanted = _KINDS.get(option.get("Type", ""))
    if wanted is None or wanted not in option:
        raise InvalidParameterCombination(f"{option.get('Type')} needs {wanted}")
    given = option[wanted]
    if wanted == "MutualAuthentication":
        _certificate(given["ClientRootCertificateChainArn"], account_id, region)
    if wanted == "FederatedAuthentication":
        for name in ("SAMLProviderArn", "SelfServiceSAMLProviderArn"):
            if name in given:
                _check_saml_provider(given[name], account_id, partition)


def _certificate(arn: str, account_id: str, region: str) -> None:
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
