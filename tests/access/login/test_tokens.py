"""Tokens and the REST API: what AWS answers, and its refusals in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError, NoCredentialsError  # type: ignore[import-untyped]

from mwaa_tf.access.login import LoginError, Tokens, call_rest_api
from mwaa_tf.blueprint import Account
from mwaa_tf.doctor import Target
from mwaa_tf.errors import UsageError

ARN = "arn:aws:sts::222222222222:assumed-role/developer/session"


class Mwaa:
    """A client whose calls answer ``answer``, or raise it."""

    def __init__(self, answer: Mapping[str, Any] | Exception) -> None:
        self._answer = answer
        self.parameters: dict[str, Any] = {}
        self.environments: list[str] | Exception = []

    def get_paginator(self, _: str) -> Mwaa:
        return self

    def paginate(self) -> list[Mapping[str, Any]]:
        if isinstance(self.environments, Exception):
            raise self.environments
        return [{"Environments": [name]} for name in self.environments] or [{}]

    def __getattr__(self, name: str) -> Callable[..., Mapping[str, Any]]:
        def call(**parameters: Any) -> Mapping[str, Any]:
            if name == "get_caller_identity":
                return {"Account": "222222222222", "Arn": ARN}
            self.parameters = parameters
            if isinstance(self._answer, Exception):
                raise self._answer
            return self._answer

        return call


def tokens(answer: Mapping[str, Any] | Exception, monkeypatch: pytest.MonkeyPatch) -> tuple[Tokens, Mwaa]:
    client = Mwaa(answer)
    monkeypatch.setattr(Tokens, "client", lambda *_: client)
    target = Target("etl", "etl", "us-gov-west-1", Account("participant", "", None, None), None)
    return Tokens(target), client


def refusal(operation: str, code: str, message: str = "not allowed", **more: Any) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}, **more}, operation)


def test_a_web_token_says_as_whom_one_logs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = {"WebToken": "secret", "WebServerHostname": "x", "AirflowIdentity": "assumed-role/developer"}
    token = tokens(answer, monkeypatch)[0].web()
    assert (token.text, token.identity) == ("secret", "assumed-role/developer")
    assert 59 < token.remaining <= 60
    assert "secret" not in repr(token)


@pytest.mark.parametrize(
    ("existing", "told"),
    [
        (["elt", "nightly"], "has no environment etl in us-gov-west-1, did you mean elt?; it has elt and nightly"),
        (["a\x1b[31mb\n"], r"has no environment etl in us-gov-west-1; it has a\x1b[31mb\n"),
        ([f"e{number:02}" for number in range(30)], "e18, e19 and 10 more"),
        ([], "it has none in that region: try another --region or --profile"),
        (refusal("ListEnvironments", "AccessDeniedException"), "with airflow:ListEnvironments, this would list those"),
    ],
    ids=["near", "hostile", "many", "none", "denied"],
)
def test_an_environment_that_does_not_exist_is_told_once_with_those_that_do(
    monkeypatch: pytest.MonkeyPatch, existing: list[str] | Exception, told: str
) -> None:
    requested, client = tokens(refusal("CreateWebLoginToken", "ResourceNotFoundException"), monkeypatch)
    client.environments = existing
    with pytest.raises(LoginError) as raised:
        requested.web()
    assert str(raised.value).startswith("the account of the credentials has no environment etl in us-gov-west-1")
    assert told in str(raised.value)
    assert str(raised.value).count("no environment") == 1


def test_an_environment_that_exists_is_not_said_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    error = refusal("CreateWebLoginToken", "ResourceNotFoundException", "not available while PENDING")
    requested, client = tokens(error, monkeypatch)
    client.environments = ["etl"]
    with pytest.raises(LoginError, match=r"AWS refused the token: .*not available while PENDING"):
        requested.web()


@pytest.mark.parametrize("answer", [{}, {"WebToken": None, "CliToken": None}, {"WebToken": "", "CliToken": 7}])
@pytest.mark.parametrize("kind", ["web", "cli"])
def test_an_answer_without_a_token_is_told(monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any], kind: str) -> None:
    with pytest.raises(LoginError, match=r"MWAA answered without a (Web|Cli)Token; try again"):
        getattr(tokens(answer, monkeypatch)[0], kind)()


def test_no_credentials_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LoginError, match=r"^needs credentials( of account 222222222222)?: there are none$"):
        tokens(NoCredentialsError(), monkeypatch)[0].web()


def test_a_path_of_the_rest_api_may_have_a_query(monkeypatch: pytest.MonkeyPatch) -> None:
    requested, client = tokens({"RestApiStatusCode": 200, "RestApiResponse": {"dags": []}}, monkeypatch)
    result = call_rest_api(requested, "etl", "/dags?limit=5&only_active=true", "GET")
    assert (result.status, result.body, result.error) == (200, {"dags": []}, "")
    query = {"limit": "5", "only_active": "true"}
    assert client.parameters == {"Name": "etl", "Method": "GET", "Path": "/dags", "QueryParameters": query}


def test_data_is_the_body(monkeypatch: pytest.MonkeyPatch) -> None:
    requested, client = tokens({"RestApiStatusCode": 200, "RestApiResponse": {}}, monkeypatch)
    call_rest_api(requested, "etl", "/dags/sales", "PATCH", '{"is_paused": true}')
    assert client.parameters["Body"] == {"is_paused": True}


@pytest.mark.parametrize("code", ["RestApiClientException", "RestApiServerException"])
def test_an_error_of_airflow_has_its_status_and_its_answer(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    error = refusal("InvokeRestApi", code, RestApiStatusCode=404, RestApiResponse={"title": "DAG not found"})
    result = call_rest_api(tokens(error, monkeypatch)[0], "etl", "/dags/none")
    assert (result.status, result.body, result.error) == (404, {"title": "DAG not found"}, code)


@pytest.mark.parametrize("path", ["dags", "https://example.com/dags", "//example.com/dags", ""])
def test_a_path_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    with pytest.raises(UsageError, match="--rest takes a path"):
        call_rest_api(tokens({}, monkeypatch)[0], "etl", path)


def test_data_that_is_no_json_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="--data is not JSON"):
        call_rest_api(tokens({}, monkeypatch)[0], "etl", "/dags", "POST", "{")
