"""`destroy`: take a deployment down in reverse order."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mwaa_tf.cli import _completion
from mwaa_tf.cli._destroy_lines import question, remaining_lines, stranded_problems, survey_lines
from mwaa_tf.cli._operation import (
    KEYS,
    Operation,
    Selected,
    jobs_option,
    keys_argument,
    only_option,
    operation,
    patient_terraform,
    select,
    tell_next_steps,
)
from mwaa_tf.cli._options import config_option, output_option
from mwaa_tf.cli._output import json_option, tell
from mwaa_tf.cli._run_report import report_option, run_reports
from mwaa_tf.errors import UsageError
from mwaa_tf.text import join_words, message_lines

if TYPE_CHECKING:
    from mwaa_tf.lifecycle.destroy_survey import DestroySurvey
    from mwaa_tf.lifecycle.events import LifecycleEvent, Listener
    from mwaa_tf.lifecycle.outcome import Outcome
    from mwaa_tf.lifecycle.run_report import RunReport


@click.command(
    short_help="Destroy workspaces in reverse order, and list what remains.",
    epilog=f"{KEYS} Without a question: --confirm NAME. Exit codes: 0 success, 1 if something that was to be "
    "destroyed was not, 2 invalid usage, or nothing was destroyed because something has to change first.",
)
@keys_argument
@config_option
@output_option
@only_option
@click.option(
    "--confirm",
    "confirmed",
    multiple=True,
    metavar="NAME",
    help="Name of the deployment to destroy, instead of typing it. Repeatable.",
)
@click.option("-y", "--yes", is_flag=True, hidden=True)
@click.option(
    "--empty-buckets", is_flag=True, help="Delete all objects, with all versions, in the buckets to be destroyed."
)
@click.option(
    "--assume-destroyed",
    "assumed",
    multiple=True,
    metavar="KEY",
    help="Keep nothing for KEY if its state cannot be read, because nothing of it exists any more. Repeatable.",
    shell_complete=_completion.keys,
)
@jobs_option
@report_option
@json_option
def command(
    keys: tuple[str, ...],
    configs: tuple[Path, ...],
    output: Path,
    only: tuple[str, ...],
    confirmed: tuple[str, ...],
    yes: bool,
    empty_buckets: bool,
    assumed: tuple[str, ...],
    jobs: int | None,
    reports: tuple[Path, ...],
    as_json: bool,
) -> int:
    """Destroy all workspaces of a deployment, or those of each KEY, stage by stage in reverse order.

    Shows what will be destroyed, and asks for the deployment's name. A workspace that another one still needs is kept,
    also if the state of that one cannot be read. Waits for environments that MWAA is at work on, and tries again after
    errors that go away by themselves. After an interruption, run it again. The bucket of all states is kept as long as
    it is protected.
    """
    from mwaa_tf.lifecycle.retries import DELETE_RETRIES
    from mwaa_tf.lifecycle.run_report import render

    with run_reports("destroy", reports) as runs, ExitStack() as stack:
        emptying = ["--empty-buckets"] * empty_buckets
        selected = select(configs, output, keys, only, quiet=as_json, options=emptying)
        _check_confirmed([deployment.blueprint.deployment for deployment in selected], confirmed, yes=yes)
        assumed_destroyed = _assumed_destroyed(selected, assumed)
        terraform = stack.enter_context(patient_terraform(selected))
        display = _Display()
        with ExitStack() as operations:
            destructions = [
                _Destruction(
                    operations.enter_context(operation(deployment, terraform, runs, display, jobs, DELETE_RETRIES)),
                    display,
                    is_named=bool(keys or only),
                    assumed_destroyed=assumed_destroyed[deployment.blueprint.deployment],
                    empty_buckets=empty_buckets,
                )
                for deployment in selected
            ]
            # All is found out, checked and confirmed before anything is destroyed.
            surveys = [destruction.find_out() for destruction in destructions]
            stranded = [problem for destruction in destructions for problem in destruction.stranded_problems()]
            _check_possible(surveys, stranded, empty_buckets=empty_buckets)
            for destruction in destructions:
                destruction.confirm(confirmed)
            for destruction in destructions:
                destruction.run()
    if as_json:
        click.echo(render(runs.reports, "json"))
    else:
        for destruction, report in zip(destructions, runs.reports, strict=True):
            destruction.show(report)
    return 0 if all(destruction.ok for destruction in destructions) else 1


class _Display:
    """A listener that shows events while Terraform runs, and is silent while a person is asked."""

    def __init__(self) -> None:
        self._listener: Listener = lambda _: None

    def __call__(self, event: LifecycleEvent) -> None:
        self._listener(event)

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show events for the length of the block."""
        from mwaa_tf.cli._progress import progress

        with progress() as self._listener:
            yield


