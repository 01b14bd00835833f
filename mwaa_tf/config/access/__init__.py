"""Who may use an environment's Airflow, and access methods to its private web server: one file per method."""

from mwaa_tf.config.access.alb import AccessLogs, Alb
from mwaa_tf.config.access.bastion import Bastion
from mwaa_tf.config.access.client_vpn import ClientVpn, ConnectionLog
from mwaa_tf.config.access.roles import AirflowRole, Principals
from mwaa_tf.config.base import Model


class Access(Model):
    """Who may use the environment's Airflow, and access methods to its private web server."""

    roles: dict[AirflowRole, Principals] = {}
    """Who may open the UI, by Airflow role: IAM roles, users and groups of the participant's account."""
    rest_api: dict[AirflowRole, Principals] = {}
    """Who may call the REST API, by Airflow role. An empty list creates the policy without attaching it."""
    cli: Principals | None = None
    """Who may run commands of the Airflow CLI."""
    alb: Alb | None = None
    """An Application Load Balancer in front of the web server."""
    client_vpn: ClientVpn | None = None
    """A Client VPN to the web server."""
    bastion: Bastion | None = None
    """An instance through which Session Manager forwards a port."""

    @property
    def principals(self) -> frozenset[str]:
        """All principals, as ARNs."""
        listed = (*self.roles.values(), *self.rest_api.values(), self.cli or ())
        return frozenset(arn for arns in listed for arn in arns)


__all__ = ["Access", "AccessLogs", "Alb", "Bastion", "ClientVpn", "ConnectionLog"]
