"""Access methods to a private web server, and those that a configuration enables."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from msgspec import Struct

from mwaa_tf.blueprint.model import ModuleCall, Output
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.config.deployment import Deployment, ResolvedEnvironment
from mwaa_tf.plugins import load_plugins

_PACKAGE = "mwaa_tf.blueprint.access"


class AccessMethod(Struct, frozen=True):
    """One access method of an environment: the call that creates it, and its outputs."""

    title: str
    """What it is, such as ``load balancer``."""
    call: ModuleCall
    outputs: tuple[Output, ...]
    """Prefixed with the method, such as ``alb_dns_name``: a workspace may have several methods."""


def access_methods(deployment: Deployment, environment: ResolvedEnvironment) -> tuple[AccessMethod, ...]:
    """The access methods of ``environment``, in the order of their files' names.

    Each file of this package has a function ``access_method``: the method of an environment, or None.
    """
    if not environment.settings.access.model_fields_set:
        return ()
    candidates = (plugin.access_method(deployment, environment) for plugin in load_plugins(_PACKAGE))
    return tuple(method for method in candidates if method)


@cache
def reads_of_methods() -> Mapping[Stage, tuple[str, ...]]:
    """What the methods read together, by the stage that has it: the ``READS`` of their files."""
    reads: dict[Stage, set[str]] = {}
    for plugin in load_plugins(_PACKAGE):
        for stage, outputs in plugin.READS.items():
            reads.setdefault(stage, set()).update(outputs)
    return {stage: tuple(sorted(reads[stage])) for stage in sorted(reads)}
