"""`apply`: apply workspaces in order, and follow each environment to AVAILABLE."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mwaa_tf.cli._apply_gate import ApplyGate, StoppedError
from mwaa_tf.cli._gate import expect_fingerprint_option, fail_on_option, ignore_option
from mwaa_tf.cli._next_steps import repeated
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
from mwaa_tf.text import join_words, natural_key

if TYPE_CHECKING:
    from mwaa_tf.cli._operation import Operation
    from mwaa_tf.lifecycle.outcome import Outcome
    from mwaa_tf.lifecycle.plan_record import SavedPlan


@click.command(
    short_help="Apply workspaces in order, and follow each environment to AVAILABLE.",
    epilog=f"{KEYS} Exit codes: 0 success, 1 if something failed, had to stop or was not approved, 2 invalid usage.",
)
@keys_argument
@config_option
@output_option
@only_option
@changed_since_option
@click.option(
    "--saved", "saved_only", is_flag=True, help="Only apply plans that `mwaa_tf plan` saved; stop if one is missing."
)
@click.option("-y", "--yes", is_flag=True, help="Do not ask; for pipelines, with --fail-on.")
@ignore_option
@fail_on_option
@expect_fingerprint_option
@click.option(
    "--follow",
    is_flag=True,
    help="Follow the environments of these workspaces to AVAILABLE even if their endpoints are not among them.",
)
@click.option(
    "--in-window",
    is_flag=True,
    help="Apply what updates an environment when its weekly maintenance window begins, and wait for that.",
)
@click.option(
    "--replace-for-version",
    is_flag=True,
    help="Also replace an environment for its Airflow version alone, which MWAA can do in place; its history is lost.",
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
    saved_only: bool,
    yes: bool,
    ignored: tuple[str, ...],
    fail_on: str | None,
    expected: str | None,
    follow: bool,
    in_window: bool,
    replace_for_version: bool,
    jobs: int | None,
    reports: tuple[Path, ...],
    as_json: bool,
) -> int:
    """Apply workspaces stage by stage: saved plans that are still what was planned, and new plans of the others.

    Shows the changes and their risks, and asks once. What can only be planned after something else was applied is
    planned then, and applied if it deletes and replaces nothing and has no high risk; else you are asked again. A
    workspace that fails stops those that depend on it. Once the endpoints exist, environments are followed to
    AVAILABLE.
    """
    from mwaa_tf.cli._progress import progress
    from mwaa_tf.cli._run_table import show_run
    from mwaa_tf.lifecycle.run_report import render
    from mwaa_tf.review.conditions import parse_conditions
    from mwaa_tf.review.ignore import parse_ignores

    conditions = parse_conditions(fail_on) if fail_on is not None else ()
    gate = ApplyGate(conditions, parse_ignores(ignored), expected, yes, as_json, saved_only)
    outcomes: list[Outcome] = []
    with run_reports("apply", reports) as run:
        options = [*repeated("--ignore", ignored), *repeated("--fail-on", [fail_on] if fail_on is not None else [])]
        options += ["--saved"] * saved_only + ["--follow"] * follow
        options += ["--in-window"] * in_window + ["--replace-for-version"] * replace_for_version
        selected = select(configs, output, keys, only, changed_since, quiet=as_json, options=options)
        plan_selection = [*keys, *repeated("--only", only)]
        if not yes and (as_json or not sys.stdin.isatty()):
            reason = "--json shows no plans" if as_json else "there is no terminal to ask on"
            raise UsageError(f"{reason}; --yes applies without a question")
        if expected and len(selected) > 1:
            raise UsageError("--expect-fingerprint is that of the plans of one deployment; choose one with -c")
        with patient_terraform(selected) as terraform:
            for deployment in selected:
                with progress() as listener, operation(deployment, terraform, run, listener, jobs) as started:
                    gate.begin(deployment.blueprint.deployment, listener.paused, started.recorder.waiting)
                    again = deployment.scope.command("plan", *plan_selection)
                    applied = _apply(
                        started,
                        gate,
                        again,
                        follow=follow,
                        in_window=in_window,
                        replace_for_version=replace_for_version,
                    )
                outcomes += applied
                if not as_json:
                    show_run(applied, run.reports[-1], err=False)
                tell_next_steps(deployment, "apply", applied)
    if not selected:
        tell("nothing to apply: no workspace has changed")
    if as_json:
        click.echo(render(run.reports, "json"))
    is_named = bool(keys or only)
    if selected:
        scope = selected[0].scope
        _tell_what_is_left(outcomes, scope.command("apply", *scope.selection), is_named=is_named)
    return 1 if gate.refused or any(_is_failure(outcome, is_named=is_named) for outcome in outcomes) else 0


def _is_failure(outcome: Outcome, *, is_named: bool) -> bool:
    """Whether ``outcome`` is one; what was named must also not be left waiting, or without credentials.

    Following an environment is an offer where it was not named: the owner's job, which applies endpoints, has no
    credentials of the participant, whose own job follows the environment.
    """
    if outcome.action == "follow" and outcome.needs_credentials:
        return False
    return outcome.result in ("failed", "skipped") or (is_named and not outcome.ok)


def _tell_what_is_left(outcomes: Sequence[Outcome], again: str, *, is_named: bool) -> None:
    """Say whose turn it is, and why a workspace that was named and not done is a failure."""
    for account in dict.fromkeys(outcome.needs_credentials for outcome in outcomes if outcome.needs_credentials):
        tell(f"Then, with credentials of {account.partition(':')[0]}: {again}")
    unfinished = [outcome for outcome in outcomes if outcome.result in ("waiting", "needs credentials")]
    if left := [outcome.workspace for outcome in unfinished if _is_failure(outcome, is_named=is_named)]:
        tell(f"Error: {join_words(left)} {'was' if len(left) == 1 else 'were'} named, and could not be applied")


def _apply(
    operation: Operation, gate: ApplyGate, again: str, *, follow: bool, in_window: bool, replace_for_version: bool
) -> tuple[Outcome, ...]:
    from mwaa_tf import aws
    from mwaa_tf.lifecycle.apply_run import ApplyRun
    from mwaa_tf.lifecycle.follow import Follower
    from mwaa_tf.lifecycle.unrecorded import check_interrupted
    from mwaa_tf.lifecycle.windows import Windows

    operation.recorder.expect("apply", operation.selected.chosen)
    follower = Follower(
        operation.lifecycle,
        lambda _: {},
        missing_credentials=operation.missing_credentials,
        waiting=operation.recorder.waiting,
    )
    waiting = operation.recorder.waiting
    windows = Windows(operation.lifecycle, operation.saved, waiting=waiting) if in_window else None
    run = ApplyRun(
        operation.lifecycle,
        operation.saved,
        operation.selected.chosen,
        approve=gate.approve,
        follower=follower,
        follow=follow,
        replace_for_version=replace_for_version,
        windows=windows,
        check=partial(check_interrupted, client=aws.workspace_client),
    )
    outcomes = run.run(_reviewed(operation, gate, again))
    # Of what was not applied, the plan is the end.
    operation.recorder.add(
        replace(outcome, action="apply") if outcome.action == "plan" else outcome for outcome in outcomes
    )
    return outcomes


def _reviewed(operation: Operation, gate: ApplyGate, again: str) -> Mapping[str, SavedPlan]:
    """The saved plans that are still what was planned. Raises :class:`StoppedError` for others with --yes."""
    from mwaa_tf.lifecycle.saved_plans import usable_plans

    usable, stale = usable_plans(operation.saved, operation.lifecycle, operation.selected.chosen)
    for path, plan in usable.items():
        tell(f"{path}: the plan of {plan.record.made_at} is still what was planned, and is used")
    for path, reason in stale.items():
        tell(f"{path}: the saved plan is not used: {reason}")
    if stale and (gate.yes or gate.saved_only):
        reason = "because a saved plan is not what it was"
        raise StoppedError(f"nothing of {gate.deployment} was applied, {reason}; run `{again}` again")
    if gate.saved_only and (missing := sorted(operation.selected.chosen - usable.keys(), key=natural_key)):
        reason = f"because no plan of {join_words(missing)} is saved"
        raise StoppedError(f"nothing of {gate.deployment} was applied, {reason}; run `{again}` first")
    return usable
