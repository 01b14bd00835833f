"""The kinds of value that access methods need beyond those of all configurations."""

from __future__ import annotations

from typing import Annotated

from mwaa_tf.config.fields import Text, cidr, matching, resource_id

_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"

Address = Annotated[
    Text, matching(rf"(?:{_OCTET}\.){{3}}{_OCTET}", "an IPv4 address such as 10.192.0.2", example="10.192.0.2")
]
#: Any IPv4 network: that of an office, of a VPN's clients, of one machine.
Cidr = Annotated[Text, cidr(0, 32, "203.0.113.0/24")]
#: Addresses of a VPN's clients (Client VPN administrator guide, what-is-best-practices).
ClientCidr = Annotated[Text, cidr(12, 22, "10.8.0.0/22")]
HostName = Annotated[
    Text,
    matching(
        r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,10}[a-z](?:[a-z0-9-]{0,61}[a-z0-9])",
        "a host name in lower case such as airflow.example.com",
        example="airflow.example.com",
    ),
]
HostedZoneId = Annotated[
    Text,
    matching(
        r"Z[A-Z0-9]{1,31}", "the id of a hosted zone of Route 53, Z and up to 31 more", example="Z0123456789ABCDEFGHIJ"
    ),
]
ImageId = Annotated[Text, resource_id("ami", "a machine image")]
InstanceType = Annotated[
    Text, matching(r"[a-z][a-z0-9-]*\.[a-z0-9-]+", "a type of EC2 instance such as t4g.nano", example="t4g.nano")
]
