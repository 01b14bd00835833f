"""`succession`: from one environment to another, step by step."""

from __future__ import annotations

from pathlib import Path

import click

from mwaa_tf.cli import _completion
from mwaa_tf.cli._options import config_option, output_option
from mwaa_tf.cli._output import json_option
from mwaa_tf.errors import UsageError
from mwaa_tf.text import join_words

_STEPS = ("create", "compare", "pause", "activate", "switch", "keep", "remove")

#: Those that differences hold up.
_AFTER_COMPARE = ("pause", "activate", "switch", "remove")

#: Why a step cannot be taken back.
_FINAL = {
    "compare": "compare changes nothing that could be taken back",
    "keep": "keep changes nothing that could be taken back",
    "remove": "what was removed cannot be taken back; `mwaa_tf apply` creates it again, without its history",
}


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
    "--accept-differences",
    is_flag=True,
    help="With a step after compare: go on although `compare` shows that something is missing.",
)
@click.option(
    "--empty-buckets", is_flag=True, help="With remove: delete all objects in the bucket that is destroyed with it."
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
    empty_buckets: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """Replace an environment by another that `succeeds` it in the configuration, step by step.

    KEY is the successor (data-etl-next). Without STEP, shows where each step stands, as states and AWS tell it, and the
    next one as a command. A step shows what it will do and asks; it can be repeated, and taken back with --undo.
    """
    if undo and step is None:
        raise UsageError("--undo needs a STEP to take back")
    if undo and step in _FINAL:
        raise UsageError(_FINAL[step])
    if empty_buckets and not (step == "remove" or (step == "create" and undo)):
        raise UsageError("--empty-buckets is for the step remove, and for create --undo")
    if accept_differences and (undo or step not in _AFTER_COMPARE):
        raise UsageError(f"--accept-differences is for the steps {join_words(_AFTER_COMPARE)}")
    from mwaa_tf.cli._succession import Succession

    succession = Succession(key, configs, output, yes=yes, quiet=as_json, empty_buckets=empty_buckets)
    ok = succession.take(step, undo=undo, accept_differences=accept_differences) if step else True
    succession.show(as_json=as_json)
    return 0 if ok else 1
