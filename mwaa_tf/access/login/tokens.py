"""Tokens of the web server and of its CLI: valid for 60 seconds, and shown nowhere.

The text of a token is in a URL or a header and nowhere else: it is not in the representation of an object, so that no
log and no traceback has it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mwaa_tf import aws
from mwaa_tf.access.login.errors import LoginError
from mwaa_tf.access.login.refusal import explain_refusal
from mwaa_tf.aws_errors import AwsErrorKind, aws_error, lacking_credentials
from mwaa_tf.doctor import Target
from mwaa_tf.doctor.commands import command
from mwaa_tf.mwaa import quotas
from mwaa_tf.text import did_you_mean, join_words
from mwaa_tf.text import escape_control_characters as printable

#: Names of environments that a message lists.
_MOST_NAMES = 20


@dataclass(frozen=True, slots=True)
class WebToken:
    """A token, and whose."""

    text: str = field(repr=False)
    requested_at: float
    """By the monotonic clock."""
    identity: str = ""
    """The user of Airflow that logs in; of a CLI token empty."""

    @property
    def remaining(self) -> float:
        """Seconds until it expires; negative for one that has."""
        return self.requested_at + quotas.TOKEN.total_seconds() - time.monotonic()


class Tokens:
    """Requests tokens with the credentials of the environment's account."""

    def __init__(self, target: Target, environ: Mapping[str, str] | None = None) -> None:
        self._target = target
        self._environ = environ

    def client(self, service: str) -> Any:
        """A client of the environment's account."""
        return aws.client(service, self._target.participant, self._target.region, self._environ, attempts=3)

    def web(self) -> WebToken:
        """A web login token. Raises :class:`LoginError` with the statement that is missing."""
        started = time.monotonic()
        answer = self.call("CreateWebLoginToken", lambda mwaa: mwaa.create_web_login_token(Name=self._target.name))
        return WebToken(_text(answer, "WebToken"), started, printable(str(answer.get("AirflowIdentity") or "")))

    def cli(self) -> WebToken:
        """A token of the Airflow CLI. Raises :class:`LoginError` with the statement that is missing."""
        started = time.monotonic()
        answer = self.call("CreateCliToken", lambda mwaa: mwaa.create_cli_token(Name=self._target.name))
        return WebToken(_text(answer, "CliToken"), started)

    def call(self, action: str, function: Callable[[Any], Mapping[str, Any]]) -> Mapping[str, Any]:
        """Call MWAA. Raises :class:`LoginError` in words, for a refusal with the statement to add."""
        from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

        try:
            return function(self.client("mwaa"))
        except (BotoCoreError, ClientError) as error:
            failure = aws_error(error)
            if failure.kind is AwsErrorKind.DENIED:
                reason = explain_refusal(self._target, f"airflow:{action}", failure.reason, self._environ or {})
                raise LoginError(reason) from error
            refused = "token" if action.endswith("Token") else "call"
            if failure.kind is AwsErrorKind.CREDENTIALS:
                account_id = self._target.participant.account_id
                raise LoginError(lacking_credentials(account_id, failure.reason)) from error
            if failure.kind is AwsErrorKind.NOT_FOUND:
                raise LoginError(self.missing_environment(failure.reason, refused)) from error
            raise LoginError(f"AWS refused the {refused}: {failure.reason}") from error

    def missing_environment(self, reason: str, refused: str = "call") -> str:
        """What AWS answered about an environment that it does not find, and which ones exist, as far as MWAA tells."""
        target, names = self._target, self._names()
        name, account_id = target.name, target.participant.account_id
        if name in (names or ()):  # it exists, but has no web server now
            return f"AWS refused the {refused}: {reason}"
        account = f"account {account_id}" if account_id else "the account of the credentials"
        planned = f"; `{command('status', target)}` shows what is applied of it" if target.settings else ""
        return f"{account} has no environment {name} in {target.region}{_known(name, names)}{planned}"

    def _names(self) -> list[str] | None:
        """The environments of the account and region; None where MWAA does not tell."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            pages = self.client("mwaa").get_paginator("list_environments").paginate()
            return sorted(printable(str(name)) for page in pages for name in page.get("Environments") or ())
        except (BotoCoreError, ClientError):
            return None


def _text(answer: Mapping[str, Any], member: str) -> str:
    """The token in ``answer``. Raises :class:`LoginError` where there is none: no login works without it."""
    token = answer.get(member)
    if not isinstance(token, str) or not token:
        raise LoginError(f"MWAA answered without a {member}; try again")
    return token


def _known(name: str, names: list[str] | None) -> str:
    """The environments that exist, as the end of a sentence; None where MWAA does not tell."""
    if names is None:
        return "; with airflow:ListEnvironments, this would list those that it has"
    if not names:
        return "; it has none in that region: try another --region or --profile"
    more = [f"{len(names) - _MOST_NAMES:,} more"] if len(names) > _MOST_NAMES else []
    return f"{did_you_mean(name, names)}; it has {join_words([*names[:_MOST_NAMES], *more])}"
