"""The rules of the load balancer in front of the web server."""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_tf.doctor.reading import Reading


@dataclass(frozen=True, slots=True)
class ListenerRuleFacts:
    """A rule of a listener that has conditions."""

    arn: str
    listener_arn: str
    path_patterns: tuple[str, ...]
    """With ``*`` and ``?``; empty where it looks at something else."""
    forwards: bool
    """Whether it forwards to a target group."""


@dataclass(frozen=True, slots=True)
class ListenerRulesSection:
    """What the listeners do with certain paths; only an upgrade asks."""

    rules: Reading[tuple[ListenerRuleFacts, ...]]
    """Of all listeners, in the order in which each looks at them; none where there is no load balancer."""
