"""An externally managed environment, for which the owner creates the endpoints."""

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
        example="science-airflow",
    ),
]
EndpointService = Annotated[
    Text,
    matching(
        rf"(?:[a-z]+\.)?com\.amazonaws\.vpce\.[a-z0-9-]+\.{names.ENDPOINT_SERVICE_PREFIX}[0-9a-zA-Z]+",
        "the name of an endpoint service, com.amazonaws.vpce.REGION.vpce-svc-…",
        example=f"com.amazonaws.vpce.us-east-1.{names.ENDPOINT_SERVICE_PREFIX}0a1b2c3d4e5f60718",
    ),
]


class ExistingEnvironment(Model):
    """An externally managed environment, from the console or other Terraform, with endpoint management CUSTOMER.

    From PENDING on, GetEnvironment and the console show these values.
    """

    name: EnvironmentName | None = None
    """Its name in AWS; unset, `<deployment>-<participant>-<environment>`."""
    database_vpc_endpoint_service: EndpointService
    """The endpoint service of its metadata database."""
    webserver_vpc_endpoint_service: EndpointService | None = None
    """The endpoint service of its web server; required unless the web server is PUBLIC_ONLY."""
    security_group_id: SecurityGroupId
    """Its security group, in the participant's account; the endpoints admit it."""
    webserver_url: HostName | None = None
    """Host name of its web server, without a scheme; required for an access method (`access`)."""
