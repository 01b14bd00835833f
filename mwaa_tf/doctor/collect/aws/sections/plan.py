"""A view of AWS has no plan."""

from __future__ import annotations

from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.reading import Reading
from mwaa_tf.doctor.view.plan import PlanSection


def collect(_: AwsSource) -> PlanSection:
    """Nothing: AWS is asked itself."""
    return PlanSection(Reading.of((), ""))
