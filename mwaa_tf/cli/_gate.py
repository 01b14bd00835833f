"""What a pipeline stops for: risks and changes in plans, or plans that are not those that were reviewed."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from mwaa_tf.cli._output import tell

if TYPE_CHECKING:
    from mwaa_tf.review.formats import Options
    from mwaa_tf.review.model import Review

_FINGERPRINT = re.compile(r"sha256:[0-9a-f]{64}")


def _expected(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is not None and not _FINGERPRINT.fullmatch(value.strip().lower()):
        raise click.BadParameter("expected what --fingerprint prints: 'sha256:' and 64 hexadecimal digits.")
    return value.strip().lower() if value else None


ignore_option: Callable[[Any], Any] = click.option(
    "--ignore",
    "ignored",
    multiple=True,
    metavar="ID[@ADDRESS]=REASON",
    help="Accept a risk, everywhere or at one resource or workspace. The review shows it with the reason, and "
    "--fail-on passes over it. May be repeated.",
)

fail_on_option: Callable[[Any], Any] = click.option(
    "--fail-on",
    metavar="LIST",
    help="Exit with 1 if one of these is planned: create, update, replace, delete, forget, import, move, action, "
    "deferred, drift, check, error, risk:low, risk:medium, risk:high; and for anything that is not understood.",
)

expect_fingerprint_option: Callable[[Any], Any] = click.option(
    "--expect-fingerprint",
    "expected",
    callback=_expected,
    metavar="SHA256",
    help="Exit with 1 unless the plans have this fingerprint.",
)


def print_review(review: Review, form: str, options: Options) -> None:
    """Print ``review``, for a terminal with its width and in colour."""
    from dataclasses import replace
    from shutil import get_terminal_size

    from mwaa_tf.review.formats import write

    if form == "text" and sys.stdout.isatty():
        plain = os.environ.get("NO_COLOR") or os.environ.get("CI") or os.environ.get("TERM") == "dumb"
        options = replace(options, colour=not plain, width=get_terminal_size().columns)
    for document in write(review, form, options):
        # As bytes: UTF-8, whatever the terminal's encoding is; text alone goes through click, which drops colours.
        click.echo(document if form == "text" else document.encode(), nl=False)


def stops(review: Review, conditions: Sequence[str], expected: str | None) -> bool:
    """Whether the pipeline must stop; prints why."""
    from mwaa_tf.review.conditions import matching_conditions

    reasons = [f"--fail-on {reason}" for reason in matching_conditions(review, conditions)]
    if expected and expected != review.fingerprint:
        reasons.append(
            f"the plans are not those that were reviewed: their fingerprint is {review.fingerprint}, not {expected}"
        )
    for reason in reasons:
        tell(f"Stopped: {reason}")
    return bool(reasons)
