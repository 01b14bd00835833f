"""The log groups of an environment, as policies name them."""

from __future__ import annotations

from mwaa_tf.doctor.checks.permissions._role import resource_arn
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.names import LogType, log_group


def enabled_log_groups(view: EnvironmentView) -> tuple[str, ...]:
    """The ARNs of the log groups that the environment writes to, without the ``:*`` at the end."""
    facts = view.environment.value
    enabled = (log for log in LogType if (setting := facts.logs.get(log)) and setting.enabled)
    return tuple(resource_arn(view, "logs", f"log-group:{log_group(facts.name, log)}") for log in enabled)
