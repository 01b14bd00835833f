"""`render`: write the Terraform workspaces of configurations."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mwaa_tf.cli._options import config_option, format_option, load_jobs, output_option, strict_option
from mwaa_tf.cli._output import json_option, print_json
from mwaa_tf.text import message_lines, plural

if TYPE_CHECKING:
    from mwaa_tf.config import Problem
    from mwaa_tf.render import Format, Report


@click.command()
@config_option
@output_option
@format_option
@click.option("--check", "check", is_flag=True, help="Write nothing; show a diff and exit with 1 if files differ.")
@click.option("--force", is_flag=True, help="Replace edited files; each is backed up beside the new one.")
@strict_option
@json_option
def command(
    configs: tuple[Path, ...], output: Path, format: Format, check: bool, force: bool, strict: bool, as_json: bool
) -> int:
    """Render configurations into Terraform workspaces.

    Everything is checked before the first file is written. Nothing is written if a file that would be replaced was
    edited or added by hand.
    """
    from mwaa_tf.render import render_all

    jobs = load_jobs(configs, strict=strict, quiet=as_json)
    reports = render_all(jobs, output, format=format, force=force, dry_run=check)
    up_to_date = all(report.is_up_to_date for report in reports)
    if as_json:
        data = [_as_data(report, job.deployment.warnings) for report, job in zip(reports, jobs, strict=True)]
        print_json(data)
    elif check:
        _show_diffs(reports)
    else:
        for report in reports:
            click.echo(message_lines(summary(report)))
            for part in report.parts:
                for backup in part.backups:
                    click.echo(message_lines(f"  backed up your version as {part.folder / backup}"), err=True)
    return 1 if check and not up_to_date else 0


def summary(report: Report) -> str:
    """One line: the folder and what changed in it; another for the files of engines."""
    workspaces = f"{report.folder}: {plural(len(report.workspaces), 'workspace')}; files: {report.changes}"
    return (
        f"{workspaces}\n{report.engines.folder}: pipelines; files: {report.engines.changes}"
        if report.engines
        else workspaces
    )


def _show_diffs(reports: tuple[Report, ...]) -> None:
    from mwaa_tf.render.diff import diff

    for report in reports:
        for line in diff(report):
            click.secho(message_lines(line), fg={"+": "green", "-": "red", "@": "cyan"}.get(line[:1]))
        if not report.is_up_to_date:
            click.echo(message_lines(f"{report.folder}: differs from what the configuration renders to"), err=True)
        else:
            click.echo(message_lines(f"{report.folder}: up to date"))


def _as_data(report: Report, warnings: Iterable[Problem]) -> dict[str, Any]:
    return {
        **_files_as_data(report),
        "pipelines": _files_as_data(report.engines) if report.engines else None,
        "warnings": [warning.as_data() for warning in warnings],
    }


def _files_as_data(report: Report) -> dict[str, Any]:
    changes = report.changes
    return {
        "folder": report.folder.as_posix(),
        "created": changes.create,
        "updated": changes.update,
        "removed": changes.remove,
        "unchanged": len(changes.unchanged),
        "conflicts": [{"path": conflict.path, "reason": conflict.reason} for conflict in changes.conflicts],
        "backups": report.backups,
    }
