"""Firehose: records for HTTP endpoints are accepted and not sent.

On AWS, PutRecord returns before anything is delivered, and delivery is retried (Firehose developer guide, retry).
"""

from __future__ import annotations

from typing import Any


def install() -> None:
    """Have moto accept records for HTTP endpoints without sending them."""
    from moto.firehose.models import FirehoseBackend

    from mwaa_tf.local_aws.patching import replace

    replace(FirehoseBackend, "put_http_records", staticmethod(_put_http_records))


def _put_http_records(http_destination: dict[str, Any], records: list[dict[str, bytes]]) -> list[dict[str, str]]:
    from moto.moto_api._internal import mock_random

    from mwaa_tf.local_aws.outgoing import log_undelivered

    log_undelivered("Firehose", http_destination["EndpointConfiguration"]["Url"])
    return [{"RecordId": str(mock_random.uuid4())} for _ in records]
