"""How long Terraform waits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from mwaa_tf.config.environment import Timeouts
from mwaa_tf.config.problems import Severity
from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.config.rule import Breach, environment_rule
from mwaa_tf.config.unchecked import UncheckedDeployment
from mwaa_tf.mwaa import quotas

_UNITS = {"h": "hours", "m": "minutes", "s": "seconds"}


@environment_rule(
    "timeouts-update",
    reads=("environment.existing[]", "environment.timeouts.update", "environment.worker_replacement_strategy"),
    severity=Severity.WARNING,
)
def update(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """Terraform waits as long as an update may take (terraform-provider-aws, aws_mwaa_environment)."""
    settings = environment.settings
    timeout = settings.timeouts.update
    if settings.existing is not None:
        return
    if _duration(timeout) < quotas.UPDATE:
        minutes = quotas.UPDATE // timedelta(minutes=1)
        yield (
            environment.path("timeouts", "update"),
            f"{timeout} is shorter than an update may take, so that an apply can fail while MWAA is still at work; "
            f"{minutes}m, the provider's own, or more is allowed without a warning",
        )
    elif (
        settings.worker_replacement_strategy == "GRACEFUL"
        and timeout != Timeouts().update
        and _duration(timeout) < quotas.GRACEFUL_REPLACEMENT
    ):
        yield (
            environment.path("timeouts", "update"),
            f"{timeout} is shorter than worker_replacement_strategy: GRACEFUL may wait for tasks, 12h; leave it out to "
            "wait long enough",
        )


def _duration(text: str) -> timedelta:
    """``1h30m`` as a duration; each unit may occur more than once, as in Go."""
    parts = re.findall(r"([0-9]+)([hms])", text)
    return sum((timedelta(**{_UNITS[unit]: int(number)}) for number, unit in parts), timedelta())
