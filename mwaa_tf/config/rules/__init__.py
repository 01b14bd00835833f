"""What a configuration must fulfil beyond the types of its fields: one file per subject.

A rule is a generator ``rule(deployment)`` of ``(path, message)``. A module of this package lists its own in ``RULES``;
adding a subject is adding a file.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache

from mwaa_tf.config.deployment import Deployment

Violation = tuple[tuple[str | int, ...], str]
Rule = Callable[[Deployment], Iterator[Violation]]


def violations(deployment: Deployment) -> Iterator[Violation]:
    """Everything about ``deployment`` that cannot work."""
    for rule in _rules():
        yield from rule(deployment)


@cache
def _rules() -> tuple[Rule, ...]:
    found: list[Rule] = []
    for module in sorted(module.name for module in pkgutil.iter_modules(__path__)):
        found.extend(importlib.import_module(f"{__name__}.{module}").RULES)
    return tuple(found)
