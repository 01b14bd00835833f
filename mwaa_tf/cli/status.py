"""`status`: where deployments stand, and the next step."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mwaa_tf.cli._operation import Selected, jobs_option, keys_argument, only_option, select_any, warn_if_outdated
from mwaa_tf.cli._options import (
    DEFAULT_CONFIG,
    FiniteRange,
    config_option,
    given_options,
    output_option,
    render_command,
)
from mwaa_tf.cli._output import json_option, print_json, tell
from mwaa_tf.errors import MwaaTfError, UsageError
from mwaa_tf.text import one_line

if TYPE_CHECKING:
    from mwaa_tf.lifecycle.status import DeploymentStatus, StatusOptions
    from mwaa_tf.terraform import Terraform
    from mwaa_tf.terraform.product import Product

_SHORTEST_INTERVAL = 0.1


@click.command(short_help="Show what is applied, what AWS has, and the next step.")
@keys_argument
@config_option
@output_option
@only_option
@click.option("--refresh", is_flag=True, help="Also plan what is applied: what has drifted, and who changed it.")
@click.option("--watch", is_flag=True, help="Repeat until everything has settled, or Ctrl-C.")
@click.option(
    "--interval",
    type=FiniteRange(min=_SHORTEST_INTERVAL),
    default=15.0,
    show_default=True,
    metavar="SECONDS",
    help="With --watch: the time between two looks.",
)
@jobs_option
@json_option
def command(
    keys: tuple[str, ...],
    configs: tuple[Path, ...],
    output: Path,
    only: tuple[str, ...],
    refresh: bool,
    watch: bool,
    interval: float,
    jobs: int | None,
    as_json: bool,
) -> int:
    """Show what is applied, what AWS has, and the next step as a command.

    A KEY is a workspace (2-environments/data-etl), a stage (2-environments) or an environment (data-etl); default: all.
    Reads states and asks MWAA and EC2 with the credentials of each account, and changes nothing. Without --refresh,
    Terraform does not run, except to read states in HCP Terraform. A configuration that is newer than the rendered
    files is a warning; whether the rendered files are newer than what is applied is known with --refresh.

    The exit code is 1 if something needs attention: a workspace to apply, an apply that did not complete, a lock, an
    environment or an endpoint that failed, drift, or something that cannot be read. Workspaces whose next step needs
    credentials of another account are reported, and are no failure. After a complete destroy nothing needs attention;
    before the first apply, that apply does.
    """
    if watch and refresh:
        raise UsageError("--watch and --refresh are mutually exclusive")
    with ExitStack() as stack:
        if refresh:
            tell("Planning what is applied; this takes as long as `mwaa_tf plan`")
        look = _look(keys, configs, output, only, stack, refresh=refresh, jobs=jobs or os.cpu_count() or 1)
        if watch:
            from mwaa_tf.cli._status_watch import watch_statuses

            statuses = watch_statuses(look, interval, quiet=as_json)
        else:
            statuses = look()
    if as_json:
        from mwaa_tf.lifecycle.status.document import as_data

        print_json(as_data(statuses))
    else:
        from mwaa_tf.cli._status_watch import print_table

        print_table(statuses)
    return 1 if any(status.needs_attention for status in statuses) else 0


def _look(
    keys: tuple[str, ...],
    configs: tuple[Path, ...],
    output: Path,
    only: tuple[str, ...],
    stack: ExitStack,
    *,
    refresh: bool,
    jobs: int,
) -> Callable[[], tuple[DeploymentStatus, ...]]:
    """A function that finds out the status of all chosen deployments; all usage errors are raised before."""
    from mwaa_tf.lifecycle.product_choice import first_product
    from mwaa_tf.lifecycle.status import Commands, StatusOptions, deployment_status

    selected = select_any(configs, output, keys, only, quiet=True)
    for deployment in selected:
        _warn_if_outdated(deployment, render_command(configs, output))
    first = first_product(workspace for deployment in selected for workspace in deployment.blueprint.workspaces)
    terraform = _LazyTerraform(stack, first)

    def options(deployment: Selected) -> StatusOptions:
        own = (deployment.job.config_file or DEFAULT_CONFIG,) if len(selected) > 1 else configs
        commands = Commands(tuple(given_options(own, output)))
        return StatusOptions(commands=commands, terraform=terraform, refresh=refresh, jobs=jobs, stop=terraform.stop)

    looks = [(deployment, options(deployment)) for deployment in selected]
    return lambda: tuple(
        deployment_status(deployment.blueprint, deployment.folder, deployment.chosen, own) for deployment, own in looks
    )


def _warn_if_outdated(deployment: Selected, command: str) -> None:
    """Warn about files that are not what the configuration renders to, or that cannot be compared with it."""
    try:
        warn_if_outdated(deployment, command)
    except MwaaTfError as error:  # the status is worth knowing nevertheless
        tell(
            f"Warning: {deployment.folder}: whether `{command}` would change files is not known: {one_line(str(error))}"
        )


@dataclass
class _LazyTerraform:
    """Terraform, looked for when it is needed first, and closed with ``stack``."""

    stack: ExitStack
    first: Product

    def __call__(self) -> Terraform:
        return self._terraform

    def stop(self) -> None:
        """End what runs."""
        if "_terraform" in self.__dict__:
            self._terraform.stop()

    @cached_property
    def _terraform(self) -> Terraform:
        from mwaa_tf.terraform import Terraform

        return self.stack.enter_context(Terraform(first=self.first))
