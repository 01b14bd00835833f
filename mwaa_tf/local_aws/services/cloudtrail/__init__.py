"""CloudTrail, where moto has trails but no events: calls that the local AWS has recorded can be looked up."""

from __future__ import annotations

from mwaa_tf.local_aws.services.cloudtrail.source import reset

__all__ = ["install_on_first_use", "reset"]


def install_on_first_use() -> None:
    """Give moto's CloudTrail the operation LookupEvents."""
    from mwaa_tf.local_aws.services.cloudtrail import events

    events.install()
