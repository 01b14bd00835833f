"""Which of two environments the access methods serve while one succeeds the other.

A load balancer, a VPN and a bastion outlive the environment that they were created for: their names and addresses are
what people know. So both environments have the same access methods in the configuration, but they exist once, in the
workspace of the one that had them first. They serve the predecessor until the successor has ``access_workspace``.
"""

from __future__ import annotations

from collections.abc import Sequence

from mwaa_tf.config.environment import Environment

#: The fields of ``access`` that are in front of one environment. Policies for principals are of each by itself.
METHODS = ("alb", "client_vpn", "bastion")


def served(settings: Environment, participant: Sequence[Environment]) -> Environment:
    """``settings`` without the access methods that serve the other environment of a succession for now.

    ``participant`` has the settings of all its environments.
    """
    if not _waits(settings, participant) and not _was_left(settings, participant):
        return settings
    access = settings.access.model_copy(update=dict.fromkeys(METHODS))
    return settings.model_copy(update={"access": access})


def has_methods(settings: Environment) -> bool:
    """Whether ``settings`` have an access method that is in front of one environment."""
    return any(getattr(settings.access, method) for method in METHODS)


def _waits(settings: Environment, participant: Sequence[Environment]) -> bool:
    """Whether the access methods of ``settings`` serve its predecessor."""
    if settings.succeeds is None or settings.access_workspace is not None:
        return False
    return any(other.name == settings.succeeds and has_methods(other) for other in participant)


def _was_left(settings: Environment, participant: Sequence[Environment]) -> bool:
    """Whether the access methods of ``settings`` serve another environment by now."""
    return any(other.access_workspace == settings.name and other is not settings for other in participant)
