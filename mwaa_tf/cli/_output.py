"""Results of commands for programs."""

from __future__ import annotations

import json
from typing import Any

import click


def print_json(result: Any) -> None:
    """Print ``result`` as indented JSON on stdout; in ASCII, so that the terminal's encoding does not matter."""
    click.echo(json.dumps(result, indent=2))
