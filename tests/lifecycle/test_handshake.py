from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError, NoCredentialsError, ProfileNotFound  # type: ignore[import-untyped]

from mwaa_tf import aws
from mwaa_tf.blueprint import Account
from mwaa_tf.lifecycle import (
    EnvironmentPolled,
    HandshakeError,
    StatusChanged,
    handshakes,
    wait_until_available,
    watch_environments,
)
from mwaa_tf.lifecycle.events import LifecycleEvent
from mwaa_tf.lifecycle.follow import Follower
from mwaa_tf.lifecycle.handshake import _format, _last_error
from mwaa_tf.lifecycle.outcome import Outcome
from mwaa_tf.lifecycle.pending import why_pending
from mwaa_tf.lifecycle.watch import NOT_FOUND
from tests.lifecycle.support import DEPLOYMENT

WAITING = handshakes(DEPLOYMENT)
ETL, ML = "analytics-data-etl", "analytics-data-ml"
DATABASE = "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0"
WEBSERVER = "com.amazonaws.vpce.us-east-1.vpce-svc-0fedcba9876543210"
PENDING = {
    "Status": "PENDING",
    "DatabaseVpcEndpointService": DATABASE,
    "WebserverVpcEndpointService": WEBSERVER,
    "NetworkConfiguration": {"SubnetIds": ["subnet-1", "subnet-2"]},
}


def error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "said AWS"}}, "GetEnvironment")


class Mwaa:
    """Answers with one of ``answers`` after another, and goes on with the last one."""

    def __init__(self, *answers: Mapping[str, Any] | Exception | str) -> None:
        self._answers: Iterator[Any] = iter(answers)
        self._last: Any = None

    def get_environment(self, Name: str) -> Mapping[str, Any]:  # noqa: N803
        self._last = next(self._answers, self._last)
        if isinstance(self._last, Exception):
            raise self._last
        environment = {"Status": self._last} if isinstance(self._last, str) else self._last
        return {"Environment": {"Name": Name, **environment}}


class Ec2:
    """Has endpoints."""

    def __init__(self, *endpoints: Mapping[str, Any]) -> None:
        self._endpoints = endpoints

    def describe_vpc_endpoints(self, Filters: Any) -> Mapping[str, Any]:  # noqa: N803
        (service,) = Filters[0]["Values"]
        return {"VpcEndpoints": [endpoint for endpoint in self._endpoints if endpoint["ServiceName"] == service]}


def endpoint(service: str, state: str = "available", subnets: tuple[str, ...] = ("subnet-1", "subnet-2")) -> Any:
    return {"VpcEndpointId": "vpce-1", "ServiceName": service, "State": state, "SubnetIds": list(subnets)}


