"""`rehearse`: the whole deployment on a local AWS."""

from __future__ import annotations

import gc
import importlib.util
import json
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mwaa_tf.cli._options import config_option, json_option, load_jobs
from mwaa_tf.errors import UsageError
from mwaa_tf.text import escape_control_characters

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from mwaa_tf.blueprint.stage import Stage
    from mwaa_tf.config import Deployment
    from mwaa_tf.local_aws import LocalAws
    from mwaa_tf.local_aws.record import Record
    from mwaa_tf.rehearsal.report import RehearsalReport
    from mwaa_tf.rehearsal.run import PausedRehearsal

#: Of the extra: with any of these missing it is not installed.
_EXTRA = ("moto", "flask", "flask_cors")

#: Where nobody's window says how wide it is; a narrower one would cut the table.
_WIDE = 160


def _stage(_context: click.Context, _parameter: click.Parameter, value: str | None) -> Stage | None:
    from mwaa_tf.lifecycle.order import parse_stage

    return None if value is None else parse_stage(value)


@click.command()
@config_option
@click.option(
    "--until", metavar="STAGE", callback=_stage, help="Go no further than this stage, such as 2 or environments."
)
@click.option("--keep", is_flag=True, help="Destroy nothing; stay, so that you can look around, until Ctrl-C.")
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="NAME=VALUE",
    help="Something that goes wrong, such as throttle=0.1. May be given several times.",
)
@click.option("--seed", type=int, default=0, show_default=True, metavar="N", help="What faults are drawn from.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Workspaces of a stage at a time.")
@click.option(
    "--permissions",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Also change everything in place; write the IAM policies that Terraform's roles need into this folder.",
)
@click.option("--serve", is_flag=True, help="Only run the local AWS, for any client, until Ctrl-C.")
@click.option(
    "--port", type=click.IntRange(0, 65535), metavar="N", help="With --serve: the port on 127.0.0.1. Unset: a free one."
)
@click.option(
    "--env-file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="With --serve: where to write the variables that point clients at it.",
)
@json_option
def command(
    configs: tuple[Path, ...],
    until: Stage | None,
    keep: bool,
    faults: tuple[str, ...],
    seed: int,
    jobs: int | None,
    permissions: Path | None,
    serve: bool,
    port: int | None,
    env_file: Path | None,
    as_json: bool,
) -> int:
    """Try a deployment on a local AWS: apply, shake hands, plan again, destroy.

    The real Terraform and the real AWS provider run the rendered workspaces against an AWS that lives in this process,
    with all accounts of the deployment. No account is needed and none is touched; nothing is left on this machine.
    """
    # Switched off for short commands; this one runs for minutes and keeps a whole AWS.
    gc.enable()
    _require_extra()
    if serve and (until is not None or keep or jobs or permissions or as_json):
        only = "--until, --keep, --jobs, --permissions and --json do not go with it"
        raise UsageError(f"--serve only runs the local AWS: {only}")
    if keep and permissions:
        raise UsageError("--permissions has to see how everything is destroyed: --keep does not go with it")
    if not serve and (port is not None or env_file):
        raise UsageError("--port and --env-file go with --serve")
    deployments = load_jobs(configs)
    if serve:
        if len(deployments) != 1:
            raise UsageError("--serve takes one configuration")
        return _serve(deployments[0].deployment, port or 0, env_file, faults, seed)

    from mwaa_tf.cli._progress import progress
    from mwaa_tf.rehearsal.run import rehearse

    reports: list[RehearsalReport] = []
    records: list[Record] = []
    with _terminated_like_interrupted():
        for job in deployments:
            if len(deployments) > 1:
                click.echo(f"{escape_control_characters(job.deployment.name)}:", err=True)
            with progress() as listener:
                report = rehearse(
                    job,
                    until=until,
                    update=permissions is not None,
                    keep=_stay if keep else None,
                    faults=faults,
                    seed=seed,
                    jobs=jobs,
                    listener=listener,
                    finished=lambda local: records.append(local.record),
                )
            reports.append(report)
            if not as_json:
                _show(report)
            if permissions:
                folder = permissions / job.deployment.name if len(deployments) > 1 else permissions
                _write_permissions(report, records[-1], job.deployment, folder)
    if as_json:
        click.echo(json.dumps([report.as_data() for report in reports], indent=2))
    return 0 if all(report.ok for report in reports) else 1


