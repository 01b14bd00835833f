"""Forward a local port through the bastion to the web server, by Session Manager's plugin.

The token of the session goes to the plugin in an environment variable, which other users cannot read, and not as an
argument, which they can; plugins up to 1.2.497.0 cannot do that (aws-cli, awscli/customizations/sessionmanager.py).
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from mwaa_tf import aws
from mwaa_tf.access.login.addresses import endpoint_name, local_port
from mwaa_tf.access.login.errors import LoginError
from mwaa_tf.aws_errors import aws_error
from mwaa_tf.blueprint import Account
from mwaa_tf.doctor import EnvironmentView
from mwaa_tf.mwaa.web_access import FORWARDING_DOCUMENT, PORT
from mwaa_tf.terraform.desktop import program_version
from mwaa_tf.terraform.process import Processes
from mwaa_tf.text import escape_control_characters as printable
from mwaa_tf.text import shell_quoted

PLUGIN = "session-manager-plugin"
PLUGIN_PAGE = (
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html"
)

_VARIABLE = "AWS_SSM_START_SESSION_RESPONSE"
_LAST_WITHOUT_VARIABLE = (1, 2, 497, 0)

#: Seconds until the plugin listens.
_STARTS_WITHIN = 20.0


@dataclass(frozen=True, slots=True)
class ForwardingRequest:
    """What is forwarded where."""

    instance_id: str
    host: str
    local_port: int
    region: str
    account: Account
    """Whose instance it is."""

    @property
    def parameters(self) -> dict[str, Any]:
        """Parameters of StartSession."""
        ports = {"portNumber": [str(PORT)], "localPortNumber": [str(self.local_port)]}
        return {
            "Target": self.instance_id,
            "DocumentName": FORWARDING_DOCUMENT,
            "Parameters": {"host": [self.host], **ports},
        }


def forwarding_of(view: EnvironmentView) -> ForwardingRequest:
    """The forwarding through the bastion of an environment. Raises :class:`LoginError` where it has none."""
    reading = view.bastion.instance
    if reading.gap:
        raise LoginError(f"the bastion cannot be read: {reading.gap.reason}")
    if reading.value is None:
        raise LoginError(f"{view.target.key} has no bastion; use another --via, or apply stage 4")
    target = view.target
    account = target.owner or target.participant
    return ForwardingRequest(reading.value.id, endpoint_name(view), local_port(target), target.region, account)


def forwarding_command(request: ForwardingRequest) -> str:
    """The command of the AWS CLI that does the same, to copy."""
    parameters = f"host={request.host},portNumber={PORT},localPortNumber={request.local_port}"
    profile = f" --profile {shell_quoted(request.account.profile)}" if request.account.profile else ""
    return (
        f"aws ssm start-session --region {request.region}{profile} --target {request.instance_id} "
        f"--document-name {FORWARDING_DOCUMENT} --parameters {shell_quoted(parameters)}"
    )


def missing_plugin() -> str:
    """Why the plugin cannot be used; empty if it can."""
    program = shutil.which(PLUGIN)
    if not program:
        return "the Session Manager plugin is not installed"
    text = program_version(program)
    try:
        version = tuple(int(part) for part in text.split("."))
    except ValueError:
        return f"the version of the Session Manager plugin is not understood: {printable(text)!r}"
    if version <= _LAST_WITHOUT_VARIABLE:
        return f"the Session Manager plugin {text} shows the session's token to other users; it needs a later one"
    return ""


def is_listening(port: int) -> bool:
    """Whether something listens on the port of this machine."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


class Forwarding:
    """A forwarded port, as long as the block lasts."""

    def __init__(
        self, request: ForwardingRequest, processes: Processes, environ: Mapping[str, str] | None = None
    ) -> None:
        self._request = request
        self._processes = processes
        self._client = aws.client("ssm", request.account, request.region, environ, attempts=3)
        self._session_id = ""
        self._lines: list[str] = []
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Forwarding:
        """Start the session and wait until the port listens. Raises :class:`LoginError`."""
        response = self._start_session()
        environ = {**os.environ, _VARIABLE: json.dumps(response)}
        self._thread = threading.Thread(target=self._run, args=(environ,), daemon=True)
        self._thread.start()
        try:
            self._wait(time.monotonic() + _STARTS_WITHIN)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @property
    def is_alive(self) -> bool:
        """Whether the plugin runs."""
        return bool(self._thread and self._thread.is_alive())

    def close(self) -> None:
        """End the plugin and the session."""
        self._processes.stop()
        if self._thread:
            self._thread.join(5)
        if self._session_id:
            with suppress(Exception):  # it ends by itself, after a while
                self._client.terminate_session(SessionId=self._session_id)

    def _start_session(self) -> dict[str, str]:
        try:
            answer = self._client.start_session(**self._request.parameters)
        except Exception as error:
            failure = aws_error(error)
            raise LoginError(
                f"no session with {self._request.instance_id}: {failure.reason}; the output "
                "bastion_session_policy_json of stage 4 is the policy that users need"
            ) from error
        self._session_id = str(answer["SessionId"])
        return {name: str(answer[name]) for name in ("SessionId", "TokenValue", "StreamUrl")}

    def _run(self, environ: Mapping[str, str]) -> None:
        profile = self._request.account.profile or ""
        parameters = json.dumps(self._request.parameters)
        command = [PLUGIN, _VARIABLE, self._request.region, "StartSession", profile, parameters]
        endpoint = str(self._client.meta.endpoint_url)
        with suppress(Exception):  # that it has ended is what is looked at
            self._processes.run([*command, endpoint], cwd=Path.cwd(), env=environ, on_line=self._lines.append)

    def _wait(self, deadline: float) -> None:
        while not is_listening(self._request.local_port):
            if not self.is_alive or time.monotonic() > deadline:
                said = printable(" ".join(self._lines[-3:]))
                raise LoginError(f"the forwarding did not start{f': {said}' if said else ''}")
            time.sleep(0.2)
