"""Secrets do not belong in the configuration: they would end up in a state that others read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.config.rule import Breach, environment_rule
from mwaa_tf.config.unchecked import UncheckedDeployment
from mwaa_tf.secret_values import kind_of_secret

#: Names of Airflow options that hold a secret (configurations-ref of Airflow's documentation).
_SECRET_NAME = re.compile(
    r"(?:^|_)(?:password|passwd|secret|secret_key|private_key|fernet_key|token|api_key|access_key|basic_auth|"
    r"credentials?|sql_alchemy_conn|broker_url|result_backend|jwt_secret)$"
)


@environment_rule("secrets-configuration-options", reads=("environment.airflow_configuration_options[=]",))
def configuration_options(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """No option of Airflow looks like a secret: it would be in the state. The message never repeats the value."""
    for option, value in environment.settings.airflow_configuration_options.items():
        if kind := _kind(option, value):
            yield (
                environment.path("airflow_configuration_options", option),
                f"looks like {kind}; it would be stored in a Terraform state. "
                "Keep it in AWS Secrets Manager (secrets.backend) instead",
            )


def _kind(option: str, value: str) -> str | None:
    section, _, name = option.lower().rpartition(".")
    # Airflow reads `<option>_secret` from its secrets backend: the value is only a name there.
    is_name_of_secret = _SECRET_NAME.search(name.removesuffix("_secret")) and name.endswith("_secret")
    if section != "secrets" and _SECRET_NAME.search(name) and not is_name_of_secret:
        return f"a secret, by its name {name}"
    return kind_of_secret(value)
