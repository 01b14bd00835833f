"""The option `--report` of commands that run Terraform on many workspaces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mwaa_tf.cli._options import FilledPath
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.files import check_writable
from mwaa_tf.text import message_lines

if TYPE_CHECKING:
    from mwaa_tf.blueprint import Blueprint
    from mwaa_tf.lifecycle.events import Listener
    from mwaa_tf.lifecycle.run_recorder import RunRecorder
    from mwaa_tf.lifecycle.run_report import Command, RunReport
    from mwaa_tf.terraform import Terraform

report_option: Callable[[Any], Any] = click.option(
    "--report",
    "reports",
    multiple=True,
    type=FilledPath(path_type=Path),
    metavar="FILE",
    help="Write a report of the run to FILE: .json, or .xml for JUnit. Repeatable.",
)


class RunReports:
    """The reports of one command: a recorder for each deployment."""

    def __init__(self, command: Command) -> None:
        self.command: Command = command
        self._reports: list[RunReport] = []

    @property
    def reports(self) -> list[RunReport]:
        """Those of the deployments that are done, in the order in which they were begun."""
        return sorted(self._reports, key=lambda report: report.started)

    @contextmanager
    def recorder(self, blueprint: Blueprint, terraform: Terraform, listener: Listener) -> Iterator[RunRecorder]:
        """A recorder for a deployment, whose report is kept however the block ends."""
        from mwaa_tf.lifecycle.run_recorder import RunRecorder

        recorder = RunRecorder(self.command, blueprint, terraform, listener)
        try:
            yield recorder
        except click.Abort:
            # Ctrl-C while a person was asked.
            self._reports.append(recorder.report(KeyboardInterrupt()))
            raise
        except BaseException as error:
            self._reports.append(recorder.report(error))
            raise
        self._reports.append(recorder.report())


@contextmanager
def run_reports(command: Command, files: tuple[Path, ...]) -> Iterator[RunReports]:
    """Write the reports of ``command`` to ``files`` when the block ends, also if it failed or was interrupted.

    Nothing is written if that was before a run began; a report without runs if there was nothing to run. Raises
    :class:`~mwaa_tf.errors.UsageError` before the block for a file of another ending, or one that cannot be written.
    """
    from mwaa_tf.lifecycle.run_report import format_of

    for file in files:
        format_of(file)
        check_writable(file)
    runs = RunReports(command)
    try:
        yield runs
    except BaseException:
        # What ended the run is more important than what is wrong with a file.
        try:
            _write(runs, files if runs.reports else ())
        except MwaaTfError as error:
            click.echo(message_lines(f"Error: {error}"), err=True)
        raise
    _write(runs, files)


def _write(runs: RunReports, files: tuple[Path, ...]) -> None:
    from mwaa_tf.lifecycle.run_report import write_reports

    for file in files:
        write_reports(runs.reports, file)
