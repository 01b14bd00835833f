"""What a configuration must fulfil beyond the types of its fields: one file per subject.

Every :class:`~mwaa_tf.config.rule.Rule` in a module of this package is discovered; adding a rule is adding
a decorated function, adding a subject is adding a file.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from mwaa_tf.config.problems import Severity
from mwaa_tf.config.rule import Rule, Violation
from mwaa_tf.config.unchecked import UncheckedDeployment
from mwaa_tf.plugins import load_plugins


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by subject and in the order of its file."""
    return tuple(
        value
        for module in load_plugins(__name__)
        for value in vars(module).values()
        if isinstance(value, Rule) and value.module == module.__name__
    )


def violations(deployment: UncheckedDeployment, severity: Severity = Severity.ERROR) -> Iterator[Violation]:
    """Everything about ``deployment`` that cannot work; or, with WARNING, that a person should know."""
    for rule in all_rules():
        if rule.severity is severity:
            yield from rule.violations(deployment)
