"""The first step: whether the successor serves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mwaa_tf.succession.creation import creation_status
from mwaa_tf.succession.steps import StepState
from tests.lifecycle.status.samples import AVAILABLE_ENDPOINTS, ENDPOINTS, ETL, environment, facts, status
from tests.succession.test_survey import pair


@pytest.mark.parametrize(
    ("found", "state", "reason"),
    [
        ("AVAILABLE", StepState.DONE, "analytics-data-etl is AVAILABLE"),
        (
            "UPDATE_FAILED",
            StepState.DONE,
            "analytics-data-etl is UPDATE_FAILED: its last update was taken back, and it is ready to use",
        ),
        ("UNAVAILABLE", StepState.PARTLY, "UNAVAILABLE: MWAA gives no reason; look at its logs"),
        ("UPDATING", StepState.PARTLY, "the environment analytics-data-etl is UPDATING"),
        ("THINKING", StepState.PARTLY, "which this version of mwaa_tf does not know"),
    ],
)
def test_a_successor_serves_once_it_is_ready_to_use(found: str, state: StepState, reason: str) -> None:
    known = pair()
    known = replace(known, successor=known.predecessor)  # the one of the samples
    workspaces = status(
        facts(ETL, environment=environment(found), endpoints=AVAILABLE_ENDPOINTS),
        facts(ENDPOINTS),
    )

    step = creation_status(known, workspaces)

    assert step.state is state
    assert reason in step.reason
