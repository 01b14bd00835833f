"""`check`: validate configurations and rendered workspaces, in a pull request for instance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mwaa_tf.cli._options import config_option, format_option, load_jobs, output_option, render_command, strict_option
from mwaa_tf.cli._output import json_option, print_json
from mwaa_tf.text import message_lines, one_line, plural

if TYPE_CHECKING:
    from mwaa_tf.config import Problem
    from mwaa_tf.render import Format, Report


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """A failed check, or a warning about a configuration; ``line`` counts from 1."""

    check: str
    """``config``, ``drift``, ``fmt``, or the command of Terraform that failed: ``init`` or ``validate``."""
    file: str
    line: int | None
    message: str
    severity: str = "error"
    """Or ``warning``, which is not a failed check."""
    field: str | None = None
    """Of a configuration: the path of the field, such as ``owner.network.cidr``."""
    rule: str | None = None
    """Of a configuration: the id of the rule."""

    def __str__(self) -> str:
        location = f"{self.file}:{self.line}" if self.line else self.file
        return message_lines(one_line(f"{location}: {self.check}: {self.message}"))


@click.command()
@config_option
@output_option
@format_option
@click.option("-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Workspaces to validate in parallel.")
@click.option("--no-terraform", is_flag=True, help="Skip fmt and validate, which need Terraform.")
@strict_option
@json_option
def command(
    configs: tuple[Path, ...],
    output: Path,
    format: Format,
    jobs: int | None,
    no_terraform: bool,
    strict: bool,
    as_json: bool,
) -> int:
    """Validate configurations, module contracts, rendered files and every workspace.

    Checks that the rendered files are up to date with the configuration, that `terraform fmt` would change nothing, and
    that `terraform validate` passes for each workspace. Writes nothing and accesses no state and no account. A warning
    about a configuration is not a failed check.
    """
    from mwaa_tf.render import render_all

    loaded = load_jobs(configs, strict=strict, quiet=as_json)
    warnings = [_warning(warning) for job in loaded for warning in job.deployment.warnings]
    reports = render_all(loaded, output, format=format, dry_run=True)
    findings: list[CheckFinding] = []
    render = render_command(configs, output)
    for finding in _all(reports, jobs, render, terraform=not no_terraform, every_file=as_json):
        findings.append(finding)
        if not as_json:
            click.secho(str(finding), fg="red")
    if as_json:
        print_json([asdict(finding) for finding in [*warnings, *findings]])
    else:
        count = sum(len(_workspaces(report)) for report in reports)
        passed = "up to date" if no_terraform else "up to date, formatted, valid"
        click.echo(f"{plural(count, 'workspace')}: {plural(len(findings), 'finding') if findings else passed}")
    return 1 if findings else 0


def _warning(problem: Problem) -> CheckFinding:
    return CheckFinding("config", **problem.as_data())


def _all(
    reports: tuple[Report, ...], jobs: int | None, render: str, *, terraform: bool, every_file: bool
) -> Iterator[CheckFinding]:
    for report in reports:
        if _is_absent(report) and not every_file:
            yield CheckFinding("drift", str(report.folder), None, f"was never rendered here; run `{render}`")
        else:
            yield from _drift(report, render)
        if report.engines:
            yield from _drift(report.engines, render)
    if terraform:
        yield from _terraform_findings(reports, jobs)


def _is_absent(report: Report) -> bool:
    """Whether not one file of the deployment exists."""
    changes = report.changes
    return bool(changes.create) and not (changes.update or changes.remove or changes.unchanged or changes.conflicts)


def _drift(report: Report, render: str) -> Iterator[CheckFinding]:
    changes = report.changes
    for path in changes.create:
        yield CheckFinding("drift", str(report.folder / path), None, f"is missing; run `{render}`")
    for path in changes.update:
        yield CheckFinding("drift", str(report.folder / path), None, "is not up to date with the configuration")
    for path in changes.remove:
        yield CheckFinding("drift", str(report.folder / path), None, "is no longer part of the configuration")
    for conflict in changes.conflicts:
        yield CheckFinding("drift", str(report.folder / conflict.path), None, conflict.reason)


def _terraform_findings(reports: tuple[Report, ...], jobs: int | None) -> Iterator[CheckFinding]:
    from mwaa_tf.terraform import Terraform, check_workspaces

    folders = [report.folder for report in reports if report.folder.is_dir()]
    workspaces = [folder for report in reports for folder in _workspaces(report) if folder.is_dir()]
    with Terraform() as terraform:
        for file in terraform.fmt_check(folders):
            yield CheckFinding("fmt", str(file), None, "`terraform fmt` would change it")
        for checked in check_workspaces(terraform, workspaces, jobs=jobs):
            for diagnostic in checked.diagnostics:
                if diagnostic.severity == "error":
                    file = _file(checked.workspace, diagnostic.file)
                    message = f"{diagnostic.summary}. {diagnostic.detail}".strip(". ")
                    yield CheckFinding(checked.command, str(file), diagnostic.line, message)


def _file(workspace: Path, name: str | None) -> Path:
    """The path to show for the file ``name`` of ``workspace``, which may belong to a module outside of it."""
    path = workspace / (name or "")
    if ".." not in Path(name or "").parts:
        return path
    # What `..` leads to depends on links.
    real = path.parent.resolve() / path.name
    return real.relative_to(Path.cwd()) if real.is_relative_to(Path.cwd()) else real


def _workspaces(report: Report) -> list[Path]:
    return [report.folder / name for name in report.workspaces]
