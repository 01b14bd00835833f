"""`init`: write a commented configuration to start from."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mwaa_tf.cli import _completion
from mwaa_tf.cli._options import DEFAULT_CONFIG, DEFAULT_OUTPUT, FilledPath, render_command
from mwaa_tf.errors import UsageError
from mwaa_tf.files import check_writable, write_atomically
from mwaa_tf.text import escape_control_characters, message_lines

if TYPE_CHECKING:
    from mwaa_tf.config import Problem


#: The option that each field of the written configuration comes from, by the beginning of the field's path.
_OPTIONS = {
    ("name",): "--name",
    ("region",): "--region",
    ("owner",): "--owner-account",
    ("participants", "environments"): "--environment",
    ("participants",): "--participant",
}


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
@click.option("--environment", metavar="NAME", help="Name of the first environment of each participant.")
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
def command(
    file: Path,
    name: str | None,
    region: str | None,
    owner_account: str | None,
    participants: tuple[str, ...],
    environment: str | None,
    force: bool,
) -> int:
    """Write a commented mwaa.yaml from options or prompts.

    Prompts for missing options on a terminal; otherwise a missing option is an error.
    """
    from mwaa_tf.config import ConfigError, parse
    from mwaa_tf.config.source.yaml import parse as parse_yaml

    if file.suffix.lower() not in (".yaml", ".yml"):
        raise UsageError(f"{file}: init writes YAML; the name must end in .yaml or .yml")
    if file.exists() and not force:
        raise UsageError(f"{file} already exists; use --force to overwrite it")
    check_writable(file)
    answers: dict[str, Any] = {
        "name": name or _ask("--name", "Name of the deployment", "analytics"),
        "region": region or _ask("--region", "AWS region", "us-east-1"),
        "owner": owner_account or _ask("--owner-account", "Account that owns the VPC"),
        "participants": [_participant(text) for text in participants] or [_ask_participant()],
        "environment": environment or _ask("--environment", "Name of the first environment", "etl"),
    }
    text = _text(answers)
    # The same rules as for the file report wrong answers before it is written.
    try:
        deployment = parse(parse_yaml(text), str(file))
    except ConfigError as error:
        wrong = [_of_option(problem) for problem in error.problems]
        several = ["the options do not describe a valid deployment:"] if len(wrong) > 1 else []
        raise UsageError("\n".join([*several, *wrong])) from error
    write_atomically(file, text)
    for warning in deployment.warnings:
        click.secho(str(warning), fg="yellow", err=True)
    click.echo(message_lines(f"{file}: written. Next: {render_command((file,), DEFAULT_OUTPUT)}"))
    return 0


def _of_option(problem: Problem) -> str:
    """The problem with the option that the value came from: the file with its lines is not written yet."""
    fields = tuple(part for part in problem.path if isinstance(part, str))
    option = next(option for start, option in _OPTIONS.items() if fields[: len(start)] == start)
    return escape_control_characters(f"{option}: {problem.message}")


def _ask(option: str, question: str, default: str | None = None) -> str:
    if not sys.stdin.isatty():
        raise UsageError(f"{option} is required when not running interactively")
    answer: str = click.prompt(question, default=default, err=True)
    return answer


def _ask_participant() -> tuple[str, str]:
    name = _ask("--participant", "Name of the account that runs Airflow", "data")
    return name, _ask("--participant", f"Account of {name}")


def _participant(text: str) -> tuple[str, str]:
    name, separator, account = text.partition("=")
    if not separator:
        raise UsageError(f"--participant {text!r}: allowed is NAME=ID, such as data=222222222222")
    return name, account


def _text(answers: dict[str, Any]) -> str:
    import json

    import jinja2

    from mwaa_tf.mwaa.regions import zone_prefix

    template = (Path(__file__).parent.parent / "config" / "templates" / "mwaa.yaml.j2").read_text("utf-8")
    environment = jinja2.Environment(
        autoescape=False,  # noqa: S701 - the output is YAML, and JSON strings are YAML
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["quoted"] = json.dumps
    zones = zone_prefix(answers["region"]) or "use1"
    return environment.from_string(template).render(**answers, zones=zones)
