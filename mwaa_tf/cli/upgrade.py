"""`upgrade`: bring an environment to another version of Airflow in place."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mwaa_tf.cli import _completion
from mwaa_tf.cli._confirm import confirm
from mwaa_tf.cli._operation import Selected, jobs_option, patient_terraform, select
from mwaa_tf.cli._options import config_option, output_option
from mwaa_tf.cli._output import json_option, print_json, tell
from mwaa_tf.errors import MwaaTfError, UsageError
from mwaa_tf.text import message_lines, plural, unknown

if TYPE_CHECKING:
    from mwaa_tf.blueprint import Workspace
    from mwaa_tf.config import ResolvedEnvironment
    from mwaa_tf.doctor import EnvironmentView
    from mwaa_tf.lifecycle.events import LifecycleEvent, Listener
    from mwaa_tf.terraform import Terraform
    from mwaa_tf.upgrade.result import UpgradeProposal, UpgradeResult
    from mwaa_tf.upgrade.run import UpgradeRun
    from mwaa_tf.upgrade.running import RunningEnvironment


@click.command(
    short_help="Bring an environment to another version of Airflow in place.",
    epilog="Exit codes: 0 success, 1 if something stands in the way, failed or was not approved, 2 invalid usage.",
)
@click.argument("key", metavar="KEY", shell_complete=_completion.environments)
@config_option
@output_option
@click.option(
    "--to",
    "requested",
    required=True,
    metavar="VERSION",
    help="The version of Airflow, such as 3.0.6.",
    shell_complete=_completion.airflow_versions,
)
@click.option("--check", is_flag=True, help="Show the path and what stands in its way; change nothing.")
@click.option(
    "--worker-replacement",
    "strategy",
    type=click.Choice(["forced", "graceful"]),
    help="forced stops running tasks, graceful waits for them for up to 12 h. Default: that of the configuration, or "
    "forced.",
)
@click.option("--ignore-obstacles", is_flag=True, help="Begin although the preflight has failures.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask; for pipelines.")
@jobs_option
@json_option
def command(
    key: str,
    configs: tuple[Path, ...],
    output: Path,
    requested: str,
    check: bool,
    strategy: str | None,
    ignore_obstacles: bool,
    yes: bool,
    jobs: int | None,
    as_json: bool,
) -> int:
    """Bring the environment KEY (data-etl) to another version of Airflow in place, as far as AWS can.

    Shows the path, what each step does and how long it takes, and asks once. Each step is one update by AWS, which
    keeps the environment, its ARN and the history of its runs, also where Terraform would replace it. Then the version
    in the configuration, the rendered files and the state are brought to it, and a plan shows that nothing is left to
    do. A step that fails is taken back by AWS. After an interruption, call it again: it goes on from what AWS says.
    """
    from mwaa_tf.cli._upgrade_lines import proposal_lines, question, result_lines
    from mwaa_tf.upgrade.document import as_data
    from mwaa_tf.upgrade.running import check_version

    if not check and not yes and (as_json or not sys.stdin.isatty()):
        reason = "--json shows no path before" if as_json else "there is no terminal to ask on"
        raise UsageError(f"{reason}; --yes begins without a question, --check only looks")
    check_version(requested)
    selected, environment, workspace = _find(configs, output, key)
    show: Callable[[str], None] = (lambda _: None) if as_json else (lambda line: click.echo(message_lines(line)))
    display = _UpgradeDisplay()
    with patient_terraform([selected]) as terraform:
        with display.shown():
            run = _run(selected, environment, workspace, requested, strategy, terraform, display, jobs)
            running, error = _settled(run, selected, check=check)
            proposal = _proposal(run, selected, running)
        for line in proposal_lines(proposal, run.strategy, is_check=check):
            show(line)
        problem = error or _problem(run, proposal, selected, ignore_obstacles=ignore_obstacles)
        if check or problem:
            if problem:
                tell(problem if check else f"Error: {problem}")
            if as_json:
                print_json(as_data(proposal, None, problem))
            return 1 if problem else 0
        if proposal.path and not yes and not confirm(question(proposal)):
            tell(f"{running.name} was not changed.")
            return 1
        with display.shown():
            result = _execute(run, proposal, selected)
    for line in result_lines(proposal, result):
        show(line)
    if as_json:
        print_json(as_data(proposal, result, ""))
    return 1 if result.failed else 0


class _UpgradeDisplay:
    """A listener that shows events only within :meth:`shown`: what is printed outside of it goes where it should."""

    def __init__(self) -> None:
        self._listener: Listener | None = None

    def __call__(self, event: LifecycleEvent) -> None:
        """Show ``event``."""
        if self._listener:
            self._listener(event)

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show events for the length of the block."""
        from mwaa_tf.cli._progress import progress

        with progress() as self._listener:
            yield
        self._listener = None


