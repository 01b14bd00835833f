"""Secrets do not belong into the configuration: they would land in a state that others read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mwaa_tf.config.deployment import Deployment
from mwaa_tf.config.rules import Violation
from mwaa_tf.secret_values import kind_of_secret

#: Names of Airflow options that hold a secret (configurations-ref of Airflow's documentation).
_SECRET_NAME = re.compile(
    r"(?:^|_)(?:password|passwd|secret|secret_key|private_key|fernet_key|token|api_key|access_key|basic_auth|"
    r"credentials?|sql_alchemy_conn|broker_url|result_backend|jwt_secret)$"
)


def configuration_options(deployment: Deployment) -> Iterator[Violation]:
    """No option of Airflow looks like a secret. The message never repeats the value."""
    for member in deployment.environments:
        for option, value in member.settings.airflow_configuration_options.items():
            found = _kind(option, value)
            if found:
                yield (
                    member.path("airflow_configuration_options", option),
                    f"looks like {found}; it would stand in a Terraform state. "
                    "Keep it in AWS Secrets Manager (secrets.backend) instead",
                )


def _kind(option: str, value: str) -> str | None:
    section, _, name = option.lower().rpartition(".")
    # Airflow reads `<option>_secret` from its secrets backend: the value is only a name there.
    is_name_of_one = _SECRET_NAME.search(name.removesuffix("_secret")) and name.endswith("_secret")
    if section != "secrets" and value and _SECRET_NAME.search(name) and not is_name_of_one:
        return f"a secret, by its name {name}"
    return kind_of_secret(value)


RULES = (configuration_options,)
