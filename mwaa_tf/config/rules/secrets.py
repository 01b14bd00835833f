"""Secrets do not belong in the configuration: they would end up in a state that others read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.config.rule import Breach, Path, environment_rule, rule
from mwaa_tf.config.secret_text import kind_of_secret_in
from mwaa_tf.config.unchecked import UncheckedDeployment
from mwaa_tf.lazy_pattern import LazyPattern
from mwaa_tf.secret_values import is_secret_name
from mwaa_tf.secret_values.names import SECRET_WORDS, is_harmless_value

#: The file that Airflow's kerberos.keytab names; the value is no secret (configurations-ref).
_KEYTAB_FILE = LazyPattern(r"/\S+|[\w.-]+\.keytab")


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


@rule("secrets-tags", reads=("tags[=]",))
def tags(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """No tag is a secret by its key: everyone who sees a resource sees its tags (AWS, Tagging best practices)."""
    yield from _secret_tags(("tags",), deployment.tags)


@rule("secrets-tags-of-the-network", reads=("participants[=].network_tags[=]",))
def tags_of_the_network(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """The same of the tags that a participant sets on the network."""
    for i, participant in enumerate(deployment.participants):
        yield from _secret_tags(("participants", i, "network_tags"), participant.network_tags)


@environment_rule("secrets-tags-of-environments", reads=("environment.tags[=]",))
def tags_of_environments(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """The same of the tags of an environment."""
    for key, value in environment.settings.tags.items():
        if is_secret_name(key):
            yield from _secret_tags(environment.path("tags", key)[:-1], {key: value})


def _secret_tags(path: Path, tags: Mapping[str, str]) -> Iterator[Breach]:
    for key, value in tags.items():
        if is_secret_name(key) and not is_harmless_value(key, value):
            yield (
                (*path, key),
                "looks like a secret, by its name; everyone who sees the resource sees its tags. Keep it in AWS "
                "Secrets Manager and give its ARN here, or choose another key if it is none",
            )


def _kind(option: str, value: str) -> str | None:
    section, _, name = option.lower().rpartition(".")
    if section != "secrets" and _is_secret_option(name, value):
        return f"a secret, by its name {name}"
    return kind_of_secret_in(value)


def _is_secret_option(name: str, value: str) -> bool:
    # Airflow reads `<option>_secret` from its secrets backend: the value is only a name there. `jwt_secret` is none.
    of_secret = name.removesuffix("_secret")
    if of_secret != name and is_secret_name(of_secret) and of_secret not in SECRET_WORDS:
        return False
    return (
        is_secret_name(name)
        and not is_harmless_value(name, value)
        and not (name == "keytab" and _KEYTAB_FILE.fullmatch(value))
    )
