"""Checks of load, on metrics made by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mwaa_tf.doctor.checks import checks
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view.environment import LastUpdateFacts
from mwaa_tf.mwaa import metrics as facts
from mwaa_tf.mwaa.environment_classes import CLASSES
from mwaa_tf.mwaa.metrics import AIRFLOW, METRICS, Cluster
from tests.doctor.load_views import PERIODS, Values, loaded, without_metrics
from tests.doctor.views import DENIED, findings, gaps, problems

IDS = [check.id for check in checks() if check.group == "load"]
#: These read metrics; `load.worker-concurrency` reads options.
OF_METRICS = [check.id for check in checks() if "metrics" in check.reads]

BASE_CPU = facts.cpu(Cluster.BASE_WORKER)
SCHEDULER_MEMORY = facts.memory(Cluster.SCHEDULER)


@pytest.mark.parametrize("id", [*IDS, "code.import-errors"])
def test_an_environment_that_idles_has_no_problem(id: str) -> None:
    assert problems(id, loaded()) == []
    assert gaps(id, loaded()) == []


@pytest.mark.parametrize("id", OF_METRICS)
def test_metrics_that_could_not_be_read_are_not_checkable(id: str) -> None:
    view = without_metrics(DENIED)

    assert problems(id, view) == []
    assert set(gaps(id, view)) <= {DENIED.reason}


def test_a_container_with_little_cpu_left_is_named_with_the_next_class() -> None:
    (finding,) = findings("load.cpu", loaded({BASE_CPU: 91.6}))

    assert finding.message == "The CPU of base workers is 92 % on average over the last hour, above 85 %."
    assert "--environment-class mw1.medium" in finding.fix
    assert [series.title for series in finding.series] == ["CPU of base workers"]


def test_the_largest_class_has_no_larger_one() -> None:
    (finding,) = findings("load.cpu", loaded({BASE_CPU: 91.6}, environment_class="mw1.2xlarge"))

    assert "no larger class" in finding.fix


@pytest.mark.parametrize(
    ("values", "is_high"),
    [
        pytest.param(85.0, False, id="at the threshold"),
        pytest.param([None] * 30 + [99.0, 99.0], False, id="too few values to judge"),
        pytest.param([10.0] * 34 + [100.0, 100.0], False, id="a peak of ten minutes"),
        pytest.param([95.0] * 32 + [20.0] * 4, False, id="over since twenty minutes"),
        pytest.param([None] * 24 + [95.0] * 12, True, id="an hour"),
    ],
)
def test_only_high_utilization_that_lasts_is_reported(values: Values, is_high: bool) -> None:
    assert bool(problems("load.cpu", loaded({BASE_CPU: values}))) is is_high


def test_memory_is_judged_for_each_kind_of_container() -> None:
    view = loaded({SCHEDULER_MEMORY: 90.0, facts.memory(Cluster.WEBSERVER): 99.0, BASE_CPU: 99.0})

    assert problems("load.memory", view) == [
        "The memory of schedulers is 90 % on average over the last hour, above 85 %.",
        "The memory of web servers is 99 % on average over the last hour, above 85 %.",
    ]


def test_one_metric_that_cannot_be_read_does_not_hide_another() -> None:
    gap = Gap(GapKind.UNAVAILABLE, "CloudWatch could not answer for the CPU of base workers: InternalError")
    view = loaded({BASE_CPU: gap, facts.cpu(Cluster.SCHEDULER): 99.0})

    assert gaps("load.cpu", view) == [gap.reason]
    assert len(problems("load.cpu", view)) == 1


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        (facts.DATABASE_CPU, 96.0, "The CPU of the metadata database has been above 95 % for 20 minutes."),
        (
            facts.DATABASE_MEMORY,
            300.0,
            "The free memory of the metadata database has been below 512 MiB for 20 minutes.",
        ),
    ],
)
def test_a_database_without_cpu_or_memory_is_reported(key: str, value: float, message: str) -> None:
    assert problems("load.database", loaded({key: value})) == [message]


def test_a_task_that_waits_for_half_an_hour_is_reported() -> None:
    assert problems("load.queue-age", loaded({facts.QUEUE_AGE: 1801.0})) == [
        "The oldest queued task has waited for a worker for 1,801 s."
    ]
    assert problems("load.queue-age", loaded({facts.QUEUE_AGE: 1800.0})) == []


def test_tasks_that_wait_while_none_runs_are_a_failure() -> None:
    view = loaded({facts.QUEUED_TASKS: 3.0})

    assert problems("load.idle-workers", view) == ["3 tasks have waited for 20 minutes, and no task runs."]
    assert problems("load.worker-maximum", view) == []


def test_a_queue_that_empties_is_no_problem() -> None:
    assert problems("load.idle-workers", loaded({facts.QUEUED_TASKS: [5.0, 4.0, 2.0, 0.0]})) == []


def test_all_workers_busy_while_tasks_wait_is_reported_with_a_larger_maximum() -> None:
    busy: dict[str, Values] = {
        facts.QUEUED_TASKS: 12.0,
        facts.RUNNING_TASKS: 50.0,
        facts.containers(Cluster.BASE_WORKER): 1.0,
        facts.containers(Cluster.ADDITIONAL_WORKER): [9.0, 9.0, 9.0, 3.6],
    }
    (finding,) = findings("load.worker-maximum", loaded(busy))

    assert finding.message == "10 workers run, which is the maximum, and 12 tasks wait."
    assert "--max-workers 20" in finding.fix
    assert problems("load.worker-maximum", loaded(busy, max_workers=11)) == []
    assert problems("load.idle-workers", loaded(busy)) == []


def test_a_maximum_that_is_not_known_is_not_checkable() -> None:
    view = loaded({facts.QUEUED_TASKS: 12.0, facts.RUNNING_TASKS: 50.0}, max_workers=None)

    assert gaps("load.worker-maximum", view) == ["the environment has no maximum of workers"]


@pytest.mark.parametrize(
    ("id", "key"),
    [
        ("load.scheduler-heartbeat", facts.SCHEDULER_HEARTBEAT),
        ("load.worker-heartbeat", facts.WORKER_HEARTBEAT),
    ],
)
def test_a_heartbeat_that_ended_is_a_failure(id: str, key: str) -> None:
    ended: list[float | None] = [30.0] * (PERIODS - 5) + [None] * 5
    (message,) = problems(id, loaded({key: ended}))

    assert message == f"No {METRICS[key].title} have arrived for 20 minutes."
    assert problems(id, loaded({key: [None, 30.0, None, None, None]})) == []


@pytest.mark.parametrize("id", ["load.scheduler-heartbeat", "load.worker-heartbeat", "load.metrics"])
@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"created_at": datetime.now(UTC)}, id="new"),
        pytest.param({"status": "UPDATING"}, id="being updated"),
        pytest.param({"status": "", "created_at": None}, id="planned"),
        pytest.param({"last_update": LastUpdateFacts(created_at=datetime.now(UTC))}, id="just updated"),
    ],
)
def test_an_environment_that_starts_need_not_have_metrics(id: str, changes: dict[str, object]) -> None:
    silent: dict[str, Values] = dict.fromkeys(METRICS)

    assert problems(id, loaded(silent, **changes)) == []


def test_silence_of_all_metrics_of_airflow_is_one_finding() -> None:
    silent: dict[str, Values] = {key: None for key, metric in METRICS.items() if metric.namespace == AIRFLOW}
    view = loaded(silent)

    assert problems("load.metrics", view) == ["No metrics of AmazonMWAA have arrived for three hours."]
    assert problems("load.scheduler-heartbeat", view) == []
    assert gaps("load.scheduler-heartbeat", view) == ["no metric of AmazonMWAA has arrived for 20 minutes"]


def test_a_metric_that_could_not_be_read_may_have_values() -> None:
    unknown: dict[str, Values] = {key: DENIED for key, metric in METRICS.items() if metric.namespace == AIRFLOW}

    assert problems("load.metrics", loaded(unknown)) == []


@pytest.mark.parametrize("name", CLASSES)
def test_more_dags_than_aws_recommends_for_the_class_are_reported(name: str) -> None:
    most = CLASSES[name].dags

    assert problems("load.dag-count", loaded({facts.DAG_BAG_SIZE: float(most)}, environment_class=name)) == []
    assert problems("load.dag-count", loaded({facts.DAG_BAG_SIZE: most + 1.0}, environment_class=name)) == [
        f"{most + 1:,} DAGs are more than the {most:,} that AWS recommends for {name}."
    ]


def test_an_unknown_class_is_named_and_not_judged() -> None:
    view = loaded({facts.DAG_BAG_SIZE: 10_000.0}, environment_class="mw2.huge")

    assert problems("load.dag-count", view) == []
    assert gaps("load.dag-count", view) == ["this version knows no environment class mw2.huge"]


def test_an_option_that_mwaa_overrides_is_reported_without_its_value() -> None:
    view = loaded(options={"celery.worker_concurrency": "12345"})

    assert problems("load.worker-concurrency", view) == ["The option celery.worker_concurrency has no effect on MWAA."]


def test_dag_files_that_cannot_be_imported_are_counted() -> None:
    assert problems("code.import-errors", loaded({facts.IMPORT_ERRORS: [3.0, 1.0]})) == [
        "Airflow cannot import 1 DAG file."
    ]
    assert problems("code.import-errors", loaded({facts.IMPORT_ERRORS: [3.0, 0.0]})) == []


def test_the_time_of_an_update_counts_like_that_of_the_creation() -> None:
    long_ago = LastUpdateFacts(created_at=datetime.now(UTC) - timedelta(hours=2))
    silent: dict[str, Values] = {facts.SCHEDULER_HEARTBEAT: None}

    assert len(problems("load.scheduler-heartbeat", loaded(silent, last_update=long_ago))) == 1
