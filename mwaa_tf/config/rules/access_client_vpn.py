"""Client VPNs to web servers."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from mwaa_tf.config.access import ClientVpn
from mwaa_tf.config.deployment import Deployment, ResolvedEnvironment
from mwaa_tf.config.network import RETENTION_DAYS
from mwaa_tf.config.rules import Violation
from mwaa_tf.config.rules.accounts import account_of


def authentication(deployment: Deployment) -> Iterator[Violation]:
    """Clients prove who they are in one way; a portal and groups are of the SAML provider."""
    for member, vpn in _vpns(deployment):
        if vpn.client_certificate_arn is None and vpn.saml_provider_arn is None:
            yield (
                member.path("access", "client_vpn"),
                "does not say how clients prove who they are; give client_certificate_arn or saml_provider_arn",
            )
        if vpn.client_certificate_arn and vpn.saml_provider_arn:
            yield (
                member.path("access", "client_vpn", "saml_provider_arn"),
                "a client_certificate_arn is given too; allowed is one of them",
            )
        if vpn.saml_provider_arn:
            continue
        for field in ("self_service_saml_provider_arn", "access_group_ids"):
            if getattr(vpn, field):
                yield member.path("access", "client_vpn", field), "has a meaning only with saml_provider_arn"


def arns(deployment: Deployment) -> Iterator[Violation]:
    """Certificates, SAML providers and keys are of the owner's account, and of the deployment's region."""
    owner = deployment.owner.account_id
    for member, vpn in _vpns(deployment):
        for rest, what, arn in (
            (("server_certificate_arn",), "a certificate", vpn.server_certificate_arn),
            (("client_certificate_arn",), "a certificate", vpn.client_certificate_arn),
            (("saml_provider_arn",), "a SAML provider", vpn.saml_provider_arn),
            (("self_service_saml_provider_arn",), "a SAML provider", vpn.self_service_saml_provider_arn),
            (("connection_log", "kms_key_arn"), "a key", vpn.connection_log.kms_key_arn),
        ):
            if arn is None:
                continue
            path, region = member.path("access", "client_vpn", *rest), arn.split(":")[3]
            if account_of(arn) != owner:
                yield path, f"is {what} of account {account_of(arn)}; the VPN is in the owner's, {owner}"
            if region and region != deployment.region:
                yield path, f"is {what} in {region}; the VPN is in {deployment.region}"


def addresses(deployment: Deployment) -> Iterator[Violation]:
    """Clients have addresses apart from the VPC's, and reach nothing outside of it."""
    network = deployment.owner.network
    if network.existing:
        return
    vpc = IPv4Network(network.cidr)
    for member, vpn in _vpns(deployment):
        if IPv4Network(vpn.client_cidr).overlaps(vpc):
            yield (
                member.path("access", "client_vpn", "client_cidr"),
                f"{vpn.client_cidr} overlaps the VPC's {network.cidr}; allowed is any network apart from it",
            )
        for i, cidr in enumerate(vpn.authorized_cidrs):
            if not IPv4Network(cidr).subnet_of(vpc):
                yield (
                    member.path("access", "client_vpn", "authorized_cidrs", i),
                    f"{cidr} is not inside the VPC's {network.cidr}, to which alone clients have a route",
                )


def connection_log(deployment: Deployment) -> Iterator[Violation]:
    """CloudWatch Logs knows only certain retentions."""
    for member, vpn in _vpns(deployment):
        days = vpn.connection_log.retention_days
        if days not in RETENTION_DAYS:
            yield (
                member.path("access", "client_vpn", "connection_log", "retention_days"),
                f"{days} days is not a retention of CloudWatch Logs; allowed are {', '.join(map(str, RETENTION_DAYS))}",
            )


def _vpns(deployment: Deployment) -> Iterator[tuple[ResolvedEnvironment, ClientVpn]]:
    for member in deployment.environments:
        if member.settings.access.client_vpn:
            yield member, member.settings.access.client_vpn


RULES = (authentication, arns, addresses, connection_log)
