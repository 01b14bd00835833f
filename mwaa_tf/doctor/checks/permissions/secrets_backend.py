"""The execution role may read the secrets of Airflow's secrets backend."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.permissions._role import RoleNeed, resource_arn, role_issues
from mwaa_tf.doctor.finding import Issue, not_checkable, passed
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.iam.patterns import ANY

#: By the class that the option names: the action, service and kind of the resource, and how names begin by default
#: (Amazon provider of Airflow, secrets/secrets_manager.py and secrets/systems_manager.py).
_BACKENDS = {
    "SecretsManagerBackend": ("secretsmanager:GetSecretValue", "secretsmanager", "secret:", "airflow"),
    "SystemsManagerParameterStoreBackend": ("ssm:GetParameter", "ssm", "parameter", "/airflow"),
}
#: The parameters that say where connections and variables are; null turns the lookup off.
_PREFIXES = {"connections_prefix": "connections", "variables_prefix": "variables"}


@check(
    "permissions.secrets-backend",
    title="The execution role may read Airflow's secrets backend",
    fix="Allow the execution role to read what is below the prefixes of `secrets.backend_kwargs`.",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/connections-secrets-manager.html",
    reads=("execution_role",),
    covers=("verify_env: check_secrets_manager",),
)
def secrets_backend(view: EnvironmentView) -> Iterator[Issue]:
    """The role may read what is below the prefixes that `secrets.backend_kwargs` names, if `secrets.backend` is AWS's.

    Else every connection and variable is looked up in vain, or the DAG fails with AccessDenied.
    """
    backend = view.environment.value.options.value.get("secrets.backend", "").rpartition(".")[2]
    if not backend:
        yield passed("no secrets backend is configured")
        return
    if backend not in _BACKENDS:
        yield passed("the secrets backend is none of AWS's")
        return
    action, service, kind, default = _BACKENDS[backend]
    try:
        prefixes = _prefixes(view.environment.value.options.value.get("secrets.backend_kwargs", ""), default)
    except ValueError:
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, "secrets.backend_kwargs is not a JSON object"))
        return
    yield from role_issues(
        view, [RoleNeed(action, resource_arn(view, service, f"{kind}{_below(prefix, kind)}")) for prefix in prefixes]
    )


def _prefixes(arguments: str, default: str) -> list[str]:
    """The prefixes that are looked up. Raises :class:`ValueError` for arguments that are no JSON object."""
    try:
        parsed: Any = json.loads(arguments) if arguments.strip() else {}
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(parsed, dict):
        raise ValueError("not an object")
    chosen = [parsed.get(name, f"{default}/{last}") for name, last in _PREFIXES.items()]
    return [str(prefix) for prefix in chosen if prefix is not None]


def _below(prefix: str, kind: str) -> str:
    name = f"{prefix.rstrip('/')}/{ANY}"
    return name if kind == "secret:" or name.startswith("/") else f"/{name}"
