"""Checks of the environment's status and of its last update, on views made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import botocore.session  # type: ignore[import-untyped]
import pytest

from mwaa_tf.doctor.checks.handshake._context import CUSTOMER, SERVICE
from mwaa_tf.doctor.checks.handshake.last_update import UPDATE_STATUSES
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.environment import LastUpdateFacts
from mwaa_tf.mwaa.status import Status
from tests.doctor.views import environment, findings, gaps, healthy, network, problems

CREATED = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
CHECKS = (
    "handshake.create-failed",
    "handshake.last-update",
    "handshake.pending",
    "handshake.status",
    "handshake.update-while-pending",
)


def at(hours: float, facts: Any) -> EnvironmentView:
    return replace(healthy(facts), at=CREATED + timedelta(hours=hours))


def pending(**changes: Any) -> Any:
    return environment(**{"status": "PENDING", "created_at": CREATED, **changes})


@pytest.mark.parametrize("check", CHECKS)
def test_an_environment_that_is_available_has_no_fault(check: str) -> None:
    assert not problems(check, healthy())
    assert not gaps(check, healthy())


def test_words_of_the_api_are_known() -> None:
    model = botocore.session.get_session().get_service_model("mwaa")
    assert set(UPDATE_STATUSES) == set(model.shape_for("UpdateStatus").enum)
    assert {CUSTOMER, SERVICE} == set(model.shape_for("EndpointManagement").enum)


@pytest.mark.parametrize("status", list(Status))
def test_every_status_but_the_working_ones_has_one_check(status: Status) -> None:
    view = at(1, environment(status=status, created_at=CREATED))
    firing = {check for check in CHECKS if problems(check, view)}
    expected = {
        Status.CREATE_FAILED: {"handshake.create-failed"},
        Status.DELETED: {"handshake.status"},
        Status.DELETING: {"handshake.status"},
        Status.PENDING: {"handshake.pending"},
        Status.UNAVAILABLE: {"handshake.status"},
        Status.UPDATE_FAILED: {"handshake.last-update"},
    }
    assert firing == expected.get(status, set())


def test_a_status_that_is_not_known_is_named() -> None:
    assert gaps("handshake.status", healthy(environment(status="HIBERNATING"))) == [
        "unknown status 'HIBERNATING' of analytics-data-etl"
    ]


def test_pending_says_since_when_and_how_long() -> None:
    (finding,) = findings("handshake.pending", at(2.5, pending()))
    assert finding.result == "warning"
    assert finding.message == (
        "analytics-data-etl is PENDING since about 2026-11-24 08:00 UTC: in 69 h 30 min it becomes CREATE_FAILED, "
        "unless its endpoints are available by then."
    )
    assert "`mwaa_tf apply 3-endpoints/data-etl`" in finding.fix


@pytest.mark.parametrize(("hours", "result"), [(47, "warning"), (49, "failure"), (71, "failure"), (80, "failure")])
def test_the_last_24_hours_of_pending_are_a_failure(hours: float, result: str) -> None:
    (finding,) = findings("handshake.pending", at(hours, pending()))
    assert finding.result == result


def test_pending_without_a_date_does_not_guess() -> None:
    view = at(1, pending(created_at=None))
    assert problems("handshake.pending", view) == ["analytics-data-etl is PENDING: it waits for its endpoints."]
    assert len(gaps("handshake.pending", view)) == 1


def test_a_change_while_pending_is_named() -> None:
    update = LastUpdateFacts(status="FAILED", created_at=CREATED + timedelta(hours=1))
    assert problems("handshake.update-while-pending", at(2, pending(last_update=update))) == [
        "analytics-data-etl was changed while it was PENDING, and the change is FAILED."
    ]
    own = LastUpdateFacts(status="PENDING", created_at=CREATED + timedelta(seconds=1))
    assert not problems("handshake.update-while-pending", at(2, pending(last_update=own)))


def test_a_failed_update_has_the_error_of_mwaa() -> None:
    error = LastUpdateFacts("FAILED", error_code="INCORRECT_CONFIGURATION", error_message="The requirements are gone.")
    (rolled_back,) = findings("handshake.last-update", healthy(environment(last_update=error)))
    assert rolled_back.result == "warning"
    assert rolled_back.message == (
        "The last update of analytics-data-etl failed and was rolled back: INCORRECT_CONFIGURATION: The requirements "
        "are gone."
    )
    (failed,) = findings("handshake.last-update", healthy(environment(status="UPDATE_FAILED", last_update=error)))
    assert failed.result == "failure"


def test_a_status_of_an_update_that_is_not_known_is_named() -> None:
    view = healthy(environment(last_update=LastUpdateFacts("PAUSED")))
    assert gaps("handshake.last-update", view) == ["unknown status 'PAUSED' of the last update"]


def test_a_failed_creation_has_the_error_and_the_likely_cause() -> None:
    error = LastUpdateFacts("FAILED", error_code="INCORRECT_CONFIGURATION", error_message="Check the network.")
    facts = environment(status="CREATE_FAILED", last_update=error)
    (finding,) = findings("handshake.create-failed", healthy(facts, network=network(endpoints=())))
    assert finding.message == (
        "The creation of analytics-data-etl failed: INCORRECT_CONFIGURATION: Check the network. Likely cause: There is "
        "no endpoint of the metadata database (com.amazonaws.vpce.us-east-1.vpce-svc-database)."
    )
    assert finding.fix == ("Fix that first, then: `mwaa_tf apply 2-environments/data-etl`, which replaces it")


def test_a_failed_creation_without_a_known_cause_names_none() -> None:
    facts = environment(status="CREATE_FAILED")
    (message,) = problems("handshake.create-failed", healthy(facts))
    assert message == "The creation of analytics-data-etl failed: MWAA gives no reason."
