"""What a principal lacks that AWS refused: judged as the doctor judges it, before and after the refusal the same."""

from __future__ import annotations

from collections.abc import Mapping

from mwaa_tf import aws
from mwaa_tf.doctor import CheckResult, CollectOptions, EnvironmentView, Target, collect
from mwaa_tf.doctor.airflow_access import CLI, REST_API, access_issues, missing_statement
from mwaa_tf.doctor.commands import command
from mwaa_tf.doctor.finding import Issue, not_checkable
from mwaa_tf.doctor.reading import UnreadError
from mwaa_tf.errors import UsageError
from mwaa_tf.mwaa.airflow_roles import AIRFLOW_ROLES
from mwaa_tf.text import escape_control_characters as printable
from mwaa_tf.text import join_words, shell_quoted

_REFUSED = {CLI: "use the Airflow CLI of", REST_API: "call the REST API of"}


def explain_refusal(target: Target, action: str, reason: str, environ: Mapping[str, str]) -> str:
    """Say what the principal of the credentials lacks for ``action``, which AWS refused with ``reason``.

    Its policies are read, as `doctor --principal` does. Where they cannot be read, or allow it, that is said.
    """
    account_id, arn = _caller(target, environ)
    refused = f"{arn or 'the principal of the credentials'} may not {_REFUSED.get(action, 'log in to')} {target.name}"
    issue = _judged(target, action, arn, environ) if arn else None
    if issue and issue.result is CheckResult.FAILURE:
        return f"{printable(issue.message)}\nFix: {printable(issue.fix)}\nAWS answered {reason}"
    if issue and issue.result is CheckResult.PASS:
        # MWAA user guide, access-mwaa-apache-airflow-rest-api: private web servers are called from inside the VPC.
        inside = ". Of a private web server, MWAA answers callers inside the VPC only" if action == REST_API else ""
        return (
            f"{refused}: {reason}\n{printable(issue.message)}{inside}\n"
            f"Fix: Ask who manages the organization or the session to allow {action}"
        )
    account_id = target.participant.account_id or account_id
    statement = missing_statement(target.region, account_id, target.name, action)
    roles = "" if action == CLI else f", with the role that it should get ({join_words(AIRFLOW_ROLES, 'or')})"
    doctor = command("doctor", target, "--principal", shell_quoted(arn or "ARN"))
    unread = f"\nIts policies could not be judged: {printable(issue.message)}" if issue else ""
    return (
        f"{refused}: {reason}\n"
        f"Fix: If no policy of it allows {action}, add to one{roles}: `{statement}`{unread}\n"
        f"With credentials that may read IAM, `{doctor}` says what it lacks"
    )


def _judged(target: Target, action: str, arn: str, environ: Mapping[str, str]) -> Issue | None:
    """The worst of what the policies say; None for a principal that is neither user nor role."""
    try:
        options = CollectOptions(principal_arn=arn)
        (view,), _ = collect((target,), {"principal"}, options=options, environ=lambda _: environ)
    except UsageError:
        return None
    issues = _issues(view, action)
    return min(issues, key=lambda issue: tuple(CheckResult).index(issue.result))


def _issues(view: EnvironmentView, action: str) -> list[Issue]:
    try:
        return list(access_issues(view, action))
    except UnreadError as error:
        return [not_checkable(error.gap)]


def _caller(target: Target, environ: Mapping[str, str]) -> tuple[str, str]:
    """Account and ARN of the credentials; empty where STS does not tell."""
    from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

    try:
        identity = aws.client("sts", target.participant, target.region, environ, attempts=3).get_caller_identity()
    except (BotoCoreError, ClientError):
        return "", ""
    return str(identity.get("Account") or ""), printable(str(identity.get("Arn") or ""))
