"""Commands of the Airflow CLI, which the web server runs (MWAA user guide, call-mwaa-apis-cli)."""

from __future__ import annotations

import base64
import binascii
import http.client
import json
from dataclasses import dataclass

from mwaa_tf.access.login.addresses import WebAddress
from mwaa_tf.access.login.connection import connection
from mwaa_tf.access.login.errors import LoginError
from mwaa_tf.access.login.tokens import WebToken
from mwaa_tf.mwaa import quotas
from mwaa_tf.mwaa.web_access import CLI_PATH
from mwaa_tf.text import escape_control_characters as printable
from mwaa_tf.text import truncate

#: Seconds that a command may take: parsing all DAGs takes minutes.
_SECONDS = 300.0

_REFUSED = (http.HTTPStatus.UNAUTHORIZED, http.HTTPStatus.FORBIDDEN)


@dataclass(frozen=True, slots=True)
class CliResult:
    """What a command printed."""

    status: int
    """HTTP status of the answer: 200, or 400 for a command that failed."""
    stdout: str
    stderr: str

    @property
    def ok(self) -> bool:
        """Whether the command succeeded."""
        return self.status == http.HTTPStatus.OK


def run_cli_command(address: WebAddress, token: WebToken, command: str, *, doctor: str) -> CliResult:
    """Run a command such as ``dags list``. Raises :class:`LoginError` where the web server does not run it.

    Which commands there are depends on the version of Airflow (page airflow-cli-command-reference); the web server
    refuses the others. ``doctor`` is the command that examines a principal.
    """
    link = connection(address, _SECONDS)
    headers = {"Authorization": f"Bearer {token.text}", "Content-Type": "text/plain"}
    try:
        status, body = link.send_request("POST", CLI_PATH, command.encode(), headers)
    except (OSError, http.client.HTTPException) as error:
        raise LoginError(f"{address.host} did not answer the command: {printable(str(error))}") from error
    finally:
        link.close()
    if status in _REFUSED:
        raise LoginError(
            f"{address.host} refuses the command ({status}): the CLI token, which is valid for "
            f"{quotas.TOKEN.total_seconds():.0f} seconds, has expired, or the environment accepts no CLI tokens. "
            f"Run it again; if it is refused again, `{doctor}` says what the principal lacks"
        )
    return _result(address, status, body)


def _result(address: WebAddress, status: int, body: bytes) -> CliResult:
    try:
        answer = json.loads(body)
        return CliResult(status, _decoded(answer["stdout"]), _decoded(answer["stderr"]))
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error) as error:
        text = printable(truncate(body.decode(errors="replace"), 200))
        raise LoginError(f"{address.host} answered {status} and no result of a command: {text}") from error


def _decoded(text: str) -> str:
    return base64.b64decode(text, validate=True).decode(errors="replace")
