"""A way to the web server, and finding those that a configuration asks for."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mwaa_tf.blueprint.model import ModuleCall, Output
from mwaa_tf.config.deployment import Deployment, ResolvedEnvironment


@dataclass(frozen=True, slots=True)
class Way:
    """One way in: the call that makes it, and what its workspace says about it."""

    title: str
    """What it is, in the words of the workspace's title, such as ``load balancer``."""
    call: ModuleCall
    outputs: tuple[Output, ...]
    """Named after the way, such as ``alb_dns_name``: a workspace may have several."""


def ways_to(deployment: Deployment, member: ResolvedEnvironment) -> tuple[Way, ...]:
    """The ways that ``member`` asks for, in the order of their files' names."""
    if not member.environment.access.model_fields_set:
        return ()
    return tuple(found for way in _known() if (found := way(deployment, member)))


@cache
def _known() -> tuple[Callable[[Deployment, ResolvedEnvironment], Way | None], ...]:
    """The function ``way`` of each file of this package that has one."""
    package = __name__.rpartition(".")[0]
    names = sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]))
    modules = [importlib.import_module(f"{package}.{name}") for name in names if f"{package}.{name}" != __name__]
    return tuple(module.way for module in modules)
