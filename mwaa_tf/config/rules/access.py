"""The ways to a private web server: each needs one, and what it names must be where it can be used."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.config.deployment import Deployment
from mwaa_tf.config.rules import Violation

#: The fields of ``access`` that make a way to the web server's endpoint.
_WAYS = ("alb", "client_vpn", "bastion")


def private_side(deployment: Deployment) -> Iterator[Violation]:
    """A way leads to the web server's endpoint, which an environment without a private side has not."""
    for member in deployment.environments:
        if member.settings.webserver_access_mode != "PUBLIC_ONLY":
            continue
        for way in _WAYS:
            asked = getattr(member.settings.access, way, None)
            if asked and getattr(asked, "enabled", True):
                yield (
                    member.path("access", way),
                    f"leads to the web server's endpoint, which {member.key} has not with PUBLIC_ONLY; allowed is "
                    f"PRIVATE_ONLY or PUBLIC_AND_PRIVATE there, or access: {{ {way}: null }}",
                )


RULES = (private_side,)
