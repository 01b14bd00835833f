"""How long Terraform waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from mwaa_tf.config.durations import parse_duration, update_timeout
from mwaa_tf.config.problems import Severity
from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.config.rule import Breach, environment_rule
from mwaa_tf.config.unchecked import UncheckedDeployment
from mwaa_tf.mwaa import quotas, updates


@environment_rule(
    "timeouts-update",
    reads=("environment.existing[]", "environment.timeouts.update", "environment.worker_replacement_strategy"),
    severity=Severity.WARNING,
)
def update(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """Terraform waits as long as an update may take (terraform-provider-aws, aws_mwaa_environment)."""
    settings = environment.settings
    timeout, strategy = settings.timeouts.update, settings.worker_replacement_strategy
    if settings.existing is not None:
        return
    if parse_duration(timeout) < quotas.UPDATE:
        minutes = quotas.UPDATE // timedelta(minutes=1)
        yield (
            environment.path("timeouts", "update"),
            f"{timeout} is shorter than an update may take, so that an apply can fail while MWAA is still at work; "
            f"{minutes}m, the provider's own, or more is allowed without a warning",
        )
    elif update_timeout(settings.timeouts, strategy) < (needed := updates.time_to_allow(strategy)):
        yield (
            environment.path("timeouts", "update"),
            f"{timeout} is shorter than an update with worker_replacement_strategy: GRACEFUL may take, "
            f"{needed // timedelta(minutes=1)}m; leave it out to wait long enough",
        )
