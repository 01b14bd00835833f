"""SNS: messages to HTTP endpoints are not sent.

AWS sends to an HTTP endpoint only once it has confirmed its subscription, with a token that SNS sends to it (SNS
developer guide, sns-http-https-endpoint-as-subscriber). Such a subscription cannot be confirmed here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from moto.sns.models import Subscription

_HTTP = frozenset({"http", "https"})


def install() -> None:
    """Have moto publish to other subscriptions than those of HTTP endpoints only."""
    from moto.sns.models import Subscription

    from mwaa_tf.local_aws.patching import wrap

    wrap(Subscription, "publish", _publish)


def _publish(publish: Callable[..., None], subscription: Subscription, *arguments: Any, **options: Any) -> None:
    from mwaa_tf.local_aws.outgoing import log_undelivered

    if subscription.protocol in _HTTP:
        log_undelivered(f"SNS topic {subscription.topic_arn}", subscription.endpoint)
    else:
        publish(subscription, *arguments, **options)
