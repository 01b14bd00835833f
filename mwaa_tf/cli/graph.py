"""`graph`: draw deployments."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import click

from mwaa_tf.cli._options import FilledPath, config_option, load_jobs
from mwaa_tf.cli._output import unknown_ending
from mwaa_tf.errors import UsageError
from mwaa_tf.files import check_writable, write_atomically
from mwaa_tf.graph.formats import format_names, format_of_ending, themes_of
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
@click.option("--detail", is_flag=True, help="Draw addresses, zones, NAT gateways, endpoints and access methods too.")
@click.option(
    "--theme",
    type=click.Choice(("light", "dark")),
    help="Colours. Default: those of the screen in an SVG, light ones in a PNG.",
)
def command(
    configs: tuple[Path, ...],
    format: str | None,
    output_file: Path | None,
    detail: bool,
    theme: Literal["light", "dark"] | None,
) -> None:
    """Draw accounts, stages and the outputs that workspaces read.

    Multiple configurations are stacked. Environments of a participant that differ only in their names are drawn as
    one box with all names, up to 8. With more than 10 other accounts, the tenth and later are drawn as one.

    PNG needs the extra `png`: the package resvg-py.
    """
    from mwaa_tf.blueprint import build_blueprint
    from mwaa_tf.graph import draw_bytes

    chosen = _format(format, output_file)
    if theme and theme not in themes_of(chosen):
        raise UsageError(f"--theme is for {join_words([name for name in format_names() if themes_of(name)])}")
    if chosen == "png" and not output_file and sys.stdout.isatty():
        raise UsageError("a PNG is not text: name a file with -O")
    if output_file:
        check_writable(output_file)
    blueprints = [build_blueprint(job.deployment) for job in load_jobs(configs, quiet=True)]
    picture = draw_bytes(blueprints, chosen, detail=detail, theme=theme)
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
    if file and ending and not (format or by_ending):
        raise unknown_ending(file, format_names())
    return format or by_ending or "svg"
