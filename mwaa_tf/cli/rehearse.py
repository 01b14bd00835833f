"""`rehearse`: try a whole deployment on a local AWS."""

from __future__ import annotations

import gc
import importlib.util
import threading
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mwaa_tf.cli import _completion
from mwaa_tf.cli._options import FiniteRange, config_option, load_jobs
from mwaa_tf.cli._output import json_option, print_json
from mwaa_tf.cli._permissions import parse_trust, permissions_folders, trust_options, write
from mwaa_tf.cli._rehearsal_output import show_rehearsal
from mwaa_tf.errors import UsageError
from mwaa_tf.installation import install_extra
from mwaa_tf.text import escape_control_characters, message_lines, shell_quoted

if TYPE_CHECKING:
    from mwaa_tf.blueprint.stage import Stage
    from mwaa_tf.cli._progress import Display
    from mwaa_tf.local_aws import LocalAws
    from mwaa_tf.local_aws.record import Record
    from mwaa_tf.permissions.trust import TrustedPipeline
    from mwaa_tf.rehearsal.report import RehearsalReport
    from mwaa_tf.rehearsal.run import PausedRehearsal
    from mwaa_tf.render import Job

#: Packages of the extra `rehearsal`: if one is missing, it is not installed.
_EXTRA = ("moto", "flask", "flask_cors")


def _stage(_context: click.Context, _parameter: click.Parameter, value: str | None) -> Stage | None:
    if value is None:
        return None
    from mwaa_tf.lifecycle.order import parse_stage

    return parse_stage(value)


@click.command(short_help="Try a deployment on a local AWS, from first apply to last destroy.")
@config_option
@click.option(
    "--until",
    metavar="STAGE",
    callback=_stage,
    help="Last stage to rehearse, e.g. 2 or environments.",
    shell_complete=_completion.stages,
)
@click.option("--keep", is_flag=True, help="Keep the resources and the local AWS running until Ctrl-C.")
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="NAME=VALUE",
    help="Fault to inject, e.g. throttle=0.1. May be given several times.",
    shell_complete=_completion.faults,
)
@click.option(
    "--speed",
    type=FiniteRange(1, 3600),
    metavar="N",
    help="Seconds of AWS in one second: at 600, an environment is created in 2.5 s. Default: 600, with --serve 60.",
)
@click.option("--seed", type=int, default=0, show_default=True, metavar="N", help="Random seed for injected faults.")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Workspaces to run concurrently. Default: the number of CPUs.",
)
@click.option(
    "--permissions",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Directory for least-privilege IAM policies of the roles that apply and plan; also rehearses an update.",
)
@trust_options
@click.option(
    "--evaluate-iam", is_flag=True, help="Let callers do only what their policies in IAM allow, not everything."
)
@click.option("--serve", is_flag=True, help="Only run the local AWS, for any client, until Ctrl-C.")
@click.option(
    "--port", type=click.IntRange(0, 65535), metavar="N", help="With --serve: port on 127.0.0.1. Default: a free one."
)
@click.option(
    "--env-file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="With --serve: file for shell variables that point clients at it.",
)
@json_option
def command(
    configs: tuple[Path, ...],
    until: Stage | None,
    keep: bool,
    faults: tuple[str, ...],
    speed: float | None,
    seed: int,
    jobs: int | None,
    permissions: Path | None,
    trust: str | None,
    apply_from: tuple[str, ...],
    plan_from: tuple[str, ...],
    evaluate_iam: bool,
    serve: bool,
    port: int | None,
    env_file: Path | None,
    as_json: bool,
) -> int:
    """Try a deployment on a local AWS: apply, wait for endpoints, re-plan, destroy.

    The real Terraform and the real AWS provider run the rendered workspaces against an AWS in this process, with all
    accounts of the deployment. No AWS account is needed or changed, and no files remain on this machine.
    """
    _require_extra()
    if serve and (until is not None or keep or jobs or permissions or as_json):
        others = "--until, --keep, --jobs, --permissions or --json"
        raise UsageError(f"--serve only runs the local AWS; it cannot be combined with {others}")
    if keep and permissions:
        raise UsageError("--permissions needs the calls of the destroy; it cannot be combined with --keep")
    if not serve and (port is not None or env_file):
        raise UsageError("--port and --env-file require --serve")
    pipeline = parse_trust(trust, apply_from, plan_from, permissions)
    deployments = load_jobs(configs)
    if serve:
        return _serve(deployments, port or 0, env_file, faults, speed, seed, evaluate_iam=evaluate_iam)
    _collect_garbage()
    folders = permissions_folders(permissions, deployments)
    reports = _rehearse(
        deployments,
        folders,
        until=until,
        keep=keep,
        faults=faults,
        speed=speed,
        seed=seed,
        jobs=jobs,
        pipeline=pipeline,
        evaluate_iam=evaluate_iam,
        quiet=as_json,
    )
    if as_json:
        print_json([report.as_data() for report in reports])
    return 0 if all(report.ok for report in reports) else 1


