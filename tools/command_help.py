"""The help of every command, read from click once, for each document that shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import click

from mwaa_tf.cli import cli

PROGRAM = "mwaa_tf"


@dataclass(frozen=True)
class Paragraph:
    r"""A paragraph of a help text; one that begins with ``\b`` is preformatted: its lines stay, as click keeps them."""

    lines: tuple[str, ...]
    preformatted: bool = False

    @property
    def text(self) -> str:
        """All of it on one line."""
        return " ".join(self.lines)


@dataclass(frozen=True)
class CommandHelp:
    """What ``--help`` of a command says. ``name`` is without the program, with the groups around it: `dags bisect`."""

    name: str
    usage: str
    description: tuple[Paragraph, ...]
    options: tuple[tuple[str, str], ...]
    epilog: tuple[Paragraph, ...]


def program() -> CommandHelp:
    """The help of ``mwaa_tf`` itself."""
    return _read(cli, _context())


def commands() -> Iterator[CommandHelp]:
    """The help of each command that does something, in the order of the command list; those of groups in place."""
    return _below(cli, _context())


def _context() -> click.Context:
    return click.Context(cli, info_name=PROGRAM, **cli.context_settings)


def _below(group: click.Group, context: click.Context) -> Iterator[CommandHelp]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        below = click.Context(command, parent=context, info_name=name)
        if isinstance(command, click.Group):
            yield from _below(command, below)
        else:
            yield _read(command, below)


def _read(command: click.Command, context: click.Context) -> CommandHelp:
    return CommandHelp(
        context.command_path.removeprefix(f"{PROGRAM} "),
        " ".join([context.command_path, *command.collect_usage_pieces(context)]),
        tuple(_paragraphs(command.help)),
        tuple(_options(command, context)),
        tuple(_paragraphs(command.epilog)),
    )


def _paragraphs(text: str | None) -> Iterator[Paragraph]:
    for paragraph in re.split(r"\n\s*\n", (text or "").strip()):
        lines = [line.strip() for line in paragraph.splitlines()]
        if lines and lines[0] == "\b":
            yield Paragraph(tuple(lines[1:]), preformatted=True)
        elif lines:
            yield Paragraph((" ".join(lines),))


def _options(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record and record[1]:  # an argument has no help of its own, the usage names it
            yield record[0], " ".join(record[1].split())
