"""Access methods to a private web server need one."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.config.rule import Breach, environment_rule
from mwaa_tf.config.unchecked import UncheckedDeployment

#: The fields of ``access`` that lead to the web server's endpoint.
_METHODS = ("alb", "client_vpn", "bastion")


@environment_rule(
    "access-private-endpoint",
    reads=(
        "environment.webserver_access_mode",
        "environment.access.alb",
        "environment.access.client_vpn",
        "environment.access.bastion",
        "participant.name",
        "environment.name",
    ),
)
def private_endpoint(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """An access method leads to the web server's endpoint, which PUBLIC_ONLY lacks."""
    if environment.settings.webserver_access_mode.has_private_endpoint:
        return
    for method in _METHODS:
        settings = getattr(environment.settings.access, method)
        if settings and getattr(settings, "enabled", True):
            yield (
                environment.path("access", method),
                f"needs a private web server endpoint; {environment.key} uses PUBLIC_ONLY; allowed is PRIVATE_ONLY or "
                f"PUBLIC_AND_PRIVATE there, or access: {{ {method}: null }}",
            )
