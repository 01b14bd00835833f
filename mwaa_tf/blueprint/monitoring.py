"""Alarms on an environment, and the dashboard of its account: metrics live where the environment does."""

from __future__ import annotations

from mwaa_tf.blueprint.model import ModuleCall, ModuleValue, Output, Value
from mwaa_tf.config.deployment import Deployment, ResolvedEnvironment
from mwaa_tf.config.monitoring import Thresholds

_CALL = "monitoring"
_OUTPUTS = (
    Output("alarm_arns", "The alarms, by name.", ModuleValue(_CALL, "alarm_arns")),
    Output(
        "alarm_topic_arn",
        "The topic that the alarms notify; whoever is to be called subscribes to it.",
        ModuleValue(_CALL, "alarm_topic_arn"),
    ),
)
_DASHBOARD_OUTPUT = Output(
    "dashboard_name",
    "The dashboard of the deployment's monitored environments in this account.",
    ModuleValue(_CALL, "dashboard_name"),
)


def monitoring(
    deployment: Deployment, member: ResolvedEnvironment
) -> tuple[tuple[ModuleCall, ...], tuple[Output, ...]]:
    """The call that monitors ``member``, and its outputs; nothing where that is not asked for."""
    asked = member.environment.monitoring
    if not asked.enabled:
        return (), ()
    settings: dict[str, Value] = {}
    if asked.alarm_topic_arn:
        settings["alarm_topic"] = {"create": False, "arn": asked.alarm_topic_arn}
    if thresholds := _changed(asked.thresholds):
        settings["thresholds"] = thresholds
    if asked.disabled_alarms:
        settings["disabled_alarms"] = asked.disabled_alarms
    shown = _shown_by(deployment, member)
    groups: list[dict[str, Value]] = [{"environment_name": ModuleValue("environment", "name")}, settings]
    if shown:
        # Named after the environment in whose workspace it is: it can move to another's without a clash of names.
        groups.append({"dashboard": {"name": member.name, "environments": tuple(_shown(each) for each in shown)}})
    if member.environment.tags:
        groups.append({"tags": dict(member.environment.tags)})
    calls = (ModuleCall(_CALL, "monitoring", tuple(group for group in groups if group)),)
    return calls, (*_OUTPUTS, _DASHBOARD_OUTPUT) if shown else _OUTPUTS


def _shown_by(deployment: Deployment, member: ResolvedEnvironment) -> tuple[ResolvedEnvironment, ...]:
    """What stands on the dashboard in the workspace of ``member``: all of its account, if it is the first of them."""
    shown = (other for other in deployment.environments if _on_dashboard_of(member, other))
    first = next(shown, None)
    return (first, *shown) if first and first.key == member.key else ()


def _on_dashboard_of(member: ResolvedEnvironment, other: ResolvedEnvironment) -> bool:
    asked = other.environment.monitoring
    same_account = other.participant.account_id == member.participant.account_id
    return same_account and asked.enabled and asked.dashboard and not other.environment.existing


def _shown(member: ResolvedEnvironment) -> dict[str, Value]:
    disabled = member.environment.monitoring.disabled_alarms
    return {"name": member.name, **({"disabled_alarms": disabled} if disabled else {})}


def _changed(thresholds: Thresholds) -> dict[str, Value]:
    """What differs from the module's defaults, which are those of the configuration."""
    defaults = Thresholds()
    values = {name: getattr(thresholds, name) for name in Thresholds.model_fields}
    return {name: value for name, value in values.items() if value != getattr(defaults, name)}
