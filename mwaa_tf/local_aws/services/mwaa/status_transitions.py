"""The status of an environment, derived from the clock on each request.

Nothing runs in the background: :func:`advance` takes an environment through every status whose time has come. The only
event from outside, the customer's endpoints, is noticed on a request; a client that waits for it polls.
"""

from __future__ import annotations

from datetime import datetime

from mwaa_tf.local_aws.clock import clock
from mwaa_tf.local_aws.faults import faults
from mwaa_tf.local_aws.services.ec2.exceptions import InsufficientFreeAddressesError
from mwaa_tf.local_aws.services.mwaa import (
    endpoints,
    environment_calls,
    log_groups,
    network_interfaces,
    pinned,
    tasks,
    timing,
)
from mwaa_tf.local_aws.services.mwaa.checks import bucket, requirements
from mwaa_tf.local_aws.services.mwaa.environment import LastUpdate, LocalEnvironment
from mwaa_tf.mwaa import quotas, updates
from mwaa_tf.mwaa.status import Status

_ADVICE = (
    "You may need to check the execution role permissions policy for your environment, and that each of the VPC "
    "networking components required by the environment are configured to allow traffic."
)
"""Part of AWS's message for every INCORRECT_CONFIGURATION."""


_MAINTENANCE_SOURCE = "Environment maintenance"
"""LastUpdate.Source of maintenance. The text is inferred: AWS names none."""


def advance(environment: LocalEnvironment, now: datetime) -> None:
    """Bring the environment to its status at ``now``; DELETED once its deletion has ended."""
    while environment.status is not Status.DELETED:
        before = environment.status, environment.since
        pinned_status = pinned.pinned_status(environment.identity.name)
        if pinned_status in pinned.ENTERED_BY_PINNING and environment.status is Status.AVAILABLE:
            _enter_pinned(environment, pinned_status, now)
        if environment.status is not pinned_status:
            _step(environment, now)
        if (environment.status, environment.since) == before:
            return


def start_update(
    environment: LocalEnvironment, settings: dict[str, object], strategy: str | None, now: datetime
) -> None:
    """Begin an update that leads to ``settings``.

    For a change of the Airflow version the status is UPDATING, CREATING_SNAPSHOT, UPDATING, AVAILABLE
    (terraform-provider-aws #31833, after AWS's page upgrading-environment). Which other updates take a snapshot, as the
    service model has it for "environment details", is not known: here none.
    """
    environment.pending_settings = settings
    environment.last_update = LastUpdate("PENDING", now, worker_replacement_strategy=strategy)
    if settings["AirflowVersion"] != environment.settings["AirflowVersion"]:
        environment.snapshot_is_due = True
        _enter(environment, Status.UPDATING, now)
    else:
        _enter_update(environment, now)


def start_deletion(environment: LocalEnvironment, now: datetime) -> None:
    """Begin the deletion."""
    _enter(environment, Status.DELETING, now)


def _step(environment: LocalEnvironment, now: datetime) -> None:
    age = now - environment.since
    match environment.status:
        case Status.CREATING if environment.customer_manages_endpoints and not environment.pended:
            if age >= timing.CREATION_BEFORE_PENDING:
                _enter(environment, Status.PENDING, environment.since + timing.CREATION_BEFORE_PENDING)
        case Status.PENDING:
            _wait_for_endpoints(environment, now)
        case Status.CREATING:
            _create(environment, now)
        case Status.UPDATING if environment.snapshot_is_due:
            if age >= timing.BEFORE_SNAPSHOT:
                environment.snapshot_is_due = False
                _enter(environment, Status.CREATING_SNAPSHOT, environment.since + timing.BEFORE_SNAPSHOT)
        case Status.CREATING_SNAPSHOT if age >= timing.SNAPSHOT:
            _enter_update(environment, environment.since + timing.SNAPSHOT)
        case Status.UPDATING if age >= (duration := timing.UPDATE + environment.wait_for_tasks):
            _update(environment, environment.since + duration)
        case Status.ROLLING_BACK if age >= environment.rollback:
            _enter(environment, Status.UPDATE_FAILED, environment.since + environment.rollback)
        case Status.MAINTENANCE:
            environment.last_update.status = "SUCCESS"
            _enter(environment, Status.AVAILABLE, now)
        case Status.UNAVAILABLE:
            _enter(environment, Status.AVAILABLE, now)
        case Status.UPDATE_FAILED if environment.last_update.status != "FAILED":
            # It was only pinned.
            _enter(environment, Status.AVAILABLE, now)
        case Status.DELETING if age >= timing.DELETION:
            network_interfaces.delete(environment)
            endpoints.withdraw(environment)
            _enter(environment, Status.DELETED, environment.since + timing.DELETION)


def _enter_pinned(environment: LocalEnvironment, status: Status, at: datetime) -> None:
    """Enter ``status``, which no request leads to.

    Maintenance is an update of MWAA's own, which LastUpdate names (API reference, LastUpdate, Source), and replaces
    workers by GRACEFUL (same reference, Environment, Status).
    """
    if status is Status.MAINTENANCE:
        environment.last_update = LastUpdate("PENDING", at, None, updates.GRACEFUL, _MAINTENANCE_SOURCE)
    _enter(environment, status, at)


