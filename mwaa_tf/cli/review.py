"""`review`: what plans will do, what is dangerous about it, and in which order."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mwaa_tf.errors import UsageError
from mwaa_tf.files import write_atomically
from mwaa_tf.review.formats import Options, names, write
from mwaa_tf.review.post import forges
from mwaa_tf.text import escape_control_characters

if TYPE_CHECKING:
    from mwaa_tf.review.model import Review

#: The format that the ending of a file asks for.
_ENDINGS = {
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".txt": "text",
}

_FINGERPRINT = re.compile(r"sha256:[0-9a-f]{64}")


def _comment(_: click.Context, __: click.Parameter, value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9._]|-(?!-)){0,63}(?<!-)", value):
        raise click.BadParameter("allowed are up to 64 letters, digits, '.', '_' and single '-'.")
    return value


def _expected(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is not None and not _FINGERPRINT.fullmatch(value.strip().lower()):
        raise click.BadParameter("expected is what --fingerprint prints: 'sha256:' and 64 hexadecimal digits.")
    return value.strip().lower() if value else None


@click.command(
    epilog="A PLAN is what `terraform show -json` printed, a binary plan file in its initialised workspace, or a "
    "folder with such files. NAME=PLAN gives its workspace a name. Exit codes: 0 fine, 1 a condition of --fail-on is "
    "met or the fingerprint is another, 2 the call or a plan is wrong."
)
@click.argument("plans", nargs=-1, required=True, metavar="PLAN...")
@click.option(
    "--format", "form", type=click.Choice(names()), help="[default: by the ending of the output file, or text]"
)
@click.option(
    "-O",
    "--output-file",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write it there instead of printing it. May be given several times: comment.md, page.html.",
)
@click.option("--title", default=Options().title, show_default=True, metavar="TEXT", help="The heading.")
@click.option(
    "--comment",
    default=Options().comment,
    show_default=True,
    callback=_comment,
    metavar="NAME",
    help="Which comment of the pull request this is, where there are several.",
)
@click.option(
    "--post",
    "forge",
    type=click.Choice(forges()),
    help="Make it a comment of the pull request that the pipeline's variables name; one that is there is updated.",
)
@click.option(
    "--pull-request",
    "number",
    type=click.IntRange(min=1),
    metavar="NUMBER",
    help="The pull request of --post, where the variables do not name it.",
)
@click.option("--split", is_flag=True, help="Write several comments instead of leaving out what one has no room for.")
@click.option(
    "--fail-on",
    default="",
    metavar="LIST",
    help="Exit with 1 where one of these is planned: create, update, replace, delete, forget, import, move, drift, "
    "check, error, risk:low, risk:medium, risk:high.",
)
@click.option("--fingerprint", is_flag=True, help="Print the fingerprint of what the plans do, and nothing else.")
@click.option(
    "--expect-fingerprint",
    "expected",
    callback=_expected,
    metavar="SHA256",
    help="Exit with 1 unless the plans do what was reviewed under this fingerprint.",
)
def command(
    plans: tuple[str, ...],
    form: str | None,
    files: tuple[Path, ...],
    title: str,
    comment: str,
    forge: str | None,
    number: int | None,
    split: bool,
    fail_on: str,
    fingerprint: bool,
    expected: str | None,
) -> int:
    """Say what plans will do, what is dangerous about it, and in which order.

    For a person on a terminal, a pull request's comment, a page, or a program. Sensitive values are never in it.
    """
    from mwaa_tf.review import review_plans
    from mwaa_tf.review.conditions import parse
    from mwaa_tf.review.read import read_plans

    conditions = parse(fail_on)
    formats = _formats(files, form)
    options = Options(title=title, comment=comment, split=split)
    try:
        reviewed = review_plans(read_plans(plans))
        for file, its_format in formats.items():
            for path, document in _numbered(file, write(reviewed, its_format, options)):
                write_atomically(path, document.encode())
    except RecursionError as error:
        raise UsageError("a value in the plans is nested too deeply to be shown") from error
    if fingerprint:
        click.echo(reviewed.fingerprint)
    elif not files and not forge:
        _print(reviewed, form or "text", options)
    stops = _stops(reviewed, conditions, expected)
    if forge:
        _post(reviewed, forge, options, number)
    return 1 if stops else 0


def _formats(files: Sequence[Path], form: str | None) -> Mapping[Path, str]:
    formats = {}
    for file in files:
        its_format = form or _ENDINGS.get(file.suffix.lower())
        if its_format is None:
            raise UsageError(f"{file}: --format is needed where the ending is none of {', '.join(_ENDINGS)}")
        formats[file] = its_format
    return formats


def _numbered(file: Path, documents: Sequence[str]) -> list[tuple[Path, str]]:
    """The first document goes to ``comment.md``, the second to ``comment-2.md``."""
    return [
        (file if number == 1 else file.with_name(f"{file.stem}-{number}{file.suffix}"), document)
        for number, document in enumerate(documents, 1)
    ]


def _print(reviewed: Review, form: str, options: Options) -> None:
    from dataclasses import replace
    from shutil import get_terminal_size

    if form == "text" and sys.stdout.isatty():
        plain = os.environ.get("NO_COLOR") or os.environ.get("CI") or os.environ.get("TERM") == "dumb"
        options = replace(options, colour=not plain, width=get_terminal_size().columns)
    for document in write(reviewed, form, options):
        # As bytes: UTF-8, whatever the terminal's encoding is; text alone goes through click, which drops colours.
        click.echo(document if form == "text" else document.encode(), nl=False)


def _post(reviewed: Review, forge: str, options: Options, number: int | None) -> None:
    import os

    from mwaa_tf.review.post import post

    posted = post(forge, write(reviewed, "markdown", options), os.environ, number)
    if posted.outcome == "left":
        click.echo(f"{forge}: nothing was written: {posted.why}", err=True)
    else:
        click.echo(
            " ".join([f"{forge}: comment {posted.outcome}", *map(escape_control_characters, posted.urls)]), err=True
        )


def _stops(reviewed: Review, conditions: Sequence[str], expected: str | None) -> bool:
    """Whether a pipeline is to stop here; says why."""
    from mwaa_tf.review.conditions import met

    reasons = [f"--fail-on {reason}" for reason in met(reviewed, conditions)]
    if expected and expected != reviewed.fingerprint:
        reasons.append(
            f"the plans do not do what was reviewed: their fingerprint is {reviewed.fingerprint}, not {expected}"
        )
    for reason in reasons:
        click.echo(f"Stopped: {escape_control_characters(reason)}", err=True)
    return bool(reasons)
