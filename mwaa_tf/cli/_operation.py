"""What the commands that run Terraform on a deployment's workspaces have in common: options, and how they begin."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mwaa_tf.cli import _completion
from mwaa_tf.cli._next_steps import CommandScope, next_steps, repeated
from mwaa_tf.cli._options import load_jobs, render_command
from mwaa_tf.cli._output import tell
from mwaa_tf.errors import UsageError
from mwaa_tf.text import join_words, natural_key, plural

if TYPE_CHECKING:
    from mwaa_tf.blueprint import Blueprint
    from mwaa_tf.cli._run_report import RunReports
    from mwaa_tf.lifecycle import Lifecycle
    from mwaa_tf.lifecycle.events import Listener
    from mwaa_tf.lifecycle.explained import MissingCredentials
    from mwaa_tf.lifecycle.outcome import Outcome
    from mwaa_tf.lifecycle.retries import Retries
    from mwaa_tf.lifecycle.run_recorder import RunRecorder
    from mwaa_tf.lifecycle.run_report import Command
    from mwaa_tf.lifecycle.saved_plans import SavedPlans
    from mwaa_tf.lifecycle.sources import WorkspaceSources
    from mwaa_tf.render import Job
    from mwaa_tf.terraform import Terraform

#: Seconds that Terraform gets after Ctrl-C to finish what it has begun: MWAA may take hours for an update. A second
#: Ctrl-C ends it at once.
_GRACE = 86_400.0

KEYS = "A KEY is a workspace (2-environments/data-etl), a stage (2-environments) or an environment (data-etl)."

keys_argument: Callable[[Any], Any] = click.argument(
    "keys", nargs=-1, metavar="[KEY]...", shell_complete=_completion.keys
)

only_option: Callable[[Any], Any] = click.option(
    "--only",
    multiple=True,
    metavar="GLOB",
    help="Only workspaces whose path matches, e.g. '2-*/*'. Repeatable.",
    shell_complete=_completion.workspaces,
)

changed_since_option: Callable[[Any], Any] = click.option(
    "--changed-since",
    metavar="REV",
    help="Only workspaces whose files, modules or local sources differ from the git revision REV.",
)

jobs_option: Callable[[Any], Any] = click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Workspaces to run concurrently. Default: the number of CPUs.",
)


@dataclass(frozen=True, slots=True)
class Selected:
    """A rendered deployment, and the workspaces of it that a command is for."""

    scope: CommandScope
    job: Job
    blueprint: Blueprint
    folder: Path
    chosen: frozenset[str]


@dataclass(frozen=True, slots=True)
class Operation:
    """A deployment on which Terraform is about to run."""

    selected: Selected
    lifecycle: Lifecycle
    saved: SavedPlans
    recorder: RunRecorder
    missing_credentials: MissingCredentials


def select(
    configs: Sequence[Path],
    output: Path,
    keys: Sequence[str],
    only: Sequence[str],
    changed_since: str | None = None,
    *,
    quiet: bool = False,
    options: Sequence[str] = (),
) -> list[Selected]:
    """The workspaces that a command is for, in each deployment that has some.

    ``options`` are those of the command that have to be repeated with it. Raises :class:`UsageError` for an unknown
    key, and for a workspace that is not rendered.
    """
    since = repeated("--changed-since", [changed_since] if changed_since is not None else [])
    selected = select_any(configs, output, keys, only, quiet=quiet, options=[*since, *options])
    if changed_since is not None:
        narrowed = [_changed(deployment, changed_since) for deployment in selected]
        selected = [deployment for deployment in narrowed if deployment.chosen]
    _check_rendered(selected, render_command(configs, output))
    return selected


def select_any(
    configs: Sequence[Path],
    output: Path,
    keys: Sequence[str],
    only: Sequence[str],
    *,
    quiet: bool = False,
    options: Sequence[str] = (),
) -> list[Selected]:
    """Like :func:`select`, rendered or not."""
    from mwaa_tf.blueprint import build_blueprint
    from mwaa_tf.lifecycle.selection import select_among

    jobs = load_jobs(configs, quiet=quiet)
    names = [job.deployment.name for job in jobs]
    if repeated := sorted({name for name in names if names.count(name) > 1}, key=natural_key):
        raise UsageError(f"several configurations describe a deployment named {join_words(repeated)}")
    blueprints = {job.deployment.name: build_blueprint(job.deployment) for job in jobs}
    chosen = select_among(blueprints, keys, only)
    scope = CommandScope(tuple(configs), output, tuple(keys), tuple(only), tuple(options))
    return [
        Selected(scope, job, blueprints[name], output / name, chosen[name])
        for job, name in zip(jobs, names, strict=True)
        if chosen[name]
    ]


@contextmanager
def operation(
    selected: Selected,
    terraform: Terraform,
    reports: RunReports,
    listener: Listener,
    jobs: int | None,
    retries: Retries | None = None,
) -> Iterator[Operation]:
    """The deployment ``selected`` for Terraform; its report is added to ``reports``, however the block ends."""
    with reports.recorder(selected.blueprint, terraform, listener) as recorder:
        lifecycle, saved, missing = lifecycle_of(selected, terraform, recorder, jobs, retries)
        try:
            yield Operation(selected, lifecycle, saved, recorder, missing)
        except KeyboardInterrupt:
            _show_interrupted(selected, reports, recorder)
            raise


def lifecycle_of(
    selected: Selected, terraform: Terraform, listener: Listener, jobs: int | None, retries: Retries | None = None
) -> tuple[Lifecycle, SavedPlans, MissingCredentials]:
    """The workspaces of ``selected``, their saved plans, and what says whose credentials are missing."""
    from mwaa_tf.lifecycle import Lifecycle
    from mwaa_tf.lifecycle.credentials import missing_credentials
    from mwaa_tf.lifecycle.private_folder import PrivateFolder
    from mwaa_tf.lifecycle.retries import ONCE
    from mwaa_tf.lifecycle.saved_plans import SavedPlans

    private = PrivateFolder(selected.folder)
    missing = missing_credentials()
    lifecycle = Lifecycle(
        terraform,
        selected.blueprint,
        selected.folder,
        jobs=jobs or os.cpu_count() or 1,
        retries=retries or ONCE,
        listener=listener,
        private=private,
        missing_credentials=missing,
    )
    return lifecycle, SavedPlans(private, _sources(selected)), missing


def _show_interrupted(selected: Selected, reports: RunReports, recorder: RunRecorder) -> None:
    """What a run did until it was interrupted, and what to do next; on stderr, so that no output looks complete."""
    from mwaa_tf.cli._run_table import show_run

    outcomes = recorder.last_outcomes
    if not outcomes:
        return
    show_run(outcomes, recorder.report(KeyboardInterrupt()), err=True)
    tell_next_steps(selected, reports.command, outcomes, interrupted=True)


def tell_next_steps(
    selected: Selected, command: Command, outcomes: Sequence[Outcome], *, interrupted: bool = False
) -> None:
    """Print the commands to run after ``command``, where its errors do not say all."""
    for line in next_steps(selected.scope, selected.blueprint.deployment, command, outcomes, interrupted=interrupted):
        tell(line)


def patient_terraform(selected: Sequence[Selected]) -> Terraform:
    """Terraform for real accounts: after Ctrl-C it may finish what it has begun."""
    from mwaa_tf.lifecycle.product_choice import first_product
    from mwaa_tf.terraform import Terraform

    constraints = {deployment.blueprint.aws_provider for deployment in selected}
    first = first_product(workspace for deployment in selected for workspace in deployment.blueprint.workspaces)
    if len(constraints) != 1:
        return Terraform(grace=_GRACE, first=first)
    return Terraform(aws_provider=constraints.pop(), grace=_GRACE, first=first)


def _sources(selected: Selected) -> WorkspaceSources:
    from mwaa_tf.lifecycle.sources import WorkspaceSources
    from mwaa_tf.module_sources import ModuleSources

    job = selected.job
    return WorkspaceSources(ModuleSources(job.deployment.modules.source, selected.folder, job.config_folder))


def _changed(selected: Selected, revision: str) -> Selected:
    """``selected`` with only those workspaces whose sources differ from ``revision``.

    Raises :class:`UsageError` for sources in which git sees no change.
    """
    from dataclasses import replace

    from mwaa_tf.terraform.git import changed_files

    sources = _sources(selected)
    by_path = selected.blueprint.by_path
    paths = dict.fromkeys(source for path in sorted(selected.chosen) for source in sources.paths(by_path[path]))
    files = changed_files(selected.job.config_folder, revision, [selected.folder, *paths])
    changed = {path for path in selected.chosen if sources.changed(by_path[path], files)}
    return replace(selected, chosen=frozenset(changed))


def _check_rendered(selected: Sequence[Selected], command: str) -> None:
    """Refuse workspaces that are not rendered; warn about those that would be rendered differently now."""
    from mwaa_tf.render import rendered_format

    for deployment in selected:
        paths = sorted(deployment.chosen, key=natural_key)
        if missing := [path for path in paths if rendered_format(deployment.folder / path) is None]:
            raise UsageError(f"{deployment.folder / missing[0]}: is not rendered; run `{command}` first")
        warn_if_outdated(deployment, command)


def warn_if_outdated(deployment: Selected, command: str) -> None:
    """Warn about a deployment that ``command`` would render differently now; one that is not rendered is not told."""
    from mwaa_tf.render import render_all, rendered_format

    formats = {rendered_format(deployment.folder / path) for path in deployment.chosen}
    if "hcl" not in formats or "cdktf" in formats:  # whose synthesis takes seconds, and Node.js
        return
    (report,) = render_all([deployment.job], deployment.folder.parent, dry_run=True)
    changes = report.changes
    if count := len(changes.create) + len(changes.update) + len(changes.remove):
        tell(f"Warning: {deployment.folder}: `{command}` would change {plural(count, 'file')}")
