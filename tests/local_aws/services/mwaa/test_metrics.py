"""What an environment that is alive shows in CloudWatch, and what AWS's verification script asks of other services."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mwaa_tf.local_aws import LocalAws
from tests.local_aws.services.mwaa.support import DATA, Place
from tests.local_aws.services.support import refused


def statistics(aws: LocalAws, environment: str, namespace: str, metric: str, **dimension: str) -> list[dict[str, Any]]:
    """The values of the last ten minutes."""
    now = datetime.now(UTC)
    dimensions = [{"Name": "Environment", "Value": environment}]
    dimensions += [{"Name": name, "Value": value} for name, value in dimension.items()]
    found: list[dict[str, Any]] = aws.client("cloudwatch", DATA).get_metric_statistics(
        Namespace=namespace,
        MetricName=metric,
        Dimensions=dimensions,
        StartTime=now - timedelta(minutes=10),
        EndTime=now,
        Period=300,
        Statistics=["Average"],
    )["Datapoints"]
    return found


@pytest.mark.parametrize(
    ("namespace", "metric", "dimension", "value"),
    [
        ("AmazonMWAA", "SchedulerHeartbeat", {"Function": "Scheduler"}, 1),
        ("AmazonMWAA", "CeleryWorkerHeartbeat", {"Function": "Celery"}, 1),
        ("AmazonMWAA", "TaskQueued", {"Function": "Celery"}, 0),
        ("AmazonMWAA", "QueuedTasks", {"Function": "Executor"}, 0),
        ("AmazonMWAA", "DagBagSize", {"Function": "DAG Processing"}, 0),
        ("AWS/MWAA", "CPUUtilization", {"Cluster": "BaseWorker"}, 5),
        ("AWS/MWAA", "MemoryUtilization", {"Cluster": "WebServer"}, 30),
        ("AWS/MWAA", "CPUUtilization", {"DatabaseRole": "WRITER"}, 5),
    ],
)
def test_a_living_environment_has_metrics(
    living: Place, namespace: str, metric: str, dimension: dict[str, str], value: float
) -> None:
    (datapoint,) = statistics(living.aws, living.name, namespace, metric, **dimension)
    assert datapoint["Average"] == value


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("dimension", ["Cluster=Scheduler", "Cluster=BaseWorker", "DatabaseRole=WRITER"])
def test_a_metric_is_found_whatever_the_order_of_its_dimensions(living: Place, dimension: str, backwards: bool) -> None:
    name, _, value = dimension.partition("=")
    dimensions = [{"Name": "Environment", "Value": living.name}, {"Name": name, "Value": value}]
    metric = {
        "Namespace": "AWS/MWAA",
        "MetricName": "CPUUtilization",
        "Dimensions": dimensions[::-1] if backwards else dimensions,
    }
    now = datetime.now(UTC)
    answer = living.aws.client("cloudwatch", DATA).get_metric_data(
        MetricDataQueries=[{"Id": "cpu", "MetricStat": {"Metric": metric, "Period": 300, "Stat": "Average"}}],
        StartTime=now - timedelta(minutes=10),
        EndTime=now,
    )
    assert answer["MetricDataResults"][0]["Values"] == [5]


@pytest.fixture(scope="module")
def living(aws: LocalAws) -> Place:
    """An environment that is AVAILABLE."""
    place = Place(aws)
    place.available(LoggingConfiguration={"SchedulerLogs": {"Enabled": True, "LogLevel": "INFO"}})
    return place


def test_an_environment_without_a_heartbeat_has_no_metrics(place: Place) -> None:
    place.pend()
    assert statistics(place.aws, place.name, "AmazonMWAA", "SchedulerHeartbeat", Function="Scheduler") == []


def test_a_living_environment_has_written_to_its_logs(living: Place) -> None:
    logs, group = living.aws.client("logs", DATA), f"airflow-{living.name}-Scheduler"

    def messages(**options: str) -> list[str]:
        events = logs.filter_log_events(logGroupName=group, **options)["events"]
        return [event["message"] for event in events]

    assert messages() == [f"Amazon MWAA environment {living.name} is running"]
    assert messages(filterPattern="?ERROR ?Error ?error") == []
    assert messages(filterPattern='?ERROR ?"is running"') == messages()


def test_the_automation_of_the_verification_script_runs(aws: LocalAws) -> None:
    ssm = aws.client("ssm", DATA)
    started = ssm.start_automation_execution(
        DocumentName="AWSSupport-ConnectivityTroubleshooter", Parameters={"SourceIP": ["10.0.0.5"]}
    )
    execution = ssm.get_automation_execution(AutomationExecutionId=started["AutomationExecutionId"])
    assert execution["AutomationExecution"]["StepExecutions"][0]["StepStatus"] == "Success"
    with refused("AutomationDefinitionNotFoundException"):
        ssm.start_automation_execution(DocumentName="AWS-RestartEC2Instance")
    with refused("AutomationExecutionNotFoundException"):
        ssm.get_automation_execution(AutomationExecutionId="0" * 36)
