"""Results of commands for programs, and messages for people."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from mwaa_tf.errors import UsageError
from mwaa_tf.text import escape_control_characters, join_words, message_lines


def print_json(result: Any) -> None:
    """Print ``result`` as indented JSON on stdout; in ASCII, so that the terminal's encoding does not matter."""
    click.echo(json.dumps(result, indent=2))


def tell(message: str) -> None:
    """Print ``message`` to stderr, with its control characters escaped."""
    click.echo(message_lines(escape_control_characters(message)), err=True)


def unknown_ending(file: Path, formats: Iterable[str]) -> UsageError:
    """The error for an output file whose ending selects no format, where --format does not say one of ``formats``."""
    problem = f"{file.suffix} is the ending of no format" if file.suffix else "the name has no ending"
    return UsageError(f"{file}: {problem}; choose one with --format: {join_words(formats, 'or')}")


json_option: Callable[[Any], Any] = click.option(
    "--json", "as_json", is_flag=True, help='Print the result as JSON; an error prints {"problems": [...]}.'
)
