"""Options that several commands share."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mwaa_tf.errors import UsageError
from mwaa_tf.text import shell_quoted

if TYPE_CHECKING:
    from mwaa_tf.config import ConfigError, Problem
    from mwaa_tf.render import Job


class InvalidConfigurationsError(UsageError):
    """The problems of all configurations, and the warnings about the others."""

    begins_with_file = True

    def __init__(self, errors: Sequence[ConfigError], warnings: Sequence[Problem]) -> None:
        self.errors = tuple(errors)
        self.warnings = tuple(warnings)
        super().__init__("\n".join(map(str, errors)))

    def as_data(self) -> list[dict[str, Any]]:
        """The problems and warnings of one file after the other."""
        of_errors = [problem for error in self.errors for problem in error.as_data()]
        return of_errors + [warning.as_data() for warning in self.warnings]


DEFAULT_CONFIG, DEFAULT_OUTPUT = Path("mwaa.yaml"), Path("generated")


class FilledPath(click.Path):
    """A path that is not empty: `-o ""` of a script with an unset variable would mean the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Like click's; fails for an empty path."""
        if value == "":
            self.fail("the path is empty; `.` is the current folder", param, ctx)
        return super().convert(value, param, ctx)


class FiniteRange(click.FloatRange):
    """A number in a range. Python's `float` also reads ``nan``, which is in every range, and ``inf``."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Like click's; fails for what is no finite number."""
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a finite number", param, ctx)
        return number


config_option: Callable[[Any], Any] = click.option(
    "-c",
    "--config",
    "configs",
    multiple=True,
    default=(DEFAULT_CONFIG,),
    show_default=True,
    type=FilledPath(path_type=Path),
    metavar="FILE",
    help="Configuration file, or a folder of them; repeatable.",
)

output_option: Callable[[Any], Any] = click.option(
    "-o",
    "--output",
    default=DEFAULT_OUTPUT,
    show_default=True,
    type=FilledPath(path_type=Path),
    metavar="DIR",
    help="Directory with the rendered deployments.",
)


def suggested_command(name: str, configs: Sequence[Path], output: Path, *arguments: str) -> str:
    """The command ``name`` for what this one was called with, to copy: ``mwaa_tf apply -c network.yaml 1-network``."""
    return " ".join([f"mwaa_tf {name}", *given_options(configs, output), *map(shell_quoted, arguments)])


def given_options(configs: Sequence[Path], output: Path) -> list[str]:
    """The options of configuration and output folder as a command to copy has them; none for the defaults."""
    are_default = tuple(configs) == (DEFAULT_CONFIG,)
    options = [] if are_default else [f"-c {shell_quoted(config)}" for config in configs]
    if output != DEFAULT_OUTPUT:
        options.append(f"-o {shell_quoted(output)}")
    return options


def render_command(configs: Sequence[Path], output: Path) -> str:
    """The command that renders what this one was called with, to copy: ``mwaa_tf render -c network.yaml``."""
    return suggested_command("render", configs, output)


format_option: Callable[[Any], Any] = click.option(
    "--format",
    type=click.Choice(["hcl", "cdktf"]),
    default="hcl",
    show_default=True,
    help="Format of the workspaces: HCL, or JSON synthesized by CDKTF (needs the extra cdktf and Node.js).",
)

strict_option: Callable[[Any], Any] = click.option(
    "--strict", is_flag=True, help="Treat warnings about configurations as errors."
)


def ambiguous_environment(key: str) -> UsageError:
    """The error for an environment that several of the configurations have."""
    return UsageError(f"several configurations have an environment {key}; choose one with -c")


def load_jobs(configs: Sequence[Path], *, strict: bool = False, quiet: bool = False) -> list[Job]:
    """Load the deployments of all ``configs``, and show the warnings about them on stderr unless ``quiet``.

    Raises :class:`InvalidConfigurationsError` with the problems of all files; with ``strict``, each warning is one.
    """
    jobs, invalid = load_valid_jobs(configs, strict=strict, quiet=quiet)
    if invalid:
        raise invalid from invalid.errors[0]
    return jobs


def load_valid_jobs(
    configs: Sequence[Path], *, strict: bool = False, quiet: bool = False
) -> tuple[list[Job], InvalidConfigurationsError | None]:
    """Load the deployments of ``configs``, and what is wrong with the others; otherwise like :func:`load_jobs`."""
    from mwaa_tf.config import ConfigError
    from mwaa_tf.config.load import load_with_digest
    from mwaa_tf.render import Job

    jobs: list[Job] = []
    errors: list[ConfigError] = []
    for file in _files(configs):
        try:
            deployment, digest = load_with_digest(file, strict=strict)
            jobs.append(Job(deployment, file.parent, file, digest))
        except ConfigError as error:
            errors.append(error)
    warnings = [warning for job in jobs for warning in job.deployment.warnings]
    for warning in () if quiet else warnings:
        click.secho(str(warning), fg="yellow", err=True)
    return jobs, InvalidConfigurationsError(errors, warnings) if errors else None


def _files(configs: Sequence[Path]) -> list[Path]:
    from mwaa_tf.config.source import FORMATS

    files: list[Path] = []
    for path in configs:
        if not path.is_dir():
            files.append(path)
            continue
        try:
            folder_files = sorted(file for file in path.iterdir() if file.suffix.lower() in FORMATS and file.is_file())
        except OSError as error:
            raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
        if not folder_files:
            raise UsageError(f"{path}: contains no configuration ({', '.join(f'*{ending}' for ending in FORMATS)})")
        files.extend(folder_files)
    return list(dict.fromkeys(files))
