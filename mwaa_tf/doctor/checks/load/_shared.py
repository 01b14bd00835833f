"""What the checks of load have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from mwaa_tf.doctor.finding import Issue, not_checkable
from mwaa_tf.doctor.reading import UnreadError
from mwaa_tf.doctor.series import TimeSeries
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.environment import EnvironmentFacts
from mwaa_tf.mwaa.environment_classes import next_larger

SUSTAINED_MINUTES = 20
"""What lasts as long as three full periods is no peak: AWS's alarms count three of five minutes, too."""

_LEAST_VALUES = 3

#: Containers and schedulers start, and their first metrics arrive.
_SETTLED = timedelta(minutes=30)


def known_series(view: EnvironmentView, keys: Iterable[str]) -> Iterator[TimeSeries | Issue]:
    """The metrics ``keys``; for one that could not be read, that it is not checkable."""
    for key in keys:
        try:
            yield view.metrics.of(key)
        except UnreadError as error:
            yield not_checkable(error.gap)


def sustained(series: TimeSeries) -> tuple[float, ...]:
    """The values of the last 20 minutes, if they are enough to judge; else none."""
    values = series.last(SUSTAINED_MINUTES)
    return values if len(values) >= _LEAST_VALUES else ()


def is_settled(environment: EnvironmentFacts) -> bool:
    """Whether metrics must have arrived: ready to use, and created half an hour ago.

    An environment that is being updated has fewer containers, and none while they are replaced.
    """
    if not environment.is_ready or environment.created_at is None:
        return False
    changed = max(filter(None, (environment.created_at, environment.last_update.created_at)))
    return datetime.now(UTC) - changed > _SETTLED


def larger_class(environment: EnvironmentFacts) -> str:
    """How to raise the class, as the start of a fix; that there is none larger, where that is so."""
    larger = next_larger(environment.environment_class)
    if larger is None:
        return f"{environment.environment_class} has no larger class that this version knows: reduce the load"
    return f"set `environment_class: {larger}`, or `{update(environment)} --environment-class {larger}`"


def update(environment: EnvironmentFacts) -> str:
    """The start of a command that changes the environment."""
    return f"aws mwaa update-environment --name {environment.name}"
