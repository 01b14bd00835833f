"""The man page, docs/man/mwaa_tf.1, from the command line's own help.

``python -m tools.man_page`` writes it; with ``--check`` it writes nothing and fails where it is stale. The wheel has it
as share/man/man1/mwaa_tf.1. It has neither version nor date, so that a release changes nothing in it; man_pages(7) of
Linux and groff_man(7) describe sections and macros.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from mwaa_tf.cli import cli
from tools.command_help import CommandHelp, Paragraph, commands, program
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
    whole = program()
    yield '.\\" Written by `make docs` from the help of the commands.'
    yield '.TH MWAA_TF 1 "" "mwaa_tf" "User Commands"'
    yield from (".SH NAME", f"mwaa_tf {_MINUS} {_text((cli.help or '').rstrip('.'))}")
    yield from (".SH SYNOPSIS", _usage(whole))
    yield from (".SH DESCRIPTION", *_INTRODUCTION)
    yield from (".SH OPTIONS", *_terms(dict(whole.options)))
    yield ".SH COMMANDS"
    for command in commands():
        yield from _command(command)
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


def _command(command: CommandHelp) -> Iterator[str]:
    yield f".SS {_text(command.name)}"
    yield _usage(command)
    yield from _paragraphs(command.description)
    yield from _terms(dict(command.options))
    yield from _paragraphs(command.epilog)


def _usage(command: CommandHelp) -> str:
    return f".B {_text(command.usage)}"


def _paragraphs(paragraphs: Iterable[Paragraph]) -> Iterator[str]:
    for paragraph in paragraphs:
        if paragraph.preformatted:
            yield from (".PP", ".nf", *map(_text, paragraph.lines), ".fi")
        else:
            yield from (".PP", _text(paragraph.text))


def _terms(terms: dict[str, str]) -> Iterator[str]:
    for term, description in terms.items():
        yield from (".TP", f".B {_text(term)}", _text(description))


def _text(text: str) -> str:
    """``text`` as one line of roff: nothing of it is a request, an escape or a hyphen that a terminal cannot search."""
    escaped = text.replace("\\", "\\e").replace("-", _MINUS)
    return f"\\&{escaped}" if escaped[:1] in {".", "'"} else escaped


if __name__ == "__main__":
    sys.exit(write_or_check(documents(), sys.argv[1:]))
