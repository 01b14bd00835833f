"""CloudWatch, to which environments publish metrics while they run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from moto.cloudwatch.models import Dimension


def install_on_first_use() -> None:
    """Have environments publish before metrics are read, and find metrics whatever the order of their dimensions."""
    from moto.cloudwatch.models import CloudWatchBackend, Dimension

    from mwaa_tf.local_aws.patching import replace, wrap
    from mwaa_tf.local_aws.services.mwaa.metrics import publish_before

    for operation in ("get_metric_data", "get_metric_statistics", "list_metrics"):
        wrap(CloudWatchBackend, operation, publish_before)
    replace(Dimension, "__lt__", _sorts_before)


def _sorts_before(dimension: Dimension, other: Dimension) -> bool:
    """The order of dimensions by name: moto compares a value with a name, too, and then misses metrics.

    A metric is identified by its namespace, name and dimensions (CloudWatch user guide, cloudwatch_concepts).
    """
    return str(dimension.name) < str(other.name)