class _Destruction:
    """One deployment: what is found out, what is confirmed, what is done."""

    def __init__(
        self,
        started: Operation,
        display: _Display,
        *,
        is_named: bool,
        assumed_destroyed: Collection[str],
        empty_buckets: bool,
    ) -> None:
        self._operation = started
        self._display = display
        self._is_named = is_named
        self._assumed_destroyed = assumed_destroyed
        self._empty_buckets = empty_buckets
        self._name = started.selected.blueprint.deployment
        self._survey: DestroySurvey
        self._outcomes: tuple[Outcome, ...] = ()

    def find_out(self) -> DestroySurvey:
        """Read the states, and show what would be destroyed."""
        from mwaa_tf import aws
        from mwaa_tf.lifecycle.destroy_survey import Surveyor

        started = self._operation
        surveyor = Surveyor(
            started.lifecycle,
            started.selected.chosen,
            aws.workspace_client,
            is_named=self._is_named,
            assumed_destroyed=self._assumed_destroyed,
            missing_credentials=started.missing_credentials,
        )
        with self._display.shown():
            self._survey = surveyor.survey()
        started.recorder.notes = self._survey.notes
        started.recorder.expect("destroy", [target.workspace.path for target in self._survey.targets])
        for line in survey_lines(self._name, self._survey, empty_buckets=self._empty_buckets):
            tell(line)
        return self._survey

    def stranded_problems(self) -> list[str]:
        """Why nothing can be destroyed without harm to environments that would stay."""
        return stranded_problems(self._survey, self._operation.selected.scope)

    def confirm(self, confirmed: Collection[str]) -> None:
        """Ask for the deployment's name, unless it is among ``confirmed``. Raises :class:`UsageError` for another."""
        if not self._survey.targets or self._name in confirmed:
            return
        with self._operation.recorder.waiting():
            typed = click.prompt(question(self._name, self._survey), default="", show_default=False, err=True).strip()
        if typed != self._name:
            raise UsageError(f"{typed!r} is not the name of the deployment; nothing was destroyed")

    def run(self) -> None:
        """Destroy what was found."""
        from mwaa_tf import aws
        from mwaa_tf.lifecycle.destroy_run import DestroyRun

        started = self._operation
        run = DestroyRun(
            started.lifecycle,
            self._survey,
            aws.workspace_client,
            empty_buckets=self._empty_buckets,
            waiting=started.recorder.waiting,
        )
        # Also of what an interrupted destroy has left empty: a later apply must not stop because of them.
        for path in {*(target.workspace.path for target in self._survey.targets), *self._survey.nothing_in}:
            started.saved.discard(started.selected.blueprint.by_path[path])
        with self._display.shown():
            self._outcomes = run.run()
        started.recorder.add(self._outcomes)
        with started.recorder.waiting():
            started.recorder.remaining = run.remaining(self._outcomes, started.selected.folder)

    @property
    def ok(self) -> bool:
        """Whether all is destroyed that was to be; workspaces of other accounts matter only if they were named."""
        tolerated = ("ok",) if self._is_named else ("ok", "needs credentials")
        return all(outcome.result in tolerated for outcome in self._outcomes)

    def show(self, report: RunReport) -> None:
        """Print what was done, how long it took by ``report``, and what remains."""
        from mwaa_tf.cli._run_table import show_run

        if self._outcomes:
            show_run(self._outcomes, report, err=False)
            tell_next_steps(self._operation.selected, "destroy", self._outcomes)
        for line in remaining_lines(report.remaining):
            click.echo(message_lines(line))


def _assumed_destroyed(selected: Sequence[Selected], keys: Sequence[str]) -> Mapping[str, Collection[str]]:
    """By deployment, the workspaces that ``keys`` name. Raises :class:`UsageError` for an unknown key."""
    from mwaa_tf.lifecycle.selection import select_among

    blueprints = {deployment.blueprint.deployment: deployment.blueprint for deployment in selected}
    return select_among(blueprints, keys) if keys else dict.fromkeys(blueprints, ())


def _check_confirmed(names: Sequence[str], confirmed: Sequence[str], *, yes: bool) -> None:
    """Refuse names that are of no deployment to destroy, and missing ones if the command is not interactive."""
    for name in confirmed:
        if name not in names:
            raise UsageError(
                f"--confirm {name!r} is not the name of a deployment to destroy, {join_words(names, 'or')}; "
                "nothing was destroyed"
            )
    missing = [name for name in names if name not in confirmed]
    options = " ".join(f"--confirm {name}" for name in missing)
    if yes:
        instead = f": {options}" if options else ""
        raise UsageError(f"--yes does not say what to destroy; name the deployment{instead}; nothing was destroyed")
    if missing and not sys.stdin.isatty():
        raise UsageError(f"{options} is required when not running interactively; nothing was destroyed")


def _check_possible(surveys: Sequence[DestroySurvey], stranded: Sequence[str] = (), *, empty_buckets: bool) -> None:
    """Refuse what would fail halfway, before anything is destroyed: ``stranded`` are sentences about environments."""
    problems = [*stranded, *(obstacle for survey in surveys for obstacle in survey.obstacles)]
    for bucket in [bucket for survey in surveys for bucket in survey.buckets]:
        if not empty_buckets:
            problems.append(f"bucket {bucket} is not empty; --empty-buckets deletes all objects in it")
        elif not bucket.lists_versions:
            problems.append(f"bucket {bucket} cannot be emptied without the permission s3:ListBucketVersions")
    if problems:
        raise UsageError("\n".join([*problems, "nothing was destroyed"]))
