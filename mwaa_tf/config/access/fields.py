"""The kinds of value that access methods need beyond those of all configurations."""

from __future__ import annotations

from typing import Annotated

from mwaa_tf.config.fields import PARTITION, Text, cidr, matching

_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"

Address = Annotated[Text, matching(rf"(?:{_OCTET}\.){{3}}{_OCTET}", "an IPv4 address such as 10.192.0.2")]
#: Any IPv4 network: that of an office, of a VPN's clients, of one machine.
Cidr = Annotated[Text, cidr(0, 32, "203.0.113.0/24")]
#: Addresses of a VPN's clients (Client VPN administrator guide, what-is-best-practices).
ClientCidr = Annotated[Text, cidr(12, 22, "10.8.0.0/22")]
CertificateArn = Annotated[
    Text,
    matching(
        rf"arn:{PARTITION}:acm:[a-z0-9-]+:[0-9]{{12}}:certificate/[0-9a-zA-Z-]+",
        "the ARN of a certificate of AWS Certificate Manager, arn:aws:acm:REGION:ACCOUNT:certificate/…",
    ),
]
HostName = Annotated[
    Text,
    matching(
        r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,10}[a-z](?:[a-z0-9-]{0,61}[a-z0-9])",
        "a host name in lower case such as airflow.example.com",
    ),
]
HostedZoneId = Annotated[Text, matching(r"Z[A-Z0-9]{1,31}", "the id of a hosted zone of Route 53, Z and up to 31 more")]
ImageId = Annotated[
    Text, matching(r"ami-[0-9a-f]{8,17}", "the id of a machine image, ami-… with 8 to 17 hexadecimal digits")
]
InstanceType = Annotated[Text, matching(r"[a-z][a-z0-9-]*\.[a-z0-9-]+", "a type of EC2 instance such as t4g.nano")]
SamlProviderArn = Annotated[
    Text,
    matching(
        rf"arn:{PARTITION}:iam::[0-9]{{12}}:saml-provider/[A-Za-z0-9._-]+",
        "the ARN of a SAML provider of IAM, arn:aws:iam::ACCOUNT:saml-provider/NAME",
    ),
]
