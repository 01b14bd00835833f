"""What a person should know of a workspace besides the next step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from mwaa_tf.lifecycle.status.drift import Drift
from mwaa_tf.lifecycle.status.environments import EnvironmentReading
from mwaa_tf.lifecycle.status.model import WorkspaceFacts
from mwaa_tf.lifecycle.status.trail import TrailEvent
from mwaa_tf.mwaa.airflow_versions import AS_OF
from mwaa_tf.mwaa.quotas import PENDING
from mwaa_tf.mwaa.status import Status
from mwaa_tf.text import plural, truncate

#: Changes that are listed; `plan` shows all of them.
_LISTED = 10


def notes(facts: WorkspaceFacts, now: datetime) -> Iterator[str]:
    """One line each."""
    yield from facts.state.notes
    contents = facts.state.contents
    for unknown in contents.unknown if contents else ():
        yield f"its state has a status that this version of mwaa_tf does not know: {unknown}"
    if facts.environment and facts.endpoints_workspace:
        yield from _environment_notes(facts.environment, now)
    if facts.drift:
        yield from _drift_notes(facts.drift, facts.environment.update_source if facts.environment else "")


def _environment_notes(environment: EnvironmentReading, now: datetime) -> Iterator[str]:
    version = environment.airflow_version
    end = environment.end_of_support
    if version and not environment.is_known_airflow:
        yield f"Airflow {version} is not in the table of versions of {AS_OF}; its end of support is not known"
    elif end:
        ended = "ended" if end < now.date() else "ends"
        yield f"the support of Airflow {version} {ended} on {end}: {_upgrade(end, now.date())}"
    status = environment.known_status
    if status and status.waits_for_endpoints and environment.created_at:
        left = int((environment.created_at + PENDING - now).total_seconds() // 3600)
        rest = f"at least {plural(left, 'hour')} of them are left" if left > 0 else "and may give up at any time"
        yield f"MWAA waits {PENDING // timedelta(hours=1)} hours for the endpoints, {rest}"
    if environment.update_status == "PENDING" and status and (status.is_updating or status is Status.MAINTENANCE):
        yield from filter(None, [update_origin(environment.updated_at, environment.update_source)])
    if environment.update_error:
        yield f"the last update failed: {environment.update_error}"


def update_origin(began: datetime | None, source: str) -> str:
    """When the update that is under way began, and what MWAA names as its source, which may be MWAA itself.

    Empty where MWAA tells neither (MWAA API reference, LastUpdate).
    """
    time = f"the update under way began {began.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if began else ""
    return "; ".join(filter(None, (time, f"MWAA names {source} as its source" if source else "")))


def _upgrade(end: date, today: date) -> str:
    return "no new environment can have it" if end < today else "plan an upgrade"


def _drift_notes(drift: Drift, update_source: str) -> Iterator[str]:
    """``update_source`` is who made the last change of the environment, as far as MWAA tells."""
    # What changed outside Terraform first: `plan` tells the rest.
    changes = sorted(drift.changes, key=lambda change: not change.is_outside)
    for change in changes[:_LISTED]:
        if not change.is_outside:
            yield f"{change.address}: {change.action}"
            continue
        what = f" ({', '.join(change.attributes)})" if change.attributes else ""
        action = "kept by a plan" if change.is_kept else change.action
        yield f"{change.address}: {action}; changed outside Terraform{what}{_who(change.changed_by)}"
    if len(changes) > _LISTED:
        yield f"and {plural(len(changes) - _LISTED, 'more change')}"
    if drift.outputs and not drift.changes:
        yield truncate(f"the next apply updates outputs only: {', '.join(drift.outputs)}", 400)
    if update_source and any(change.is_outside and not change.changed_by for change in drift.changes):
        yield f"MWAA names {update_source} as the source of the environment's last update"
    if drift.trail_error:
        yield f"who made the last changes is not known: {drift.trail_error}"


def _who(events: tuple[TrailEvent, ...]) -> str:
    """Who changed something last."""
    if not events:
        return "; by whom is not known"
    event = events[0]
    return f" by {event.principal or 'an unknown caller'}, {event.name} on {event.time:%Y-%m-%d at %H:%M} UTC"
