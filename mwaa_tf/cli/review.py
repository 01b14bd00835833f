"""`review`: changes, risks and apply order of Terraform plans."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mwaa_tf.cli import _completion
from mwaa_tf.cli._gate import expect_fingerprint_option, fail_on_option, ignore_option, print_review, stops
from mwaa_tf.cli._issue import IssueOptions, issue_options, tell_issue
from mwaa_tf.cli._output import tell, unknown_ending
from mwaa_tf.errors import UsageError
from mwaa_tf.files import check_writable, write_atomically
from mwaa_tf.review.formats import Options, format_names, write
from mwaa_tf.review.post import check_post, platforms

if TYPE_CHECKING:
    from mwaa_tf.review.model import Review

#: Format by file extension.
_EXTENSIONS = {
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".txt": "text",
    ".sarif": "sarif",
    ".xml": "junit",
}


def _comment(_: click.Context, __: click.Parameter, value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9._]|-(?!-)){0,63}(?<!-)", value):
        raise click.BadParameter("allowed are up to 64 letters, digits, '.', '_' and single '-'.")
    return value


@click.command(
    epilog="A PLAN is what `terraform show -json` or `tofu show -json` prints, a folder of such files, or a binary "
    "plan file in its initialised workspace. NAME=PLAN names its workspace. Exit codes: 0 success, 1 if a --fail-on "
    "condition matches or the fingerprint differs, 2 invalid usage or an unreadable plan."
)
@click.argument("plans", nargs=-1, required=True, metavar="PLAN...", shell_complete=_completion.files)
@click.option(
    "--format",
    "form",
    type=click.Choice(format_names()),
    help="[default: by the extension of the output file, or text]",
)
@click.option(
    "-O",
    "--output-file",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write to FILE instead of printing. May be repeated: comment.md, page.html.",
)
@click.option("--title", default=Options().title, show_default=True, metavar="TEXT", help="Heading of the review.")
@click.option(
    "--comment",
    default=Options().comment,
    show_default=True,
    callback=_comment,
    metavar="NAME",
    help="Name of the comment, where a pull request has several.",
)
@click.option(
    "--post",
    "platform",
    type=click.Choice(platforms()),
    help="Post the review as a pull-request comment (detected from CI variables); an existing comment is updated. "
    "With --issue, as an issue.",
)
@click.option(
    "--pull-request",
    "number",
    type=click.IntRange(min=1),
    metavar="NUMBER",
    help="Pull request for --post, if the CI variables do not name it.",
)
@issue_options
@click.option("--split", is_flag=True, help="Split an oversized review into several comments instead of truncating it.")
@ignore_option
@fail_on_option
@click.option("--fingerprint", is_flag=True, help="Print only the fingerprint of the plans.")
@expect_fingerprint_option
def command(
    plans: tuple[str, ...],
    form: str | None,
    files: tuple[Path, ...],
    title: str,
    comment: str,
    platform: str | None,
    number: int | None,
    issue_title: str | None,
    label: str | None,
    incomplete: bool,
    split: bool,
    ignored: tuple[str, ...],
    fail_on: str | None,
    fingerprint: bool,
    expected: str | None,
) -> int:
    """Summarize Terraform plans: changes, risks and apply order.

    For a terminal, a pull-request comment, a page, code scanning, test reports or a program. Sensitive values are never
    in it.
    """
    from mwaa_tf.review import review_plans
    from mwaa_tf.review.conditions import parse_conditions
    from mwaa_tf.review.ignore import parse_ignores
    from mwaa_tf.review.read import read_plans

    conditions = parse_conditions(fail_on) if fail_on is not None else ()
    ignore = parse_ignores(ignored)
    formats = _formats(files, form)
    options = Options(title=title, comment=comment, split=split)
    for file in formats:
        check_writable(file)
    issue = IssueOptions.checked(
        issue_title, label, incomplete, platform, {"--pull-request": number is not None, "--split": split}
    )
    if platform and not issue:
        check_post(platform, os.environ, number)
    try:
        review = review_plans(read_plans(plans), ignore)
        for file, file_format in formats.items():
            for path, document in _numbered(file, write(review, file_format, options)):
                write_atomically(path, document.encode())
    except RecursionError as error:
        raise UsageError("a value in the plans is nested too deeply to show") from error
    if fingerprint:
        click.echo(review.fingerprint)
    elif not files and not platform:
        print_review(review, form or "text", options)
    if files or platform or fingerprint:
        for note in review.notes:
            tell(f"Note: {note}")
    must_stop = stops(review, conditions, expected)
    if issue:
        tell_issue(review, issue, options)
    elif platform:
        _post(review, platform, options, number)
    return 1 if must_stop else 0


def _formats(files: Sequence[Path], form: str | None) -> Mapping[Path, str]:
    formats = {}
    for file in files:
        file_format = form or _EXTENSIONS.get(file.suffix.lower())
        if file_format is None:
            raise unknown_ending(file, format_names())
        formats[file] = file_format
    return formats


def _numbered(file: Path, documents: Sequence[str]) -> list[tuple[Path, str]]:
    """The first document goes to ``comment.md``, the second to ``comment-2.md``."""
    return [
        (file if number == 1 else file.with_name(f"{file.stem}-{number}{file.suffix}"), document)
        for number, document in enumerate(documents, 1)
    ]


def _post(review: Review, platform: str, options: Options, number: int | None) -> None:
    import os

    from mwaa_tf.review.post import post

    posted = post(platform, write(review, "markdown", options), os.environ, number)
    if posted.outcome == "skipped":
        tell(f"{platform}: nothing was posted: {posted.reason}")
    else:
        tell(" ".join([f"{platform}: comment {posted.outcome}", *posted.urls]))