def _find(configs: tuple[Path, ...], output: Path, key: str) -> tuple[Selected, ResolvedEnvironment, Workspace]:
    """The environment ``key``, its deployment and its workspace. Raises :class:`UsageError`."""
    from mwaa_tf.blueprint.stage import Stage
    from mwaa_tf.cli._options import ambiguous_environment, load_jobs

    jobs = load_jobs(configs, quiet=True)
    environments = [(job, environment) for job in jobs for environment in job.deployment.environments]
    matching = [(job, environment) for job, environment in environments if environment.key == key]
    if not matching:
        known = [environment.key for _, environment in environments]
        raise UsageError(unknown("environment", key, known))
    if len(matching) > 1:
        raise ambiguous_environment(key)
    ((_, environment),) = matching
    if environment.settings.existing:
        raise UsageError(f"{key} is an environment that exists already: upgrade it where it is configured")
    path = Stage.ENVIRONMENTS.path(key)
    (selected,) = select(configs, output, (path,), ())
    return selected, environment, selected.blueprint.by_path[path]


def _run(
    selected: Selected,
    environment: ResolvedEnvironment,
    workspace: Workspace,
    requested: str,
    strategy: str | None,
    terraform: Terraform,
    listener: Listener,
    jobs: int | None,
) -> UpgradeRun:
    from mwaa_tf import aws
    from mwaa_tf.cli._operation import lifecycle_of
    from mwaa_tf.upgrade.configured_version import ConfiguredVersion
    from mwaa_tf.upgrade.run import UpgradeRun

    lifecycle, saved, missing_credentials = lifecycle_of(selected, terraform, listener, jobs or os.cpu_count() or 1)
    if missing := missing_credentials(workspace):
        raise MwaaTfError(f"{workspace.path} needs credentials of {missing}")
    file = selected.job.config_file
    assert file is not None  # noqa: S101 - jobs of the command line come from files
    configured: Any = environment.settings.worker_replacement_strategy
    chosen: Any = strategy.upper() if strategy else configured
    if configured and chosen != configured:
        raise UsageError(
            f"{file}: worker_replacement_strategy of {environment.key} is {configured}, and would be taken for changed "
            "afterwards; change it there instead of giving --worker-replacement"
        )
    return UpgradeRun(
        lifecycle,
        saved,
        workspace,
        ConfiguredVersion(file, environment.key),
        requested,
        aws.workspace_client("mwaa", workspace),
        chosen,
        tell,
    )


def _settled(run: UpgradeRun, selected: Selected, *, check: bool) -> tuple[RunningEnvironment, str]:
    """The environment once an update that is under way has ended, and why that failed."""
    running = run.running()
    if not running.is_updating or check:
        return running, ""
    tell(f"{running.name} is {running.status}: an update is under way, and is followed first")
    with _told_how_to_go_on(run, selected):
        followed = run.settle(running)
    return run.running(), followed.error


def _proposal(run: UpgradeRun, selected: Selected, running: RunningEnvironment) -> UpgradeProposal:
    """The path, and what stands in its way; AWS is not asked where there is no step to go."""
    from dataclasses import replace

    from mwaa_tf.doctor import targets_of
    from mwaa_tf.upgrade.preflight import preflight_of
    from mwaa_tf.upgrade.preflight.along import view_along

    if running.version != run.requested:
        tell("Looking for what stands in its way")  # the plan of the workspace takes its time, too
    proposal = run.propose(running)
    if not proposal.path:
        return proposal
    targets = targets_of(selected.job.deployment)
    target = next(target for target in targets if target.key == run.configuration.key)
    pending = proposal.pending

    def along(view: EnvironmentView) -> EnvironmentView:
        return view_along(view, pending.names, pending.arguments, run.configuration.file.parent) if pending else view

    checked = preflight_of(target, run.requested, proposal.path, strategy=run.strategy or "", along=along)
    return replace(proposal, findings=checked.findings, files=checked.requirements)


def _problem(run: UpgradeRun, proposal: UpgradeProposal, selected: Selected, *, ignore_obstacles: bool) -> str:
    """Why the upgrade cannot begin; empty if it can."""
    from mwaa_tf.doctor import CheckResult
    from mwaa_tf.upgrade.running import what_to_do

    if not proposal.running.has_version:
        told = f"the version {proposal.running.version!r}" if proposal.running.version else "no version"
        return f"MWAA tells {told} of {proposal.running.name}: which way leads to {proposal.requested} is not known"
    if proposal.path is None:
        return (
            f"AWS does not bring an environment from Airflow {proposal.running.version} to {proposal.requested}: that "
            "takes a new environment beside this one; `mwaa_tf succession` leads through it"
        )
    try:
        run.check_can_begin(proposal)
    except MwaaTfError as error:
        return str(error)
    failures = [finding for finding in proposal.findings if finding.result is CheckResult.FAILURE]
    if failures and not ignore_obstacles:
        count = plural(len(failures), "failure")
        return f"The preflight has {count}: fix what it found, or begin anyway with --ignore-obstacles"
    if proposal.running.takes_updates:
        return ""
    return what_to_do(proposal.running, selected.scope.command("status", run.configuration.key))


def _execute(run: UpgradeRun, proposal: UpgradeProposal, selected: Selected) -> UpgradeResult:
    with _told_how_to_go_on(run, selected):
        return run.execute(proposal.path) if proposal.path else run.complete()


@contextmanager
def _told_how_to_go_on(run: UpgradeRun, selected: Selected) -> Iterator[None]:
    """Say after Ctrl-C in the block which call goes on."""
    try:
        yield
    except KeyboardInterrupt:
        again = selected.scope.command("upgrade", run.configuration.key, "--to", run.requested)
        tell(f"Interrupted: AWS goes on with what it has begun. To go on from there: {again}")
        raise
