"""Who may use an environment's Airflow: policies in the participant's account, beside the environment."""

from __future__ import annotations

from collections.abc import Mapping

from mwaa_tf.blueprint.model import ModuleCall, ModuleValue, Output, Value
from mwaa_tf.blueprint.outputs import module_outputs
from mwaa_tf.config.access.roles import AirflowRole, Principals
from mwaa_tf.config.deployment import ResolvedEnvironment

_CALL = "airflow_access"
_OUTPUTS = module_outputs(
    _CALL,
    {
        "policy_arns": (
            "Policies for externally managed principals: `roles` (the UI) and `rest_api` by Airflow role; `cli`."
        ),
    },
)


def airflow_access(environment: ResolvedEnvironment) -> tuple[tuple[ModuleCall, ...], tuple[Output, ...]]:
    """The call that creates the policies of ``environment``, and its outputs; nothing without principals."""
    access = environment.settings.access
    by_role = {"roles": access.roles, "rest_api": access.rest_api}
    policies: dict[str, Value] = {name: _by_role(principals) for name, principals in by_role.items() if principals}
    if access.cli is not None:
        policies["cli"] = access.cli
    if not policies:
        return (), ()
    groups: list[dict[str, Value]] = [{"environment_name": ModuleValue("environment", "name")}, policies]
    if environment.settings.tags:
        groups.append({"tags": dict(environment.settings.tags)})
    return (ModuleCall(_CALL, "airflow-access", tuple(groups)),), _OUTPUTS


def _by_role(principals: Mapping[AirflowRole, Principals]) -> dict[str, Value]:
    return {str(role): arns for role, arns in principals.items()}