def _write_permissions(report: RehearsalReport, record: Record, deployment: Deployment, folder: Path) -> None:
    from mwaa_tf.blueprint import build_blueprint
    from mwaa_tf.permissions import write_permissions
    from mwaa_tf.rehearsal.rehearsable import rehearsable

    if not report.ok:
        click.echo("No permissions are written: what failed may have needed more.", err=True)
        return
    for file in write_permissions(record, build_blueprint(rehearsable(deployment).deployment), folder):
        click.echo(f"wrote {escape_control_characters(str(file))}", err=True)


def _require_extra() -> None:
    if any(importlib.util.find_spec(name) is None for name in _EXTRA):
        raise UsageError("rehearsing needs packages that are not installed: pip install 'mwaa_tf[rehearsal]'")


def _serve(deployment: Deployment, port: int, env_file: Path | None, faults: tuple[str, ...], seed: int) -> int:
    from mwaa_tf.rehearsal.serve import serve
    from mwaa_tf.rehearsal.shell import account_names, shell_variables

    def ready(local: LocalAws) -> None:
        if env_file:
            click.echo(f"{local.address}: ready. In another shell: . {env_file}", err=True)
        else:
            click.echo(shell_variables(local, account_names(deployment)))
            click.echo(f"{local.address}: ready. Ctrl-C ends it.", err=True)

    serve(deployment, port=port, env_file=env_file, faults=faults, seed=seed, ready=ready)
    return 0


def _stay(kept: PausedRehearsal) -> None:
    """Say how to look around, and wait."""
    click.echo(f"\nEverything stays as it is until Ctrl-C. In another shell:\n  . {kept.variables}", err=True)
    click.echo(f"  cd {kept.folder}/1-network && terraform state list", err=True)
    with suppress(KeyboardInterrupt):
        threading.Event().wait()


@contextmanager
def _terminated_like_interrupted() -> Iterator[None]:
    """SIGTERM and SIGHUP end all children as Ctrl-C does: what a CI system or a closed window sends."""

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _show(report: RehearsalReport) -> None:
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else _WIDE, highlight=False, soft_wrap=False)
    console.print(_table(report))
    for check in report.checks:
        console.print(f"{'ok    ' if check.ok else 'FAILED'}  {check.name}", style=None if check.ok else "red")
        for detail in check.details:
            _say(console, f"          {detail}")
    for note in report.notes:
        _say(console, f"note    {note}")
    verdict = "rehearsed" if report.ok else "FAILED"
    _say(
        console,
        f"{report.deployment}: {verdict} in {report.seconds:.1f} s; its Terraform processes, one after another, took "
        f"{report.terraform_seconds:.1f} s (ratio {report.ratio:.2f}); {report.calls} calls answered",
    )


def _say(console: Console, text: str) -> None:
    console.print(escape_control_characters(text), markup=False, soft_wrap=True)


def _table(report: RehearsalReport) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in ("workspace", "account", "resources", "seconds", "states"):
        table.add_column(
            name, justify="right" if name in ("resources", "seconds") else "left", no_wrap=name != "states"
        )
    for workspace in report.workspaces:
        table.add_row(
            Text(escape_control_characters(workspace.path)),
            workspace.account_id,
            str(workspace.resources),
            f"{sum(workspace.seconds.values()):.1f}",
            Text(escape_control_characters(" > ".join(workspace.statuses))),
        )
    return table
