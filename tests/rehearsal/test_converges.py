"""Calls that are throttled and fail: the deployment converges, nothing is made twice, nothing is left."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.lifecycle import StageStarted
from mwaa_tf.lifecycle.events import LifecycleEvent
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.run import rehearse
from mwaa_tf.render import Job
from tests.rehearsal.snapshot import AccountsSnapshot, snapshot_differences, take_snapshot
from tests.support import OWNER, REPOSITORY, deployment

pytestmark = [pytest.mark.long, pytest.mark.terraform]

FAULTS = ("throttle=0.1", "error500=0.05")

#: A VPC without NAT gateways and endpoints of services, for which one waits longest.
SMALL = deployment(
    owner={"account_id": OWNER, "network": {"internet": "none"}, "service_endpoints": {"enabled": False}}
)


class Observed:
    """A rehearsal, and what stood when all was applied."""

    def __init__(self, **options: Any) -> None:
        self._local: LocalAws | None = None
        self.applied: AccountsSnapshot | None = None
        self.report = rehearse(
            Job(options.pop("deployment", SMALL), REPOSITORY),
            listener=self._hear,
            prepared=self._prepared,
            finished=self._finished,
            **options,
        )

    def _prepared(self, local: LocalAws) -> None:
        self._local = local

    def _finished(self, local: LocalAws) -> None:
        self.failed_calls = sum(call.status >= 400 for call in local.record)

    def _hear(self, event: LifecycleEvent) -> None:
        if isinstance(event, StageStarted) and event.action == "destroy" and self.applied is None and self._local:
            self.applied = take_snapshot(self._local)

    @property
    def failures(self) -> list[str]:
        return [detail for check in self.report.checks for detail in check.details]


@pytest.fixture(scope="module")
def undisturbed() -> AccountsSnapshot:
    observed = Observed(until=Stage.NETWORK)
    assert observed.failures == []
    assert observed.applied
    return observed.applied


@pytest.mark.parametrize("seed", range(1, 6))
def test_a_network_converges(undisturbed: AccountsSnapshot, seed: int) -> None:
    observed = Observed(until=Stage.NETWORK, faults=FAULTS, seed=seed)
    assert observed.failures == []
    assert observed.failed_calls > 10
    assert observed.applied
    assert snapshot_differences(observed.applied, undisturbed) == []


def test_a_whole_deployment_converges() -> None:
    # Airflow has to reach AWS: with the endpoints of services.
    whole = deployment(owner={"account_id": OWNER, "network": {"internet": "none"}})
    quiet, disturbed = Observed(deployment=whole), Observed(deployment=whole, faults=FAULTS, seed=7)
    assert quiet.failures == disturbed.failures == []
    assert disturbed.failed_calls > 40
    assert quiet.applied
    assert disturbed.applied
    assert snapshot_differences(disturbed.applied, quiet.applied) == []
