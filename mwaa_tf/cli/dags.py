"""`dags bisect`: find the DAG files that cause a problem."""

from __future__ import annotations

from pathlib import Path

import click

from mwaa_tf.cli import _completion
from mwaa_tf.cli._options import FiniteRange, config_option
from mwaa_tf.cli._output import json_option
from mwaa_tf.cli._targets import Named, find_target
from mwaa_tf.errors import UsageError


@click.group(short_help="Work with the DAG files of an environment.")
def command() -> None:
    """Work with the DAG files of an environment."""


class _WithCommand(click.Command):
    """A command whose arguments after ``--`` are another command, with options of its own."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep what follows ``--``, also in the form ``--probe -- COMMAND``."""
        if "--" in args:
            place = args.index("--")
            ctx.meta[_PROBE_COMMAND] = args[place + 1 :]
            args = args[: place - 1] if place and args[place - 1] == "--probe" else args[:place]
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The usage, with the other command."""
        return [*super().collect_usage_pieces(ctx), "[-- COMMAND...]"]


_PROBE_COMMAND = f"{__name__}.probe"


@command.command(
    cls=_WithCommand,
    short_help="Find the DAG files that cause a problem, in few steps.",
    epilog="Exit codes: 0 the causes were found, or everything was restored, 1 they were not found, 2 invalid usage, "
    "130 interrupted, and everything was restored.",
)
@click.argument("key", required=False, shell_complete=_completion.environments)
@config_option
@click.option("--name", metavar="ENVIRONMENT", help="The environment of that name in AWS; needs no config.")
@click.option(
    "--region",
    metavar="REGION",
    help="With --name: its region. [default: AWS_REGION]",
    shell_complete=_completion.regions,
)
@click.option("--profile", metavar="PROFILE", help="With --name: profile of the environment's account.")
@click.option(
    "--probe",
    type=click.Choice(["health", "import-errors"]),
    help="Ask Airflow after each step instead of you. To run a command: --probe -- COMMAND.",
)
@click.option(
    "--settle",
    type=FiniteRange(min=0),
    metavar="SECONDS",
    help="Longest wait for the scheduler after each step. [default: by the environment's settings, usually 420]",
)
@click.option("--restore", is_flag=True, help="Only put back what a bisect that was killed has taken out.")
@click.option("--yes", is_flag=True, help="Do not ask before the first file is moved.")
@json_option
@click.pass_context
def bisect(
    context: click.Context,
    key: str | None,
    configs: tuple[Path, ...],
    name: str | None,
    region: str | None,
    profile: str | None,
    probe: str | None,
    settle: float | None,
    restore: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """Find the DAG files that cause a problem, in few steps.

    Takes DAG files out of the DAG folder and puts them back, until it is known which of them cause the problem. KEY is
    an environment of the configuration (data-etl). After each step it waits until the scheduler has noticed, and asks
    you whether the problem shows, or Airflow (--probe), or a command: exit code 0 is good, 125 cannot tell, 1 to 127
    are bad.

    Files that are taken out are in mwaa_tf-bisect/ of the same bucket, with a journal. Everything is put back at the
    end, on Ctrl-C, and after a crash with --restore, from any machine. What another user changes meanwhile stays.
    """
    from mwaa_tf.cli._bisect import BisectRequest, run_bisect

    probe_command = tuple(context.meta.get(_PROBE_COMMAND, ()))
    if _PROBE_COMMAND in context.meta and not probe_command:
        raise UsageError("no command follows --")
    if probe and probe_command:
        raise UsageError(f"--probe {probe} and a command are mutually exclusive")
    request = BisectRequest(probe or "", probe_command, settle, restore=restore, yes=yes, as_json=as_json)
    request.check_usage()
    return run_bisect(find_target(configs, key, Named(name, region, profile, None)), request)