def _wait_for_endpoints(environment: LocalEnvironment, now: datetime) -> None:
    """PENDING until each required endpoint is available, valid or not, or until 72 hours have passed."""
    missing = endpoints.missing(environment)
    if not missing and not _is_too_late(environment, complete := endpoints.complete_since(environment)):
        environment.pended = True
        _enter(environment, Status.CREATING, max(environment.since, complete))
    elif _is_too_late(environment, now):
        reason = "; ".join(missing) or "The VPC endpoints came too late"
        _fail_creation(environment, environment.since + quotas.PENDING, f"After 72 hours of PENDING: {reason}.")


def _is_too_late(environment: LocalEnvironment, at: datetime) -> bool:
    waited = clock.client_date(at) - clock.client_date(environment.since)
    return at - environment.since >= quotas.PENDING and waited >= timing.LEAST_PENDING


def _create(environment: LocalEnvironment, now: datetime) -> None:
    """AVAILABLE if the endpoints were valid at some time until the end: rules of their groups may follow them.

    The environment's own calls must also succeed. While the network still changes, a problem does not end the creation.
    """
    duration = timing.CREATION
    problems: list[str] = []
    if environment.customer_manages_endpoints:
        duration = timing.CREATION_AFTER_PENDING
        if not environment.endpoints_were_valid:
            problems = endpoints.problems(environment)
            environment.endpoints_were_valid = not problems
    observed = environment.observed_network
    is_quiet = observed.is_quiet(environment.network, environment.identity.account_id, environment.identity.region)
    end = environment.since + duration
    if now < end:
        return
    problems = problems or [*log_groups.unwritable(environment)] or environment_calls.problems(environment)
    problems = problems or _address_problems(environment)
    if problems and not is_quiet:
        observed.judged_late = True
        return
    end = now if observed.judged_late else end
    if problems:
        _fail_creation(environment, end, f"{'; '.join(problems)}.")
        return
    environment.last_update = LastUpdate("SUCCESS", environment.last_update.created_at)
    log_groups.log_start(environment, clock.client_date(end))
    _enter(environment, Status.AVAILABLE, end)


def _address_problems(environment: LocalEnvironment) -> list[str]:
    """Start the containers; a sentence if a subnet has no addresses for them."""
    if environment.address_problem:
        return [environment.address_problem]
    return _scale(environment, network_interfaces.containers(environment.settings))


def _scale(environment: LocalEnvironment, count: int) -> list[str]:
    """Have so many containers; what keeps them from starting, such as a subnet that is no longer shared.

    That MWAA then fails the creation or the update is inferred.
    """
    from moto.ec2.exceptions import EC2ClientError

    try:
        network_interfaces.scale(environment, count)
    except InsufficientFreeAddressesError as error:
        return [error.reason]
    except EC2ClientError as error:
        return [str(error.message).rstrip(".")]
    return []


def _enter_update(environment: LocalEnvironment, at: datetime) -> None:
    """Start the containers of the new settings: new workers run before the old ones end.

    That an update takes twice the workers until it ends is inferred from its replacing them.
    """
    settings = environment.pending_settings
    assert settings is not None  # noqa: S101 - start_update has set it
    count = max(network_interfaces.containers(settings), network_interfaces.containers(environment.settings))
    environment.update_problems = _scale(environment, count + int(settings["MinWorkers"]))
    if environment.update_problems:
        _scale(environment, network_interfaces.containers(environment.settings))
    strategy = environment.last_update.worker_replacement_strategy
    environment.wait_for_tasks = tasks.replace_workers(environment.identity.name, strategy, at)
    _enter(environment, Status.UPDATING, at)


def _update(environment: LocalEnvironment, end: datetime) -> None:
    """The end of an update, or of its failure: ROLLING_BACK, then UPDATE_FAILED with the settings from before."""
    settings = environment.pending_settings
    environment.pending_settings = None
    assert settings is not None  # noqa: S101 - UPDATING always follows start_update
    problems = _update_problems(environment, settings)
    _scale(environment, network_interfaces.containers(environment.settings if problems else settings))
    environment.last_update.status = "FAILED" if problems else "SUCCESS"
    if problems:
        environment.last_update.error = f"{'; '.join(problems)}. {_ADVICE}"
        version_changes = settings["AirflowVersion"] != environment.settings["AirflowVersion"]
        environment.rollback = timing.VERSION_ROLLBACK if version_changes else timing.ROLLBACK
        _enter(environment, Status.ROLLING_BACK, end)
        return
    environment.settings = settings
    log_groups.ensure(environment)
    network_interfaces.set_groups(environment)
    _enter(environment, Status.AVAILABLE, end)


def _update_problems(environment: LocalEnvironment, settings: dict[str, object]) -> list[str]:
    """Why the update to ``settings`` is rolled back: by a fault, by a file, or by what the subnets lack."""
    identity = environment.identity
    problems = list(bucket.missing_files(settings, identity.account_id, identity.partition))
    if faults.rolls_back(str(settings["AirflowVersion"])):
        problems.append("The update did not complete")
    if not problems and settings["AirflowVersion"] != environment.settings["AirflowVersion"]:
        problems += requirements.incompatible(settings, identity.account_id, identity.partition)
    return problems or environment.update_problems


def _fail_creation(environment: LocalEnvironment, at: datetime, reason: str) -> None:
    environment.last_update = LastUpdate("FAILED", environment.last_update.created_at, error=f"{reason} {_ADVICE}")
    _enter(environment, Status.CREATE_FAILED, at)


def _enter(environment: LocalEnvironment, status: Status, at: datetime) -> None:
    environment.status = status
    environment.since = at
