"""Whether the credentials at hand are those of each workspace's account: one call for each set of credentials."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from mwaa_tf import aws
from mwaa_tf.aws_errors import AwsError, AwsErrorKind, aws_error
from mwaa_tf.blueprint import Account, Workspace
from mwaa_tf.concurrency import run_concurrently
from mwaa_tf.lifecycle.explained import MissingCredentials
from mwaa_tf.lifecycle.lifecycle import Environ
from mwaa_tf.text import escape_control_characters, shell_quoted

#: Calls of a person who waits for the answer are not repeated for as long as those of a long run.
_ATTEMPTS = 3

_JOBS = 8

_NEEDS = "needs credentials of "


@dataclass(frozen=True, slots=True)
class WorkspaceCredentials:
    """Whether Terraform, with the credentials at hand, would work in the account of a workspace."""

    workspace: str
    """Its path."""
    account: Account
    identity: str = ""
    """ARN of the caller, whatever account it is of; empty if AWS named none."""
    found_account_id: str = ""
    """The account that the credentials are of; empty if AWS named none."""
    reason: str = ""
    """Why there are no credentials of the account: none exist, or AWS refuses them."""
    remedy: str = ""
    """What to do about it."""
    error: str = ""
    """Why this could not be found out: the network, or a failure of AWS."""

    @property
    def is_usable(self) -> bool:
        """Whether they are credentials of the account."""
        return not self.error and not self.needs_account

    @property
    def needs_account(self) -> str:
        """The id of the account whose credentials are needed; empty if they exist, or if that is not known."""
        return self.account.account_id if self.reason else ""

    def __str__(self) -> str:
        account = self.account
        name = f"account {account.account_id} ({_title(account)})"
        if self.error:
            return f"credentials of {name} could not be checked: {self.error}"
        if self.reason:
            return f"{_NEEDS}{name}: {self.reason}; {self.remedy}"
        return f"has credentials of {name}: {escape_control_characters(self.identity)}"


def workspace_credentials(
    workspaces: Iterable[Workspace], environ: Environ = lambda _: {}, *, jobs: int = _JOBS
) -> tuple[WorkspaceCredentials, ...]:
    """For each of ``workspaces``, in their order, whether there are credentials of its account.

    They are found as Terraform finds them: the profile and the role of the configuration, else the environment, with
    the variables of ``environ`` (that of :class:`Lifecycle`) in addition. For each distinct account, role and profile,
    STS is asked once who the caller is (GetCallerIdentity, which needs no permission), at most ``jobs`` at a time.
    Raises nothing for what AWS or the configuration of credentials can cause.
    """
    workspaces = tuple(workspaces)
    first: dict[object, tuple[Workspace, Mapping[str, str]]] = {}
    keys = []
    for workspace in workspaces:
        variables = environ(workspace)
        account = workspace.account
        key = (account.account_id, account.role_arn, account.profile, tuple(sorted(variables.items())))
        first.setdefault(key, (workspace, variables))
        keys.append(key)
    answers = run_concurrently(_check, tuple(first.values()), jobs=jobs, stop=lambda: None)
    by_key = dict(zip(first, answers, strict=True))
    return tuple(
        replace(by_key[key], workspace=workspace.path, account=workspace.account)
        for key, workspace in zip(keys, workspaces, strict=True)
    )


def missing_credentials(environ: Environ = lambda _: {}) -> MissingCredentials:
    """A function that says which account's credentials a workspace lacks; AWS is asked once for each account."""
    answers: dict[Account, str] = {}
    lock = threading.Lock()

    def missing(workspace: Workspace) -> str:
        with lock:
            if workspace.account not in answers:
                (credentials,) = workspace_credentials([workspace], environ)
                answers[workspace.account] = str(credentials).removeprefix(_NEEDS) if credentials.reason else ""
            return answers[workspace.account]

    return missing


def _check(user: tuple[Workspace, Mapping[str, str]]) -> WorkspaceCredentials:
    workspace, variables = user
    account = workspace.account
    answer = WorkspaceCredentials(workspace.path, account)
    try:
        sts = aws.client("sts", account, workspace.region, variables, attempts=_ATTEMPTS)
        caller = sts.get_caller_identity()
    except Exception as error:  # noqa: BLE001 - every one of them is an answer
        failure = aws_error(error)
        if failure.kind is not AwsErrorKind.CREDENTIALS:
            return replace(answer, error=failure.reason)
        return replace(answer, reason=failure.reason, remedy=_remedy(account, failure))
    answer = replace(answer, identity=caller["Arn"], found_account_id=caller["Account"])
    if answer.found_account_id == account.account_id:
        return answer
    return replace(answer, reason=f"these are of account {answer.found_account_id}", remedy=_remedy(account, None))


def _remedy(account: Account, failure: AwsError | None) -> str:
    """How to get credentials of ``account``; ``failure`` is None for credentials of another account."""
    if account.profile:
        profile = shell_quoted(account.profile)
        if account.role_arn and failure and failure.operation == "AssumeRole":
            return f"let the profile {profile} assume {account.role_arn}"
        return f"correct the profile {profile}, or log in with `aws sso login --profile {profile}`"
    if account.role_arn:
        return f"use credentials that may assume {account.role_arn}"
    return "set AWS_PROFILE, or the variables of its keys"


def _title(account: Account) -> str:
    """Whose account it is: ``owner``, ``participant data``."""
    title = escape_control_characters(account.title)
    return title if title == "owner" else f"participant {title}"
