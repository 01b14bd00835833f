"""State of the local AWS that no API deletes: metrics, the age of an environment, the paths that it is configured with.

In AWS it changes by itself, or with an update that takes half an hour. A fault puts back what it found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from mwaa_tf.local_aws.clock import clock
from mwaa_tf.local_aws.services.mwaa.environment import LocalEnvironment
from tests.doctor.planted import Patient

Undo = Callable[[], object]


def local_environment(patient: Patient) -> LocalEnvironment:
    """The environment, as the local AWS holds it."""
    from mwaa_tf.local_aws.services.mwaa.models import mwaa_backends

    environment: LocalEnvironment = mwaa_backends[patient.participant_id][patient.local.region].get_environment(
        patient.name
    )
    return environment


def configured(patient: Patient, **settings: Any) -> Undo:
    """The environment with other ``settings``, as after an update."""
    environment = local_environment(patient)
    before = environment.settings
    environment.settings = {**before, **settings}
    return lambda: setattr(environment, "settings", before)


def aged(patient: Patient, by: timedelta = timedelta(hours=12)) -> Undo:
    """The environment, created and updated longer ago."""
    environment = local_environment(patient)
    before = environment.created_at, environment.last_update
    # The clock of the local AWS runs faster than that of its clients.
    environment.created_at -= by * max(1.0, clock.speed)
    environment.last_update.created_at -= by * max(1.0, clock.speed)

    def undo() -> None:
        environment.created_at, environment.last_update = before

    return undo


def metrics_without(patient: Patient, is_lost: Callable[[Any], bool]) -> Undo:
    """CloudWatch without the data for which ``is_lost`` is true; in this minute, the environment publishes none."""
    store, environment = _store(patient), local_environment(patient)
    before, published_at = list(store.metric_data), environment.published_at
    store.metric_data[:] = [datum for datum in before if not is_lost(datum)]
    environment.published_at = _next_minutes()

    def undo() -> None:
        store.metric_data[:] = before
        environment.published_at = published_at

    return undo


def metrics(patient: Patient, *data: Mapping[str, Any]) -> Undo:
    """CloudWatch with ``data``, each with the members of PutMetricData and its ``Namespace``.

    CloudWatch deletes no metrics; here they are taken out again.
    """
    store = _store(patient)
    before = list(store.metric_data)
    for datum in data:
        members = {key: value for key, value in datum.items() if key != "Namespace"}
        patient.participant("cloudwatch").put_metric_data(Namespace=datum["Namespace"], MetricData=[members])

    def undo() -> None:
        store.metric_data[:] = before

    return undo


def target_health(patient: Patient, *, address: str | None, state: str, reason: str) -> Undo:
    """Targets of the owner's target groups in another state, all or the one with ``address``.

    In AWS it follows from health checks that are not answered; the local AWS sends none.
    """
    from moto.elbv2.models import FakeHealthStatus, elbv2_backends

    groups = list(elbv2_backends[patient.owner_id][patient.local.region].target_groups.values())

    def health_for(answer: Any, target: Mapping[str, Any], *others: Any) -> Any:
        if address not in (None, target["Id"]):
            return answer(target, *others)
        return FakeHealthStatus(target["Id"], target["Port"], None, state, reason, "planted")

    for group in groups:
        vars(group)["health_for"] = partial(health_for, group.health_for)
    return lambda: [vars(group).pop("health_for") for group in groups]


def _store(patient: Patient) -> Any:
    from moto.cloudwatch.models import cloudwatch_backends

    return cloudwatch_backends[patient.participant_id][patient.local.region]


def _next_minutes() -> datetime:
    """What the local AWS compares with: it then takes the metrics of this minute for published."""
    from moto.core.utils import utcnow

    from mwaa_tf.local_aws.services.mwaa.metrics import INTERVAL

    return utcnow().replace(second=0, microsecond=0) - INTERVAL
