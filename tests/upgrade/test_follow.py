"""The end of an update, as MWAA's answers tell it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mwaa_tf.lifecycle.events import EnvironmentAwaited, LifecycleEvent, StatusChanged
from mwaa_tf.mwaa.status import Status
from mwaa_tf.upgrade.durations import NOT_BEGUN
from mwaa_tf.upgrade.follow import DONE, end_of_step, end_of_update, follow
from mwaa_tf.upgrade.running import RunningEnvironment, UpdateRecord, parse_environment

BEFORE = UpdateRecord("SUCCESS", datetime(2026, 11, 1, tzinfo=UTC))
LATER = datetime(2026, 11, 27, tzinfo=UTC)


def answer(status: str, version: str = "2.10.3", update: str = "PENDING", at: datetime = LATER, **more: Any) -> Any:
    return {
        "Name": "analytics-data-etl",
        "Status": status,
        "AirflowVersion": version,
        "LastUpdate": {"Status": update, "CreatedAt": at, **more},
    }


def environment(*values: Any, **more: Any) -> RunningEnvironment:
    return parse_environment(answer(*values, **more))


ERROR = {"ErrorCode": "INCORRECT_CONFIGURATION", "ErrorMessage": "no requirements.txt"}


@pytest.mark.parametrize(
    ("now", "end"),
    [
        (environment("CREATING_SNAPSHOT"), ""),
        (environment("UPDATING"), ""),
        (environment("ROLLING_BACK", update="FAILED"), ""),
        (environment("A_STATUS_OF_2027"), ""),
        (environment("AVAILABLE", update="SUCCESS", at=BEFORE.created_at), ""),  # not begun yet
        (environment("AVAILABLE", version="2.11.2", update="SUCCESS"), DONE),
        (environment("AVAILABLE", update="FAILED", Error=ERROR), "INCORRECT_CONFIGURATION: no requirements.txt"),
        (environment("UPDATE_FAILED", update="FAILED"), "runs 2.10.3 as before: MWAA gives no reason"),
        (environment("UNAVAILABLE", update="FAILED", Error=ERROR), "is UNAVAILABLE: INCORRECT_CONFIGURATION"),
        (environment("DELETED"), "is DELETED"),
    ],
)
def test_the_end_of_a_step(now: RunningEnvironment, end: str) -> None:
    verdict = end_of_step("2.11.2", BEFORE)(now, 1.0)

    assert verdict == end or (end and end in verdict)


@pytest.mark.parametrize("status", Status)
def test_every_status_is_an_end_or_work_that_someone_finishes(status: Status) -> None:
    verdict = end_of_step("2.11.2", BEFORE)(environment(str(status), update="FAILED"), 1.0)

    assert (not verdict) == (status.is_busy or status.waits_for_endpoints)


def test_an_accepted_update_that_never_begins_is_reported() -> None:
    unchanged = environment("AVAILABLE", update="SUCCESS", at=BEFORE.created_at)

    assert "has not begun" in end_of_step("2.11.2", BEFORE)(unchanged, NOT_BEGUN.total_seconds())


def test_the_end_of_an_update_that_was_under_way() -> None:
    assert end_of_update(environment("UPDATING"), 1.0) == ""
    assert end_of_update(environment("AVAILABLE", update="SUCCESS"), 1.0) == DONE
    assert "no requirements.txt" in end_of_update(environment("AVAILABLE", update="FAILED", Error=ERROR), 1.0)


class Answers:
    """Answers of GetEnvironment, one after the other; an exception is raised."""

    def __init__(self, *answers: Mapping[str, Any] | Exception) -> None:
        self._answers = list(answers)

    def __call__(self) -> Mapping[str, Any]:
        now = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(now, Exception):
            raise now
        return now


def test_an_update_is_followed_through_its_statuses_and_a_failing_poll() -> None:
    events: list[LifecycleEvent] = []
    answers = Answers(
        answer("CREATING_SNAPSHOT"),
        answer("UPDATING"),
        ConnectionError("reset"),
        answer("ROLLING_BACK"),
        answer("AVAILABLE", update="FAILED", Error=ERROR),
    )

    followed = follow(
        "etl",
        answers,
        end_of_step("2.11.2", BEFORE),
        timeout=timedelta(seconds=60),
        listener=events.append,
        interval=0.01,
    )

    assert [event.status for event in events if isinstance(event, StatusChanged)] == [
        "CREATING_SNAPSHOT",
        "UPDATING",
        "ROLLING_BACK",
        "AVAILABLE",
    ]
    assert "no requirements.txt" in followed.error
    assert not followed.is_still_running
    assert not any(isinstance(event, EnvironmentAwaited) for event in events)


def test_credentials_that_expire_end_the_following_not_the_update() -> None:
    from botocore.exceptions import ClientError  # type: ignore[import-untyped]

    expired = ClientError({"Error": {"Code": "ExpiredTokenException", "Message": "expired"}}, "GetEnvironment")

    followed = follow(
        "etl",
        Answers(answer("UPDATING"), expired),
        end_of_step("2.11.2", BEFORE),
        timeout=timedelta(seconds=60),
        listener=lambda _: None,
        interval=0.01,
    )

    assert followed.is_still_running
    assert "expired" in followed.error


def test_what_takes_longer_than_the_limit_is_still_at_work() -> None:
    followed = follow(
        "etl",
        Answers(answer("UPDATING")),
        end_of_step("2.11.2", BEFORE),
        timeout=timedelta(seconds=0.2),
        listener=lambda _: None,
        interval=0.01,
    )

    assert followed.is_still_running
    assert "still UPDATING" in followed.error


def test_every_kind_of_credentials_that_are_gone_ends_the_following() -> None:
    from botocore.exceptions import (
        ClientError,
        CredentialRetrievalError,
        TokenRetrievalError,
        UnauthorizedSSOTokenError,
    )

    refused = [
        UnauthorizedSSOTokenError(),
        TokenRetrievalError(provider="sso", error_msg="expired"),
        CredentialRetrievalError(provider="process", error_msg="exit 1"),
        *(ClientError({"Error": {"Code": code}}, "GetEnvironment") for code in ("RequestExpired", "OptInRequired")),
    ]
    for error in refused:
        followed = follow(
            "etl",
            Answers(answer("UPDATING"), error),
            end_of_step("2.11.2", BEFORE),
            timeout=timedelta(seconds=5),
            listener=lambda _: None,
            interval=0.01,
        )

        assert (followed.is_still_running, followed.seconds < 5) == (True, True), error
        assert "still UPDATING" not in followed.error


def test_a_status_alone_tells_that_an_update_was_taken_back() -> None:
    now = parse_environment({"Name": "etl", "Status": "UPDATE_FAILED", "AirflowVersion": "2.10.3"})

    assert end_of_update(now, 1.0) == "AWS rolled the update back, and etl runs 2.10.3 as before: MWAA gives no reason"


def test_an_output_that_nobody_reads_any_more_ends_the_following() -> None:
    """It is written from the thread that polls; without this, the one that waits would for eight hours."""

    def closed(_: object) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        follow("etl", lambda: answer("UPDATING"), end_of_update, timeout=timedelta(seconds=60), listener=closed)