class Clients:
    """Stands in for :func:`mwaa_tf.aws.client`; notes who asked for what."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, mwaa: Mwaa, ec2: Ec2 | None = None) -> None:
        self.asked: set[tuple[str, str, str]] = set()
        self._clients = {"mwaa": mwaa, "ec2": ec2}
        monkeypatch.setattr(aws, "client", self._client)

    def _client(self, service: str, account: Account, region: str, environ: Mapping[str, str]) -> Any:
        assert region == "us-east-1"
        self.asked.add((service, account.account_id, environ["WORKSPACE"]))
        return self._clients[service]


def wait(timeout: float = 20, listener: Any = lambda _: None) -> dict[str, tuple[str, ...]]:
    waiting = WAITING[:1]
    with watch_environments(waiting, environ, interval=0.01, listener=listener) as watch:
        wait_until_available(watch, waiting, environ, timeout=timedelta(seconds=timeout))
        return {handshake.name: watch.statuses(handshake.name) for handshake in waiting}


def environ(workspace: Any) -> Mapping[str, str]:
    return {"WORKSPACE": workspace.path}


def test_each_environment_with_endpoints_has_a_handshake() -> None:
    assert [(handshake.name, handshake.environment.path, handshake.endpoints.path) for handshake in WAITING] == [
        (ETL, "2-environments/data-etl", "3-endpoints/data-etl"),
        (ML, "2-environments/data-ml", "3-endpoints/data-ml"),
    ]


def test_it_waits_until_available_and_reports_every_status(monkeypatch: pytest.MonkeyPatch) -> None:
    clients = Clients(monkeypatch, Mwaa("CREATING", "CREATING", PENDING, PENDING, "CREATING", "AVAILABLE"))
    heard: list[LifecycleEvent] = []
    assert wait(listener=heard.append) == {ETL: ("CREATING", "PENDING", "CREATING", "AVAILABLE")}
    changes = [event for event in heard if isinstance(event, StatusChanged)]
    assert changes == [StatusChanged(ETL, status) for status in ("CREATING", "PENDING", "CREATING", "AVAILABLE")]
    polls = [event.status for event in heard if isinstance(event, EnvironmentPolled)]
    assert polls == ["CREATING", "CREATING", "PENDING", "PENDING", "CREATING", "AVAILABLE"]
    assert clients.asked == {("mwaa", "222222222222", "2-environments/data-etl")}


def test_an_environment_that_is_available_already_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    Clients(monkeypatch, Mwaa("AVAILABLE"))
    assert wait() == {ETL: ("AVAILABLE",)}


def test_an_environment_whose_update_was_taken_back_is_ready_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """MWAA restored it, and it is ready to use: its endpoints are fine, and what reads it can be applied."""
    error = {"ErrorCode": "INCORRECT_CONFIGURATION", "ErrorMessage": "No such \x1b[31mfile."}
    failed = {"Status": "UPDATE_FAILED", "LastUpdate": {"Status": "FAILED", "Error": error}}
    Clients(monkeypatch, Mwaa("ROLLING_BACK", failed))
    lifecycle = FollowedLifecycle()

    (outcome,) = Follower(lifecycle, environ, interval=0.01).follow(WAITING[:1])  # type: ignore[arg-type]

    assert (outcome.error, outcome.ok) == (None, True)
    assert outcome.notes == (
        "its environment is ready to use, but its last update failed, and MWAA took it back (UPDATE_FAILED): "
        "INCORRECT_CONFIGURATION: No such \\x1b[31mfile.",
    )
    assert lifecycle.refreshed == ["2-environments/data-etl"]


class FollowedLifecycle:
    """Notes what is refreshed."""

    blueprint = DEPLOYMENT

    def __init__(self) -> None:
        self.refreshed: list[str] = []

    def notify(self, event: LifecycleEvent) -> None:
        pass

    def refresh(self, paths: list[str]) -> tuple[Outcome, ...]:
        self.refreshed += paths
        return ()


def test_a_failed_creation_ends_the_wait_with_mwaas_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = {"Status": "CREATE_FAILED", "LastUpdate": {"Error": {"ErrorCode": "INCORRECT", "ErrorMessage": "No way."}}}
    Clients(monkeypatch, Mwaa(PENDING, failed))
    with pytest.raises(HandshakeError, match=f"^{ETL}: CREATE_FAILED: INCORRECT: No way.$"):
        wait()


def test_pending_for_too_long_says_which_endpoint_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    clients = Clients(monkeypatch, Mwaa(PENDING), Ec2(endpoint(DATABASE)))
    with pytest.raises(HandshakeError) as caught:
        wait(timeout=1)
    assert caught.value.reasons == {
        ETL: f"still PENDING after 1 s: no endpoint of the web server to {WEBSERVER} exists in the owner's account; "
        "run `mwaa_tf apply 3-endpoints/data-etl`"
    }
    assert ("ec2", "111111111111", "3-endpoints/data-etl") in clients.asked


def test_a_wait_too_short_for_an_answer_reports_the_last_status(monkeypatch: pytest.MonkeyPatch) -> None:
    hang = threading.Event()
    mwaa = Mwaa("CREATING")
    Clients(monkeypatch, mwaa)
    with watch_environments(WAITING[:1], environ, interval=0.01) as watch:
        assert watch.wait(lambda snapshots: snapshots[ETL].status == "CREATING", timeout=60)
        monkeypatch.setattr(mwaa, "get_environment", lambda Name: hang.wait(120))  # noqa: ARG005, N803
        with pytest.raises(HandshakeError, match=f"^{ETL}: still CREATING after 0.05 s$"):
            wait_until_available(watch, WAITING[:1], environ, timeout=timedelta(seconds=0.05))
    hang.set()


def test_no_answer_is_not_taken_for_a_missing_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    hang = threading.Event()
    mwaa = Mwaa("CREATING")
    monkeypatch.setattr(mwaa, "get_environment", lambda Name: hang.wait(120))  # noqa: ARG005, N803
    Clients(monkeypatch, mwaa)
    with pytest.raises(HandshakeError, match=f"^{ETL}: MWAA has not answered within 0.05 s$"):
        wait(timeout=0.05)
    hang.set()


def test_an_error_that_may_pass_is_waited_out(monkeypatch: pytest.MonkeyPatch) -> None:
    Clients(monkeypatch, Mwaa(error("ThrottlingException"), OSError("reset"), "AVAILABLE"))
    assert wait() == {ETL: ("AVAILABLE",)}


@pytest.mark.parametrize(
    ("unrecoverable", "reason"),
    [
        (error("AccessDenied"), "AccessDenied"),
        (error("AccessDeniedException"), "AccessDeniedException"),
        (error("ExpiredToken"), "ExpiredToken"),
        (error("ExpiredTokenException"), "ExpiredTokenException"),
        (error("InvalidClientTokenId"), "InvalidClientTokenId"),
        (error("UnrecognizedClientException"), "UnrecognizedClientException"),
        (NoCredentialsError(), "Unable to locate credentials"),
        (ProfileNotFound(profile="data"), "config profile .data. could not be found"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_missing_rights_end_the_wait_at_once(
    monkeypatch: pytest.MonkeyPatch, unrecoverable: Exception, reason: str
) -> None:
    Clients(monkeypatch, Mwaa(unrecoverable))
    with pytest.raises(HandshakeError, match=rf"could not read its status: .*{reason}"):
        wait(timeout=60)


def test_an_environment_that_does_not_exist_is_an_error_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    Clients(monkeypatch, Mwaa(error("ResourceNotFoundException")))
    heard: list[LifecycleEvent] = []
    reason = "the environment does not exist; run `mwaa_tf apply 2-environments/data-etl`"
    with pytest.raises(HandshakeError, match=reason):
        wait(timeout=0.2, listener=heard.append)
    assert heard == []


def test_an_environment_that_is_deleted_meanwhile_is_reported_as_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    Clients(monkeypatch, Mwaa("AVAILABLE", "DELETING", error("ResourceNotFoundException")))
    with watch_environments(WAITING[:1], environ, interval=0.01) as watch:
        assert watch.wait(lambda snapshots: snapshots[ETL].status == NOT_FOUND, timeout=60)
        assert watch.statuses(ETL) == ("AVAILABLE", "DELETING", "DELETED")


def test_an_error_is_no_other_status(monkeypatch: pytest.MonkeyPatch) -> None:
    Clients(monkeypatch, Mwaa("AVAILABLE", error("ExpiredTokenException")))
    with watch_environments(WAITING[:1], environ, interval=0.01) as watch:
        assert watch.wait(lambda snapshots: snapshots[ETL].is_unrecoverable, timeout=60)
        assert watch.statuses(ETL) == ("AVAILABLE",)
        with pytest.raises(HandshakeError, match=r"could not read its status: .*ExpiredToken"):
            wait_until_available(watch, WAITING[:1], environ, timeout=timedelta(seconds=60))


def test_a_status_that_aws_has_added_is_waited_out_and_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    Clients(monkeypatch, Mwaa("REINDEXING"))
    with pytest.raises(HandshakeError, match=f"^{ETL}: still REINDEXING after 1 s$"):
        wait(timeout=1)


def test_the_watch_ends_while_a_call_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    hang = threading.Event()
    mwaa = Mwaa("CREATING")
    monkeypatch.setattr(mwaa, "get_environment", lambda Name: hang.wait(120))  # noqa: ARG005, N803
    Clients(monkeypatch, mwaa)
    with watch_environments(WAITING, environ, interval=0.01) as watch:
        assert not watch.wait(lambda _: True, timeout=0.1)
    hang.set()


@pytest.mark.parametrize(
    ("endpoints", "reasons"),
    [
        ([endpoint(DATABASE), endpoint(WEBSERVER)], []),
        ([endpoint(WEBSERVER)], ["no endpoint of the metadata database"]),
        ([endpoint(DATABASE), endpoint(WEBSERVER, "deleted")], ["no endpoint of the web server"]),
        ([endpoint(DATABASE), endpoint(WEBSERVER, "Deleting")], ["no endpoint of the web server"]),
        ([endpoint(DATABASE), endpoint(WEBSERVER, "deleted"), endpoint(WEBSERVER, "Available")], []),
        ([endpoint(DATABASE, "pendingAcceptance"), endpoint(WEBSERVER)], ["vpce-1, is pendingAcceptance"]),
        ([endpoint(DATABASE), endpoint(WEBSERVER, subnets=("subnet-1",))], ["vpce-1, is not in subnet-2"]),
        ([endpoint(DATABASE), endpoint(WEBSERVER, subnets=())], ["vpce-1, is not in subnet-1, subnet-2"]),
        ([endpoint(DATABASE), endpoint(WEBSERVER, subnets=("subnet-2", "subnet-1", "subnet-3"))], []),
        (
            [endpoint(DATABASE, "failed", ("subnet-2",)), endpoint(WEBSERVER)],
            ["vpce-1, is failed, not available", "vpce-1, is not in subnet-1"],
        ),
    ],
)
def test_why_pending_names_each_thing_that_is_wrong(endpoints: list[Any], reasons: list[str]) -> None:
    actual = why_pending(PENDING, Ec2(*endpoints), "3-endpoints/data-etl")
    assert len(actual) == len(reasons)
    assert all(expected in reason for expected, reason in zip(reasons, actual, strict=True))


def test_why_pending_says_nothing_of_what_mwaa_does_not_name() -> None:
    assert why_pending({"Status": "PENDING"}, Ec2(), "3-endpoints/data-etl") == ()
    no_subnets = {"DatabaseVpcEndpointService": DATABASE, "WebserverVpcEndpointService": ""}
    assert why_pending(no_subnets, Ec2(endpoint(DATABASE, subnets=())), "3-endpoints/data-etl") == ()


def test_why_pending_asks_for_one_service_and_survives_a_refusal() -> None:
    class Refusing:
        def describe_vpc_endpoints(self, Filters: Any) -> Any:  # noqa: N803
            ((name, (service,)),) = [(entry["Name"], entry["Values"]) for entry in Filters]
            assert name == "service-name"
            if service == DATABASE:
                raise ClientError({"Error": {"Code": "UnauthorizedOperation", "Message": "no\nway"}}, "Describe")
            return {"VpcEndpoints": [endpoint(service)]}

    (reason,) = why_pending(PENDING, Refusing(), "3-endpoints/data-etl")

    assert reason.startswith("could not describe the endpoint of the metadata database: ")
    assert "UnauthorizedOperation" in reason
    assert "\n" not in reason


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (timedelta(seconds=0.3), "0.3 s"),
        (timedelta(seconds=1), "1 s"),
        (timedelta(seconds=59), "59 s"),
        (timedelta(seconds=60), "1 min"),
        (timedelta(seconds=61), "1 min 1 s"),
        (timedelta(minutes=90), "90 min"),
        (timedelta(0), "0 s"),
    ],
)
def test_durations_are_short(duration: timedelta, text: str) -> None:
    assert _format(duration) == text


@pytest.mark.parametrize(
    ("failure", "text"),
    [
        ({"ErrorCode": "INCORRECT_CONFIGURATION", "ErrorMessage": "no route"}, "INCORRECT_CONFIGURATION: no route"),
        ({"ErrorMessage": "no route"}, "no route"),
        ({"ErrorCode": "", "ErrorMessage": ""}, "MWAA gives no reason"),
        (None, "MWAA gives no reason"),
    ],
)
def test_the_reason_of_a_failure_is_that_of_mwaa(failure: dict[str, str] | None, text: str) -> None:
    assert _last_error({"LastUpdate": {"Error": failure}} if failure is not None else {}) == text
