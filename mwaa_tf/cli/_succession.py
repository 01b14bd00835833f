"""A succession on the command line: the survey, the steps that other commands take, and the table."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack, redirect_stdout
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mwaa_tf.cli._confirm import confirm
from mwaa_tf.cli._operation import Selected, select_any
from mwaa_tf.cli._options import ambiguous_environment, given_options, load_jobs, suggested_command
from mwaa_tf.cli._output import print_json, tell
from mwaa_tf.cli._succession_airflow import AirflowSteps
from mwaa_tf.cli._succession_terraform import TerraformSteps
from mwaa_tf.doctor import targets_of
from mwaa_tf.errors import MwaaTfError, UsageError
from mwaa_tf.succession.creation import creation_status
from mwaa_tf.succession.ending import keep_status, remaining_paths, removal_status
from mwaa_tf.succession.order import comes_first, goes_back_first
from mwaa_tf.succession.pair import pair_of
from mwaa_tf.succession.steps import PairStep, StepState, StepStatus, next_step
from mwaa_tf.succession.survey import SuccessionView, airflow_statuses
from mwaa_tf.succession.switch import switch_status
from mwaa_tf.text import escape_control_characters, message_lines

if TYPE_CHECKING:
    from mwaa_tf.lifecycle.status import DeploymentStatus
    from mwaa_tf.render import Job


#: Steps that change nothing, and begin without a question.
_ASKS_NOTHING = (PairStep.COMPARE, PairStep.KEEP)


class SuccessionError(MwaaTfError):
    """A step that cannot be taken now."""


class Succession:
    """The succession of one environment, as a command line names it."""

    def __init__(
        self, key: str, configs: Sequence[Path], output: Path, *, yes: bool, quiet: bool, empty_buckets: bool
    ) -> None:
        self._key = key
        self._configs = tuple(configs)
        self._output = output
        self._yes = yes
        self._quiet = quiet
        self._empty_buckets = empty_buckets
        self._load(quiet=quiet)

    def _load(self, *, quiet: bool) -> None:
        """Read the configuration, which the switch changes."""
        self._job = _job_of(self._key, load_jobs(self._configs, quiet=quiet))
        deployment = self._job.deployment
        self._pair = pair_of(deployment, self._key)
        self._airflow = AirflowSteps(self._pair, targets_of(deployment), self._ask)
        self._terraform = TerraformSteps(
            self._pair, deployment.name, self._config, self._output, yes=self._yes, ask=self._ask
        )

    def take(self, step: str, *, undo: bool, accept_differences: bool) -> bool:
        """Take ``step``, or take it back; whether that succeeded."""
        chosen = PairStep(step)
        if self._quiet and not self._yes and chosen not in _ASKS_NOTHING:
            raise UsageError("--json shows no question; --yes takes the step without one")
        statuses, observed = self._survey()
        if undo:
            self._check_taken_back(statuses, chosen)
        else:
            self._check_order(statuses, chosen, accepts_differences=accept_differences)
        with ExitStack() as stack:
            if self._quiet:  # stdout is for the document
                stack.enter_context(redirect_stdout(sys.stderr))
            is_taken = self._take_back(chosen) if undo else self._take(chosen, statuses, observed)
        if chosen is PairStep.SWITCH:
            self._load(quiet=True)
        return is_taken

    def _take(self, step: PairStep, statuses: Sequence[StepStatus], observed: SuccessionView | None) -> bool:
        """Take ``step``, whose turn it is."""
        if step is PairStep.KEEP:
            tell(f"Nothing to do: {statuses[step.place].reason}")
            return statuses[step.place].state.lets_go_on
        of_terraform: dict[PairStep, Callable[[], bool]] = {
            PairStep.CREATE: self._terraform.create,
            PairStep.SWITCH: self._terraform.switch,
            PairStep.REMOVE: partial(self._terraform.remove, empty_buckets=self._empty_buckets),
        }
        if step in of_terraform:
            return of_terraform[step]()
        status = statuses[step.place]
        if status.state is StepState.NOT_NEEDED:
            tell(f"Nothing to do: {status.reason}")
            return True
        if observed is None:
            raise SuccessionError(f"{step}: {status.reason}")
        of_airflow: dict[PairStep, Callable[[SuccessionView], bool]] = {
            PairStep.COMPARE: self._airflow.compare,
            PairStep.PAUSE: self._airflow.pause,
            PairStep.ACTIVATE: self._airflow.activate,
        }
        return of_airflow[step](observed)

    def _take_back(self, step: PairStep) -> bool:
        actions: dict[PairStep, Callable[[], bool]] = {
            PairStep.CREATE: partial(self._terraform.undo_creation, empty_buckets=self._empty_buckets),
            PairStep.PAUSE: self._airflow.undo_pause,
            PairStep.ACTIVATE: self._airflow.undo_activation,
            PairStep.SWITCH: self._terraform.undo_switch,
        }
        return actions[step]()

    def show(self, *, as_json: bool) -> None:
        """Print where each step stands."""
        statuses, _ = self._survey()
        following = next_step(statuses)
        suggestion = self._command(following.step) if following else None
        if as_json:
            from mwaa_tf.succession.document import as_data

            print_json(as_data(self._pair, statuses, suggestion))
            return
        click.echo(f"{self._pair.successor.key} succeeds {self._pair.predecessor.key}")
        for line in _table(statuses):
            click.echo(message_lines(escape_control_characters(line)))
        tell(f"Next: {suggestion}" if suggestion else "All steps are done")

    def _command(self, step: PairStep) -> str:
        return suggested_command("succession", self._configs, self._output, self._key, step)

    def _survey(self) -> tuple[tuple[StepStatus, ...], SuccessionView | None]:
        """Where each step stands, and what the Airflows told; None where they were not asked, or did not tell."""
        read, steps = self._read(), self._airflow
        creation = creation_status(self._pair, read)
        remaining = remaining_paths(self._pair, read)
        is_gone = creation.state.lets_go_on and not remaining
        of_airflow, observed = airflow_statuses(
            self._pair, creation, steps.predecessor, steps.successor, is_gone=is_gone
        )
        paused = observed.paused if observed else None
        before = (
            creation,
            *of_airflow,
            switch_status(self._pair, read),
            keep_status(self._pair, of_airflow[1], paused, is_gone=is_gone),
        )
        return (*before, removal_status(self._pair, before, remaining, is_gone=is_gone)), observed

    def _read(self) -> DeploymentStatus:
        """What states and AWS tell about the workspaces of both."""
        from mwaa_tf.lifecycle.status import Commands, StatusOptions, deployment_status

        selected = self._selected()
        options = StatusOptions(commands=Commands(tuple(given_options(self._configs, self._output))))
        return deployment_status(selected.blueprint, selected.folder, selected.chosen, options)

    def _selected(self) -> Selected:
        (selected,) = select_any([self._config], self._output, (), (), quiet=True)
        return selected

    @property
    def _config(self) -> Path:
        """The file with this deployment."""
        return self._job.config_file or self._configs[0]

    def _check_order(self, statuses: Sequence[StepStatus], step: PairStep, *, accepts_differences: bool) -> None:
        """Raise :class:`SuccessionError` if an earlier step comes first."""
        first = comes_first(statuses, step, accepts_differences=accepts_differences)
        if first is None:
            return
        can_accept = first.step is PairStep.COMPARE and first.state is not StepState.UNKNOWN
        hint = f"; `{self._command(step)} --accept-differences` goes on nevertheless" if can_accept else ""
        raise SuccessionError(
            f"{first.step} comes first: it is {first.state} ({first.reason}); run `{self._command(first.step)}`{hint}"
        )

    def _check_taken_back(self, statuses: Sequence[StepStatus], step: PairStep) -> None:
        """Raise :class:`SuccessionError` if a later step has to be taken back first, or cannot be."""
        first = goes_back_first(statuses, step)
        if first is None:
            return
        if first.step is PairStep.REMOVE:
            raise SuccessionError(
                f"{step} cannot be taken back: {self._pair.predecessor.key} is removed or half removed"
            )
        if first.state is StepState.UNKNOWN:
            raise SuccessionError(f"whether {first.step} is to be taken back first is not known: {first.reason}")
        raise SuccessionError(
            f"{first.step} is taken back first: it is {first.state} ({first.reason}); "
            f"run `{self._command(first.step)} --undo`"
        )

    def _ask(self, question: str) -> bool:
        if self._yes:
            return True
        if not sys.stdin.isatty():
            raise UsageError("there is no terminal to ask on; --yes takes the step without one")
        return confirm(message_lines(escape_control_characters(question)))


def _job_of(key: str, jobs: Sequence[Job]) -> Job:
    """The job whose deployment has the environment ``key``; the first one, which then reports it, if none has."""
    found = [job for job in jobs if key in [environment.key for environment in job.deployment.environments]]
    if len(found) > 1:
        raise ambiguous_environment(key)
    return (found or list(jobs))[0]


def _table(statuses: Sequence[StepStatus]) -> list[str]:
    rows = [("STEP", "STATE", "")] + [(str(each.step), str(each.state), each.short or each.reason) for each in statuses]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return [f"{row[0]:{widths[0]}}  {row[1]:{widths[1]}}  {row[2]}".rstrip() for row in rows]
