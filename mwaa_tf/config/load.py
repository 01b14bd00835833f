"""From a file to a :class:`~mwaa_tf.config.Deployment`, or to every reason why not."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mwaa_tf.config.deployment import RULES_BROKEN, Deployment
from mwaa_tf.config.explain import UNKNOWN_KEY, explain
from mwaa_tf.config.local_files import missing_files
from mwaa_tf.config.problems import ConfigError, Problem, Severity, in_order
from mwaa_tf.config.pruned import PrunedConfig
from mwaa_tf.config.rules import violations
from mwaa_tf.config.source import Document, SourceError, read
from mwaa_tf.config.unchecked import UncheckedDeployment

#: Where editors look for the schema of a JSON file; part of the file, not of the deployment.
SCHEMA_KEY = "$schema"


def load(path: str | os.PathLike[str], *, strict: bool = False) -> Deployment:
    """The deployment that the file at ``path`` (.yaml, .yml, .toml or .json) describes.

    Its ``warnings`` have file, line and field. Raises :class:`~mwaa_tf.config.ConfigError`, which has all problems at
    once with line and field; with ``strict``, each warning is a problem.
    """
    file = os.fspath(path)
    try:
        document = read(Path(path))
    except SourceError as error:
        raise ConfigError(file, [Problem((), error.message, error.line, rule="syntax", file=file)]) from error
    return parse(document, file, strict=strict, folder=Path(path).parent)


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
        problems += _all_problems(data, error, folder)
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


def _all_problems(data: Any, error: ValidationError, folder: Path | None) -> list[Problem]:
    """The problems of ``error``, and those that the rules find once what is broken is removed.

    The rules about the deployment as a whole need valid models. So that a typing mistake in one place does not hide a
    clash of subnets in another, broken values are removed and the rules judge the rest. A violation counts unless its
    rule reads something that was removed.
    """
    problems = list(explain(error))
    is_broken_by_rules_only = all(detail["type"] == RULES_BROKEN for detail in error.errors(include_url=False))
    pruned = PrunedConfig(data)
    broken = [] if is_broken_by_rules_only else problems
    while is_broken_by_rules_only or sum(_remove(pruned, problem) for problem in broken):
        try:
            deployment = UncheckedDeployment.model_validate(pruned.data())
        except ValidationError as again:
            broken = [replace(problem, path=pruned.original(problem.path)) for problem in explain(again)]
            continue
        missing = missing_files(deployment, folder) if folder is not None else ()
        problems += [replace(problem, path=pruned.original(problem.path)) for problem in missing]
        problems += _problems_of(deployment, pruned, Severity.WARNING)
        if not is_broken_by_rules_only:
            problems += _problems_of(deployment, pruned, Severity.ERROR)
        break
    return problems


def _problems_of(deployment: UncheckedDeployment, pruned: PrunedConfig, severity: Severity) -> list[Problem]:
    return [
        violation.problem(pruned.original(violation.path))
        for violation in violations(deployment, severity)
        if not pruned.may_have_caused(violation)
    ]


def _remove(pruned: PrunedConfig, problem: Problem) -> bool:
    return pruned.remove_key(problem.path) if problem.rule == UNKNOWN_KEY else pruned.remove(problem.path)
