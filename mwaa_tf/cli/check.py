"""`check`: validate configurations and rendered workspaces, in a pull request for instance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mwaa_tf.cli._options import (
    config_option,
    format_option,
    load_valid_jobs,
    output_option,
    render_command,
    strict_option,
)
from mwaa_tf.cli._output import json_option, print_json
from mwaa_tf.errors import MwaaTfError, UsageError, problem_data
from mwaa_tf.text import message_lines, one_line, plural

if TYPE_CHECKING:
    from mwaa_tf.config import Problem
    from mwaa_tf.render import Format, Job, Report
    from mwaa_tf.terraform import Diagnostic


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


class IncompleteCheckError(UsageError):
    """What could not be checked: invalid configurations, and files of a deployment that cannot be read.

    For programs, it has the findings about everything else as well.
    """

    begins_with_file = True

    def __init__(self, errors: Sequence[MwaaTfError], findings: Sequence[CheckFinding]) -> None:
        self.errors = tuple(errors)
        self.findings = tuple(findings)
        super().__init__("\n".join(str(error) if error.begins_with_file else f"Error: {error}" for error in errors))

    def as_data(self) -> list[dict[str, Any]]:
        """The problems, then the findings, whose ``rule`` is the name of the check."""
        problems = [problem for error in self.errors for problem in error.as_data()]
        return problems + [
            problem_data(finding.message, file=finding.file, line=finding.line, rule=finding.check)
            for finding in self.findings
        ]


@click.command()
@config_option
@output_option
@format_option
@click.option("-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Workspaces to validate in parallel.")
@click.option("--no-terraform", is_flag=True, help="Skip fmt and validate, which need Terraform or OpenTofu.")
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

    Checks that the rendered files are up to date with the configuration, that `fmt` of Terraform or OpenTofu would
    change nothing, and that its `validate` passes for each workspace. Writes nothing and accesses no state and no
    account. A warning about a configuration is not a failed check. What cannot be read, such as one of several
    configurations, ends with exit code 2 after everything else is checked.
    """
    jobs_of_configs, invalid = load_valid_jobs(configs, strict=strict, quiet=as_json)
    if invalid and not jobs_of_configs:
        raise invalid
    warnings = [_warning(warning) for job in jobs_of_configs for warning in job.deployment.warnings]
    reports, unreadable = _compared(jobs_of_configs, output, format)
    errors: list[MwaaTfError] = [*([invalid] if invalid else []), *unreadable]
    findings: list[CheckFinding] = []
    render = render_command(configs, output)
    try:
        for finding in _all(reports, jobs, render, terraform=not no_terraform, every_file=as_json):
            findings.append(finding)
            if not as_json:
                click.secho(str(finding), fg="red")
    except UsageError as error:  # no usable Terraform
        errors.append(error)
        no_terraform = True
    if not as_json:
        count = sum(len(_workspaces(report)) for report in reports)
        passed = "up to date" if no_terraform else "up to date, formatted, valid"
        click.echo(f"{plural(count, 'workspace')}: {plural(len(findings), 'finding') if findings else passed}")
    if errors:
        raise IncompleteCheckError(errors, findings)
    if as_json:
        print_json([asdict(finding) for finding in [*warnings, *findings]])
    return 1 if findings else 0


def _compared(jobs: Sequence[Job], output: Path, format: Format) -> tuple[tuple[Report, ...], list[MwaaTfError]]:
    """The reports of all deployments that can be compared with their files, and why others cannot.

    Raises the error if that is about no deployment of its own, such as two of one name.
    """
    from mwaa_tf.render import render_all

    try:
        return render_all(jobs, output, format=format, dry_run=True), []
    except MwaaTfError:
        reports: list[Report] = []
        errors: list[MwaaTfError] = []
        for job in jobs:
            try:
                reports += render_all([job], output, format=format, dry_run=True)
            except MwaaTfError as error:
                errors.append(error)
        if not reports or not errors:
            raise
        return tuple(reports), errors


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
        formatting = terraform.fmt_check(folders)
        for file in formatting.unformatted:
            yield CheckFinding("fmt", str(file), None, f"`{terraform.product.command} fmt` would change it")
        known: set[tuple[str, int | None]] = set()
        for checked in check_workspaces(terraform, workspaces, jobs=jobs):
            for diagnostic in checked.diagnostics:
                file = _file(checked.workspace, diagnostic.file)
                known.add((str(file), diagnostic.line))
                yield CheckFinding(checked.command, str(file), diagnostic.line, _message(diagnostic))
        # What does not parse is mostly an error of `init` as well, whose message is then enough.
        for diagnostic in formatting.errors:
            name = diagnostic.file or str(folders[0])
            if (name, diagnostic.line) not in known:
                yield CheckFinding("fmt", name, diagnostic.line, _message(diagnostic))


def _message(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.summary}. {diagnostic.detail}".strip(". ")


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
