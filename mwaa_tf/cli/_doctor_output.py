"""How `doctor` shows what it does and what it found."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import click

from mwaa_tf.cli._output import print_json, unknown_ending
from mwaa_tf.cli._streams import is_live
from mwaa_tf.errors import UsageError
from mwaa_tf.files import check_writable, write_atomically
from mwaa_tf.text import did_you_mean

if TYPE_CHECKING:
    from mwaa_tf.doctor import Diagnosis, Progress
    from mwaa_tf.doctor.checks import Check

#: Format by file extension.
_EXTENSIONS = {
    ".htm": "html",
    ".html": "html",
    ".json": "json",
    ".md": "markdown",
    ".sarif": "sarif",
    ".txt": "text",
    ".xml": "junit",
}


@contextmanager
def progress() -> Iterator[Callable[[Progress], None]]:
    """A listener that shows on a terminal what is being read."""
    if not is_live():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status("Asking AWS …") as status:
        yield lambda read: status.update(f"Asking AWS … {read.done} of {read.total}: {read.section.replace('_', ' ')}")


def print_diagnosis(diagnosis: Diagnosis, form: str, *, verbose: bool) -> None:
    """Print what was found, for a terminal with its width and in colour."""
    from mwaa_tf.doctor.formats import FormatOptions, write

    options = FormatOptions(verbose=verbose)
    if form == "text" and sys.stdout.isatty():
        plain = os.environ.get("NO_COLOR") or os.environ.get("CI") or os.environ.get("TERM") == "dumb"
        options = FormatOptions(colour=not plain, width=get_terminal_size().columns, verbose=verbose)
    document = write(diagnosis, form, options)
    click.echo(document if form == "text" else document.encode(), nl=False)


def write_files(diagnosis: Diagnosis, formats: dict[Path, str], *, verbose: bool) -> None:
    """Write what was found to files, each in its format."""
    from mwaa_tf.doctor.formats import FormatOptions, write

    for file, form in formats.items():
        write_atomically(file, write(diagnosis, form, FormatOptions(verbose=verbose)).encode())


def file_formats(files: Sequence[Path], form: str | None) -> dict[Path, str]:
    """The format of each output file: as chosen, or by its extension. Raises :class:`UsageError` for an unknown one."""
    from mwaa_tf.doctor.formats import format_names

    formats = {}
    for file in files:
        if not form and file.suffix.lower() not in _EXTENSIONS:
            raise unknown_ending(file, format_names())
        check_writable(file)
        formats[file] = form or _EXTENSIONS[file.suffix.lower()]
    return formats


def list_checks(chosen: Sequence[Check], *, as_json: bool) -> int:
    """Print the ids and titles of checks, by group."""
    from mwaa_tf.doctor.checks import groups

    if as_json:
        print_json([each.as_data() for each in chosen])
        return 0
    titles = {group.name: group.title for group in groups()}
    width = max((len(check.id) for check in chosen), default=0)
    last = ""
    for check in chosen:
        if check.group != last:
            click.echo(f"{chr(10) if last else ''}{titles[check.group]}")
            last = check.group
        click.echo(f"  {check.id.ljust(width)}  {check.title}")
    return 0


def explain_check(id: str, *, as_json: bool) -> int:
    """Print what a check proves, what fixes it, and its source."""
    from mwaa_tf.doctor.checks import checks

    known = {check.id: check for check in checks()}
    if id not in known:
        raise UsageError(f"no check {id!r}{did_you_mean(id, known)}; `mwaa_tf doctor --list` lists them")
    check = known[id]
    if as_json:
        print_json({**check.as_data(), "proves": check.proves, "fix": check.fix, "covers": list(check.covers)})
        return 0
    click.echo(f"{check.title} ({check.id})\n\n{check.proves}\n\nFix: {check.fix}\nSource: {check.source}")
    if check.covers:
        click.echo(f"Covers: {', '.join(check.covers)}")
    return 0
