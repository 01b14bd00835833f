"""Which options of Airflow are taken for secrets: by the one list of names that a review has, too."""

from __future__ import annotations

import pytest

from mwaa_tf.config.rules.secrets import _is_secret_option

#: Options that hold secrets (configurations-ref of Airflow's documentation).
_SECRETS = (
    *("fernet_key", "secret_key", "jwt_secret", "smtp_password", "flower_basic_auth", "internal_api_secret_key"),
    *("sql_alchemy_conn", "broker_url", "result_backend", "sentry_dsn", "private_key", "celery_api_key", "auth_token"),
)


@pytest.mark.parametrize("option", _SECRETS)
def test_an_option_that_holds_a_secret_is_one_unless_its_value_is_none(option: str) -> None:
    assert _is_secret_option(option, "Hunt3r-c4n4ry")
    for harmless in ("", "None", "{{resolve:secretsmanager:airflow}}", "arn:aws:secretsmanager:us-east-1:1:secret:a"):
        assert not _is_secret_option(option, harmless)


@pytest.mark.parametrize("option", ["fernet_key_secret", "sql_alchemy_conn_secret", "password_secret", "token_secret"])
def test_the_name_of_a_secret_in_the_backend_is_none(option: str) -> None:
    assert not _is_secret_option(option, "airflow-fernet-key")


@pytest.mark.parametrize(
    ("option", "value"),
    [("keytab", "/etc/airflow.keytab"), ("keytab", "airflow.keytab"), ("next_token", "abc"), ("parallelism", "32")],
)
def test_an_option_of_another_kind_is_none(option: str, value: str) -> None:
    assert not _is_secret_option(option, value)
