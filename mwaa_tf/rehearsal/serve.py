"""A local AWS for any client, without Terraform, until it is interrupted."""

from __future__ import annotations

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
from mwaa_tf.rehearsal.shell import account_names, shell_variables, write_private


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

    ``port`` is on 127.0.0.1, 0 for a free one; ``speed`` is how many times as fast as ours its clock runs. ``ready`` is
    called once it answers. ``env_file`` gets :func:`~mwaa_tf.rehearsal.shell.shell_variables`, readable by its owner
    only, and is removed at the end. Raises :class:`UsageError` for a port that is in use, an unknown fault or a file
    that cannot be written.
    """
    ended = stop or threading.Event()
    with _ended_by_signals(ended), local_aws_for(deployment, speed=speed, faults=faults, seed=seed, port=port) as local:
        prepare_for(local, deployment)
        _check_answers(local)
        with _temporary_file(env_file, shell_variables(local, account_names(deployment))):
            ready(local)
            ended.wait()


def _check_answers(local: LocalAws) -> None:
    """Raise :class:`MwaaTfError` if a call does not come back with the account that made it."""
    for account_id in local.accounts:
        if local.client("sts", account_id).get_caller_identity()["Account"] != account_id:
            raise MwaaTfError(f"the local AWS does not answer as account {account_id}")


@contextmanager
def _temporary_file(file: Path | None, text: str) -> Iterator[None]:
    if file is None:
        yield
        return
    try:
        write_private(file, text)
    except OSError as error:
        raise UsageError(f"{file}: cannot be written: {error.strerror}") from error
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


@contextmanager
def _ended_by_signals(ended: threading.Event) -> Iterator[None]:
    """Have Ctrl-C and SIGTERM set ``ended``; outside the main thread Python delivers no signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(_signal: int, _frame: FrameType | None) -> None:
        ended.set()

    previous = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
