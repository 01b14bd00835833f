"""The ways to a web server: its login page, and the statuses of what stands in front of it."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

#: The port of the web server, of its endpoint and of what forwards to it (page vpc-vpe-access).
PORT = 443

#: Where a web login token logs in, after a ``#`` (page call-mwaa-apis-web); Airflow 3 serves this path, too (page
#: airflow-versions, and MWAA's own console).
LOGIN_PATH = "/aws_mwaa/aws-console-sso?login=true"

#: Where a CLI token runs a command (page call-mwaa-apis-cli).
CLI_PATH = "/aws_mwaa/cli"

#: The document of Systems Manager that forwards a port to another host (Systems Manager user guide,
#: session-manager-working-with-sessions-start).
FORWARDING_DOCUMENT = "AWS-StartPortForwardingSessionToRemoteHost"

#: Renewal of a certificate by ACM begins 60 days before it expires (ACM user guide, managed-renewal): one that has only
#: half of them left is not being renewed.
EXPIRES_SOON = timedelta(days=30)


class CertificateStatus(StrEnum):
    """Status of a certificate (ACM API reference, CertificateDetail)."""

    PENDING_VALIDATION = "PENDING_VALIDATION"
    ISSUED = "ISSUED"
    INACTIVE = "INACTIVE"
    EXPIRED = "EXPIRED"
    VALIDATION_TIMED_OUT = "VALIDATION_TIMED_OUT"
    REVOKED = "REVOKED"
    FAILED = "FAILED"


class TargetState(StrEnum):
    """State of a target (Elastic Load Balancing API reference, TargetHealth)."""

    INITIAL = "initial"
    HEALTHY = "healthy"
    UNHEALTHY = "unhealthy"
    UNHEALTHY_DRAINING = "unhealthy.draining"
    UNUSED = "unused"
    DRAINING = "draining"
    UNAVAILABLE = "unavailable"

    @property
    def is_leaving(self) -> bool:
        """Whether the target has been deregistered."""
        return self in (TargetState.DRAINING, TargetState.UNHEALTHY_DRAINING)


class LoadBalancerState(StrEnum):
    """State of a load balancer (Elastic Load Balancing API reference, LoadBalancerState)."""

    ACTIVE = "active"
    PROVISIONING = "provisioning"
    ACTIVE_IMPAIRED = "active_impaired"
    FAILED = "failed"


class ListenerProtocol(StrEnum):
    """Protocol of a listener (Elastic Load Balancing API reference, Listener)."""

    HTTP = "HTTP"
    HTTPS = "HTTPS"
    TCP = "TCP"
    TLS = "TLS"
    UDP = "UDP"
    TCP_UDP = "TCP_UDP"
    GENEVE = "GENEVE"
    QUIC = "QUIC"
    TCP_QUIC = "TCP_QUIC"

    @property
    def has_certificate(self) -> bool:
        """Whether a listener of this protocol always has a certificate."""
        return self in (ListenerProtocol.HTTPS, ListenerProtocol.TLS)


class RecordType(StrEnum):
    """Type of a record (Route 53 API reference, ResourceRecordSet)."""

    SOA = "SOA"
    A = "A"
    TXT = "TXT"
    NS = "NS"
    CNAME = "CNAME"
    MX = "MX"
    NAPTR = "NAPTR"
    PTR = "PTR"
    SRV = "SRV"
    SPF = "SPF"
    AAAA = "AAAA"
    CAA = "CAA"
    DS = "DS"
    TLSA = "TLSA"
    SSHFP = "SSHFP"
    SVCB = "SVCB"
    HTTPS = "HTTPS"

    @property
    def leads_somewhere(self) -> bool:
        """Whether it leads a host name to addresses or another name (Route 53 developer guide, ResourceRecordTypes)."""
        return self in (RecordType.A, RecordType.AAAA, RecordType.CNAME)


class VpnState(StrEnum):
    """State of a Client VPN endpoint (EC2 API reference, ClientVpnEndpointStatus)."""

    PENDING_ASSOCIATE = "pending-associate"
    """No subnet is associated."""
    PENDING = "pending"
    AVAILABLE = "available"
    DELETING = "deleting"
    DELETED = "deleted"


class VpnRuleState(StrEnum):
    """State of an authorization rule or a route of a Client VPN (EC2 API reference, ClientVpnRouteStatus)."""

    CREATING = "creating"
    ACTIVE = "active"
    AUTHORIZING = "authorizing"
    FAILED = "failed"
    DELETING = "deleting"
    REVOKING = "revoking"


class VpnAssociationState(StrEnum):
    """State of an association of a Client VPN (EC2 API reference, AssociationStatus)."""

    ASSOCIATING = "associating"
    ASSOCIATED = "associated"
    ASSOCIATION_FAILED = "association-failed"
    DISASSOCIATING = "disassociating"
    DISASSOCIATED = "disassociated"


class InstanceState(StrEnum):
    """State of an instance (EC2 API reference, InstanceState)."""

    PENDING = "pending"
    RUNNING = "running"
    SHUTTING_DOWN = "shutting-down"
    TERMINATED = "terminated"
    STOPPING = "stopping"
    STOPPED = "stopped"

    @property
    def is_gone(self) -> bool:
        """Whether the instance will never run again."""
        return self in (InstanceState.SHUTTING_DOWN, InstanceState.TERMINATED)


class PingStatus(StrEnum):
    """Whether Systems Manager hears from an instance's agent (its API reference, InstanceInformation)."""

    ONLINE = "Online"
    CONNECTION_LOST = "ConnectionLost"
    INACTIVE = "Inactive"
