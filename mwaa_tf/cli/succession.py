"""`succession`: from one environment to another, step by step."""

from __future__ import annotations

from pathlib import Path

import click

from mwaa_tf.cli import _completion
from mwaa_tf.cli._options import config_option, output_option
from mwaa_tf.cli._output import json_option
from mwaa_tf.errors import UsageError

_STEPS = ("create", "compare", "pause", "activate")


@click.command(
    short_help="Replace an environment by another, step by step.",
    epilog="Exit codes: 0 success, 1 if a step failed, was refused or was not approved, 2 invalid usage.",
)
@click.argument("key", shell_complete=_completion.environments)
@click.argument("step", required=False, metavar="[STEP]", type=click.Choice(_STEPS))
@config_option
@output_option
@click.option("--undo", is_flag=True, help="Take the step back.")
@click.option(
    "--accept-differences", is_flag=True, help="With pause: go on although `compare` shows that something is missing."
)
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@json_option
def command(
    key: str,
    step: str | None,
    configs: tuple[Path, ...],
    output: Path,
    undo: bool,
    accept_differences: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """Replace an environment by another that `succeeds` it in the configuration, step by step.

    KEY is the successor (data-etl-next). Without STEP, shows where each step stands, as states and AWS tell it, and the
    next one as a command. A step shows what it will do and asks; it can be repeated, and taken back with --undo.
    """
    if undo and step is None:
        raise UsageError("--undo needs a STEP to take back")
    if undo and step == "compare":
        raise UsageError("compare changes nothing that could be taken back")
    if accept_differences and step != "pause":
        raise UsageError("--accept-differences is for the step pause")
    from mwaa_tf.cli._succession import Succession

    succession = Succession(key, configs, output, yes=yes, quiet=as_json)
    ok = succession.take(step, undo=undo, accept_differences=accept_differences) if step else True
    succession.show(as_json=as_json)
    return 0 if ok else 1
