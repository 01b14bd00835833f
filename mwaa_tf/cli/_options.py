"""Options that several commands share, and what they mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mwaa_tf.errors import UsageError

if TYPE_CHECKING:
    from mwaa_tf.render import Job

config_option: Callable[[Any], Any] = click.option(
    "-c",
    "--config",
    "configs",
    multiple=True,
    default=("mwaa.yaml",),
    show_default=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A configuration, or a folder of them. May be given several times.",
)

output_option: Callable[[Any], Any] = click.option(
    "-o",
    "--output",
    default=Path("generated"),
    show_default=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where the deployments' folders are.",
)

format_option: Callable[[Any], Any] = click.option(
    "--format",
    type=click.Choice(["hcl", "cdktf"]),
    default="hcl",
    show_default=True,
    help="How workspaces are written: HCL, or the JSON that CDKTF synthesizes (needs mwaa_tf[cdktf] and Node.js).",
)

json_option: Callable[[Any], Any] = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")


def load_jobs(configs: Sequence[Path]) -> list[Job]:
    """The deployments of all ``configs``. The problems of all files are reported together."""
    from mwaa_tf.config import ConfigError, load
    from mwaa_tf.render import Job

    jobs: list[Job] = []
    broken: list[str] = []
    for file in _files(configs):
        try:
            jobs.append(Job(load(file), file.parent))
        except ConfigError as error:
            broken.append(str(error))
    if broken:
        raise UsageError("\n".join(broken))
    return jobs


def _files(configs: Sequence[Path]) -> list[Path]:
    from mwaa_tf.config.source import FORMATS

    files: list[Path] = []
    for path in configs:
        if not path.is_dir():
            files.append(path)
            continue
        try:
            found = sorted(file for file in path.iterdir() if file.suffix.lower() in FORMATS and file.is_file())
        except OSError as error:
            raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
        if not found:
            raise UsageError(f"{path}: holds no configuration ({', '.join(f'*{ending}' for ending in FORMATS)})")
        files.extend(found)
    return list(dict.fromkeys(files))
