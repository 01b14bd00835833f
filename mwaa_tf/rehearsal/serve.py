"""Just the local AWS, until somebody ends it."""

from __future__ import annotations

import os
import shlex
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from mwaa_tf.config import Deployment
from mwaa_tf.errors import MwaaTfError, UsageError
from mwaa_tf.local_aws.local_aws import LocalAws
from mwaa_tf.rehearsal.prepare.organization import local_aws_for, prepare_for

_PER_ACCOUNT = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
_UNSET = ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE")


def serve(
    deployment: Deployment,
    *,
    port: int = 0,
    env_file: Path | None = None,
    speed: float = 600.0,
    faults: Iterable[str] = (),
    seed: int = 0,
    ready: Callable[[LocalAws], None] = lambda _: None,
    stop: threading.Event | None = None,
) -> None:
    """Run a local AWS for ``deployment`` until Ctrl-C, SIGTERM or ``stop``.

    ``ready`` is called once it answers. ``env_file`` gets :func:`shell_variables`, for its owner's eyes only, and is
    removed at the end: what it says leads nowhere then. Raises :class:`UsageError` for a port that is taken, a fault
    that means nothing or a file that cannot be written.
    """
    ended = stop or threading.Event()
    with _ended_by_signals(ended), local_aws_for(deployment, speed=speed, faults=faults, seed=seed, port=port) as aws:
        prepare_for(aws, deployment)
        _answers(aws)
        with _written(env_file, shell_variables(aws, names_of(deployment))):
            ready(aws)
            ended.wait()


def names_of(deployment: Deployment) -> dict[str, str]:
    """What each account of ``deployment`` is there, by its id: the owner, or participants by name."""
    names = {deployment.owner.account_id: "owner"}
    for participant in deployment.participants:
        known = names.get(participant.account_id)
        text = f"participant {participant.name}"
        names[participant.account_id] = f"{known}, {text}" if known else text
    return names


def shell_variables(aws: LocalAws, names: dict[str, str]) -> str:
    """Lines for `. FILE` in sh, bash or zsh that point its clients at ``aws``.

    Each account has a function that switches to it; ``names`` says what it is, and the first is switched to.
    """
    first = next(iter(names), aws.accounts[0])
    common = {name: value for name, value in aws.environment(first).items() if name not in _PER_ACCOUNT}
    lines = [
        "# Points the AWS CLI, boto3 and Terraform at a local AWS; source it: . FILE",
        "# It holds while `mwaa_tf rehearse --serve` runs. No key in here works on AWS.",
        f"unset {' '.join(_UNSET)}",
        *(f"export {name}={shlex.quote(value)}" for name, value in common.items()),
    ]
    for account_id in aws.accounts:
        keys = aws.environment(account_id)
        name = names.get(account_id) or (
            "management account of the organization" if account_id == aws.management_account else "account"
        )
        exports = [f"  export {each}={shlex.quote(keys[each])}" for each in _PER_ACCOUNT]
        lines += ["", f"# {account_id}: {name}", f"account_{account_id}() {{", *exports, "}"]
    return "\n".join([*lines, "", f"account_{first}", ""])


def _answers(aws: LocalAws) -> None:
    """Raise where a call does not come back with the account that it was made for."""
    for account_id in aws.accounts:
        if aws.client("sts", account_id).get_caller_identity()["Account"] != account_id:
            raise MwaaTfError(f"the local AWS does not answer as account {account_id}")


@contextmanager
def _written(file: Path | None, text: str) -> Iterator[None]:
    if file is None:
        yield
        return
    try:
        file.unlink(missing_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as opened:
            opened.write(text)
    except OSError as error:
        raise UsageError(f"{file}: cannot be written: {error.strerror}") from None
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


@contextmanager
def _ended_by_signals(ended: threading.Event) -> Iterator[None]:
    """Have Ctrl-C and SIGTERM set ``ended``; outside the main thread signals are somebody else's."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(_signal: int, _frame: FrameType | None) -> None:
        ended.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
