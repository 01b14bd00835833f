"""`graph`: draw deployments."""

from __future__ import annotations

from pathlib import Path

import click

from mwaa_tf.cli._options import FilledPath, config_option, load_jobs
from mwaa_tf.errors import UsageError
from mwaa_tf.files import check_writable, write_atomically
from mwaa_tf.graph.formats import format_names, format_of_ending
from mwaa_tf.text import join_words


@click.command()
@config_option
@click.option(
    "--format",
    type=click.Choice(format_names()),
    help="Format of the picture. Default: that of the ending of FILE, otherwise svg.",
)
@click.option(
    "-O",
    "--output-file",
    type=FilledPath(path_type=Path),
    metavar="FILE",
    help="File to write; the default is standard output.",
)
def command(configs: tuple[Path, ...], format: str | None, output_file: Path | None) -> None:
    """Draw accounts, stages and the outputs that workspaces read.

    Multiple configurations are stacked. Environments of a participant that differ only in their names are drawn as
    one box with all names, up to 8. With more than 10 other accounts, the tenth and later are drawn as one.
    """
    from mwaa_tf.blueprint import build_blueprint
    from mwaa_tf.graph import draw

    chosen = _format(format, output_file)
    if output_file:
        check_writable(output_file)
    picture = draw([build_blueprint(job.deployment) for job in load_jobs(configs, quiet=True)], chosen).encode()
    if output_file:
        write_atomically(output_file, picture)
    else:
        click.echo(picture, nl=False)


def _format(format: str | None, file: Path | None) -> str:
    """The format to draw. Raises :class:`UsageError` for a ``file`` with the ending of another format, or of none."""
    ending = file.suffix if file else ""
    by_ending = format_of_ending(ending)
    if format and by_ending and format != by_ending:
        raise UsageError(f"{file}: the ending is that of {by_ending}, but --format is {format}")
    if ending and not (format or by_ending):
        known = join_words(format_names(), "or")
        raise UsageError(f"{file}: {ending} is the ending of no format; choose one with --format: {known}")
    return format or by_ending or "svg"
