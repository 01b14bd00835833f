"""`schema`: the JSON Schema of the configuration, for editors, and of what a command answers."""

from __future__ import annotations

import json
from pathlib import Path

import click

from mwaa_tf.files import write_atomically


@click.command(
    epilog="Point an editor at it in the first line: `# yaml-language-server: $schema=mwaa.schema.json` in YAML, "
    '`#:schema mwaa.schema.json` in TOML, `"$schema": "mwaa.schema.json"` as a key in JSON.'
)
@click.option(
    "--of",
    "subject",
    type=click.Choice(["config", "review"]),
    default="config",
    show_default=True,
    help="What it describes: mwaa.yaml, or what `review --format json` writes.",
)
@click.option(
    "-O",
    "--output-file",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write it there instead of printing it.",
)
def command(subject: str, file: Path | None) -> int:
    """Print the JSON Schema of mwaa.yaml: completion, explanations and errors in editors."""
    if subject == "review":
        from mwaa_tf.review.formats.json import schema
    else:
        from mwaa_tf.config.schema import schema

    text = (json.dumps(schema(), indent=2, ensure_ascii=False) + "\n").encode()  # UTF-8, whatever the terminal's is
    if file is None:
        click.echo(text, nl=False)
        return 0
    write_atomically(file, text)
    click.echo(f"{file}: written", err=True)
    return 0
