"""How workers are replaced, and how long Terraform waits for it."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, failure, passed, warning
from mwaa_tf.mwaa.updates import GRACEFUL, is_unsupported
from mwaa_tf.text import in_hours
from mwaa_tf.upgrade.durations import longest_step
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check


@upgrade_check(
    "upgrade.worker-strategy",
    title="The region has the strategy, and Terraform waits as long as the workers may take",
    fix="leave `timeouts.update` out: its default is long enough, also with GRACEFUL",
    source="https://docs.aws.amazon.com/mwaa/latest/API/API_UpdateEnvironment.html",
)
def worker_strategy(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """The region has GRACEFUL, and `timeouts.update` covers a step: 2 hours (inferred), and 12 more with GRACEFUL.

    In two regions MWAA [does not support](https://docs.aws.amazon.com/mwaa/latest/userguide/update-environment.html)
    it yet; whether it refuses the step or stops the tasks is not documented. Without GRACEFUL it stops them.

    The timeout matters where Terraform makes the step, and not `upgrade`, which waits longer. When Terraform gives up,
    MWAA goes on: the state lacks the new version, and the next plan is wrong.
    """
    region = upgrade.view.target.region
    if is_unsupported(upgrade.strategy, region):
        yield failure(
            f"MWAA does not support the worker replacement strategy GRACEFUL in {region} yet.",
            fix="leave it out, pause the DAGs, and begin when no task runs",
        )
    timeout = upgrade.update_timeout
    is_graceful = upgrade.strategy == GRACEFUL
    needed = longest_step(upgrade.strategy)
    if timeout is None:
        yield passed("no Terraform is known to wait for it")
    elif timeout < needed:
        yield warning(
            f"Terraform waits {in_hours(timeout)} for an update, and one may take {in_hours(needed)}"
            f"{' with GRACEFUL' if is_graceful else ''}."
        )
    elif not is_graceful:
        yield passed("tasks that run are stopped: pause the DAGs first, or use GRACEFUL")
