"""Commands of the Airflow CLI: what is sent, and each kind of answer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mwaa_tf.access.login import LoginError, Via, WebAddress, WebToken, run_cli_command
from tests.access.login.web_server import WebServer, cli_output, web_server

HOST = "abc-vpce.c1.us-east-1.airflow.amazonaws.com"
TOKEN = WebToken("cli-secret", time.monotonic())
DOCTOR = "mwaa_tf doctor etl --principal ARN"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    with web_server(tmp_path, HOST) as running:
        monkeypatch.setenv("SSL_CERT_FILE", str(running.bundle))
        yield running


def address(server: WebServer) -> WebAddress:
    return WebAddress(Via.BASTION, HOST, HOST, "127.0.0.1", server.port)


def test_the_output_of_a_command_is_decoded(server: WebServer) -> None:
    server.cli_answer = (200, cli_output("dag_id | owner\nsales  | data\n", "a warning\n"))
    result = run_cli_command(address(server), TOKEN, "dags list", doctor=DOCTOR)
    assert (result.ok, result.stdout, result.stderr) == (True, "dag_id | owner\nsales  | data\n", "a warning\n")
    ((method, path, headers, body),) = server.requests
    assert (method, path, body) == ("POST", "/aws_mwaa/cli", b"dags list")
    assert (headers["Content-Type"], headers["Authorization"]) == ("text/plain", "Bearer cli-secret")


def test_a_command_that_failed_is_a_result_with_its_error(server: WebServer) -> None:
    server.cli_answer = (400, cli_output("", "invalid choice: 'dogs'\n"))
    result = run_cli_command(address(server), TOKEN, "dogs list", doctor=DOCTOR)
    assert (result.ok, result.stderr) == (False, "invalid choice: 'dogs'\n")


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_command_is_told(server: WebServer, status: int) -> None:
    server.cli_answer = (status, b"")
    with pytest.raises(LoginError, match=rf"refuses the command \({status}\): the CLI token, which is valid"):
        run_cli_command(address(server), TOKEN, "dags list", doctor=DOCTOR)


@pytest.mark.parametrize(
    "body", [b"<html>bad gateway", b"[]", b'{"stdout": ""}', b'{"stdout": "%", "stderr": ""}', b"[" * 100_000]
)
def test_an_answer_that_is_not_understood_is_shown(server: WebServer, body: bytes) -> None:
    server.cli_answer = (200, body)
    with pytest.raises(LoginError, match="answered 200 and no result of a command"):
        run_cli_command(address(server), TOKEN, "dags list", doctor=DOCTOR)


def test_the_representation_of_a_token_does_not_have_it() -> None:
    assert "cli-secret" not in f"{TOKEN!r} {TOKEN}"
