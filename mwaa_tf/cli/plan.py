"""`plan`: plan all workspaces whose inputs exist."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mwaa_tf.cli._gate import print_review
from mwaa_tf.cli._operation import (
    KEYS,
    changed_since_option,
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
from mwaa_tf.review.formats import Options, format_names

if TYPE_CHECKING:
    from mwaa_tf.cli._operation import Operation
    from mwaa_tf.lifecycle.outcome import Outcome
    from mwaa_tf.terraform.plan_json import PlanJson

#: With -detailed-exitcode, as Terraform has it.
_CHANGES = 2


@click.command(
    short_help="Plan all workspaces whose inputs exist.",
    epilog=f"{KEYS} Exit codes: 0 success, 1 if planning failed, 2 invalid usage, or with --detailed-exitcode changes.",
)
@keys_argument
@config_option
@output_option
@only_option
@changed_since_option
@click.option("--destroy", is_flag=True, help="Plan what `mwaa_tf destroy` would do.")
@click.option(
    "--review",
    "form",
    type=click.Choice(format_names()),
    help="Print a review of the plans in this format, instead of the table alone.",
)
@click.option(
    "-detailed-exitcode", "--detailed-exitcode", "detailed", is_flag=True, help="Exit with 2 if a plan has changes."
)
@jobs_option
@report_option
@json_option
def command(
    keys: tuple[str, ...],
    configs: tuple[Path, ...],
    output: Path,
    only: tuple[str, ...],
    changed_since: str | None,
    destroy: bool,
    form: str | None,
    detailed: bool,
    jobs: int | None,
    reports: tuple[Path, ...],
    as_json: bool,
) -> int:
    """Plan each workspace whose inputs exist, several at a time, and save the plans.

    A workspace that reads outputs of one that is not applied yet is reported as waiting: no value is ever invented.
    Takes no locks and changes nothing in AWS, so that a role that only plans is enough.
    Plans and what Terraform prints are kept in .mwaa_tf/ beside the workspaces, for you alone; `mwaa_tf apply` applies
    the plans as long as they are what was planned.
    """
    from mwaa_tf.cli._progress import progress
    from mwaa_tf.cli._run_table import show_run
    from mwaa_tf.lifecycle.run_report import render
    from mwaa_tf.review import review_plans

    if form and as_json:
        raise UsageError("--json and --review both print to standard output; use one of them")
    runs = _Plans()
    with run_reports("plan", reports) as run:
        selected = select(configs, output, keys, only, changed_since, quiet=as_json)
        with patient_terraform(selected) as terraform:
            for deployment in selected:
                with progress() as listener, operation(deployment, terraform, run, listener, jobs) as started:
                    planned = runs.add(started, destroy=destroy, named=len(selected) > 1)
                if not as_json:
                    show_run(planned, run.reports[-1], err=bool(form))
                tell_next_steps(deployment, "plan", planned)
    if not selected:
        tell("nothing to plan: no workspace has changed")
    if as_json:
        click.echo(render(run.reports, "json"))
    elif form:
        print_review(review_plans(runs.parsed(), waiting=runs.waiting), form, Options(title="Terraform plan"))
    elif runs.has_changes and not destroy:
        scope = selected[0].scope
        tell(f"Next: {scope.command('apply', *scope.selection)}")
    lacking = [outcome.result == "needs credentials" for outcome in runs.outcomes]
    lacks_credentials = any(lacking) if keys or only else bool(lacking) and all(lacking)
    if lacks_credentials or any(outcome.result == "failed" for outcome in runs.outcomes):
        return 1
    return _CHANGES if detailed and runs.has_changes else 0


class _Plans:
    """The plans of all deployments."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []
        self._files: dict[str, Path] = {}
        self.waiting: dict[str, tuple[str, ...]] = {}
        """The workspaces that could not be planned yet, and those that each waits for, by their names in a review."""

    @property
    def has_changes(self) -> bool:
        """Whether any plan would change something."""
        return any(outcome.plan and not outcome.plan.is_empty for outcome in self.outcomes)

    def add(self, operation: Operation, *, destroy: bool, named: bool) -> tuple[Outcome, ...]:
        """Plan a deployment; ``named``: the review names it, since there are several."""
        from mwaa_tf.lifecycle.plan_run import PlanRun

        selected = operation.selected
        operation.recorder.expect("plan", selected.chosen)
        # Without locks nothing is written, so that a role that only plans can do it, beside an apply that is running: a
        # plan of a state that has moved on since is not applied.
        planner = PlanRun(operation.lifecycle, operation.saved, destroy=destroy, lock=False)
        outcomes = planner.plan(selected.chosen)
        operation.recorder.add(outcomes)
        self.outcomes += outcomes
        prefix = f"{selected.blueprint.deployment}/" if named else ""
        for outcome in outcomes:
            if outcome.waits_for:
                self.waiting[prefix + outcome.workspace] = tuple(prefix + path for path in outcome.waits_for)
            saved = operation.saved.load(selected.blueprint.by_path[outcome.workspace]) if outcome.plan else None
            if saved:
                self._files[prefix + outcome.workspace] = saved.json_file
        return outcomes

    def parsed(self) -> dict[str, PlanJson]:
        """The plans for a review, by workspace."""
        from mwaa_tf.terraform.plan_json import parse_plan

        return {name: parse_plan(file.read_bytes(), str(file)) for name, file in self._files.items()}
