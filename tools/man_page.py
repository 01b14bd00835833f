"""The man page, docs/man/mwaa_tf.1, from the command line's own help.

``python -m tools.man_page`` writes it; with ``--check`` it writes nothing and fails where it is stale. The wheel has it
as share/man/man1/mwaa_tf.1. It has neither version nor date, so that a release changes nothing in it; man_pages(7) of
Linux and groff_man(7) describe sections and macros.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from mwaa_tf.cli import cli
from tools.documents import REPOSITORY, write_or_check

_FILE = REPOSITORY / "docs/man/mwaa_tf.1"

_FILES = {
    "mwaa.yaml": "The configuration; also mwaa.yml, mwaa.toml and mwaa.json. -c names another, or a folder of them.",
    "generated/": "The rendered deployments: a folder for each, and in it one for each workspace.",
    "~/.cache/mwaa_tf": "One copy of each version of the AWS provider, and what was parsed or compiled before. "
    "XDG_CACHE_HOME moves it.",
    "~/.local/state/mwaa_tf": "Logs of unexpected errors, and what to restore after an interrupted bisect. "
    "XDG_STATE_HOME moves it.",
}

#: Variables of the environment that users set.
ENVIRONMENT = {
    "MWAA_TF_DEBUG": "If 1, as --debug: log to stderr, and show the causes of an error.",
    "MWAA_TF_TERRAFORM": "The Terraform to run, instead of the one on PATH.",
    "MWAA_TF_PLUGIN_DIR": "A filesystem mirror with the AWS provider.",
    "AWS_PROFILE": "And the other variables of AWS's SDKs: credentials, region, CA bundle, proxies.",
    "NO_COLOR": "If set, no color on a terminal.",
}


def documents() -> Iterator[tuple[Path, str]]:
    """The man page, with what it should hold."""
    yield _FILE, "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    context = click.Context(cli, info_name="mwaa_tf", **cli.context_settings)
    yield '.\\" Written by `make docs` from the help of the commands.'
    yield '.TH MWAA_TF 1 "" "mwaa_tf" "User Commands"'
    yield from (".SH NAME", f"mwaa_tf {_MINUS} {_text((cli.help or '').rstrip('.'))}")
    yield from (".SH SYNOPSIS", _usage(cli, context))
    yield from (".SH DESCRIPTION", *_INTRODUCTION)
    yield from (".SH OPTIONS", *_options(cli, context))
    yield ".SH COMMANDS"
    for command in _commands(cli, context):
        yield from command
    yield from (".SH FILES", *_terms(_FILES))
    yield from (".SH ENVIRONMENT", *_terms(ENVIRONMENT))
    yield ".SH EXIT STATUS"
    yield from _terms(_exit_codes())
    yield from (".SH SEE ALSO", *map(_text, _SEE_ALSO))


_MINUS = "\\-"
_INTRODUCTION = (
    "Turns a short description of who owns the network and who runs Airflow into Terraform for Amazon MWAA, rehearses",
    "it on a local AWS, applies it, reviews plans and diagnoses environments.",
    "Rendered workspaces need Terraform alone.",
)
_SEE_ALSO = ("terraform(1), aws(1). The guides are in the folder docs of the repository.",)


def _exit_codes() -> dict[str, str]:
    """The codes of the epilog, which has them for all commands. Raises :class:`ValueError` if it lists none."""
    text = " ".join((cli.epilog or "").split()).removeprefix("Exit codes: ").removesuffix(".")
    codes = dict(re.findall(r"(?:^|, )(\d+) (.*?)(?=, \d+ |$)", text))
    if not {"0", "1", "2"} <= codes.keys():
        raise ValueError(f"the epilog of the command line lists no exit codes: {text}")
    return codes


def _commands(group: click.Group, context: click.Context) -> Iterator[list[str]]:
    """The lines of each command of ``group``, those of groups in it by their whole name."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        below = click.Context(command, parent=context, info_name=name)
        if isinstance(command, click.Group):
            yield from _commands(command, below)
        else:
            yield list(_command(command, below))


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    yield f".SS {_text(context.command_path.removeprefix('mwaa_tf '))}"
    yield _usage(command, context)
    yield from _paragraphs(command.help)
    yield from _options(command, context)
    yield from _paragraphs(command.epilog)


def _usage(command: click.Command, context: click.Context) -> str:
    return f".B {_text(' '.join([context.command_path, *command.collect_usage_pieces(context)]))}"


def _paragraphs(text: str | None) -> Iterator[str]:
    r"""``text`` as paragraphs; one that begins with ``\b`` keeps its lines, as click does."""
    for paragraph in re.split(r"\n\s*\n", (text or "").strip()):
        lines = [line.strip() for line in paragraph.splitlines()]
        if lines and lines[0] == "\b":
            yield from (".PP", ".nf", *map(_text, lines[1:]), ".fi")
        elif lines:
            yield from (".PP", _text(" ".join(lines)))


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record and record[1]:  # an argument has no help of its own, the usage names it
            yield from _terms({record[0]: " ".join(record[1].split())})


def _terms(terms: dict[str, str]) -> Iterator[str]:
    for term, description in terms.items():
        yield from (".TP", f".B {_text(term)}", _text(description))


def _text(text: str) -> str:
    """``text`` as one line of roff: nothing of it is a request, an escape or a hyphen that a terminal cannot search."""
    escaped = text.replace("\\", "\\e").replace("-", _MINUS)
    return f"\\&{escaped}" if escaped[:1] in {".", "'"} else escaped


if __name__ == "__main__":
    sys.exit(write_or_check(documents(), sys.argv[1:]))
