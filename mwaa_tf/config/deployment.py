"""A deployment: one VPC in one region and all environments in it."""

from __future__ import annotations

from functools import cached_property

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from mwaa_tf.config.problems import Problem, Severity, in_order
from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.config.rules import violations
from mwaa_tf.config.unchecked import Modules, TerraformVersions, UncheckedDeployment

__all__ = ["RULES_BROKEN", "Deployment", "Modules", "ResolvedEnvironment", "TerraformVersions"]

#: The type of the one pydantic error that has all broken rules, as ``violations`` in its context.
RULES_BROKEN = "mwaa_tf_rules"


class Deployment(UncheckedDeployment):
    """Who owns the network, and who runs Airflow in it."""

    @cached_property
    def warnings(self) -> tuple[Problem, ...]:
        """What a person should know about it; with file and lines, where it was read from a file."""
        return in_order(violation.problem() for violation in violations(self, Severity.WARNING))

    @model_validator(mode="after")
    def _no_rule_is_broken(self) -> Deployment:
        if broken := tuple(violations(self)):
            text = "; ".join(f"{'.'.join(map(str, violation.path))}: {violation.message}" for violation in broken)
            raise PydanticCustomError(RULES_BROKEN, "{text}", {"text": text, "violations": broken})
        return self
