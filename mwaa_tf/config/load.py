"""From a file to a :class:`~mwaa_tf.config.Deployment`, or to every reason why not."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace
from pydantic import ValidationError

from mwaa_tf.config.deployment import Deployment
from mwaa_tf.config.local_files import missing_files
from mwaa_tf.config.problems import ConfigError, Problem, Severity, in_order
from mwaa_tf.config.source import Document, SourceError, read

#: Where editors look for the schema of a JSON file; part of the file, not of the deployment.
SCHEMA_KEY = "$schema"


def load(path: str | os.PathLike[str], *, strict: bool = False) -> Deployment:
    """The deployment that the file at ``path`` (.yaml, .yml, .toml or .json) describes.

    Its ``warnings`` have file, line and field. Raises :class:`~mwaa_tf.config.ConfigError`, which has all problems at
    once with line and field; with ``strict``, each warning is a problem.
    """
    return load_with_digest(path, strict=strict)[0]


def load_with_digest(path: str | os.PathLike[str], *, strict: bool = False) -> tuple[Deployment, str]:
    """Like :func:`load`, and a digest of the text, on which alone the deployment depends."""
    file = os.fspath(path)
    try:
        document = read(Path(path))
    except SourceError as error:
        raise ConfigError(file, [Problem((), error.message, error.line, rule="syntax", file=file)]) from error
    return parse(document, file, strict=strict, folder=Path(path).parent), document.digest


def parse(
    document: Document, file: str = "the configuration", *, strict: bool = False, folder: Path | None = None
) -> Deployment:
    """The deployment in ``document``; ``file`` is its name in messages. Errors as in :func:`load`.

    Local files that it names must exist in ``folder``; without one, they are not looked for.
    """
    problems = [
        Problem(path, "this key is given twice", rule="repeated-key", line=line) for path, line in document.repeated
    ]
    data = document.data
    if isinstance(data, dict) and isinstance(data.get(SCHEMA_KEY), str):
        data = {key: value for key, value in data.items() if key != SCHEMA_KEY}
    try:
        deployment = Deployment.model_validate(data)
    except ValidationError as error:
        # Imported here: a valid configuration needs no words for what is wrong.
        from mwaa_tf.config.all_problems import all_problems

        problems += all_problems(data, error, folder)
        raise ConfigError(file, _located(problems, document, file, strict=strict)) from error
    if folder is not None:
        problems += missing_files(deployment, folder)
    warnings = _located(deployment.warnings, document, file, strict=strict)
    if problems or (strict and warnings):
        raise ConfigError(file, [*_located(problems, document, file), *warnings])
    # The model is frozen, but this is where Python keeps the value of a cached property.
    vars(deployment)["warnings"] = in_order(warnings)
    return deployment


def _located(problems: Iterable[Problem], document: Document, file: str, *, strict: bool = False) -> list[Problem]:
    return [
        replace(
            problem,
            line=problem.line or document.line(problem.path),
            file=file,
            severity=Severity.ERROR if strict else problem.severity,
        )
        for problem in problems
    ]
