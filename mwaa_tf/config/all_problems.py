"""Every problem of a configuration that pydantic refuses, not only those that it finds itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec.structs import replace
from pydantic import ValidationError

from mwaa_tf.config.deployment import RULES_BROKEN
from mwaa_tf.config.explain import UNKNOWN_KEY, explain
from mwaa_tf.config.local_files import missing_files
from mwaa_tf.config.problems import Problem, Severity
from mwaa_tf.config.pruned import PrunedConfig
from mwaa_tf.config.rules import violations
from mwaa_tf.config.unchecked import UncheckedDeployment


def all_problems(data: Any, error: ValidationError, folder: Path | None) -> list[Problem]:
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
