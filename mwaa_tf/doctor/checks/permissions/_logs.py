"""The log groups of an environment, as policies name them."""

from __future__ import annotations

from mwaa_tf.doctor.checks.permissions._role import resource_arn
from mwaa_tf.doctor.reading import UnreadError
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.environment import LogSetting
from mwaa_tf.doctor.view.logs import log_is_unknown
from mwaa_tf.iam.patterns import ANY
from mwaa_tf.mwaa.names import LogType, log_group, log_groups


def enabled_log_groups(view: EnvironmentView) -> tuple[str, ...]:
    """The ARNs of the log groups that the environment writes to, without the ``:*`` at the end.

    Raises :class:`UnreadError` for a log of which the answer does not say whether it is on.
    """
    facts = view.environment.value
    enabled = [log for log in LogType if _is_enabled(facts.logs.get(log), log)]
    return tuple(resource_arn(view, "logs", f"log-group:{log_group(facts.name, log)}") for log in enabled)


def _is_enabled(setting: LogSetting | None, log: LogType) -> bool:
    if setting is None or setting.enabled is None:
        raise UnreadError(log_is_unknown(log))
    return setting.enabled


def all_log_groups(view: EnvironmentView) -> str:
    """A pattern of the ARNs of all log groups of the environment, as AWS's pages have it."""
    return resource_arn(view, "logs", f"log-group:{log_groups(view.environment.value.name)}").replace(ANY, "*")
