"""The states of an environment, worked out from the clock whenever somebody asks.

Nothing runs in the background: :func:`advance` takes an environment through every state whose time has come. The one
event from outside, the customer's endpoints, is seen when somebody asks, which those who wait for it do all the time.
"""

from __future__ import annotations

from datetime import datetime

from mwaa_tf.local_aws.services import environment_calls
from mwaa_tf.local_aws.services.mwaa import endpoints, log_groups, network_interfaces, pinned, timing
from mwaa_tf.local_aws.services.mwaa.checks import bucket
from mwaa_tf.local_aws.services.mwaa.environment import Environment, LastUpdate

GONE = "DELETED"

_ADVICE = (
    "You may need to check the execution role permissions policy for your environment, and that each of the VPC "
    "networking components required by the environment are configured to allow traffic."
)
"""What AWS says for every INCORRECT_CONFIGURATION."""


def advance(environment: Environment, now: datetime) -> None:
    """Bring the environment to the state in which it is at ``now``; GONE where its deletion is over."""
    while environment.status != GONE:
        before = environment.status, environment.since
        held = pinned.held(environment.identity.name)
        if held in pinned.ONLY_HELD and environment.status == "AVAILABLE":
            _enter(environment, held, now)
        if environment.status != held:
            _step(environment, now)
        if (environment.status, environment.since) == before:
            return


def start_update(environment: Environment, settings: dict[str, object], strategy: str | None, now: datetime) -> None:
    """Begin an update that leads to ``settings``. A change of the Airflow version is preceded by a snapshot."""
    version_changes = settings["AirflowVersion"] != environment.settings["AirflowVersion"]
    environment.pending_settings = settings
    environment.last_update = LastUpdate("PENDING", now, worker_replacement_strategy=strategy)
    _enter(environment, "CREATING_SNAPSHOT" if version_changes else "UPDATING", now)


def start_deletion(environment: Environment, now: datetime) -> None:
    """Begin the deletion, from whatever state."""
    _enter(environment, "DELETING", now)


def _step(environment: Environment, now: datetime) -> None:
    age = now - environment.since
    match environment.status:
        case "CREATING" if environment.customer_manages_endpoints and not environment.pended:
            if age >= timing.CREATION_BEFORE_PENDING:
                _enter(environment, "PENDING", environment.since + timing.CREATION_BEFORE_PENDING)
        case "PENDING":
            _handshake(environment, now)
        case "CREATING":
            _create(environment, now)
        case "CREATING_SNAPSHOT" if age >= timing.SNAPSHOT:
            _enter(environment, "UPDATING", environment.since + timing.SNAPSHOT)
        case "UPDATING" if age >= timing.UPDATE:
            _update(environment, environment.since + timing.UPDATE)
        case "ROLLING_BACK" if age >= timing.ROLLBACK:
            _enter(environment, "AVAILABLE", environment.since + timing.ROLLBACK)
        case "MAINTENANCE" | "UNAVAILABLE" | "UPDATE_FAILED":
            _enter(environment, "AVAILABLE", now)
        case "DELETING" if age >= timing.DELETION:
            network_interfaces.delete(environment)
            endpoints.withdraw(environment)
            _enter(environment, GONE, environment.since + timing.DELETION)


def _handshake(environment: Environment, now: datetime) -> None:
    """PENDING until each service has an endpoint that is available, right or not, or until 72 hours are over."""
    missing = endpoints.missing(environment)
    deadline = environment.since + timing.PENDING_LIMIT
    if not missing and (complete := endpoints.complete_since(environment)) < deadline:
        environment.pended = True
        _enter(environment, "CREATING", max(environment.since, complete))
    elif now >= deadline:
        reason = "; ".join(missing) or "The VPC endpoints came too late"
        _fail_creation(environment, deadline, f"After 72 hours of PENDING: {reason}.")


def _create(environment: Environment, now: datetime) -> None:
    """Available if the endpoints were right at some time until the end, for their group's rules may follow them.

    Then the environment also has to get through with what it calls itself.
    """
    duration = timing.CREATION
    wrong: list[str] = []
    if environment.customer_manages_endpoints:
        duration = timing.CREATION_AFTER_PENDING
        if not environment.endpoints_were_right:
            wrong = endpoints.wrong(environment)
            environment.endpoints_were_right = not wrong
    end = environment.since + duration
    if now < end:
        return
    if found := wrong or environment_calls.problems(environment):
        _fail_creation(environment, end, f"{'; '.join(found)}.")
        return
    environment.last_update = LastUpdate("SUCCESS", environment.last_update.created_at)
    _enter(environment, "AVAILABLE", end)


def _update(environment: Environment, end: datetime) -> None:
    settings = environment.pending_settings
    environment.pending_settings = None
    assert settings is not None  # noqa: S101 - UPDATING without an update cannot be
    identity = environment.identity
    missing = list(bucket.missing_files(settings, identity.account_id, identity.partition))
    environment.last_update.status = "FAILED" if missing else "SUCCESS"
    if missing:
        environment.last_update.error = f"{'; '.join(missing)}. {_ADVICE}"
        _enter(environment, "ROLLING_BACK", end)
        return
    environment.settings = settings
    log_groups.ensure(environment)
    network_interfaces.set_groups(environment)
    _enter(environment, "AVAILABLE", end)


def _fail_creation(environment: Environment, at: datetime, reason: str) -> None:
    environment.last_update = LastUpdate("FAILED", environment.last_update.created_at, error=f"{reason} {_ADVICE}")
    _enter(environment, "CREATE_FAILED", at)


def _enter(environment: Environment, status: str, at: datetime) -> None:
    environment.status = status
    environment.since = at
