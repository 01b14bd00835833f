"""A Client VPN to the web server (MWAA user guide, tutorials-private-network-vpn-client)."""

from typing import Annotated, Literal

from pydantic import Field

from mwaa_tf.config.access.fields import Address, Cidr, ClientCidr
from mwaa_tf.config.arns import CertificateArn, KmsKeyArn, SamlProviderArn
from mwaa_tf.config.base import ListOf, Model
from mwaa_tf.config.fields import Bool, Int, Text, matching
from mwaa_tf.config.network import RetentionDays

Banner = Annotated[
    Text, matching(r"[\s\S]{1,1400}", "a text of 1 to 1,400 characters", example="Authorized users only")
]
GroupId = Annotated[
    Text,
    matching(
        r"[^,\n\r]{1,255}",
        "the id of a group, 1 to 255 characters without a comma",
        example="S-1-2-34-5678901234-5678901234-5678901234-1234",
    ),
]


class ConnectionLog(Model):
    """Who connected, when and from where, in CloudWatch Logs."""

    enabled: Bool = True
    """Write the log."""
    retention_days: RetentionDays = 365
    """Days, one of those that CloudWatch Logs knows: 1, 3, 5, 7, 14, 30, 60, 90, …, 3653."""
    kms_key_arn: KmsKeyArn | None = None
    """A key of the owner's account whose policy admits CloudWatch Logs. Unset: CloudWatch's own encryption."""


class ClientVpn(Model):
    """A Client VPN endpoint in the owner's account, through which users reach the web server and nothing else."""

    server_certificate_arn: CertificateArn
    """The endpoint's certificate of ACM, in the owner's account and the deployment's region."""
    client_certificate_arn: CertificateArn | None = None
    """Mutual authentication: a certificate of ACM from the authority that signs the clients' certificates."""
    saml_provider_arn: SamlProviderArn | None = None
    """Or a SAML provider of IAM, in the owner's account, with which users log in."""
    self_service_saml_provider_arn: SamlProviderArn | None = None
    """The SAML provider of the self-service portal, where users download their configuration. Unset: no portal."""
    client_cidr: ClientCidr
    """Addresses of the clients, /12 to /22, apart from those of the VPC and of the users' own networks."""
    associations: Annotated[Int, Field(ge=1, le=2)] = 1
    """Number of private subnets to associate, each billed by the hour; two survive the loss of a zone."""
    access_group_ids: ListOf[GroupId] = ()
    """Groups of the SAML provider that may reach the web server. Unset: all users who can log in."""
    authorized_cidrs: ListOf[Cidr] = ()
    """Further networks inside the VPC that users may reach. Unset: only the web server and DNS."""
    split_tunnel: Bool = True
    """Route only traffic to the VPC through the tunnel. False: all traffic, without internet access."""
    transport_protocol: Literal["udp", "tcp"] = "udp"
    """The protocol of the tunnel; udp is the faster one."""
    port: Literal[443, 1194] = 443
    """The port of the tunnel."""
    dns_servers: Annotated[ListOf[Address], Field(min_length=1, max_length=2)] | None = None
    """One or two DNS servers that resolve the web server's name. Unset: the VPC's own resolver."""
    session_timeout_hours: Literal[8, 10, 12, 24] = 12
    """Hours until a client has to reconnect. 12: as long as an Airflow session lasts."""
    login_banner: Banner | None = None
    """The text that AWS's own client shows on connecting."""
    connection_log: ConnectionLog = ConnectionLog.model_construct()
