"""`graph`: draw deployments."""

from __future__ import annotations

from pathlib import Path

import click

from mwaa_tf.cli._options import config_option, load_jobs
from mwaa_tf.files import write_atomically
from mwaa_tf.graph.formats import format_names


@click.command()
@config_option
@click.option(
    "--format", type=click.Choice(format_names()), default="svg", show_default=True, help="Format of the picture."
)
@click.option(
    "-O",
    "--output-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="File to write; the default is standard output.",
)
def command(configs: tuple[Path, ...], format: str, output_file: Path | None) -> None:
    """Draw accounts, stages and the outputs that workspaces read.

    Multiple configurations are stacked. If a participant has more than 4 environments, or the deployment more than
    12, a participant's environments are drawn as one box with their number. With more than 8 participants, the eighth
    and later share one lane.
    """
    from mwaa_tf.blueprint import build_blueprint
    from mwaa_tf.graph import draw

    picture = draw([build_blueprint(job.deployment) for job in load_jobs(configs, quiet=True)], format).encode()
    if output_file:
        write_atomically(output_file, picture)
    else:
        click.echo(picture, nl=False)
