"""`check`: what a pull request runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mwaa_tf.cli._options import config_option, format_option, json_option, load_jobs, output_option
from mwaa_tf.text import escape_control_characters

if TYPE_CHECKING:
    from mwaa_tf.render import Format, Report


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that keeps a deployment from being merged."""

    check: str
    file: str
    line: int | None
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return escape_control_characters(f"{place}: {self.check}: {self.message}")


@click.command()
@config_option
@output_option
@format_option
@click.option("-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Workspaces validated at a time.")
@click.option("--no-terraform", is_flag=True, help="Leave out fmt and validate, which need Terraform.")
@json_option
def command(
    configs: tuple[Path, ...], output: Path, format: Format, jobs: int | None, no_terraform: bool, as_json: bool
) -> int:
    """Check configurations, contracts, freshness and every workspace.

    The rendered files are those of the configuration, `terraform fmt` would change nothing, and `terraform validate`
    passes for each workspace. Nothing is written; no state and no account is touched.
    """
    from mwaa_tf.render import render_all

    reports = render_all(load_jobs(configs), output, format=format, dry_run=True)
    findings: list[Finding] = []
    for finding in _all(reports, jobs, terraform=not no_terraform):
        findings.append(finding)
        if not as_json:
            click.secho(str(finding), fg="red")
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        count = sum(len(_workspaces(report)) for report in reports)
        checks = "fresh" if no_terraform else "fresh, formatted, valid"
        click.echo(f"{count} workspaces: {f'{len(findings)} findings' if findings else checks}")
    return 1 if findings else 0


def _all(reports: tuple[Report, ...], jobs: int | None, *, terraform: bool) -> Iterator[Finding]:
    for report in reports:
        yield from _freshness(report)
    if terraform:
        yield from _terraform(reports, jobs)


def _freshness(report: Report) -> Iterator[Finding]:
    changes = report.changes
    for path in changes.create:
        yield Finding("fresh", str(report.folder / path), None, "is missing; `mwaa_tf render` writes it")
    for path in changes.update:
        yield Finding("fresh", str(report.folder / path), None, "is not what the configuration renders to")
    for path in changes.remove:
        yield Finding("fresh", str(report.folder / path), None, "is no longer in the configuration")
    for conflict in changes.conflicts:
        yield Finding("fresh", str(report.folder / conflict.path), None, conflict.reason)


def _terraform(reports: tuple[Report, ...], jobs: int | None) -> Iterator[Finding]:
    from mwaa_tf.terraform import Terraform, check_workspaces

    folders = [report.folder for report in reports if report.folder.is_dir()]
    workspaces = [folder for report in reports for folder in _workspaces(report) if folder.is_dir()]
    with Terraform() as terraform:
        for file in terraform.fmt_check(folders):
            yield Finding("fmt", str(file), None, "`terraform fmt` would change it")
        for checked in check_workspaces(terraform, workspaces, jobs=jobs):
            for found in checked.diagnostics:
                if found.severity == "error":
                    file = checked.workspace / found.file if found.file else checked.workspace
                    yield Finding("validate", str(file), found.line, f"{found.summary}. {found.detail}".strip(". "))


def _workspaces(report: Report) -> list[Path]:
    return [report.folder / name for name in report.workspaces]
