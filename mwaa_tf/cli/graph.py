"""`graph`: the deployment as a picture."""

from __future__ import annotations

from pathlib import Path

import click

from mwaa_tf.cli._options import config_option, load_jobs
from mwaa_tf.files import write_atomically
from mwaa_tf.graph.formats import names


@click.command()
@config_option
@click.option(
    "--format", "form", type=click.Choice(names()), default="svg", show_default=True, help="What to draw it as."
)
@click.option(
    "-O",
    "--output-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to write the picture, instead of to the terminal.",
)
def command(configs: tuple[Path, ...], form: str, output_file: Path | None) -> None:
    """Draw accounts, stages and the hand-over of outputs.

    Several configurations come below each other in one picture. Where a participant has more than 4 environments, or
    the deployment more than 12, each participant's are drawn as one box with their number; from the eighth on,
    participants share a lane where there are more than 8.
    """
    from mwaa_tf.blueprint import build_blueprint
    from mwaa_tf.graph import draw

    picture = draw([build_blueprint(job.deployment) for job in load_jobs(configs)], form).encode()
    if output_file:
        write_atomically(output_file, picture)
    else:
        click.echo(picture, nl=False)
