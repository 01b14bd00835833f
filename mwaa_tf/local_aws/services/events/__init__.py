"""EventBridge: events for API destinations are accepted and not sent.

On AWS, PutEvents returns before anything is delivered, and delivery is retried (EventBridge user guide,
eb-rule-retry-policy). moto sends them if the environment variable MOTO_EVENTS_INVOKE_HTTP is true.
"""

from __future__ import annotations


def install() -> None:
    """Have moto keep events from API destinations, whatever the environment says."""
    import moto.settings

    from mwaa_tf.local_aws.patching import replace

    replace(moto.settings, "events_invoke_http", _are_events_sent)


def _are_events_sent() -> bool:
    from mwaa_tf.local_aws.outgoing import log_undelivered

    log_undelivered("EventBridge", "the API destination of a rule")
    return False