def _rehearse(
    deployments: list[Job],
    folders: list[Path | None],
    *,
    until: Stage | None,
    keep: bool,
    faults: tuple[str, ...],
    speed: float | None,
    seed: int,
    jobs: int | None,
    pipeline: TrustedPipeline | None,
    evaluate_iam: bool,
    quiet: bool,
) -> list[RehearsalReport]:
    """Rehearse one deployment after another; print each report, unless ``quiet``, and write its permissions.

    ``folders`` are those for the permissions, None where none are wanted.
    """
    from mwaa_tf.cli._progress import progress
    from mwaa_tf.rehearsal.run import SPEED, rehearse

    reports: list[RehearsalReport] = []
    records: list[Record] = []
    for job, folder in zip(deployments, folders, strict=True):
        if len(deployments) > 1:
            click.echo(f"{escape_control_characters(job.deployment.name)}:", err=True)
        with progress() as listener:
            report = rehearse(
                job,
                until=until,
                update=folder is not None,
                keep=partial(_pause, listener) if keep else None,
                faults=faults,
                speed=speed or SPEED,
                seed=seed,
                enforce_iam=evaluate_iam,
                jobs=jobs,
                listener=listener,
                finished=lambda local: records.append(local.record),
            )
        reports.append(report)
        if not quiet:
            show_rehearsal(report)
        if folder:
            write(report, records[-1], job.deployment, folder, pipeline)
    return reports


def _require_extra() -> None:
    if any(importlib.util.find_spec(name) is None for name in _EXTRA):
        raise UsageError(f"rehearse needs packages that are not installed: {install_extra('rehearsal')}")


def _serve(
    deployments: list[Job],
    port: int,
    env_file: Path | None,
    faults: tuple[str, ...],
    speed: float | None,
    seed: int,
    *,
    evaluate_iam: bool,
) -> int:
    from mwaa_tf.rehearsal.serve import SPEED, serve
    from mwaa_tf.rehearsal.shell import account_names, credentials_lines, shell_variables

    if len(deployments) != 1:
        raise UsageError("--serve takes exactly one configuration")
    deployment = deployments[0].deployment

    def ready(local: LocalAws) -> None:
        _collect_garbage()
        if env_file:
            # With a slash: for a bare name, `.` looks in PATH.
            file = env_file if len(env_file.parts) > 1 else f"./{env_file}"
            click.echo(message_lines(f"{local.address}: ready. In another shell: . {shell_quoted(file)}"), err=True)
            for line in credentials_lines(deployment):
                click.echo(message_lines(line), err=True)
        else:
            click.echo(shell_variables(local, account_names(deployment)))
            click.echo(f"{local.address}: ready. Press Ctrl-C to stop.", err=True)

    serve(
        deployment,
        port=port,
        env_file=env_file,
        speed=speed or SPEED,
        faults=faults,
        seed=seed,
        enforce_iam=evaluate_iam,
        ready=ready,
    )
    return 0


def _collect_garbage() -> None:
    """Off for short commands; this one runs for minutes and has a whole AWS in memory.

    What has been imported until now stays, and need not be looked through.
    """
    gc.freeze()
    gc.enable()


def _pause(display: Display, paused: PausedRehearsal) -> None:
    """Print how to look around, and wait for Ctrl-C."""
    from mwaa_tf.terraform.product import in_use

    with display.paused(), suppress(KeyboardInterrupt):
        click.echo("\nAll resources are kept until Ctrl-C. In another shell:", err=True)
        click.echo(f"  . {shell_quoted(paused.variables)}", err=True)
        click.echo(f"  cd {shell_quoted(paused.folder / '1-network')} && {in_use().command} state list", err=True)
        threading.Event().wait()
