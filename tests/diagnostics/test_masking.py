"""What a log must never have is masked, and the rest is left as it was."""

from __future__ import annotations

import shlex
from urllib.parse import quote

import pytest

from mwaa_tf.diagnostics.masking import MASK, masked, masked_command
from tests.secret_values.samples import BY_KIND, CANARY, TEXTS, part_of

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


@pytest.mark.parametrize(
    "text",
    [
        f"aws_secret_access_key = {SECRET}",
        f'{{"AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "SecretAccessKey": "{SECRET}"}}',
        f"{{'SecretAccessKey': '{SECRET}', 'SessionToken': '{SECRET}'}}",
        f"Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101, Signature={SECRET}",
        f"{{'Authorization': 'Bearer {SECRET}'}}",
        f"PRIVATE-TOKEN: {SECRET}",
        f"https://bucket.s3.amazonaws.com/key?X-Amz-Security-Token={SECRET}&X-Amz-Signature={SECRET}",
        f"https://x-access-token:{SECRET.replace('/', '')}@github.com/acme/modules",
        f"https://example.com/?access_token={SECRET}",
        f"password={SECRET}",
        f'db_password: "{SECRET}"',
    ],
)
def test_what_is_named_like_a_secret_is_masked(text: str) -> None:
    cleaned = masked(text, {})

    assert SECRET not in cleaned
    assert SECRET.replace("/", "") not in cleaned
    assert "AKIAIOSFODNN7EXAMPLE" not in cleaned


@pytest.mark.parametrize(
    "secret",
    [
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_" + "a1B2" * 9,
        "glpat-" + "a1B2" * 5,
        "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
    ],
)
def test_what_looks_like_a_secret_is_masked_whatever_it_is_called(secret: str) -> None:
    assert secret not in masked(f"the value {secret} was refused", {})


@pytest.mark.parametrize(
    "name",
    [
        *("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "GITHUB_TOKEN", "TF_TOKEN_app_terraform_io", "DB_PASSWORD"),
        *("ARTIFACTORY_PAT", "DB_PASS", "SENTRY_DSN", "AIRFLOW_CONN_WAREHOUSE", "SOME_API_KEY", "dbPassword"),
    ],
)
def test_the_value_of_a_secret_variable_is_masked_wherever_it_stands(name: str) -> None:
    assert masked("refused: correct-horse-battery", {name: "correct-horse-battery"}) == f"refused: {MASK}"


def test_variables_that_only_name_a_place_are_no_secrets() -> None:
    environ = {
        "AWS_WEB_IDENTITY_TOKEN_FILE": "/var/run/token",
        "SECRETS_DIR": "/run/secrets",
        "TOKEN": "short",
        "PWD": "/var/run",
    }

    assert masked("read /var/run/token and /run/secrets; short", environ) == (
        "read /var/run/token and /run/secrets; short"
    )


@pytest.mark.parametrize(
    "text",
    [
        "terraform apply -json -input=false in generated/analytics/1-network",
        "mwaa.GetEnvironment in 222222222222, us-east-1: attempt 2, ThrottlingException",
        "module.environment.aws_secretsmanager_secret.this[0]",
        "KeyError: 'subnet_ids'",
    ],
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert masked(text, {}) == text


def test_a_secret_that_a_shell_would_quote_is_masked_on_a_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "tok\"en'with\\quote99"
    monkeypatch.setenv("GITHUB_TOKEN", secret)

    line = masked_command(["review", "--title", f"by {secret}", "plan's.json"])

    assert shlex.split(line) == ["review", "--title", f"by {MASK}", "plan's.json"]


@pytest.mark.parametrize("secret", [secret for secrets in BY_KIND.values() for secret in secrets])
def test_a_log_has_no_secret_of_any_form(secret: str) -> None:
    for text in (f"refused: {secret}", f"GET /?x={quote(secret, safe='')} HTTP/1.1", f"{{'a': {secret!r}}}"):
        assert part_of(secret) not in masked(text, {})


@pytest.mark.parametrize("text", TEXTS)
def test_a_log_has_no_value_of_a_name_of_a_secret(text: str) -> None:
    assert CANARY not in masked(text.replace("{}", CANARY).replace("{{", "{").replace("}}", "}"), {})


def test_the_value_of_a_secret_variable_is_masked_as_it_stands_in_a_url_and_in_json() -> None:
    environ = {"ARTIFACTORY_PAT": 'tok/en+with"quote 99'}

    for text in ("GET /?q=tok%2Fen%2Bwith%22quote%2099", 'body {"a": "tok/en+with\\"quote 99"}'):
        assert "quote" not in masked(text, environ)
