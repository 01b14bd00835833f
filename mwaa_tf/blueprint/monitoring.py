"""Alarms on an environment, and the dashboard of its account: metrics live where the environment does."""

from __future__ import annotations

from mwaa_tf.blueprint.model import ModuleCall, ModuleValue, Output, Value
from mwaa_tf.blueprint.outputs import module_outputs
from mwaa_tf.config.deployment import Deployment, ResolvedEnvironment
from mwaa_tf.config.monitoring import Thresholds

_CALL = "monitoring"
_OUTPUTS = module_outputs(
    _CALL,
    {
        "alarm_arns": "The alarms, by name.",
        "alarm_topic_arn": "The topic that the alarms notify; subscribe to it to be notified.",
    },
)
_DASHBOARD_OUTPUTS = module_outputs(
    _CALL, {"dashboard_name": "The dashboard of the deployment's monitored environments in this account."}
)


def monitoring_calls(
    deployment: Deployment, environment: ResolvedEnvironment
) -> tuple[tuple[ModuleCall, ...], tuple[Output, ...]]:
    """The call that monitors ``environment``, and its outputs; nothing where monitoring is not enabled."""
    monitoring = environment.settings.monitoring
    if not monitoring.enabled:
        return (), ()
    settings: dict[str, Value] = {}
    if monitoring.alarm_topic_arn:
        settings["alarm_topic"] = {"create": False, "arn": monitoring.alarm_topic_arn}
    if thresholds := _changed(monitoring.thresholds):
        settings["thresholds"] = thresholds
    if monitoring.disabled_alarms:
        settings["disabled_alarms"] = monitoring.disabled_alarms
    shown = _shown_by(deployment, environment)
    groups: list[dict[str, Value]] = [{"environment_name": ModuleValue("environment", "name")}, settings]
    if shown:
        # Named after the environment of its workspace: it can move to another workspace without a clash of names.
        groups.append(
            {"dashboard": {"name": environment.name, "environments": tuple(_shown(other) for other in shown)}}
        )
    if environment.settings.tags:
        groups.append({"tags": dict(environment.settings.tags)})
    calls = (ModuleCall(_CALL, "monitoring", tuple(group for group in groups if group)),)
    return calls, (*_OUTPUTS, *_DASHBOARD_OUTPUTS) if shown else _OUTPUTS


def _shown_by(deployment: Deployment, environment: ResolvedEnvironment) -> tuple[ResolvedEnvironment, ...]:
    """What the dashboard of ``environment`` shows: all environments of its account if it is the first of them."""
    shown = (other for other in deployment.environments if _on_dashboard_of(environment, other))
    first = next(shown, None)
    return (first, *shown) if first and first.key == environment.key else ()


def _on_dashboard_of(environment: ResolvedEnvironment, other: ResolvedEnvironment) -> bool:
    monitoring = other.settings.monitoring
    same_account = other.participant.account_id == environment.participant.account_id
    return same_account and monitoring.enabled and monitoring.dashboard and not other.settings.existing


def _shown(environment: ResolvedEnvironment) -> dict[str, Value]:
    disabled = environment.settings.monitoring.disabled_alarms
    return {"name": environment.name, **({"disabled_alarms": disabled} if disabled else {})}


def _changed(thresholds: Thresholds) -> dict[str, Value]:
    """What differs from the module's defaults, which are those of the configuration."""
    defaults = Thresholds()
    values = {name: getattr(thresholds, name) for name in Thresholds.model_fields}
    return {name: value for name, value in values.items() if value != getattr(defaults, name)}
