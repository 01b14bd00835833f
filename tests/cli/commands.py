"""All commands, those of groups by their whole name: `dags bisect`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from mwaa_tf.cli import cli


def all_commands(group: click.Group = cli, prefix: str = "") -> Iterator[tuple[str, click.Command]]:
    """The commands of ``group`` and of the groups in it, by name."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        if isinstance(command, click.Group):
            yield from all_commands(command, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}", command
