"""Options of `rehearse` about permissions, and what it prints when it has written them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mwaa_tf.errors import UsageError
from mwaa_tf.text import message_lines

if TYPE_CHECKING:
    from mwaa_tf.blueprint import Blueprint
    from mwaa_tf.config import Deployment
    from mwaa_tf.local_aws.record import Record
    from mwaa_tf.permissions.trust import TrustedPipeline
    from mwaa_tf.rehearsal.report import RehearsalReport
    from mwaa_tf.render import Job

_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--trust",
        metavar="REPOSITORY",
        help=(
            "With --permissions: also write trust policies for the jobs of github:OWNER/REPOSITORY or "
            "gitlab:HOST/GROUP/PROJECT (OpenID Connect)."
        ),
    ),
    click.option(
        "--apply-from",
        multiple=True,
        metavar="SOURCE",
        help="With --trust: jobs that may apply, environment:NAME (GitHub) or branch:NAME. Repeatable.",
    ),
    click.option(
        "--plan-from",
        multiple=True,
        metavar="SOURCE",
        help="With --trust: jobs that may plan, besides GitHub's pull requests. Repeatable.",
    ),
)


def trust_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options about trust policies to ``command``."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def parse_trust(
    trust: str | None, apply_from: tuple[str, ...], plan_from: tuple[str, ...], permissions: Path | None
) -> TrustedPipeline | None:
    """The jobs that the options trust; None without `--trust`. Raises :class:`~mwaa_tf.errors.UsageError`."""
    if trust is None:
        if apply_from or plan_from:
            raise UsageError("--apply-from and --plan-from require --trust")
        return None
    if permissions is None:
        raise UsageError("--trust requires --permissions")
    from mwaa_tf.permissions.trust import trusted_pipeline

    return trusted_pipeline(trust, apply_from, plan_from)


def permissions_folders(permissions: Path | None, deployments: Sequence[Job]) -> list[Path | None]:
    """The folder for the permissions of each deployment; raises, before minutes pass, where they cannot be written."""
    if permissions is None:
        return [None] * len(deployments)
    from mwaa_tf.permissions import check_permissions_folder

    several = len(deployments) > 1
    folders = [permissions / job.deployment.name if several else permissions for job in deployments]
    for folder, job in zip(folders, deployments, strict=True):
        check_permissions_folder(folder, _blueprint(job.deployment))
    return [*folders]


def write(
    report: RehearsalReport,
    record: Record,
    deployment: Deployment,
    folder: Path,
    pipeline: TrustedPipeline | None,
) -> None:
    """Write the permissions that a rehearsal showed, and name the files; nothing if it failed."""
    from mwaa_tf.permissions import write_permissions

    if not report.ok:
        click.echo("No permissions written: the failed steps may have needed more.", err=True)
        return
    blueprint = _blueprint(deployment)
    for file in write_permissions(record, report.planning, blueprint, folder, pipeline):
        click.echo(message_lines(f"{file}: written"), err=True)


def _blueprint(deployment: Deployment) -> Blueprint:
    """What is rehearsed of ``deployment``, and the encryption of its states, which a rehearsal leaves out."""
    from mwaa_tf.blueprint import build_blueprint
    from mwaa_tf.rehearsal.rehearsable import rehearsable

    rehearsed = rehearsable(deployment).deployment
    state = rehearsed.state.model_copy(update={"encryption": deployment.state.encryption})
    return build_blueprint(rehearsed.model_copy(update={"state": state}))
