"""`schema`: the JSON Schema of the configuration, for editors, and of a command's JSON."""

from __future__ import annotations

import json
from pathlib import Path

import click

from mwaa_tf.cli._options import FilledPath
from mwaa_tf.files import write_atomically
from mwaa_tf.text import message_lines


@click.command(
    epilog="To use it in an editor, start the file with `# yaml-language-server: $schema=mwaa.schema.json` in YAML, "
    '`#:schema mwaa.schema.json` in TOML, `"$schema": "mwaa.schema.json"` as a key in JSON.'
)
@click.option(
    "--of",
    "subject",
    type=click.Choice(["config", "review"]),
    default="config",
    show_default=True,
    help="Which schema: of mwaa.yaml, or of the output of `review --format json`.",
)
@click.option(
    "-O",
    "--output-file",
    "file",
    type=FilledPath(path_type=Path),
    metavar="FILE",
    help="Write the schema to a file instead of stdout.",
)
def command(subject: str, file: Path | None) -> int:
    """Print the JSON Schema of mwaa.yaml, for completion and validation in editors."""
    if subject == "review":
        from mwaa_tf.review.formats.json import schema
    else:
        from mwaa_tf.config.schema import schema

    # As bytes: UTF-8, regardless of the terminal's encoding.
    text = (json.dumps(schema(), indent=2, ensure_ascii=False) + "\n").encode()
    if file is None:
        click.echo(text, nl=False)
        return 0
    write_atomically(file, text)
    click.echo(message_lines(f"{file}: written"), err=True)
    return 0
