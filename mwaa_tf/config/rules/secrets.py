"""Secrets do not belong into the configuration: they would land in a state that others read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mwaa_tf.config.deployment import Deployment
from mwaa_tf.config.rules import Violation

#: Names of Airflow options that hold a secret (configurations-ref of Airflow's documentation).
_SECRET_NAME = re.compile(
    r"(?:^|_)(?:password|passwd|secret|secret_key|private_key|fernet_key|token|api_key|access_key|basic_auth|"
    r"credentials?|sql_alchemy_conn|broker_url|result_backend|jwt_secret)$"
)

#: Values that are a secret whatever the option is called.
_SECRET_VALUE = {
    "an AWS access key id": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a URL with a password": re.compile(r"[a-z][a-z0-9+.-]*://[^/\s:@]*:[^/\s@]+@", re.IGNORECASE),
    "a token": re.compile(r"\b(?:ghp|gho|ghs|glpat|xox[abprs])[_-][0-9A-Za-z-]{16,}|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\."),
}


def configuration_options(deployment: Deployment) -> Iterator[Violation]:
    """No option of Airflow looks like a secret. The message never repeats the value."""
    for member in deployment.members:
        for option, value in member.environment.airflow_configuration_options.items():
            found = _kind(option, value)
            if found:
                yield (
                    member.path("airflow_configuration_options", option),
                    f"looks like {found}; it would stand in a Terraform state. "
                    "Keep it in AWS Secrets Manager (secrets.backend) instead",
                )


def _kind(option: str, value: str) -> str | None:
    section, _, name = option.rpartition(".")
    if section != "secrets" and value and _SECRET_NAME.search(name.lower()):
        return f"a secret, by its name {name}"
    return next((kind for kind, pattern in _SECRET_VALUE.items() if pattern.search(value)), None)


RULES = (configuration_options,)
