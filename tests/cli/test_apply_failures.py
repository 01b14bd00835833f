"""Which outcomes of an apply are failures: what was named must be done, following an environment is an offer."""

from __future__ import annotations

import pytest

from mwaa_tf.cli.apply import _is_failure
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle.outcome import Outcome

ENVIRONMENT, ENDPOINTS = "2-environments/data-etl", "3-endpoints/data-etl"


@pytest.mark.parametrize(
    ("outcome", "fails", "fails_if_named"),
    [
        (Outcome(ENDPOINTS, 3, "apply"), False, False),
        (Outcome(ENDPOINTS, 3, "apply", waits_for=(ENVIRONMENT,)), False, True),
        (Outcome(ENVIRONMENT, 2, "plan", needs_credentials="account 222222222222"), False, True),
        (Outcome(ENVIRONMENT, 2, "follow", needs_credentials="account 222222222222"), False, False),
        (Outcome(ENVIRONMENT, 2, "follow", error=MwaaTfError("CREATE_FAILED")), True, True),
    ],
)
def test_an_outcome_is_a_failure(outcome: Outcome, fails: bool, fails_if_named: bool) -> None:
    assert _is_failure(outcome, is_named=False) == fails
    assert _is_failure(outcome, is_named=True) == fails_if_named
