"""Results of commands for programs."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

import click

from mwaa_tf.cli._errors import as_data
from mwaa_tf.errors import MwaaTfError


def print_json(result: Any) -> None:
    """Print ``result`` as indented JSON on stdout; in ASCII, so that the terminal's encoding does not matter."""
    click.echo(json.dumps(result, indent=2))


def json_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """The option `--json`, which ``function`` gets as ``as_json``; an error becomes JSON on stdout, too.

    The document then is ``{"problems": [...]}``, each as :func:`~mwaa_tf.errors.problem_data`. The message on stderr
    and the exit code are those of the error.
    """

    @click.option(
        "--json", "as_json", is_flag=True, help='Print the result as JSON; an error prints {"problems": [...]}.'
    )
    @functools.wraps(function)
    def command(*, as_json: bool, **arguments: Any) -> Any:
        try:
            return function(as_json=as_json, **arguments)
        except (MwaaTfError, OSError, UnicodeEncodeError) as error:
            if as_json and (problems := as_data(error)):
                print_json({"problems": problems})
            raise

    return command
