"""Where the Airflow web server answers (MWAA user guide, configuring-networking)."""

from __future__ import annotations

from enum import StrEnum


class AccessMode(StrEnum):
    """WebserverAccessMode of an environment."""

    PRIVATE_ONLY = "PRIVATE_ONLY"
    PUBLIC_ONLY = "PUBLIC_ONLY"
    PUBLIC_AND_PRIVATE = "PUBLIC_AND_PRIVATE"

    @property
    def has_private_endpoint(self) -> bool:
        """Whether the web server is reached through an endpoint in the VPC."""
        return self is not AccessMode.PUBLIC_ONLY

    @property
    def is_public(self) -> bool:
        """Whether the login page is reachable from the internet."""
        return self is not AccessMode.PRIVATE_ONLY


#: What MWAA takes where a request names none (API reference, CreateEnvironment).
DEFAULT = AccessMode.PRIVATE_ONLY

BASE_URL_OPTION = "webserver.base_url"
"""The option of Airflow that makes MWAA redirect to another host name, for a load balancer in front of a private web
server; its value is a host name alone, without a scheme or a path (page configuring-custom-domain). What Airflow 3,
which calls its own option ``api.base_url``, makes of it on MWAA is not documented."""

#: The first Airflow version with PUBLIC_AND_PRIVATE (page configuring-networking).
PUBLIC_AND_PRIVATE_SINCE = (3, 2, 1)

#: The first major version of the AWS provider that accepts PUBLIC_AND_PRIVATE (terraform-provider-aws #48835).
PUBLIC_AND_PRIVATE_PROVIDER_MAJOR = 6

#: From this Airflow version on, workers call the web server: with PUBLIC_ONLY over the internet (same page).
WORKERS_CALL_WEBSERVER_SINCE = (3, 0, 0)
