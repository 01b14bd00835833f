"""An environment that somebody else makes: the owner makes its endpoints all the same."""

from __future__ import annotations

from typing import Annotated

from mwaa_tf.config.access.fields import HostName
from mwaa_tf.config.base import Model
from mwaa_tf.config.fields import SecurityGroupId, Text, matching
from mwaa_tf.mwaa import names

EnvironmentName = Annotated[
    Text,
    matching(
        names.ENVIRONMENT_NAME,
        "a name of an environment: 1 to 80 letters, digits, hyphens and underscores, beginning with a letter",
    ),
]
EndpointService = Annotated[
    Text,
    matching(
        rf"(?:[a-z]+\.)?com\.amazonaws\.vpce\.[a-z0-9-]+\.{names.ENDPOINT_SERVICE_PREFIX}[0-9a-zA-Z]+",
        "the name of an endpoint service, com.amazonaws.vpce.REGION.vpce-svc-…",
    ),
]


class ExistingEnvironment(Model):
    """An environment that is made elsewhere, in the console or by other Terraform, with endpoint management CUSTOMER.

    From PENDING on, GetEnvironment and the console show what is asked for here.
    """

    name: EnvironmentName | None = None
    """Its name in AWS; unset, `<deployment>-<participant>-<environment>`."""
    database_vpc_endpoint_service: EndpointService
    """The service of its metadata database, to which the owner makes an endpoint."""
    webserver_vpc_endpoint_service: EndpointService | None = None
    """The service of its web server; needed where the web server has a private side."""
    security_group_id: SecurityGroupId
    """Its security group, in the participant's account: what the endpoints admit."""
    webserver_url: HostName | None = None
    """Host name of its web server, without a scheme; needed for a way to it (`access`)."""
