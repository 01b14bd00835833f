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
from mwaa_tf.config.problems import ConfigError, Problem
from mwaa_tf.config.pruned import PrunedConfig
from mwaa_tf.config.rules import violations
from mwaa_tf.config.source import Document, SourceError, read
from mwaa_tf.config.unchecked import UncheckedDeployment

#: Where editors look for the schema of a JSON file; part of the file, not of the deployment.
SCHEMA_KEY = "$schema"


def load(path: str | os.PathLike[str]) -> Deployment:
    """The deployment that the file at ``path`` (.yaml, .yml, .toml or .json) describes.

    Raises :class:`~mwaa_tf.config.ConfigError`, which has all problems at once with line and field.
    """
    file = os.fspath(path)
    try:
        document = read(Path(path))
    except SourceError as error:
        raise ConfigError(file, [Problem((), error.message, error.line, rule="syntax")]) from error
    return parse(document, file)


def parse(document: Document, file: str = "the configuration") -> Deployment:
    """The deployment in ``document``; ``file`` is its name in messages."""
    problems = [Problem(path, "this key is given twice", line, rule="repeated-key") for path, line in document.repeated]
    data = document.data
    if isinstance(data, dict) and isinstance(data.get(SCHEMA_KEY), str):
        data = {key: value for key, value in data.items() if key != SCHEMA_KEY}
    try:
        deployment = Deployment.model_validate(data)
    except ValidationError as error:
        raise ConfigError(file, problems + _located(_all_problems(data, error), document)) from error
    if problems:
        raise ConfigError(file, problems)
    return deployment


def _located(problems: Iterable[Problem], document: Document) -> list[Problem]:
    return [replace(problem, line=document.line(problem.path)) for problem in problems]


def _all_problems(data: Any, error: ValidationError) -> list[Problem]:
    """The problems of ``error``, and those that the rules find once what is broken is removed.

    The rules about the deployment as a whole need valid models. So that a typing mistake in one place does not hide a
    clash of subnets in another, broken values are removed and the rules judge the rest. A violation counts unless its
    rule reads something that was removed.
    """
    problems = list(explain(error))
    if all(detail["type"] == RULES_BROKEN for detail in error.errors(include_url=False)):
        return problems
    pruned = PrunedConfig(data)
    broken = problems
    while sum(_remove(pruned, problem) for problem in broken):
        try:
            deployment = UncheckedDeployment.model_validate(pruned.data())
        except ValidationError as again:
            broken = [replace(problem, path=pruned.original(problem.path)) for problem in explain(again)]
            continue
        problems += [
            Problem(pruned.original(violation.path), violation.message, rule=violation.rule.id)
            for violation in violations(deployment)
            if not pruned.may_have_caused(violation)
        ]
        break
    return problems


def _remove(pruned: PrunedConfig, problem: Problem) -> bool:
    return pruned.remove_key(problem.path) if problem.rule == UNKNOWN_KEY else pruned.remove(problem.path)
