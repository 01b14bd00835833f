"""A local AWS for any client, without Terraform, until it is interrupted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from pathlib import Path

from mwaa_tf.config import Deployment
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.local_aws.local_aws import LocalAws
from mwaa_tf.rehearsal.prepare.existing import create_everything
from mwaa_tf.rehearsal.prepare.network_users import NetworkUsers
from mwaa_tf.rehearsal.prepare.organization import local_aws_for
from mwaa_tf.rehearsal.shell import account_names, shell_variables
from mwaa_tf.rehearsal.variables_file import check_replaceable, variables_file
from mwaa_tf.signals import handled_by

SPEED = 60.0
"""How many times as fast as ours the clock runs, unless it is told otherwise: environments take half a minute, and the
72 hours of PENDING last 72 minutes, long enough to read a guide and to create the endpoints by hand."""

#: Seconds between two attempts to create what needs the shared subnets.
_INTERVAL = 1.0


def serve(
    deployment: Deployment,
    *,
    port: int = 0,
    env_file: Path | None = None,
    speed: float = SPEED,
    faults: Iterable[str] = (),
    seed: int = 0,
    enforce_iam: bool = False,
    ready: Callable[[LocalAws], None] = lambda _: None,
    stop: threading.Event | None = None,
) -> None:
    """Run a local AWS for ``deployment`` until Ctrl-C, SIGTERM, SIGHUP or ``stop``.

    All that ``deployment`` says exists is created, as for a rehearsal: the groups and environments of others once the
    subnets are shared. ``port`` is on 127.0.0.1, 0 for a free one; ``speed`` is how many times as fast as ours its
    clock runs. With ``enforce_iam``, callers' policies are evaluated. ``ready`` is called once it answers. ``env_file``
    gets :func:`~mwaa_tf.rehearsal.shell.shell_variables`, readable by its owner only, and is removed at the end. Raises
    :class:`~mwaa_tf.errors.UsageError` for a port that is in use, an unknown fault, and an ``env_file`` that has
    anything else in it or belongs to a server that still runs; and :class:`~mwaa_tf.files.UnwritableFileError`.
    """
    if env_file:
        check_replaceable(env_file)
    ended = stop or threading.Event()
    aws = local_aws_for(deployment, speed=speed, faults=faults, seed=seed, port=port, enforce_iam=enforce_iam)
    with handled_by(ended.set), aws as local:
        create_everything(local, deployment)
        _check_answers(local)
        variables = shell_variables(local, account_names(deployment))
        with variables_file(env_file, variables) if env_file else nullcontext():
            ready(local)
            _create_network_users(local, deployment, ended)
            ended.wait()


def _create_network_users(local: LocalAws, deployment: Deployment, ended: threading.Event) -> None:
    """Wait until the client has shared the subnets, and create what others have in them."""
    users = NetworkUsers(local, deployment)
    while users.are_configured and not ended.wait(_INTERVAL):
        if users.can_be_created:
            users.create()
            return


def _check_answers(local: LocalAws) -> None:
    """Raise :class:`MwaaTfError` if a call does not come back with the account that made it."""
    for account_id in local.accounts:
        if local.client("sts", account_id).get_caller_identity()["Account"] != account_id:
            raise MwaaTfError(f"the local AWS does not answer as account {account_id}")
