"""For test reports of CI systems: JUnit's XML, a suite per deployment, a test per workspace and action.

A workspace that failed is a failure; one that was skipped, waits, or needs other credentials was skipped. What ended
the whole run is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC

from mwaa_tf.junit import JunitCase, JunitSuite, junit_document
from mwaa_tf.lifecycle.run_report import RunReport, WorkspaceRun, printable
from mwaa_tf.text import escape_control_characters, join_words


def render(reports: Sequence[RunReport]) -> str:
    """The whole report."""
    commands = sorted({report.command for report in reports})
    return junit_document(" ".join(["mwaa_tf", *commands]), list(map(_suite, reports)))


def _suite(report: RunReport) -> JunitSuite:
    return JunitSuite(
        f"{report.command} {escape_control_characters(report.deployment)}",
        [*map(_case, report.workspaces), *_run_cases(report)],
        properties=(
            ("mwaa_tf", report.mwaa_tf_version),
            (report.program.lower(), report.terraform_version),
            ("terraform seconds", f"{report.terraform_seconds:.3f}"),
            ("overhead seconds", f"{report.overhead_seconds:.3f}"),
        ),
        output="\n".join(_suite_output(report)),
        seconds=report.seconds,
        # Jenkins' schema has a date and a time without a zone.
        timestamp=report.started.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
    )


def _suite_output(report: RunReport) -> Iterator[str]:
    """What is of no single workspace."""
    yield from map(printable, report.notes)
    for remaining in report.remaining:
        yield printable(f"remains: {remaining.kind} {remaining.name}: {remaining.reason}")


def _case(run: WorkspaceRun) -> JunitCase:
    name = f"{run.action} {escape_control_characters(run.workspace)}"
    output = "\n".join(_output(run))
    match run.result:
        case "failed":
            message = run.errors[0] if run.errors else "failed"
            return JunitCase(
                name, "failure", message, run.action, "\n".join(run.errors), seconds=run.seconds, output=output
            )
        case "skipped":
            return JunitCase(name, "skipped", "; ".join(run.errors), seconds=run.seconds, output=output)
        case "waiting":
            waits_for = f"waits for {join_words(run.waits_for)}"
            return JunitCase(name, "skipped", waits_for, seconds=run.seconds, output=output)
        case "needs-credentials":
            missing = f"needs credentials of {run.needs_credentials}"
            return JunitCase(name, "skipped", missing, seconds=run.seconds, output=output)
        case "ok":
            return JunitCase(name, seconds=run.seconds, output=output)


def _output(run: WorkspaceRun) -> Iterator[str]:
    """What the format has no element for."""
    if run.changes:
        yield f"{run.changes.added} added, {run.changes.changed} changed, {run.changes.removed} removed"
    if run.attempts > 1:
        yield f"attempts: {run.attempts}"
    if run.depends_on:
        yield f"depends on: {', '.join(map(escape_control_characters, run.depends_on))}"
    yield from run.notes
    if run.log:
        yield f"log: {escape_control_characters(run.log)}"


def _run_cases(report: RunReport) -> Iterator[JunitCase]:
    for error in report.errors:
        yield JunitCase(report.command, "error", error, kind=report.command)
    if report.interrupted:
        yield JunitCase(f"{report.command} to the end", "error", "the run was interrupted", kind="interrupted")
