"""Forwarding through the bastion: a plugin that records how it was called, and listens."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf import aws
from mwaa_tf.access.login import LoginError, forwarding_command, is_listening, missing_plugin
from mwaa_tf.access.login.forwarding import Forwarding, ForwardingRequest
from mwaa_tf.blueprint import Account
from mwaa_tf.cli._login import Login
from mwaa_tf.doctor import EnvironmentView, Target
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.view import ViewOrigin
from mwaa_tf.terraform.process import Processes


def free_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])


SECRET = "secret-token-of-the-session"

PLUGIN = """#!{python}
import json, os, socket, sys, time
if sys.argv[1:] == ["--version"]:
    print("{version}")
    sys.exit()
with open("{record}", "w") as record:
    json.dump({{
        "arguments": sys.argv[1:],
        "cmdline": open("/proc/self/cmdline").read(),
        "variable": os.environ["AWS_SSM_START_SESSION_RESPONSE"],
    }}, record)
if {fails}:
    print("SessionManagerPlugin: cannot connect")
    sys.exit(1)
listener = socket.create_server(("127.0.0.1", {port}))
time.sleep(60)
"""


class Ssm:
    """A client of Systems Manager that records its calls."""

    class meta:  # noqa: N801 - as boto3 names it
        endpoint_url = "https://ssm.us-east-1.amazonaws.com"

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def start_session(self, **parameters: Any) -> dict[str, Any]:
        self.calls.append(("start_session", parameters))
        return {
            "SessionId": "user-1",
            "TokenValue": SECRET,
            "StreamUrl": "wss://ssmmessages.us-east-1.amazonaws.com/v1/data-channel/user-1",
            "ResponseMetadata": {"HTTPStatusCode": 200},
        }

    def terminate_session(self, **parameters: Any) -> None:
        self.calls.append(("terminate_session", parameters))


@pytest.fixture
def ssm(monkeypatch: pytest.MonkeyPatch) -> Ssm:
    client = Ssm()
    monkeypatch.setattr(aws, "client", lambda *_, **__: client)
    return client


@pytest.fixture
def request_() -> ForwardingRequest:
    owner = Account("owner", "111111111111", None, "network")
    return ForwardingRequest("i-0123456789abcdef0", "vpce-1.example.com", free_port(), "us-east-1", owner)


@pytest.fixture
def processes() -> Iterator[Processes]:
    running = Processes(grace=2.0)
    yield running
    running.close()


def install(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, version: str = "1.2.764.0", port: int = 0, fails: bool = False
) -> Path:
    """A plugin on PATH; the file in which it records its call."""
    record, program = folder / "record.json", folder / "session-manager-plugin"
    program.write_text(PLUGIN.format(python=sys.executable, version=version, record=record, port=port, fails=fails))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    return record


def test_the_token_of_the_session_is_in_no_argument(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ssm: Ssm, request_: ForwardingRequest, processes: Processes
) -> None:
    record = install(tmp_path, monkeypatch, port=request_.local_port)
    with Forwarding(request_, processes):
        assert is_listening(request_.local_port)
        called = json.loads(record.read_text())
        assert json.loads(called["variable"])["TokenValue"] == SECRET
        assert SECRET not in called["cmdline"]
        assert called["arguments"] == [
            "AWS_SSM_START_SESSION_RESPONSE",
            "us-east-1",
            "StartSession",
            "network",
            json.dumps(request_.parameters),
            "https://ssm.us-east-1.amazonaws.com",
        ]
    assert not is_listening(request_.local_port)
    assert ssm.calls == [
        ("start_session", request_.parameters),
        ("terminate_session", {"SessionId": "user-1"}),
    ]
    assert request_.parameters["Parameters"] == {
        "host": ["vpce-1.example.com"],
        "portNumber": ["443"],
        "localPortNumber": [str(request_.local_port)],
    }


def test_a_plugin_that_fails_is_quoted_and_the_session_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ssm: Ssm, request_: ForwardingRequest, processes: Processes
) -> None:
    install(tmp_path, monkeypatch, fails=True)
    with pytest.raises(LoginError, match="the forwarding did not start: SessionManagerPlugin: cannot connect"):
        Forwarding(request_, processes).__enter__()
    assert ssm.calls[-1][0] == "terminate_session"


@pytest.mark.parametrize(
    ("version", "reason"),
    [
        ("1.2.497.0", "the Session Manager plugin 1.2.497.0 shows the session's token to other users"),
        ("1.2.30.0", "shows the session's token"),
        ("1.2.536.0", ""),
        ("2.0.0.0", ""),
        ("unknown", "the version of the Session Manager plugin is not understood: 'unknown'"),
    ],
)
def test_a_plugin_that_shows_the_token_to_other_users_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, reason: str
) -> None:
    install(tmp_path, monkeypatch, version=version)
    assert reason in missing_plugin()
    assert bool(missing_plugin()) is bool(reason)


def test_a_missing_plugin_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert missing_plugin() == "the Session Manager plugin is not installed"


def test_the_command_that_does_the_same_can_be_copied(request_: ForwardingRequest) -> None:
    assert forwarding_command(request_) == (
        "aws ssm start-session --region us-east-1 --profile network --target i-0123456789abcdef0 "
        "--document-name AWS-StartPortForwardingSessionToRemoteHost "
        f"--parameters host=vpce-1.example.com,portNumber=443,localPortNumber={request_.local_port}"
    )


def test_without_a_plugin_the_command_to_run_is_a_line_of_its_own(
    request_: ForwardingRequest, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("mwaa_tf.cli._login.forwarding_of", lambda _: request_)
    monkeypatch.setattr("mwaa_tf.cli._login.missing_plugin", lambda: "the plugin is not installed")
    target = Target("etl", "etl", "us-east-1", request_.account, None)
    view = EnvironmentView(
        target=target, origin=ViewOrigin.AWS, environment=Reading.unread(Gap(GapKind.NOT_ASKED, "not read"))
    )

    with ExitStack() as stack:
        Login(target, None, 1)._forward(view, stack)

    assert capsys.readouterr().err.splitlines() == [
        "The plugin is not installed. In another terminal, run:",
        f"  {forwarding_command(request_)}",
    ]
