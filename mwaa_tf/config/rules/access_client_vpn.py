"""Client VPNs to web servers."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from mwaa_tf.arn import Arn
from mwaa_tf.config.network import RETENTION_DAYS
from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.config.rule import Breach, environment_rule
from mwaa_tf.config.unchecked import UncheckedDeployment

_VPN = "environment.access.client_vpn"


@environment_rule(
    "access-client-vpn-authentication", reads=(f"{_VPN}.client_certificate_arn", f"{_VPN}.saml_provider_arn")
)
def authentication(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """Clients authenticate in exactly one way."""
    vpn = environment.settings.access.client_vpn
    if vpn is None:
        return
    if vpn.client_certificate_arn is None and vpn.saml_provider_arn is None:
        yield (
            environment.path("access", "client_vpn"),
            "has no authentication; set client_certificate_arn or saml_provider_arn",
        )
    if vpn.client_certificate_arn and vpn.saml_provider_arn:
        yield (
            environment.path("access", "client_vpn", "saml_provider_arn"),
            "client_certificate_arn is set too; allowed is one of them",
        )


@environment_rule("access-client-vpn-saml", reads=(f"{_VPN}.saml_provider_arn", f"{_VPN}.[=]"))
def saml(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """The self-service portal and groups belong to a SAML provider."""
    vpn = environment.settings.access.client_vpn
    if vpn is None or vpn.saml_provider_arn:
        return
    for field in ("self_service_saml_provider_arn", "access_group_ids"):
        if getattr(vpn, field):
            yield environment.path("access", "client_vpn", field), "only applies when saml_provider_arn is set"


@environment_rule("access-client-vpn-account", reads=("owner.account_id", f"{_VPN}.[=]"))
def account(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """Certificates, SAML providers and keys belong to the owner's account, where the VPN is."""
    owner = deployment.owner.account_id
    for field, kind, arn in _arns(environment):
        if arn.account_id != owner:
            yield (
                environment.path("access", "client_vpn", *field),
                f"is {kind} of account {arn.account_id}; the VPN is in the owner's, {owner}",
            )


@environment_rule("access-client-vpn-region", reads=("region", f"{_VPN}.[=]"))
def region(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """Certificates and keys are in the deployment's region, where the VPN is."""
    for field, kind, arn in _arns(environment):
        if arn.region and arn.region != deployment.region:
            yield (
                environment.path("access", "client_vpn", *field),
                f"is {kind} in {arn.region}; the VPN is in {deployment.region}",
            )


def _arns(environment: ResolvedEnvironment) -> Iterator[tuple[tuple[str, ...], str, Arn]]:
    vpn = environment.settings.access.client_vpn
    if vpn is None:
        return
    for field, kind, arn in (
        (("server_certificate_arn",), "a certificate", vpn.server_certificate_arn),
        (("client_certificate_arn",), "a certificate", vpn.client_certificate_arn),
        (("saml_provider_arn",), "a SAML provider", vpn.saml_provider_arn),
        (("self_service_saml_provider_arn",), "a SAML provider", vpn.self_service_saml_provider_arn),
        (("connection_log", "kms_key_arn"), "a key", vpn.connection_log.kms_key_arn),
    ):
        if arn:
            yield field, kind, Arn.parse(arn)


@environment_rule(
    "access-client-vpn-client-cidr", reads=("owner.network.existing[]", "owner.network.cidr", f"{_VPN}.client_cidr")
)
def client_cidr(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """The clients' addresses are apart from the VPC's (Client VPN administrator guide, what-is-best-practices)."""
    network, vpn = deployment.owner.network, environment.settings.access.client_vpn
    if vpn and not network.existing and IPv4Network(vpn.client_cidr).overlaps(IPv4Network(network.cidr)):
        yield (
            environment.path("access", "client_vpn", "client_cidr"),
            f"{vpn.client_cidr} overlaps the VPC's {network.cidr}; allowed is any network apart from it",
        )


@environment_rule(
    "access-client-vpn-authorized-cidrs",
    reads=("owner.network.existing[]", "owner.network.cidr", f"{_VPN}.authorized_cidrs[=]"),
)
def authorized_cidrs(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """Clients have a route to the VPC only."""
    network, vpn = deployment.owner.network, environment.settings.access.client_vpn
    if vpn is None or network.existing:
        return
    for i, cidr in enumerate(vpn.authorized_cidrs):
        if not IPv4Network(cidr).subnet_of(IPv4Network(network.cidr)):
            yield (
                environment.path("access", "client_vpn", "authorized_cidrs", i),
                f"{cidr} is not inside the VPC's {network.cidr}, to which alone clients have a route",
            )


@environment_rule("access-client-vpn-retention", reads=(f"{_VPN}.connection_log.retention_days",))
def retention(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """CloudWatch Logs accepts only certain retention times (its API reference, PutRetentionPolicy)."""
    vpn = environment.settings.access.client_vpn
    if vpn and (days := vpn.connection_log.retention_days) not in RETENTION_DAYS:
        yield (
            environment.path("access", "client_vpn", "connection_log", "retention_days"),
            f"{days} days is not a retention of CloudWatch Logs; allowed are {', '.join(map(str, RETENTION_DAYS))}",
        )
