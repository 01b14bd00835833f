"""`init`: write a commented configuration to start from."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from mwaa_tf.cli import _completion
from mwaa_tf.cli._init_answers import (
    OWNER,
    InitAccount,
    InitAnswers,
    InitState,
    check_complete,
    parse_participants,
    with_credentials,
    with_environments,
    written,
)
from mwaa_tf.cli._options import DEFAULT_CONFIG, DEFAULT_OUTPUT, FilledPath, render_command
from mwaa_tf.errors import UsageError
from mwaa_tf.files import check_writable, write_atomically
from mwaa_tf.text import message_lines


@click.command()
@click.option(
    "-c",
    "--config",
    "file",
    default=DEFAULT_CONFIG,
    show_default=True,
    type=FilledPath(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="File to write.",
)
@click.option("--name", metavar="NAME", help="Deployment name, prefix of all resource names.")
@click.option("--region", metavar="REGION", help="AWS region, e.g. us-east-1.", shell_complete=_completion.regions)
@click.option("--owner-account", metavar="ID", help="Account that owns the VPC (12 digits).")
@click.option(
    "--participant",
    "participants",
    multiple=True,
    metavar="NAME=ID",
    help="Account that runs Airflow, e.g. data=222222222222; repeatable.",
)
@click.option(
    "--one-account", is_flag=True, help="The owner's account runs Airflow, too: --participant NAME is enough."
)
@click.option(
    "--environment",
    "environments",
    multiple=True,
    metavar="[PARTICIPANT/]NAME",
    help="Environment of each participant, or of one; repeatable.",
)
@click.option(
    "--role", "roles", multiple=True, metavar="ARN", help="Role that Terraform assumes in its account; repeatable."
)
@click.option(
    "--profile",
    "profiles",
    multiple=True,
    metavar="NAME=PROFILE",
    help="Profile that Terraform uses for a participant, or for `owner`; repeatable.",
)
@click.option("--state", type=click.Choice(["local", "s3"]), help="Where Terraform keeps its state. Default: local.")
@click.option("--state-bucket", metavar="NAME", help="With --state s3: the bucket.")
@click.option(
    "--state-region",
    metavar="REGION",
    help="With --state s3: the bucket's region. Default: --region.",
    shell_complete=_completion.regions,
)
@click.option("--create-state-bucket", is_flag=True, help="With --state s3: create the bucket in stage 0.")
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
def command(
    file: Path,
    name: str | None,
    region: str | None,
    owner_account: str | None,
    participants: tuple[str, ...],
    one_account: bool,
    environments: tuple[str, ...],
    roles: tuple[str, ...],
    profiles: tuple[str, ...],
    force: bool,
    **state_options: Any,
) -> int:
    """Write a commented mwaa.yaml from options or prompts.

    Prompts for missing options on a terminal, and again while an answer is not valid; otherwise a missing option is
    an error.
    """
    _check_file(file, force=force)
    accounts = parse_participants(participants, owner_account, one_account=one_account)
    answers = InitAnswers(
        name,
        region,
        None if owner_account is None else InitAccount(OWNER, owner_account),
        with_environments(accounts, environments),
        _state(**state_options),
    )
    answers = with_credentials(answers, roles, profiles)
    if any(answers.missing()) and sys.stdin.isatty():
        answers = _ask(answers, environments, ask_state=state_options["state"] is None, one_account=one_account)
    check_complete(answers, environments=bool(environments))
    _write(file, answers)
    return 0


def _check_file(file: Path, *, force: bool) -> None:
    if file.suffix.lower() not in (".yaml", ".yml"):
        raise UsageError(f"{file}: init writes YAML; the name must end in .yaml or .yml")
    if file.exists() and not force:
        raise UsageError(f"{file} already exists; use --force to overwrite it")
    check_writable(file)


def _state(
    state: str | None, state_bucket: str | None, state_region: str | None, create_state_bucket: bool
) -> InitState:
    options = {
        "--state-bucket": state_bucket is not None,
        "--state-region": state_region is not None,
        "--create-state-bucket": create_state_bucket,
    }
    if state != "s3":
        for option, is_set in options.items():
            if is_set:
                raise UsageError(f"{option} requires --state s3")
        return InitState()
    if state_bucket is None:
        raise UsageError("--state s3 requires --state-bucket")
    return InitState(state_bucket, state_region, create_state_bucket)


def _ask(answers: InitAnswers, environments: tuple[str, ...], *, ask_state: bool, one_account: bool) -> InitAnswers:
    from mwaa_tf.cli._init_questions import ask_missing

    if problems := answers.problems():
        # What the options already say is refused before a person answers anything.
        raise UsageError("\n".join(": ".join(problem) for problem in problems))
    return ask_missing(answers, environments, ask_state=ask_state, one_account=one_account)


def _write(file: Path, answers: InitAnswers) -> None:
    from mwaa_tf.config import parse
    from mwaa_tf.config.source.yaml import parse as parse_yaml

    text = written(answers)
    deployment = parse(parse_yaml(text), str(file))
    write_atomically(file, text)
    for warning in deployment.warnings:
        click.secho(str(warning), fg="yellow", err=True)
    click.echo(message_lines(f"{file}: written. Next: {render_command((file,), DEFAULT_OUTPUT)}"))
