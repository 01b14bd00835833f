"""Who may use an environment's Airflow: policies in the participant's account, beside the environment."""

from __future__ import annotations

from collections.abc import Mapping

from mwaa_tf.blueprint.model import ModuleCall, ModuleValue, Output, Value
from mwaa_tf.config.access.roles import AirflowRole, Principals
from mwaa_tf.config.deployment import ResolvedEnvironment

_CALL = "airflow_access"
_OUTPUTS = (
    Output(
        "policy_arns",
        "Policies, for principals that are managed elsewhere: `roles` (the UI) and `rest_api` by Airflow role; `cli`.",
        ModuleValue(_CALL, "policy_arns"),
    ),
)


def airflow_access(member: ResolvedEnvironment) -> tuple[tuple[ModuleCall, ...], tuple[Output, ...]]:
    """The call that makes the policies of ``member``, and its outputs; nothing where nobody is named."""
    access = member.environment.access
    by_role = {"roles": access.roles, "rest_api": access.rest_api}
    asked: dict[str, Value] = {name: _named(principals) for name, principals in by_role.items() if principals}
    if access.cli is not None:
        asked["cli"] = access.cli
    if not asked:
        return (), ()
    groups: list[dict[str, Value]] = [{"environment_name": ModuleValue("environment", "name")}, asked]
    if member.environment.tags:
        groups.append({"tags": dict(member.environment.tags)})
    return (ModuleCall(_CALL, "airflow-access", tuple(groups)),), _OUTPUTS


def _named(principals: Mapping[AirflowRole, Principals]) -> dict[str, Value]:
    return {str(role): arns for role, arns in principals.items()}
