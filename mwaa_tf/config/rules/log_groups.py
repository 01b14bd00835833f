"""The CloudWatch log groups of an environment."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.config.environment import LogGroups
from mwaa_tf.config.network import RETENTION_DAYS
from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.config.rule import Breach, environment_rule
from mwaa_tf.config.unchecked import UncheckedDeployment


@environment_rule("log-groups-retention", reads=("environment.log_groups.retention_days",))
def retention(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """CloudWatch Logs accepts only certain retention times (its API reference, PutRetentionPolicy)."""
    days = environment.settings.log_groups.retention_days
    if days not in RETENTION_DAYS:
        yield (
            environment.path("log_groups", "retention_days"),
            f"{days} days is not a retention of CloudWatch Logs; allowed are {', '.join(map(str, RETENTION_DAYS))}",
        )


@environment_rule("log-groups-create", reads=("environment.log_groups.create", "environment.log_groups.retention_days"))
def create(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """MWAA creates groups without a retention (see `docs/monitoring.md`)."""
    groups = environment.settings.log_groups
    if not groups.create and groups.retention_days != LogGroups().retention_days:
        yield environment.path("log_groups", "retention_days"), "only applies to log groups that are created"
