"""CloudWatch, to which environments publish metrics while they run."""

from __future__ import annotations


def install_on_first_use() -> None:
    """Have environments publish before metrics are read."""
    from moto.cloudwatch.models import CloudWatchBackend

    from mwaa_tf.local_aws.patching import wrap
    from mwaa_tf.local_aws.services.mwaa.metrics import publish_before

    for operation in ("get_metric_data", "get_metric_statistics", "list_metrics"):
        wrap(CloudWatchBackend, operation, publish_before)
