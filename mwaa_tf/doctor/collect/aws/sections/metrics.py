"""Metrics of an environment: one call of CloudWatch for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from mwaa_tf.doctor.collect.aws.calls import Answer
from mwaa_tf.doctor.collect.aws.operations import operation
from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.reading import Gap, GapKind, unread_section
from mwaa_tf.doctor.series import TimeSeries
from mwaa_tf.doctor.view.metrics import MetricsSection
from mwaa_tf.mwaa.metrics import METRICS, PERIOD_SECONDS, Metric
from mwaa_tf.text import one_line

GET_METRIC_DATA = operation("cloudwatch", "GetMetricData", why="the load of the environment")

#: Three hours: what happened this night, from its start. Five minutes for each value are 36 characters of a chart, far
#: below what one call may answer (100,800 values), and what a minute's value is for AWS's alarms.
_WINDOW = timedelta(hours=3)

#: The one status of a metric whose values are all there (CloudWatch API reference, MetricDataResult).
_COMPLETE = "Complete"


def collect(source: AwsSource) -> MetricsSection:
    """Ask CloudWatch for all metrics at once."""
    if source.environment.gap:
        return unread_section(MetricsSection, source.environment.gap)
    end = _end(datetime.now(UTC))
    start = end - _WINDOW
    return MetricsSection(
        series=source.read(
            GET_METRIC_DATA,
            lambda answer: dict(_series(answer, start)),
            MetricDataQueries=[_query(metric, source.target.name) for metric in METRICS.values()],
            StartTime=start,
            EndTime=end,
            ScanBy="TimestampAscending",
        )
    )


def _end(now: datetime) -> datetime:
    """The end of the period that ``now`` is in: CloudWatch answers faster for whole periods (GetMetricData)."""
    seconds = int(now.timestamp())
    return datetime.fromtimestamp(seconds - seconds % PERIOD_SECONDS + PERIOD_SECONDS, UTC)


def _query(metric: Metric, environment: str) -> dict[str, Any]:
    dimensions = {"Environment": environment, **metric.dimensions}
    return {
        "Id": metric.key,
        "MetricStat": {
            "Metric": {
                "Namespace": metric.namespace,
                "MetricName": metric.name,
                "Dimensions": [{"Name": name, "Value": value} for name, value in sorted(dimensions.items())],
            },
            "Period": PERIOD_SECONDS,
            "Stat": metric.statistic,
        },
    }


def _series(answer: Answer, start: datetime) -> Iterator[tuple[str, TimeSeries | Gap]]:
    """The answer by metric; one that comes in several pages has a result in each."""
    by_key: dict[str, list[Mapping[str, Any]]] = {key: [] for key in METRICS}
    for result in answer["MetricDataResults"]:
        by_key[result["Id"]].append(result)
    for key, results in by_key.items():
        yield key, _one(METRICS[key], results, start)


def _one(metric: Metric, results: list[Mapping[str, Any]], start: datetime) -> TimeSeries | Gap:
    if not results:
        return Gap(GapKind.NOT_UNDERSTOOD, f"CloudWatch answered nothing about the {metric.title}")
    status = results[-1]["StatusCode"]
    if status != _COMPLETE:
        text = f"CloudWatch could not answer for the {metric.title}: {status}{_messages(results)}"
        return Gap(GapKind.UNAVAILABLE, one_line(text))
    values: list[float | None] = [None] * int(_WINDOW.total_seconds() // PERIOD_SECONDS)
    for result in results:
        for at, value in zip(result["Timestamps"], result["Values"], strict=True):
            place = int((at - start).total_seconds() // PERIOD_SECONDS)
            if 0 <= place < len(values):
                values[place] = float(value) * metric.scale
    return TimeSeries(metric.title, metric.unit, start, PERIOD_SECONDS, tuple(values))


def _messages(results: list[Mapping[str, Any]]) -> str:
    texts = [message["Value"] for result in results for message in result.get("Messages", []) if "Value" in message]
    return f" ({'; '.join(texts)})" if texts else ""
