"""From a file to a :class:`~mwaa_tf.config.Deployment`, or to every reason why not."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mwaa_tf.config.deployment import Deployment
from mwaa_tf.config.explain import explain, only_rules
from mwaa_tf.config.pruned import Partial
from mwaa_tf.config.problems import ConfigError, Problem
from mwaa_tf.config.source import Document, SourceError, read

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
        raise ConfigError(file, [Problem((), error.message, error.line)]) from None
    return parse(document, file)


def parse(document: Document, file: str = "the configuration") -> Deployment:
    """The deployment in ``document``; ``file`` is its name in messages."""
    problems = [Problem(path, "this key is given twice", line) for path, line in document.repeated]
    data = document.data
    if isinstance(data, dict) and isinstance(data.get(SCHEMA_KEY), str):
        data = {key: value for key, value in data.items() if key != SCHEMA_KEY}
    try:
        deployment = Deployment.model_validate(data)
    except ValidationError as error:
        problems += _located(_all_problems(data, error), document)
    else:
        if not problems:
            return deployment
    raise ConfigError(file, problems)


def _located(problems: Iterable[Problem], document: Document) -> list[Problem]:
    return [Problem(problem.path, problem.message, document.line(problem.path)) for problem in problems]


def _all_problems(data: Any, error: ValidationError) -> list[Problem]:
    """The problems of ``error``, and those that the rules find once what is broken is left out.

    The rules about the deployment as a whole need valid models. So that a typing mistake in one place does not hide a
    clash of subnets in another, broken values are removed and the rest is tried again; what a rule then says about
    an object that lost a value is dropped, since it may speak of the loss.
    """
    problems = list(explain(error))
    if only_rules(error):
        return problems
    rest = Partial(data)
    found = problems
    while sum(rest.remove(problem.path) for problem in found):
        try:
            Deployment.model_validate(rest.data())
        except ValidationError as again:
            found = [Problem(rest.original(p.path), p.message) for p in explain(again)]
            if only_rules(again):
                problems += [problem for problem in found if not rest.speaks_of_loss(problem.path, problem.message)]
                break
        else:
            break
    return problems
