"""An Application Load Balancer in front of the web server (MWAA user guide, vpc-vpe-access)."""

from typing import Annotated, Literal

from pydantic import Field

from mwaa_tf.config.access.fields import Cidr, HostedZoneId, HostName
from mwaa_tf.config.arns import CertificateArn, WebAclArn
from mwaa_tf.config.base import ListOf, Model
from mwaa_tf.config.fields import Bool, BucketName, Text, matching

LogPrefix = Annotated[
    Text,
    matching(
        r"(?!.*AWSLogs)[A-Za-z0-9!_.*'()-]{1,64}(?:/[A-Za-z0-9!_.*'()-]{1,64}){0,4}",
        "a prefix of keys in a bucket such as alb/etl, without a slash at either end and without AWSLogs",
        example="alb/etl",
    ),
]


class AccessLogs(Model):
    """Access logs of a load balancer (user guide of Application Load Balancers, enable-access-logging)."""

    bucket: BucketName
    """A bucket of the deployment's region whose policy admits the log delivery of Elastic Load Balancing."""
    prefix: LogPrefix | None = None
    """Prefix of the logs' keys."""


class Alb(Model):
    """An Application Load Balancer in front of the web server, in the owner's account."""

    certificate_arn: CertificateArn
    """A certificate of ACM in the owner's account and the deployment's region, for the host name that users open."""
    allowed_cidrs: Annotated[ListOf[Cidr], Field(min_length=1, max_length=50)]
    """The networks that may reach it on port 443, such as an office's; all others are refused, even the VPC. As much of
    the internet as a /7, in one network or several, needs a web ACL."""
    subnets: Literal["private", "public"] = "private"
    """Its subnets: private, reachable from the VPC and connected networks; or public, from the internet, too."""
    domain_name: HostName | None = None
    """The host name that users open, covered by the certificate. It sets Airflow's option `webserver.base_url` of a
    private web server. Unset, the load balancer's own name."""
    zone_id: HostedZoneId | None = None
    """A hosted zone of the owner's account, public or private, that gets the record of `domain_name`."""
    private_zone: Bool = False
    """Create a private hosted zone of `domain_name` for the VPC. With neither, the record is externally managed."""
    web_acl_arn: WebAclArn | None = None
    """A regional web ACL of AWS WAF, in the owner's account and the deployment's region."""
    access_logs: AccessLogs | None = None
    """Log each request to a bucket. Unset, nothing is logged."""
    deletion_protection: Bool = True
    """Refuse to delete the load balancer; set it to false and apply before destroying or replacing it."""
